//! The collection: names are lawful, and documented lines do what the docs say. Shapes have a file of their own.

mod forms;

use std::collections::BTreeSet;
use std::path::Path;

use gristmill::pipeline::{self, Job, Keeping, Options, Scoring};
use gristmill::rules::{self, Check};
use gristmill::{shapes, signals, targets};
use serde_json::Value;

use crate::support::{self, chat, good_rows};

/// A rule, the target it is shown for, a file that fires it, and one that does not.
type Shown = (&'static str, &'static str, Vec<u8>, Vec<u8>);

/// Rules about records whose examples are too long for Markdown, or no text, or need other records around them.
const TOO_LONG: [&str; 8] = [
    "oversized-line",
    "invalid-utf8",
    "other-shape",
    "not-writable",
    "long-example",
    "over-token-limit",
    "too-many-tools",
    "image-too-large",
];

/// Rules whose examples Markdown cannot show, because they are about bytes, whole files or several records.
fn shown_as_files() -> Vec<Shown> {
    let pair = |completion: &str| format!("{{\"prompt\": \"a\", \"completion\": \"{completion}\"}}\n");
    let good = || good_rows(60).into_bytes();
    let mixed = good_rows(3) + &pair("b") + &pair("c");
    let bytes = |text: &str| text.as_bytes().to_vec();
    let openai = |name, bad: Vec<u8>, good: Vec<u8>| (name, "openai-chat", bad, good);
    let tools = |n: usize| {
        let tools: Vec<String> = (0..n)
            .map(|i| format!("{{\"type\": \"function\", \"function\": {{\"name\": \"t{i}\"}}}}"))
            .collect();
        let row = chat("a", "b");
        format!(
            "{}, \"tools\": [{}]}}\n",
            row.trim_end().strip_suffix('}').unwrap_or_default(),
            tools.join(", ")
        )
    };
    let thinking = chat("a", "<think>b</think> c");
    let columns = [chat("a", "b") + "\n", "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}]}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n".to_owned()];
    vec![
        openai("oversized-line", chat(&"x".repeat(200_000), "b").into_bytes(), good()),
        openai(
            "invalid-utf8",
            b"{\"prompt\": \"caf\xe9\", \"completion\": \"b\"}\n".to_vec(),
            bytes(&pair("caf\u{e9}")),
        ),
        openai("blank-line", bytes(&("\n".to_owned() + &good_rows(1))), good()),
        openai("byte-order-mark", bytes(&("\u{feff}".to_owned() + &good_rows(1))), good()),
        (
            "missing-byte-order-mark",
            "azure-openai-chat",
            good(),
            bytes(&("\u{feff}".to_owned() + &good_rows(1))),
        ),
        openai("unreadable-file", bytes("prompt,prompt\na,b\n"), good()),
        openai("empty-file", Vec::new(), good()),
        openai("broken-array", bytes(&format!("[{},", pair("b"))), bytes(&format!("[{}]", pair("b")))),
        openai("not-json-lines", bytes(&good_rows(1).replacen("{\"", "{\n\"", 1)), good()),
        openai("json-array", bytes(&format!("[{}]", good_rows(1))), good()),
        openai("other-shape", bytes(&mixed), good()),
        openai("mixed-shapes", bytes(&mixed), bytes(&(good_rows(60) + &pair("b")))),
        ("mixed-columns", "trl-sft", bytes(&columns.concat()), good()),
        openai("mixed-reasoning", bytes(&(good_rows(1) + &thinking)), bytes(&thinking)),
        (
            "no-common-ending",
            "openai-completions",
            bytes(
                "{\"prompt\": \"a\", \"completion\": \" b\"}\n{\"prompt\": \"c\", \"completion\": \" d\"}\n",
            ),
            bytes(&(pair(" b") + &pair(" c"))),
        ),
        openai("not-target-shape", bytes(&pair("b")), good()),
        (
            "not-writable",
            "openai-completions",
            bytes(
                &(good_rows(3)
                    + "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}\n"),
            ),
            good(),
        ),
        ("long-example", "openai-completions", bytes(&pair(&"x".repeat(10_001))), bytes(&pair("b"))),
        openai("over-token-limit", chat("a", &"0 1 ".repeat(40_000)).into_bytes(), good()),
        openai("too-many-tools", bytes(&tools(129)), bytes(&tools(128))),
        ("image-too-large", "together-conversation", bytes(&image(14 << 20)), bytes(&image(1 << 10))),
        openai("too-few-examples", bytes(&good_rows(9)), bytes(&good_rows(10))),
        ("too-many-examples", "bedrock-claude", bytes(&good_rows(10_001)), bytes(&good_rows(40))),
        openai("few-good-examples", bytes(&good_rows(49)), bytes(&good_rows(50))),
        openai("conflicting-answers", bytes(&(pair("b") + &pair("c"))), bytes(&(pair("b") + &pair("b")))),
    ]
}

/// Rules that fire on files which no test should write: one of more than half a gibibyte.
const NOT_SHOWN: [&str; 1] = ["file-too-large"];

/// A row with a PNG in a data URL of so many characters.
fn image(characters: usize) -> String {
    let data = format!("iVBORw0KGgo{}", "A".repeat(characters / 4 * 4 + 1));
    format!(
        "{{\"messages\": [{{\"role\": \"user\", \"content\": [{{\"type\": \"image_url\", \"image_url\": {{\"url\": \"data:image/png;base64,{data}\"}}}}]}}, {{\"role\": \"assistant\", \"content\": [{{\"type\": \"text\", \"text\": \"b\"}}]}}]}}\n"
    )
}

/// Rules that run only on the way to a target, where records are converted and compared.
const ONLY_IN_PREPARE: [&str; 3] = ["unread-field", "conflicting-answers", "not-writable"];

/// The lines of all blocks of a kind in some docs, each with the target that the block names, or OpenAI chat.
fn documented<'d>(docs: &'d str, kind: &str) -> Vec<(&'d str, &'d str)> {
    let opening = format!("```jsonl {kind}");
    let blocks = docs.split(opening.as_str()).skip(1);
    blocks
        .flat_map(|rest| {
            let (target, rest) = rest.split_once('\n').unwrap_or_default();
            let target = if target.is_empty() { "openai-chat" } else { target.trim() };
            rest.split("\n```").next().unwrap_or_default().lines().map(move |line| (line, target))
        })
        .collect()
}

/// The chat template in some docs, by which their lines are rendered.
fn documented_template(docs: &str) -> Option<&str> {
    docs.split_once("```jinja\n")?.1.split_once("\n```").map(|(text, _)| text)
}

/// A documented line as a file. A list or a string would be read as a whole file of another container, so it comes
/// after a line that shows that records stand on lines.
fn as_file(line: &str) -> Vec<u8> {
    let before = if line.starts_with('{') { String::new() } else { good_rows(1) };
    (before + line).into_bytes()
}

/// Options for one target; a limit on the length of lines is in the way of the rule about it alone.
fn options(wanted: &str, target: &str) -> Options {
    Options {
        target: Some(target.to_owned()),
        max_record_bytes: Some(if wanted == "oversized-line" { 4_096 } else { 32 << 20 }),
        threads: Some(1),
        ..Options::default()
    }
}

/// The rules that fire on a file of these bytes for a target; the rule in question decides how it is judged.
fn fired(wanted: &str, target: &str, bytes: &[u8]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a temporary file can be written");
        path.to_string_lossy().into_owned()
    };
    let mut inputs = vec![write("case.jsonl", bytes)];
    let mut options = options(wanted, target);
    let rule = rules::ALL.iter().find(|rule| rule.name == wanted);
    options.chat_template = rule
        .and_then(|rule| documented_template(rule.docs))
        .map(|text| write("template.jinja", text.as_bytes()).into());
    if ONLY_IN_PREPARE.contains(&wanted) {
        inputs.push(write("good.jsonl", good_rows(12).as_bytes()));
        let out = folder.path().join("out");
        let job = Job { inputs: &inputs, out: &out, force: false, options: &options, observer: &() };
        let prepared = pipeline::prepare(&job).expect("the file can be prepared");
        let noted = prepared[0].manifest.findings.keys().map(|rule| (*rule).to_owned());
        return if wanted == "conflicting-answers" { noted.collect() } else { rejected(&out) };
    }
    let found = pipeline::validate(&inputs, &options, Keeping::All, &()).expect("the file can be judged");
    found.summary.rules.keys().map(|rule| (*rule).to_owned()).collect()
}

/// The rules by which records of a prepared folder were rejected.
fn rejected(folder: &Path) -> BTreeSet<String> {
    let rules = |line: Vec<u8>| {
        let row: Value = serde_json::from_slice(&line).expect("a rejected row is JSON");
        row["rules"].as_array().cloned().unwrap_or_default()
    };
    let names = support::lines(folder, "rejected.jsonl").into_iter().flat_map(rules);
    names.map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
}

/// The signals that fire on the last of some lines; on a single one among enough good rows that none is pardoned.
fn signals_on(lines: &[&str]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("case.jsonl"), lines.join("\n")).expect("a temporary file can be written");
    std::fs::write(path("good.jsonl"), good_rows(40)).expect("a temporary file can be written");
    // A set stands for itself.
    let files = if lines.len() > 1 { &["case.jsonl"][..] } else { &["case.jsonl", "good.jsonl"] };
    let inputs: Vec<String> = files.iter().map(|name| path(name).to_string_lossy().into_owned()).collect();
    let scores = path("scores.jsonl");
    let scoring = Scoring { scores: Some(&scores), ..Scoring::default() };
    pipeline::score(&inputs, &Options::default(), scoring, &()).expect("the files can be scored");
    let rows = support::lines(folder.path(), "scores.jsonl");
    let row: Value = serde_json::from_slice(&rows[lines.len() - 1]).expect("a line of scores is JSON");
    let reasons = row["reasons"].as_array().cloned().unwrap_or_default();
    for (axis, left) in row["axes"].as_object().expect("there are axes") {
        let own = reasons.iter().filter(|reason| reason["axis"] == axis.as_str());
        let deltas: i64 = own.filter_map(|reason| reason["delta"].as_i64()).sum();
        assert_eq!(left.as_i64(), Some(100 + deltas), "the reasons of {lines:?} add up to {axis}");
    }
    reasons.iter().map(|reason| reason["signal"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The documented cases of a signal: single lines, or all lines of a kind together where they are a set.
fn signal_cases<'d>(docs: &'d str, kind: &str) -> Vec<Vec<&'d str>> {
    let lines = documented(docs, kind);
    if lines.iter().any(|(_, target)| *target == "set") {
        return vec![lines.into_iter().map(|(line, _)| line).collect()];
    }
    lines.into_iter().map(|(line, _)| vec![line]).collect()
}

fn rule_names() -> Vec<&'static str> {
    rules::ALL.iter().map(|rule| rule.name).collect()
}

fn signal_names() -> Vec<&'static str> {
    signals::ALL.iter().map(|signal| signal.name).collect()
}

#[test]
fn names_are_lawful() {
    let kebab = regex::Regex::new("^[a-z][a-z0-9]*(-[a-z0-9]+)*$").expect("the pattern is fixed");
    let members = rule_names().into_iter().map(|name| ("src/rules", name));
    let signals =
        signals::ALL.iter().map(|signal| (format!("src/signals/{}", signal.axis.name()), signal.name));
    let members = members.map(|(folder, name)| (folder.to_owned(), name)).chain(signals);
    let mut seen = BTreeSet::new();
    for (folder, name) in members {
        assert!(kebab.is_match(name), "{name} is not kebab-case");
        assert!(seen.insert(name), "{name} stands twice among rules and signals");
        let file = support::root().join(folder).join(name.replace('-', "_") + ".rs");
        assert!(file.is_file(), "{name} is not at home in {}", file.display());
    }
    for name in shapes::ALL.iter().map(|shape| shape.name).chain(targets::ALL.iter().map(|target| target.id))
    {
        assert!(kebab.is_match(name), "{name} is not kebab-case");
    }
}

#[test]
fn docs_open_with_a_sentence() {
    let docs = rules::ALL.iter().map(|rule| (rule.name, rule.docs));
    for (name, docs) in docs.chain(signals::ALL.iter().map(|signal| (signal.name, signal.docs))) {
        let first = docs.lines().next().unwrap_or_default();
        let is_sentence = first.starts_with(|c: char| c.is_uppercase()) && first.ends_with('.');
        assert!(is_sentence, "the docs of {name} open with {first:?}");
        let fences = docs.lines().filter(|line| line.starts_with("```")).count();
        assert!(fences % 2 == 0, "the docs of {name} leave a block open");
    }
}

#[test]
fn everything_has_examples() {
    for rule in rules::ALL {
        let is_shown = ["bad", "good"].iter().all(|kind| !documented(rule.docs, kind).is_empty());
        let is_filed =
            shown_as_files().iter().any(|(name, ..)| *name == rule.name) || NOT_SHOWN.contains(&rule.name);
        assert!(is_shown != is_filed, "{} needs bad and good lines, either in its docs or here", rule.name);
        let is_about_records = matches!(rule.check, Check::Record(_) | Check::RecordFor(_));
        let cannot_be_a_line = TOO_LONG.contains(&rule.name);
        assert!(is_shown || !is_about_records || cannot_be_a_line, "{} can be shown as lines", rule.name);
    }
    for signal in signals::ALL.iter() {
        let is_shown = ["bad", "good"].iter().all(|kind| !documented(signal.docs, kind).is_empty());
        assert!(is_shown, "{} needs bad and good lines", signal.name);
    }
}

#[test]
fn documented_lines_of_rules_do_what_the_docs_say() {
    for rule in rules::ALL {
        for (line, target) in documented(rule.docs, "bad") {
            let fired = fired(rule.name, target, &as_file(line));
            assert!(fired.contains(rule.name), "{} is silent on {line}; {fired:?} fire", rule.name);
        }
        for (line, target) in documented(rule.docs, "good") {
            assert!(
                !fired(rule.name, target, &as_file(line)).contains(rule.name),
                "{} fires on {line}",
                rule.name
            );
        }
    }
}

#[test]
fn rules_about_files_fire_where_they_should() {
    for (name, target, bad, good) in shown_as_files() {
        let fired_on_bad = fired(name, target, &bad);
        assert!(fired_on_bad.contains(name), "{name} is silent on its bad file; {fired_on_bad:?} fire");
        assert!(!fired(name, target, &good).contains(name), "{name} fires on its good file");
    }
}

#[test]
fn documented_lines_of_signals_do_what_the_docs_say() {
    let mut wrong = Vec::new();
    for signal in signals::ALL.iter() {
        for (kind, fires) in [("bad", true), ("good", false)] {
            for lines in signal_cases(signal.docs, kind) {
                if signals_on(&lines).contains(signal.name) != fires {
                    wrong.push(format!("{} on {kind} {lines:?}", signal.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names are an interface: a change of one shows in the diff of the snapshot.
#[test]
fn names_are_as_they_were() {
    let list = |what: &str, names: Vec<&str>| format!("{what}\n  {}\n", names.join("\n  "));
    let text = list("rules", rule_names())
        + &list("signals", signal_names())
        + &list("shapes", shapes::ALL.iter().map(|shape| shape.name).collect())
        + &list("targets", targets::ALL.iter().map(|target| target.id).collect());
    crate::cli::snapshot("names.txt", &text);
}
