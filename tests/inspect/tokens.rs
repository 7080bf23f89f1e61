//! How tokens are counted around texts, and where they are lost.

#![expect(clippy::print_stdout, reason = "what was not tested is said")]

use std::process::Command;

use serde_json::{Value, json};

use super::{inspected, put};
use crate::support::{chat, lines, outcome, python, root, run};

/// A tokenizer for which every word between blanks is a token.
fn tokenizer() -> String {
    let model = json!({"type": "WordLevel", "vocab": {"[UNK]": 0, "word": 1}, "unk_token": "[UNK]"});
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null, "model": model,
    })
    .to_string()
}

const COUNTED: [&str; 2] = ["--tokenizer", "tokenizer.json"];

/// The tokens of the rows of a file, each with those that are trained on.
fn lengths(folder: &std::path::Path, args: &[&str]) -> Vec<(u64, u64)> {
    inspected(folder, &[args, &["--lengths", "lengths.jsonl"]].concat());
    let row = |line: Vec<u8>| {
        let row: Value = serde_json::from_slice(&line).expect("a row is JSON");
        (row["tokens"].as_u64().unwrap(), row["trained"].as_u64().unwrap())
    };
    lines(folder, "lengths.jsonl").into_iter().map(row).collect()
}

#[test]
fn the_rule_of_the_cookbook_counts_messages_names_and_tools() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let named = r#"{"messages": [{"role": "user", "name": "ann", "content": "a b"}, {"role": "assistant", "content": "c"}]}"#;
    let tools = r#"{"messages": [{"role": "user", "content": "a b"}, {"role": "assistant", "content": "c d e"}], "tools": [{"type": "function", "function": {"name": "forecast", "description": "Says whether it rains.", "parameters": {"type": "object", "properties": {"place": {"type": "string", "description": "A town."}, "unit": {"type": "string", "description": "Degrees", "enum": ["C", "F"]}}}}}]}"#;
    put(folder.path(), "in.jsonl", &format!("{}\n{named}\n{tools}\n", chat("a b", "c")));
    let args = [&["in.jsonl", "--target", "openai-chat", "--model", "gpt-4o"][..], &COUNTED].concat();
    let told = lengths(folder.path(), &args);
    // Four around each message and three for the answer to come.
    assert_eq!(told[0], (4 + 2 + 4 + 1 + 3, 1));
    // A name counts itself and one more.
    assert_eq!(told[1], (4 + 1 + 1 + 2 + 4 + 1 + 3, 1));
    // Each function 7 and `forecast:Says whether it rains`; 3 for parameters; each 3 and `place:string:A town` or
    // `unit:string:Degrees`, the values 3 and one each, less 3; 12 at the end.
    let tools = 7 + 4 + 3 + (3 + 2) + (3 + 1 + 2 * (3 + 1) - 3) + 12;
    assert_eq!(told[2], (4 + 2 + 4 + 3 + 3 + tools, 3));
    let report = inspected(folder.path(), &args);
    let by: Vec<(&str, u64)> = report["tokens"]["by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|share| (share["name"].as_str().unwrap(), share["tokens"].as_u64().unwrap()))
        .collect();
    assert_eq!(by, [("user", 6), ("assistant", 5), ("declared tools", tools), ("chat format", 3 * 11 + 2)]);
    assert_eq!(report["tokens"]["is_exact"], false, "of tools the rule is an estimate");
}

#[test]
fn a_model_that_is_not_known_is_told() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "in.jsonl", &chat("a", "b"));
    let told = |model| {
        let args = ["in.jsonl", "--target", "openai", "--model", model];
        inspected(folder.path(), &args)["tokens"]["counted_as"].clone()
    };
    assert_eq!(told("gpt-9"), "gpt-4o");
    for known in ["gpt-4o-mini-2024-07-18", "openai/GPT-4.1", "gpt-35-turbo-0125"] {
        assert_eq!(told(known), Value::Null, "{known}");
    }
}

#[test]
fn masked_turns_are_not_trained_on() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let row = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b c", "weight": 0}, {"role": "user", "content": "d"}, {"role": "assistant", "content": "e f g"}]}"#;
    put(folder.path(), "in.jsonl", row);
    assert_eq!(
        lengths(folder.path(), &[&["in.jsonl", "--target", "openai"][..], &COUNTED].concat()),
        [(26, 3)]
    );
}

#[test]
fn images_count_by_their_size() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    // The first bytes of a PNG of 1024 by 1024 pixels.
    let png = "iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAAA=";
    let row = |detail: &str, url: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": [{{\"type\": \"image_url\", \"image_url\": {{\"url\": \"{url}\"{detail}}}}}]}}, {{\"role\": \"assistant\", \"content\": \"c\"}}]}}\n"
        )
    };
    let data = format!("data:image/png;base64,{png}");
    let rows = [row("", &data), row(", \"detail\": \"low\"", &data), row("", "https://example.org/a.png")];
    put(folder.path(), "in.jsonl", &rows.concat());
    let tokens = |target: &str, model: &str| {
        let args = ["in.jsonl", "--target", target, "--model", model];
        lengths(folder.path(), &[&args[..], &COUNTED].concat())
            .iter()
            .map(|(all, _)| *all)
            .collect::<Vec<_>>()
    };
    let around = 4 + 4 + 1 + 3;
    // Four tiles of 170 and 85; 85; not known.
    assert_eq!(tokens("openai-chat", "gpt-4o"), [around + 765, around + 85, around]);
    assert_eq!(tokens("openai-chat", "gpt-4o-mini"), [around + 4 * 5_667 + 2_833, around + 2_833, around]);
    // 32 * 32 patches, 1.62 each.
    assert_eq!(tokens("openai-chat", "gpt-4.1-mini"), [around + 1_659, around + 1_659, around]);
    let report = inspected(folder.path(), &[&["in.jsonl", "--target", "openai-chat"][..], &COUNTED].concat());
    assert_eq!(report["tokens"]["unsized_images"], 1);
}

#[test]
fn what_stands_behind_a_limit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let words = |n: usize| vec!["word"; n].join(" ");
    let rows = chat(&words(2_000), &words(100)) + "\n" + &chat("word", "word") + "\n";
    put(folder.path(), "in.jsonl", &rows);
    let args = [&["in.jsonl", "--target", "mlx"][..], &COUNTED].concat();
    let report = inspected(folder.path(), &args);
    let limits = report["tokens"]["limits"].as_array().unwrap();
    let own = limits.iter().find(|limit| limit["limit"] == 2_048).unwrap();
    // 4 + 2,000 + 4 + 100 tokens: 60 stand behind 2,048, all of the answer.
    assert_eq!((&own["examples"], &own["cut"], &own["lost"]), (&json!(1), &json!(60), &json!(60)));
    assert_eq!(own["effect"], "cut");
    // A usual limit that some example reaches is told too, one that none does is not.
    let usual = limits.iter().find(|limit| limit["limit"] == 1_024).unwrap();
    assert_eq!((&usual["examples"], &usual["cut"], &usual["lost"]), (&json!(1), &json!(1_084), &json!(100)));
    assert!(limits.iter().all(|limit| limit["limit"] != 4_096));
}

#[test]
fn a_chat_template_is_counted_as_the_trainer_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let template =
        "{{ bos_token }} {% for m in messages %}<{{ m.role }}> {{ m.content }} </end>\n{% endfor %}";
    put(folder.path(), "chat_template.jinja", template);
    put(
        folder.path(),
        "tokenizer_config.json",
        r#"{"bos_token": "<s>", "eos_token": {"content": "</end>"}}"#,
    );
    let rows = chat("a b", "c d e") + "\n" + &chat("the the", "the") + "\n";
    put(folder.path(), "in.jsonl", &rows);
    let args = [&["in.jsonl", "--chat-template", "chat_template.jinja"][..], &COUNTED].concat();
    // `<s> <user> a b </end> <assistant> c d e </end>`: ten words, three of them the answer.
    assert_eq!(lengths(folder.path(), &args), [(10, 3), (8, 1)]);
    let report = inspected(folder.path(), &args);
    assert_eq!(report["tokens"]["is_exact"], true);
    // The configuration finds the template beside it.
    let config = [&["in.jsonl", "--chat-template", "tokenizer_config.json"][..], &COUNTED].concat();
    assert_eq!(lengths(folder.path(), &config), [(10, 3), (8, 1)]);
    let shown = ["inspect", "in.jsonl", "--chat-template", "chat_template.jinja", "--render", "1"];
    let (code, stdout, _) = outcome(&run(folder.path(), &shown));
    assert_eq!((code, stdout.as_str()), (0, "<s> <user> a b </end>\n<assistant> c d e </end>\n"));
    let (code, _, stderr) = outcome(&run(folder.path(), &[&shown[..5], &["9"]].concat()));
    assert!(code == 2 && stderr.contains("in.jsonl:9: no record starts on this line"), "{stderr}");
}

#[test]
fn prepare_tells_the_tokens_of_what_it_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("fixtures/datasets/support-desk.jsonl");
    let prepare =
        ["prepare", sample.to_str().unwrap(), "--target", "openai", "--out", "out", "--epochs", "2"];
    assert_eq!(outcome(&run(folder.path(), &prepare)).0, 0);
    let manifest = std::fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let args = ["out/train.jsonl", "out/holdout.jsonl", "--target", "openai", "--epochs", "2"];
    let report = inspected(folder.path(), &args);
    assert_eq!(manifest["tokens"], report["tokens"]);
    assert_eq!(manifest["cost"], report["costs"][0]);
    assert_eq!(manifest["tokens"]["examples"], manifest["train"]);
    assert_eq!(manifest["tokens"]["validation_examples"], manifest["holdout"]);
}

#[test]
fn short_answers_are_not_looked_for_in_the_words_of_the_template() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let rows: String =
        ["a", "start", "im", "user", "assistant"].map(|answer| chat("Which one?", answer) + "\n").concat();
    put(folder.path(), "in.jsonl", &rows);
    for template in ["chatml", "llama-3", "qwen-3", "gemma"] {
        let file = root().join("fixtures/templates").join(template).join("chat_template.jinja");
        for line in 1..=5 {
            let line = line.to_string();
            let args = ["in.jsonl", "--chat-template", file.to_str().unwrap(), "--render", &line];
            let report = inspected(folder.path(), &args);
            let text = report["text"].as_str().unwrap();
            let trained = report["trained"].as_array().unwrap();
            assert_eq!(trained.len(), 1, "{template}: {report}");
            let at = |key: &str| usize::try_from(trained[0][key].as_u64().unwrap()).unwrap();
            let (before, answer) = (&text[..at("start")], &text[at("start")..at("end")]);
            assert_eq!(answer, ["a", "start", "im", "user", "assistant"][line.parse::<usize>().unwrap() - 1]);
            assert!(before.contains("Which one?") && before.ends_with('\n'), "{template}: {text:?}");
        }
    }
}

#[test]
fn rows_that_the_template_refuses_have_no_length() {
    let folder = tempfile::tempdir().unwrap();
    let two = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]}"#;
    put(folder.path(), "in.jsonl", &format!("{}\n{two}\n", chat("a", "b")));
    let file = root().join("fixtures/templates/gemma/chat_template.jinja");
    let args = ["in.jsonl", "--chat-template", file.to_str().unwrap()];
    let tokens = inspected(folder.path(), &args)["tokens"].clone();
    assert_eq!((&tokens["examples"], &tokens["refused"]), (&json!(1), &json!(1)));
    let (_, stdout, _) = outcome(&run(folder.path(), &[&["inspect"], &args[..]].concat()));
    assert!(stdout.contains("1 example the chat template refuses"), "{stdout}");
}

#[test]
fn of_a_preference_each_answer_is_held_against_limits() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let words = |n: usize| vec!["word"; n].join(" ");
    let row = |prompt, chosen, rejected| {
        json!({"prompt": words(prompt), "chosen": words(chosen), "rejected": words(rejected)}).to_string()
            + "\n"
    };
    put(folder.path(), "in.jsonl", &(row(500, 400, 400) + &row(900, 300, 50)));
    let report = inspected(folder.path(), &[&["in.jsonl"][..], &COUNTED].concat());
    let limit = &report["tokens"]["limits"][0];
    // 4 + 500 + 4 + 400 fit twice; 4 + 900 + 4 + 300 = 1,208 is 184 too long, and 4 + 900 + 4 + 50 fits.
    assert_eq!((&limit["limit"], &limit["examples"]), (&json!(1_024), &json!(1)));
    assert_eq!((&limit["cut"], &limit["lost"]), (&json!(184), &json!(184)));
    // The prompt is charged once.
    assert_eq!(report["tokens"]["tokens"], 4 + 500 + 2 * (4 + 400) + 4 + 900 + 4 + 300 + 4 + 50);
}

#[test]
fn reasoning_counts_and_what_is_dropped_goes_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &tokenizer());
    let thought = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "reasoning_content": "b c d", "content": "e"}]}"#;
    put(folder.path(), "in.jsonl", &format!("{thought}\n{}\n", thought.replace("b c d", "b c")));
    let args = [&["in.jsonl", "--target", "trl"][..], &COUNTED].concat();
    assert_eq!(lengths(folder.path(), &args), [(4 + 1 + 4 + 4, 4), (4 + 1 + 4 + 3, 3)]);
    assert_eq!(inspected(folder.path(), &args)["duplicates"], 0, "they think otherwise");
    put(folder.path(), "in.jsonl", &(chat("word", &vec!["word"; 131_100].join(" ")) + "\n"));
    let args = [&["in.jsonl", "--target", "gemini"][..], &COUNTED].concat();
    let limits = inspected(folder.path(), &args)["tokens"]["limits"].clone();
    let own = limits.as_array().unwrap().iter().find(|limit| limit["effect"] == "dropped").unwrap();
    assert_eq!((&own["cut"], &own["lost"]), (&json!(131_109), &json!(131_100)));
}

/// A byte-level BPE of a few merges, with a special token.
fn small_bpe() -> Value {
    let bytes = gpt2_bytes();
    let merges = [
        ["h", "e"],
        ["l", "l"],
        ["he", "ll"],
        ["hell", "o"],
        ["Ġ", "w"],
        ["Ġw", "o"],
        ["r", "l"],
        ["Ã", "©"],
    ];
    let mut vocabulary = serde_json::Map::new();
    for token in bytes.into_iter().chain(merges.iter().map(|pair| pair.concat())) {
        let rank = vocabulary.len();
        vocabulary.insert(token, json!(rank));
    }
    let special = json!({"id": vocabulary.len(), "content": "<|end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true});
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [special],
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        "post_processor": null,
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": vocabulary, "merges": merges},
    })
}

/// The letters by which byte-level vocabularies write bytes.
fn gpt2_bytes() -> Vec<String> {
    let is_shown = |byte: &u32| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    let shown = (0..256).filter(is_shown);
    let hidden = (0..256).filter(|byte| !is_shown(byte)).zip(256_u32..).map(|(_, letter)| letter);
    shown.chain(hidden).filter_map(char::from_u32).map(String::from).collect()
}

#[test]
fn a_tokenizer_counts_as_hugging_face_does() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "tokenizer.json", &small_bpe().to_string());
    let texts = [
        "hello world",
        "hello  hell",
        "",
        "caf\u{e9} cafe\u{301}",
        "say <|end|> now",
        "你好",
        "don't\n\tdo it",
    ];
    let rows: String = texts.iter().map(|text| json!({"text": text}).to_string() + "\n").collect();
    put(folder.path(), "in.jsonl", &rows);
    let args = [&["in.jsonl", "--shape", "text"][..], &COUNTED].concat();
    let told: Vec<u64> = lengths(folder.path(), &args).iter().map(|(all, _)| *all).collect();
    // `hello` `Ġwo` `rl` `d`; `hello` and two blanks and `hell` in four; nothing; `c` `a` `f` `é`, twice, and a blank.
    assert_eq!(told[..4], [4, 4, 0, 9]);
    // The special token is one: `s` `a` `y` `Ġ` `<|end|>` `Ġ` `n` `o` `w`. Each of two characters has three bytes.
    assert_eq!(told[4..6], [9, 6]);
    let script = "import json, sys\nfrom tokenizers import Tokenizer\nt = Tokenizer.from_file('tokenizer.json')\nprint(json.dumps([len(t.encode(json.loads(l)['text'], add_special_tokens=False).ids) for l in open('in.jsonl')]))";
    let asked = Command::new(python()).args(["-c", script]).current_dir(folder.path()).output();
    let Some(output) = asked.ok().filter(|output| output.status.success()) else {
        println!("not tested: Python has no tokenizers");
        return;
    };
    let theirs: Vec<u64> = serde_json::from_slice(&output.stdout).expect("a list of numbers");
    assert_eq!(told, theirs);
}
