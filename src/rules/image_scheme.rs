//! `image-scheme`: the address of an image is of a kind that the target does not load.

use super::images::images;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::Target;

/// The address of an image is of a kind that the target does not load.
pub static RULE: Rule = Rule {
    name: "image-scheme",
    group: Group::Images,
    level: Level::Deny,
    docs: r#"The address of an image is of a kind that the target does not load.

Together and Fireworks take images as data URLs alone, OpenAI also from the web, Bedrock from S3 and Gemini from Cloud Storage or the web.

```jsonl bad
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "ftp://example.org/red.png"}}]}, {"role": "assistant", "content": "Red."}]}
```

```jsonl good
{"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}]}, {"role": "assistant", "content": "Red."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.images.schemes.is_empty()) else { return };
    let loads = |url: &str| {
        target
            .images
            .schemes
            .iter()
            .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
    };
    for image in images(view).filter(|image| !loads(image.url)) {
        out.find(|| {
            let start: String = image.url.chars().take_while(|c| !matches!(c, ',' | '/')).take(24).collect();
            let message = format!("{} does not load an image from `{start}`", target.title);
            (
                image.at(),
                message,
                format!("give an address that starts with {}", target.images.schemes.join(" or ")),
            )
        });
    }
}
