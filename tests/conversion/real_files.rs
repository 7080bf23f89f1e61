//! Every real file beside the project is read, or refused for a reason that is known, and converted to three targets;
//! the counts add up.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{outcome, run, shared_data};

/// Files that cannot be read as they are, and what the refusal says.
const REFUSED: [(&str, &str); 6] = [
    ("hh-rlhf/lfs_pointer.jsonl.gz", "Git LFS pointer"),
    ("mgsm/", "has no header"),
    ("fireworks-cookbook/gcloud_log.jsonl", "is not known"),
    ("humaneval/HumanEval.jsonl.gz", "is not known"),
    ("self-instruct/user_oriented_instructions.jsonl", "is not known"),
    ("gorilla-bfcl/BFCL_v4_simple_python.json", "Berkeley"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending != "md") {
            found.push(path);
        }
    }
}

/// What is wrong with what became of a file; nothing when all is as it should be.
fn fault(data: &Path, file: &Path, target: &str) -> Option<String> {
    let name = file.strip_prefix(data).expect("it was found there").to_string_lossy().replace('\\', "/");
    let refusal = REFUSED.iter().find(|(start, _)| name.starts_with(start)).map(|(_, why)| *why);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = file.to_string_lossy();
    let args =
        ["emit", &path, "--target", target, "--allow-loss", "all", "--out", "out", "--output-format", "json"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    if code == 2 {
        let is_known = refusal.is_some_and(|why| stderr.contains(why));
        return (!is_known).then(|| format!("{name} for {target}: {stderr}"));
    }
    if refusal.is_some() {
        return Some(format!("{name} for {target} is read, and was not expected to be"));
    }
    let report: Value = serde_json::from_str(&stdout).expect("a report is JSON");
    let count = |key: &str| report[key].as_u64().unwrap_or_default();
    if count("train") + count("holdout") + count("rejected") != count("read") || count("read") == 0 {
        return Some(format!("{name} for {target}: the counts do not add up: {stdout}"));
    }
    let (verified, said, _) = outcome(&run(folder.path(), &["verify", "out"]));
    (verified != 0).then(|| format!("{name} for {target}: {said}"))
}

#[test]
fn every_real_file_goes_to_three_targets() {
    let Some(data) = shared_data() else {
        println!("skipped: there are no real files beside the project");
        return;
    };
    let mut found = Vec::new();
    files(&data, &mut found);
    assert!(found.len() > 40, "only {} files", found.len());
    let faults: Vec<String> = found
        .iter()
        .flat_map(|file| ["together", "gemini", "llama-factory"].map(|target| fault(&data, file, target)))
        .flatten()
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
