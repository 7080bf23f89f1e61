//! `last-answer-only`: only the last answer of the record is trained on.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Role};

/// Only the last answer of the record is trained on.
pub static RULE: Rule = Rule {
    name: "last-answer-only",
    group: Group::Tools,
    level: Level::Allow,
    docs: r#"Only the last answer of the record is trained on.

Where tools are declared, mistral-finetune masks all answers but the last (finetune/data/tokenize.py @1943535).

```jsonl bad mistral-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "And you?"}, {"role": "assistant", "content": "Fine."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good mistral-chat
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let answers = view.turns().iter().filter(|message| message.role == Role::Assistant).count();
    if answers > 1 && view.example.is_some_and(|example| example.tools().is_some()) {
        out.find(|| {
            let message = "tools are declared, so only the last answer is trained on".to_owned();
            (Pointer::ROOT, message, "make a record of each answer with what leads to it".to_owned())
        });
    }
}
