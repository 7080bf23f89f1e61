//! `image-detail`: the detail of an image is none of `low`, `high` and `auto`.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// The detail of an image is none of `low`, `high` and `auto`.
pub static RULE: Rule = Rule {
    name: "image-detail",
    group: Group::Images,
    level: Level::Warn,
    docs: r#"The detail of an image is none of `low`, `high` and `auto`.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "detail": "ultra"}}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "detail": "low"}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_known = |detail: &str| matches!(detail, "low" | "high" | "auto");
    for image in images(view).filter(|image| image.detail.is_some_and(|detail| !is_known(detail))) {
        out.find(|| {
            let message =
                format!("the detail `{}` is not known", shortened(image.detail.unwrap_or_default()));
            (image.at(), message, "use low, high or auto".to_owned())
        });
    }
}
