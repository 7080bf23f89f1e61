//! `full`: findings grouped by file, each with a window of its line and what to do.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{BOLD, DIM, MARK, level, paint};
use crate::model::Finding;
use crate::text::printable;

/// Findings in file order, as a person reads them.
pub fn full(findings: &[Finding]) -> String {
    let mut text = String::new();
    let mut file = None;
    let mut cited = BTreeSet::new();
    for finding in findings {
        let own = finding.place.file.as_deref().unwrap_or("dataset");
        if file != Some(own) {
            let _ = writeln!(text, "{}", paint(BOLD, own));
            file = Some(own);
        }
        write_finding(finding, &mut text);
        // A source is told once: the findings of a rule have it in common.
        if let Some(source) =
            finding.source.as_deref().filter(|_| cited.insert((finding.rule, finding.target)))
        {
            let _ = writeln!(text, "            {} {source}", paint(DIM, "source:"));
        }
    }
    text
}

fn write_finding(finding: &Finding, text: &mut String) {
    let place = match (finding.place.line, finding.place.column) {
        (Some(line), Some(column)) => format!("{line}:{column}"),
        (Some(line), None) => line.to_string(),
        _ => "-".to_owned(),
    };
    let pointer = printable(finding.place.pointer.as_str());
    let inside = if pointer.is_empty() { String::new() } else { format!("  {}", paint(DIM, pointer)) };
    let target = finding.target.map(|target| format!("  {}", paint(DIM, target))).unwrap_or_default();
    let _ = writeln!(
        text,
        "  {place:>8}  {}  {}{target}{inside}",
        level(finding.level),
        paint(BOLD, finding.rule)
    );
    let _ = writeln!(text, "            {}", finding.message);
    if let Some(excerpt) = &finding.excerpt {
        let part =
            |from: usize, to: usize| -> String { excerpt.text.chars().skip(from).take(to - from).collect() };
        let (before, marked) = (part(0, excerpt.mark.start), part(excerpt.mark.start, excerpt.mark.end));
        let after = part(excerpt.mark.end, excerpt.text.chars().count());
        let _ = writeln!(text, "            {} {before}{}{after}", paint(DIM, "|"), paint(MARK, marked));
    }
    if !finding.help.is_empty() {
        let _ = writeln!(text, "            {} {}", paint(DIM, "help:"), finding.help);
    }
}
