//! `two-forms`: a record says what is trained in two forms at once.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Content, Json, Level, Pointer};

/// A record says what is trained in two forms at once.
pub static RULE: Rule = Rule {
    name: "two-forms",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A record says what is trained in two forms at once.

Readers look for one of them and pass over the other: which one is a matter of their own order.

```jsonl bad
{"text": "abc", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"prompt": "a", "completion": "b", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(object) = view.object() else { return };
    if object.members().len() > 1 {
        find_forms(object, out);
    }
    for message in view.messages().filter(|message| !message.meta.is_empty()) {
        if message.meta.iter().any(|field| field.name == "text") && message.content == Content::Text {
            out.find(|| {
                let what = "the message has content and text: only one of them is read".to_owned();
                (message.at.message(), what, "keep one of them".to_owned())
            });
        }
    }
}

fn find_forms(object: &Json<'_>, out: &mut Out<'_>) {
    let has = |key: &str| object.get(key).is_some_and(|value| *value != Json::Null);
    let forms = [
        ("messages", has("messages")),
        ("interactions", has("interactions")),
        ("conversations", has("conversations")),
        ("contents", has("contents")),
        ("prompt and completion", has("prompt") && (has("completion") || has("response"))),
        ("text", has("text") && !has("label") && !has("category") && !has("output")),
    ];
    let present: Vec<&str> = forms.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
    if present.len() > 1 {
        out.find(|| {
            let message = format!("the record has {}: only one of them is read", present.join(" and "));
            (Pointer::ROOT, message, "keep the one that is meant".to_owned())
        });
    }
    if has("tools") && has("available_tools") {
        out.find(|| {
            let message = "the record has tools and available_tools: only one of them is read".to_owned();
            (Pointer::ROOT, message, "keep the one that is meant".to_owned())
        });
    }
    if has("prompt") && has("completion") && has("response") {
        out.find(|| {
            let message = "the record has completion and response: only one of them is read".to_owned();
            (Pointer::ROOT, message, "keep the one that is meant".to_owned())
        });
    }
}
