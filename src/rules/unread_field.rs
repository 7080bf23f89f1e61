//! `unread-field`: a member that means something would be lost in the conversion.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level};

/// A member that means something would be lost in the conversion.
pub static RULE: Rule = Rule {
    name: "unread-field",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A member that means something would be lost in the conversion.

Metadata (an `id`, a `source`) may go. A system prompt, tools, a reasoning trace, images, a label, a second
answer or the other half of a preference pair is part of what the record teaches: a record that has one where its shape does not read it is
rejected by `prepare` instead of being written without it. `validate` judges the file as it stands and leaves it alone.

```jsonl bad
{"messages": [{"role": "user", "content": "15 % of 240?"}, {"role": "assistant", "content": "36", "reasoning_content": "0.15 * 240 = 36"}]}
{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello!"}], "videos": ["a.mp4"]}
```

```jsonl good
{"messages": [{"role": "user", "content": "15 % of 240?"}, {"role": "assistant", "content": "36"}], "id": 7}
{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello!"}], "tools": ""}
```
"#,
    check: Check::Record(check),
};

/// Members that are part of what a record teaches.
pub const MEANINGFUL: &[&str] = &[
    "answer",
    "audios",
    "choices",
    "chosen",
    "chosen_messages",
    "completion",
    "content",
    "context",
    "conversation",
    "conversations",
    "documents",
    "functions",
    "history",
    "image",
    "images",
    "input",
    "instruction",
    "kto_tag",
    "label",
    "loss",
    "loss_weight",
    "mask",
    "options",
    "output",
    "prompt",
    "query",
    "question",
    "reasoning",
    "reasoning_content",
    "rejected",
    "rejected_messages",
    "rejected_response",
    "response",
    "sample_weight",
    "system",
    "system_prompt",
    "text",
    "thinking",
    "tools",
    "train",
    "videos",
    "weight",
];

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(object) = view.object().filter(|_| view.example.is_some()) else { return };
    for at in view.shape.extras(object) {
        let steps: Vec<String> = at.steps().collect();
        let Some(key) = steps.last().filter(|key| MEANINGFUL.contains(&key.as_str())) else { continue };
        let owner = at.as_str().rsplit_once('/').and_then(|(owner, _)| object.at(owner));
        if owner.and_then(|owner| owner.get(key)).is_some_and(|value| says_something(key, value)) {
            let key = key.clone();
            out.find(|| {
                let message =
                    format!("`{key}` would be lost: it is not read from {} records yet", view.shape.title);
                (at, message, "move what it says into the messages, or take the member out".to_owned())
            });
        }
    }
}

/// Whether a value means anything: empty ones do not, nor a weight of one.
fn says_something(key: &str, value: &Json<'_>) -> bool {
    match (key, value) {
        (_, Json::Null) => false,
        (_, Json::String(text)) if text.is_empty() || *text == "[]" => false,
        (_, Json::List(items)) => !items.is_empty(),
        (_, Json::Object(members)) => !members.is_empty(),
        ("weight" | "loss_weight" | "sample_weight", Json::Number(number)) => number.as_f64() != Some(1.0),
        ("train" | "loss", Json::Bool(flag)) => !flag,
        _ => true,
    }
}
