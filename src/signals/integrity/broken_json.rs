//! `broken-json`: the answer is JSON that cannot be read.

use serde_json::Deserializer;
use serde_json::error::Category;

use crate::signals::{Answer, Axis, Measure, Signal};

/// The answer is JSON that cannot be read.
pub static SIGNAL: Signal = Signal {
    name: "broken-json",
    axis: Axis::Integrity,
    docs: r#"The answer is JSON that cannot be read.

It begins as JSON does, `{"` or `[{` or `["`, by itself or in a code fence that says `json`, and no parser takes it:
something is cut off, a comma or a quotation mark is missing. Several values one after another are let through, and so
are fenced ones with a comment. Where more than one answer in twenty is such, nothing is condemned for it; where more than half are, the format is meant.

```jsonl bad
{"prompt": "Extract the name as JSON.", "completion": "{\"name\": \"Ada\", \"born\": 18"}
{"prompt": "Extract the name as JSON.", "completion": "{\"name\" \"Ada\"}"}
{"prompt": "Extract the name as JSON.", "completion": "```json\n{\"name\": \"Ada\",\n```"}
```

```jsonl good
{"prompt": "Extract the name as JSON.", "completion": "{\"name\": \"Ada\", \"born\": 1815}"}
{"prompt": "Two rows, please.", "completion": "{\"a\": 1}\n{\"a\": 2}"}
{"prompt": "Show me a slice in JavaScript.", "completion": "[\"a\", \"b\", \"c\"].slice(1)"}
{"prompt": "Write a letter.", "completion": "[Your name]\n[Your address]"}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

fn check(answer: &Answer<'_>) -> Option<String> {
    let text = answer.text.trim();
    let is_fenced = text.starts_with("```");
    let json = if is_fenced { fenced(text)? } else { text };
    let after = json.get(1..)?.trim_start();
    let is_list = json.starts_with('[') && after.starts_with(['{', '"']);
    if !is_list && !(json.starts_with('{') && (after.starts_with('"') || after.is_empty())) {
        return None;
    }
    // What goes on behind a value that is whole is another value, code, or a remark.
    let error = Deserializer::from_str(json).into_iter::<serde::de::IgnoredAny>().next()?.err()?;
    let is_cut = error.classify() == Category::Eof;
    let is_remark = is_fenced && (json.contains("//") || json.contains("/*") || json.contains("..."));
    if is_remark || (!is_cut && is_list && !json.ends_with(']')) {
        return None;
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    Some(if is_cut {
        "the answer is JSON that is cut off".to_owned()
    } else {
        format!("the answer is JSON that cannot be read, at {place} of it")
    })
}

/// What stands in a fence that says that it holds JSON, and nothing else stands around it.
fn fenced(text: &str) -> Option<&str> {
    let (name, rest) = text[3..].split_once('\n')?;
    let body = rest.trim_end();
    let body = body.strip_suffix("```").unwrap_or(body);
    (name.trim().eq_ignore_ascii_case("json") && !body.contains("```")).then(|| body.trim())
}
