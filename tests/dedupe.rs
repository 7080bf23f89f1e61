//! What `dedupe` reports, removes and names, held against a second account of the same definitions.

mod against;
mod conflicts;
mod crowds;
mod generate;
mod places;
mod properties;
mod real;
mod reference;
mod scale;

use std::path::Path;

use gristmill::dedupe::Switch;
use gristmill::pipeline::{self, Deduped, Deduping, Options};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use crate::support::{lines, outcome, run};
use reference::Measure;

/// So many cases, always the same ones: a sketch may miss one pair in thousands at the threshold, and a failure should
/// mean something.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 1500,
        rng_seed: RngSeed::Fixed(20),
        ..ProptestConfig::default()
    }
}

/// A folder with records in `in.jsonl`.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new(records: &[String]) -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder can be made"));
        bench.write("in.jsonl", records);
        bench
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> String {
        self.folder().join(name).display().to_string()
    }

    fn write(&self, name: &str, records: &[String]) {
        let text: String = records.iter().flat_map(|record| [record.as_str(), "\n"]).collect();
        std::fs::write(self.folder().join(name), text).expect("it can be written");
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder().join(name)).unwrap_or_default()
    }

    fn text_lines(&self, name: &str) -> Vec<String> {
        lines(self.folder(), name).into_iter().map(|line| String::from_utf8(line).unwrap()).collect()
    }

    fn rows(&self, name: &str) -> Vec<Value> {
        let parse = |line: &Vec<u8>| serde_json::from_slice(line).expect("a row is JSON");
        lines(self.folder(), name).iter().map(parse).collect()
    }

    /// Runs the library on a file; writes `OUT.kept`, `OUT.gone` and `OUT.clusters`.
    fn dedupe(&self, input: &str, out: &str, options: &Options, against: &[String]) -> Deduped {
        let path = |end: &str| self.folder().join(format!("{out}.{end}"));
        let (kept, gone, clusters) = (path("kept"), path("gone"), path("clusters"));
        let deduping = Deduping {
            out: Some(&kept),
            removed: Some(&gone),
            clusters: Some(&clusters),
            against,
            report_only: false,
        };
        pipeline::dedupe(&[self.path(input)], options, deduping, &()).expect("it can be deduplicated")
    }

    /// The JSON report of the binary.
    fn report(&self, args: &[&str]) -> Value {
        report(self.folder(), args)
    }
}

fn report(folder: &Path, args: &[&str]) -> Value {
    let args = [&["dedupe", "--output-format", "json", "-q"], args].concat();
    let (code, stdout, stderr) = outcome(&run(folder, &args));
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    serde_json::from_str(&stdout).expect("a report is one JSON document")
}

/// Options that compare as a measure says; the shape is named, since made files may be tiny.
fn options(measure: Measure) -> Options {
    let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
    options.dedupe.ngram = measure.ngram;
    options.dedupe.threshold = measure.threshold();
    options.dedupe.template_guard = if measure.is_guarded { Switch::On } else { Switch::Off };
    options
}
