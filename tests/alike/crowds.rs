//! Many texts that are alike must not become many times as much work.

use serde_json::Value;

use super::{report, write};
use crate::support::chat;

fn verified(report: &Value) -> u64 {
    report["near"]["pairs_verified"].as_u64().unwrap()
}

/// A text of so many words that no other has, from a place on.
fn words(from: usize, count: usize) -> String {
    (from..from + count).map(|i| format!("word{}", i * 7919 % 100_003)).collect::<Vec<_>>().join(" ")
}

#[test]
fn equal_texts_are_compared_once() {
    let folder = tempfile::tempdir().unwrap();
    let row = |i: usize| {
        chat(&words(0, 40), "The same answer to all of them.").replace("same", ["same", "SAME"][i % 2])
    };
    write(folder.path(), "in.jsonl", &(0..20_000).map(row).collect::<Vec<_>>());
    let found = report(folder.path(), &["in.jsonl"]);
    assert_eq!((&found["kept"], &found["near"]["largest"]), (&1.into(), &20_000.into()));
    assert_eq!(verified(&found), 0);
}

#[test]
fn near_texts_are_compared_with_few() {
    let folder = tempfile::tempdir().unwrap();
    let base = words(0, 60);
    let row = |i: usize| chat(&base.replacen(&words(i % 60, 1), &format!("other{i}"), 1), "Yes, it is.");
    write(folder.path(), "in.jsonl", &(0..3_000).map(row).collect::<Vec<_>>());
    let found = report(folder.path(), &["in.jsonl", "--template-guard", "off"]);
    assert_eq!((&found["kept"], &found["near"]["clusters"]), (&1.into(), &1.into()));
    assert!(verified(&found) < 200 * 3_000, "{}", verified(&found));
}

#[test]
fn copies_are_found_under_a_long_template() {
    let folder = tempfile::tempdir().unwrap();
    let template = words(0, 150);
    let request = |i: usize| words(1_000 + i * 31, 30);
    let mut rows: Vec<String> =
        (0..2_000).map(|i| chat(&format!("{template} {}", request(i)), &words(90_000 + i, 3))).collect();
    // A tenth again, with one word of the request exchanged.
    for i in (0..2_000).step_by(10) {
        let copy = request(i).replacen(&words(1_000 + i * 31 + 29, 1), "exchanged", 1);
        rows.push(chat(&format!("{template} {copy}"), &words(90_000 + i, 3)));
    }
    write(folder.path(), "in.jsonl", &rows);
    let found = report(folder.path(), &["in.jsonl", "--threshold", "0.7"]);
    assert_eq!(found["removed"], 200, "{}", found["near"]);
    assert!(verified(&found) < 20 * 2_200, "{}", verified(&found));
}
