//! `empty-text`: a plain text is empty.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Content, Level, Message};

/// A plain text is empty.
pub static RULE: Rule = Rule {
    name: "empty-text",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A plain text is empty.

MLX-LM stops at one (tuner/datasets.py of 0.32.2, run).

```jsonl bad mlx-chat
{"text": ""}
```

```jsonl good mlx-chat
{"text": "Figs ripen late."}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(Body::Text(chat)) = view.example.map(|example| &example.body) else { return };
    let Some(text) = chat.messages.first().filter(|message| message.content != Content::Absent) else {
        return;
    };
    if chat.messages.iter().all(Message::is_empty) {
        out.find(|| {
            let message = "the text is empty".to_owned();
            (text.at.message(), message, "take the record out".to_owned())
        });
    }
}
