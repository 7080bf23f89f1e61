//! `empty-prompt`: a user message says nothing.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level, Pointer, Role};

/// A user message says nothing.
pub static RULE: Rule = Rule {
    name: "empty-prompt",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A user message says nothing.

The model would learn to answer a question that nobody asked. The OpenAI cookbook's check flags it; services take it,
and pairs with an empty prompt are the documented form for open-ended generation.

```jsonl bad
{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view
        .messages()
        .filter(|message| message.role == Role::User && message.has_content() && message.is_blank())
    {
        out.find(|| {
            let help = "write the question, or take the record out".to_owned();
            (message.at.content(), "the user's message is empty".to_owned(), help)
        });
    }
    if let Some(Body::Preference(preference)) = view.example.map(|example| &example.body)
        && preference.prompt == 0
        && view.object().is_some_and(|object| object.get("prompt").is_some())
    {
        out.find(|| {
            let message = "the prompt has no message".to_owned();
            (Pointer::ROOT.key("prompt"), message, "write the question, or take the record out".to_owned())
        });
    }
}
