//! `too-few-examples`: there are fewer training examples than the target takes.

use super::{Check, DatasetView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::count;

/// There are fewer training examples than the target takes.
pub static RULE: Rule = Rule {
    name: "too-few-examples",
    group: Group::Target,
    level: Level::Deny,
    docs: r#"There are fewer training examples than the target takes.

OpenAI: "Training file has N example(s), but must have at least 10 examples" (error invalid_n_examples). In a prepared
folder the training file is judged, after the holdout was taken out.
"#,
    check: Check::DatasetFor(check),
};

fn check(view: &DatasetView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| view.examples < target.limits.min_examples) else { return };
    out.find(|| {
        let have = count(view.examples, "example");
        let message = format!(
            "{have} to train on; {} takes no fewer than {}",
            target.title, target.limits.min_examples
        );
        (Pointer::ROOT, message, "add examples".to_owned())
    });
}
