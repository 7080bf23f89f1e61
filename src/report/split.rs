//! The summaries of `split` and of `split --check`.

use std::fmt::Write;
use std::path::Path;

use super::{BAD, DIM, DOUBTFUL, GOOD, columns, paint};
use crate::pipeline::{Checked, Neighbours, SplitFacts, SplitReport, StratumFacts};
use crate::split::{Interval, Overlap};
use crate::text::{count, percent, shortened, thousands};

/// How a split came out, for a terminal. `out` is the folder as the user named it.
pub fn split(report: &SplitReport, out: &Path) -> String {
    let split = &report.split;
    let counts = [
        ("read", report.read),
        ("train", split.train),
        ("holdout", split.holdout),
        ("validation", split.validation),
        ("ood", split.ood),
        ("rejected", report.rejected),
    ];
    let is_told = |(name, n): &(&str, u64)| *n > 0 || !matches!(*name, "validation" | "ood");
    let mut text = columns(2, counts.into_iter().filter(is_told));
    let share = percent(split.holdout, split.train + split.holdout + split.validation + split.ood);
    let unusual =
        if split.holdout > 0 && report.is_unusual { " (10 to 15 % serve most datasets)" } else { "" };
    let _ = writeln!(text, "\nthe holdout has {share:.1} % of the records{unusual}");
    let _ = writeln!(
        text,
        "{} kept whole, the largest of {}",
        count(split.groups, "group"),
        count(split.largest_group, "record")
    );
    write_strata(split, &mut text);
    let _ = writeln!(text, "leak check: {}", shared(&split.overlap));
    if let Some(neighbours) = &split.neighbours {
        write_neighbours(neighbours, &mut text);
    }
    if let Some(interval) = split.interval.as_ref().filter(|interval| interval.trials > 0) {
        write_interval(interval, &mut text);
    }
    write_more(split, &mut text);
    text.push_str(&doubts(split));
    let _ = writeln!(text, "\n{} {}", paint(DIM, "written:"), out.display());
    let width = report.files.iter().map(|file| file.name.len()).max().unwrap_or_default();
    for file in report.files.iter().filter(|file| file.rows > 0) {
        let _ = writeln!(text, "  {:width$}  {}", file.name, paint(DIM, file.purpose));
    }
    text
}

/// What a split that was made elsewhere leaks, for a terminal.
pub fn split_check(checked: &Checked, train: &str, holdout: &str) -> String {
    /// Leaks that are shown.
    const SHOWN: usize = 20;
    let counts = [("train", checked.train), ("holdout", checked.holdout), ("unreadable", checked.unreadable)];
    let mut text = columns(2, counts.into_iter().filter(|(name, n)| *n > 0 || *name != "unreadable"));
    let overlap = &checked.overlap;
    let rows = [
        ("equal records", Some(overlap.record_equal)),
        ("near records", overlap.record_near),
        ("equal prompts", Some(overlap.prompt_equal)),
        ("near prompts", overlap.prompt_near),
        ("13 words of a prompt", overlap.ngram),
    ];
    let _ = writeln!(text, "\nrecords of the holdout that are in train:");
    for (name, n) in rows {
        let n = n.unwrap_or_default();
        let share = paint(DIM, format!("{:5.1} %", percent(n, checked.holdout)));
        let _ = writeln!(text, "  {name:20}  {:>9}  {share}", thousands(n));
    }
    if !checked.leaks.is_empty() {
        text.push('\n');
    }
    for leak in checked.leaks.iter().take(SHOWN) {
        let alike = if leak.similarity < 1.0 { format!(" ({:.2})", leak.similarity) } else { String::new() };
        let _ = writeln!(
            text,
            "  {}  {}",
            leak.spot,
            paint(DIM, format!("{} {}{alike}", leak.how.what(), leak.to))
        );
    }
    if checked.leaks.len() > SHOWN {
        let rest = thousands((checked.leaks.len() - SHOWN) as u64);
        let _ =
            writeln!(text, "  {}", paint(DIM, format!("and {rest} more: `--output-format json` lists all")));
    }
    text.push('\n');
    write_neighbours(&checked.neighbours, &mut text);
    write_interval(&checked.interval, &mut text);
    if checked.overlap.is_leak() {
        let leaks = count(checked.leaks.len() as u64, "record");
        let _ = writeln!(text, "{} {leaks} of {holdout} can be answered from {train}", paint(BAD, "leak:"));
        let _ =
            writeln!(text, "{} `gristmill split` over both makes a split that does not", paint(DIM, "next:"));
    } else {
        let but = match checked.unreadable {
            0 => String::new(),
            n => format!(", as far as {} that cannot be read can tell", count(n, "record")),
        };
        let _ = writeln!(text, "{} nothing of {holdout} is in {train}{but}", paint(GOOD, "clean:"));
    }
    text
}

/// What holdout and train share.
pub fn shared(overlap: &Overlap) -> String {
    let runs = match overlap.ngram.unwrap_or_default() {
        0 => String::new(),
        1 => "; one prompt shares 13 words in a row".to_owned(),
        n => format!("; {} prompts share 13 words in a row", thousands(n)),
    };
    if !overlap.is_leak() {
        let near = if overlap.record_near.is_some() { ", not even nearly" } else { "" };
        return format!("the holdout shares no prompt and no record with train{near}{runs}");
    }
    let of = |equal, near: Option<u64>, noun| match near {
        Some(near) => format!("{} ({} nearly)", count(equal, noun), thousands(near)),
        None => count(equal, noun),
    };
    let records = of(overlap.record_equal, overlap.record_near, "record");
    let prompts = of(overlap.prompt_equal, overlap.prompt_near, "prompt");
    format!("the holdout shares {prompts} and {records} with train{runs}")
}

fn write_strata(split: &SplitFacts, text: &mut String) {
    /// Strata that are shown.
    const SHOWN: usize = 6;
    if split.strata.len() < 2 {
        return;
    }
    let rare = match split.rare_strata {
        0 => String::new(),
        n => format!(", {} of them too rare to stand on both sides for certain", thousands(n)),
    };
    let strata = thousands(split.strata.len() as u64);
    let _ = writeln!(text, "stratified by {}: {strata} strata{rare}", split.stratified_by);
    let all = |stratum: &StratumFacts| stratum.train + stratum.holdout + stratum.validation + stratum.ood;
    let mut largest: Vec<&StratumFacts> = split.strata.iter().collect();
    largest.sort_by_key(|stratum| std::cmp::Reverse(all(stratum)));
    let width = largest.iter().take(SHOWN).map(|stratum| name(stratum).chars().count()).max().unwrap_or(0);
    for stratum in largest.iter().take(SHOWN) {
        let share = percent(stratum.holdout, all(stratum));
        let row = format!("  {:width$}  {:>9}  {share:5.1} %", name(stratum), thousands(all(stratum)));
        let _ = writeln!(text, "{}", paint(DIM, row));
    }
}

fn name(stratum: &StratumFacts) -> String {
    crate::text::printable(&shortened(&stratum.name)).into_owned()
}

fn write_neighbours(neighbours: &Neighbours, text: &mut String) {
    /// Characters of the longest bar.
    const WIDEST: u64 = 32;
    let most = neighbours.histogram.iter().copied().max().unwrap_or_default();
    if most == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "nearest record of train, by Jaccard similarity, for {} of the holdout:",
        count(neighbours.records, "record")
    );
    let last = neighbours.histogram.iter().rposition(|n| *n > 0).unwrap_or_default();
    for (tenth, n) in neighbours.histogram.iter().enumerate().take(last + 1) {
        let bar = "█".repeat(usize::try_from((n * WIDEST).div_ceil(most)).unwrap_or_default());
        let row = format!("  0.{tenth} to {:.1}  {:>7}  {bar}", (tenth + 1) as f64 / 10.0, thousands(*n));
        let _ = writeln!(text, "{}", paint(DIM, row));
    }
}

fn write_interval(interval: &Interval, text: &mut String) {
    let Some(rate) = interval.rates.get(1) else { return };
    let points = |share: f64| format!("{:.0}", 100.0 * share);
    let _ = write!(
        text,
        "what it can show: a pass rate of {} % would mean {} to {} % (95 %)",
        points(rate.rate),
        points(rate.low),
        points(rate.high)
    );
    if let Some(difference) = interval.smallest_difference {
        let _ = write!(text, "; two models must differ by {} points", points(difference));
    }
    if let Some(difference) = interval.smallest_paired_difference {
        let _ = write!(text, ", or {} when both answer it", points(difference));
    }
    text.push('\n');
}

fn write_more(split: &SplitFacts, text: &mut String) {
    if !split.topics.is_empty() {
        let told = |topic: &crate::pipeline::Topic| format!("{} ({})", topic.word, thousands(topic.records));
        let topics: Vec<String> = split.topics.iter().map(told).collect();
        let _ = writeln!(text, "topics set aside, whose word no prompt of train has: {}", topics.join(", "));
    }
    if let Some(previous) = &split.previous {
        let left = match previous.left_train {
            Some(left) if left > 0 => format!(", {} of them from train", thousands(left)),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "of the {} set aside before {} stand where they stood and {} are gone or changed; {} tied to them joined{left}; {} drawn anew",
            count(previous.members, "record"),
            thousands(previous.kept),
            thousands(previous.gone),
            thousands(previous.joined),
            thousands(previous.drawn)
        );
    }
}

/// What is doubtful about a holdout, with what to do.
pub fn doubts(split: &SplitFacts) -> String {
    let mut text = String::new();
    // Of several the largest: what cuts it is likely to cut the others.
    for giant in split.giants.iter().take(1) {
        let ties: Vec<&str> = giant.ties.iter().take(2).map(|count| count.tie.what()).collect();
        let _ = writeln!(
            text,
            "{}[large-group] {} share {} with each other, from {} on: they stay on one side{}",
            paint(DOUBTFUL, "warning"),
            count(giant.records, "record"),
            ties.join(" or "),
            giant.first,
            match split.giants.len() {
                1 => String::new(),
                n => format!("; {} more are large", n - 1),
            }
        );
        let _ = writeln!(text, "  {} {}", paint(DIM, "help:"), giant.help);
    }
    for warning in &split.warnings {
        let _ = writeln!(text, "{}[{}] {}", paint(DOUBTFUL, "warning"), warning.name, warning.message);
        let _ = writeln!(text, "  {} {}", paint(DIM, "help:"), warning.help);
    }
    text
}
