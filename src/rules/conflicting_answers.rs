//! `conflicting-answers`: the same prompt has different answers.

use super::{Check, DatasetView, Group, Out, Rule};
use crate::model::Level;

/// The same prompt has different answers.
pub static RULE: Rule = Rule {
    name: "conflicting-answers",
    group: Group::Duplicates,
    level: Level::Warn,
    targets: &[],
    docs: r#"The same prompt has different answers.

The model is taught both and learns neither. Sometimes that is wanted (several ways to say the same), so the records
stay, on one side of the split. System text and tools count: a prompt under another system message is another prompt.
"#,
    check: Check::Dataset(check),
};

fn check(view: &DatasetView<'_>, out: &mut Out<'_>) {
    for conflict in view.conflicts {
        out.find_conflict(conflict, || {
            let (file, line) = &conflict.first;
            let others = if conflict.records > 2 {
                format!(" ({} records with this prompt give {} answers)", conflict.records, conflict.answers)
            } else {
                String::new()
            };
            let message = format!("the same prompt has another answer in {file}:{line}{others}");
            (message, "keep the right answer, unless several are wanted".to_owned())
        });
    }
}
