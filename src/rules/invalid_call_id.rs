//! `invalid-call-id`: the id of a call has another form than the target takes.

use super::tools::calls;
use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::Target;
use crate::text::shortened;

/// The id of a call has another form than the target takes.
pub static RULE: Rule = Rule {
    name: "invalid-call-id",
    group: Group::Tools,
    level: Level::Deny,
    docs: r#"The id of a call has another form than the target takes.

Mistral's third tokenizer, which mistral-finetune uses, takes ids of nine letters or digits; from tokenizer V13 on any but an empty one and "null" will do.

```jsonl bad mistral-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "call_8dK2", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "call_8dK2", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good mistral-chat
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "abc123XYZ", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "abc123XYZ", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(form) = target.and_then(|target| target.call_id) else { return };
    for (message, call) in calls(view) {
        let Some(id) = call.id.filter(|id| !(form.has)(id)) else { continue };
        out.find(|| {
            let what = format!("the id `{}` of the call is not {}", shortened(id), form.form);
            (message.call_at(call).key("id"), what, format!("give it {}", form.form))
        });
    }
}
