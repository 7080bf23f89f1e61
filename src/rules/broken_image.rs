//! `broken-image`: a data URL does not hold what it says.

use super::images::{format_of, images};
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::ImageFormat;

/// A data URL does not hold what it says.
pub static RULE: Rule = Rule {
    name: "broken-image",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"A data URL does not hold what it says.

Its base64 cannot be decoded, or its bytes are an image of another format than its media type names.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,not*base64"}}]}, {"role": "assistant", "content": "Red."}]}
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/"}}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for image in images(view) {
        let (Some(data), Some(declared)) = (image.data(), image.declared(view)) else { continue };
        let message = match format_of(data) {
            Err(()) => "the data URL is no base64".to_owned(),
            Ok(Some(format)) if ImageFormat::named(declared).is_some_and(|declared| declared != format) => {
                format!("the data URL says {declared}, its bytes are {}", format.name())
            }
            Ok(None) if ImageFormat::named(declared).is_some() => {
                format!("the data URL says {declared}, its bytes are no image of a known format")
            }
            Ok(_) => continue,
        };
        out.find(|| (image.at(), message, "encode the image again".to_owned()));
    }
}
