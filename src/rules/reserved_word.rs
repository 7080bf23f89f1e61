//! `reserved-word`: a text holds a word that the target keeps for itself.

use super::{Check, Group, Out, Rule, View};
use crate::model::Level;
use crate::targets::Reserved;
use crate::targets::Target;

/// A text holds a word that the target keeps for itself.
pub static RULE: Rule = Rule {
    name: "reserved-word",
    group: Group::Content,
    level: Level::Deny,
    docs: r#"A text holds a word that the target keeps for itself.

Nova's validator refuses `User:`, `Assistant:`, `<image>` and others wherever they stand and in any case: "tell the user: the door is open" is refused. `[EOS]` and `Thought:` are documented too and slip through a mistake in the public validator. Claude refuses a line break before `Human:` or `Assistant:`; at the very start of a text they are fine.

```jsonl bad bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "Tell the user: the door is open."}]}, {"role": "assistant", "content": [{"text": "Done."}]}]}
```

```jsonl good bedrock-nova
{"messages": [{"role": "user", "content": [{"text": "Tell the user that the door is open."}]}, {"role": "assistant", "content": [{"text": "Done."}]}]}
```
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|target| !target.reserved.is_empty()) else { return };
    for message in view.messages() {
        let found =
            message.texts().find_map(|text| target.reserved.iter().find(|word| stands_in(word, text)));
        if let Some(word) = found {
            out.find(|| {
                let what = format!(
                    "the text holds `{}`, which {} keeps for itself",
                    word.text.escape_debug(),
                    target.title
                );
                (message.at.content(), what, "write it in other words".to_owned())
            });
        }
    }
}

fn stands_in(word: &Reserved, text: &str) -> bool {
    let (word, ignores_case) = (word.text.as_bytes(), word.ignores_case);
    let is_here =
        |window: &[u8]| if ignores_case { window.eq_ignore_ascii_case(word) } else { window == word };
    text.as_bytes().windows(word.len()).any(is_here)
}
