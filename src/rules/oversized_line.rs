//! `oversized-line`: a record is longer than the limit.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, Unread};
use crate::text::thousands;

/// A record is longer than the limit.
pub static RULE: Rule = Rule {
    name: "oversized-line",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A record is longer than the limit.

A record that is too long to be held in memory is not read at all; it goes to the rejected rows whole. The limit is
32 MiB unless `--max-record-bytes` says otherwise. Such a line is nearly always a file without line ends, or an image
that should have been a link.
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let Err(Unread::Oversized { bytes }) = view.parsed {
        out.find(|| {
            let message = format!("the record is too long to read ({} bytes)", thousands(*bytes));
            (Pointer::ROOT, message, "split it, or raise --max-record-bytes".to_owned())
        });
    }
}
