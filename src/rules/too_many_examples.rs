//! `too-many-examples`: there are more training examples than the target takes.

use super::{Check, DatasetView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::{count, thousands};

/// There are more training examples than the target takes.
pub static RULE: Rule = Rule {
    name: "too-many-examples",
    group: Group::Target,
    level: Level::Deny,
    docs: r#"There are more training examples than the target takes.
"#,
    check: Check::DatasetFor(check),
};

fn check(view: &DatasetView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let most = target.and_then(|target| target.limits.max_examples);
    if let (Some(target), Some(most)) = (target, most.filter(|most| view.examples > *most)) {
        out.find(|| {
            let have = count(view.examples, "example");
            let message =
                format!("{have} to train on; {} takes no more than {}", target.title, thousands(most));
            (Pointer::ROOT, message, "keep the best of them".to_owned())
        });
    }
}
