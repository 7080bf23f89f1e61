//! `broken-tools`: the tools stand in a string that is no JSON list.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Arena, Json, Level, Parsed, Pointer};

/// The tools stand in a string that is no JSON list.
pub static RULE: Rule = Rule {
    name: "broken-tools",
    group: Group::Tools,
    level: Level::Deny,
    docs: r#"The tools stand in a string that is no JSON list.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": "stock(part)"}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": "[{\"type\": \"function\", \"function\": {\"name\": \"stock\", \"description\": \"Units on hand.\", \"parameters\": {\"type\": \"object\", \"properties\": {\"part\": {\"type\": \"string\"}}, \"required\": [\"part\"]}}}]"}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(Json::String(text)) = view.example.and_then(|example| example.conversation().tools) else {
        return;
    };
    let arena = Arena::default();
    let is_list = Parsed::parse(text, &arena).is_ok_and(|parsed| matches!(parsed.root, Json::List(_)));
    if !is_list {
        out.find(|| {
            let message = "the tools stand in a string that is no JSON list".to_owned();
            (Pointer::ROOT.key("tools"), message, "write a JSON list of tools".to_owned())
        });
    }
}
