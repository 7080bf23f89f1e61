//! `empty-file`: the file has no records.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// The file has no records.
pub static RULE: Rule = Rule {
    name: "empty-file",
    group: Group::File,
    level: Level::Deny,
    docs: r#"The file has no records.

An empty file, or one of blank lines only, is nearly always an export that failed.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if view.notes.records == 0 {
        out.find(|| {
            let help = "export it again, or leave the file out".to_owned();
            (Pointer::ROOT, "the file has no records".to_owned(), help)
        });
    }
}
