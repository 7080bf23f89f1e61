//! What is written and told of a holdout.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Bench, SIDES, alone, count, labelled, names, pair, plain, rows_with};
use crate::support::{chat, lines};

#[test]
fn an_unusual_share_gets_a_note() {
    let bench = Bench::new(&plain(100));
    for (size, holdout, is_unusual) in [
        ("auto", 15, false),
        ("0.12", 12, false),
        ("12%", 12, false),
        ("0.3", 30, true),
        ("5", 5, true),
        ("12", 12, false),
    ] {
        let report = bench.report(&["--holdout", size]);
        assert_eq!(
            (count(&report, "holdout"), &report["is_unusual"]),
            (holdout, &is_unusual.into()),
            "{size}"
        );
        let text = bench.text(&["--holdout", size]);
        assert_eq!(text.contains("10 to 15 % serve most datasets"), is_unusual, "{text}");
    }
    assert_eq!(bench.run(&["split", "in.jsonl", "--out", "other", "--holdout", "1.0"]).0, 2);
}

/// The rows of `prompts.jsonl`, after a look at what all of them have in common.
fn prompts(bench: &Bench) -> Vec<Value> {
    let rows = bench.rows("prompts");
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().expect("an id is a string")).collect();
    assert_eq!(ids.len(), rows.len(), "ids are distinct");
    for row in &rows {
        assert!(!row["messages"].as_array().unwrap().is_empty() && row.get("reference").is_some(), "{row}");
    }
    rows
}

#[test]
fn the_holdout_is_written_as_prompts_with_references() {
    let row = |number: usize| {
        json!({"messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": alone(number, 8)},
            {"role": "assistant", "content": "Which one?"},
            {"role": "user", "content": format!("Number {number}.")},
            {"role": "assistant", "content": alone(500_000 + number, 6)},
        ]})
        .to_string()
    };
    let mut rows: Vec<String> = (0..40).map(row).collect();
    // Equal records have one content, and still a name each.
    rows.extend((0..40).map(row));
    let bench = Bench::new(&rows);
    let report = bench.report(&["--eval", "prompts", "--holdout", "0.5"]);
    let found = prompts(&bench);
    assert_eq!(found.len() as u64, count(&report, "holdout"));
    for (row, held) in found.iter().zip(bench.rows("holdout")) {
        let turns = held["messages"].as_array().unwrap();
        assert_eq!(row["messages"].as_array().unwrap()[..], turns[..4]);
        assert_eq!(row["reference"], turns[4]["content"]);
        assert!(row.get("tools").is_none());
    }
    let before = lines(&bench.path("out"), "prompts.jsonl");
    // A name is that of the content: others do not change it.
    bench.write("in.jsonl", &[&rows[..], &plain(3)[..]].concat());
    bench.report(&["--eval", "prompts", "--holdout", "0.5"]);
    let after: BTreeSet<Vec<u8>> = lines(&bench.path("out"), "prompts.jsonl").into_iter().collect();
    assert!(before.iter().filter(|line| after.contains(*line)).count() > 20);
    bench.report(&[]);
    assert!(!bench.path("out").join("prompts.jsonl").exists());
}

#[test]
fn an_answer_that_calls_a_tool_is_a_message() {
    let tool = json!({"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}});
    let row = |number: usize| {
        let call = json!({"id": "c1", "type": "function", "function": {"name": "look", "arguments": format!("{{\"n\": {number}}}")}});
        json!({"messages": [
            {"role": "user", "content": alone(number, 8)},
            {"role": "assistant", "content": null, "tool_calls": [call]},
        ], "tools": [tool]})
        .to_string()
    };
    let bench = Bench::new(&(0..40).map(row).collect::<Vec<_>>());
    bench.report(&["--eval", "prompts"]);
    let found = prompts(&bench);
    assert_eq!(found.len(), 6);
    for (row, held) in found.iter().zip(bench.rows("holdout")) {
        let reference = &row["reference"];
        assert_eq!((&reference["role"], &row["tools"]), (&json!("assistant"), &json!([tool])));
        assert_eq!(reference["tool_calls"][0]["function"]["name"], "look");
        assert_eq!(row["messages"][0], held["messages"][0]);
    }
}

#[test]
fn a_preference_gives_the_answer_that_was_preferred_and_a_bad_answer_none() {
    let bench = Bench::new(
        &(0..40).map(|n| pair(&alone(n, 8), &alone(700 + n, 4), &alone(800 + n, 4))).collect::<Vec<_>>(),
    );
    bench.report(&["--eval", "prompts"]);
    let found = prompts(&bench);
    assert_eq!(found.len(), 6);
    for (row, held) in found.iter().zip(bench.rows("holdout")) {
        assert_eq!(row["messages"], json!([{"role": "user", "content": held["prompt"]}]));
        assert_eq!(row["reference"], held["chosen"]);
    }
    bench.write(
        "in.jsonl",
        &(0..40).map(|n| labelled(&alone(n, 8), &alone(700 + n, 4), n % 2 == 0)).collect::<Vec<_>>(),
    );
    bench.report(&["--eval", "prompts", "--holdout", "0.5"]);
    let found = prompts(&bench);
    let mut good = 0;
    for (row, held) in found.iter().zip(bench.rows("holdout")) {
        assert_eq!(row["messages"], json!([{"role": "user", "content": held["prompt"]}]));
        let is_good = held["label"] == true;
        assert_eq!(row["reference"], if is_good { held["completion"].clone() } else { Value::Null });
        good += usize::from(is_good);
    }
    assert!(good > 0 && good < found.len());
}

#[test]
fn a_giant_group_stays_in_train_and_is_told() {
    let mut rows = plain(100);
    rows.extend((0..200).map(|number| chat("Summarise the following.", &alone(700_000 + number, 6))));
    let bench = Bench::new(&rows);
    let report = bench.report(&[]);
    assert_eq!(
        (count(&report, "wanted"), count(&report, "holdout"), count(&report, "largest_group")),
        (45, 45, 200)
    );
    let giants = report["giants"].as_array().unwrap();
    assert_eq!(giants.len(), 1);
    assert_eq!(giants[0]["records"], 200);
    assert_eq!(giants[0]["ties"], json!([{"tie": "equal-prompt", "records": 199}]));
    assert_eq!(giants[0]["first"], json!({"file": "in.jsonl", "line": 101}));
    assert!(giants[0]["help"].as_str().unwrap().contains("instruction"));
    assert!(
        bench.rows("holdout").iter().all(|row| row["messages"][0]["content"] != "Summarise the following.")
    );
    let text = bench.text(&[]);
    assert!(
        text.contains("[large-group] 200 records share the same prompt") && text.contains("in.jsonl:101"),
        "{text}"
    );
    bench.write("in.jsonl", &plain(100));
    assert!(bench.report(&[]).get("giants").is_none());
}

#[test]
fn what_is_doubtful_about_a_holdout_is_told_and_nothing_else() {
    let bench = Bench::new(&plain(1_000));
    let report = bench.report(&[]);
    assert!(report.get("warnings").is_none(), "{report}");
    assert_eq!(
        (count(&report["interval"], "trials"), &report["interval"]["confidence"]),
        (150, &json!(0.95))
    );
    assert!(!bench.text(&[]).contains("warning"));

    // Fewer than a hundred groups, though there be more records.
    bench.write("in.jsonl", &plain(600));
    assert_eq!(names(&bench.report(&[]), "warnings"), ["small-holdout"]);
    assert!(bench.text(&[]).contains("warning[small-holdout]"));
    let pairs: Vec<String> =
        (0..1_000).map(|number| chat(&alone(number / 2, 8), &alone(500_000 + number, 6))).collect();
    bench.write("in.jsonl", &pairs);
    let report = bench.report(&[]);
    assert_eq!(
        (names(&report, "warnings"), count(&report, "holdout")),
        (vec!["small-holdout".to_owned()], 150)
    );

    let form = |number: usize| {
        let prompt =
            format!("please write a short and friendly note to our customer about {}", alone(number, 2));
        chat(&prompt, &alone(500_000 + number, 12))
    };
    bench.write("in.jsonl", &(0..1_000).map(form).collect::<Vec<_>>());
    assert_eq!(names(&bench.report(&[]), "warnings"), ["templated-holdout"]);

    let one_sided =
        rows_with(1_000, "topic", |number| if number % 25 == 0 { "rare" } else { "common" }.into());
    bench.write("in.jsonl", &one_sided);
    let report = bench.report(&["--stratify-by", "/topic"]);
    assert_eq!(names(&report, "warnings"), ["one-sided-holdout"]);
    assert!(report["warnings"][0]["message"].as_str().unwrap().contains("common"));
}

#[test]
fn nothing_is_split_into_nothing() {
    let bench = Bench::new(&[]);
    let report = bench.report(&["--validation", "0.1", "--ood", "0.1", "--eval", "prompts"]);
    assert_eq!(
        ["read", "train", "holdout", "validation", "ood", "groups"].map(|key| count(&report, key)),
        [0; 6]
    );
    for name in SIDES.iter().chain(&["rejected", "prompts"]) {
        assert_eq!(std::fs::read(bench.path("out").join(format!("{name}.jsonl"))).unwrap(), b"", "{name}");
    }
    assert_eq!(bench.run(&["verify", "out"]).0, 0);
}

#[test]
fn one_group_is_trained_on() {
    let rows: Vec<String> = (0..60).map(|number| chat("Always the same.", &alone(number, 6))).collect();
    let bench = Bench::new(&rows);
    let report = bench.report(&[]);
    assert_eq!((count(&report, "groups"), count(&report, "train"), count(&report, "holdout")), (1, 60, 0));
    assert!(names(&report, "warnings").contains(&"empty-holdout".to_owned()));
    assert_eq!(bench.rows("train").len(), 60);
}
