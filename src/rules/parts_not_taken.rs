//! `parts-not-taken`: content is a list of parts where the target takes a string.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Content, Level};

/// Content is a list of parts where the target takes a string.
pub static RULE: Rule = Rule {
    name: "parts-not-taken",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"Content is a list of parts where the target takes a string.

```jsonl bad bedrock-claude
{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good bedrock-claude
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages().filter(|message| message.content == Content::Parts) {
        out.find(|| {
            let what = "the content is a list of parts; the target takes a string".to_owned();
            (message.at.content(), what, "write the text as a string".to_owned())
        });
    }
}
