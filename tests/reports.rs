//! What programs read: every JSON report and every written row is as its schema under `schemas/reports/` says.

use std::path::Path;

use serde_json::Value;

use crate::support::{root, run};

fn check(schema: &str, document: &Value) {
    let path = root().join(format!("schemas/reports/{schema}.schema.json"));
    let text = std::fs::read_to_string(path).expect("there is a schema");
    let validator =
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).expect("the schema is sound");
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{schema}: {errors:#?}");
}

fn report(folder: &Path, args: &[&str]) -> Value {
    let sample = root().join("fixtures/datasets/support-desk.jsonl");
    let args: Vec<&str> =
        args.iter().map(|arg| if *arg == "SAMPLE" { sample.to_str().unwrap() } else { arg }).collect();
    let output = run(folder, &[&args[..], &["--output-format", "json"]].concat());
    serde_json::from_slice(&output.stdout).expect("a report is one JSON document")
}

fn rows(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("the file was written");
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

#[test]
fn reports_are_as_their_schemas_say() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    check("validate", &report(here, &["validate", "SAMPLE"]));
    check("validate", &report(here, &["validate", "SAMPLE", "--target", "openai"]));
    check("dedupe", &report(here, &["dedupe", "SAMPLE"]));
    check("dedupe", &report(here, &["dedupe", "SAMPLE", "--level", "bytes"]));
    check("fingerprint", &report(here, &["dedupe", "--fingerprint", "SAMPLE", "-o", "set.fp"]));
    let against =
        ["dedupe", "SAMPLE", "--against", "set.fp", "@gsm8k", "--report-only", "--clusters", "c.jsonl"];
    check("dedupe", &report(here, &against));
    check("dedupe", &report(here, &["dedupe", "SAMPLE", "--conflicts", "drop", "--removed", "r.jsonl"]));
    check("dedupe", &report(here, &["dedupe", "SAMPLE", "--against", "set.fp", "--removed", "known.jsonl"]));
    for file in ["r.jsonl", "known.jsonl"] {
        for row in rows(&here.join(file)) {
            check("rejected-row", &row);
        }
    }
    for row in rows(&here.join("c.jsonl")) {
        check("cluster-row", &row);
    }
    check("score", &report(here, &["score", "SAMPLE", "--scores", "scores.jsonl"]));
    let aside = ["--validation", "0.1", "--ood", "0.05", "--eval", "prompts", "--previous", "split"];
    check("split", &report(here, &["split", "SAMPLE", "--out", "split"]));
    check("split", &report(here, &[&["split", "SAMPLE", "--out", "more"], &aside[..]].concat()));
    check("split-check", &report(here, &["split", "--check", "more/train.jsonl", "SAMPLE"]));
    for row in rows(&here.join("more/prompts.jsonl")) {
        check("prompt-row", &row);
    }
    check("manifest", &report(here, &["prepare", "SAMPLE", "--target", "openai", "--out", "prepared"]));
    check("verify", &report(here, &["verify", "prepared"]));
    check("inspect", &report(here, &["inspect", "SAMPLE", "--no-tokens"]));
    let tokens = ["--target", "openai,together", "--compare", "--lengths", "lengths.jsonl"];
    check("inspect", &report(here, &[&["inspect", "SAMPLE"], &tokens[..]].concat()));
    for row in rows(&here.join("lengths.jsonl")) {
        check("length-row", &row);
    }
    let template = root().join("fixtures/templates/chatml/chat_template.jinja");
    let template = ["--chat-template", template.to_str().unwrap()];
    check("render", &report(here, &[&["inspect", "SAMPLE", "--render", "1"], &template[..]].concat()));
    for folder in ["split", "more", "prepared"] {
        let manifest = std::fs::read_to_string(here.join(folder).join("manifest.json")).unwrap();
        check("manifest", &serde_json::from_str(&manifest).unwrap());
        for row in rows(&here.join(folder).join("rejected.jsonl")) {
            check("rejected-row", &row);
        }
    }
    let scores = rows(&here.join("scores.jsonl"));
    assert_eq!(scores.len(), 203);
    for row in &scores {
        check("score-row", row);
    }
}
