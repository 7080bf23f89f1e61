//! `unreadable-file`: a file holds no records that can be read.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// A file holds no records that can be read.
pub static RULE: Rule = Rule {
    name: "unreadable-file",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A file holds no records that can be read.

UTF-16, a web page that was saved instead of the data, plain text, a table whose header names a column twice or whose
quotes are never closed, an archive or a Parquet file that was cut or damaged: the finding says what it is.

What unpacks to more than 1 GiB and more than 200 times its own size is not read on either: text packs to a third or a
twentieth, so it was made to fill a disk, or is one row a million times. `--max-unpacked-bytes` sets another limit.
"#,
    check: Check::File(check),
};

fn check(view: &FileView<'_>, out: &mut Out<'_>) {
    if let Some((what, help)) = view.unreadable {
        out.find(|| (Pointer::ROOT, format!("the file {what}"), help.to_owned()));
    }
}
