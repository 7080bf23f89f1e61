//! Conversations of odd forms, earlier splits that changed, and flags that lead nowhere.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Bench, SIDES, alone, count, plain};
use crate::support::chat;

/// A conversation of so many exchanges, each text of its own.
fn conversation(number: usize, exchanges: usize) -> String {
    let turns = (0..exchanges).flat_map(|exchange| {
        let text = |kind: usize| alone(1_000_000 + 1_000 * number + 2 * exchange + kind, 8);
        [json!({"role": "user", "content": text(0)}), json!({"role": "assistant", "content": text(1)})]
    });
    json!({"messages": turns.collect::<Vec<_>>()}).to_string()
}

/// The sides on which rows stand that hold a text.
fn sides_with(bench: &Bench, text: &str) -> BTreeSet<&'static str> {
    let has = |side: &&str| bench.rows(side).iter().any(|row| row.to_string().contains(text));
    SIDES.into_iter().filter(has).collect()
}

#[test]
fn a_long_conversation_stays_together_however_it_was_cut() {
    // All its beginnings, and for another all but one in the middle.
    let mut rows: Vec<String> = (1..=70).map(|exchanges| conversation(1, exchanges)).collect();
    rows.extend([1, 2, 4, 5].map(|exchanges| conversation(2, exchanges)));
    rows.extend(plain(200));
    let bench = Bench::new(&rows);
    for seed in ["1", "2", "3", "4"] {
        let report = bench.report(&["--seed", seed]);
        assert_eq!(count(&report, "largest_group"), 70);
        assert_eq!(count(&report, "groups"), 202);
    }
}

#[test]
fn a_prompt_that_is_a_turn_of_another_conversation_stays_with_it() {
    let mut rows = plain(100);
    for number in 0..20 {
        let (prompt, answer) = (alone(number + 700_000, 20), alone(number + 800_000, 9));
        rows.push(chat(&prompt, "short"));
        let turns = [
            ("user", prompt),
            ("assistant", answer.clone()),
            ("user", "go on".into()),
            ("assistant", answer),
        ];
        let turns = turns.map(|(role, content)| json!({"role": role, "content": content}));
        rows.push(json!({"messages": turns}).to_string());
    }
    let bench = Bench::new(&rows);
    bench.report(&["--holdout", "0.3"]);
    for number in 0..20 {
        assert_eq!(sides_with(&bench, &alone(number + 700_000, 20)).len(), 1, "{number}");
    }
}

#[test]
fn a_greeting_ties_nothing() {
    let greeting = |number: usize| {
        let turns = [
            ("user", "hi".to_owned()),
            ("assistant", "hello".to_owned()),
            ("user", alone(number, 8)),
            ("assistant", alone(number + 500_000, 8)),
        ];
        json!({"messages": turns.map(|(role, content)| json!({"role": role, "content": content}))})
            .to_string()
    };
    let bench = Bench::new(&(0..60).map(greeting).collect::<Vec<_>>());
    assert_eq!(count(&bench.report(&[]), "groups"), 60);
}

#[test]
fn an_answer_that_was_written_anew_is_no_way_into_train() {
    let rows = |end: &str| -> Vec<String> {
        (0..200)
            .map(|number| chat(&alone(number, 8), &format!("{} {end}", alone(number + 500_000, 4))))
            .collect()
    };
    let bench = Bench::new(&rows("once"));
    bench.report(&[]);
    std::fs::rename(bench.path("out"), bench.path("before")).unwrap();
    bench.write("in.jsonl", &rows("again and quite otherwise"));
    let report = bench.report(&["--previous", "before", "--seed", "9"]);
    let previous = &report["previous"];
    assert_eq!(
        ["members", "kept", "gone", "joined", "drawn"].map(|key| count(previous, key)),
        [30, 0, 30, 30, 0]
    );
    let check = ["split", "--check", "out/train.jsonl", "before/holdout.jsonl"];
    assert_eq!(bench.run(&check).0, 0);
}

#[test]
fn flags_that_lead_nowhere_are_refused() {
    let bench = Bench::new(&plain(50));
    let refused: [(&[&str], &str); 5] = [
        (&["--out", "out", "--group-by", "/nope"], "no record has a value at `/nope`"),
        (&["--out", "out", "--group-by", "user"], "`--group-by /user`"),
        (&["--out", "out", "--threshold", "0.9"], "--group-threshold"),
        (&["--out", "out", "--previous", "nowhere"], "nowhere"),
        (&["--out", "-"], "name a folder"),
    ];
    for (args, told) in refused {
        let (code, _, stderr) = bench.run(&[&["split", "in.jsonl"], args].concat());
        assert!(code == 2 && stderr.contains(told), "{args:?} ended with {code}: {stderr}");
        assert!(!bench.path("out").exists());
    }
    bench.write("none.jsonl", &[]);
    for pair in [["in.jsonl", "none.jsonl"], ["none.jsonl", "in.jsonl"]] {
        let (code, _, stderr) = bench.run(&[&["split", "--check"], &pair[..]].concat());
        assert!(code == 2 && stderr.contains("none.jsonl has no record"), "{code}: {stderr}");
    }
}
