//! `extra-part-field`: a part has a member that the target does not take.

use super::crowded_part::{KINDS, parts};
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
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
    for (part, at) in parts(view) {
        let is_extra = |key: &str| !KINDS.contains(&key) && !BESIDE.contains(&key);
        for (key, _) in part.members().iter().filter(|(key, _)| is_extra(key)) {
            out.find(|| {
                (at().key(key), format!("a part has no `{}`", shortened(key)), "take it out".to_owned())
            });
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
