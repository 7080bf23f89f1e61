//! Duplicates, near-duplicates, contradictions and other sets, held against a reference that compares everything with
//! everything.

mod against;
mod conflicts;
mod crowds;
mod properties;
mod real;
mod reference;

use std::path::Path;

use serde_json::Value;

use crate::support::{outcome, run};

/// The JSON report of `dedupe` in a folder.
fn report(folder: &Path, args: &[&str]) -> Value {
    let (code, stdout, stderr) =
        outcome(&run(folder, &[&["dedupe", "--output-format", "json"], args].concat()));
    assert_eq!(code, 0, "{args:?}: {stderr}");
    serde_json::from_str(&stdout).expect("a report is one JSON document")
}

/// A chat record under a system text.
fn under(system: &str, prompt: &str, answer: &str) -> String {
    serde_json::json!({"messages": [
        {"role": "system", "content": system},
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": answer},
    ]})
    .to_string()
}

/// Writes lines to a file in a folder.
fn write(folder: &Path, name: &str, lines: &[String]) {
    std::fs::write(folder.join(name), lines.join("\n") + "\n").expect("it can be written");
}
