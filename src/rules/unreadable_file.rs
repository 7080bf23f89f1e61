//! `unreadable-file`: a file holds no JSON records at all.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// A file holds no JSON records at all.
pub static RULE: Rule = Rule {
    name: "unreadable-file",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A file holds no JSON records at all.

CSV under another name, UTF-16, an archive, a pretty-printed object, a web page that was saved instead of the data: the finding says what it is.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if let Some((what, help)) = view.unreadable {
        out.find(|| (Pointer::ROOT, format!("the file {what}"), help.to_owned()));
    }
}
