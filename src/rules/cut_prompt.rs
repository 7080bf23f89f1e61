//! `cut-prompt`: the common start of two texts, which is taken for the prompt, ends inside a word.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level, Pointer};

/// The common start of two texts, which is taken for the prompt, ends inside a word.
pub static RULE: Rule = Rule {
    name: "cut-prompt",
    group: Group::Preference,
    level: Level::Allow,
    docs: r#"The common start of two texts, which is taken for the prompt, ends inside a word.

Without a `prompt`, TRL takes for it what both texts begin with, character by character (extract_prompt of 1.16.0, run).

```jsonl bad trl-preference
{"chosen": "Q\nThe boat", "rejected": "Q\nThe bird"}
```

```jsonl good trl-preference
{"chosen": "Q\nA boat", "rejected": "Q\nThe bird"}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(object) = view.object().filter(|object| object.get("prompt").is_none()) else { return };
    let text = |key| object.get(key).and_then(Json::as_str);
    let (Some(chosen), Some(rejected)) = (text("chosen"), text("rejected")) else { return };
    let common = chosen.chars().zip(rejected.chars()).take_while(|(a, b)| a == b).count();
    let before = common.checked_sub(1).and_then(|at| chosen.chars().nth(at));
    let after = [chosen, rejected].map(|text| text.chars().nth(common));
    let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if chosen != rejected && is_in_word(before) && after.into_iter().any(is_in_word) {
        out.find(|| {
            let message = "what both texts begin with ends inside a word".to_owned();
            (Pointer::ROOT.key("chosen"), message, "give the prompt in a member of its own".to_owned())
        });
    }
}
