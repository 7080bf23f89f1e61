//! The summary of `score`.

use std::fmt::Write;

use super::{BOLD, columns, paint};
use crate::pipeline::{Scored, Scores};
use crate::text::{count, percent, thousands};

/// How records scored, for a terminal.
pub fn scored(scored: &Scored) -> String {
    let counts = [("read", scored.read), ("kept", scored.kept), ("dropped", scored.dropped)];
    let mut text = columns(2, counts.into_iter());
    let _ = writeln!(text, "\n{}", paint(BOLD, "score  records"));
    for Scores { score, records } in &scored.scores {
        let share = percent(*records, scored.read);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of 40 characters"
        )]
        let bar = "█".repeat((share * 0.4).ceil() as usize);
        let _ = writeln!(text, "{score:>5}  {:>7}  {share:>5.1} %  {bar}", thousands(*records));
    }
    if !scored.signals.is_empty() {
        let _ = writeln!(text, "\n{}", paint(BOLD, "why"));
        text.push_str(&columns(2, scored.signals.iter().map(|(signal, n)| (*signal, *n))));
    }
    if scored.unreadable > 0 {
        let _ = writeln!(text, "\n{} of no readable shape score 0", count(scored.unreadable, "record"));
    }
    if !scored.pardoned.is_empty() {
        let _ = writeln!(
            text,
            "\ncommon enough here to be wanted, so let through: {}",
            scored.pardoned.join(", ")
        );
    }
    text
}
