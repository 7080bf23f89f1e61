//! The real loaders of targets take what emit writes, asked by `loaders/check.py` where Python and they are present.
//!
//! `GRISTMILL_LOADERS` names a folder with the environments that `loaders/install` makes; without it, `python3` is
//! asked with the packages that it happens to have.

#![expect(clippy::print_stdout, reason = "what was not tested is said")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use gristmill::targets::{self, Layout};
use serde_json::{Value, json};

use crate::support::{chat, lines, outcome, root, run};

/// The environments: the name of each, and which targets it is asked about by their start.
const ENVIRONMENTS: [(&str, &str); 2] = [("main", ""), ("together-2", "together-")];
/// The exit code of a check without packages.
const NOTHING_ASKED: i32 = 77;

/// A target and a folder that was written for it.
type Written = (&'static str, PathBuf);

/// The fixtures by name: small, rich, one kind of record each.
fn fixtures() -> Vec<(String, PathBuf)> {
    let folder = root().join("fixtures/loaders");
    let entries = std::fs::read_dir(folder).expect("there are fixtures");
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    let mut named: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    named.sort();
    named
}

/// The ids of all targets.
fn ids() -> Vec<&'static str> {
    targets::ALL.iter().map(|target| target.id).collect()
}

/// The bytes of the rows to train on; nothing where there are none.
fn trained(folder: &Path, layout: Layout) -> Option<Vec<u8>> {
    let files = [format!("{}.jsonl", layout.train), format!("{}-00001.jsonl", layout.train)];
    let bytes = files.iter().find_map(|name| std::fs::read(folder.join(name)).ok())?;
    (!bytes.is_empty()).then_some(bytes)
}

/// Emits inputs for targets with anything lost that must be; gives the folders with rows.
fn emit(folder: &Path, out: &str, inputs: &[&str], targets: &[&'static str]) -> Vec<Written> {
    let named = targets.join(",");
    let flags = ["--target", &named, "--allow-loss", "all", "--out", out, "-q"];
    let args = [&["emit"], inputs, &flags[..]].concat();
    let (code, stdout, stderr) = outcome(&run(folder, &args));
    assert!(code < 2, "{args:?}: {stdout}{stderr}");
    let below = |id: &str| folder.join(out).join(if targets.len() > 1 { id } else { "" });
    let all = targets::ALL.iter().filter(|target| targets.contains(&target.id));
    all.map(|target| (target, below(target.id)))
        .filter(|(target, written)| trained(written, target.layout).is_some())
        .map(|(target, written)| (target.id, written))
        .collect()
}

/// Emits an input for each target without a loss; gives the folders with rows that are not those of `known`.
fn emit_whole(folder: &Path, out: &str, input: &str, known: &[Written]) -> Vec<Written> {
    let mut different = Vec::new();
    for target in targets::ALL {
        let out = format!("{out}-{}", target.id);
        let args = ["emit", input, "--target", target.id, "--out", &out, "-q"];
        let (code, stdout, stderr) = outcome(&run(folder, &args));
        if code == 2 {
            assert!(stderr.contains("would be lost"), "{args:?}: {stdout}{stderr}");
            continue;
        }
        let written = folder.join(out);
        let same = known.iter().find(|(id, _)| *id == target.id).map(|(_, lossy)| lossy);
        let own = trained(&written, target.layout);
        if own.is_some() && own != same.and_then(|lossy| trained(lossy, target.layout)) {
            different.push((target.id, written));
        }
    }
    different
}

/// What the loaders say.
struct Asked {
    /// What they refused, a line each.
    refused: String,
    /// Whether all of them are here.
    is_complete: bool,
}

/// Shows folders to the loaders of every environment.
fn ask(written: &[Written]) -> Asked {
    let (mut refused, mut is_complete) = (String::new(), true);
    let folder = std::env::var_os("GRISTMILL_LOADERS").map(PathBuf::from);
    for (name, targets) in ENVIRONMENTS {
        let python = match &folder {
            Some(folder) => folder.join(name).join("bin/python"),
            None if targets.is_empty() => PathBuf::from("python3"),
            None => {
                is_complete = false;
                continue;
            }
        };
        let mut command = Command::new(&python);
        command.arg(root().join("tests/loaders/check.py"));
        let asked = || written.iter().filter(|(target, _)| target.starts_with(targets));
        for (target, folder) in asked() {
            command.arg(target).arg(folder);
        }
        if asked().next().is_none() {
            continue;
        }
        let Ok(output) = command.output() else {
            println!("skipped: there is no {}", python.display());
            is_complete = false;
            continue;
        };
        let (code, stdout, stderr) = outcome(&output);
        let said = |start: &'static str| stdout.lines().filter(move |line| line.starts_with(start));
        // The second environment has one package.
        for line in said("skipped: ").filter(|_| targets.is_empty()) {
            println!("{line} for {}", python.display());
            is_complete = false;
        }
        println!("{}: {} of {} folders were taken", python.display(), said("ok ").count(), asked().count());
        refused.extend(said("refused ").flat_map(|line| [line, "\n"]));
        if !matches!(code, 0 | NOTHING_ASKED) && refused.is_empty() {
            let _ = writeln!(refused, "{} ended with {code}: {stdout}{stderr}", python.display());
        }
    }
    Asked { refused, is_complete }
}

/// Every fixture for every target that holds some of it, with all losses and without any.
#[test]
fn loaders_take_what_is_emitted() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut written = Vec::new();
    for (name, path) in fixtures() {
        let input = path.to_string_lossy();
        let lossy = emit(folder.path(), &name, &[&input], &ids());
        written.extend(emit_whole(folder.path(), &name, &input, &lossy));
        written.extend(lossy);
    }
    let held: BTreeSet<&str> = written.iter().map(|(target, _)| *target).collect();
    assert_eq!(held, ids().into_iter().collect(), "every target holds some fixture");
    let Asked { refused, .. } = ask(&written);
    assert!(refused.is_empty(), "{refused}");
}

/// Two inputs that are a split already, all kinds of records in one run: both splits are found, and files that were
/// parted too.
#[test]
fn loaders_find_both_splits_and_all_parts() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let put = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let rows = |from: usize, rows: usize| -> String {
        let row = |i: usize| chat(&format!("How far is stop {i}?"), &format!("It is {i} miles.")) + "\n";
        (from..from + rows).map(row).collect()
    };
    put("train.jsonl", rows(0, 30));
    put("valid.jsonl", rows(30, 10));
    let mut written = emit(folder.path(), "split", &["train.jsonl", "valid.jsonl"], &ids());
    for (target, written) in &written {
        let manifest: Value = serde_json::from_slice(&std::fs::read(written.join("manifest.json")).unwrap())
            .expect("a manifest is JSON");
        assert_eq!((&manifest["train"], &manifest["holdout"]), (&json!(30), &json!(10)), "{target}");
    }
    put("large.jsonl", rows(0, 10_005));
    let parted = emit(folder.path(), "parted", &["large.jsonl"], &["bedrock-claude", "bedrock-titan"]);
    for (target, written) in &parted {
        assert_eq!(lines(written, "train-00002.jsonl").len(), 5, "{target} takes 10,000 rows a file");
    }
    assert_eq!(parted.len(), 2);
    written.extend(parted);
    let tables =
        ["emit", "train.jsonl", "valid.jsonl", "--target", "trl", "--as", "parquet", "--out", "tables", "-q"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &tables));
    assert_eq!(code, 0, "{stdout}{stderr}");
    written.push(("trl-sft", folder.path().join("tables")));
    let Asked { refused, .. } = ask(&written);
    assert!(refused.is_empty(), "{refused}");
}

/// Where a loader can be asked at all, it refuses the rows of others: the checks are no empty words.
#[test]
fn loaders_refuse_the_rows_of_others() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let input = root().join("fixtures/loaders/chat.jsonl");
    let written = emit(folder.path(), "out", &[&input.to_string_lossy()], &["gemini-sft", "openai-chat"]);
    let [gemini, openai] = ["gemini-sft", "openai-chat"].map(|id| {
        written.iter().find(|(target, _)| *target == id).map(|(_, folder)| folder.clone()).unwrap()
    });
    let foreign: Vec<Written> = ["mistral-chat", "trl-sft", "trl-preference", "axolotl-chat", "mlx-chat"]
        .into_iter()
        .chain(["llamafactory-sharegpt", "gemini-preference", "openai-chat"])
        .map(|target| (target, gemini.clone()))
        .chain([("gemini-sft", openai)])
        .collect();
    let Asked { refused, is_complete } = ask(&foreign);
    for (target, _) in foreign.iter().filter(|_| is_complete) {
        assert!(refused.contains(&format!("refused {target} ")), "{target} takes anything: {refused}");
    }
}

/// The first row that is written for a target.
fn first(row: &Value, target: &'static str) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join("in.jsonl"), format!("{row}\n")).unwrap();
    assert_eq!(emit(folder.path(), "out", &["in.jsonl"], &[target]).len(), 1, "{row} is held by {target}");
    serde_json::from_slice(&lines(&folder.path().join("out"), "train.jsonl")[0]).expect("a row is JSON")
}

/// `DPOTrainer` looks at the first row of a file for a prompt, and expects the same of all.
#[test]
fn prompts_stand_apart_from_answers() {
    let [question, better, worse] = [("user", "Is it far?"), ("assistant", "A mile."), ("assistant", "No.")]
        .map(|(role, content)| json!({"role": role, "content": content}));
    let row = json!({"chosen": [question, better], "rejected": [question, worse]});
    let expected = json!({"prompt": [question], "chosen": [better], "rejected": [worse]});
    assert_eq!(first(&row, "trl-preference"), expected);
}

/// TRL counts a text as a place for every image when a message before it had none of its own.
#[test]
fn texts_beside_images_are_parts() {
    let image = json!({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}});
    let row = json!({"messages": [
        {"role": "user", "content": [{"type": "text", "text": "What is it?"}, image]},
        {"role": "assistant", "content": "A boat."},
        {"role": "user", "content": "Since when?"},
        {"role": "assistant", "content": "Since May."},
    ]});
    let written = first(&row, "trl-sft");
    let contents = written["messages"].as_array().expect("there are messages").iter();
    assert!(contents.map(|message| &message["content"]).all(Value::is_array), "{written:#}");
}

/// Trainers hand `content` to a chat template, and nothing else of an answer.
#[test]
fn refusals_are_answers_to_trainers() {
    let row = json!({"messages": [
        {"role": "user", "content": "Where does the captain live?"},
        {"role": "assistant", "content": null, "refusal": "I can't say."},
    ]});
    for target in ["axolotl-chat", "mlx-chat", "trl-sft"] {
        let written = first(&row, target);
        let answer = written["messages"][1].as_object().expect("the second message is an object");
        assert_eq!((&answer["content"], answer.get("refusal")), (&json!("I can't say."), None), "{target}");
    }
}

/// A text in parts is known to Together alone.
#[test]
fn texts_are_texts_to_trainers() {
    let row = json!({"text": [{"type": "text", "text": "Cast "}, {"type": "text", "text": "off!"}]});
    assert_eq!(first(&row, "together-text"), row);
    for target in ["mlx-chat", "trl-sft"] {
        assert_eq!(first(&row, target), json!({"text": "Cast off!"}), "{target}");
    }
}

/// LLaMA-Factory describes a tool by its parameters, and stops where it has none.
#[test]
fn tools_have_parameters_for_llamafactory() {
    let row = json!({
        "messages": [{"role": "user", "content": "Thanks."}, {"role": "assistant", "content": "Welcome."}],
        "tools": [{"type": "function", "function": {"name": "clock"}}],
    });
    let written = first(&row, "llamafactory-sharegpt");
    let tools: Value = serde_json::from_str(written["tools"].as_str().expect("tools are text")).unwrap();
    assert_eq!(tools[0]["parameters"], json!({"type": "object", "properties": {}}));
}
