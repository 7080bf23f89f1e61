//! Real files beside the project: the counts are those of the reference, and those that are known.

use std::path::Path;

use serde_json::Value;

use super::reference::{Counts, Measure, counts, exact, rows};
use super::report;
use crate::support::shared_data;

fn pair(report: &Value, kind: &str) -> Counts {
    let count = |key: &str| report[kind][key].as_u64().unwrap_or(0);
    let groups = if kind == "near" { "clusters" } else { "groups" };
    Counts(count(groups), count("surplus"), count("largest"))
}

#[test]
fn counts_are_those_of_the_reference() {
    let Some(data) = shared_data() else { return };
    let files = [
        "mlx-examples/wwdc25_train.jsonl",
        "mlx-examples/wwdc25_valid.jsonl",
        "fastchat/dummy_conversation.json",
        "llama-factory/alpaca_en_demo.json",
        "llama-factory/alpaca_zh_demo.json",
        "azure-foundry/gsm8k_chat_train.jsonl",
    ];
    let measures = [
        Measure { ngram: 5, threshold: 0.8, is_guarded: false },
        Measure { ngram: 3, threshold: 0.8, is_guarded: true },
    ];
    for file in files {
        let path = data.join(file);
        let rows = rows(&path);
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        for measure in measures {
            let (ngram, guard) = (measure.ngram.to_string(), if measure.is_guarded { "on" } else { "off" });
            let args = ["--ngram", &ngram, "--threshold", "0.8", "--template-guard", guard];
            let found = report(Path::new("."), &[&[path.to_str().unwrap()], &args[..]].concat());
            let (equal, near) = counts(&texts, measure);
            let exact = exact(&rows);
            assert_eq!(pair(&found, "exact"), Counts(exact.0, exact.1, 0), "{file} exact");
            assert_eq!(pair(&found, "normalised"), Counts(equal.0, equal.1, 0), "{file} normalised");
            assert_eq!(pair(&found, "near"), near, "{file} near, {measure:?}");
        }
    }
}

#[test]
fn requests_under_one_long_list_of_tools_stay() {
    let Some(data) = shared_data() else { return };
    let file = data.join("aws-bedrock/nova_train.jsonl.gz");
    let found = report(Path::new("."), &[file.to_str().unwrap()]);
    assert_eq!((&found["read"], &found["removed"]), (&560.into(), &0.into()));
    let found = report(Path::new("."), &[file.to_str().unwrap(), "--template-guard", "off"]);
    assert_eq!(pair(&found, "near"), Counts(1, 559, 560));
}

#[test]
fn known_leaks_are_found() {
    let Some(data) = shared_data() else { return };
    // Equal and near prompts, 13-word runs, equal and near records, as they were counted by an exact join.
    let known = [
        ("mlx-examples/wwdc25_valid.jsonl", "mlx-examples/wwdc25_train.jsonl", "5", [48, 144, 45, 16, 53]),
        ("banking77/test.csv", "banking77/train.csv", "5", [7, 35, 23, 7, 44]),
        ("azure-foundry/gsm8k_chat_train.jsonl", "gsm8k/train.jsonl.gz", "5", [0, 449, 449, 0, 448]),
        ("azure-foundry/gsm8k_chat_train.jsonl", "gsm8k/test.jsonl", "3", [0, 0, 2, 0, 0]),
        ("gsm8k/test.jsonl", "gsm8k/train.jsonl.gz", "3", [0, 0, 3, 0, 0]),
    ];
    for (file, other, ngram, expected) in known {
        let (file, other) = (data.join(file), data.join(other));
        let args = [file.to_str().unwrap(), "--ngram", ngram, "--against", other.to_str().unwrap()];
        let found = report(Path::new("."), &args);
        let keys = ["prompt_equal", "prompt_near", "ngram", "record_equal", "record_near"];
        let counts = keys.map(|key| found["against"][0][key].as_u64().unwrap());
        assert_eq!(counts, expected, "{args:?}");
    }
}
