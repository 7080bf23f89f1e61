//! `conflicting-answers`: the same prompt has different answers.

use super::{Check, DatasetView, Group, Out, Rule};
use crate::model::Level;

/// The same prompt has different answers.
pub static RULE: Rule = Rule {
    name: "conflicting-answers",
    group: Group::Duplicates,
    level: Level::Warn,
    docs: r#"The same prompt has different answers.

The model is taught both and learns neither. Sometimes that is wanted (several ways to say the same), so the records
stay, on one side of the split. System text and tools count: a prompt under another system message is another prompt.
"#,
    check: Check::Dataset(check),
};

fn check(view: &DatasetView<'_>, out: &mut Out<'_>) {
    for conflict in view.conflicts {
        out.find_conflict(conflict, || {
            let first = &conflict.first;
            let message = match (conflict.records, conflict.answers) {
                (2, _) => format!("{first} answers the same prompt otherwise"),
                (records, answers) => {
                    format!(
                        "{first} answers the same prompt otherwise ({answers} answers in {records} records)"
                    )
                }
            };
            (message, "keep the right answer, unless several are wanted".to_owned())
        });
    }
}
