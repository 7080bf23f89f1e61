//! `json-array`: the file is a JSON array where the target takes one record a line.

use super::{Check, FileView, Group, Out, Rule};
use crate::engine::Container;
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// The file is a JSON array where the target takes one record a line.
pub static RULE: Rule = Rule {
    name: "json-array",
    group: Group::File,
    level: Level::Deny,
    docs: r#"The file is a JSON array where the target takes one record a line.

"Expected file to have JSONL format, where every line is a JSON dictionary" is OpenAI's answer to an array (error text
quoted by users; read 2026-11). `prepare` reads arrays and writes JSON Lines.
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target.filter(|_| view.container == Container::Array) else { return };
    out.find(|| {
        let message = format!("the file is a JSON array; {} takes JSON Lines", target.title);
        (Pointer::ROOT, message, format!("convert it with `gristmill emit --target {}`", target.id))
    });
}
