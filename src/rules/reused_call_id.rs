//! `reused-call-id`: the id of a call stands at several calls or results of the conversation.

use std::collections::BTreeSet;

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part};
use crate::text::shortened;

/// The id of a call stands at several calls or results of the conversation.
pub static RULE: Rule = Rule {
    name: "reused-call-id",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"The id of a call stands at several calls or results of the conversation.

Nova takes every id once for a call and once for a result (validator of aws-samples/amazon-nova-samples @1e88f245, run). Elsewhere an id may come back in a later turn.

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "a"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "tide", "input": {}}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": [{"text": "4"}]}}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "tide", "input": {}}}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "a"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "tide", "input": {}}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": [{"text": "4"}]}}]}, {"role": "assistant", "content": [{"text": "4 m"}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let (mut calls, mut results) = (BTreeSet::new(), BTreeSet::new());
    for message in view.messages() {
        for part in &message.parts {
            let id = match part {
                Part::ToolCall(call) => call.id.filter(|id| !calls.insert(*id)),
                Part::ToolResult { call_id, .. } => call_id.filter(|id| !results.insert(*id)),
                _ => None,
            };
            if let Some(id) = id {
                out.find(|| {
                    let what = format!("the id `{}` was used before", shortened(id));
                    (message.at.content(), what, "give each call an id of its own".to_owned())
                });
            }
        }
    }
}
