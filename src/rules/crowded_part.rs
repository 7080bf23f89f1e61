//! `crowded-part`: a part holds several things at once.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};

/// A part holds several things at once.
pub static RULE: Rule = Rule {
    name: "crowded-part",
    group: Group::Shape,
    level: Level::Warn,
    docs: r#"A part holds several things at once.

A part of Gemini's is a union: it holds a text, a file, a call or a result. The client library takes several; what the service makes of them is not documented.

```jsonl bad gemini-sft
{"contents": [{"role": "user", "parts": [{"text": "see", "fileData": {"mimeType": "image/png", "fileUri": "gs://bucket/a.png"}}]}, {"role": "model", "parts": [{"text": "Red."}]}]}
```

```jsonl good gemini-sft
{"contents": [{"role": "user", "parts": [{"text": "Hi"}]}, {"role": "model", "parts": [{"text": "Hello!"}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(object) = view.object().filter(|_| view.shape.lists.contains(&"/contents")) else { return };
    for (i, turn) in object.get("contents").map_or(&[][..], Json::items).iter().enumerate() {
        for (j, part) in turn.get("parts").map_or(&[][..], Json::items).iter().enumerate() {
            if part.members().iter().filter(|(key, _)| KINDS.contains(key)).count() > 1 {
                out.find(|| {
                    let at = Pointer::parse("/contents").item(i).key("parts").item(j);
                    (
                        at,
                        "the part holds several things at once".to_owned(),
                        "give each a part of its own".to_owned(),
                    )
                });
            }
        }
    }
}

/// What a part may hold one of.
pub(super) const KINDS: [&str; 9] = [
    "text",
    "fileData",
    "file_data",
    "inlineData",
    "inline_data",
    "functionCall",
    "function_call",
    "functionResponse",
    "function_response",
];
