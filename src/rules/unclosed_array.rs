//! `unclosed-array`: the file is a JSON array that is never closed.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// The file is a JSON array that is never closed.
pub static RULE: Rule = Rule {
    name: "unclosed-array",
    group: Group::File,
    level: Level::Warn,
    targets: &[],
    docs: r#"The file is a JSON array that is never closed.

The file was cut: the records up to the cut are read, those behind it are lost.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if view.notes.unclosed_list {
        out.find(|| {
            let help = "export it again: records behind the cut are missing".to_owned();
            (Pointer::ROOT, "the file ends inside its JSON array".to_owned(), help)
        });
    }
}
