//! `invalid-name`: a participant's name has characters that names cannot have.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// A participant's name has characters that names cannot have.
pub static RULE: Rule = Rule {
    name: "invalid-name",
    group: Group::Conversation,
    level: Level::Warn,
    docs: r#"A participant's name has characters that names cannot have.

Letters, digits, `_` and `-`, up to 64 of them (OpenAI API description, for functions; for participants by analogy, read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": "Hi", "name": "dock three"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi", "name": "dock_3"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages() {
        let Some(name) = message.name.filter(|name| !is_name(name)) else { continue };
        out.find(|| {
            let what = format!("the name `{}` is none", shortened(name));
            (message.at.message().key("name"), what, "use letters, digits, _ and -, at most 64".to_owned())
        });
    }
}

/// Whether a name has 1 to 64 letters, digits, underscores or dashes.
pub(super) fn is_name(name: &str) -> bool {
    let is_lawful = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=64).contains(&name.len()) && name.bytes().all(is_lawful)
}
