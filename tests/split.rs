//! What a split promises, held against a reference that compares every record of one side with every record of another.

mod check;
mod corners;
mod properties;
mod real;
mod reference;
mod sides;
mod told;

use std::path::{Path, PathBuf};

use gristmill::pipeline::{self, Options, SplitReport};
use serde_json::{Value, json};

use crate::support::{chat, lines, outcome, run};

/// The files of the sides of a split.
const SIDES: [&str; 4] = ["train", "holdout", "validation", "ood"];

/// A folder with records in `in.jsonl`.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new(rows: &[String]) -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        bench.write("in.jsonl", rows);
        bench
    }

    fn write(&self, name: &str, rows: &[String]) {
        std::fs::write(self.path(name), rows.iter().flat_map(|row| [row, "\n"]).collect::<String>()).unwrap();
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Splits `in.jsonl` into a folder `out` by the library.
    fn split(&self, options: &Options, out: &str) -> SplitReport {
        pipeline::split(&[self.name("in.jsonl")], options, &self.path(out), false, &()).unwrap()
    }

    /// The exit code, the output and the errors of the binary.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        outcome(&run(self.folder(), args))
    }

    /// The JSON report of `split` of `in.jsonl` into the folder `out` by the binary.
    fn report(&self, args: &[&str]) -> Value {
        let own = ["split", "in.jsonl", "--out", "out", "--force", "--output-format", "json"];
        let (code, stdout, stderr) = self.run(&[&own, args].concat());
        assert_eq!(code, 0, "{args:?}: {stderr}");
        serde_json::from_str(&stdout).expect("a report is one JSON document")
    }

    /// What it says in the text form.
    fn text(&self, args: &[&str]) -> String {
        let (code, stdout, stderr) = self.run(
            &[&["split", "in.jsonl", "--out", "out", "--force", "--output-format", "full"], args].concat(),
        );
        assert_eq!(code, 0, "{args:?}: {stderr}");
        stdout
    }

    /// The JSON rows of a file of the folder `out`.
    fn rows(&self, side: &str) -> Vec<Value> {
        let lines = lines(&self.path("out"), &format!("{side}.jsonl"));
        lines.iter().map(|line| serde_json::from_slice(line).expect("a row is JSON")).collect()
    }
}

/// The lines of each side of a split.
fn sides(out: &Path) -> [Vec<Vec<u8>>; 4] {
    SIDES.map(|side| lines(out, &format!("{side}.jsonl")))
}

/// So many words that stand nowhere but in the text of this number.
fn alone(number: usize, words: usize) -> String {
    (0..words).map(|place| format!("x{number}y{place}")).collect::<Vec<_>>().join(" ")
}

/// A preference pair.
fn pair(prompt: &str, chosen: &str, rejected: &str) -> String {
    json!({"prompt": prompt, "chosen": chosen, "rejected": rejected}).to_string()
}

/// An answer that is said to be good or not.
fn labelled(prompt: &str, completion: &str, label: bool) -> String {
    json!({"prompt": prompt, "completion": completion, "label": label}).to_string()
}

/// So many rows of which none is like another, each with a member of its own.
fn rows_with(count: usize, key: &str, value: impl Fn(usize) -> Value) -> Vec<String> {
    let row = |number: usize| {
        let mut row: Value =
            serde_json::from_str(&chat(&alone(number, 8), &alone(500_000 + number, 6))).unwrap();
        row[key] = value(number);
        row.to_string()
    };
    (0..count).map(row).collect()
}

/// So many rows of which none is like another.
fn plain(count: usize) -> Vec<String> {
    (0..count).map(|number| chat(&alone(number, 8), &alone(500_000 + number, 6))).collect()
}

fn count(report: &Value, key: &str) -> u64 {
    report[key].as_u64().unwrap_or_else(|| panic!("`{key}` is no number: {report}"))
}

fn names(report: &Value, list: &str) -> Vec<String> {
    let all = report[list].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(|warning| warning["name"].as_str().unwrap().to_owned()).collect()
}
