//! What training costs, worked by hand: the prices are those of `src/targets/prices.rs`, the tokens are counted with a
//! tokenizer for which every word is one, or estimated at four bytes each.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{chat, outcome, run};

/// A tokenizer for which every word between blanks is a token.
fn put_tokenizer(folder: &Path) {
    let model = json!({"type": "WordLevel", "vocab": {"[UNK]": 0, "word": 1}, "unk_token": "[UNK]"});
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null, "model": model,
    });
    put(folder, "tokenizer.json", &tokenizer.to_string());
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file can be written");
}

fn words(count: usize) -> String {
    vec!["word"; count].join(" ")
}

/// Rows of a question and an answer of so many words.
fn rows(count: usize, question: usize, answer: usize) -> String {
    let row = chat(&words(question), &words(answer)) + "\n";
    row.repeat(count)
}

/// The cost of a model as `inspect` tells it, and the notes of its target.
fn cost(folder: &Path, args: &[&str]) -> (Value, Value) {
    let args = [&["inspect"], args, &["--output-format", "json"]].concat();
    let (code, stdout, stderr) = outcome(&run(folder, &args));
    assert_eq!(code, 0, "{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("a report is JSON");
    let costs = &report["costs"][0];
    (costs["models"][0].clone(), costs.clone())
}

/// Epochs, charged tokens and dollars.
fn numbers(model: &Value) -> (Option<u64>, u64, f64) {
    (model["epochs"].as_u64(), model["charged"].as_u64().unwrap(), model["usd"].as_f64().unwrap())
}

const COUNTED: [&str; 2] = ["--tokenizer", "tokenizer.json"];

#[test]
fn openai_by_its_rule_of_epochs() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &rows(40, 10, 5));
    let args = [&["in.jsonl", "--target", "openai-chat", "--model", "gpt-4o-mini"][..], &COUNTED].concat();
    let (model, notes) = cost(folder.path(), &args);
    // A row has 10 + 5 words, 4 tokens around each message and 3 for the answer to come: 26; 40 rows have 1,040.
    // Three times 40 is not below 100: 3 epochs, 3,120 tokens at 3.00 USD a million.
    assert_eq!(numbers(&model), (Some(3), 3_120, 0.009_36));
    assert_eq!((&model["tokens"], &model["is_exact"]), (&json!(1_040), &json!(true)));
    assert_eq!(model["as_of"], "2026-10");
    assert!(model["source"].as_str().unwrap().contains("https://developers.openai.com/"), "{model}");
    assert_eq!(notes["closes"], "2027-01-06");
}

#[test]
fn openai_where_a_row_is_cut_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &(rows(9, 10, 5) + &rows(1, 20_000, 100)));
    let args =
        [&["in.jsonl", "--target", "openai-chat", "--model", "gpt-3.5-turbo-0125"][..], &COUNTED].concat();
    let (model, _) = cost(folder.path(), &args);
    // Nine rows of 26 tokens are 234. The tenth has 20,000 + 100 + 4 + 4 + 3 = 20,111, of which 16,385 are taken.
    // Three times 10 is below 100: 100 / 10 = 10 epochs of 16,619 tokens at 8.00 USD a million.
    assert_eq!(numbers(&model), (Some(10), 166_190, 1.329_52));
}

#[test]
fn openai_pairs_have_nothing_around_them() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    let row = json!({"prompt": words(8), "completion": words(2)}).to_string() + "\n";
    put(folder.path(), "in.jsonl", &row.repeat(60));
    let args =
        [&["in.jsonl", "--target", "openai-completions", "--model", "babbage-002"][..], &COUNTED].concat();
    // 60 rows of 10 words, 3 epochs, 0.40 USD a million.
    assert_eq!(numbers(&cost(folder.path(), &args).0), (Some(3), 1_800, 0.000_72));
}

#[test]
fn azure_with_epochs_of_the_users_own() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &rows(40, 10, 5));
    put(folder.path(), "valid.jsonl", &rows(10, 10, 5));
    let named = ["in.jsonl", "valid.jsonl", "--target", "azure-openai", "--model", "gpt-4o-mini"];
    let args = [&named[..], &COUNTED].concat();
    // What the default is, Azure does not publish: the amount is for one epoch of 1,040 tokens at 3.30 USD a million.
    assert_eq!(numbers(&cost(folder.path(), &args).0), (None, 1_040, 0.003_432));
    // Validation is free, however often it is done.
    let args = [&args[..], &["--epochs", "2", "--evaluations", "5"]].concat();
    assert_eq!(numbers(&cost(folder.path(), &args).0), (Some(2), 2_080, 0.006_864));
}

#[test]
fn together_charges_evaluations_and_a_least_amount() {
    let folder = tempfile::tempdir().unwrap();
    // 400,000 bytes are estimated as 100,000 tokens, 4 as one; 4 tokens around each message: 100,009.
    let row = chat(&"word ".repeat(80_000), "word") + "\n";
    put(folder.path(), "train.jsonl", &row.repeat(40));
    put(folder.path(), "valid.jsonl", &row.repeat(10));
    let named = ["train.jsonl", "valid.jsonl", "--target", "together", "--model", "openai/gpt-oss-120b"];
    let args = [&named[..], &["--evaluations", "4"]].concat();
    let (model, _) = cost(folder.path(), &args);
    // One epoch of 40 * 100,009 = 4,000,360, and 4 evaluations of 10 * 100,009 = 1,000,090, at 2.50 USD a million.
    assert_eq!(numbers(&model), (Some(1), 8_000_720, 20.001_8));
    assert_eq!((&model["is_exact"], &model["is_minimum"]), (&json!(false), &json!(false)));
    put_tokenizer(folder.path());
    put(folder.path(), "small.jsonl", &rows(40, 10, 5));
    let args =
        [&["small.jsonl", "--target", "together", "--model", "Qwen/Qwen3.5-9B"][..], &COUNTED].concat();
    let (model, _) = cost(folder.path(), &args);
    // 40 * 23 tokens at 0.34 USD a million are less than a job costs at least.
    assert_eq!((numbers(&model), &model["is_minimum"]), ((Some(1), 920, 4.0), &json!(true)));
}

#[test]
fn fireworks_by_the_size_of_the_model() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &rows(40, 10, 5));
    let cost = |model| {
        let args = [&["in.jsonl", "--target", "fireworks", "--model", model][..], &COUNTED].concat();
        numbers(&cost(folder.path(), &args).0)
    };
    // 40 * 23 tokens, one epoch, 0.50 and 3.00 USD a million.
    assert_eq!(cost("accounts/fireworks/models/llama-v3p1-8b-instruct"), (Some(1), 920, 0.000_46));
    assert_eq!(cost("qwen3-32b"), (Some(1), 920, 0.002_76));
}

#[test]
fn gemini_leaves_out_what_is_too_long() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &(rows(40, 10, 5) + &rows(1, 140_000, 5)));
    let args =
        [&["in.jsonl", "--target", "gemini", "--model", "gemini-2.5-flash", "--epochs", "4"][..], &COUNTED];
    // The row of 140,013 tokens is above 131,072 and dropped; 40 * 23, 4 epochs, 5.00 USD a million.
    assert_eq!(numbers(&cost(folder.path(), &args.concat()).0), (Some(4), 3_680, 0.018_4));
}

#[test]
fn prices_of_ones_own_come_first_and_what_is_not_known_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    put_tokenizer(folder.path());
    put(folder.path(), "in.jsonl", &rows(40, 10, 5));
    let base = [&["in.jsonl", "--target", "mistral"][..], &COUNTED].concat();
    let (model, notes) = cost(folder.path(), &base);
    assert_eq!((&model, &notes["models"]), (&Value::Null, &json!([])));
    let price = "[[prices]]\ntarget = \"mistral\"\nmodel = \"open-mistral-nemo\"\nusd-per-million-tokens = 1.0\nas-of = \"2026-11-28\"\nsource = \"our contract\"\n";
    put(folder.path(), "prices.toml", price);
    let args = [&base[..], &["--prices", "prices.toml", "--epochs", "1"]].concat();
    let (model, _) = cost(folder.path(), &args);
    assert_eq!(numbers(&model), (Some(1), 920, 0.000_92));
    assert_eq!((&model["source"], &model["as_of"]), (&json!("our contract"), &json!("2026-11-28")));
    // The same in the options file.
    put(folder.path(), "gristmill.toml", price);
    let args = [&base[..], &["--epochs", "1"]].concat();
    assert_eq!(numbers(&cost(folder.path(), &args).0), (Some(1), 920, 0.000_92));
    // One for a model that is known comes first, however it is written.
    let openai = price.replace("mistral\"", "openai\"").replace("open-mistral-nemo", "GPT-4o-mini");
    put(folder.path(), "openai.toml", &openai);
    let args = ["in.jsonl", "--target", "openai", "--model", "gpt-4o-mini", "--prices", "openai.toml"];
    assert_eq!(cost(folder.path(), &args).0["per_million"], 1.0);
    let refused = |name: &str, from: &str, to: &str, why: &str| {
        put(folder.path(), name, &price.replace(from, to));
        let args = [&["inspect"], &base[..], &["--prices", name]].concat();
        let (code, _, stderr) = outcome(&run(folder.path(), &args));
        assert!(code == 2 && stderr.contains(why), "{stderr}");
    };
    refused("a.toml", "\"mistral\"", "\"mistrel\"", "did you mean");
    refused("b.toml", "2026-11-28", "yesterday", "is as of `yesterday`");
    refused("c.toml", "our contract", " ", "has no source");
    let (code, _, stderr) = outcome(&run(folder.path(), &["inspect", "in.jsonl", "--epochs", "3"]));
    assert!(code == 2 && stderr.contains("no target is named"), "{stderr}");
    put(folder.path(), "prices.toml", &price.replace("as-of", "as_of"));
    let args = [&["inspect"], &base[..], &["--prices", "prices.toml"]].concat();
    let (code, _, stderr) = outcome(&run(folder.path(), &args));
    assert!(code == 2 && stderr.contains("prices.toml:5: unknown field `as_of`"), "{stderr}");
}

#[test]
fn time_is_not_told_as_an_amount() {
    let folder = tempfile::tempdir().unwrap();
    let row = r#"{"messages": [{"role": "user", "content": "7 * 8?"}], "answer": "56"}"#;
    put(folder.path(), "in.jsonl", &format!("{row}\n").repeat(20));
    let (model, _) = cost(folder.path(), &["in.jsonl", "--target", "openai-rft"]);
    assert_eq!((&model["usd"], &model["per_hour"]), (&Value::Null, &json!(100.0)));
}
