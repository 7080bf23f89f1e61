//! `extra-part-field`: a part has a member that the target does not take.

use super::crowded_part::KINDS;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};
use crate::text::shortened;

/// A part has a member that the target does not take.
pub static RULE: Rule = Rule {
    name: "extra-part-field",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"A part has a member that the target does not take.

The client library of Gemini refuses members that it does not know (google-genai 3.4.0, run).

```jsonl bad gemini-sft
{"contents": [{"role": "user", "parts": [{"text": "Hi", "note": "x"}]}, {"role": "model", "parts": [{"text": "Hello!"}]}]}
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
            for (key, _) in
                part.members().iter().filter(|(key, _)| !KINDS.contains(key) && !BESIDE.contains(key))
            {
                out.find(|| {
                    let at = Pointer::parse("/contents").item(i).key("parts").item(j).key(key);
                    (at, format!("a part has no `{}`", shortened(key)), "take it out".to_owned())
                });
            }
        }
    }
}

/// What may stand beside the content of a part.
const BESIDE: [&str; 10] = [
    "thought",
    "thoughtSignature",
    "thought_signature",
    "videoMetadata",
    "video_metadata",
    "executableCode",
    "executable_code",
    "codeExecutionResult",
    "code_execution_result",
    "mediaResolution",
];
