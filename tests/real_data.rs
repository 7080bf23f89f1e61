//! Real files that others wrote, where they are present beside the project: what became of them is known by count.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{lines, outcome, run, shared_data};

/// The folder of real files, or a line that says why nothing was tested.
fn data() -> Option<PathBuf> {
    let data = shared_data();
    if data.is_none() {
        println!("skipped: there are no real files beside the project");
    }
    data
}

/// Prepares a file for OpenAI; gives the exit code, the manifest and the folder.
fn prepare(file: &Path) -> (i32, Value, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let args = ["prepare", file.to_str().unwrap(), "--target", "openai", "--out", "out", "-q"];
    let (code, out, err) = outcome(&run(folder.path(), &args));
    // Quiet means that only a refusal is told.
    assert_eq!((out.is_empty(), err.as_str()), (code == 0, ""), "{}", file.display());
    let manifest = std::fs::read(folder.path().join("out/manifest.json")).unwrap();
    let (verified, out, _) = outcome(&run(folder.path(), &["verify", "out"]));
    assert_eq!(verified, 0, "{out}");
    (code, serde_json::from_slice(&manifest).unwrap(), folder)
}

fn dedupe(file: &Path, args: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let args = [&["dedupe", file.to_str().unwrap(), "--output-format", "json"], args].concat();
    let (code, out, err) = outcome(&run(folder.path(), &args));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// Groups and surplus of duplicates, or groups and records of conflicts.
fn pair(report: &Value, name: &str, second: &str) -> (u64, u64) {
    (report[name]["groups"].as_u64().unwrap(), report[name][second].as_u64().unwrap())
}

#[test]
fn known_files_are_prepared_as_known() {
    let Some(data) = data() else { return };
    // File, exit code, records read, records rejected where it is known, the reason of all of them where it is one.
    let known: [(&str, i32, u64, Option<u64>, &str); 11] = [
        ("azure-foundry/gsm8k_chat_train.jsonl", 0, 449, Some(0), ""),
        ("mlx-examples/wwdc25_train.jsonl", 0, 1800, Some(530), ""),
        ("llama-factory/alpaca_en_demo.json", 0, 999, None, ""),
        ("fastchat/dummy_conversation.json", 0, 500, Some(35), "near-duplicate"),
        ("fireworks-cookbook/text2sql.jsonl", 0, 100, Some(0), ""),
        ("openai-cookbook/toy_chat_fine_tuning.jsonl", 1, 5, None, ""),
        ("gpteacher/codegen_instruct.json", 0, 4535, None, ""),
        ("aws-bedrock/rft_train.jsonl", 1, 300, Some(300), "no-assistant-turn"),
        ("aws-bedrock/nova_source_train.jsonl", 0, 560, Some(0), ""),
        ("data-juicer/demo-dataset.jsonl", 0, 29, None, ""),
        ("gsm8k/train.jsonl.gz", 0, 7473, Some(0), ""),
    ];
    for (name, code, read, rejected, reason) in known {
        let (found, manifest, folder) = prepare(&data.join(name));
        assert_eq!((found, &manifest["read"]), (code, &read.into()), "{name}");
        if let Some(rejected) = rejected {
            assert_eq!(manifest["rejected"], rejected, "{name}: {}", manifest["rejected_by"]);
        }
        if !reason.is_empty() {
            assert_eq!(manifest["rejected_by"], serde_json::json!({reason: rejected}), "{name}");
        }
        let rows = |file| lines(&folder.path().join("out"), file).len() as u64;
        assert_eq!(rows("train.jsonl") + rows("holdout.jsonl") + rows("rejected.jsonl"), read, "{name}");
        let overlap = &manifest["split"]["overlap"];
        assert_eq!((&overlap["prompt_equal"], &overlap["record_equal"]), (&0.into(), &0.into()), "{name}");
    }
}

#[test]
fn known_duplicates_and_conflicts_are_counted() {
    let Some(data) = data() else { return };
    let wwdc = data.join("mlx-examples/wwdc25_train.jsonl");
    let report = dedupe(&wwdc, &[]);
    assert_eq!(pair(&report, "exact", "surplus"), (164, 437));
    assert_eq!(pair(&report, "normalised", "surplus"), (165, 477));
    assert_eq!((&report["removed"], &report["kept"]), (&530.into(), &1270.into()));
    let report = dedupe(&wwdc, &["--level", "off"]);
    assert_eq!(pair(&report, "conflicts", "records"), (216, 1794));
    assert_eq!(report["removed"], 0);
    let report = dedupe(&data.join("llama-factory/alpaca_en_demo.json"), &[]);
    assert_eq!(pair(&report, "exact", "surplus"), (13, 14));
    let report = dedupe(&data.join("fastchat/dummy_conversation.json"), &[]);
    assert_eq!(pair(&report, "conflicts", "records"), (51, 167));
}

#[test]
fn a_system_text_beside_the_messages_comes_first() {
    let Some(data) = data() else { return };
    let file = data.join("aws-bedrock/nova_source_train.jsonl");
    let source = std::fs::read_to_string(&file).unwrap();
    let mut expected = BTreeSet::new();
    for line in source.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let mut messages = record["messages"].as_array().unwrap().clone();
        messages.insert(0, serde_json::json!({"role": "system", "content": record["system"]}));
        expected.insert(serde_json::json!({"messages": messages}).to_string());
    }
    let (_, manifest, folder) = prepare(&file);
    let out = folder.path().join("out");
    let rows = lines(&out, "train.jsonl").into_iter().chain(lines(&out, "holdout.jsonl"));
    let written: Vec<String> = rows.map(|row| String::from_utf8(row).unwrap()).collect();
    let values = written.iter().map(|row| serde_json::from_str::<Value>(row).unwrap().to_string());
    assert!(values.collect::<BTreeSet<_>>() == expected, "the system text is the first message of every row");
    let own: BTreeSet<&str> = source.lines().filter_map(|line| line.split("\"messages\":[").nth(1)).collect();
    let rest = |row: &str| row.find(r#"{"role":"user""#).map(|at| own.contains(&row[at..]));
    assert!(written.iter().all(|row| rest(row) == Some(true)), "the other messages keep their bytes");
    assert_eq!(manifest["cut"], serde_json::json!({}), "nothing was left out");
}

#[test]
fn a_pointer_to_data_is_no_data() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = data.join("hh-rlhf/lfs_pointer.jsonl.gz");
    let args = ["prepare", file.to_str().unwrap(), "--target", "openai", "--out", "out"];
    let (code, out, err) = outcome(&run(folder.path(), &args));
    assert!(code == 2 && out.is_empty() && err.contains("Git LFS pointer"), "{err}");
    assert!(!folder.path().join("out").exists());
}

/// Files that are already as OpenAI wants them are written byte for byte.
#[test]
fn files_for_the_target_are_kept_byte_for_byte() {
    let Some(data) = data() else { return };
    for name in [
        "azure-foundry/gsm8k_chat_train.jsonl",
        "azure-foundry/stock_toolcall_training.jsonl",
        "fireworks-cookbook/text2sql.jsonl",
    ] {
        let file = data.join(name);
        let source = std::fs::read(&file).unwrap();
        let source: BTreeSet<&[u8]> = source
            .split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
            .collect();
        let (_, manifest, folder) = prepare(&file);
        let out = folder.path().join("out");
        let rows: Vec<_> =
            lines(&out, "train.jsonl").into_iter().chain(lines(&out, "holdout.jsonl")).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| source.contains(row.as_slice())), "{name}");
        assert_eq!(manifest["verbatim"], rows.len(), "{name}");
    }
}

/// Files that stand in a target's own format, the target, and the rules that deny something for a reason that the
/// README of their folder gives.
const AT_HOME: [(&str, &str, &[&str]); 24] = [
    ("anthropic-cookbook/json_mode.jsonl", "bedrock-claude", &[]),
    ("aws-bedrock/nova_train.jsonl.gz", "bedrock-nova", &[]),
    ("aws-bedrock/nova_test.jsonl", "bedrock-nova", &[]),
    ("aws-bedrock/nova_source_train.jsonl", "bedrock-claude", &[]),
    ("aws-bedrock/nova_source_test.jsonl", "bedrock-claude", &[]),
    ("aws-bedrock/uber10k_prompt_completion.jsonl", "bedrock-titan", &[]),
    ("aws-bedrock/rft_train.jsonl", "openai-rft", &[]),
    ("azure-foundry/stock_toolcall_training.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/stock_toolcall_validation.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/chartqa_training.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/chartqa_validation.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/gsm8k_chat_train.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/gsm8k_chat_validation.jsonl", "azure-openai-chat", &[]),
    ("azure-foundry/orca_dpo_validation.jsonl", "azure-openai-dpo", &[]),
    ("fastchat/dummy_conversation.json", "llamafactory-sharegpt", &[]),
    ("fireworks-cookbook/text2sql.jsonl", "fireworks-chat", &[]),
    ("google-gemini/patient_1_glucose_examples.jsonl", "gemini-sft", &[]),
    ("llama-factory/glaive_toolcall_en_demo.json", "llamafactory-sharegpt", &[]),
    ("mlx-examples/wwdc25_train.jsonl", "mlx-chat", &[]),
    ("mlx-examples/wwdc25_valid.jsonl", "mlx-chat", &[]),
    ("mlx-examples/wikisql_text_train.jsonl", "mlx-chat", &[]),
    ("mlx-examples/wikisql_text_test.jsonl", "mlx-chat", &[]),
    // Five rows.
    ("openai-cookbook/toy_chat_fine_tuning.jsonl", "openai-chat", &["too-few-examples"]),
    ("together-cookbook/small_coqa_10.jsonl", "together-conversation", &[]),
];

#[test]
fn files_are_taken_where_they_are_at_home() {
    let Some(data) = data() else { return };
    for (name, target, explained) in AT_HOME {
        let file = data.join(name);
        let args = ["validate", file.to_str().unwrap(), "--target", target, "--output-format", "json"];
        let (code, out, err) = outcome(&run(&data, &args));
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{name}: no report: {err}"));
        let denies =
            report["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] == "deny");
        let rules: BTreeSet<&str> = denies.map(|finding| finding["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, explained.iter().copied().collect(), "{name} for {target}");
        assert_eq!(
            (code, report["summary"]["read"] != 0),
            (i32::from(!explained.is_empty()), true),
            "{name}"
        );
        assert!(report["targets"].get(target).is_some(), "{name} is judged for {target}");
    }
}
