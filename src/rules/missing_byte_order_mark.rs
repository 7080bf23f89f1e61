//! `missing-byte-order-mark`: a file has no byte order mark where the target documents one.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// A file has no byte order mark where the target documents one.
pub static RULE: Rule = Rule {
    name: "missing-byte-order-mark",
    group: Group::File,
    level: Level::Allow,
    docs: r#"A file has no byte order mark where the target documents one.

The pages of Azure OpenAI ask for UTF-8 with a byte order mark; every published sample and script goes without, so both are likely to work (read 2026-11).
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    if target.is_some() && !view.notes.has_bom && view.unreadable.is_none() {
        out.find(|| {
            let message = "the file has no byte order mark, which the target's pages ask for".to_owned();
            (
                Pointer::ROOT,
                message,
                "leave it so unless the service complains: its own samples have none".to_owned(),
            )
        });
    }
}
