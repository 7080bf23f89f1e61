//! `image-outside-user-turn`: an image stands in a message that is not the user's.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Role};

/// An image stands in a message that is not the user's.
pub static RULE: Rule = Rule {
    name: "image-outside-user-turn",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"An image stands in a message that is not the user's.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}]}, {"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}]}
{"messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "user", "content": [{"type": "text", "text": "What colour?"}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for image in images(view).filter(|image| !matches!(image.message.role, Role::User | Role::Unknown)) {
        out.find(|| {
            let message = format!("the image stands in the {}'s message", image.message.role.name());
            (image.at(), message, "put it into a user's message".to_owned())
        });
    }
}
