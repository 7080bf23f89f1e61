//! A hundred faults of a hundred kinds among twenty thousand sound rows: each is found on its line, and nothing else.

mod faults;
mod sound;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{outcome, run};

/// The lines of the file, the faulty ones among them.
const LINES: usize = 20_000;

/// The file, and the kind of fault on each line that has one. The first and the last line are faulty, the others lie
/// as far from each other; the last one, which is cut off, has no line end.
fn dataset() -> (Vec<u8>, BTreeMap<u64, &'static str>) {
    let faults = faults::all();
    assert_eq!(faults.len(), 100, "a hundred faults are planted");
    let kinds: BTreeSet<&str> = faults.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), faults.len(), "each fault is of a kind of its own");
    let mut lines: Vec<Vec<u8>> = sound::rows(LINES).map(String::into_bytes).collect();
    let mut planted = BTreeMap::new();
    for (place, (kind, line)) in faults.into_iter().enumerate() {
        let at = place * (LINES - 1) / 99;
        planted.insert(at as u64 + 1, kind);
        lines[at] = line;
    }
    assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), LINES, "no row is there twice");
    assert!(lines.iter().all(|line| !line.contains(&b'\n')), "every row is one line");
    (lines.join(&b'\n'), planted)
}

/// The findings, in words, under a headline that says how many there are.
fn list(headline: &str, findings: &[String]) -> String {
    if findings.is_empty() { String::new() } else { format!("{headline}\n  {}\n", findings.join("\n  ")) }
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let (bytes, planted) = dataset();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rows.jsonl"), bytes).unwrap();
    let args = ["validate", "rows.jsonl", "--target", "openai-chat", "--output-format", "json"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("no report: {stderr}"));

    let (mut caught, mut remarks, mut alarms) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
    for finding in report["findings"].as_array().unwrap() {
        // Findings about the file as a whole have no line.
        let Some(line) = finding["line"].as_u64() else { continue };
        let said = |key: &str| finding[key].as_str().unwrap();
        let words = format!("{} {}: {}", said("level"), said("rule"), said("message"));
        if !planted.contains_key(&line) {
            alarms.push(format!("line {line}: {words}"));
        } else if ["deny", "warn"].contains(&said("level")) {
            caught.insert(line);
        } else {
            remarks.insert(line, words);
        }
    }
    let missed = planted.iter().filter(|(line, _)| !caught.contains(line)).map(|(line, kind)| {
        let found = remarks.get(line).map_or("no finding", String::as_str);
        format!("line {line}: {kind} ({found})")
    });
    let missed: Vec<String> = missed.collect();
    let complaint = list(&format!("{} of {} faults were missed:", missed.len(), planted.len()), &missed)
        + &list(
            &format!("{} findings on sound rows, the first of them:", alarms.len()),
            &alarms[..alarms.len().min(10)],
        );
    assert!(complaint.is_empty(), "{complaint}");
    assert_eq!(code, 1, "faults of this kind end in exit code 1: {stderr}");
}
