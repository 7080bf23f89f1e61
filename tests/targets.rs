//! Targets: what is judged for several, what their names mean, what is told of them, and what they take.

mod files;
mod listed;
mod tokens;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gristmill::model::Finding;
use gristmill::pipeline::{Keeping, Options, Validated, Verdict, validate};
use gristmill::targets::{self, Target};
use serde_json::{Value, json};

use crate::conformance;
use crate::support::{self, chat, good_rows, outcome, run};

/// Validates some bytes as a file; gives the JSON report.
fn judged(bytes: impl AsRef<[u8]>, target: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    put(folder.path(), "in.jsonl", bytes);
    report(folder.path(), &[&["in.jsonl", "--target", target], more].concat())
}

/// Validates files of a folder; gives the JSON report.
fn report(folder: &Path, args: &[&str]) -> Value {
    let args = [&["validate", "--output-format", "json"], args].concat();
    let (code, stdout, stderr) = outcome(&run(folder, &args));
    let report: Value = serde_json::from_str(&stdout)
        .unwrap_or_else(|error| panic!("{args:?}: no report: {error}: {stderr}"));
    let has_denied = report["summary"]["deny"] != 0;
    assert_eq!(code, i32::from(has_denied), "{args:?}: the exit code says whether something is denied");
    report
}

/// The findings of a report, each as its rule, its level and its line.
fn found(report: &Value) -> Vec<(&str, &str, Option<u64>)> {
    let findings = report["findings"].as_array().expect("a report has findings").iter();
    let of = |finding: &Value| finding["line"].as_u64();
    findings
        .map(|finding| {
            let rule = finding["rule"].as_str().expect("a finding has a rule");
            (rule, finding["level"].as_str().expect("a finding has a level"), of(finding))
        })
        .collect()
}

/// The findings of one rule in a report, each as its level and its line.
fn of_rule<'r>(report: &'r Value, rule: &str) -> Vec<(&'r str, Option<u64>)> {
    let found = found(report).into_iter();
    found.filter(|(name, ..)| *name == rule).map(|(_, level, line)| (level, line)).collect()
}

/// Validates inputs for targets in the library.
fn validated(inputs: &[String], targets: &str) -> Validated {
    let options = Options { target: Some(targets.to_owned()), ..Options::default() };
    validate(inputs, &options, Keeping::All, &()).expect("the inputs can be judged")
}

/// The conformance lines of every target among good ones, and the fixtures.
fn every_input(folder: &Path) -> Vec<String> {
    let texts = conformance::cases().into_iter().flat_map(|(target, cases)| {
        let files = conformance::together(&cases).into_iter().enumerate();
        files.map(move |(number, text)| (format!("{target}-{number}.jsonl"), text)).collect::<Vec<_>>()
    });
    let file = |(name, text): (String, String)| put(folder, &name, text);
    let own = ["fixtures/datasets/support-desk.jsonl", "fixtures/rules/faults.jsonl"];
    let own = own.map(|name| support::root().join(name).to_string_lossy().into_owned());
    texts.map(file).chain(own).collect()
}

/// Writes a file; gives its name.
fn put(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a temporary file can be written");
    path.to_string_lossy().into_owned()
}

/// The findings that count for a target (its own, and those for all), in words, and its verdict.
fn for_target(target: &Target, validated: &Validated) -> (BTreeSet<String>, Verdict) {
    let is_own = |finding: &&Finding| finding.target.is_none_or(|id| id == target.id);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for finding in validated.findings.iter().filter(is_own) {
        // Alone, what all would say is said for all; among others that differ, for each.
        let finding = Finding { target: None, ..finding.clone() };
        *times.entry(format!("{finding:?}")).or_default() += 1;
    }
    let words = times.into_iter().map(|(finding, times)| format!("{times} times {finding}")).collect();
    let judged = validated.judged.iter().find(|judged| judged.target == Some(target));
    (words, judged.expect("every named target has a verdict").verdict)
}

/// What is found for a target alone and not with others, or the other way round.
fn differences(inputs: &[String], ids: &[&str]) -> Vec<String> {
    let together = validated(inputs, &ids.join(","));
    let mut different = Vec::new();
    for target in ids.iter().map(|id| Target::named(id, None).expect("the id is known")) {
        let (own, verdict) = for_target(target, &validated(inputs, target.id));
        let (shared, shared_verdict) = for_target(target, &together);
        let mut add = |how: &str, what: &str| different.push(format!("{} {how}: {what}", target.id));
        if verdict != shared_verdict {
            add("alone", &format!("{verdict:?}, with others: {shared_verdict:?}"));
        }
        own.difference(&shared).for_each(|finding| add("only alone", finding));
        shared.difference(&own).for_each(|finding| add("only with others", finding));
    }
    different
}

#[test]
fn several_targets_are_judged_as_each_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let inputs = every_input(folder.path());
    let ids: Vec<&str> = targets::ALL.iter().map(|target| target.id).collect();
    let different = differences(&inputs, &ids);
    let shown = &different[..different.len().min(10)];
    assert!(different.is_empty(), "{} findings differ: {shown:#?}", different.len());
}

/// Some targets read every record for itself; that is no business of the others in the same run.
#[test]
fn strays_are_read_as_each_target_reads_them() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let strays = [
        json!({"prompt": "How far is it?", "completion": ""}),
        json!({"prompt": 1, "completion": "A mile."}),
        json!({"prompt": "How far is it?", "completion": "<think>Far.</think> A mile."}),
        json!({"instruction": "How far is it?", "input": "", "output": "A mile."}),
    ];
    let mut different = Vec::new();
    for stray in strays {
        let input = put(folder.path(), "in.jsonl", format!("{}{stray}\n", good_rows(60)));
        for other in ["mistral-chat", "together-conversation", "llm-foundry-chat"] {
            let found = differences(std::slice::from_ref(&input), &["openai-chat", other]);
            different.extend(found.iter().map(|line| format!("{stray}, openai-chat and {other}: {line}")));
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

/// Where the shape is not known and targets want different ones, nobody can say what is judged.
#[test]
fn files_of_no_shape_are_refused_for_targets_that_differ() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let input = [put(folder.path(), "in.jsonl", "{\"foo\": 1}\n".repeat(12))];
    for targets in ["openai-chat,together-text", "together-text,openai-chat"] {
        let options = Options { target: Some(targets.to_owned()), ..Options::default() };
        let error = validate(&input, &options, Keeping::All, &()).expect_err("it has no known shape");
        assert!(error.to_string().contains("`foo` (12 of 12)"), "{error}");
    }
    let alone = validated(&input, "openai-chat");
    assert!(alone.findings.iter().any(|finding| finding.rule == "missing-field"), "{:?}", alone.summary);
}

/// Nothing is lost and nothing said twice where targets are named twice or under two names.
#[test]
fn a_target_that_is_named_twice_is_judged_once() {
    let once = judged(good_rows(12), "openai-chat", &[]);
    assert_eq!(judged(good_rows(12), "openai, openai-chat,openai", &[]), once);
}

#[test]
fn a_file_of_another_shape_is_told_once() {
    let row = |i: usize| {
        json!({"instruction": format!("Count to {i}."), "input": "", "output": "1, 2 and so on."}).to_string()
            + "\n"
    };
    let report = judged((0..60).map(row).collect::<String>(), "openai", &[]);
    assert_eq!(found(&report), [("not-target-shape", "deny", None)], "no line is judged: {report:#}");
    assert_eq!(report["targets"], json!({"openai-chat": {"verdict": "reject"}}));
    let finding = &report["findings"][0];
    assert!(finding["message"].as_str().is_some_and(|text| text.contains("Alpaca")), "{finding}");
    assert!(
        finding["help"].as_str().is_some_and(|text| text.contains("emit --target openai-chat")),
        "{finding}"
    );
}

/// A record of each shape that some provider has a method for.
fn record(shape: &str, i: usize) -> Value {
    let (question, answer) =
        (format!("How far is it to stop {i}? ->"), format!(" It is {i} miles to that stop.\n"));
    let turn = |role: &str, text: &str| json!({"role": role, "content": text});
    let parts = |role: &str, text: &str| json!({"role": role, "parts": [{"text": text}]});
    let blocks = |role: &str, text: &str| json!({"role": role, "content": [{"text": text}]});
    let wrong = format!(" It is {i} days to that stop.\n");
    match shape {
        "openai-chat" => json!({"messages": [turn("user", &question), turn("assistant", &answer)]}),
        "reinforcement" => json!({"messages": [turn("user", &question)], "reference_answer": answer}),
        "prompt-completion" => json!({"prompt": question, "completion": answer}),
        "text" => json!({"text": question + &answer}),
        "openai-preference" => json!({
            "input": {"messages": [turn("user", &question)]},
            "preferred_output": [turn("assistant", &answer)],
            "non_preferred_output": [turn("assistant", &wrong)],
        }),
        "chosen-rejected" => json!({
            "prompt": [turn("user", &question)],
            "chosen": [turn("assistant", &answer)],
            "rejected": [turn("assistant", &wrong)],
        }),
        "gemini" => json!({
            "systemInstruction": {"role": "system", "parts": [{"text": "Be brief."}]},
            "contents": [parts("user", &question), parts("model", &answer)],
        }),
        "gemini-preference" => json!({
            "contents": [parts("user", &question)],
            "completions": [
                {"score": 1, "completion": parts("model", &answer)},
                {"score": 0, "completion": parts("model", &wrong)},
            ],
        }),
        "bedrock-converse" => json!({
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": "Be brief."}],
            "messages": [blocks("user", &question), blocks("assistant", &answer)],
        }),
        "prompt-completion-label" => json!({"prompt": question, "completion": answer, "label": true}),
        "sharegpt" => json!({"conversations": [
            {"from": "human", "value": question},
            {"from": "gpt", "value": answer},
        ]}),
        other => panic!("no record is known of the shape {other}"),
    }
}

/// So many records of a shape as a file.
fn records(shape: &str, rows: usize) -> String {
    (0..rows).map(|i| record(shape, i).to_string() + "\n").collect()
}

#[test]
fn every_target_takes_its_own_example() {
    for target in targets::ALL {
        let is_prompt_alone = target.method == targets::Method::Reinforcement;
        let shape = if is_prompt_alone { "reinforcement" } else { target.shapes[0].name };
        let report = judged(records(shape, 60), target.id, &[]);
        let verdict = &report["targets"][target.id]["verdict"];
        assert_eq!(verdict, "accept", "{}: {:?}", target.id, found(&report));
        assert_eq!(report["summary"]["accepted"], 60, "{}", target.id);
    }
}

/// LLM Foundry knows `prompt` with `response` or `completion`, one of them, and no other names of a pair.
#[test]
fn a_pair_has_the_names_that_its_target_knows() {
    let verdict = |record: &dyn Fn(usize) -> Value| {
        let rows: String = (0..60).map(|i| record(i).to_string() + "\n").collect();
        judged(rows, "llm-foundry", &[])["targets"]["llm-foundry-chat"]["verdict"].clone()
    };
    let pair =
        |question: &str, answer: &str, i: usize| json!({question: format!("Stop {i}?"), answer: "A mile."});
    for (question, answer, expected) in [
        ("prompt", "response", "accept"),
        ("prompt", "completion", "accept"),
        ("question", "answer", "reject"),
        ("input", "output", "reject"),
        ("instruction", "output", "reject"),
    ] {
        assert_eq!(verdict(&|i| pair(question, answer, i)), expected, "{question} and {answer}");
    }
}

#[test]
fn bare_names_mean_the_method_for_the_shape() {
    let known = [
        ("openai", "openai-chat", "openai-chat"),
        ("openai", "prompt-completion", "openai-completions"),
        ("openai", "openai-preference", "openai-dpo"),
        ("openai", "reinforcement", "openai-chat"),
        ("azure-openai", "openai-chat", "azure-openai-chat"),
        ("azure-openai", "openai-preference", "azure-openai-dpo"),
        ("azure-openai", "reinforcement", "azure-openai-chat"),
        ("together", "openai-chat", "together-conversation"),
        ("together", "prompt-completion", "together-instruction"),
        ("together", "openai-preference", "together-preference"),
        ("together", "text", "together-text"),
        ("fireworks", "openai-chat", "fireworks-chat"),
        ("fireworks", "openai-preference", "fireworks-dpo"),
        ("fireworks", "reinforcement", "fireworks-chat"),
        ("gemini", "gemini", "gemini-sft"),
        ("gemini", "gemini-preference", "gemini-preference"),
        ("bedrock", "bedrock-converse", "bedrock-nova"),
        ("bedrock", "openai-chat", "bedrock-claude"),
        ("bedrock", "prompt-completion", "bedrock-titan"),
        ("mistral", "openai-chat", "mistral-chat"),
        ("trl", "prompt-completion", "trl-sft"),
        ("trl", "chosen-rejected", "trl-preference"),
        ("trl", "prompt-completion-label", "trl-kto"),
        ("axolotl", "openai-chat", "axolotl-chat"),
        ("llamafactory", "sharegpt", "llamafactory-sharegpt"),
        ("llama-factory", "sharegpt", "llamafactory-sharegpt"),
        ("mlx", "text", "mlx-chat"),
        ("oci", "prompt-completion", "oci-pair"),
        ("llm-foundry", "openai-chat", "llm-foundry-chat"),
        // What a provider has no method for is judged by its first.
        ("openai", "text", "openai-chat"),
        ("openai-rft", "reinforcement", "openai-rft"),
        ("azure-openai-rft", "reinforcement", "azure-openai-rft"),
        ("fireworks-rft", "reinforcement", "fireworks-rft"),
    ];
    for (name, shape, id) in known {
        let report = judged(records(shape, 60), name, &[]);
        let meant: Vec<&String> = report["targets"].as_object().expect("targets by id").keys().collect();
        assert_eq!(meant, [id], "{name} for a file of {shape}");
    }
    let meant: BTreeSet<&str> = known.iter().map(|(_, _, id)| *id).collect();
    let all: BTreeSet<&str> = targets::ALL.iter().map(|target| target.id).collect();
    assert_eq!(meant, all, "every target is meant by some name");
}

/// Bare names of several providers each find their own method.
#[test]
fn several_bare_names_each_find_their_method() {
    let report = judged(records("openai-preference", 60), "openai,together,fireworks", &[]);
    let meant: BTreeSet<&String> = report["targets"].as_object().expect("targets by id").keys().collect();
    let expected = ["openai-dpo", "together-preference", "fireworks-dpo"].map(str::to_owned);
    assert_eq!(meant, expected.iter().collect());
}

/// A file in which rules of several groups find something.
fn faulty() -> String {
    good_rows(60) + "{\"messages\": [\n" + &chat("Is it far?", "") + "\n" + "{\"messages\": 1}\n"
}

#[test]
fn rules_are_chosen_by_name_and_by_group() {
    let rules = |more: &[&str]| {
        let report = judged(faulty(), "openai", more);
        found(&report).iter().map(|(rule, ..)| (*rule).to_owned()).collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(rules(&[]), set(&["invalid-json", "empty-answer", "wrong-type"]));
    assert_eq!(rules(&["--select", "empty-answer"]), set(&["empty-answer"]));
    assert_eq!(rules(&["--select", "file,fault"]), set(&["invalid-json", "wrong-type"]));
    assert_eq!(
        rules(&["--select", "file", "--select", "empty-answer"]),
        set(&["invalid-json", "empty-answer"])
    );
    assert_eq!(rules(&["--ignore", "conversation"]), set(&["invalid-json", "wrong-type"]));
    assert_eq!(rules(&["--ignore", "invalid-json,wrong-type"]), set(&["empty-answer"]));
    assert_eq!(rules(&["--select", "file,fault", "--ignore", "wrong-type"]), set(&["invalid-json"]));
    assert_eq!(rules(&["--select", "images"]), set(&[]));
}

#[test]
fn rules_that_do_not_run_do_not_count() {
    let report = judged(faulty(), "openai", &["--select", "images"]);
    assert_eq!(report["targets"]["openai-chat"]["verdict"], "accept");
    let report = judged(faulty(), "openai", &["--ignore", "invalid-json,wrong-type,empty-answer"]);
    assert_eq!(report["targets"]["openai-chat"]["verdict"], "accept", "{report:#}");
}

#[test]
fn unknown_rules_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    put(folder.path(), "in.jsonl", good_rows(12));
    for (flag, name, meant) in [
        ("--select", "empty-anwser", "did you mean `empty-answer`?"),
        ("--ignore", "invalid-jsn", "did you mean `invalid-json`?"),
        ("--select", "conversatoin", "did you mean `conversation`?"),
        ("--ignore", "zzz", "known rule"),
    ] {
        let (code, stdout, stderr) =
            outcome(&run(folder.path(), &["validate", "in.jsonl", "--target", "openai", flag, name]));
        assert_eq!((code, stdout.as_str()), (2, ""), "{flag} {name}: {stderr}");
        assert!(stderr.contains(&format!("`{name}`")) && stderr.contains(meant), "{flag} {name}: {stderr}");
    }
}

/// Where nothing is near, all names are told, each once.
#[test]
fn names_that_could_be_meant_are_told_once() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let input = put(folder.path(), "in.jsonl", good_rows(12));
    for args in [["--target", "openai", "--select", "zzz"], ["--target", "zzz", "--select", "file"]] {
        let (code, _, stderr) = outcome(&run(folder.path(), &[&["validate", &input], &args[..]].concat()));
        let (_, names) = stderr.split_once("help: known ").expect("the names are told");
        let (_, names) = names.split_once(": ").expect("they stand behind a colon");
        let names: Vec<&str> = names.trim().split(", ").collect();
        let each: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!((code, names.len()), (2, each.len()), "{args:?}: {stderr}");
    }
}
