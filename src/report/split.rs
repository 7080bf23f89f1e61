//! The summary of `split`.

use std::fmt::Write;
use std::path::Path;

use super::{DIM, columns, paint};
use crate::pipeline::SplitReport;
use crate::text::{count, percent};

/// How the holdout came out, for a terminal. `out` is the folder as the user named it.
pub fn split(report: &SplitReport, out: &Path) -> String {
    let split = &report.split;
    let counts = [
        ("read", report.read),
        ("train", split.train),
        ("holdout", split.holdout),
        ("rejected", report.rejected),
    ];
    let mut text = columns(2, counts.into_iter());
    let share = percent(split.holdout, split.train + split.holdout);
    let unusual = match (split.train, split.holdout) {
        (0, 1..) => " and train is empty: hold out less",
        (_, 1..) if report.is_unusual => " (10 to 15 % serve most datasets)",
        _ => "",
    };
    let _ = writeln!(text, "\nthe holdout has {share:.1} % of the records{unusual}");
    let _ = writeln!(
        text,
        "leak check: it shares {} and {} with train; {} kept whole, the largest of {}",
        count(split.overlap.prompt_equal, "prompt"),
        count(split.overlap.record_equal, "record"),
        count(split.groups, "group"),
        count(split.largest_group, "record"),
    );
    let _ = writeln!(text, "{} {}", paint(DIM, "written:"), out.display());
    text
}
