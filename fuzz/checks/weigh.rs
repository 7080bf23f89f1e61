//! Any file, scored: nothing panics, reasons add up to the axes, and as many records are chosen as were asked for.

use std::io::Write;

use gristmill::pipeline::{Options, Scoring, score};
use serde_json::Value;

/// Scores a file of these bytes.
pub fn check(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = |name: &str| folder.path().join(name);
    let mut file = std::fs::File::create(path("in.jsonl")).expect("there is room for a file");
    file.write_all(bytes).expect("there is room for a file");
    let input = path("in.jsonl").to_str().expect("the name of a temporary file is text").to_owned();
    let (scores, chosen) = (path("scores.jsonl"), path("chosen.jsonl"));
    let mut options = Options { threads: Some(1), ..Options::default() };
    options.score.budget = Some(3);
    let scoring = Scoring { scores: Some(&scores), out: Some(&chosen), explain: None };
    let Ok(told) = score(std::slice::from_ref(&input), &options, scoring, &()) else { return };
    let rows = std::fs::read_to_string(&scores).expect("it was written");
    assert_eq!(rows.lines().count() as u64, told.read);
    let choice = told.choice.expect("it was asked for");
    assert_eq!(choice.chosen, choice.eligible.min(3));
    assert_eq!((choice.chosen, told.read), (told.kept, told.kept + told.dropped));
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row is JSON");
        assert!(row["score"].as_u64().is_some_and(|score| score <= 100), "{row}");
        for (axis, left) in row["axes"].as_object().expect("there are axes") {
            let reasons = row["reasons"].as_array().expect("there are reasons").iter();
            let own = reasons.filter(|reason| reason["axis"] == axis.as_str());
            let deltas: i64 = own.filter_map(|reason| reason["delta"].as_i64()).sum();
            assert_eq!(left.as_i64(), Some(100 + deltas), "{row}");
        }
    }
}
