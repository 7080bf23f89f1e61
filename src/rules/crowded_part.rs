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
    for (part, at) in parts(view) {
        if part.members().iter().filter(|(key, _)| KINDS.contains(key)).count() > 1 {
            out.find(|| {
                let message = "the part holds several things at once".to_owned();
                (at(), message, "give each a part of its own".to_owned())
            });
        }
    }
}

/// The parts of a record in Gemini's form, each with its place.
pub(super) fn parts<'v>(view: &View<'v>) -> impl Iterator<Item = (&'v Json<'v>, impl Fn() -> Pointer)> {
    let record = view.object().filter(|_| view.shape.lists.contains(&"/contents"));
    let items = |list: Option<&'v Json<'v>>| list.map_or(&[][..], Json::items).iter().enumerate();
    items(record.and_then(|record| record.get("contents"))).flat_map(move |(i, turn)| {
        let at = move |j| Pointer::parse("/contents").item(i).key("parts").item(j);
        items(turn.get("parts")).map(move |(j, part)| (part, move || at(j)))
    })
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
