//! The verdict under the findings of `validate`.

use std::fmt::Write;

use super::{BAD, BOLD, DIM, DOUBTFUL, GOOD, columns, paint};
use crate::pipeline::{Validated, Verdict};
use crate::text::count;

/// What was read, how often each rule fired where findings were cut, and whether the target would take it.
pub fn verdict(validated: &Validated) -> String {
    let summary = &validated.summary;
    let mut text = String::new();
    let fired: u64 = summary.rules.values().sum();
    if fired > 0 {
        let hidden = fired - (validated.findings.len() as u64).min(fired);
        let note = if hidden > 0 {
            format!(" ({} not shown: --max-findings)", count(hidden, "finding"))
        } else {
            String::new()
        };
        let _ = writeln!(text, "\n{}{}", paint(BOLD, "findings by rule"), paint(DIM, note));
        text.push_str(&columns(2, summary.rules.iter().map(|(rule, n)| (*rule, *n))));
    }
    let shapes: Vec<&str> = {
        let mut shapes: Vec<&str> = summary.files.iter().map(|file| file.shape).collect();
        shapes.sort_unstable();
        shapes.dedup();
        shapes
    };
    let _ = writeln!(
        text,
        "\n{} in {} ({}): {} denied, {}, {}",
        count(summary.read, "record"),
        count(summary.files.len() as u64, "file"),
        shapes.join(", "),
        count(summary.read - summary.accepted, "record"),
        count(summary.deny, "finding") + " at deny",
        count(summary.warn, "warning"),
    );
    for judged in &validated.judged {
        let (style, word, alone, with_target) = match judged.verdict {
            Verdict::Accept => (GOOD, "accept:", "nothing to object to", "would take this"),
            Verdict::Warn => {
                (DOUBTFUL, "warn:", "usable; see the warnings", "would take this; see the warnings")
            }
            Verdict::Reject => (BAD, "reject:", "some of it cannot be trained on", "would not take this"),
        };
        let _ = match judged.target {
            Some(target) => writeln!(text, "{} {} {with_target}", paint(style, word), target.title),
            None => writeln!(text, "{} {alone}", paint(style, word)),
        };
    }
    if summary.deny == 0 && summary.read > 0 {
        let next = "`gristmill score` judges quality, `gristmill prepare` does the rest";
        let _ = writeln!(text, "{} {next}", paint(DIM, "next:"));
    }
    text
}
