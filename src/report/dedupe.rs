//! The summary of `dedupe`.

use std::fmt::Write;
use std::path::Path;

use super::{BOLD, DIM, columns, paint};
use crate::dedupe::{Difference, Level};
use crate::pipeline::{Deduped, Fingerprinted};
use crate::rules::Conflict;
use crate::text::{count, thousands};

/// What `dedupe` found and removed, for a terminal. `is_written` says whether anything was written.
pub fn deduped(deduped: &Deduped, is_written: bool) -> String {
    let counts = [("read", deduped.read), ("kept", deduped.kept), ("removed", deduped.removed)];
    let mut text = columns(2, counts.into_iter());
    let digits = thousands(deduped.read).len();
    for (reason, records) in &deduped.removed_by {
        let row = format!("           {:>digits$}  {reason}", thousands(*records));
        let _ = writeln!(text, "{}", paint(DIM, row));
    }
    text.push('\n');
    let exact = if deduped.level == Level::Bytes { "same bytes" } else { "same value" };
    for (what, surplus) in [(exact, Some(deduped.exact)), ("same text", deduped.normalised)] {
        let Some(surplus) = surplus else { continue };
        let (groups, more) = (count(surplus.groups, "group"), count(surplus.surplus, "surplus record"));
        let _ = writeln!(text, "  {what}: {groups}, {more}");
    }
    if let Some(near) = deduped.near {
        let (clusters, more) = (count(near.clusters, "cluster"), count(near.surplus, "surplus record"));
        let _ = writeln!(text, "  near text: {clusters}, {more}");
    }
    if deduped.unreadable > 0 {
        let records = count(deduped.unreadable, "record");
        let _ = writeln!(text, "  {records} of no readable shape, compared by value only");
    }
    write_clusters(deduped, &mut text);
    write_conflicts(deduped, &mut text);
    write_against(deduped, &mut text);
    if !is_written {
        let _ = writeln!(text, "\n{} nothing was written; name a file with --out", paint(DIM, "note:"));
    }
    text
}

fn write_clusters(deduped: &Deduped, text: &mut String) {
    let largest: Vec<_> = deduped.largest.iter().filter(|cluster| cluster.records > 2).collect();
    if largest.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, "largest clusters"));
    for cluster in largest {
        let _ = writeln!(text, "  {:>6}  {}", thousands(cluster.records), cluster.first);
        let _ = writeln!(text, "          {}", paint(DIM, &cluster.text));
    }
}

fn write_conflicts(deduped: &Deduped, text: &mut String) {
    /// How many conflicts are shown.
    const SHOWN: usize = 5;
    let Some(conflicts) = deduped.conflicts.as_ref().filter(|conflicts| conflicts.groups > 0) else { return };
    let prompts = paint(BOLD, format!("{} with more than one answer", count(conflicts.groups, "prompt")));
    let counted = Difference::ALL.map(|difference| {
        let alike = |conflict: &&Conflict| conflict.difference == difference;
        (difference.what(), conflicts.places.iter().filter(alike).count() as u64)
    });
    let found = counted.iter().filter(|(_, n)| *n > 0);
    let found: Vec<String> = found.map(|(what, n)| format!("{what} ({})", thousands(*n))).collect();
    let _ = writeln!(text, "\n{prompts}, which differ in {}", found.join(", "));
    // The gravest first: other words may be wanted.
    let mut shown: Vec<&Conflict> = conflicts.places.iter().collect();
    shown.sort_by_key(|conflict| conflict.difference);
    for conflict in shown.iter().take(SHOWN) {
        let Conflict { differs, majority, difference, records, majority_records, .. } = conflict;
        let of = match majority_records {
            1 => String::new(),
            n => format!(", whose answer {n} of {records} records give"),
        };
        let how = format!("other {} than {majority}{of}", difference.what());
        let _ = writeln!(text, "  {differs}\n    {}", paint(DIM, how));
    }
    let rest = conflicts.groups.saturating_sub(SHOWN as u64);
    if rest > 0 {
        let more = format!("and {} more: --output-format json has all", thousands(rest));
        let _ = writeln!(text, "  {}", paint(DIM, more));
    }
}

fn write_against(deduped: &Deduped, text: &mut String) {
    /// How many matches are shown.
    const SHOWN: usize = 3;
    for against in &deduped.against {
        let near = |n: Option<u64>| n.map_or(String::new(), |n| format!(", {} near", thousands(n)));
        let _ = writeln!(text, "\n{}", paint(BOLD, format!("against {}", against.file)));
        if let Some(title) = against.title {
            let _ = writeln!(text, "  {}", paint(DIM, title));
        }
        let _ = writeln!(
            text,
            "  records: {} equal{}",
            thousands(against.record_equal),
            near(against.record_near)
        );
        let _ = writeln!(
            text,
            "  prompts: {} equal{}",
            thousands(against.prompt_equal),
            near(against.prompt_near)
        );
        let _ = writeln!(text, "  13 words in a row: {}", count(against.ngram, "prompt"));
        for found in against.matches.iter().take(SHOWN) {
            let _ = writeln!(
                text,
                "  {}\n    {}",
                found.spot,
                paint(DIM, format!("{} {}", found.how.what(), found.to))
            );
        }
        let rest = against.matches.len().saturating_sub(SHOWN);
        if rest > 0 {
            let more = format!("and {} more: --output-format json has all", thousands(rest as u64));
            let _ = writeln!(text, "  {}", paint(DIM, more));
        }
    }
}

/// What a fingerprint is, for a terminal.
pub fn fingerprinted(made: &Fingerprinted, out: &Path) -> String {
    let mut text =
        columns(2, [("read", made.read), ("records", made.records), ("bytes", made.bytes)].into_iter());
    let next = paint(DIM, "next:");
    let _ =
        writeln!(text, "\n{next} `gristmill dedupe FILE --against {}` finds what is in it", out.display());
    text
}
