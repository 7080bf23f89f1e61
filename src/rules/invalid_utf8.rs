//! `invalid-utf8`: a record holds bytes that are not UTF-8.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Unread};

/// A record holds bytes that are not UTF-8.
pub static RULE: Rule = Rule {
    name: "invalid-utf8",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A record holds bytes that are not UTF-8.

Every target reads UTF-8. Such bytes come from a file saved as Latin-1 or Windows-1252, or cut in the middle of a
character. Nothing is guessed: the record is rejected with its bytes kept.
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let Err(Unread::NotUtf8 { at }) = view.parsed {
        out.find(|| {
            let byte = view.record.text.get(at.start).copied().unwrap_or_default();
            let message = format!("byte {} of the record (0x{byte:02x}) is not UTF-8", at.start + 1);
            let help = "save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`";
            (Pointer::ROOT, message, help.to_owned())
        });
    }
}
