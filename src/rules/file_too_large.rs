//! `file-too-large`: a file is larger than the target takes.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::thousands;

/// A file is larger than the target takes.
pub static RULE: Rule = Rule {
    name: "file-too-large",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A file is larger than the target takes.
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(most) = target.and_then(|target| target.limits.max_bytes).filter(|most| view.bytes > *most)
    else {
        return;
    };
    out.find(|| {
        let mib = |bytes: u64| thousands(bytes.div_ceil(1 << 20));
        let message = format!("the file has {} MiB, the target takes {}", mib(view.bytes), mib(most));
        (Pointer::ROOT, message, "split it over several files, or take the best of it".to_owned())
    });
}
