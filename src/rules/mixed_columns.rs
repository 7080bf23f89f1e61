//! `mixed-columns`: a member has values of several types over the records of a file.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Target;
use crate::text::shortened;

/// A member has values of several types over the records of a file.
pub static RULE: Rule = Rule {
    name: "mixed-columns",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A member has values of several types over the records of a file.

Loaders that read a file as one table (Hugging Face datasets, which TRL, Axolotl and LLaMA-Factory use) give every member one type, and stop where a later record has another: text in one row and a list in the next.
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    if !target.is_some_and(|target| target.is_columnar) {
        return;
    }
    for (path, kinds) in view.tally.columns.mixed() {
        out.find(|| {
            let seen: Vec<String> =
                kinds.iter().map(|(kind, line)| format!("{kind} (first on line {line})")).collect();
            let message = format!("`{}` is {} in the same file", shortened(path), seen.join(" and "));
            (Pointer::ROOT, message, "give it one type in all records".to_owned())
        });
    }
}
