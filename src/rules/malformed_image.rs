//! `malformed-image`: an image does not stand in an object with its address.

use super::faults::report;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::shapes::Concern;

/// An image does not stand in an object with its address.
pub static RULE: Rule = Rule {
    name: "malformed-image",
    group: Group::Fault,
    level: Level::Deny,
    docs: r#"An image does not stand in an object with its address.

The address of an image stands one level deeper than one would think: `{"type": "image_url", "image_url": {"url": ...}}`.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "https://example.org/red.png"}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    report(view, Concern::Image, out);
}
