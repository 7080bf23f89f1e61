//! The summary of `prepare`: what became of every record, whether the target would take it, and what to do next.

use std::fmt::Write;
use std::path::Path;

use super::{BAD, BOLD, DIM, DOUBTFUL, GOOD, level, paint, place};
use crate::convert::{CHANGES, LOSSES};
use crate::model::Level;
use crate::pipeline::{Manifest, Prepared, Verdict};
use crate::rules::{self, Check, conflicting_answers};
use crate::shapes::Shape;
use crate::targets::{Naming, Status};
use crate::text::{count, percent, thousands};

/// What is left to say of `prepare` when it shall be quiet: nothing, unless the target would not take the files.
pub fn refused(prepared: &Prepared, out: &Path) -> String {
    let out = &out.join(&prepared.folder);
    let mut text = String::new();
    if prepared.manifest.verdict == Some(Verdict::Reject) {
        write_verdict(prepared, out, &mut text);
    }
    text
}

/// What `prepare` did, for a terminal. `out` is the folder as the user named it.
pub fn prepared(prepared: &Prepared, out: &Path) -> String {
    let out = &out.join(&prepared.folder);
    let manifest = &prepared.manifest;
    let mut text = String::new();
    for input in &manifest.inputs {
        let _ = writeln!(
            text,
            "{}  {}",
            paint(BOLD, &input.name),
            paint(DIM, format!("{}, {}", input.container, input.shape))
        );
    }
    text.push('\n');
    write_counts(prepared, out, &mut text);
    write_notes(prepared, &mut text);
    text.push('\n');
    write_verdict(prepared, out, &mut text);
    text
}

fn write_counts(prepared: &Prepared, out: &Path, text: &mut String) {
    let manifest = &prepared.manifest;
    let digits = thousands(manifest.read).len();
    let row = |name: &str, n: u64, note: String| format!("  {name:<8}  {:>digits$}  {note}\n", thousands(n));
    let part = |name: &str, n: u64, file: &str| {
        let share = paint(DIM, format!("{:>5.1} %", percent(n, manifest.read)));
        let rows = match name {
            "train" => manifest.rows.train,
            "holdout" => manifest.rows.holdout,
            _ => n,
        };
        let rows = if rows == n { String::new() } else { format!(" ({})", count(rows, "row")) };
        row(name, n, format!("{share}  {}{rows}", out.join(file).display()))
    };
    let blank = match manifest.blank_lines {
        0 => String::new(),
        n => paint(DIM, format!("and {} passed over", count(n, "blank line"))),
    };
    text.push_str(row("read", manifest.read, blank).trim_end());
    text.push('\n');
    text.push_str(&part("rejected", manifest.rejected, "rejected.jsonl"));
    let mut reasons: Vec<(&str, u64)> =
        manifest.rejected_by.iter().map(|(reason, n)| (*reason, *n)).collect();
    reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(*n), *reason));
    let width = reasons.iter().map(|(reason, _)| reason.len()).max().unwrap_or_default();
    for (reason, n) in reasons {
        let example = example(prepared, reason, 60_usize.saturating_sub(width));
        let row = format!("            {:>digits$}  {reason:width$}  {example}", thousands(n));
        let _ = writeln!(text, "{}", paint(DIM, row.trim_end()));
    }
    for (split, records) in [("train", manifest.train), ("holdout", manifest.holdout)] {
        if let Some(file) = file_of(manifest, split) {
            text.push_str(&part(split, records, &file));
        }
    }
}

/// The file of a split; the first and the last where there are several.
fn file_of(manifest: &Manifest, split: &str) -> Option<String> {
    let mut files = manifest.files.iter().filter(|file| file.split.as_deref() == Some(split));
    let first = files.next()?;
    Some(match files.next_back() {
        Some(last) => format!("{} to {}", first.name, last.name),
        None => first.name.clone(),
    })
}

/// The first record that a rule rejected, with what was wrong, in so many characters.
fn example(prepared: &Prepared, rule: &str, room: usize) -> String {
    let Some(note) = prepared.notes.iter().find(|note| note.rule == rule) else { return String::new() };
    let Some(line) = note.place.line else { return String::new() };
    let text = format!("line {line}: {}", note.message);
    if text.chars().count() <= room {
        text
    } else {
        text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
    }
}

fn write_notes(prepared: &Prepared, text: &mut String) {
    let manifest = &prepared.manifest;
    let split = &manifest.split;
    if split.holdout > 0 {
        text.push('\n');
        let _ = writeln!(text, "  leak check: {}", super::shared(&split.overlap));
    }
    if let Some(tokens) = &manifest.tokens {
        let about = if tokens.is_exact { "" } else { "about " };
        let by = if tokens.vocabulary == "estimate" { ", estimated at four bytes each" } else { "" };
        let _ = writeln!(
            text,
            "  tokens: {about}{} in train, {:.0} % of them trained on{by}",
            thousands(tokens.tokens),
            percent(tokens.trained, tokens.tokens)
        );
    }
    if let Some(cost) = manifest.cost.as_ref().and_then(super::cost::in_short) {
        let _ = writeln!(text, "  cost: {cost}");
    }
    if !manifest.changes.is_empty() {
        text.push('\n');
        let what =
            |name: &str| CHANGES.iter().find(|change| change.name() == name).map_or("", |own| own.what());
        let shape = manifest.shape.and_then(Shape::named).map_or("", |shape| shape.title);
        for (name, records) in &manifest.changes {
            let what = if *name == "shape" { format!("Written as {shape}.") } else { what(name).to_owned() };
            let _ = writeln!(text, "  changed {}: {}", paint(DIM, name), told(&what, *records));
        }
    }
    for (name, records) in &manifest.losses {
        let what = LOSSES.iter().find(|loss| loss.name() == *name).map_or("", |loss| loss.what());
        let _ = writeln!(text, "  {} {name}: {}", paint(DOUBTFUL, "lost"), told(what, *records));
    }
    if !manifest.cut.is_empty() {
        let cut: Vec<String> =
            manifest.cut.iter().map(|(name, n)| format!("{name} ({})", thousands(*n))).collect();
        let _ = writeln!(text, "  left out of the written rows: {}", cut.join(", "));
    }
    if !manifest.pardoned.is_empty() {
        let _ = writeln!(
            text,
            "  common enough here to be wanted, so let through: {}",
            manifest.pardoned.join(", ")
        );
    }
    let warned =
        manifest.findings.iter().filter(|(name, entry)| entry.level == Level::Warn && is_of_records(name));
    let warned: Vec<String> =
        warned.map(|(name, entry)| format!("{name} ({})", thousands(entry.count))).collect();
    if !warned.is_empty() {
        let _ = writeln!(text, "  warnings: {}", warned.join(", "));
    }
    if manifest.conflicts > 0 {
        let _ = writeln!(text, "  {} with more than one answer, kept:", count(manifest.conflicts, "prompt"));
        let shown: Vec<_> =
            prepared.notes.iter().filter(|note| note.rule == conflicting_answers::RULE.name).collect();
        for note in &shown {
            let _ = writeln!(text, "    {}", place(&note.place));
            let _ = writeln!(text, "      {}", paint(DIM, &note.message));
        }
        let rest = manifest.conflicts - shown.len() as u64;
        if rest > 0 {
            let _ = writeln!(
                text,
                "    {}",
                paint(
                    DIM,
                    format!(
                        "and {} more: `gristmill dedupe --output-format json` lists all",
                        thousands(rest)
                    )
                )
            );
        }
    }
}

/// What happened, and to how many records.
fn told(what: &str, records: u64) -> String {
    format!("{} ({})", what.trim_end_matches('.'), count(records, "record"))
}

/// Whether a rule looks at records one by one: what the others find is told elsewhere in the summary.
fn is_of_records(name: &str) -> bool {
    rules::ALL.iter().any(|rule| rule.name == name && matches!(rule.check, Check::Record(_)))
}

fn write_verdict(prepared: &Prepared, out: &Path, text: &mut String) {
    let target = prepared.target;
    text.push_str(&super::doubts(&prepared.manifest.split));
    let train = out.join(file_of(&prepared.manifest, "train").unwrap_or_default());
    for note in prepared.notes.iter().filter(|note| note.place.line.is_none()) {
        let file = note.place.file.as_ref().map_or(String::new(), |file| format!("{file}: "));
        let _ = writeln!(text, "{}[{}] {file}{}", level(note.level), note.rule, note.message);
        let _ = writeln!(text, "  {} {}", paint(DIM, "help:"), note.help);
    }
    match prepared.manifest.verdict {
        Some(Verdict::Reject) => {
            let _ = writeln!(
                text,
                "{} {} would not take {}",
                paint(BAD, "reject:"),
                target.title,
                train.display()
            );
        }
        _ => {
            let _ =
                writeln!(text, "{} {} would take {}", paint(GOOD, "accept:"), target.title, train.display());
        }
    }
    if let Status::Closing { date, note } = target.status {
        let _ = writeln!(text, "{} {date}: {note}", paint(DOUBTFUL, "closing"));
    }
    for setting in &prepared.manifest.settings {
        let _ = writeln!(
            text,
            "{} train with `{setting}`, or turns are trained on that should not be",
            paint(DOUBTFUL, "note:")
        );
    }
    let next = paint(DIM, "next:");
    if prepared.manifest.verdict == Some(Verdict::Reject) {
        let _ = writeln!(text, "{next} {} says why each record went", out.join("rejected.jsonl").display());
    } else {
        let (training, validation) = target.parameters;
        let first = file_of(&prepared.manifest, "train").unwrap_or_default();
        let second = match file_of(&prepared.manifest, "holdout") {
            Some(file) if prepared.manifest.holdout > 0 => format!(", {file} as {validation}"),
            _ => String::new(),
        };
        let verb = if target.layout.naming == Naming::Free { "upload" } else { "use" };
        let _ = writeln!(text, "{next} {verb} {first} as {training}{second}");
    }
}
