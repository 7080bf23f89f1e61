//! The summary of `dedupe`.

use std::fmt::Write;

use super::{BOLD, DIM, columns, paint};
use crate::pipeline::Deduped;
use crate::rules::Conflict;
use crate::text::count;

/// What `dedupe` found and removed, for a terminal. `is_written` says whether the kept records went anywhere.
pub fn deduped(deduped: &Deduped, is_written: bool) -> String {
    /// How many conflicts are shown.
    const SHOWN: usize = 5;
    let counts = [("read", deduped.read), ("kept", deduped.kept), ("removed", deduped.removed)];
    let mut text = columns(2, counts.into_iter());
    text.push('\n');
    for (what, surplus) in [("same value", deduped.exact), ("same text", deduped.normalised)] {
        let (groups, more) = (count(surplus.groups, "group"), count(surplus.surplus, "surplus record"));
        let _ = writeln!(text, "  {what}: {groups}, {more}");
    }
    if deduped.unreadable > 0 {
        let _ = writeln!(
            text,
            "  {} of no readable shape, compared by value only",
            count(deduped.unreadable, "record")
        );
    }
    if deduped.conflicts.groups > 0 {
        let _ = writeln!(
            text,
            "\n{} with more than one answer, kept",
            paint(BOLD, count(deduped.conflicts.groups, "prompt"))
        );
        for Conflict { first, second, .. } in deduped.conflicts.places.iter().take(SHOWN) {
            let _ = writeln!(text, "  {second}\n    answers otherwise than {first}");
        }
        let rest = deduped.conflicts.places.len().saturating_sub(SHOWN);
        if rest > 0 {
            let _ =
                writeln!(text, "  {}", paint(DIM, format!("and {rest} more: --output-format json has all")));
        }
    }
    if !is_written {
        let _ = writeln!(text, "\n{} nothing was written; name a file with --out", paint(DIM, "note:"));
    }
    text
}
