//! `not-target-shape`: a file has another shape than the target takes.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// A file has another shape than the target takes.
pub static RULE: Rule = Rule {
    name: "not-target-shape",
    group: Group::Target,
    level: Level::Deny,
    targets: &[],
    docs: r#"A file has another shape than the target takes.

The records may be fine: they only have to be converted. Said once for a file, not once a line.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    let Some(target) = view.target.filter(|target| *target.shape != *view.shape && view.notes.records > 0) else {
        return;
    };
    out.find(|| {
        let message = format!("the file is {}; {} takes {}", view.shape.title, target.title, target.shape.title);
        (Pointer::ROOT, message, format!("convert it with `gristmill prepare --target {}`", target.id))
    });
}
