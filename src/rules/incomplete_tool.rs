//! `incomplete-tool`: a tool is declared without description or parameters.

use super::tools::declared;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level};

/// A tool is declared without description or parameters.
pub static RULE: Rule = Rule {
    name: "incomplete-tool",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"A tool is declared without description or parameters.

mistral-finetune wants both from every function, `{}` for no parameters, and parameters that are a JSON Schema (finetune/data/tokenize.py @1943535, run).

```jsonl bad mistral-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand."}}]}
```

```jsonl good mistral-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for tool in declared(view).into_iter().flatten() {
        let lacks = match (tool.description, tool.parameters) {
            (None, _) => "description",
            (_, None) => "parameters",
            (_, Some(Json::Object(_))) => continue,
            _ => "parameters that are an object",
        };
        out.find(|| {
            let message = format!("the tool has no {lacks}");
            (tool.at, message, "say what it is for, and give `{}` where it has no parameters".to_owned())
        });
    }
}
