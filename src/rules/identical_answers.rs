//! `identical-answers`: the preferred and the rejected answer are the same.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message, Pointer};

/// The preferred and the rejected answer are the same.
pub static RULE: Rule = Rule {
    name: "identical-answers",
    group: Group::Preference,
    level: Level::Warn,
    docs: r#"The preferred and the rejected answer are the same.

There is nothing to learn from them.

```jsonl bad
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello!"}], "non_preferred_output": [{"role": "assistant", "content": "Go away."}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some([preferred, rejected]) = view.answers() else { return };
    let is_same = |pair: (&Message<'_>, &Message<'_>)| says(pair.0) == says(pair.1);
    if !preferred.is_empty()
        && preferred.len() == rejected.len()
        && preferred.iter().zip(rejected).all(is_same)
    {
        out.find(|| {
            let message = "the two answers are the same".to_owned();
            (Pointer::ROOT, message, "take the record out, or give it another answer".to_owned())
        });
    }
}

/// What a message says, whatever the style in which it was written.
fn says(message: &Message<'_>) -> (String, Vec<(String, String)>) {
    let calls =
        message.tool_calls().map(|call| (call.name.to_string(), call.arguments.to_text().into_owned()));
    (message.texts().collect(), calls.collect())
}
