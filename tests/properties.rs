//! Laws that hold for every dataset: nothing is lost, nothing is changed, nothing leaks, and nothing depends on how
//! the work was shared out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod containers;
mod generate;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use gristmill::dedupe::Level;
use gristmill::pipeline::{self, Deduping, Job, Keeping, Options, Prepared};
use gristmill::split::Holdout;
use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::support::{files, lines};
use generate::{Dataset, Row, dataset};

/// So many cases, and no file of failed ones beside the sources.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 1500, ..ProptestConfig::default() }
}

/// A file in a folder of its own.
struct Bench {
    folder: tempfile::TempDir,
    input: PathBuf,
}

impl Bench {
    fn new(bytes: &[u8]) -> Self {
        Self::named("in.jsonl", bytes)
    }

    fn named(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join(name);
        std::fs::write(&input, bytes).unwrap();
        Self { folder, input }
    }

    fn inputs(&self) -> Vec<String> {
        vec![self.input.display().to_string()]
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn prepare(&self, options: &Options, out: &str) -> Prepared {
        let out = self.path(out);
        let job = Job { inputs: &self.inputs(), out: &out, force: false, options, observer: &() };
        pipeline::prepare(&job).expect("the dataset can be prepared").remove(0)
    }
}

/// Options for generated chat files. The shape is named: a few strays would make a small file a mixed one.
fn options() -> Options {
    let split = gristmill::split::Options { holdout: Holdout::Fraction(0.3), ..Default::default() };
    Options {
        target: Some("openai".to_owned()),
        shape: Some("openai-chat".to_owned()),
        split,
        ..Options::default()
    }
}

/// The rows of `rejected.jsonl` by line and raw bytes.
fn rejected(folder: &Path) -> Vec<(u64, Vec<u8>, Value)> {
    let row = |line: Vec<u8>| {
        let row: Value = serde_json::from_slice(&line).expect("rejected rows are JSON");
        let raw = match (row["raw"].as_str(), row["raw_base64"].as_str()) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(code)) => base64::engine::general_purpose::STANDARD.decode(code).unwrap(),
            both => panic!("a row has one raw member: {both:?}"),
        };
        (row["line"].as_u64().unwrap(), raw, row)
    };
    lines(folder, "rejected.jsonl").into_iter().map(row).collect()
}

/// How often each text occurs.
fn tally(texts: impl Iterator<Item = Vec<u8>>) -> BTreeMap<Vec<u8>, usize> {
    texts.fold(BTreeMap::new(), |mut tally, text| {
        *tally.entry(text).or_default() += 1;
        tally
    })
}

/// Checks that every record is rejected with its own bytes or written, and gives the records that were written.
fn account<'d>(dataset: &'d Dataset, folder: &Path) -> Vec<&'d Row> {
    let rejected = rejected(folder);
    let gone: BTreeMap<u64, &[u8]> = rejected.iter().map(|(line, raw, _)| (*line, raw.as_slice())).collect();
    assert_eq!(gone.len(), rejected.len(), "a record is rejected once");
    for (line, raw) in &gone {
        let own = dataset.rows.iter().find(|row| row.line == *line).expect("a record stands on the line");
        assert_eq!(raw, &own.raw, "line {line}");
    }
    dataset.rows.iter().filter(|row| !gone.contains_key(&row.line)).collect()
}

fn written(folder: &Path) -> BTreeMap<Vec<u8>, usize> {
    tally(lines(folder, "train.jsonl").into_iter().chain(lines(folder, "holdout.jsonl")))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn prepare_loses_and_changes_nothing(dataset in dataset()) {
        let bench = Bench::new(&dataset.bytes);
        let manifest = bench.prepare(&options(), "out").manifest;
        let out = bench.path("out");
        let kept = account(&dataset, &out);
        prop_assert_eq!(written(&out), tally(kept.iter().map(|row| row.kept.clone())));
        prop_assert_eq!(manifest.read, dataset.rows.len() as u64);
        prop_assert_eq!(manifest.blank_lines, dataset.blank_lines);
        prop_assert_eq!(manifest.train, lines(&out, "train.jsonl").len() as u64);
        prop_assert_eq!(manifest.holdout, lines(&out, "holdout.jsonl").len() as u64);
        prop_assert_eq!(manifest.rejected, rejected(&out).len() as u64);
        prop_assert_eq!(manifest.rejected_by.values().sum::<u64>(), manifest.rejected);
        prop_assert_eq!(manifest.verbatim, kept.iter().filter(|row| row.raw == row.kept).count() as u64);
        prop_assert_eq!(pipeline::verify(&out).unwrap().problems, Vec::<String>::new());
    }

    #[test]
    fn rejected_rows_say_why_and_where(dataset in dataset()) {
        let bench = Bench::new(&dataset.bytes);
        let manifest = bench.prepare(&options(), "out").manifest;
        let input = bench.input.display().to_string();
        let kept: BTreeSet<u64> = account(&dataset, &bench.path("out")).iter().map(|row| row.line).collect();
        let mut first_rules = BTreeMap::<String, u64>::new();
        for (_, raw, row) in rejected(&bench.path("out")) {
            let list = |name: &str| row[name].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect::<Vec<_>>();
            let (rules, reasons) = (list("rules"), list("reasons"));
            prop_assert_eq!(row["file"].as_str(), Some(input.as_str()));
            prop_assert!(!rules.is_empty() && rules.len() <= reasons.len());
            *first_rules.entry(rules[0].clone()).or_default() += 1;
            if rules[0].ends_with("duplicate") {
                let keeper = reasons[0].split(&format!("{input}:")).nth(1).unwrap();
                let keeper: u64 = keeper.split(',').next().unwrap().parse().unwrap();
                prop_assert!(kept.contains(&keeper), "{} names a record that is kept", &reasons[0]);
                let own = dataset.rows.iter().find(|row| row.line == keeper).unwrap();
                prop_assert_eq!(texts(&own.raw), texts(&raw));
            }
        }
        let named: BTreeMap<String, u64> = manifest.rejected_by.iter().map(|(rule, n)| ((*rule).to_owned(), *n)).collect();
        prop_assert_eq!(first_rules, named);
    }

    #[test]
    fn no_prompt_and_no_text_stands_on_both_sides(dataset in dataset()) {
        let bench = Bench::new(&dataset.bytes);
        bench.prepare(&options(), "prepared");
        pipeline::split(&bench.inputs(), &options(), &bench.path("split"), false, &()).unwrap();
        for folder in ["prepared", "split"] {
            let side = |file| lines(&bench.path(folder), file).iter().map(|line| texts(line)).collect::<Vec<_>>();
            let (train, holdout) = (side("train.jsonl"), side("holdout.jsonl"));
            for (prompt, text) in &holdout {
                prop_assert!(!train.iter().any(|other| other.0 == *prompt), "{}: {} leaks", folder, prompt);
                prop_assert!(!train.iter().any(|other| other.1 == *text), "{}: {} leaks", folder, text);
            }
        }
    }

    #[test]
    fn duplicates_do_not_stay(dataset in dataset()) {
        let bench = Bench::new(&dataset.bytes);
        bench.prepare(&options(), "out");
        let mut seen = BTreeSet::new();
        for line in written(&bench.path("out")).into_keys() {
            let value: Value = serde_json::from_slice(&line).unwrap();
            let is_plain = value.get("tools").is_none() && value["messages"][1].get("weight").is_none();
            prop_assert!(!is_plain || seen.insert(texts(&line).1), "{} is there twice", value);
        }
    }

    #[test]
    fn dedupe_keeps_lines_and_is_done_after_once(dataset in dataset(), level in 0..4_usize) {
        let bench = Bench::new(&dataset.bytes);
        let mut options = options();
        options.dedupe.level = [Level::Bytes, Level::Exact, Level::Normalised, Level::Near][level];
        let once = bench.path("once.jsonl");
        let first = pipeline::dedupe(&bench.inputs(), &options, Deduping::to(&once), &()).unwrap();
        prop_assert_eq!(first.read, dataset.rows.len() as u64);
        prop_assert_eq!(first.removed + first.kept, first.read);
        let kept = lines(bench.folder.path(), "once.jsonl");
        prop_assert_eq!(kept.len() as u64, first.kept);
        let mut rest = dataset.rows.iter();
        for line in &kept {
            prop_assert!(rest.any(|row| row.raw == *line), "kept lines are input lines, in order");
        }
        let twice = bench.path("twice.jsonl");
        let second = pipeline::dedupe(&[once.display().to_string()], &options, Deduping::to(&twice), &()).unwrap();
        prop_assert_eq!(second.removed, 0);
        prop_assert_eq!(std::fs::read(&once).unwrap(), std::fs::read(&twice).unwrap());
    }

    #[test]
    fn split_keeps_bytes_and_ignores_order(dataset in dataset(), seed in 0..9_u64) {
        let mut options = options();
        options.split.seed = seed;
        let split = |dataset: &Dataset| {
            let bench = Bench::new(&dataset.bytes);
            let out = bench.path("out");
            let report = pipeline::split(&bench.inputs(), &options, &out, false, &()).unwrap();
            let kept = account(dataset, &out);
            assert_eq!(report.split.train + report.split.holdout, kept.len() as u64);
            assert_eq!(written(&out), tally(kept.iter().map(|row| row.raw.clone())));
            assert!(pipeline::verify(&out).unwrap().problems.is_empty());
            (tally(lines(&out, "train.jsonl").into_iter()), tally(lines(&out, "holdout.jsonl").into_iter()))
        };
        let record = |row: &Row| generate::Line::Record(row.raw.clone(), row.raw.clone());
        // The first stays first, so that the file is known as what it is.
        let mut records: Vec<_> = dataset.rows.iter().map(record).collect();
        records[1..].reverse();
        prop_assert_eq!(split(&dataset), split(&Dataset::new(&records, (false, false, true))));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn threads_change_nothing(dataset in dataset(), copies in 1..200_usize) {
        // More than one chunk of the default size at times, so that chunks can overtake each other.
        let mut bytes = dataset.bytes.clone();
        for _ in 0..copies {
            bytes.push(b'\n');
            bytes.extend_from_slice(&dataset.bytes);
        }
        let bench = Bench::new(&bytes);
        let run = |threads: usize| {
            let options = Options { threads: Some(threads), ..options() };
            let found = pipeline::validate(&bench.inputs(), &options, Keeping::All, &()).unwrap();
            bench.prepare(&options, &format!("out{threads}"));
            (found.findings, found.summary, files(&bench.path(&format!("out{threads}"))))
        };
        let alone = run(1);
        prop_assert!(alone == run(2), "two threads");
        prop_assert!(alone == run(4), "four threads");
    }
}

/// Tools that differ only in an integer beyond 2^53 are different tools, and so are the records.
#[test]
fn tools_with_large_integers_are_told_apart() {
    let row = |maximum: &str| {
        let tool = format!(
            r#"{{"type": "function", "function": {{"name": "f", "parameters": {{"maximum": {maximum}}}}}}}"#
        );
        let messages = r#"[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]"#;
        format!("{{\"messages\": {messages}, \"tools\": [{tool}]}}\n")
    };
    let bench = Bench::new((row("12345678901234567890123") + &row("99999999999999999999999")).as_bytes());
    let found = pipeline::dedupe(&bench.inputs(), &options(), Deduping::default(), &()).unwrap();
    assert_eq!((found.read, found.removed), (2, 0));
}

/// A chat record's prompt and whole text in a normal form of our own making.
fn texts(line: &[u8]) -> (String, String) {
    let value: Value = serde_json::from_slice(line).unwrap();
    let messages = value["messages"].as_array().unwrap();
    let last = messages.iter().rposition(|message| message["role"] == "assistant").unwrap_or(messages.len());
    let said = |message: &Value| message["content"].as_str().unwrap_or_default().to_owned();
    let all: Vec<String> = messages.iter().filter(|message| message["role"] != "system").map(said).collect();
    (normal(&all[..last.min(all.len())].join("\n")), normal(&all.join("\n")))
}

fn normal(text: &str) -> String {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
