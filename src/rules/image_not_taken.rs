//! `image-not-taken`: a record has an image where the target takes text alone.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part};
use crate::targets::Target;

/// A record has an image where the target takes text alone.
pub static RULE: Rule = Rule {
    name: "image-not-taken",
    group: Group::Images,
    level: Level::Deny,
    docs: r#"A record has an image where the target takes text alone.

```jsonl bad openai-dpo
{"input": {"messages": [{"role": "user", "content": [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}]}]}, "preferred_output": [{"role": "assistant", "content": "Red."}], "non_preferred_output": [{"role": "assistant", "content": "Blue."}]}
```

```jsonl good openai-dpo
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.images.are_taken) else { return };
    let is_medium = |part: &&Part<'_>| matches!(part, Part::Image { .. } | Part::Medium { .. });
    for message in view.messages().filter(|message| message.parts.iter().any(|part| is_medium(&part))) {
        out.find(|| {
            let what = format!("{} takes text alone", target.title);
            (
                message.at.content(),
                what,
                "take the record out, or say in words what the image shows".to_owned(),
            )
        });
    }
}
