//! `image-format`: an image has a format that the target does not take.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::ImageFormat;
use crate::targets::Target;
use crate::text::shortened;

/// An image has a format that the target does not take.
pub static RULE: Rule = Rule {
    name: "image-format",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"An image has a format that the target does not take.

OpenAI passes over images it cannot take and goes on with the job (vision guide, "What to do if your images get skipped", read 2026-11).

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.images.formats.is_empty()) else { return };
    for image in images(view) {
        let Some(name) = image.declared(view) else { continue };
        if ImageFormat::named(name).is_none_or(|format| !target.images.formats.contains(&format)) {
            out.find(|| {
                let formats: Vec<&str> = target.images.formats.iter().map(|format| format.name()).collect();
                let message = format!("{} takes no images of the format {}", target.title, shortened(name));
                (image.at(), message, format!("convert it to {}", formats.join(" or ")))
            });
        }
    }
}
