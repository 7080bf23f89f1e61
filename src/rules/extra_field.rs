//! `extra-field`: a record has a member that the target does not take.

use super::unread_field::MEANINGFUL;
use super::{BY_EMIT, Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::{nearest, shortened};

/// A record has a member that the target does not take.
pub static RULE: Rule = Rule {
    name: "extra-field",
    group: Group::Shape,
    level: Level::Allow,
    docs: r#"A record has a member that the target does not take.

OpenAI answers "Example N contains an extra ..." and refuses the file (error text quoted by users; the schema in the
API description allows no others; read 2026-11). `prepare` cuts such members out of the written lines and counts them;
the input keeps them.

```jsonl bad
{"id": "t-0147", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}], "metadata": {"source": "crm"}}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let (Some(object), Some(target)) = (view.object(), target) else { return };
    let Some(top) = target.members.and_then(|members| members.top).filter(|_| target.takes(view.shape))
    else {
        return;
    };
    if view.other_shape().is_some() {
        return;
    }
    for (key, _) in object.last_members().filter(|(key, _)| !top.contains(key)) {
        out.find(|| {
            let message = format!("the target does not take the member `{}`", shortened(key));
            (Pointer::ROOT.key(key), message, help(view, top, key))
        });
    }
}

fn help(view: &View<'_>, known: &[&str], key: &str) -> String {
    match nearest(key, known.iter().copied()) {
        _ if view.shape.members.contains(&key) => format!("move it into the messages{BY_EMIT}"),
        _ if MEANINGFUL.contains(&key) => "move what it says into the messages, or take it out".to_owned(),
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("take it out{BY_EMIT}"),
    }
}
