//! `stray-prompt`: a prompt stands beside the messages, and the trainer would read it instead of them.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A prompt stands beside the messages, and the trainer would read it instead of them.
pub static RULE: Rule = Rule {
    name: "stray-prompt",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"A prompt stands beside the messages, and the trainer would read it instead of them.

TRL looks for `prompt` before `messages`, and then for a `completion` that is not there (trl 1.16.0, sft_trainer.py, run).

```jsonl bad trl-sft
{"prompt": "Hi", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good trl-sft
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(object) = view.object().filter(|_| target.is_some()) else { return };
    if object.get("prompt").is_some()
        && object.get("completion").is_none()
        && view.shape.name != "question-answer"
    {
        out.find(|| {
            let message = "the prompt would be read, and the rest with it only as its completion".to_owned();
            (Pointer::ROOT.key("prompt"), message, "take it out".to_owned())
        });
    }
}
