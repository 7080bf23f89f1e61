//! `token-ids`: a file holds token ids instead of text.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::shapes::TOKEN_IDS;

/// A file holds token ids instead of text.
pub static RULE: Rule = Rule {
    name: "token-ids",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A file holds token ids instead of text.

Rows with `input_ids` went through one model's tokenizer already. Without it nobody can tell what they say: they cannot be judged, compared, split without leaks or written for another target. The other commands refuse such files.

```jsonl bad
{"input_ids": [1, 450, 7483, 2], "attention_mask": [1, 1, 1, 1], "labels": [-100, -100, 7483, 2]}
```

```jsonl good
{"text": "The capital"}
```
"#,
    check: Check::File(check),
};

/// What such a file is, as the rest of a sentence.
pub const WHAT: &str = "holds token ids (`input_ids`), not text: what they say depends on the tokenizer";
/// What to do about it.
pub const HELP: &str = "give the rows from before the tokenizer, or decode them with it first, and let the trainer tokenize them again";

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if *view.shape == TOKEN_IDS && view.notes.records > 0 && view.unreadable.is_none() {
        out.find(|| (Pointer::ROOT, format!("the file {WHAT}"), HELP.to_owned()));
    }
}
