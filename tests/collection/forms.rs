//! Shapes: decoders agree with their schemas, and what is written says what was read.

use gristmill::model::{Arena, Chat, Example, Parsed};
use gristmill::shapes::{self, Form, OPENAI_CHAT, Shape, explain};
use gristmill::targets::Target;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::support::{self, chat};

/// Records of every shape that its decoder takes, as the seeds of mutations.
const SEEDS: [(&str, &[&str]); 22] = [
    (
        "gemini-preference",
        &[
            r#"{"system_instruction": {"parts": [{"text": "s"}]}, "contents": [{"role": "user", "parts": [{"text": "q"}]}], "completions": [{"score": 1, "completion": {"role": "model", "parts": [{"text": "a"}]}}, {"score": 0, "completion": {"role": "model", "parts": [{"text": "b"}]}}]}"#,
        ],
    ),
    (
        "gemini",
        &[
            r#"{"systemInstruction": {"role": "system", "parts": [{"text": "s"}]}, "contents": [{"role": "user", "parts": [{"fileData": {"mimeType": "image/png", "fileUri": "gs://b/a.png"}}, {"text": "q"}]}, {"role": "model", "parts": [{"text": "a"}]}]}"#,
            r#"{"tools": [{"functionDeclarations": [{"name": "f"}]}], "contents": [{"parts": [{"text": "q"}]}, {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {"x": 1}}}]}, {"role": "user", "parts": [{"function_response": {"name": "f", "response": {"x": 1}}}]}]}"#,
        ],
    ),
    (
        "openai-preference",
        &[
            r#"{"input": {"messages": [{"role": "user", "content": "q"}], "tools": [{"type": "function", "function": {"name": "f"}}], "parallel_tool_calls": true}, "preferred_output": [{"role": "assistant", "content": "a"}], "non_preferred_output": [{"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}]}"#,
        ],
    ),
    (
        "shp",
        &[r#"{"history": "q", "human_ref_A": "a", "human_ref_B": "b", "labels": 1, "score_ratio": 2.0}"#],
    ),
    (
        "nectar",
        &[
            r#"{"prompt": "\n\nHuman: q \n\nAssistant: ", "answers": [{"answer": "a", "model": "m", "rank": 1}, {"answer": "b", "rank": 2.0}], "turns": 1}"#,
        ],
    ),
    (
        "ultrafeedback",
        &[
            r#"{"instruction": "q", "completions": [{"response": "a", "overall_score": 5.0, "fine-grained_score": 4.5}, {"response": "b", "overall_score": 1, "fine-grained_score": 2}]}"#,
            r#"{"instruction": "q", "completions": [{"response": "a", "overall_score": 5.0}, {"response": "b", "overall_score": 1, "fine-grained_score": null}]}"#,
        ],
    ),
    (
        "oasst",
        &[
            r#"{"message_tree_id": "t", "prompt": {"text": "q", "role": "prompter", "replies": [{"text": "a", "role": "assistant", "rank": 1, "replies": []}, {"text": "b", "role": "assistant", "rank": 0, "replies": [{"text": "q", "role": "prompter", "rank": null}]}]}}"#,
        ],
    ),
    (
        "chosen-rejected",
        &[
            r#"{"prompt": "q", "chosen": "a", "rejected": "b"}"#,
            r#"{"chosen": "q\na", "rejected": "q\nb"}"#,
            r#"{"prompt": [{"role": "user", "content": "q"}], "chosen": [{"role": "assistant", "content": "a"}], "rejected": [{"role": "assistant", "content": "b"}], "tools": "[]"}"#,
            r#"{"chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}], "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "b"}]}"#,
        ],
    ),
    (
        "bedrock-converse",
        &[
            r#"{"schemaVersion": "v", "system": [{"text": "s"}], "messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/1.png"}}}}, {"text": "q"}]}, {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "t"}}}, {"text": "a"}]}]}"#,
            r#"{"toolConfig": {"tools": [{"toolSpec": {"name": "f", "description": "d", "inputSchema": {"json": {"type": "object"}}}}]}, "messages": [{"role": "user", "content": [{"text": "q"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t", "name": "f", "input": {}}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId": "t", "content": [{"json": {}}]}}]}]}"#,
            r#"{"messages": [{"role": "user", "content": [{"text": "q"}]}, {"role": "assistant", "candidates": [{"content": [{"text": "a"}], "preferenceLabel": "preferred"}, {"content": [{"text": "b"}], "preferenceLabel": "non-preferred"}]}]}"#,
        ],
    ),
    (
        "openai-chat",
        &[
            r#"{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "q", "name": "n"}, {"role": "assistant", "content": "a", "weight": 1}]}"#,
            r#"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "c", "content": "r"}, {"role": "assistant", "content": "a"}], "tools": [{"type": "function", "function": {"name": "f"}}], "parallel_tool_calls": false}"#,
            r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "q"}, {"type": "image_url", "image_url": {"url": "u"}}]}, {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}]}]}"#,
            r#"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}, {"role": "function", "name": "f", "content": "r"}, {"role": "assistant", "refusal": "no", "weight": 0}], "functions": [{"name": "f"}]}"#,
            r#"{"system": "s", "messages": [{"role": "developer", "content": "d"}, {"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "refusal": null}]}"#,
        ],
    ),
    (
        "interactions",
        &[r#"{"interactions": [{"role": "user", "text": "q"}, {"role": "assistant", "text": "a"}]}"#],
    ),
    (
        "hermes",
        &[
            r#"{"conversations": [{"from": "system", "value": "s <tools>[{\"name\": \"f\"}]</tools>"}, {"from": "human", "value": "q"}, {"from": "gpt", "value": "<tool_call>{\"name\": \"f\"}</tool_call>"}, {"from": "tool", "value": "<tool_response>r</tool_response>"}], "tools": "[]"}"#,
            r#"{"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "{}"}, {"from": "gpt", "value": "<think>t</think>"}], "system": "s", "tools": [{"name": "f", "parameters": {"x": {"type": "int"}}}]}"#,
        ],
    ),
    (
        "toolace",
        &[
            r#"{"system": "s [{\"name\": \"f\", \"parameters\": {}}]", "conversations": [{"from": "user", "value": "q"}, {"from": "assistant", "value": "[f(x=1), f()]"}, {"from": "tool", "value": "[1, 2]"}]}"#,
        ],
    ),
    (
        "sharegpt",
        &[
            r#"{"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}], "system": "s"}"#,
            r#"{"conversation": [{"from": "system", "value": "s"}, {"from": "user", "value": "q"}, {"from": "assistant", "value": "a"}]}"#,
            r#"{"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "{\"name\": \"f\", \"arguments\": {}}"}, {"from": "observation", "value": "r"}, {"from": "gpt", "value": "a"}]}"#,
        ],
    ),
    (
        "glaive",
        &[
            r#"{"system": "SYSTEM: s {\"name\": \"f\"}", "chat": "USER: q\n\n\nASSISTANT: <functioncall> {\"name\": \"f\", \"arguments\": '{}'} <|endoftext|>\n\n\nFUNCTION RESPONSE: r\n\n\nASSISTANT: a"}"#,
            r#"{"system": null, "chat": " \n\tASSISTANT: a"}"#,
        ],
    ),
    (
        "xlam",
        &[
            r#"{"query": "q", "tools": "[{\"name\": \"f\", \"parameters\": {\"x\": {\"type\": \"int\"}}}]", "answers": "[{\"name\": \"f\", \"arguments\": {\"x\": 1}}]"}"#,
            r#"{"query": "q", "tools": [{"name": "f"}], "answers": [{"name": "f", "arguments": {}}]}"#,
        ],
    ),
    (
        "alpaca",
        &[
            r#"{"instruction": "q", "input": "i", "output": "a", "system": "s", "history": [["q0", "a0"]]}"#,
            r#"{"instruction": "q", "context": "c", "response": "a"}"#,
            r#"{"text": "q", "input": null, "output": "a", "history": null}"#,
        ],
    ),
    (
        "prompt-completion-chat",
        &[
            r#"{"prompt": [{"role": "user", "content": "q"}], "completion": [{"role": "assistant", "content": "a"}], "tools": [{"type": "function", "function": {"name": "f"}}]}"#,
        ],
    ),
    ("prompt-completion", &[r#"{"prompt": "q", "completion": "a"}"#]),
    (
        "question-answer",
        &[
            r#"{"question": "q", "answer": "a", "system": "s"}"#,
            r#"{"prompt": "q", "response": "a", "system_prompt": null}"#,
            r#"{"text": "t", "label": 3}"#,
            r#"{"input": "q", "output": "a", "category": "c"}"#,
        ],
    ),
    (
        "rendered-chat",
        &[
            r#"{"text": "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n"}"#,
            r#"{"text": [{"type": "text", "text": "t"}]}"#,
        ],
    ),
    ("text", &[r#"{"text": "t"}"#, r#"{"text": [{"type": "text", "text": "t"}]}"#]),
];

/// One change of a record, at a place and with a value chosen by number.
#[derive(Debug, Clone)]
enum Change {
    Drop(Index),
    Replace(Index, Value),
    Add(Index, &'static str, Value),
    Repeat(Index),
}

fn changes(keys: Vec<&'static str>) -> impl Strategy<Value = Vec<Change>> {
    let values = || {
        select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!(1.0),
            json!(-0.0),
            json!(0.5),
            json!(42),
            json!(1e300),
            json!(""),
            json!("x"),
            json!("text"),
            json!("image_url"),
            json!("refusal"),
            json!("function"),
            json!([]),
            json!(["x"]),
            json!([["q", "a"]]),
            json!([{}]),
            json!({}),
            json!({"url": "u"}),
            json!({"name": "f", "arguments": "{}"}),
            json!("system"),
            json!("developer"),
            json!("user"),
            json!("assistant"),
            json!("tool"),
            json!("preferred"),
            json!("non-preferred"),
            json!("human"),
            json!("gpt"),
            json!("Assistant"),
            json!("prompter"),
            json!("USER: x"),
            json!("<|im_start|>user\nx<|im_end|>"),
        ])
    };
    let change = prop_oneof![
        any::<Index>().prop_map(Change::Drop),
        (any::<Index>(), values()).prop_map(|(at, value)| Change::Replace(at, value)),
        (any::<Index>(), select(keys), values()).prop_map(|(at, key, value)| Change::Add(at, key, value)),
        any::<Index>().prop_map(Change::Repeat),
    ];
    proptest::collection::vec(change, 0..4)
}

/// The pointers of all values inside a record, itself included.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    let items = value.as_array().into_iter().flatten().enumerate();
    for (at, item) in items.map(|(place, item)| (format!("{at}/{place}"), item)) {
        places(item, &at, all);
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        places(member, &format!("{at}/{key}"), all);
    }
}

fn apply(change: &Change, record: &mut Value) {
    let mut all = Vec::new();
    places(record, "", &mut all);
    let (Change::Drop(index) | Change::Replace(index, _) | Change::Add(index, ..) | Change::Repeat(index)) =
        change;
    let at = index.get(&all).clone();
    let (parent, last) = at.rsplit_once('/').unwrap_or_default();
    match change {
        Change::Drop(_) => match record.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.shift_remove(last)),
            Some(Value::Array(items)) => drop(last.parse().map(|place: usize| items.remove(place))),
            _ => {}
        },
        Change::Replace(_, new) => {
            if let Some(value) = record.pointer_mut(&at) {
                *value = new.clone();
            }
        }
        Change::Add(_, key, new) => {
            if let Some(Value::Object(members)) = record.pointer_mut(&at) {
                members.insert((*key).to_owned(), new.clone());
            }
        }
        Change::Repeat(_) => {
            if let Some(Value::Array(items)) = record.pointer_mut(&at) {
                items.extend_from_within(..);
            }
        }
    }
}

/// What records of the common shape can hold at OpenAI.
fn form() -> &'static Form {
    &Target::named("openai-chat", None).expect("the target is known").form
}

/// Whether a shape's decoder takes a record as sound.
fn is_sound(shape: &Shape, parsed: &Parsed<'_>) -> bool {
    let arena = Arena::default();
    (shape.decode)(&parsed.root, &arena).is_some_and(|example| example.is_sound)
}

/// A record that its shape's decoder refuses is explained by the schema, so the two must agree on every record.
#[test]
fn decoders_and_schemas_agree() {
    assert_eq!(SEEDS.map(|(name, _)| name), *shapes::ALL.iter().map(|shape| shape.name).collect::<Vec<_>>());
    let mut disagreements = Vec::new();
    for (name, seeds) in SEEDS {
        let shape = Shape::named(name).expect("the shape is in the list");
        let validator = shapes::validator(shape).expect("a schema can be compiled");
        for seed in seeds {
            let arena = Arena::default();
            let parsed = Parsed::parse(seed, &arena).expect("a seed is JSON");
            assert!(is_sound(shape, &parsed), "{name} does not take {seed}");
        }
        let of_messages = shape.of_messages;
        let deeper = [
            "id",
            "type",
            "function",
            "arguments",
            "text",
            "url",
            "image_url",
            "other",
            "parts",
            "fileData",
            "functionCall",
            "args",
            "name",
            "response",
            "score",
            "completion",
            "toolUse",
            "toolResult",
            "input",
            "image",
            "source",
            "candidates",
            "json",
            "preferenceLabel",
            "messages",
            "uri",
            "fileUri",
            "tools",
            "replies",
            "role",
            "rank",
            "overall_score",
            "fine-grained_score",
        ];
        let keys = shape.members.iter().chain(of_messages).chain(&deeper).copied().collect();
        let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let outcome = runner.run(&(select(seeds), changes(keys)), |(seed, changes)| {
            let mut record: Value = serde_json::from_str(seed).expect("a seed is JSON");
            for change in &changes {
                apply(change, &mut record);
            }
            let text = record.to_string();
            let arena = Arena::default();
            let parsed = Parsed::parse(&text, &arena).expect("what was written can be read");
            prop_assert_eq!(is_sound(shape, &parsed), validator.is_valid(&record), "{}", text);
            Ok(())
        });
        disagreements.extend(outcome.err().map(|error| format!("{name}: {error}")));
    }
    assert!(disagreements.is_empty(), "decoder (left) and schema (right):\n{}", disagreements.join("\n"));
}

/// What must survive being written: everything but where a message stood and members that no target reads.
fn meaning<'e>(example: &'e Example<'_>) -> impl PartialEq + std::fmt::Debug + use<'e> {
    let Chat { messages, tools, functions, parallel_tool_calls } = example.conversation();
    let turns: Vec<_> = messages.iter().map(|m| (m.role, &m.parts, m.content, m.name, m.train)).collect();
    (turns, *tools, *functions, *parallel_tool_calls)
}

#[test]
fn what_is_encoded_means_the_same() {
    let chat_seeds = SEEDS.iter().find(|(name, _)| *name == "openai-chat").expect("it has seeds").1;
    let mut lines: Vec<String> = chat_seeds.iter().map(|seed| (*seed).to_owned()).collect();
    lines.push(chat("Wie groß?", "line\nbreak \"quote\" \u{1f6b2}\t\u{7f}"));
    let cases = support::root().join("../shared/providers/cases/openai-chat.jsonl");
    let cases = std::fs::read_to_string(cases).unwrap_or_default();
    let cases = cases.lines().map(|line| serde_json::from_str::<Value>(line).expect("a case is JSON"));
    let accepted = cases
        .filter(|case| case["verdict"] == "accept")
        .filter_map(|case| case["raw"].as_str().map(str::to_owned));
    lines.extend(accepted);
    let encode = OPENAI_CHAT.encode.expect("the common shape can be written");
    for line in lines {
        let arena = Arena::default();
        let parsed = Parsed::parse(&line, &arena).expect("an accepted line is JSON");
        let example = (OPENAI_CHAT.decode)(&parsed.root, &arena);
        let example = example.unwrap_or_else(|| panic!("the decoder does not take {line}"));
        let mut written = Vec::new();
        encode(&example, form(), &mut written);
        let written = String::from_utf8(written).expect("what is written is UTF-8");
        let again = Parsed::parse(&written, &arena).expect("what is written is JSON");
        let again = (OPENAI_CHAT.decode)(&again.root, &arena).expect("what is written is taken");
        assert_eq!(meaning(&example), meaning(&again), "{line}\nbecame {written}");
    }
}

/// Nothing that the shape allows in a message may get lost when it is written anew.
#[test]
fn what_is_encoded_says_the_same() {
    let call = json!({"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let old_call = json!({"name": "g", "arguments": "{}"});
    let image = |more: Value| json!({"type": "image_url", "image_url": more});
    let messages = [
        json!({"role": "user", "content": [image(json!({"url": "u"}))], "name": "n"}),
        json!({"role": "user", "content": [image(json!({"url": "u", "detail": "high"}))]}),
        json!({"role": "assistant", "content": null, "tool_calls": [call], "weight": 0}),
        json!({"role": "assistant", "content": null, "function_call": old_call}),
        json!({"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": "r"}]}),
        json!({"role": "function", "name": "g", "content": "r"}),
    ];
    let encode = OPENAI_CHAT.encode.expect("the common shape can be written");
    let mut lost = Vec::new();
    for message in messages {
        let record = json!({"messages": [message]});
        let text = record.to_string();
        let arena = Arena::default();
        let parsed = Parsed::parse(&text, &arena).expect("it is JSON");
        let mut written = Vec::new();
        encode(&(OPENAI_CHAT.decode)(&parsed.root, &arena).expect("it is taken"), form(), &mut written);
        if serde_json::from_slice::<Value>(&written).expect("what is written is JSON") != record {
            lost.push(format!("{text}\n  became {}", String::from_utf8_lossy(&written)));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// Of duplicate keys the last counts, for the decoder as for the schema.
#[test]
fn of_duplicate_keys_the_last_counts() {
    let line =
        r#"{"messages": [{"role": "assistant", "content": 1, "weight": "x", "weight": 1, "content": "a"}]}"#;
    let arena = Arena::default();
    let parsed = Parsed::parse(line, &arena).expect("it is JSON");
    let example = (OPENAI_CHAT.decode)(&parsed.root, &arena).expect("it is taken");
    assert_eq!(example.messages()[0].texts().collect::<Vec<_>>(), ["a"]);
}

/// What could only be written with a loss is refused by the decoder, and the schema says why.
#[test]
fn what_cannot_be_kept_is_refused() {
    let refused = [
        r#"{"messages": [{"role": "tool", "tool_call_id": "c", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}]}"#,
        r#"{"messages": [{"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}], "function_call": {"name": "g", "arguments": "{}"}}]}"#,
        r#"{"conversations": [{"from": "human", "value": "q"}], "conversation": [{"from": "chatgpt", "value": "a"}]}"#,
    ];
    for line in refused {
        let arena = Arena::default();
        let parsed = Parsed::parse(line, &arena).expect("it is JSON");
        let shape = Shape::of(&parsed.root).expect("it looks like a known shape");
        assert!(!is_sound(shape, &parsed), "{} takes {line}", shape.name);
        assert!(!explain(shape, &parsed.root).is_empty(), "{} has no reason to refuse {line}", shape.name);
    }
}
