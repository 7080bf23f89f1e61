//! `not-writable`: a record means something that the target's form cannot hold.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A record means something that the target's form cannot hold.
pub static RULE: Rule = Rule {
    name: "not-writable",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A record means something that the target's form cannot hold.

A pair has one prompt and one completion, both plain text: a conversation of several turns, a system message, tools or images would be lost. `prepare` rejects such records instead of writing less than they say; `validate` judges files as they stand and leaves it alone.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let encode = target.and_then(|target| target.shapes.first()?.encode);
    let (Some(encode), Some(example)) = (encode, view.example) else { return };
    let is_kept =
        target.is_some_and(|target| target.takes(view.shape) && target.shapes.first() == Some(&view.shape));
    if let Some(why) = (encode.refuses)(example).filter(|_| !is_kept) {
        out.find(|| {
            (
                Pointer::ROOT,
                format!("the target's form cannot hold the record: {why}"),
                "choose another target for it".to_owned(),
            )
        });
    }
}
