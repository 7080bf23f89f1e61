//! What `inspect` tells of a dataset.

mod tokens;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{chat, outcome, root, run};

/// The report of `inspect` on files in a folder.
fn inspected(folder: &Path, args: &[&str]) -> Value {
    let args = [&["inspect"], args, &["--output-format", "json"]].concat();
    let (code, stdout, stderr) = outcome(&run(folder, &args));
    assert_eq!(code, 0, "{stderr}");
    serde_json::from_str(&stdout).expect("a report is JSON")
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file can be written");
}

#[test]
fn what_is_told_does_not_depend_on_threads() {
    let sample = root().join("fixtures/datasets/support-desk.jsonl");
    let sample = sample.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Several blocks of work, cut at other places for each number of threads.
    let text = std::fs::read_to_string(sample).unwrap().repeat(30);
    put(folder.path(), "many.jsonl", &text);
    let told = |threads| inspected(folder.path(), &["many.jsonl", "--compare", "--threads", threads]);
    let one = told("1");
    assert_eq!((&one["read"], &one["examples"]), (&json!(203 * 30), &json!(198 * 30)));
    for threads in ["2", "3", "5"] {
        assert_eq!(told(threads), one, "{threads} threads");
    }
}

#[test]
fn records_are_counted_by_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let system = |text: &str, question: &str, answer: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"system\", \"content\": \"{text}\"}}, {{\"role\": \"user\", \"content\": \"{question}\"}}, {{\"role\": \"assistant\", \"content\": \"{answer}\"}}]}}\n"
        )
    };
    let call = r#"{"messages": [{"role": "user", "content": "Rain in Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "forecast", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "a", "content": "wet"}, {"role": "assistant", "content": "Yes."}], "tools": [{"type": "function", "function": {"name": "forecast"}}]}"#;
    let rows = [
        system("Be brief.", "Translate into French the word: tea", "thé"),
        system("Be brief.", "Translate into French the word: milk", "lait"),
        // The same again, and the same question answered otherwise.
        system("Be brief.", "Translate into French the word: milk", "lait"),
        system("Be kind.", "Translate into French the word: milk", "du lait"),
        format!("{call}\n"),
        "{\"messages\": 1}\n".to_owned(),
        "\n".to_owned(),
    ];
    put(folder.path(), "in.jsonl", &rows.concat());
    let told = inspected(folder.path(), &["in.jsonl"]);
    assert_eq!((&told["read"], &told["examples"], &told["blank_lines"]), (&json!(6), &json!(5), &json!(1)));
    assert_eq!((&told["duplicates"], &told["repeated_prompts"]), (&json!(1), &json!(1)));
    assert_eq!(told["different_systems"], 2);
    assert_eq!(told["systems"][0]["text"], "Be brief.");
    assert_eq!(told["systems"][0]["examples"], 3);
    assert_eq!(told["systems"][1]["first"], json!({"file": "in.jsonl", "line": 4}));
    assert_eq!(told["openings"][0]["text"], "Translate into French the word:");
    assert_eq!(told["openings"][0]["examples"], 4);
    assert_eq!(told["openings"].as_array().unwrap().len(), 1, "what opens once is no template");
    assert_eq!(
        told["tools"],
        json!({"declaring": 1, "calling": 1, "calls": [{"name": "forecast", "calls": 1}]})
    );
    assert_eq!(told["turns"], json!({"p5": 1, "p50": 1, "p95": 2, "max": 2, "mean": 1.2}));
    let roles = told["roles"].as_array().unwrap();
    let assistant = roles.iter().find(|role| role["role"] == "assistant").unwrap();
    assert_eq!((&assistant["messages"], &assistant["examples"]), (&json!(6), &json!(5)));
    assert_eq!(told["longest"][0]["place"], json!({"file": "in.jsonl", "line": 5}));
}

#[test]
fn answers_that_are_labels_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let row = |i: usize, label: &str| chat(&format!("Message number {i} of the day"), label) + "\n";
    let rows: String = (0..100).map(|i| row(i, if i % 4 == 0 { "complaint" } else { "praise" })).collect();
    put(folder.path(), "in.jsonl", &rows);
    let answers = inspected(folder.path(), &["in.jsonl", "--no-tokens"])["answers"].clone();
    assert_eq!(
        answers["labels"],
        json!([{"label": "praise", "examples": 75}, {"label": "complaint", "examples": 25}])
    );
    // -(0.75 log 0.75 + 0.25 log 0.25) / log 2 = 0.811
    assert_eq!(answers["balance"], 0.811);
    let prose: String =
        (0..100).map(|i| chat(&format!("q {i}"), &format!("It is the answer {i}.")) + "\n").collect();
    put(folder.path(), "prose.jsonl", &prose);
    let answers = inspected(folder.path(), &["prose.jsonl", "--no-tokens"])["answers"].clone();
    assert_eq!((&answers["labels"], &answers["balance"]), (&json!([]), &Value::Null));
}

#[test]
fn repeats_are_of_what_is_seen_and_said_and_by_whom() {
    let folder = tempfile::tempdir().unwrap();
    let image = |url: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": [{{\"type\": \"text\", \"text\": \"What?\"}}, {{\"type\": \"image_url\", \"image_url\": {{\"url\": \"https://example.org/{url}\"}}}}]}}, {{\"role\": \"assistant\", \"content\": \"A pear.\"}}]}}\n"
        )
    };
    put(folder.path(), "images.jsonl", &(image("a.png") + &image("b.png") + &image("b.png")));
    let told = inspected(folder.path(), &["images.jsonl"]);
    assert_eq!((&told["duplicates"], &told["repeated_prompts"]), (&json!(1), &json!(0)));
    let label =
        |is_good: bool| json!({"prompt": "a", "completion": "b", "label": is_good}).to_string() + "\n";
    put(folder.path(), "labels.jsonl", &(label(true) + &label(false) + &label(true)));
    let told = inspected(folder.path(), &["labels.jsonl"]);
    assert_eq!((&told["duplicates"], &told["repeated_prompts"]), (&json!(1), &json!(1)));
}

#[test]
fn languages_are_told_by_records_from_all_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let english = chat(
        "How often should I water the young pear trees in summer?",
        "Once a week, and in the evening rather than at noon.",
    );
    let german = chat(
        "Wie oft soll ich die jungen Birnbäume im Sommer gießen?",
        "Einmal in der Woche, und lieber am Abend als am Mittag.",
    );
    let rows = (english + "\n").repeat(100) + &(german + "\n").repeat(3_900);
    put(folder.path(), "in.jsonl", &rows);
    let told = inspected(folder.path(), &["in.jsonl", "--no-tokens"]);
    let of = |name: &str| {
        let all = told["languages"].as_array().unwrap().iter();
        all.filter(|share| share["name"] == name)
            .map(|share| share["examples"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(of("eng"), 100, "{}", told["languages"]);
    assert!((3_000..5_000).contains(&of("deu")), "{}", told["languages"]);
}

#[test]
fn odd_records_are_named_with_what_is_odd() {
    let folder = tempfile::tempdir().unwrap();
    let usual: String = (0..60)
        .map(|i| {
            chat(&format!("How do I prune plant {i}?"), &"Cut it back in spring. ".repeat(3 + i % 3)) + "\n"
        })
        .collect();
    let long = chat("And the pear?", &"Cut it back in spring. ".repeat(400)) + "\n";
    let digits = chat("And the fig?", &"0123456789 ".repeat(8)) + "\n";
    put(folder.path(), "in.jsonl", &(usual + &long + &digits));
    let told = inspected(folder.path(), &["in.jsonl"]);
    let odd: Vec<(u64, &str)> = told["oddest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|odd| (odd["place"]["line"].as_u64().unwrap(), odd["what"].as_str().unwrap()))
        .collect();
    assert!(
        odd.iter().any(|(line, what)| *line == 61 && what.contains("characters are answered")),
        "{odd:?}"
    );
    assert!(odd.iter().any(|(line, what)| *line == 62 && what.contains("are letters")), "{odd:?}");
    assert_eq!(told["longest"][0]["place"]["line"], 61);
}

#[test]
fn every_form_of_record_can_be_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let forms = [
        ("pair", r#"{"prompt": "a b", "completion": "c"}"#),
        ("alpaca", r#"{"instruction": "a", "input": "b", "output": "c"}"#),
        ("text", r#"{"text": "a b c"}"#),
        ("preference", r#"{"prompt": "a", "chosen": "b", "rejected": "c"}"#),
        ("label", r#"{"prompt": "a", "completion": "b", "label": true}"#),
        ("prompts", r#"{"prompt": "a b"}"#),
        ("steps", r#"{"prompt": "a", "completions": ["b", "c"], "labels": [true, false]}"#),
    ];
    for (name, row) in forms {
        let file = format!("{name}.jsonl");
        put(folder.path(), &file, &format!("{row}\n").repeat(3));
        let told = inspected(folder.path(), &[&file, "--compare"]);
        assert_eq!(told["examples"], 3, "{name}");
        assert!(told["tokens"]["tokens"].as_u64().unwrap() >= 6, "{name}: {}", told["tokens"]);
    }
    put(folder.path(), "empty.jsonl", "");
    let told = inspected(folder.path(), &["empty.jsonl", "--compare"]);
    assert_eq!((&told["read"], &told["tokens"]["tokens"]), (&json!(0), &json!(0)));
}
