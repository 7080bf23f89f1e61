//! A split that was made elsewhere: what of its holdout is in train.

use std::collections::BTreeSet;

use gristmill::pipeline::{self, Options};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use super::properties::{dataset, singles};
use super::reference::{LENSES, Lens, Records, Row, Shared};
use super::{Bench, alone};
use crate::support::chat;

const CHECK: [&str; 4] = ["split", "--check", "train.jsonl", "holdout.jsonl"];

fn shared(report: &Value) -> Shared {
    let count = |key: &str| report["overlap"][key].as_u64().unwrap();
    Shared {
        prompt_equal: count("prompt_equal"),
        prompt_near: count("prompt_near"),
        record_equal: count("record_equal"),
        record_near: count("record_near"),
        runs: count("ngram"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        max_shrink_iters: 400,
        rng_seed: RngSeed::Fixed(20),
        ..ProptestConfig::default()
    })]

    #[test]
    fn counts_are_those_of_the_reference(
        train in dataset(),
        holdout in dataset(),
        lens in select(vec![LENSES[0], LENSES[1], Lens { ngram: 2, threshold: 0.5 }, Lens { ngram: 1, threshold: 1.0 }]),
    ) {
        let bench = Bench::new(&[]);
        bench.write("train.jsonl", &train.rows);
        bench.write("holdout.jsonl", &holdout.rows);
        let mut options = Options { mixed: true, ..Options::default() };
        options.dedupe.ngram = lens.ngram;
        options.dedupe.threshold = lens.threshold;
        let checked =
            pipeline::check(&bench.name("train.jsonl"), &bench.name("holdout.jsonl"), &options, &()).unwrap();
        let rows: Vec<Row> = train.rows.iter().chain(&holdout.rows).map(|line| Row::new(line.as_bytes())).collect();
        let first = train.rows.len();
        let records = Records::new(&rows, first, lens);
        prop_assert_eq!(shared(&serde_json::to_value(&checked).unwrap()), records.shared(first));
        prop_assert_eq!((checked.train, checked.holdout), (first as u64, holdout.rows.len() as u64));

        // Every record that shares anything is named once, with one that it shares it with.
        let is_shared = |held: usize, other: usize| records.share_prompt(held, other) || records.share_texts(held, other);
        let leaking = (first..rows.len()).filter(|held| (0..first).any(|other| is_shared(*held, other)));
        let lines: Vec<u64> = checked.leaks.iter().map(|leak| leak.spot.line).collect();
        prop_assert_eq!(&lines, &leaking.map(|held| (held - first + 1) as u64).collect::<Vec<_>>());
        for leak in &checked.leaks {
            let (held, other) = (usize::try_from(leak.spot.line).unwrap(), usize::try_from(leak.to.line).unwrap());
            prop_assert!(is_shared(first + held - 1, other - 1), "{leak:?}");
            let any = |shares: &dyn Fn(usize) -> bool| (0..first).any(shares);
            let (row, held) = (&rows[first + held - 1], first + held - 1);
            let how = if any(&|other| row.has_equal_texts(&rows[other])) {
                "record-equal"
            } else if any(&|other| records.share_texts(held, other)) {
                "record-near"
            } else if any(&|other| row.has_equal_prompt(&rows[other])) {
                "prompt-equal"
            } else {
                "prompt-near"
            };
            let told = serde_json::to_value(leak).unwrap();
            prop_assert_eq!(&told["how"], how, "the strongest way");
            prop_assert!(leak.similarity >= lens.threshold && leak.similarity <= 1.0);
            prop_assert!(leak.spot.file.ends_with("holdout.jsonl") && leak.to.file.ends_with("train.jsonl"));
        }
        prop_assert_eq!(checked.neighbours.histogram.iter().sum::<u64>(), holdout.rows.len() as u64);
    }
}

#[test]
fn a_leak_ends_with_one_and_names_the_lines() {
    let bench = Bench::new(&[]);
    let base = singles(0, 30);
    bench.write("train.jsonl", &base);
    bench.write("holdout.jsonl", &singles(50, 10));
    let (code, stdout, stderr) = bench.run(&CHECK);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("clean: nothing of holdout.jsonl is in train.jsonl"), "{stdout}");

    let mut held = singles(50, 10);
    held[3].clone_from(&base[7]);
    held[6] = chat(&alone(12, 8), "another answer to the same prompt, and a long one at that");
    // Seven of eight words and thus five of seven shingles: near at 0.7, not at 0.8.
    held[8] = chat(
        &format!("{} other", alone(20, 7)),
        "an answer to nearly the same prompt, and a long one at that",
    );
    bench.write("holdout.jsonl", &held);
    let (code, stdout, _) = bench.run(&CHECK);
    assert_eq!(code, 1);
    assert!(stdout.contains("holdout.jsonl:4  the same text as train.jsonl:8"), "{stdout}");
    assert!(stdout.contains("holdout.jsonl:7  the same prompt as train.jsonl:13"), "{stdout}");
    assert!(!stdout.contains("holdout.jsonl:9") && stdout.contains("2 records of holdout.jsonl"), "{stdout}");
    let (code, stdout, _) = bench.run(&[&CHECK[..], &["--threshold", "0.7"]].concat());
    assert_eq!(code, 1);
    assert!(stdout.contains("holdout.jsonl:9  nearly the same prompt as train.jsonl:21 (0.71)"), "{stdout}");
    // Quiet says it by the exit code.
    let (code, stdout, _) = bench.run(&[&CHECK[..], &["-q"]].concat());
    assert_eq!((code, stdout.as_str()), (1, ""));
}

#[test]
fn five_words_at_eight_tenths_are_what_they_are_called() {
    // Of 24 words the one in the middle is another: 15 of 25 runs of five are shared; of the one at the end 19 of 21.
    let words = |number: usize, at: usize| {
        let mut words: Vec<String> = alone(number, 24).split(' ').map(str::to_owned).collect();
        words[at] = format!("other{number}");
        words.join(" ")
    };
    let bench = Bench::new(&[]);
    bench.write("train.jsonl", &[chat(&alone(1, 24), &alone(101, 30)), chat(&alone(2, 24), &alone(102, 30))]);
    bench.write(
        "holdout.jsonl",
        &[chat(&words(1, 12), &alone(103, 30)), chat(&words(2, 23), &alone(104, 30))],
    );
    let report = |args: &[&str]| -> (i32, Value) {
        let (code, stdout, _) = bench.run(&[&CHECK[..], &["--output-format", "json"], args].concat());
        (code, serde_json::from_str(&stdout).unwrap())
    };
    let (code, found) = report(&["--ngram", "5", "--threshold", "0.8"]);
    assert_eq!(code, 1);
    assert_eq!(shared(&found), Shared { prompt_near: 1, runs: 1, ..Shared::default() });
    let leak = &found["leaks"][0];
    assert_eq!(
        (&leak["file"], &leak["line"], &leak["how"]),
        (&"holdout.jsonl".into(), &2.into(), &"prompt-near".into())
    );
    assert_eq!((&leak["to"]["file"], &leak["to"]["line"]), (&"train.jsonl".into(), &2.into()));
    assert!((leak["similarity"].as_f64().unwrap() - 19.0 / 21.0).abs() < 1e-9);
    let (_, found) = report(&["--ngram", "5", "--threshold", "0.6"]);
    assert_eq!(shared(&found).prompt_near, 2);
    let (code, found) = report(&["--ngram", "5", "--threshold", "1"]);
    assert_eq!((code, shared(&found)), (0, Shared { runs: 1, ..Shared::default() }));
}

#[test]
fn what_is_no_train_and_holdout_is_refused() {
    let bench = Bench::new(&singles(0, 5));
    for name in ["train.jsonl", "holdout.jsonl", "third.jsonl"] {
        bench.write(name, &singles(0, 5));
    }
    let refused: [(&[&str], &str); 5] = [
        (&["in.jsonl", "in.jsonl"], "in.jsonl is also train"),
        (&["in.jsonl", "./in.jsonl"], "also train"),
        (&["train.jsonl", "holdout.jsonl", "third.jsonl"], "3 are named"),
        (&["train.jsonl"], "1 are named"),
        (&["train.jsonl", "absent.jsonl"], "absent.jsonl"),
    ];
    let mut told = BTreeSet::new();
    for (names, message) in refused {
        let (code, stdout, stderr) = bench.run(&[&["split", "--check"], names].concat());
        assert_eq!((code, stdout.as_str()), (2, ""), "{names:?}");
        assert!(stderr.contains(message), "{stderr}");
        told.insert(stderr);
    }
    assert_eq!(told.len(), 5);
    for args in [&["--out", "out"][..], &["--threshold", "0.1"]] {
        assert_eq!(bench.run(&[&CHECK[..], args].concat()).0, 2, "{args:?}");
    }
    // Equal bytes under two names are two files.
    assert_eq!(bench.run(&CHECK).0, 1);
}
