//! The command line: what it prints, how it ends, and what it takes. Every command has its snapshot, which
//! `SNAPSHOTS=overwrite cargo test` writes anew.

mod folders;
mod help;
mod readme;

use std::path::Path;

use tempfile::TempDir;

use crate::support::{self, chat, good_rows, outcome, run};

/// The sample dataset, as it is named in a workspace and in the repository.
const SAMPLE: &str = "fixtures/datasets/support-desk.jsonl";
/// A small file with a dozen faults.
const FAULTS: &str = "fixtures/rules/faults.jsonl";

/// Compares a text with its snapshot; `SNAPSHOTS=overwrite` writes the snapshot anew.
pub fn snapshot(name: &str, actual: &str) {
    let path = support::root().join("tests/snapshots").join(name);
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(actual, expected);
}

/// A fresh folder with a copy of the fixtures, so that inputs and outputs have the same short names everywhere.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    copy(&support::root().join("fixtures"), &folder.path().join("fixtures"));
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a fixture folder can be listed") {
        let path = entry.expect("a fixture folder can be listed").path();
        let to = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).expect("a fixture can be copied");
        }
    }
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a temporary file can be written");
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("a file that was written can be read")
}

/// A run as a snapshot shows it: the command, what it printed, and how it ended.
fn transcript(folder: &Path, args: &[&str]) -> String {
    let (code, stdout, stderr) = outcome(&run(folder, args));
    let aside = if stderr.is_empty() { String::new() } else { format!("[standard error]\n{stderr}") };
    format!("$ gristmill {}\n{stdout}{aside}[exit code {code}]\n", args.join(" "))
}

/// Runs a command that must end with a code; gives standard output and standard error.
fn ends(folder: &Path, code: i32, args: &[&str]) -> (String, String) {
    let (ended, stdout, stderr) = outcome(&run(folder, args));
    assert_eq!(ended, code, "gristmill {}\n{stdout}{stderr}", args.join(" "));
    (stdout, stderr)
}

#[test]
fn validate_in_every_form() {
    let folder = workspace();
    snapshot("validate.full.txt", &transcript(folder.path(), &["validate", FAULTS, "--target", "openai"]));
    let concise = ["validate", FAULTS, "--output-format", "concise", "--max-findings", "2"];
    snapshot("validate.concise.txt", &transcript(folder.path(), &concise));
    let (json, _) = ends(folder.path(), 1, &["validate", FAULTS, "-t", "openai", "--output-format", "json"]);
    snapshot("validate.json", &json);
}

#[test]
fn dedupe_keeps_lines_and_says_what_went() {
    let folder = workspace();
    snapshot("dedupe.txt", &transcript(folder.path(), &["dedupe", SAMPLE, "-o", "kept.jsonl"]));
    let (records, summary) = ends(folder.path(), 0, &["dedupe", SAMPLE, "-o", "-"]);
    assert_eq!(records, read(folder.path(), "kept.jsonl"), "a stream and a file get the same records");
    assert!(
        summary.contains("removed") && !records.contains("removed  "),
        "the summary goes aside: {summary}"
    );
    let input = read(folder.path(), SAMPLE);
    let lines: Vec<&str> = input.lines().collect();
    assert!(records.lines().all(|record| lines.contains(&record)), "kept records are lines of the input");
    let (_, summary) = ends(folder.path(), 0, &["dedupe", SAMPLE, "-o", "-", "-q"]);
    assert_eq!(summary, "");
}

#[test]
fn score_gives_reasons_and_passes_good_records() {
    let folder = workspace();
    let args = ["score", SAMPLE, "--scores", "scores.jsonl", "-o", "good.jsonl"];
    snapshot("score.txt", &transcript(folder.path(), &args));
    let scores = read(folder.path(), "scores.jsonl");
    let condemned: String =
        scores.lines().filter(|row| row.contains("\"grade\":\"E\"")).flat_map(|row| [row, "\n"]).collect();
    snapshot("score.scores.txt", &condemned);
    assert_eq!(scores.lines().count(), 203, "every record has its line");
    let good = read(folder.path(), "good.jsonl").lines().count();
    assert_eq!(good, scores.lines().count() - condemned.lines().count());
    let (stream, _) = ends(folder.path(), 0, &["score", SAMPLE, "--scores", "-"]);
    assert_eq!(stream, scores);
    ends(folder.path(), 2, &["score", SAMPLE, "--scores", "same.jsonl", "-o", "same.jsonl"]);
}

#[test]
fn exit_codes_say_how_it_ended() {
    let folder = workspace();
    put(folder.path(), "good.jsonl", &good_rows(60));
    put(folder.path(), "few.jsonl", &good_rows(5));
    put(folder.path(), "bad.jsonl", &chat("Hi", ""));
    let cases: [(i32, &str); 25] = [
        (0, "prepare good.jsonl --target openai --out a"),
        (1, "prepare few.jsonl --target openai --out b"),
        (2, "prepare good.jsonl --target openai --out a"),
        (0, "prepare good.jsonl --target openai --out a --force"),
        (2, "prepare good.jsonl --target openai --out fixtures --force"),
        (2, "prepare good.jsonl --target openai"),
        (2, "prepare good.jsonl --out c"),
        (2, "prepare missing.jsonl --target openai --out c"),
        (0, "validate good.jsonl"),
        (0, "validate good.jsonl --target openai-chat"),
        (1, "validate bad.jsonl"),
        (1, "validate few.jsonl --target openai"),
        (2, "validate missing.jsonl"),
        (2, "validate"),
        (2, "validate good.jsonl --no-such-flag"),
        (0, "dedupe good.jsonl"),
        (2, "dedupe good.jsonl -o good.jsonl"),
        (0, "score bad.jsonl"),
        (2, "score good.jsonl --min-score 101"),
        (0, "split good.jsonl --out d"),
        (2, "split good.jsonl --out d"),
        (2, "split good.jsonl --out e --holdout 1.5"),
        (0, "verify a"),
        (2, "verify fixtures"),
        (2, "no-such-command"),
    ];
    for (code, line) in cases {
        let (_, stderr) = ends(folder.path(), code, &line.split(' ').collect::<Vec<_>>());
        assert_eq!(code == 2, stderr.starts_with("error: "), "{line}: {stderr}");
    }
    assert!(folder.path().join("b/manifest.json").is_file(), "a folder that a target refuses is complete");
    assert!(!folder.path().join("c").exists() && !folder.path().join("e").exists());
}

#[test]
fn a_misspelt_name_is_told_the_right_one() {
    let folder = workspace();
    let cases = [
        ("validate F --target opnai", "`opnai`", "did you mean `openai`?"),
        ("validate F --target openai-chta", "`openai-chta`", "did you mean `openai-chat`?"),
        ("validate F --target zzz", "`zzz`", "known targets: openai-chat"),
        ("validate F --shape sharegtp", "`sharegtp`", "did you mean `sharegpt`?"),
        ("validate F --shape zzz", "`zzz`", "known shapes: gemini-preference, gemini"),
        ("valdate F", "'valdate'", "'validate'"),
        ("validate F --taget openai", "'--taget'", "'--target'"),
        ("dedupe F --level near-ish", "'near-ish'", "exact, normalised"),
        ("validate F --output-format yaml", "'yaml'", "full, concise, json"),
    ];
    for (line, typed, meant) in cases {
        let args: Vec<&str> = line.split(' ').map(|word| if word == "F" { SAMPLE } else { word }).collect();
        let (_, stderr) = ends(folder.path(), 2, &args);
        assert!(stderr.contains(typed) && stderr.contains(meant), "{line}: {stderr}");
    }
}

#[test]
fn the_options_file_counts_and_its_mistakes_are_named() {
    let folder = workspace();
    put(folder.path(), "gristmill.toml", "target = \"openai\"\n\n[split]\nholdout = 20\n");
    let (stdout, _) = ends(folder.path(), 0, &["prepare", SAMPLE, "--out", "a"]);
    assert!(stdout.contains("holdout    20 "), "the file's holdout is drawn: {stdout}");
    let (stdout, _) = ends(folder.path(), 0, &["prepare", SAMPLE, "--out", "b", "--holdout", "25"]);
    assert!(stdout.contains("holdout    25 "), "a flag is stronger than the file: {stdout}");

    put(folder.path(), "gristmill.toml", "target = \"openai\"\n\n[split]\nholdoout = 20\n");
    let (_, stderr) = ends(folder.path(), 2, &["validate", SAMPLE]);
    assert!(stderr.contains("gristmill.toml:4: ") && stderr.contains("`holdoout`"), "{stderr}");
    put(folder.path(), "other.toml", "targt = \"openai\"\n");
    let (_, stderr) = ends(folder.path(), 2, &["validate", SAMPLE, "--config", "other.toml"]);
    assert!(stderr.contains("other.toml:1: ") && stderr.contains("`targt`"), "{stderr}");
    let (_, stderr) = ends(folder.path(), 2, &["validate", SAMPLE, "--config", "missing.toml"]);
    assert!(stderr.contains("missing.toml"), "{stderr}");
}

#[test]
fn quiet_leaves_findings_and_nothing_else() {
    let folder = workspace();
    let silent = [
        "prepare fixtures/datasets/support-desk.jsonl --target openai --out a -q",
        "split fixtures/datasets/support-desk.jsonl --out b -q",
        "dedupe fixtures/datasets/support-desk.jsonl --out c.jsonl -q",
        "score fixtures/datasets/support-desk.jsonl --scores d.jsonl -q",
        "verify a -q",
    ];
    for line in silent {
        let printed = ends(folder.path(), 0, &line.split(' ').collect::<Vec<_>>());
        assert_eq!(printed, (String::new(), String::new()), "{line}");
    }
    let (stdout, stderr) = ends(folder.path(), 1, &["validate", FAULTS, "-q", "--output-format", "concise"]);
    assert!(stdout.lines().all(|line| line.starts_with(FAULTS) || line.starts_with("dataset: ")), "{stdout}");
    assert_eq!(stderr, "");
}

#[test]
fn reports_go_where_they_are_sent() {
    let folder = workspace();
    let (report, _) = ends(folder.path(), 1, &["validate", FAULTS, "--output-format", "json"]);
    let to_file = ["validate", FAULTS, "--output-format", "json", "--output-file", "report.json"];
    assert_eq!(ends(folder.path(), 1, &to_file), (String::new(), String::new()));
    assert_eq!(read(folder.path(), "report.json"), report);
    let output = support::gristmill(folder.path())
        .args(["validate", FAULTS])
        .env("GRISTMILL_OUTPUT_FORMAT", "json")
        .output()
        .expect("the binary runs");
    assert_eq!(outcome(&output).1, report, "the environment chooses the form too");

    let coloured = |color: &str| {
        let mut command = support::gristmill(folder.path());
        command.env_remove("NO_COLOR").args(["validate", FAULTS, "--color", color]);
        outcome(&command.output().expect("the binary runs")).1
    };
    assert!(coloured("always").contains("\u{1b}["));
    assert!(!coloured("auto").contains("\u{1b}["), "a pipe gets no colours");
}
