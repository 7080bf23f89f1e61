//! What `prepare` writes for OpenAI's completion models: pairs of plain text, and nothing that does not fit into one.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::put;
use crate::support::{chat, lines, outcome, run};

/// What `prepare` made of a file: its manifest, and the rows of its files.
struct Written {
    manifest: Value,
    /// The rows of train and holdout, in no order.
    rows: BTreeSet<String>,
    rejected: Vec<Value>,
    folder: tempfile::TempDir,
}

/// Prepares some rows as a file, duplicates among them.
fn prepared(rows: &[String], target: &str) -> Written {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    put(folder.path(), "in.jsonl", rows.join("\n") + "\n");
    let args = ["prepare", "in.jsonl", "--target", target, "--out", "out", "-q", "--dedupe", "off"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    assert!(code < 2, "{stdout}{stderr}");
    let (verified, stdout, _) = outcome(&run(folder.path(), &["verify", "out"]));
    assert_eq!(verified, 0, "{stdout}");
    let out = folder.path().join("out");
    let text = |row: Vec<u8>| String::from_utf8(row).expect("a written row is UTF-8");
    let value = |row: Vec<u8>| serde_json::from_slice(&row).expect("a rejected row is JSON");
    let manifest = std::fs::read(out.join("manifest.json")).expect("the folder has a manifest");
    Written {
        manifest: serde_json::from_slice(&manifest).expect("the manifest is JSON"),
        rows: lines(&out, "train.jsonl").into_iter().chain(lines(&out, "holdout.jsonl")).map(text).collect(),
        rejected: lines(&out, "rejected.jsonl").into_iter().map(value).collect(),
        folder,
    }
}

fn set(rows: &[String]) -> BTreeSet<String> {
    rows.iter().cloned().collect()
}

/// A pair whose every blank means something, in bytes that no writer would choose.
fn pair(i: usize) -> String {
    format!(
        r#"{{"prompt" :"  Stop {i}, caf\u00e9:\t ->", "completion":  " It is {i} miles / kilom\u00e8tres.  \n"}}"#
    )
}

#[test]
fn pairs_are_kept_byte_for_byte() {
    let rows: Vec<String> = (0..40).map(pair).collect();
    let Written { manifest, rows: written, rejected, folder } = prepared(&rows, "openai-completions");
    assert_eq!((written, rejected), (set(&rows), Vec::<Value>::new()));
    assert_eq!((&manifest["verbatim"], &manifest["target"]), (&40.into(), &"openai-completions".into()));
    assert_eq!(manifest["verdict"], "accept");
    // What was written is what the target takes.
    let args = ["validate", "out/train.jsonl", "--target", "openai-completions", "--output-format", "json"];
    let (code, stdout, _) = outcome(&run(folder.path(), &args));
    let report: Value = serde_json::from_str(&stdout).expect("the report is JSON");
    assert_eq!((code, &report["summary"]["warn"]), (0, &0.into()), "{report:#}");
}

#[test]
fn members_beside_a_pair_are_cut_out_of_its_bytes() {
    let beside = |i: usize| pair(i).replace("\"completion\"", &format!("\"id\": {i}, \"completion\""));
    let rows: Vec<String> = (0..40).map(beside).collect();
    let Written { manifest, rows: written, .. } = prepared(&rows, "openai-completions");
    assert_eq!(written.len(), 40);
    assert_eq!(manifest["cut"], json!({"id": 40}));
    for i in 0..40 {
        let own: Value = serde_json::from_str(&pair(i)).expect("the pair is JSON");
        let kept = written.iter().filter(|row| row.contains(&format!("Stop {i},"))).collect::<Vec<_>>();
        let [kept] = kept[..] else { panic!("pair {i} is written once: {kept:?}") };
        assert_eq!(serde_json::from_str::<Value>(kept).expect("the row is JSON"), own);
        assert!(kept.contains(r"caf\u00e9:\t ->") && !kept.contains("\"id\""), "{kept}");
    }
}

#[test]
fn single_turns_become_pairs() {
    let alpaca = |i: usize| json!({"instruction": format!("Name stop {i}.  "), "input": "", "output": format!(" Stop {i} it is. \n")});
    let rows: Vec<String> = (0..40).map(|i| alpaca(i).to_string()).collect();
    let written = prepared(&rows, "openai-completions");
    let expected =
        |i: usize| format!(r#"{{"prompt":"Name stop {i}.  ","completion":" Stop {i} it is. \n"}}"#);
    assert_eq!(written.rows, (0..40).map(expected).collect(), "to the last blank");
    assert_eq!(written.rejected, Vec::<Value>::new());

    let with_input = |i: usize| json!({"instruction": "Name the stop.", "input": format!("Number {i}"), "output": format!("It is stop {i}.")});
    let rows: Vec<String> = (0..40).map(|i| with_input(i).to_string()).collect();
    let expected =
        |i: usize| format!(r#"{{"prompt":"Name the stop.\nNumber {i}","completion":"It is stop {i}."}}"#);
    assert_eq!(prepared(&rows, "openai-completions").rows, (0..40).map(expected).collect());

    let rows: Vec<String> =
        (0..40).map(|i| chat(&format!("Name stop {i}."), &format!("Stop {i} it is."))).collect();
    let expected = |i: usize| format!(r#"{{"prompt":"Name stop {i}.","completion":"Stop {i} it is."}}"#);
    assert_eq!(prepared(&rows, "openai-completions").rows, (0..40).map(expected).collect());
}

#[test]
fn what_a_pair_cannot_hold_is_rejected_with_a_reason() {
    let user = |i: usize| json!({"role": "user", "content": format!("Name stop {i}.")});
    let answer = |i: usize| json!({"role": "assistant", "content": format!("Stop {i} it is.")});
    let tool = json!({"type": "function", "function": {"name": "stop", "parameters": {"type": "object", "properties": {}}}});
    let image = json!({"type": "image_url", "image_url": {"url": "https://example.org/stop.png"}});
    let unfit = |i: usize| {
        [
            (
                "a system message",
                json!({"messages": [{"role": "system", "content": "Be brief."}, user(i), answer(i)]}),
            ),
            ("several turns", json!({"messages": [user(i), answer(i), user(i + 1), answer(i + 1)]})),
            ("tools", json!({"messages": [user(i), answer(i)], "tools": [tool]})),
            (
                "an image",
                json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "Where?"}, image]}, answer(i)]}),
            ),
        ]
    };
    let good: Vec<String> =
        (0..40).map(|i| chat(&format!("Name stop {i}."), &format!("Stop {i} it is."))).collect();
    let bad: Vec<(&str, Value)> = (100..110).flat_map(unfit).collect();
    let rows: Vec<String> = good.iter().cloned().chain(bad.iter().map(|(_, row)| row.to_string())).collect();
    let written = prepared(&rows, "openai-completions");
    assert_eq!(written.rows.len(), good.len());
    assert_eq!(written.manifest["rejected_by"], json!({"not-writable": bad.len()}));
    assert_eq!(written.rejected.len(), bad.len());
    for (row, (what, raw)) in written.rejected.iter().zip(&bad) {
        assert_eq!(row["rules"], json!(["not-writable"]), "{what}: {row}");
        assert_eq!(
            row["raw"].as_str().map(serde_json::from_str::<Value>).and_then(Result::ok).as_ref(),
            Some(raw)
        );
        let reason = row["reasons"].to_string();
        assert!(reason.contains("cannot hold"), "{what}: {row}");
    }
    let reason = |place: usize| written.rejected[place]["reasons"].to_string();
    assert!(reason(0).contains("system"), "{}", reason(0));
    assert!(reason(1).contains("one question and one answer"), "{}", reason(1));
    assert!(reason(2).contains("tools"), "{}", reason(2));
}

/// A chat that holds more than a pair is no business of the chat target.
#[test]
fn nothing_is_unwritable_for_chats() {
    let row = |i: usize| {
        json!({"messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": format!("Name stop {i}.")},
            {"role": "assistant", "content": format!("Stop {i} it is.")},
        ]})
    };
    let rows: Vec<String> = (0..40).map(|i| row(i).to_string()).collect();
    let written = prepared(&rows, "openai-chat");
    assert_eq!((written.rows, written.rejected), (set(&rows), Vec::<Value>::new()));
}

#[test]
fn half_a_character_is_not_written() {
    let good: Vec<String> =
        (0..40).map(|i| chat(&format!("Name stop {i}."), &format!("Stop {i} it is."))).collect();
    let half = chat("Name the HALF stop.", "It has no name.").replace("HALF", "\\ud83d");
    let rows: Vec<String> = good.iter().cloned().chain([half.clone()]).collect();
    for target in ["openai-chat", "openai-completions"] {
        let written = prepared(&rows, target);
        assert_eq!(written.rows.len(), good.len(), "{target}");
        assert_eq!(written.manifest["rejected_by"], json!({"lone-surrogate": 1}), "{target}");
        let [row] = &written.rejected[..] else { panic!("one row is rejected: {:?}", written.rejected) };
        assert_eq!((&row["rules"], &row["line"]), (&json!(["lone-surrogate"]), &41.into()), "{target}");
        assert_eq!(row["raw"], half.as_str(), "{target}: its bytes are kept");
    }
}
