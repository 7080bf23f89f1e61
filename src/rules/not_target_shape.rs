//! `not-target-shape`: a file has another shape than the target takes.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A file has another shape than the target takes.
pub static RULE: Rule = Rule {
    name: "not-target-shape",
    group: Group::Target,
    level: Level::Deny,
    docs: r#"A file has another shape than the target takes.

The records may be fine: they only have to be converted. Said once for a file, not once a line.
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let is_other =
        |target: &&Target| !target.takes(view.shape) && view.notes.records > 0 && view.unreadable.is_none();
    let Some(target) = target.filter(is_other) else { return };
    out.find(|| {
        let taken: Vec<&str> = target.shapes.iter().map(|shape| shape.title).collect();
        let message =
            format!("the file is {}; {} takes {}", view.shape.title, target.title, taken.join(" or "));
        let help = format!("`gristmill emit --target {}` converts it", target.id);
        (Pointer::ROOT, message, help)
    });
}
