//! `placeholder-mismatch`: there are more or fewer marks for images in the text than images in the list.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Message, Part, Pointer};
use crate::text::count;

/// There are more or fewer marks for images in the text than images in the list.
pub static RULE: Rule = Rule {
    name: "placeholder-mismatch",
    group: Group::Content,
    level: Level::Allow,
    docs: r#"There are more or fewer marks for images in the text than images in the list.

LLaMA-Factory puts the images of the list where `<image>` stands, one for one, and stops where the counts differ (data/mm_plugin.py of 0.9.5).

```jsonl bad llamafactory-sharegpt
{"conversations": [{"from": "human", "value": "What is it?"}, {"from": "gpt", "value": "A gate."}], "images": ["a.png"]}
```

```jsonl good llamafactory-sharegpt
{"conversations": [{"from": "human", "value": "<image>What is it?"}, {"from": "gpt", "value": "A gate."}], "images": ["a.png"]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let images = view
        .object()
        .and_then(|object| object.get("images"))
        .filter(|images| matches!(images, Json::List(_)));
    let Some(images) = images else { return };
    // Where the counts agree, images stand in the place of marks.
    let placed = view.messages().flat_map(|message| &message.parts);
    let placed = placed.filter(|part| matches!(part, Part::Image { .. })).count();
    let left: usize =
        view.messages().flat_map(Message::texts).map(|text| text.matches("<image>").count()).sum();
    let marks = placed + left;
    if marks != images.items().len() {
        out.find(|| {
            let message = format!(
                "the text has {}, the list {}",
                count(marks as u64, "<image> mark"),
                count(images.items().len() as u64, "image")
            );
            (Pointer::ROOT.key("images"), message, "put one <image> into the text for each image".to_owned())
        });
    }
}
