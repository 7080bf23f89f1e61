//! `mixed-content-styles`: some messages have a string for content and others a list of parts.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Content, Level};

/// Some messages have a string for content and others a list of parts.
pub static RULE: Rule = Rule {
    name: "mixed-content-styles",
    group: Group::Conversation,
    level: Level::Allow,
    docs: r#"Some messages have a string for content and others a list of parts.

The Together client up to 2.14 refused a conversation in which some messages have parts and others do not; its current version no longer looks (together/lib/utils/files.py, read 2026-11).

```jsonl bad together-conversation
{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good together-conversation
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let has = |content: Content| view.messages().any(|message| message.content == content);
    let odd = view.messages().find(|message| message.content == Content::Text);
    if let Some(message) = odd.filter(|_| has(Content::Parts)) {
        out.find(|| {
            let what = "the content is a string, where other messages have a list of parts".to_owned();
            (
                message.at.content(),
                what,
                "write [{\"type\": \"text\", \"text\": ...}] in all of them".to_owned(),
            )
        });
    }
}
