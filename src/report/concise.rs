//! `concise`: one line a finding, `file:line:column: level[rule] message`.

use super::{BOLD, level, paint, place};
use crate::model::Finding;
use crate::text::printable;

/// A finding on one line.
pub fn concise(finding: &Finding) -> String {
    let at = place(&finding.place);
    let at = if at.is_empty() { "dataset".to_owned() } else { at };
    let pointer = printable(finding.place.pointer.as_str());
    let inside = if pointer.is_empty() { String::new() } else { format!(" ({pointer})") };
    let target = finding.target.map(|target| format!(" {target}:")).unwrap_or_default();
    let Finding { rule, message, .. } = finding;
    format!("{}: {}[{rule}]{target} {message}{inside}\n", paint(BOLD, at), level(finding.level))
}
