//! Lengths in tokens: counted with the user's own tokenizer, or estimated and said to be so.

use serde_json::json;

use super::{found, put, report};
use crate::support::{chat, good_rows, outcome, run};

/// A tokenizer for which every word between blanks is a token.
fn tokenizer() -> String {
    let model = json!({"type": "WordLevel", "vocab": {"[UNK]": 0, "word": 1}, "unk_token": "[UNK]"});
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": null,
        "decoder": null,
        "model": model,
    })
    .to_string()
}

/// The message about the length of a record with so many words in the prompt and in the answer, if there is one.
fn length(prompt: usize, answer: usize, target: &str, more: &[&str]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let words = |count: usize| vec!["word"; count].join(" ");
    put(folder.path(), "tokenizer.json", tokenizer());
    let row = chat(&words(prompt), &words(answer)) + "\n";
    put(folder.path(), "in.jsonl", good_rows(60) + &row);
    let report = report(folder.path(), &[&["in.jsonl", "--target", target], more].concat());
    let lines: Vec<_> = found(&report).into_iter().filter(|(rule, ..)| *rule == "over-token-limit").collect();
    assert!(lines.iter().all(|(_, _, line)| *line == Some(61)) && lines.len() < 2, "{lines:?}");
    let findings = report["findings"].as_array().expect("findings").iter();
    let about_length = findings.filter(|finding| finding["rule"] == "over-token-limit");
    about_length.map(|finding| finding["message"].as_str().unwrap_or_default().to_owned()).next()
}

const COUNTED: [&str; 2] = ["--tokenizer", "tokenizer.json"];

#[test]
fn a_tokenizer_of_the_user_counts_exactly() {
    // Four tokens around each message are a guess: 2,000 and 100 words are about 2,108 tokens.
    let message = length(2000, 100, "mlx-chat", &COUNTED).expect("2,108 tokens are too many");
    assert!(message.starts_with("about 2,108 tokens"), "{message}");
    assert!(message.contains("takes 2,048"), "{message}");
    assert!(message.contains("60 are cut at the end, 60 of the 100 of the answer among them"), "{message}");
}

#[test]
fn an_answer_behind_the_limit_is_lost_altogether() {
    let message = length(3000, 20, "mlx-chat", &COUNTED).expect("3,028 tokens are too many");
    assert!(message.contains("980 are cut at the end, 20 of the 20 of the answer among them"), "{message}");
}

#[test]
fn the_limit_itself_is_not_too_long() {
    assert_eq!(length(2000, 40, "mlx-chat", &COUNTED), None, "2,048 tokens fit");
    let message = length(2000, 41, "mlx-chat", &COUNTED).expect("2,049 tokens do not");
    assert!(message.contains("1 are cut at the end, 1 of the 41"), "{message}");
}

#[test]
fn without_a_tokenizer_the_number_is_an_estimate() {
    let message = length(2000, 100, "mlx-chat", &[]).expect("10,498 bytes are more than 2,048 tokens");
    // Four bytes a token, rounded up: 2,500 and 125, and four around each message.
    assert!(message.starts_with("about 2,633 tokens"), "{message}");
    assert!(message.contains("takes 2,048"), "{message}");
}

#[test]
fn embedded_vocabularies_need_no_tokenizer() {
    let message = length(66_000, 10, "openai-chat", &[]).expect("66,021 tokens are too many");
    assert!(message.starts_with("66,021 tokens") && !message.contains("about"), "{message}");
    assert!(message.contains("takes 65,536"), "{message}");
    assert!(message.contains("10 of the 10 of the answer"), "{message}");
}

/// The model decides which of a target's limits counts.
#[test]
fn a_named_model_has_its_own_limit() {
    assert_eq!(length(20_000, 10, "openai-chat", &[]), None, "the target's first model takes 65,536");
    let message = length(20_000, 10, "openai-chat", &["--model", "gpt-3.5-turbo"]);
    let message = message.expect("an older model takes fewer");
    assert!(message.contains("takes 16,385"), "{message}");
}

#[test]
fn what_is_no_tokenizer_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    put(folder.path(), "in.jsonl", good_rows(12));
    put(folder.path(), "tokenizer.json", "{}");
    for file in ["tokenizer.json", "missing.json"] {
        let args = ["validate", "in.jsonl", "--target", "mlx", "--tokenizer", file];
        let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains(file), "{stderr}");
    }
}
