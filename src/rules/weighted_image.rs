//! `weighted-image`: a message with an image is marked to be trained on.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Train};

/// A message with an image is marked to be trained on.
pub static RULE: Rule = Rule {
    name: "weighted-image",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"A message with an image is marked to be trained on.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}], "weight": 1}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for image in images(view).filter(|image| image.message.train == Train::Yes) {
        out.find(|| {
            let message = "the message with the image is marked to be trained on".to_owned();
            (image.message.at.message().key("weight"), message, "take the weight out".to_owned())
        });
    }
}
