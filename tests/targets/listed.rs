//! What is told of targets and of how they stand to rules.

use std::collections::BTreeSet;
use std::path::Path;

use gristmill::report::Explained;
use gristmill::rules::{self, Rule};
use gristmill::targets;
use serde_json::Value;

use crate::support::{outcome, run};

/// Runs a command that must end well; gives what it prints.
fn printed(args: &[&str]) -> String {
    let (code, stdout, stderr) = outcome(&run(Path::new("."), args));
    assert_eq!((code, stderr.as_str()), (0, ""), "gristmill {}", args.join(" "));
    stdout
}

/// The same, as JSON.
fn told(args: &[&str]) -> Value {
    let text = printed(&[args, &["--output-format", "json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}"))
}

/// Whether a value is a year and a month.
fn is_month(value: &Value) -> bool {
    let month = regex::Regex::new("^20[0-9]{2}-(0[1-9]|1[0-2])$").expect("the pattern is fixed");
    value.as_str().is_some_and(|text| month.is_match(text))
}

/// Whether a value is an address.
fn is_address(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("https://"))
}

fn texts<'v>(rows: &'v Value, key: &str) -> Vec<&'v str> {
    let rows = rows.as_array().expect("a list of rows").iter();
    rows.map(|row| row[key].as_str().unwrap_or_else(|| panic!("no `{key}`: {row}"))).collect()
}

fn ids() -> Vec<&'static str> {
    targets::ALL.iter().map(|target| target.id).collect()
}

#[test]
fn every_target_is_listed() {
    let text = printed(&["targets"]);
    let first: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids().iter().all(|id| first.contains(id)), "{text}");
    let report = told(&["targets"]);
    assert_eq!(report["schema"], "gristmill/targets/1");
    assert_eq!(texts(&report["targets"], "id"), ids());
    for row in report["targets"].as_array().expect("a list of targets") {
        let target = targets::ALL.iter().find(|target| row["id"] == target.id).expect("the id is known");
        let shapes: Vec<&str> = target.shapes.iter().map(|shape| shape.name).collect();
        assert_eq!(row["shapes"], serde_json::json!(shapes), "{row}");
        assert_eq!((&row["provider"], &row["title"]), (&target.provider.into(), &target.title.into()));
        assert_eq!(row["min_examples"], target.limits.min_examples, "{row}");
        let writes: Vec<&str> = target.written().iter().map(|shape| shape.name).collect();
        assert_eq!(row["writes"], serde_json::json!(writes), "{row}");
        assert_eq!(row["status"] == "closing", row["closes"].is_string(), "{row}");
        let sources = row["sources"].as_array().expect("a list of sources");
        assert!(!sources.is_empty(), "{row}");
        let is_dated = |source: &Value| is_month(&source["read"]) && is_address(&source["url"]);
        assert!(sources.iter().all(is_dated), "every source has an address and a date: {row}");
    }
}

#[test]
fn one_target_is_told_in_full() {
    for target in targets::ALL {
        let report = told(&["targets", target.id]);
        assert_eq!(texts(&report["targets"], "id"), [target.id]);
    }
    let text = printed(&["targets", "openai-chat"]);
    for part in ["openai-chat", "refuses (deny)", "doubts (warn)", "sources", ", read 2026-"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (code, _, stderr) = outcome(&run(Path::new("."), &["targets", "openai-chta"]));
    assert!(code == 2 && stderr.contains("did you mean `openai-chat`?"), "{stderr}");
}

#[test]
fn stances_are_to_rules_that_exist() {
    for target in targets::ALL {
        for (rule, _) in target.judged() {
            assert!(Rule::named(rule).is_some(), "{} has a stance to {rule}, which is no rule", target.id);
        }
    }
}

#[test]
fn explanations_hold_levels_and_sources() {
    let levels = ["allow", "info", "warn", "deny"];
    for rule in rules::ALL {
        let explained = Explained::named(rule.name).expect("every rule is explained");
        let report = serde_json::to_value(explained).expect("an explanation can be written");
        assert_eq!((&report["name"], &report["kind"]), (&rule.name.into(), &"rule".into()));
        assert_eq!(
            (&report["level"], &report["group"]),
            (&rule.level.name().into(), &rule.group.name().into())
        );
        assert_eq!(report["docs"], rule.docs);
        let with_stance = targets::ALL.iter().filter(|target| target.stance(rule.name).is_some());
        let with_stance: BTreeSet<&str> = with_stance.map(|target| target.id).collect();
        let rows = texts(&report["targets"], "target");
        assert_eq!(rows.len(), with_stance.len(), "{}: no target is told twice", rule.name);
        assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), with_stance, "{}", rule.name);
        for row in report["targets"].as_array().expect("a list of targets") {
            assert!(levels.iter().any(|level| row["level"] == *level), "{row}");
            assert!(["sure", "likely", "unsure"].iter().any(|word| row["confidence"] == *word), "{row}");
            assert!(row["source"].as_str().is_some_and(|title| !title.is_empty()), "{row}");
            assert!(is_month(&row["read"]) && is_address(&row["url"]), "{row}");
        }
    }
}

#[test]
fn explain_prints_what_the_library_says() {
    let report = told(&["explain", "empty-answer"]);
    let own = Explained::named("empty-answer").expect("the rule is explained");
    assert_eq!(report, serde_json::to_value(own).expect("an explanation can be written"));
    assert_eq!(report["schema"], "gristmill/explain/1");
    assert!(texts(&report["targets"], "target").contains(&"openai-completions"), "{report}");
    let text = printed(&["explain", "empty-answer"]);
    assert!(text.contains("openai-completions     deny") && text.contains(", read 2026-"), "{text}");
    assert_eq!(told(&["explain", "refusal"])["kind"], "signal");
    let (code, _, stderr) = outcome(&run(Path::new("."), &["explain", "empty-anser"]));
    assert!(code == 2 && stderr.contains("did you mean `empty-answer`?"), "{stderr}");
}

/// Where a level is a target's own, its finding says on which page that was read, and when.
#[test]
fn findings_name_their_source() {
    let report = super::judged(super::records("prompt-completion", 9), "openai-completions", &[]);
    let own: Vec<&Value> = report["findings"].as_array().expect("findings").iter().collect();
    assert!(!own.is_empty(), "nine records are too few");
    let is_sourced =
        |finding: &&Value| finding["source"].as_str().is_some_and(|text| text.contains(", read 2026-"));
    assert!(own.iter().all(is_sourced), "{report:#}");
}
