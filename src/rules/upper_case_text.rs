//! `upper-case-text`: a text is written in capitals.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Message};

/// A text is written in capitals.
pub static RULE: Rule = Rule {
    name: "upper-case-text",
    group: Group::Content,
    level: Level::Allow,
    docs: r#"A text is written in capitals.

Words in capitals fall into many more tokens; the legacy preparation tool of OpenAI offers to lower them where there are more than half as many capitals as small letters (openai-python, lib/_validators.py, read 2026-11).

```jsonl bad openai-completions
{"prompt": "PEAR FIG ->", "completion": " FIG PEAR"}
```

```jsonl good openai-completions
{"prompt": "pear fig ->", "completion": " fig pear"}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let is_loud = |message: &&Message<'_>| {
        let letters =
            |is_one: fn(char) -> bool| message.texts().flat_map(str::chars).filter(|c| is_one(*c)).count();
        letters(char::is_uppercase) > 2 * letters(char::is_lowercase)
    };
    if let Some(message) = view.messages().find(is_loud) {
        out.find(|| {
            let what = "the text is written in capitals".to_owned();
            (message.at.content(), what, "write it in small letters where the case means nothing".to_owned())
        });
    }
}
