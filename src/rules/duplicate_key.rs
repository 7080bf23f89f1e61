//! `duplicate-key`: an object has the same key twice.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::text::shortened;

/// An object has the same key twice.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    group: Group::File,
    level: Level::Warn,
    docs: r#"An object has the same key twice.

Readers keep the last value and drop the others without a word, so the record may not say what its author meant.

```jsonl bad
{"messages": [], "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(parsed) = view.parsed.ok().filter(|parsed| parsed.has_duplicate_keys) else { return };
    for at in parsed.root.duplicate_keys() {
        out.find(|| {
            let key = at.steps().last().unwrap_or_default();
            let message =
                format!("the key `{}` stands there twice; readers keep the last value", shortened(&key));
            (at, message, "keep one of them".to_owned())
        });
    }
}
