//! Real files beside the project: a split of them shares nothing, and leaks that are known are found.

use std::path::Path;

use serde_json::Value;

use super::Bench;
use crate::support::{outcome, run, shared_data};

/// The counts of a check: equal records, near records, equal prompts, near prompts; and the exit code.
fn checked(train: &Path, holdout: &Path, args: &[&str]) -> ([u64; 4], i32) {
    let names = [train, holdout].map(|path| path.to_str().unwrap());
    let own = ["split", "--check", names[0], names[1], "--output-format", "json"];
    let (code, stdout, stderr) = outcome(&run(Path::new("."), &[&own, args].concat()));
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
    let keys = ["record_equal", "record_near", "prompt_equal", "prompt_near"];
    (keys.map(|key| report["overlap"][key].as_u64().unwrap()), code)
}

#[test]
fn a_split_shares_nothing_by_three_words_or_by_five() {
    let Some(data) = shared_data() else { return };
    for file in [
        "mlx-examples/wwdc25_train.jsonl",
        "banking77/test.csv",
        "llama-factory/alpaca_zh_demo.json",
        "llama-factory/dpo_en_demo.json",
        "llama-factory/kto_en_demo.json",
        "azure-foundry/gsm8k_chat_train.jsonl",
    ] {
        let bench = Bench::new(&[]);
        let input = data.join(file);
        let (code, stdout, stderr) =
            bench.run(&["split", input.to_str().unwrap(), "--out", "out", "--output-format", "json"]);
        assert_eq!(code, 0, "{file}: {stderr}");
        let report: Value = serde_json::from_str(&stdout).unwrap();
        let count = |key: &str| report[key].as_u64().unwrap();
        assert_eq!(count("train") + count("holdout") + count("rejected"), count("read"), "{file}");
        let giant = report["giants"].as_array().map_or(0, |giants| giants[0]["records"].as_u64().unwrap());
        assert!(count("holdout") * 2 >= count("wanted") || giant > 0, "{file}: {report}");
        assert!(count("holdout") > 0, "{file}");
        let [train, holdout] = ["train.jsonl", "holdout.jsonl"].map(|name| bench.path("out").join(name));
        for args in [&["--threshold", "0.7"][..], &["--ngram", "5", "--threshold", "0.8"]] {
            assert_eq!(checked(&train, &holdout, args), ([0; 4], 0), "{file} {args:?}");
        }
    }
}

#[test]
fn published_leaks_are_found() {
    let Some(data) = shared_data() else { return };
    let known = [
        ("mlx-examples/wwdc25_train.jsonl", "mlx-examples/wwdc25_valid.jsonl", [16, 53, 48, 144]),
        ("banking77/train.csv", "banking77/test.csv", [7, 44, 7, 35]),
    ];
    for (train, holdout, counts) in known {
        assert_eq!(
            checked(&data.join(train), &data.join(holdout), &["--ngram", "5"]),
            (counts, 1),
            "{holdout}"
        );
    }
}
