//! `few-good-examples`: there are fewer than fifty good examples.

use super::{Check, DatasetView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::count;

/// There are fewer than fifty good examples.
pub static RULE: Rule = Rule {
    name: "few-good-examples",
    group: Group::Target,
    level: Level::Info,
    docs: r#"There are fewer than fifty good examples.

OpenAI's guide sees improvements from 50 to 100 well-made examples on (read 2026-11). With fewer, a better prompt or
a few examples in the prompt usually gives more than training.
"#,
    check: Check::DatasetFor(check),
};

/// Good examples from which training begins to pay.
const ENOUGH: u64 = 50;

fn check(view: &DatasetView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    // With fewer examples than the target takes there is something worse to say.
    let least = target.map_or(1, |target| target.limits.min_examples);
    if view.good >= ENOUGH || view.examples < least {
        return;
    }
    out.find(|| {
        let message = format!(
            "{}: fewer than the {ENOUGH} from which fine-tuning begins to pay",
            count(view.good, "good example")
        );
        (Pointer::ROOT, message, "try a better prompt first, or write more examples".to_owned())
    });
}
