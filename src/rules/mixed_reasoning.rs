//! `mixed-reasoning`: some answers of a file have a reasoning trace and others have none.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::text::count;

/// Some answers of a file have a reasoning trace and others have none.
pub static RULE: Rule = Rule {
    name: "mixed-reasoning",
    group: Group::Content,
    level: Level::Info,
    docs: r#"Some answers of a file have a reasoning trace and others have none.

A model that is trained on both learns to think or not to think by chance. Where both are meant, the prompts should say which.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    let (with, without) = (view.tally.with_reasoning, view.tally.without_reasoning);
    if with.records > 0 && without.records > 0 {
        out.find(|| {
            let message = format!(
                "{} with a reasoning trace (first on line {}), {} without (first on line {})",
                count(with.records, "record"),
                with.line,
                count(without.records, "record"),
                without.line
            );
            (
                Pointer::ROOT,
                message,
                "give all answers a trace or none, or say in the prompt which is wanted".to_owned(),
            )
        });
    }
}
