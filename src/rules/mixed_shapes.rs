//! `mixed-shapes`: a file holds records of several shapes.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::shapes::Census;
use crate::targets::{Strays, Target};
use crate::text::thousands;

/// A file holds records of several shapes.
pub static RULE: Rule = Rule {
    name: "mixed-shapes",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A file holds records of several shapes.

Several records, more than one in twenty, have another shape than the rest. Which of them is meant cannot be guessed, and most
trainers decide by the first row and fail later.
"#,
    check: Check::FileFor(check),
};

/// The share of records of other shapes from which a file is mixed.
const MIXED: f64 = 0.05;

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let is_mixed = match target.map(|target| target.strays) {
        None | Some(Strays::Refused) => is_mixed(view.shapes, view.shape.name),
        Some(Strays::RefuseFile) => view.shapes.iter().any(|(shape, ..)| shape != view.shape.name),
        Some(Strays::Taken) => false,
    };
    if is_mixed {
        out.find(|| {
            let help = "put records of one shape into one file, or name the one that is meant with --shape";
            (Pointer::ROOT, format!("the file mixes shapes: {}", describe(view.shapes)), help.to_owned())
        });
    }
}

/// Whether more records than strays have another shape than the file's.
pub fn is_mixed(shapes: &Census, own: &str) -> bool {
    let others: u64 = shapes.iter().filter(|(shape, ..)| *shape != own).map(|(_, records, _)| records).sum();
    others > 1 && others as f64 > MIXED * shapes.total() as f64
}

/// The shapes in a file with their counts and first lines.
pub fn describe(shapes: &Census) -> String {
    let each: Vec<String> = shapes
        .iter()
        .map(|(shape, records, line)| format!("{} {shape} (first on line {line})", thousands(records)))
        .collect();
    each.join(", ")
}
