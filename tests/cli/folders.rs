//! Folders that commands write: what stands in them, and how `verify` notices when it no longer does.

use std::path::Path;

use gristmill::text::to_hex;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{SAMPLE, ends, put, read, snapshot, transcript, workspace};
use crate::support::files;

const PREPARE: [&str; 6] = ["prepare", SAMPLE, "--target", "openai", "--out", "prepared"];

/// File, line and rules of every rejected record.
fn rejects(folder: &Path) -> String {
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("a rejected row is JSON");
        let names = row["rules"].as_array().cloned().unwrap_or_default();
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        format!("{}:{}  {}\n", row["file"].as_str().unwrap_or_default(), row["line"], names.join(", "))
    };
    read(folder, "rejected.jsonl").lines().map(row).collect()
}

/// The sums of a folder's files as `sha256sum -c` reads them, but for the list itself.
fn sums(folder: &Path) -> Vec<String> {
    let all = files(folder).into_iter().filter(|(name, _)| name != "SHA256SUMS");
    all.map(|(name, bytes)| format!("{}  {name}", to_hex(&Sha256::digest(bytes)))).collect()
}

#[test]
fn prepare_writes_the_folder_it_promises() {
    let workspace = workspace();
    snapshot("prepare.txt", &transcript(workspace.path(), &PREPARE));
    let folder = workspace.path().join("prepared");
    snapshot("prepare.rejected.txt", &rejects(&folder));
    snapshot("prepare.manifest.json", &read(&folder, "manifest.json"));
    snapshot("prepare.README.md", &read(&folder, "README.md"));
    let written: Vec<String> = files(&folder).into_keys().collect();
    let expected =
        ["README.md", "SHA256SUMS", "holdout.jsonl", "manifest.json", "rejected.jsonl", "train.jsonl"];
    assert_eq!(written, expected);

    let stated = read(&folder, "SHA256SUMS");
    let mut stated: Vec<&str> = stated.lines().collect();
    stated.sort_by_key(|line| line.split("  ").nth(1));
    assert_eq!(stated, sums(&folder));
}

#[test]
fn planted_faults_are_the_ones_that_are_rejected() {
    let workspace = workspace();
    ends(workspace.path(), 0, &PREPARE);
    let table = read(workspace.path(), "fixtures/datasets/README.md");
    let row = |line: &str| {
        let (number, fault) = line.strip_prefix("| ")?.split_once(" | ")?;
        Some((number.parse::<u64>().ok()?, fault.to_owned()))
    };
    // A blank line is no record, a doubled key and a conflict are only pointed out, and extra keys are cut.
    let stays = |fault: &str| {
        ["blank", "duplicate key", "conflict", "extra"].iter().any(|word| fault.starts_with(word))
    };
    let planted: Vec<u64> =
        table.lines().filter_map(row).filter(|(_, fault)| !stays(fault)).map(|(number, _)| number).collect();
    let rejected: Vec<u64> = read(&workspace.path().join("prepared"), "rejected.jsonl")
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).expect("it is JSON")["line"].as_u64())
        .collect();
    assert_eq!(rejected, planted, "the lines of fixtures/datasets/README.md");
}

#[test]
fn split_writes_a_folder_too() {
    let workspace = workspace();
    snapshot(
        "split.txt",
        &transcript(workspace.path(), &["split", SAMPLE, "--out", "halves", "--holdout", "0.2"]),
    );
    let folder = workspace.path().join("halves");
    snapshot("split.rejected.txt", &rejects(&folder));
    assert!(ends(workspace.path(), 0, &["verify", "halves"]).0.starts_with("ok: halves "));
}

#[test]
fn verify_notices_every_change() {
    let workspace = workspace();
    ends(workspace.path(), 0, &PREPARE);
    let folder = workspace.path().join("prepared");
    let mut text = transcript(workspace.path(), &["verify", "prepared"]);

    let (train, holdout) = (read(&folder, "train.jsonl"), read(&folder, "holdout.jsonl"));
    put(&folder, "train.jsonl", &train.replacen("user", "User", 1));
    text += &transcript(workspace.path(), &["verify", "prepared"]);
    put(&folder, "train.jsonl", &train);

    std::fs::remove_file(folder.join("holdout.jsonl")).expect("a file can be removed");
    text += &transcript(workspace.path(), &["verify", "prepared", "-q"]);
    put(&folder, "holdout.jsonl", &holdout);

    put(&folder, "more.jsonl", "{}\n");
    text += &transcript(workspace.path(), &["verify", "prepared"]);
    std::fs::remove_file(folder.join("more.jsonl")).expect("a file can be removed");

    let manifest = read(&folder, "manifest.json");
    put(&folder, "manifest.json", &manifest.replace("\"read\": 203", "\"read\": 204"));
    text += &transcript(workspace.path(), &["verify", "prepared"]);
    put(&folder, "manifest.json", &manifest);

    std::fs::remove_file(folder.join("SHA256SUMS")).expect("a file can be removed");
    text += &transcript(workspace.path(), &["verify", "prepared"]);
    snapshot("verify.txt", &text);
}

#[test]
fn the_same_again_is_the_same_to_the_byte() {
    let workspace = workspace();
    ends(workspace.path(), 0, &PREPARE);
    let first = files(&workspace.path().join("prepared"));
    ends(workspace.path(), 0, &[&PREPARE[..], &["--force", "--threads", "1"]].concat());
    assert_eq!(first, files(&workspace.path().join("prepared")));
    ends(workspace.path(), 0, &[&PREPARE[..], &["--force", "--seed", "7"]].concat());
    assert_ne!(first["holdout.jsonl"], files(&workspace.path().join("prepared"))["holdout.jsonl"]);
}
