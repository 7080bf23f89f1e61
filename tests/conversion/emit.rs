//! The command: what it refuses, what it writes where, and what it says of it.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{chat, good_rows, outcome, run};

/// A folder with one file of rows in it.
fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
    }
    folder
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_str(&text(folder, "manifest.json")).expect("a manifest is JSON")
}

/// Emits, and checks the folder that was written.
fn emit(folder: &Path, args: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = outcome(&run(folder, &[&["emit"], args, &["--out", "out"]].concat()));
    if code < 2 {
        let (verified, stdout, stderr) = outcome(&run(folder, &["verify", "out"]));
        assert_eq!(verified, 0, "{stdout}{stderr}");
    }
    (code, stdout + &stderr)
}

fn reasoning(i: usize) -> String {
    json!({"messages": [
        {"role": "user", "content": format!("Is {i} even?")},
        {"role": "assistant", "reasoning_content": "Look at the last digit.", "content": format!("{i} it is.")},
    ]})
    .to_string()
        + "\n"
}

#[test]
fn a_loss_is_refused_until_it_is_allowed() {
    let folder = folder(&[("in.jsonl", good_rows(12) + &reasoning(1) + &reasoning(2))]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("reasoning, in 2 records (first in.jsonl:13)"), "{said}");
    assert!(said.contains("--allow-loss reasoning"), "{said}");
    assert!(!folder.path().join("out").exists(), "nothing is written");

    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai", "--allow-loss", "reasonin"]);
    assert!(code == 2 && said.contains("did you mean `reasoning`?"), "{said}");

    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai", "--allow-loss", "reasoning"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("lost reasoning"), "{said}");
    assert_eq!(manifest(&folder.path().join("out"))["losses"], json!({"reasoning": 2}));
    assert_eq!(text(folder.path(), "out/train.jsonl").lines().count(), 14);
    assert!(!text(folder.path(), "out/train.jsonl").contains("last digit"));
}

#[test]
fn a_common_move_needs_no_other_flag_and_says_what_changed() {
    let rows = good_rows(11)
        + &chat("How far?", "Not far.")
            .replace("{\"messages\"", "{\"parallel_tool_calls\": true, \"messages\"")
        + "\n";
    let folder = folder(&[("old-openai.jsonl", rows)]);
    let (code, said) = emit(folder.path(), &["old-openai.jsonl", "--target", "together"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("left out of the written rows: parallel_tool_calls (1)"), "{said}");
    let (code, said) = emit(folder.path(), &["old-openai.jsonl", "--target", "gemini", "--force"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Written as Gemini (12 records)"), "{said}");
}

#[test]
fn a_split_that_files_have_is_kept_under_the_names_that_the_target_knows() {
    let folder = folder(&[("train.jsonl", good_rows(8)), ("my.valid.jsonl", chat("Where?", "Here.") + "\n")]);
    let both = ["train.jsonl", "my.valid.jsonl"];
    let (code, said) = emit(folder.path(), &[&both[..], &["--target", "mlx"]].concat());
    assert_eq!(code, 0, "{said}");
    assert_eq!(text(folder.path(), "out/train.jsonl"), good_rows(8));
    assert_eq!(text(folder.path(), "out/valid.jsonl").lines().count(), 1);
    // A single file is trained on, whatever its name.
    let (code, said) = emit(folder.path(), &["my.valid.jsonl", "--target", "openai", "--force"]);
    assert_eq!(code, 1, "one example is too few: {said}");
    assert_eq!(text(folder.path(), "out/train.jsonl").lines().count(), 1);
    assert!(!folder.path().join("out/holdout.jsonl").exists());
}

#[test]
fn several_targets_share_one_split() {
    let folder = folder(&[("in.jsonl", good_rows(60))]);
    let args = ["prepare", "in.jsonl", "--target", "openai,gemini,llama-factory", "--out", "out"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    assert_eq!(code, 0, "{stdout}{stderr}");
    let (verified, stdout, _) = outcome(&run(folder.path(), &["verify", "out"]));
    assert_eq!(verified, 0, "{stdout}");
    let words = |name: &str| {
        let mut numbers: Vec<String> = text(folder.path(), name)
            .split(|c: char| !c.is_ascii_digit())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        numbers.dedup();
        numbers
    };
    let held_out = words("out/openai-chat/holdout.jsonl");
    assert!(!held_out.is_empty());
    assert_eq!(words("out/gemini-sft/holdout.jsonl"), held_out);
    assert_eq!(words("out/llamafactory-sharegpt/holdout.jsonl"), held_out);
    assert_eq!(
        manifest(&folder.path().join("out"))["targets"],
        json!(["openai-chat", "gemini-sft", "llamafactory-sharegpt"])
    );
    std::fs::write(folder.path().join("out/gemini-sft/train.jsonl"), "{}\n").expect("it can be spoilt");
    let (verified, said, _) = outcome(&run(folder.path(), &["verify", "out"]));
    assert_eq!(verified, 1, "a change in any of them is seen: {said}");
}

#[test]
fn masked_turns_become_rows_where_a_target_cannot_mask() {
    let row = json!({"messages": [
        {"role": "user", "content": "One?"}, {"role": "assistant", "content": "1", "weight": 0},
        {"role": "user", "content": "Two?"}, {"role": "assistant", "content": "2", "weight": 1},
        {"role": "user", "content": "Three?"}, {"role": "assistant", "content": "3"},
    ]});
    let folder = folder(&[("in.jsonl", format!("{row}\n{}", good_rows(4)))]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "trl"]);
    assert_eq!(code, 0, "{said}");
    let rows: Vec<Value> = text(folder.path(), "out/train.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 6, "two of the masked record, and one of each other");
    assert!(rows.iter().all(|row| row["prompt"].is_array() && row["completion"].is_array()), "{rows:?}");
    assert_eq!(
        (rows[0]["prompt"].as_array().map(Vec::len), &rows[0]["completion"][0]["content"]),
        (Some(3), &json!("2"))
    );
    assert_eq!(
        (rows[1]["prompt"].as_array().map(Vec::len), &rows[1]["completion"][0]["content"]),
        (Some(5), &json!("3"))
    );
    let counted = manifest(&folder.path().join("out"));
    assert_eq!((&counted["train"], &counted["rows"]["train"]), (&json!(5), &json!(6)));

    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "llama-factory", "--force"]);
    assert!(code == 0 && said.contains("mask_history: true"), "{said}");
}

#[test]
fn files_are_parted_where_a_target_limits_them() {
    let config = "[targets.small]\nlike = \"openai-chat\"\nmax-examples = 5\nmin-examples = 1\nallow = [\"too-many-examples\"]\n";
    let folder = folder(&[("in.jsonl", good_rows(12)), ("gristmill.toml", config.to_owned())]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "small"]);
    assert_eq!(code, 0, "{said}");
    let parts = ["out/train-00001.jsonl", "out/train-00002.jsonl", "out/train-00003.jsonl"];
    let all: String = parts.iter().map(|name| text(folder.path(), name)).collect();
    assert_eq!(all, good_rows(12));
    assert!(said.contains("train-00001.jsonl to train-00003.jsonl"), "{said}");
    assert!(text(folder.path(), "out/README.md").contains("train-00002.jsonl"), "the card names every part");
}

#[test]
fn a_target_of_ones_own_is_described_in_the_options_file() {
    let config = "[targets.ours]\nlike = \"openai-chat\"\ntitle = \"Our trainer\"\nmin-examples = 1\n\
                  message-members = [\"role\", \"content\"]\nsystem = \"beside\"\nmembers = [\"system\", \"messages\"]\n\
                  train = \"training\"\nholdout = \"validation\"\n";
    let row = r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Far?"}, {"role": "assistant", "content": "No."}]}"#;
    let folder = folder(&[("in.jsonl", format!("{row}\n")), ("gristmill.toml", config.to_owned())]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "ours"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("accept: Our trainer"), "{said}");
    assert_eq!(
        text(folder.path(), "out/training.jsonl"),
        "{\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":\"Far?\"},{\"role\":\"assistant\",\"content\":\"No.\"}]}\n"
    );
    let named = row.replace("\"Far?\"", "\"Far?\", \"name\": \"Ada\"");
    std::fs::write(folder.path().join("named.jsonl"), named).unwrap();
    let (code, said) = emit(folder.path(), &["named.jsonl", "--target", "ours", "--force"]);
    assert!(code == 2 && said.contains("names, in 1 record"), "it takes no names: {said}");
    let (_, listed, _) = outcome(&run(folder.path(), &["targets"]));
    assert!(listed.contains("ours"), "{listed}");
    std::fs::write(folder.path().join("gristmill.toml"), "[targets.ours]\nlike = \"opena-chat\"\n").unwrap();
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "ours", "--force"]);
    assert!(code == 2 && said.contains("openai-chat"), "{said}");
}

#[test]
fn members_are_read_under_other_names() {
    let rows: String = (0..12)
        .map(|i| {
            json!({"id": i, "q": format!("Stop {i}?"), "answers": [{"text": format!("It is {i}.")}]})
                .to_string()
                + "\n"
        })
        .collect();
    let folder = folder(&[("in.jsonl", rows)]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai"]);
    assert!(code == 2 && said.contains("--map"), "an unknown shape is helped: {said}");
    let map = ["--map", "prompt=q,completion=/answers/0/text"];
    let (code, said) = emit(folder.path(), &[&["in.jsonl", "--target", "openai"], &map[..]].concat());
    assert_eq!(code, 0, "{said}");
    assert!(text(folder.path(), "out/train.jsonl").starts_with(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Stop 0?\"},{\"role\":\"assistant\",\"content\":\"It is 0.\"}]}\n"
    ));
    // What is only copied keeps its own bytes.
    let (code, stdout, stderr) =
        outcome(&run(folder.path(), &[&["dedupe", "in.jsonl", "-o", "kept.jsonl"], &map[..]].concat()));
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert_eq!(text(folder.path(), "kept.jsonl"), text(folder.path(), "in.jsonl"));
}

#[test]
fn mixed_shapes_are_refused_unless_told_otherwise() {
    let pair = |i: usize| {
        json!({"prompt": format!("Stop {i}?"), "completion": format!("It is {i}.")}).to_string() + "\n"
    };
    let rows = good_rows(8) + &(0..8).map(pair).collect::<String>();
    let folder = folder(&[("in.jsonl", rows)]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("openai-chat") && said.contains("prompt-completion") && said.contains("line 9"),
        "{said}"
    );
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai", "--mixed"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(text(folder.path(), "out/train.jsonl").lines().count(), 16);
}

#[test]
fn a_byte_order_mark_is_written_where_it_is_asked_for() {
    let folder = folder(&[("in.jsonl", good_rows(12))]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "azure-openai", "--bom"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(text(folder.path(), "out/train.jsonl"), format!("\u{feff}{}", good_rows(12)));
}

#[test]
fn trainers_that_read_tables_get_parquet_where_it_is_asked_for() {
    let call = json!({"messages": [
        {"role": "user", "content": "Tide at Brest?"},
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "tide", "arguments": {"port": "Brest", "hours": [1, 2]}}},
        ]},
        {"role": "tool", "tool_call_id": "c1", "content": "4.1"},
        {"role": "assistant", "content": "It is 4.1 m."},
    ], "tools": [{"type": "function", "function": {"name": "tide", "parameters": {"type": "object", "properties": {}}}}]});
    let folder =
        folder(&[("train.jsonl", good_rows(40) + &format!("{call}\n")), ("test.jsonl", good_rows(3))]);
    let (code, said) =
        emit(folder.path(), &["train.jsonl", "test.jsonl", "--target", "trl", "--as", "parquet"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("data/train-00000-of-00001.parquet"), "{said}");
    assert!(text(folder.path(), "out/README.md").contains("path: data/holdout-00000-of-00001.parquet"));
    // What was written is read again, by ourselves here and by others in the test of loaders.
    let again = ["emit", "out", "--target", "openai", "--out", "again"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &again));
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert_eq!(text(folder.path(), "again/holdout.jsonl"), good_rows(3));
    let rows = text(folder.path(), "again/train.jsonl");
    assert_eq!(rows.lines().count(), 41);
    assert!(
        rows.lines()
            .last()
            .is_some_and(|row| row.contains(r#""arguments":"{\"port\":\"Brest\",\"hours\":[1,2]}""#)),
        "{rows}"
    );

    let (code, said) =
        emit(folder.path(), &["train.jsonl", "--target", "openai", "--as", "parquet", "--force"]);
    assert!(code == 2 && said.contains("takes JSON Lines, not Parquet"), "{said}");
}

#[test]
fn a_table_has_one_type_of_content() {
    let image = json!({"messages": [
        {"role": "user", "content": [
            {"type": "text", "text": "Which fruit?"},
            {"type": "image_url", "image_url": {"url": "https://example.org/fig.png"}},
        ]},
        {"role": "assistant", "content": "40"},
    ]});
    let folder = folder(&[("in.jsonl", good_rows(3) + &format!("{image}\n"))]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "trl", "--allow-loss", "image-columns"]);
    assert_eq!(code, 0, "{said}");
    // Otherwise a reader of tables takes the column for JSON, and the text "40" for a number.
    for line in text(folder.path(), "out/train.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let messages = row["messages"].as_array().unwrap();
        assert!(messages.iter().all(|message| message["content"].is_array()), "{line}");
    }
}

#[test]
fn a_mark_of_axolotl_is_a_weight_elsewhere() {
    let row = |i: usize| {
        json!({"messages": [
            {"role": "user", "content": format!("Stop {i}?")}, {"role": "assistant", "content": "Wait.", "train": false},
            {"role": "user", "content": "And?"}, {"role": "assistant", "content": format!("It is {i}."), "train": true},
        ]})
        .to_string()
            + "\n"
    };
    let folder = folder(&[("in.jsonl", (0..12).map(row).collect())]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "openai"]);
    assert_eq!(code, 0, "{said}");
    let written = text(folder.path(), "out/train.jsonl");
    let first: Value = serde_json::from_str(written.lines().next().unwrap()).unwrap();
    assert_eq!((&first["messages"][1]["weight"], &first["messages"][3]["weight"]), (&json!(0), &json!(1)));
    assert!(!written.contains("train"), "{written}");
}

#[test]
fn a_record_that_teaches_nothing_is_rejected() {
    let row = json!({"messages": [
        {"role": "user", "content": "One?"}, {"role": "assistant", "content": "1", "weight": 0},
    ]});
    let folder = folder(&[("in.jsonl", format!("{row}\n") + &good_rows(3))]);
    for target in ["trl-sft", "llama-factory", "gemini"] {
        let (code, said) =
            emit(folder.path(), &["in.jsonl", "--target", target, "--allow-loss", "all", "--force"]);
        assert_eq!(code, 0, "{said}");
        let counted = manifest(&folder.path().join("out"));
        assert_eq!((&counted["train"], &counted["rejected"]), (&json!(3), &json!(1)), "{target}: {said}");
    }
}

#[test]
fn results_follow_their_calls_where_there_are_no_ids() {
    let call = |id: &str, port: &str| json!({"id": id, "type": "function", "function": {"name": "tide", "arguments": json!({"port": port}).to_string()}});
    let row = json!({"messages": [
        {"role": "user", "content": "Tides?"},
        {"role": "assistant", "content": null, "tool_calls": [call("a", "Brest"), call("b", "Dover")]},
        {"role": "tool", "tool_call_id": "b", "content": "of Dover"},
        {"role": "tool", "tool_call_id": "a", "content": "of Brest"},
        {"role": "assistant", "content": "Done."},
    ], "tools": [{"type": "function", "function": {"name": "tide", "parameters": {"type": "object", "properties": {}}}}]});
    let folder = folder(&[("in.jsonl", format!("{row}\n"))]);
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "gemini"]);
    assert_eq!(code, 0, "{said}");
    let written = text(folder.path(), "out/train.jsonl");
    assert!(written.find("of Brest") < written.find("of Dover"), "{written}");

    // And back again: Gemini's results name their functions.
    let row = json!({"contents": [
        {"role": "user", "parts": [{"text": "Both?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}, {"functionCall": {"name": "g", "args": {}}}]},
        {"role": "user", "parts": [
            {"functionResponse": {"name": "g", "response": {"of": "g"}}}, {"functionResponse": {"name": "f", "response": {"of": "f"}}},
        ]},
        {"role": "model", "parts": [{"text": "thinking", "thought": true}, {"text": "Done."}]},
    ]});
    std::fs::write(folder.path().join("in.jsonl"), format!("{row}\n")).unwrap();
    let (code, said) = emit(folder.path(), &["in.jsonl", "--target", "together", "--force"]);
    assert_eq!(code, 0, "{said}");
    let row: Value = serde_json::from_str(text(folder.path(), "out/train.jsonl").trim()).unwrap();
    let messages = row["messages"].as_array().unwrap();
    assert_eq!(messages[2]["tool_call_id"], messages[1]["tool_calls"][0]["id"]);
    assert_eq!(messages[2]["content"], "{\"of\":\"f\"}");
    assert_eq!((&messages[4]["reasoning"], &messages[4]["content"]), (&json!("thinking"), &json!("Done.")));
}
