//! `byte-order-mark`: the file starts with a byte order mark.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// The file starts with a byte order mark.
pub static RULE: Rule = Rule {
    name: "byte-order-mark",
    group: Group::File,
    level: Level::Warn,
    docs: r#"The file starts with a byte order mark.

Editors on Windows put U+FEFF before the first character. The OpenAI service then says "Line 1 is not a dictionary"
(openai/openai-python#426; that the mark is the cause is likely, not proven; read 2026-11). Files written by gristmill
never have one.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if view.notes.has_bom {
        out.find(|| {
            let message = "the file starts with a byte order mark (U+FEFF)";
            (Pointer::ROOT, message.to_owned(), "save it as UTF-8 without BOM".to_owned())
        });
    }
}
