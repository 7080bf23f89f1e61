//! `long-example`: an example is longer than the target's own preparation tool lets pass.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Pointer};
use crate::targets::Target;
use crate::text::thousands;

/// An example is longer than the target's own preparation tool lets pass.
pub static RULE: Rule = Rule {
    name: "long-example",
    group: Group::Content,
    level: Level::Warn,
    docs: r#"An example is longer than the target's own preparation tool lets pass.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(most) = target.and_then(|target| target.limits.max_characters) else { return };
    if view.record.text.len() <= most {
        return;
    }
    let characters: usize = view.messages().flat_map(Message::texts).map(|text| text.chars().count()).sum();
    if characters > most {
        out.find(|| {
            let message = format!(
                "the example has {} characters, more than {}",
                thousands(characters as u64),
                thousands(most as u64)
            );
            (Pointer::ROOT, message, "shorten it, or split it".to_owned())
        });
    }
}
