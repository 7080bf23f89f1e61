//! `mixed-media`: a record mixes images, videos and documents.

use std::collections::BTreeMap;

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part, Pointer};
use crate::text::count;

/// A record mixes images, videos and documents.
pub static RULE: Rule = Rule {
    name: "mixed-media",
    group: Group::Images,
    level: Level::Allow,
    docs: r#"A record mixes images, videos and documents.

Nova takes one kind of medium in a sample, and of videos and documents one each (validator of aws-samples/amazon-nova-samples @1e88f245).

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/1.png"}}}}, {"video": {"format": "mp4", "source": {"s3Location": {"uri": "s3://b/v.mp4"}}}}]}, {"role": "assistant", "content": [{"text": "A gate."}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/1.png"}}}}, {"text": "What is it?"}]}, {"role": "assistant", "content": [{"text": "A gate."}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for part in view.messages().flat_map(|message| &message.parts) {
        match part {
            Part::Image { .. } => *kinds.entry("image").or_default() += 1,
            Part::Medium { kind, .. } => *kinds.entry(kind).or_default() += 1,
            _ => {}
        }
    }
    let has_several = ["video", "document"].iter().any(|kind| kinds.get(kind).is_some_and(|n| *n > 1));
    if kinds.len() > 1 || has_several {
        out.find(|| {
            let all: Vec<String> = kinds.iter().map(|(kind, n)| count(*n as u64, kind)).collect();
            let message = format!(
                "the record has {}: one kind at a time, and one video or document",
                all.join(" and ")
            );
            (Pointer::ROOT, message, "make a record of each".to_owned())
        });
    }
}
