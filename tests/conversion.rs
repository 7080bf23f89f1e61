//! Conversion: what every target accepts is written back as it stands, and the table in the docs says what becomes of
//! everything else.

mod emit;
mod matrix;
mod real_files;
mod written_back;

use std::path::Path;

use gristmill::pipeline::{Job, Options, Prepared, emit};
use serde_json::Value;

/// Emits some lines for a target into a folder of its own.
fn emitted(folder: &Path, text: &str, target: &str, allow: &[&str]) -> Result<Prepared, String> {
    let input = folder.join("in.jsonl");
    std::fs::write(&input, text).expect("a temporary file can be written");
    let options = Options {
        target: Some(target.to_owned()),
        allow_loss: allow.iter().map(|name| (*name).to_owned()).collect(),
        ..Options::default()
    };
    let out = folder.join("out");
    let inputs = [input.display().to_string()];
    let job = Job { inputs: &inputs, out: &out, force: true, options: &options, observer: &() };
    emit(&job).map(|mut prepared| prepared.remove(0)).map_err(|error| error.to_string())
}

/// The lines of a file of an emitted folder.
fn lines(folder: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("out").join(name)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The first reason for which a record was rejected.
fn reason(folder: &Path) -> String {
    let row = lines(folder, "rejected.jsonl").into_iter().next().unwrap_or_default();
    let row: Value = serde_json::from_str(&row).unwrap_or_default();
    row["reasons"][0].as_str().unwrap_or_default().to_owned()
}
