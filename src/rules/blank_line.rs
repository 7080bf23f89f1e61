//! `blank-line`: a line has nothing on it.

use super::{Check, Group, Out, Rule};
use crate::model::{Level, Pointer};

/// A line has nothing on it.
pub static RULE: Rule = Rule {
    name: "blank-line",
    group: Group::File,
    level: Level::Warn,
    docs: r#"A line has nothing on it.

Some readers stop at a blank line, some fail. It holds nothing, so outputs leave it out.
"#,
    check: Check::BlankLine(check),
};

fn check(out: &mut Out<'_>) {
    out.find(|| (Pointer::ROOT, "the line is blank".to_owned(), "take the line out".to_owned()));
}
