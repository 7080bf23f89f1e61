//! `other-shape`: a record has another shape than its file.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};

/// A record has another shape than its file.
pub static RULE: Rule = Rule {
    name: "other-shape",
    group: Group::Shape,
    level: Level::Deny,
    targets: &[],
    docs: r#"A record has another shape than its file.

A file is read as the shape that most of its first records have. Trainers decide by the first row too, and fail
later; a single record of another shape is rejected, and a file with many of them is `mixed-shapes`.
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let Some(other) = view.other_shape() {
        out.find(|| {
            let message = format!("the record is {}, in a file of {}", other.title, view.shape.title);
            (Pointer::ROOT, message, "put records of one shape into one file".to_owned())
        });
    }
}
