//! Other sets: what is counted, named and taken out is what the reference finds, and a fingerprint says what its file says.

use gristmill::pipeline;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::generate::{Row, measure, rows};
use super::real::{figures, matched};
use super::reference::{Measure, Sets, Texts, runs};
use super::{Bench, cases, options};
use crate::support::{chat, outcome, run};

/// Checks that a match is one, and the strongest way in which its two records match.
fn check_match(found: &Value, own: &[Texts], set: &[Texts], measure: Measure) {
    let place = |row: &Value| usize::try_from(row["line"].as_u64().expect("a line")).unwrap() - 1;
    let (at, to) = (place(found), place(&found["to"]));
    let near = |by: &str| {
        let texts = set.iter().chain(own).map(|texts| texts.part(by)).collect();
        Sets::new(texts, set.len(), measure).near(to, set.len() + at)
    };
    let is_first = |by: &str| set.iter().position(|other| other.part(by) == own[at].part(by)) == Some(to);
    let similarity = found["similarity"].as_f64();
    let is_so = |near: Option<f64>| near.is_some_and(|near| (near - similarity.unwrap()).abs() < 1e-9);
    let holds = match found["how"].as_str().expect("a way") {
        "record-equal" => is_first("example") && similarity == Some(1.0),
        "record-near" => is_so(near("example")),
        "prompt-equal" => is_first("prompt") && similarity == Some(1.0),
        "prompt-near" => is_so(near("prompt")),
        "ngram" => similarity.is_none() && !runs(&own[at].prompt).is_disjoint(&runs(&set[to].prompt)),
        other => panic!("{other} is no way to match"),
    };
    assert!(holds, "{found}");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn matches_are_those_of_the_reference(own in rows(), set in rows(), measure in measure()) {
        let lines = |rows: &[Row]| rows.iter().map(Row::line).collect::<Vec<_>>();
        let bench = Bench::new(&lines(&own));
        bench.write("set.jsonl", &lines(&set));
        let options = options(measure);
        let print = bench.folder().join("set.fp");
        pipeline::fingerprint(&[bench.path("set.jsonl")], &options, &print, &()).unwrap();
        let sets = [bench.path("set.jsonl"), bench.path("set.fp")];
        let found = bench.dedupe("in.jsonl", "out", &options, &sets);
        let report = |against| serde_json::to_value(against).unwrap();
        let reports: Vec<Value> = found.against.iter().map(report).collect();
        let texts = |rows: &[Row]| rows.iter().map(Row::texts).collect::<Vec<_>>();
        let (own, set) = (texts(&own), texts(&set));
        let expected = matched(&own, &set, measure);
        let mut known = 0;
        for report in &reports {
            prop_assert_eq!(figures(report), expected, "{}", report["file"]);
            let matches = report["matches"].as_array().unwrap();
            for found in matches {
                check_match(found, &own, &set, measure);
            }
            known = matches.iter().filter(|found| found["how"] != "ngram").count();
            prop_assert!(matches.is_sorted_by_key(|found| found["line"].as_u64()));
        }
        // What matches goes, but for runs of words alone.
        let gone = bench.rows("out.gone");
        prop_assert_eq!(gone.iter().filter(|row| row.get("matches").is_some()).count(), known);
        prop_assert_eq!(found.kept + gone.len() as u64, own.len() as u64);
    }
}

/// Three records, and five of which four match them in one way each.
fn sets() -> Bench {
    let long =
        "A train leaves the station at nine and another one at ten, both at the same speed, which is first?";
    let bench = Bench::new(&[
        chat("Name three  COLOURS of the flag", "Red, white and blue."),
        chat("Name three colours of the flag", "I would say that it has red and white and blue."),
        chat("A cat in a box sees how many legs of its own, if any at all?", "Four."),
        chat(
            &format!("{long} And what would you say if the second one were twice as fast as that?"),
            "Still nine.",
        ),
        chat("What is the way to the harbour?", "Down the street."),
    ]);
    bench.write(
        "set.jsonl",
        &[
            chat("Name three colours of the flag", "Red, white and blue."),
            chat(
                "A cat in a box sees how many legs of its own, if any?",
                "It depends on the box and on the cat.",
            ),
            chat(long, "The one that left at nine."),
        ],
    );
    bench
}

#[test]
fn each_way_to_match_is_told_and_runs_of_words_take_nothing() {
    let bench = sets();
    let args = ["in.jsonl", "--against", "set.jsonl", "--threshold", "0.7"];
    let found = bench.report(&[&args[..], &["-o", "kept.jsonl", "--removed", "gone.jsonl"]].concat());
    let against = &found["against"][0];
    assert_eq!(figures(against), [2, 3, 2, 1, 1]);
    let told = |row: &Value| (row["line"].clone(), row["how"].clone(), row["to"]["line"].clone());
    let matches: Vec<_> = against["matches"].as_array().unwrap().iter().map(told).collect();
    let expected = [(1, "record-equal", 1), (2, "prompt-equal", 1), (3, "prompt-near", 2), (4, "ngram", 3)];
    assert_eq!(matches, expected.map(|(own, how, to)| (json!(own), json!(how), json!(to))));
    assert_eq!((&found["removed"], bench.rows("gone.jsonl").len()), (&3.into(), 3));
    for (row, to) in bench.rows("gone.jsonl").iter().zip([1, 1, 2]) {
        assert_eq!(row["matches"], json!({"file": "set.jsonl", "line": to}));
    }
    let report_only = bench.report(&[&args[..], &["--report-only", "-o", "all.jsonl"]].concat());
    assert_eq!((&report_only["removed"], &report_only["against"][0]), (&0.into(), against));
    assert_eq!(bench.bytes("all.jsonl"), bench.bytes("in.jsonl"));
    // Where near ones are not looked for, none are counted.
    let found = bench.report(&["in.jsonl", "--against", "set.jsonl", "--level", "normalised"]);
    let against = &found["against"][0];
    assert_eq!((&against["prompt_near"], &against["record_near"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&against["prompt_equal"], &against["record_equal"], &found["removed"]),
        (&2.into(), &1.into(), &2.into())
    );
}

#[test]
fn what_is_in_another_set_takes_nothing_with_it() {
    let answer =
        "Go down the street to the church, turn left there, and follow the river until you see the ships.";
    let rows = [chat("Where is it?", answer), chat("And where is it?", answer)];
    let bench = Bench::new(&rows);
    assert_eq!(bench.report(&["in.jsonl", "--threshold", "0.7"])["removed"], 1);
    bench.write("set.jsonl", &[chat("Where is it?", "I do not know.")]);
    let args = [
        "in.jsonl",
        "--threshold",
        "0.7",
        "--against",
        "set.jsonl",
        "-o",
        "kept.jsonl",
        "--removed",
        "gone.jsonl",
    ];
    assert_eq!(bench.report(&args)["removed"], 1);
    // The first would have stayed in favour of the second, and is gone itself.
    assert_eq!(bench.text_lines("kept.jsonl"), rows[1..]);
    assert_eq!(bench.rows("gone.jsonl")[0]["matches"]["line"], 1);
}

#[test]
fn a_broken_fingerprint_is_named_and_nothing_is_written() {
    let bench = sets();
    bench.report(&["--fingerprint", "set.jsonl", "-o", "set.fp"]);
    let whole = bench.bytes("set.fp");
    let header = whole.iter().position(|byte| *byte == b'}').unwrap();
    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    let broken = [
        whole[..10].to_vec(),
        whole[..header / 2].to_vec(),
        whole[..header + 2].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        [&whole[..], b"\0"].concat(),
        [&whole[..], &whole[..]].concat(),
        changed(header, b' '),
        // Of another version, and of a source that it has not.
        changed(b"gristmill fingerprint ".len(), b'2'),
        changed(header + 10, 7),
    ];
    for (place, bytes) in broken.into_iter().enumerate() {
        std::fs::write(bench.folder().join("broken.fp"), bytes).unwrap();
        let args =
            ["dedupe", "in.jsonl", "--against", "broken.fp", "-o", "kept.jsonl", "--removed", "gone.jsonl"];
        let (code, stdout, stderr) = outcome(&run(bench.folder(), &args));
        assert!(code == 2 && stdout.is_empty() && stderr.contains("broken.fp"), "{place}: {code} {stderr}");
        assert!(!bench.folder().join("kept.jsonl").exists() && !bench.folder().join("gone.jsonl").exists());
    }
    for ngram in ["--ngram", "--char-ngram"] {
        let args = ["dedupe", "in.jsonl", "--against", "set.fp", ngram, "5", "-o", "kept.jsonl"];
        let (code, _, stderr) = outcome(&run(bench.folder(), &args));
        assert!(code == 2 && stderr.contains("set.fp was made of shingles of 3 words"), "{stderr}");
        assert!(!bench.folder().join("kept.jsonl").exists());
    }
    // Equal texts and runs of words do not depend on shingles.
    let args = ["in.jsonl", "--against", "set.fp", "set.jsonl", "--ngram", "5", "--level", "normalised"];
    let found = bench.report(&args);
    assert_eq!(found["against"][0]["matches"], found["against"][1]["matches"]);
}

#[test]
fn standard_input_and_output_serve_once() {
    let bench = sets();
    let refused = [
        (&["-", "--against", "-"][..], "standard input can be read once only"),
        (&["in.jsonl", "--against", "-", "-"], "standard input can be read once only"),
        (&["in.jsonl", "-o", "-", "--removed", "-"], "standard output is named for two outputs"),
        (&["in.jsonl", "-o", "-", "--clusters", "-"], "standard output is named for two outputs"),
        (&["in.jsonl", "--removed", "-", "--clusters", "-"], "standard output is named for two outputs"),
        (&["in.jsonl", "-o", "-", "--output-file", "-"], "standard output is named for two outputs"),
    ];
    for (args, told) in refused {
        let (code, stdout, stderr) = outcome(&run(bench.folder(), &[&["dedupe"], args].concat()));
        assert!(
            code == 2 && stdout.is_empty() && stderr.contains(told),
            "{args:?} ended with {code}: {stderr}"
        );
    }
    // What is written there is not mixed with the report.
    bench.write("twice.jsonl", &[bench.text_lines("in.jsonl"), bench.text_lines("in.jsonl")].concat());
    for flag in ["--removed", "--clusters"] {
        let args = ["dedupe", "twice.jsonl", "--output-format", "json", flag, "-"];
        let (code, stdout, stderr) = outcome(&run(bench.folder(), &args));
        assert!(code == 0 && stderr.contains("gristmill/dedupe/1"), "{stderr}");
        assert!(!stdout.is_empty() && !stdout.contains("gristmill/dedupe/1"), "{stdout}");
    }
}

#[test]
fn a_benchmark_at_hand_is_told_by_its_title() {
    let bench = sets();
    let (code, stdout, stderr) =
        outcome(&run(bench.folder(), &["dedupe", "in.jsonl", "--against", "@gsm8k"]));
    assert!(code == 0 && stdout.contains("against @gsm8k\n  GSM8K, the 1,319 problems"), "{stdout}{stderr}");
}
