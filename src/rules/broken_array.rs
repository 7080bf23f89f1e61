//! `broken-array`: the file is a JSON array that strict readers refuse.

use super::{Check, FileView, Group, Out, Rule};
use crate::engine::ArrayFault;
use crate::model::{Level, Pointer};

/// The file is a JSON array that strict readers refuse.
pub static RULE: Rule = Rule {
    name: "broken-array",
    group: Group::File,
    level: Level::Deny,
    docs: r#"The file is a JSON array that strict readers refuse.

It is never closed (the file was cut, and the records behind the cut are lost), a comma has nothing before or behind it,
or something follows the closing bracket. The records that can be found are read all the same.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    let Some(fault) = view.notes.array_fault else { return };
    out.find(|| {
        let (message, help) = match fault {
            ArrayFault::Unclosed => (
                "the file ends inside its JSON array".to_owned(),
                "export it again: what is behind the cut is missing",
            ),
            ArrayFault::StrayComma { line } => {
                (format!("a comma on line {line} has no element before or behind it"), "take the comma out")
            }
            ArrayFault::Tail { line } => (
                format!("something follows the end of the JSON array, on line {line}"),
                "put all records into one array",
            ),
        };
        (Pointer::ROOT, message, help.to_owned())
    });
}
