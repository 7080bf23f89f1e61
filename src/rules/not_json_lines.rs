//! `not-json-lines`: the file holds its records in another form than the one record a line that the target takes.

use super::{Check, FileView, Group, Out, Rule};
use crate::engine::Container;
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// The file holds its records in another form than the one record a line that the target takes.
pub static RULE: Rule = Rule {
    name: "not-json-lines",
    group: Group::File,
    level: Level::Deny,
    docs: r#"The file holds its records in another form than the one record a line that the target takes.

CSV, TSV, Parquet, or JSON values that span lines: gristmill reads them all, and services ask for JSON Lines. A row of a
table becomes one object, its cells strings (a cell that is a JSON list of objects counts as that list; Parquet keeps its
types). `prepare` writes JSON Lines. Arrays have a rule of their own, `json-array`.
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let is_other = !matches!(view.container, Container::Lines | Container::Array);
    let Some(target) = target.filter(|_| is_other && view.unreadable.is_none()) else { return };
    out.find(|| {
        let what = match view.container {
            Container::Values => "holds JSON that spans lines".to_owned(),
            container => format!("is {}", container.name()),
        };
        let message = format!("the file {what}; {} takes JSON Lines, one record a line", target.title);
        let help = format!("convert it with `gristmill emit --target {}`", target.id);
        (Pointer::ROOT, message, help)
    });
}
