//! `foreign-reasoning`: an answer has a reasoning trace in a form that the target does not take.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Part};
use crate::targets::Target;

/// An answer has a reasoning trace in a form that the target does not take.
pub static RULE: Rule = Rule {
    name: "foreign-reasoning",
    group: Group::Content,
    level: Level::Allow,
    docs: r#"An answer has a reasoning trace in a form that the target does not take.

Traces come as `reasoning` (Together), `reasoning_content` (Fireworks, Axolotl, chat templates of open models), `thinking`, or parts of their own. OpenAI refuses them as extra members; others pass over the forms that they do not know.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "36", "reasoning_content": "0.15 * 240 = 36"}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "36", "reasoning": "0.15 * 240 = 36"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target else { return };
    for message in view.messages() {
        let foreign = message.meta.iter().filter(|field| REASONING.contains(&field.name.as_ref()));
        for field in foreign.filter(|field| !target.reasoning.contains(&field.name.as_ref())) {
            out.find(|| {
                let what = format!("{} takes no reasoning trace in `{}`", target.title, field.name);
                let help = match target.reasoning.first() {
                    Some(form) => format!("move it to `{form}`"),
                    None => "take it out, or put it into the text".to_owned(),
                };
                (message.at.message().key(&field.name), what, help)
            });
        }
    }
}

/// The members of messages that hold reasoning traces.
pub const REASONING: [&str; 4] = ["reasoning", "reasoning_content", "thinking", "reasoning_details"];

/// Whether a message has a reasoning trace: in a member, in a part, or between think tags in its text.
pub(super) fn has_reasoning(message: &Message<'_>) -> bool {
    let is_trace = |part: &Part<'_>| match part {
        Part::Reasoning(_) => true,
        Part::Text(text) => text.trim_start().starts_with("<think>"),
        _ => false,
    };
    message.meta.iter().any(|field| REASONING.contains(&field.name.as_ref()))
        || message.parts.iter().any(is_trace)
}
