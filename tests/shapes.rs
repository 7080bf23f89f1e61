//! Shapes found in the wild: each line is told apart from all others, and means what its trainer makes of it.

use gristmill::model::{Arena, Body, Example, Message, Parsed, Part, Train};
use gristmill::shapes::Shape;
use serde_json::{Value, json};

use crate::support::{good_rows, lines, outcome, run};

/// A message on one line: who speaks, and what; images and calls as they are named.
fn said(message: &Message<'_>) -> String {
    let parts = message.parts.iter().enumerate().map(|(place, part)| {
        let text = match part {
            Part::Text(text) => text.to_string(),
            Part::Image { url, .. } => format!("<{url}>"),
            Part::ToolCall(call) => format!("{}({})", call.name, call.arguments.to_text()),
            Part::ToolResult { body, .. } => format!("= {body}"),
            other => format!("{other:?}"),
        };
        if message.masked_parts.contains(&place) { format!("[{text}]") } else { text }
    });
    let mask = if message.train == Train::No { " (masked)" } else { "" };
    format!("{}{mask}: {}", message.role.name(), parts.collect::<Vec<_>>().join("|"))
}

fn all_said(messages: &[Message<'_>]) -> Value {
    messages.iter().map(said).collect()
}

/// What an example means, in few words.
fn in_words(example: &Example<'_>) -> Value {
    let meta: Vec<&str> = example.meta.iter().map(|field| field.name.as_ref()).collect();
    let mut words = match &example.body {
        Body::Chat(chat) => json!({"chat": all_said(&chat.messages)}),
        Body::Text(chat) => json!({"text": all_said(&chat.messages)}),
        Body::Label(label) => json!({"chat": all_said(&label.chat.messages), "good": label.is_good}),
        Body::Steps(steps) => json!({"chat": all_said(&steps.chat.messages), "right": steps.are_right}),
        Body::Preference(pair) => {
            let [chosen, rejected] = pair.answers();
            let prompt = &pair.preferred.messages[..pair.prompt];
            json!({"prompt": all_said(prompt), "chosen": all_said(chosen), "rejected": all_said(rejected)})
        }
        other => panic!("unheard of: {other:?}"),
    };
    if !example.others().is_empty() {
        words["others"] = example.others().iter().map(|answer| all_said(answer)).collect();
    }
    if let Some(tools) = example.tools() {
        words["tools"] = tools.to_value();
    }
    if !meta.is_empty() {
        words["meta"] = json!(meta);
    }
    words
}

/// The shape of a line, and what it means.
fn read(line: &Value) -> (&'static str, Value) {
    let text = line.to_string();
    let arena = Arena::default();
    let parsed = Parsed::parse(&text, &arena).unwrap();
    let shape = Shape::of(&parsed.root).unwrap_or_else(|| panic!("{text} has no shape"));
    let example = (shape.decode)(&parsed.root, &arena).unwrap_or_else(|| panic!("{text} means nothing"));
    assert!(example.is_sound, "{text} is not sound as {}", shape.name);
    (shape.name, in_words(&example))
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "values are written where they are given")]
fn means(line: Value, shape: &str, words: Value) {
    assert_eq!(read(&line), (shape, words), "{line}");
}

fn shape_of(line: &Value) -> Option<&'static str> {
    let text = line.to_string();
    let arena = Arena::default();
    let parsed = Parsed::parse(&text, &arena).unwrap();
    Shape::of(&parsed.root).map(|shape| shape.name)
}

fn user(text: &str) -> Value {
    json!({"role": "user", "content": text})
}

fn assistant(text: &str) -> Value {
    json!({"role": "assistant", "content": text})
}

#[test]
fn nova_keeps_every_candidate() {
    let candidate = |text: &str, label: &str| json!({"content": [{"text": text}], "preferenceLabel": label});
    let last = json!({"role": "assistant", "candidates": [
        candidate("Hm.", "non-preferred"),
        candidate("Hello!", "preferred"),
        candidate("What?", "non-preferred"),
        candidate("No.", "non-preferred"),
    ]});
    means(
        json!({"messages": [{"role": "user", "content": [{"text": "Greet me"}]}, last]}),
        "bedrock-converse",
        json!({
            "prompt": ["user: Greet me"],
            "chosen": ["assistant: Hello!"],
            "rejected": ["assistant: Hm."],
            "others": [["assistant: What?"], ["assistant: No."]],
        }),
    );
}

#[test]
fn answers_may_stand_beside_messages() {
    let expected = json!({"prompt": ["user: Greet me"], "chosen": ["assistant: Hello!"], "rejected": ["assistant: Hm."]});
    for (chosen, rejected) in [
        (assistant("Hello!"), assistant("Hm.")),
        (json!("Hello!"), json!("Hm.")),
        (json!([assistant("Hello!")]), json!("Hm.")),
        // Of a list the last is used.
        (json!([user("Greet me"), assistant("Hello!")]), json!([user("Greet me"), assistant("Hm.")])),
    ] {
        let line = json!({"messages": [user("Greet me")], "chosen": chosen, "rejected": rejected});
        means(line, "axolotl-preference", expected.clone());
    }
    let turn = |from: &str, value: &str| json!({"from": from, "value": value});
    let line = json!({"conversations": [turn("human", "Greet me")], "chosen": turn("gpt", "Hello!"), "rejected": turn("gpt", "Hm.")});
    means(line, "sharegpt-preference", expected);
}

#[test]
fn transcripts_are_cut_into_turns() {
    means(
        json!({
            "chosen": "\n\nHuman: Hi\n\nAssistant: Hello.\n\nHow are you?\n\nHuman: Fine\nthanks\n\nAssistant: Good.",
            "rejected": "\n\nHuman: Hi\n\nAssistant: Hello.\n\nHow are you?\n\nHuman: Fine\nthanks\n\nAssistant: Go away.",
        }),
        "hh-rlhf",
        json!({
            "prompt": ["user: Hi", "assistant: Hello.\n\nHow are you?", "user: Fine\nthanks"],
            "chosen": ["assistant: Good."],
            "rejected": ["assistant: Go away."],
        }),
    );
    let same = "\n\nHuman: Hi\n\nAssistant: Hello.";
    means(
        json!({"chosen": same, "rejected": same}),
        "hh-rlhf",
        json!({"prompt": ["user: Hi"], "chosen": ["assistant: Hello."], "rejected": ["assistant: Hello."]}),
    );
    // Turns that differ before the last belong to the answers.
    means(
        json!({"chosen": "\n\nHuman: Hi\n\nAssistant: A\n\nHuman: B\n\nAssistant: C", "rejected": "\n\nHuman: Hi\n\nAssistant: D"}),
        "hh-rlhf",
        json!({
            "prompt": ["user: Hi"],
            "chosen": ["assistant: A", "user: B", "assistant: C"],
            "rejected": ["assistant: D"],
        }),
    );
    assert_eq!(
        shape_of(&json!({"chosen": "Human: Hi\n\nAssistant: A", "rejected": same})),
        Some("chosen-rejected")
    );
}

#[test]
fn a_prompt_of_a_pair_has_many_names() {
    let pair = json!({"prompt": ["user: q"], "chosen": ["assistant: a"], "rejected": ["assistant: b"]});
    let line = |more: Value| {
        let mut line = json!({"chosen": "a", "rejected": "b"});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line
    };
    means(line(json!({"prompt": "q"})), "chosen-rejected", pair.clone());
    means(line(json!({"question": "q"})), "question-preference", pair.clone());
    means(line(json!({"input": "q"})), "question-preference", pair.clone());
    means(line(json!({"instruction": "q", "input": ""})), "question-preference", pair.clone());
    means(
        line(json!({"instruction": "q", "input": "i", "margin": 0.5})),
        "question-preference",
        json!({"prompt": ["user: q\ni"], "chosen": ["assistant: a"], "rejected": ["assistant: b"], "meta": ["margin"]}),
    );
    means(
        line(json!({"system": "s", "question": "q"})),
        "question-preference",
        json!({"prompt": ["system: s", "user: q"], "chosen": ["assistant: a"], "rejected": ["assistant: b"]}),
    );
}

#[test]
fn ultrafeedback_says_its_prompt_once() {
    let line = |prompt: &str, shared: &[Value]| {
        let side = |answer: &str| [shared, &[assistant(answer)]].concat();
        json!({
            "prompt": prompt,
            "prompt_id": "7",
            "chosen": side("a"),
            "rejected": side("b"),
            "messages": side("a"),
            "score_chosen": 8.5,
            "score_rejected": 6.0,
        })
    };
    let expected = |prompt: Value, meta: &[&str]| {
        let always = ["prompt_id", "messages", "score_chosen", "score_rejected"];
        let all: Vec<&str> = always.iter().chain(meta).copied().collect();
        json!({
            "prompt": prompt,
            "chosen": ["assistant: a"],
            "rejected": ["assistant: b"],
            "meta": all,
        })
    };
    let shape = "question-preference";
    means(line("q", &[user("q")]), shape, expected(json!(["user: q"]), &[]));
    means(line("q", &[]), shape, expected(json!(["user: q"]), &[]));
    let system = json!({"role": "system", "content": "s"});
    means(line("q", &[system.clone(), user("q")]), shape, expected(json!(["system: s", "user: q"]), &[]));
    means(line("q", &[system]), shape, expected(json!(["system: s", "user: q"]), &[]));
    // A string that says something else is not dropped without a trace.
    means(line("Q: q", &[user("q")]), shape, expected(json!(["user: q"]), &["prompt"]));
}

#[test]
fn steps_and_labels_are_kept() {
    means(
        json!({"prompt": "17*3?", "completions": ["17*3 = 51", "So 50."], "labels": [true, false]}),
        "stepwise",
        json!({"chat": ["user: 17*3?", "assistant: 17*3 = 51|So 50."], "right": [true, false]}),
    );
    let labelled = |good: bool| json!({"chat": ["user: q", "assistant: a"], "good": good});
    means(
        json!({"prompt": "q", "completion": "a", "label": true}),
        "prompt-completion-label",
        labelled(true),
    );
    means(
        json!({"prompt": [user("q")], "completion": [assistant("a")], "label": false}),
        "prompt-completion-label",
        labelled(false),
    );
    let messages = json!([user("q"), assistant("a")]);
    means(json!({"messages": messages, "kto_tag": false}), "chat-label", labelled(false));
    means(json!({"messages": messages, "label": true}), "chat-label", labelled(true));
    let turns = json!([{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]);
    means(json!({"conversations": turns, "kto_tag": true}), "sharegpt-label", labelled(true));
    // What is no boolean is no label.
    assert_eq!(shape_of(&json!({"conversations": turns, "kto_tag": "true"})), Some("sharegpt"));
    assert_eq!(shape_of(&json!({"prompt": "q", "completion": "a", "label": 1})), Some("prompt-completion"));
    assert_eq!(shape_of(&json!({"messages": messages, "label": "x"})), Some("openai-chat"));
}

#[test]
fn references_beside_a_prompt_are_metadata() {
    means(
        json!({"messages": [user("q")], "reference_answer": {"x": 1}, "ground_truth": "a"}),
        "openai-chat",
        json!({"chat": ["user: q"], "meta": ["reference_answer", "ground_truth"]}),
    );
    means(
        json!({"prompt": [user("q")], "data_source": "d", "reward_model": {"ground_truth": "a"}}),
        "prompt-only",
        json!({"chat": ["user: q"], "meta": ["data_source", "reward_model"]}),
    );
    means(json!({"prompt": "q"}), "prompt-only", json!({"chat": ["user: q"]}));
    // What stands beside may be the answer, under a name that is not known.
    assert_eq!(shape_of(&json!({"prompt": "q", "canonical_solution": "a"})), None);
    assert_eq!(shape_of(&json!({"prompt": "q", "response": "a", "context": "c"})), None);
}

#[test]
fn conversations_have_several_forms() {
    let chat = json!({"chat": ["user: q", "assistant: a"]});
    let messages = json!([user("q"), assistant("a")]);
    means(json!({"conversations": messages}), "role-conversations", chat.clone());
    means(json!({"conversation": messages}), "role-conversations", chat.clone());
    means(json!({"conversation": {"messages": messages, "metadata": {}}}), "oumi", chat);
    let turn = |from: &str, value: &str| json!({"from": from, "value": value});
    means(
        json!({"system": "Tide desk.", "conversations": [turn("User", "Tide?"), turn("Assistant", "4.1 m")], "mask": "User", "type": "VALUE_TO_TEXT"}),
        "sharegpt",
        json!({"chat": ["system: Tide desk.", "user: Tide?", "assistant: 4.1 m"], "meta": ["type"]}),
    );
    means(
        json!({"conversations": [turn("User", "Tide?"), turn("Assistant", "4.1 m")], "mask": "User,Assistant"}),
        "sharegpt",
        json!({"chat": ["user: Tide?", "assistant (masked): 4.1 m"]}),
    );
}

#[test]
fn sharegpt_has_tools_and_images() {
    let turn = |from: &str, value: &str| json!({"from": from, "value": value});
    let call = r#"{"name": "tide", "arguments": {"port": "Brest"}}"#;
    let tool = json!({"name": "tide", "description": "Tide height", "parameters": {"type": "object"}});
    for (calls, result, answers) in [
        ("function_call", "observation", "gpt"),
        ("tool_call", "tool_response", "bot"),
        ("tool_call", "tool", "assistant"),
    ] {
        means(
            json!({
                "conversations": [turn("human", "Tide?"), turn(calls, call), turn(result, "4.1"), turn(answers, "4.1 m")],
                "tools": json!([tool]).to_string(),
            }),
            "sharegpt",
            json!({
                "chat": ["user: Tide?", r#"assistant: tide({"port":"Brest"})"#, "tool: = 4.1", "assistant: 4.1 m"],
                "tools": [{"type": "function", "function": tool}],
            }),
        );
    }
    let plain = json!([turn("human", "q"), turn("gpt", "a")]);
    for nothing in [json!(""), json!("[]"), json!(null)] {
        means(
            json!({"conversations": plain, "tools": nothing}),
            "sharegpt",
            json!({"chat": ["user: q", "assistant: a"]}),
        );
    }
    means(
        json!({"conversations": [turn("human", "<image>\nWhich of <image> and this?"), turn("gpt", "The first.")], "images": ["a.png", "b.png"]}),
        "sharegpt",
        json!({"chat": ["user: <a.png>|\nWhich of |<b.png>| and this?", "assistant: The first."]}),
    );
    // Where marks and images do not go together, the text stays as it is.
    means(
        json!({"conversations": [turn("human", "<image>q"), turn("gpt", "a")], "images": ["a.png", "b.png"]}),
        "sharegpt",
        json!({"chat": ["user: <image>q", "assistant: a"], "meta": ["images"]}),
    );
    means(
        json!({"conversations": [turn("human", "q"), turn("observation", "<image>"), turn("gpt", "a")], "images": ["a.png"]}),
        "sharegpt",
        json!({"chat": ["user: q", "tool: = <image>", "assistant: a"], "meta": ["images"]}),
    );
}

#[test]
fn flat_records_are_told_by_their_names() {
    let chat = json!({"chat": ["user: q", "assistant: a"]});
    for (question, answer) in [
        ("prompt", "response"),
        ("prompt", "answer"),
        ("question", "answer"),
        ("question", "response"),
        ("query", "response"),
        ("input", "output"),
        ("text_input", "output"),
        ("text", "label"),
        ("text", "category"),
        ("problem", "solution"),
        ("question", "solution"),
        ("instruction", "answer"),
        ("input", "target"),
    ] {
        means(json!({question: "q", answer: "a"}), "question-answer", chat.clone());
    }
    means(json!({"text": "q", "label": 3}), "question-answer", json!({"chat": ["user: q", "assistant: 3"]}));
    means(
        json!({"id": "n1", "system_prompt": "s", "question": "q", "response": "a"}),
        "question-answer",
        json!({"chat": ["system: s", "user: q", "assistant: a"], "meta": ["id"]}),
    );
    // Two aliases for one side are one too many.
    assert_eq!(shape_of(&json!({"problem": "q", "solution": "long", "answer": "a"})), None);
    assert_eq!(shape_of(&json!({"problem": "q", "question": "q", "solution": "a"})), None);
    assert_eq!(shape_of(&json!({"problem": "q", "solution": ["a"]})), None);
    means(
        json!({"instruction": "q", "context": "c", "response": "a", "category": "closed_qa"}),
        "alpaca",
        json!({"chat": ["user: q\n\nc", "assistant: a"], "meta": ["category"]}),
    );
    means(json!({"instruction": "q", "context": "", "response": "a"}), "alpaca", chat);
    means(
        json!({"instruction": "q", "input": "i", "output": "a", "system": "s", "history": [["q0", "a0"]]}),
        "alpaca",
        json!({"chat": ["system: s", "user: q0", "assistant: a0", "user: q\ni", "assistant: a"]}),
    );
}

#[test]
fn texts_have_several_forms() {
    means(
        json!({"segments": [{"label": false, "text": "<s>Q: 2+2?\n"}, {"label": true, "text": "4</s>"}]}),
        "segments",
        json!({"text": ["assistant: [<s>Q: 2+2?\n]|4</s>"]}),
    );
    means(json!({"text": "t", "url": "u"}), "text", json!({"text": ["assistant: t"], "meta": ["url"]}));
    means(json!({"text": [{"type": "text", "text": "t"}]}), "text", json!({"text": ["assistant: t"]}));
    means(json!({"content": "t", "id": 1}), "content", json!({"text": ["assistant: t"], "meta": ["id"]}));
    assert_eq!(shape_of(&json!({"role": "user", "content": "t"})), None, "a message alone is no record");
}

/// Writes rows as a file in a folder of its own.
fn file(rows: &[Value]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text: String = rows.iter().map(|row| row.to_string() + "\n").collect();
    std::fs::write(folder.path().join("in.jsonl"), text).unwrap();
    folder
}

#[test]
fn token_ids_are_refused_with_a_reason() {
    let rows: Vec<Value> = (0..60).map(|i| json!({"input_ids": [1, i, 2], "labels": [-100, i, 2]})).collect();
    let folder = file(&rows);
    for args in
        [["validate", "in.jsonl", "-q"].as_slice(), &["validate", "in.jsonl", "--target", "trl-sft", "-q"]]
    {
        let (code, stdout, stderr) = outcome(&run(folder.path(), args));
        assert_eq!((code, stderr.as_str()), (1, ""), "{stdout}");
        assert_eq!(stdout.matches("token-ids").count(), 1, "it is said once: {stdout}");
        assert!(stdout.contains("decode them"), "{stdout}");
    }
    for args in [
        ["prepare", "in.jsonl", "--target", "openai", "--out", "out"].as_slice(),
        &["dedupe", "in.jsonl"],
        &["split", "in.jsonl", "--out", "out"],
        &["score", "in.jsonl"],
    ] {
        let (code, stdout, stderr) = outcome(&run(folder.path(), args));
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        assert!(stderr.contains("in.jsonl holds token ids (`input_ids`)"), "{stderr}");
        assert!(stderr.contains("help: ") && stderr.contains("decode them"), "{stderr}");
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn prompts_without_answers_are_a_finding() {
    let rows: Vec<Value> = (0..60).map(|i| json!({"prompt": format!("How far is stop {i}?")})).collect();
    let folder = file(&rows);
    let (code, stdout, _) =
        outcome(&run(folder.path(), &["validate", "in.jsonl", "--output-format", "json"]));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &report["summary"]["rules"]["no-assistant-turn"]), (1, &60.into()), "{stdout}");
    assert_eq!(report["summary"]["files"][0]["shape"], "prompt-only");
    // Among pairs such a record lacks its answer, rather than being something else.
    let mut rows: Vec<Value> =
        (0..60).map(|i| json!({"prompt": format!("Stop {i}?"), "completion": " Far."})).collect();
    rows.push(json!({"prompt": "Stop 61?"}));
    let (_, stdout, _) =
        outcome(&run(file(&rows).path(), &["validate", "in.jsonl", "--output-format", "concise"]));
    assert!(stdout.contains("missing-field") && !stdout.contains("other-shape"), "{stdout}");
}

/// A record that says more than its file's shape reads is of another shape, even where it could be read as one of it.
#[test]
fn mixed_files_name_every_shape() {
    let question = |i: usize| format!("How far is stop {i}?");
    let chat = |i: usize| json!({"messages": [user(&question(i)), assistant("Near.")]});
    let pair = |i: usize| json!({"prompt": question(i), "completion": "Near."});
    let turns = |i: usize| json!({"conversations": [{"from": "human", "value": question(i)}, {"from": "gpt", "value": "Near."}]});
    let with = |mut row: Value, key: &str, value: Value| {
        row[key] = value;
        row
    };
    let ranked = |i: usize| json!({"messages": [user(&question(i))], "chosen": "Near.", "rejected": "Far."});
    let cases: [(Vec<Value>, &[&str]); 4] = [
        (
            (0..20).map(|i| if i < 12 { chat(i) } else { ranked(i) }).collect(),
            &["12 openai-chat (first on line 1)", "8 axolotl-preference (first on line 13)"],
        ),
        (
            (0..20).map(|i| if i < 12 { pair(i) } else { with(pair(i), "label", true.into()) }).collect(),
            &["12 prompt-completion (first on line 1)", "8 prompt-completion-label (first on line 13)"],
        ),
        (
            (0..20).map(|i| if i < 12 { turns(i) } else { with(turns(i), "kto_tag", true.into()) }).collect(),
            &["12 sharegpt (first on line 1)", "8 sharegpt-label (first on line 13)"],
        ),
        (
            (0..20)
                .map(|i| match i {
                    0..12 => turns(i),
                    12..16 => json!({"conversations": [user(&question(i)), assistant("Near.")]}),
                    16..18 => json!({"segments": [{"label": true, "text": question(i)}]}),
                    _ => json!({"lorem": i}),
                })
                .collect(),
            &[
                "12 sharegpt (first on line 1)",
                "4 role-conversations (first on line 13)",
                "2 segments (first on line 17)",
                "2 of no known shape (first on line 19)",
            ],
        ),
    ];
    for (rows, words) in cases {
        let folder = file(&rows);
        let (code, _, stderr) = outcome(&run(folder.path(), &["dedupe", "in.jsonl"]));
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("--shape") && words.iter().all(|word| stderr.contains(word)), "{stderr}");
        let (code, stdout, _) =
            outcome(&run(folder.path(), &["validate", "in.jsonl", "--output-format", "concise"]));
        assert_eq!(code, 1, "{stdout}");
        let told = stdout.lines().find(|line| line.contains("mixed-shapes")).expect("it is told");
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
    }
    // One among many is rejected alone.
    let mut rows: Vec<Value> = (0..60).map(chat).collect();
    rows.push(ranked(61));
    let folder = file(&rows);
    let (_, stdout, _) =
        outcome(&run(folder.path(), &["validate", "in.jsonl", "--output-format", "concise"]));
    assert!(stdout.contains("in.jsonl:61") && stdout.contains("other-shape"), "{stdout}");
}

#[test]
fn verdicts_are_not_lost_on_the_way_to_a_chat() {
    let rows: Vec<Value> = (0..60)
        .map(|i| json!({"prompt": format!("How far is stop {i}?"), "completion": format!("{i} miles."), "label": i % 2 == 0}))
        .collect();
    let folder = file(&rows);
    let args = ["prepare", "in.jsonl", "--target", "openai", "--out", "out", "-q"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    assert_eq!(code, 1, "{stdout}{stderr}");
    let rejected = lines(&folder.path().join("out"), "rejected.jsonl");
    assert_eq!(rejected.len(), 60);
    let row: Value = serde_json::from_slice(&rejected[0]).unwrap();
    assert!(row["reasons"].to_string().contains("the label on its answer would be lost"), "{row}");
}

#[test]
fn tools_of_sharegpt_are_written_for_openai() {
    let tool = json!({"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {}}});
    let rows: Vec<Value> = (0..60)
        .map(|i| {
            json!({
                "conversations": [
                    {"from": "human", "value": format!("What can you do at port {i}?")},
                    {"from": "gpt", "value": format!("I can look up the tide of port {i}.")},
                ],
                "tools": json!([tool]).to_string(),
            })
        })
        .collect();
    let folder = file(&rows);
    let args = ["prepare", "in.jsonl", "--target", "openai", "--out", "out", "-q"];
    let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
    assert_eq!(code, 0, "{stdout}{stderr}");
    let train = lines(&folder.path().join("out"), "train.jsonl");
    assert!(train.len() > 40);
    for row in train {
        let row: Value = serde_json::from_slice(&row).unwrap();
        assert_eq!(row["tools"], json!([{"type": "function", "function": tool}]));
    }
}

/// What others write beside their conversations and is not read yet is a reason to reject, not to drop it.
#[test]
fn what_is_not_read_is_no_metadata() {
    let turns = |i: usize| json!([{"from": "human", "value": format!("<image>What is {i}?")}, {"from": "gpt", "value": "A gate."}]);
    let messages = |i: usize| json!([user(&format!("What is {i}?")), assistant("A gate.")]);
    let unread = |row: &dyn Fn(usize) -> Value| {
        let rows: Vec<Value> = (0..12).map(row).collect();
        let folder = file(&rows);
        let args = ["prepare", "in.jsonl", "--target", "openai", "--out", "out", "-q"];
        let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
        assert!(code < 2, "{stdout}{stderr}");
        let manifest = std::fs::read(folder.path().join("out/manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        manifest["rejected_by"].clone()
    };
    let all = json!({"unread-field": 12});
    assert_eq!(unread(&|i| json!({"conversations": turns(i), "images": ["a.png", "b.png"]})), all);
    assert_eq!(unread(&|i| json!({"conversations": turns(i), "videos": ["a.mp4"]})), all);
    assert_eq!(unread(&|i| json!({"messages": messages(i), "rejected_response": "A wall."})), all);
    assert_eq!(
        unread(
            &|i| json!({"problem": format!("What is {i}?"), "solution": "A gate.", "history": [["a", "b"]]})
        ),
        all
    );
}

#[test]
fn a_file_of_no_shape_is_told_the_nearest() {
    let told = |row: Value| {
        let folder = file(&[row]);
        let (code, _, stderr) = outcome(&run(folder.path(), &["dedupe", "in.jsonl"]));
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("--map prompt=question,completion=/answers/0/text"), "{stderr}");
        stderr
    };
    let near = told(json!({"chosen": "a", "prompt": "q", "id": 1}));
    assert!(
        near.contains("nearest shape is chosen-rejected: `rejected` would have to stand beside"),
        "{near}"
    );
    assert!(near.contains("`chosen` (1 of 1)") && near.contains("`id` (1 of 1)"), "{near}");
    let near = told(json!({"prompt": "q", "canonical_solution": "a"}));
    assert!(near.contains("nearest shape is prompt-completion: `completion` would"), "{near}");
    let near = told(json!({"question": "q", "context": "c", "answer": "a"}));
    assert!(
        near.contains("`question` and `answer` would be question-answer") && near.contains("--shape"),
        "{near}"
    );
    let near = told(json!({"mesages": [], "id": 1}));
    assert!(near.contains("did you mean `messages`"), "{near}");
    let far = told(json!({"lorem": 1}));
    assert!(far.contains("openai-chat") && far.contains("--shape"), "{far}");
    // A file of a known shape among good ones is no such file.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), good_rows(3)).unwrap();
    assert_eq!(outcome(&run(folder.path(), &["dedupe", "in.jsonl"])).0, 0);
}
