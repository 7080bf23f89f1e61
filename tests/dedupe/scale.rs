//! Many texts that are alike: each is compared with few, and none of them is missed.

use serde_json::Value;

use super::Bench;
use crate::support::chat;

/// So many words that stand nowhere else, from a number on.
fn words(from: usize, count: usize) -> Vec<String> {
    (from..from + count).map(|number| format!("w{number}")).collect()
}

/// Texts that were compared, for each record.
fn compared(report: &Value) -> u64 {
    report["near"]["pairs_verified"].as_u64().unwrap() / report["read"].as_u64().unwrap()
}

#[test]
fn texts_that_differ_in_case_are_one() {
    let letters: Vec<char> = "to be or not to be that is the question".chars().collect();
    let row = |number: usize| {
        let change = |(place, c): (usize, &char)| {
            if number >> (place % 16) & 1 == 1 { c.to_ascii_uppercase() } else { *c }
        };
        chat(&letters.iter().enumerate().map(change).collect::<String>(), "It is.")
    };
    let bench = Bench::new(&(0..20_000).map(row).collect::<Vec<_>>());
    let found = bench.report(&["in.jsonl"]);
    assert_eq!((&found["kept"], &found["near"]["largest"]), (&1.into(), &20_000.into()));
    assert_eq!(found["near"]["pairs_verified"], 0);
}

/// All are near each other, unless what they share is left out.
#[test]
fn forms_with_one_other_word_are_compared_with_few() {
    let row = |number: usize| {
        let mut words = words(0, 50);
        words[25] = format!("name{number}");
        chat(&words.join(" "), "It is done.")
    };
    let bench = Bench::new(&(0..5_000).map(row).collect::<Vec<_>>());
    let found = bench.report(&["in.jsonl", "--template-guard", "off"]);
    assert_eq!((&found["kept"], &found["near"]["largest"]), (&1.into(), &5_000.into()));
    assert!(compared(&found) < 200, "{}", found["near"]);
    let found = bench.report(&["in.jsonl"]);
    assert_eq!((&found["removed"], &found["near"]["clusters"]), (&0.into(), &0.into()));
    assert!(compared(&found) < 200, "{}", found["near"]);
}

#[test]
fn requests_under_one_long_instruction_stay_and_their_copies_go() {
    let instruction = words(0, 150).join(" ");
    let request = |number: usize| words(1_000 + number * 40, 30);
    let row = |request: &[String], number: usize| {
        chat(&format!("{instruction} {}", request.join(" ")), &words(1_030 + number * 40, 3).join(" "))
    };
    let mut rows: Vec<String> = (0..4_800).map(|number| row(&request(number), number)).collect();
    let bench = Bench::new(&rows);
    let found = bench.report(&["in.jsonl"]);
    assert_eq!((&found["removed"], &found["near"]["clusters"]), (&0.into(), &0.into()));
    assert!(compared(&found) < 20, "{}", found["near"]);
    for number in (0..4_800).step_by(24) {
        let mut request = request(number);
        "changed".clone_into(&mut request[number % 30]);
        rows.push(row(&request, number));
    }
    bench.write("in.jsonl", &rows);
    let found = bench.report(&["in.jsonl", "-o", "kept.jsonl"]);
    assert_eq!((&found["removed"], &found["near"]["largest"]), (&200.into(), &2.into()));
    assert!(compared(&found) < 20, "{}", found["near"]);
    assert_eq!(bench.text_lines("kept.jsonl"), rows[..4_800]);
}
