//! `part-boundary`: a part ends in a blank just where training begins or ends.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Content, Json, Level};

/// A part ends in a blank just where training begins or ends.
pub static RULE: Rule = Rule {
    name: "part-boundary",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"A part ends in a blank just where training begins or ends.

Axolotl trains parts by their own marks (`train`, `weight`), and a token that starts with the blank of the part before belongs to both: its mask is that of the part before (axolotl 0.19.0, chat_template strategy, run).

```jsonl bad axolotl-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "text", "text": "think ", "train": false}, {"type": "text", "text": "Hello!"}]}]}
```

```jsonl good axolotl-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "text", "text": "think", "train": false}, {"type": "text", "text": " Hello!"}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(object) = view.object() else { return };
    for message in view.messages().filter(|message| message.content == Content::Parts) {
        let parts = object.at(message.at.content().as_str()).map_or(&[][..], Json::items);
        for (place, pair) in parts.windows(2).enumerate() {
            let ends_blank =
                pair[0].get("text").and_then(Json::as_str).is_some_and(|text| text.ends_with(' '));
            if ends_blank && is_trained(&pair[0]) != is_trained(&pair[1]) {
                out.find(|| {
                    let what = "the part ends in a blank where training begins or ends".to_owned();
                    (message.part_at(place), what, "move the blank to the start of the next part".to_owned())
                });
            }
        }
    }
}

fn is_trained(part: &Json<'_>) -> bool {
    let is_off = |value: &Json<'_>| match value {
        Json::Bool(flag) => !flag,
        Json::Number(weight) => weight.as_f64() == Some(0.0),
        _ => false,
    };
    !["train", "weight"].iter().filter_map(|key| part.get(key)).any(is_off)
}
