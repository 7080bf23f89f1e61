//! `storage-path`: a storage address has characters that the target does not take.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Part};
use crate::text::shortened;

/// A storage address has characters that the target does not take.
pub static RULE: Rule = Rule {
    name: "storage-path",
    group: Group::Images,
    level: Level::Allow,
    docs: r#"A storage address has characters that the target does not take.

S3 paths of Nova have letters, digits and `_ - / .` (validator of aws-samples/amazon-nova-samples @1e88f245, run); videos and documents are named by S3 addresses too.

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/my file.png"}}}}]}, {"role": "assistant", "content": [{"text": "A gate."}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/1.png"}}}}]}, {"role": "assistant", "content": [{"text": "A gate."}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_lawful = |uri: &str| {
        let path = uri.strip_prefix("s3://").unwrap_or_default();
        !path.is_empty() && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-/.".contains(&byte))
    };
    for message in view.messages() {
        for part in &message.parts {
            let (uri, place) = match part {
                Part::Image { url, part, .. } => (*url, *part),
                Part::Medium { value, part, .. } => {
                    (value.at("/source/s3Location/uri").and_then(Json::as_str).unwrap_or_default(), *part)
                }
                _ => continue,
            };
            if !is_lawful(uri) {
                out.find(|| {
                    let what = format!("the address `{}` is none of S3", shortened(uri));
                    (
                        message.part_at(place),
                        what,
                        "use s3:// with letters, digits and _ - / . alone".to_owned(),
                    )
                });
            }
        }
    }
}
