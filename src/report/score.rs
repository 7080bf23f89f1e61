//! The summary of `score`: how good the examples are, why, and which were chosen; and one example's account.

use std::fmt::Write;

use super::histogram::blocks;
use super::inspect::{shown_share, within};
use super::{BOLD, DIM, DOUBTFUL, columns, paint, table};
use crate::pipeline::{Choice, Diversity, PairFacts, ScoreRow, Scored};
use crate::signals::{Axis, Grade};
use crate::text::{count, thousands};

/// How records scored, for a terminal of so many columns.
pub fn scored(scored: &Scored, width: usize) -> String {
    if let Some(row) = &scored.explained {
        return explained(row);
    }
    let counts = [("read", scored.read), ("kept", scored.kept), ("dropped", scored.dropped)];
    let mut text = columns(2, counts.into_iter());
    if let Some(choice) = &scored.choice {
        write_choice(choice, &mut text);
    }
    write_grades(scored, width, &mut text);
    write_tasks(scored, &mut text);
    let axes = Axis::ALL.map(|axis| {
        let left = scored.axes.get(axis.name()).copied().unwrap_or_default();
        format!("{} {left}", axis.name())
    });
    let _ = writeln!(text, "\n{}  {}", paint(BOLD, "axes"), axes.join(", "));
    write_signals(scored, &mut text);
    write_shifted(scored, &mut text);
    if let Some(pairs) = &scored.pairs {
        write_pairs(pairs, &mut text);
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, "diversity"));
    for line in diversity(&scored.diversity, scored.read, width) {
        let _ = writeln!(text, "  {line}");
    }
    write_notes(scored, &mut text);
    text
}

fn write_choice(choice: &Choice, text: &mut String) {
    let Choice { how, chosen, eligible, reached, .. } = choice;
    let what =
        if *how == "top" { "those that score highest" } else { "those that together stand best for all" };
    let _ =
        writeln!(text, "\n{} of {} that are good enough: {what}", thousands(*chosen), thousands(*eligible));
    if let Some(reached) = reached {
        let rows = [
            ("this choice", reached.budget),
            ("the highest scores", reached.top),
            ("a random choice", reached.random),
        ];
        for (name, reached) in rows {
            let _ = writeln!(text, "  {name:<18}  {reached:>6.2}");
        }
        let by = format!(
            "the mean, over {}, of the best score of a chosen one times its likeness",
            count(reached.measured_by, "record")
        );
        let _ = writeln!(text, "  {}", paint(DIM, by));
    }
}

fn write_grades(scored: &Scored, width: usize, text: &mut String) {
    let _ = writeln!(text, "\n{}", paint(BOLD, "grade  records"));
    let most = scored.grades.values().copied().max().unwrap_or_default();
    let digits = thousands(most).len().max(7);
    let ranges = ["85 to 100", "70 to 84", "55 to 69", "41 to 54", "0 to 40"];
    for (grade, range) in Grade::ALL.iter().zip(ranges) {
        let records = scored.grades.get(grade.name()).copied().unwrap_or_default();
        let line = format!(
            "    {}  {:>digits$}  {:>6}  {}",
            grade.name(),
            thousands(records),
            shown_share(records, scored.read),
            paint(
                DIM,
                format!("{range:<9}  {}", blocks(records, most, width.saturating_sub(digits + 28).max(8)))
            )
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn write_tasks(scored: &Scored, text: &mut String) {
    if scored.tasks.is_empty() {
        return;
    }
    let head = ["task", "records", "share", "median score"].map(str::to_owned);
    let row = |task: &crate::pipeline::TaskCount| {
        let share = shown_share(task.records, scored.read);
        [task.task.to_owned(), thousands(task.records), share, task.median.to_string()]
    };
    let rows: Vec<_> = std::iter::once(head).chain(scored.tasks.iter().map(row)).collect();
    text.push('\n');
    text.push_str(&table(&rows, 0, 1..4));
}

fn write_signals(scored: &Scored, text: &mut String) {
    if scored.signals.is_empty() {
        return;
    }
    let mut signals: Vec<(&str, u64)> = scored.signals.iter().map(|(signal, n)| (*signal, *n)).collect();
    signals.sort_by_key(|(signal, n)| (std::cmp::Reverse(*n), *signal));
    let _ = writeln!(text, "\n{}", paint(BOLD, "why, and how often"));
    text.push_str(&columns(2, signals.into_iter()));
}

fn write_shifted(scored: &Scored, text: &mut String) {
    /// Places that are named.
    const SHOWN: usize = 5;
    if scored.shifted_answers == 0 {
        return;
    }
    let has = if scored.shifted_answers == 1 { "has" } else { "have" };
    let what = format!("{} {has} the answer of another one", count(scored.shifted_answers, "record"));
    let _ = writeln!(text, "\n{}", paint(DOUBTFUL, what));
    for shifted in scored.shifted.iter().take(SHOWN) {
        let _ = writeln!(text, "  {}  answers {}", shifted.record, shifted.owner);
    }
    let rest = scored.shifted_answers - scored.shifted.len().min(SHOWN) as u64;
    if rest > 0 {
        let _ = writeln!(text, "  {}", paint(DIM, format!("and {} more", thousands(rest))));
    }
}

fn write_pairs(pairs: &PairFacts, text: &mut String) {
    /// Places that are named.
    const SHOWN: usize = 5;
    let all = pairs.pairs;
    let _ = writeln!(text, "\n{}  {}", paint(BOLD, "pairs"), thousands(all));
    let mut row = |what: &str, n: u64| {
        let _ = writeln!(text, "  {what:<34}  {:>7}  {:>6}", thousands(n), shown_share(n, all));
    };
    row("the preferred answer is longer", pairs.longer_chosen);
    row("both answers say nearly the same", pairs.near_identical);
    row("the rejected answer scores more", pairs.other_way);
    for way in pairs.furthest.iter().take(SHOWN) {
        let _ = writeln!(
            text,
            "    {}",
            paint(DIM, format!("{}  {} against {}", way.record, way.rejected, way.chosen))
        );
    }
    if 10 * pairs.longer_chosen > 7 * all {
        let _ = writeln!(text, "  what is trained on these prefers length: look whether that is meant");
    }
}

/// How different questions are, a line each.
pub(super) fn diversity(diversity: &Diversity, all: u64, width: usize) -> Vec<String> {
    let mut lines = vec![format!(
        "{}, as diverse as {} equally common ones",
        count(diversity.skeletons, "question skeleton"),
        number(diversity.effective_skeletons)
    )];
    if let Some(template) = &diversity.largest_template {
        let head = format!("largest template {}: ", shown_share(template.examples, all));
        let room = width.saturating_sub(head.len() + 4).max(20);
        lines.push(format!("{head}{}", within(&template.text, room)));
    }
    if let Some(clusters) = diversity.effective_clusters {
        lines.push(format!("near-duplicates leave as much as {} records that differ", number(clusters)));
    }
    let of = if diversity.compression_sample < all {
        format!(" ({} looked at)", thousands(diversity.compression_sample))
    } else {
        String::new()
    };
    lines.push(format!("the questions pack to 1 / {:.1} of their size{of}", diversity.compression));
    lines
}

/// A number as exact as it is worth.
fn number(number: f64) -> String {
    if number < 100.0 {
        return format!("{number:.1}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of records")]
    let whole = number.round() as u64;
    thousands(whole)
}

fn write_notes(scored: &Scored, text: &mut String) {
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
    if !scored.common.is_empty() {
        let _ = writeln!(
            text,
            "\nin more than one of twenty, so nothing is condemned for it: {}",
            scored.common.join(", ")
        );
    }
}

/// How one record comes to its score.
fn explained(row: &ScoreRow) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}:{}  {}  {}",
        row.file,
        row.line,
        paint(BOLD, format!("{} {}", row.score, row.grade)),
        paint(DIM, row.task)
    );
    let axes = &row.axes;
    let left =
        [axes.integrity, axes.answerability, axes.relevance, axes.substance, axes.consistency, axes.novelty];
    for (axis, left) in Axis::ALL.iter().zip(left) {
        let aside = if *axis == Axis::Novelty { "  (for choosing: no part of the score)" } else { "" };
        let _ = writeln!(text, "\n  {:<13}  {left:>3}{}", axis.name(), paint(DIM, aside));
        for reason in row.reasons.iter().filter(|reason| reason.axis == axis.name()) {
            let at = if reason.pointer.is_empty() { String::new() } else { format!("  {}", reason.pointer) };
            let what = format!("{}{}", reason.message, paint(DIM, at));
            let _ = writeln!(text, "    {:>4}  {}: {what}", reason.delta, reason.signal);
        }
    }
    let _ = writeln!(text, "\n`gristmill explain NAME` tells more of each");
    text
}
