//! `other-shape`: a record has another shape than its file.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A record has another shape than its file.
pub static RULE: Rule = Rule {
    name: "other-shape",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A record has another shape than its file.

A file is read as the shape that most of its first records have. Trainers decide by the first row too, and fail
later; a single record of another shape is rejected, and a file with many of them is `mixed-shapes`. Where a target reads every record for itself, one of another shape that it takes is none of this rule's business.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(other) = view.other_shape() else { return };
    if target.is_none_or(|target| !target.reads_strays(other)) {
        out.find(|| {
            let message = format!("the record is {}, in a file of {}", other.title, view.shape.title);
            (Pointer::ROOT, message, "put records of one shape into one file".to_owned())
        });
    }
}
