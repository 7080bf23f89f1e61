//! Faults that were found by trying, each named by what must hold.

use serde_json::Value;

use crate::support::{good_rows, lines, outcome, run};

/// Validates some text as a file; gives the findings.
fn findings(text: &str, args: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), text).unwrap();
    let args = [&["validate", "in.jsonl", "--output-format", "json"], args].concat();
    let (_, stdout, stderr) = outcome(&run(folder.path(), &args));
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("no report: {stderr}"));
    report["findings"].as_array().unwrap().clone()
}

/// Prepares twelve records of one form; gives the rules under which the rejected ones are counted.
fn rejected(record: impl Fn(usize) -> Value) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..12).map(|i| record(i).to_string() + "\n").collect();
    std::fs::write(folder.path().join("in.jsonl"), text).unwrap();
    let (code, _, stderr) =
        outcome(&run(folder.path(), &["prepare", "in.jsonl", "--target", "openai", "--out", "out", "-q"]));
    assert!(code < 2, "{stderr}");
    let rows = lines(&folder.path().join("out"), "rejected.jsonl");
    let rule = |row: Vec<u8>| {
        serde_json::from_slice::<Value>(&row).unwrap()["rules"][0].as_str().unwrap().to_owned()
    };
    rows.into_iter().map(rule).collect()
}

#[test]
fn nothing_that_means_something_is_lost_in_a_conversion() {
    let all_lost = vec!["unread-field".to_owned(); 12];
    let turns = |i: usize| {
        serde_json::json!([
            {"from": "human", "value": format!("Question {i}?")},
            {"from": "gpt", "value": format!("Answer {i}."), "loss": false},
        ])
    };
    let text = |what: &str, i: usize| format!("{what} number {i}.");
    let json = |i: usize, more: &str, value: Value| {
        let mut record = serde_json::json!({"prompt": text("Prompt", i), "response": text("Response", i)});
        record[more] = value;
        record
    };
    assert_eq!(rejected(|i| json(i, "label", 0.into())), all_lost, "a verdict on the answer");
    assert_eq!(rejected(|i| json(i, "answer", "Another one.".into())), all_lost, "a second answer");
    assert_eq!(rejected(|i| json(i, "input", "The text it is about.".into())), all_lost, "an input");
    assert_eq!(rejected(|i| serde_json::json!({"conversation": turns(i)})), all_lost, "a mask on a turn");
    assert_eq!(
        rejected(
            |i| serde_json::json!({"instruction": text("Do", i), "output": text("Done", i), "response": "Not done."})
        ),
        all_lost,
        "the answer under the other name"
    );
    assert_eq!(rejected(|i| json(i, "id", i.into())), Vec::<String>::new(), "metadata may go");
    assert_eq!(rejected(|i| json(i, "label", Value::Null)), Vec::<String>::new(), "and so may nothing");
}

#[test]
fn labels_that_look_like_placeholders_are_labels() {
    let labels = ["todo", "done", "n/a", "None"];
    let record = |i: usize| serde_json::json!({"prompt": format!("Ticket {i} was opened."), "completion": labels[i % 4]});
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..60).map(|i| record(i).to_string() + "\n").collect();
    std::fs::write(folder.path().join("in.jsonl"), text).unwrap();
    let (code, stdout, _) = outcome(&run(folder.path(), &["score", "in.jsonl", "--output-format", "json"]));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &report["dropped"]), (0, &0.into()), "{report}");
    assert_eq!(report["pardoned"], serde_json::json!(["serialised-null", "placeholder"]));
}

#[test]
fn where_the_answer_begins_makes_another_record() {
    let folder = tempfile::tempdir().unwrap();
    let words: Vec<&str> = "one two three four five six".split(' ').collect();
    let record =
        |at: usize| serde_json::json!({"prompt": words[..at].join(" "), "completion": words[at..].join(" ")});
    let text: String = (1..6).map(|at| record(at).to_string() + "\n").collect();
    std::fs::write(folder.path().join("in.jsonl"), text).unwrap();
    let (_, stdout, _) = outcome(&run(folder.path(), &["dedupe", "in.jsonl", "--output-format", "json"]));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&report["removed"], &report["normalised"]["surplus"]), (&0.into(), &4.into()));
}

#[test]
fn columns_are_those_of_the_file_or_none() {
    let record = r#"{"messages": [{"role": "user", "content": "é?"}, {"role": "asistant", "content": "b"}]}"#;
    let place = |finding: &Value| (finding["line"].as_u64(), finding["column"].as_u64());
    let before = &record[..record.find("\"asistant\"").unwrap()];
    let role = findings(record, &[]);
    assert_eq!(
        place(&role[0]),
        (Some(1), Some(before.chars().count() as u64 + 1)),
        "in characters, not bytes"
    );
    let array = findings(&format!("[{record}, {record}]"), &[]);
    assert_eq!(
        (array.len(), place(&array[1])),
        (2, (Some(1), None)),
        "an element starts somewhere on its line"
    );
    let spread = findings(&format!("[\n{}\n]", record.replace(", {", ",\n  {")), &[]);
    assert_eq!(place(&spread[0]), (Some(3), Some(12)), "from its second line on the column is known");
}

#[test]
fn null_members_are_absent_for_the_shape_and_cut_for_the_target() {
    let record = |i: usize| {
        serde_json::json!({"tools": null, "messages": [
            {"role": "user", "content": format!("Question {i}?"), "name": null},
            {"role": "assistant", "content": format!("Answer {i}."), "tool_calls": null, "refusal": null},
        ]})
    };
    assert_eq!(rejected(record), Vec::<String>::new());
    let text: String = (0..12).map(|i| record(i).to_string() + "\n").collect();
    assert!(findings(&text, &[]).iter().all(|finding| finding["level"] == "info"));
    let refused = findings(&text, &["--target", "openai"]);
    let of_first = refused.iter().filter(|finding| finding["line"] == 1);
    let pointers: Vec<_> = of_first.map(|finding| finding["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/tools", "/messages/0/name", "/messages/1/tool_calls"]);
}

#[test]
fn two_outputs_never_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), good_rows(12)).unwrap();
    for args in [
        ["dedupe", "in.jsonl", "--out", "o.jsonl", "--output-file", "./o.jsonl"],
        ["score", "in.jsonl", "--out", "o.jsonl", "--scores", "./o.jsonl"],
    ] {
        let (code, _, stderr) = outcome(&run(folder.path(), &args));
        assert_eq!(code, 2, "{args:?}");
        assert!(stderr.contains("named for two outputs"), "{stderr}");
        assert!(!folder.path().join("o.jsonl").exists());
    }
}

#[test]
fn a_file_of_mostly_unknown_records_is_not_guessed_at() {
    let folder = tempfile::tempdir().unwrap();
    let unknown = "{\"foo\": 1, \"bar\": 2}\n";
    std::fs::write(folder.path().join("in.jsonl"), unknown.repeat(50) + &good_rows(6)).unwrap();
    let (code, _, stderr) =
        outcome(&run(folder.path(), &["prepare", "in.jsonl", "-t", "openai", "-o", "out"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("`foo` (50 of 56)"), "{stderr}");
    std::fs::write(folder.path().join("in.jsonl"), good_rows(60) + &unknown.repeat(20)).unwrap();
    let (code, _, stderr) =
        outcome(&run(folder.path(), &["prepare", "in.jsonl", "-t", "openai", "-o", "out"]));
    assert_eq!(code, 2);
    assert!(stderr.contains("20 of no known shape (first on line 61)"), "{stderr}");
}
