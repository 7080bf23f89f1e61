//! `misplaced-block`: a call or a result stands in a turn of the wrong side.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Part, Role};

/// A call or a result stands in a turn of the wrong side.
pub static RULE: Rule = Rule {
    name: "misplaced-block",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"A call or a result stands in a turn of the wrong side.

In Bedrock's conversations `toolUse` and reasoning stand in the assistant's turns alone, `toolResult` in the user's (validator of aws-samples/amazon-nova-samples @1e88f245).

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"toolUse": {"toolUseId": "t1", "name": "tide", "input": {}}}]}, {"role": "assistant", "content": [{"text": "4.1 m"}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "Tide?"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "tide", "input": {}}}]}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages() {
        let is_misplaced = |part: &Part<'_>| match part {
            Part::ToolCall(_) | Part::Reasoning(_) => message.role == Role::User,
            Part::ToolResult { .. } => message.role == Role::Assistant,
            _ => false,
        };
        if message.parts.iter().any(is_misplaced) {
            out.find(|| {
                let what = format!("the {}'s turn holds what belongs to the other side", message.role.name());
                (
                    message.at.content(),
                    what,
                    "put calls into the assistant's turns and results into the user's".to_owned(),
                )
            });
        }
    }
}
