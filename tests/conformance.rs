//! Conformance: what each target does with single lines, as `fixtures/conformance` has it, and what is found here.

#![expect(clippy::print_stdout, reason = "how many lines agree is worth knowing even when enough do")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use gristmill::model::{Finding, Level};
use gristmill::pipeline::{Keeping, Options, validate};
use gristmill::targets;
use serde_json::Value;

use crate::support::root;

/// The members that decide which good lines a case stands between.
const DECISIVE: [&str; 11] = [
    "messages",
    "prompt",
    "completion",
    "text",
    "conversations",
    "contents",
    "interactions",
    "chosen",
    "rejected",
    "input",
    "completions",
];

/// How many good lines stand before a case, and after it.
const AROUND: usize = 5;

/// A conformance line.
pub struct Case {
    /// Its name.
    pub id: String,
    /// What the target does with it: accept, warn or reject.
    verdict: String,
    /// The line itself; it may hold line breaks.
    pub raw: String,
    /// Whether a primary source says so, or the target's own code was run.
    is_firm: bool,
    /// Whether it depends on a trainer's settings.
    is_configured: bool,
}

impl Case {
    fn read(line: &str) -> Self {
        let value: Value = serde_json::from_str(line).expect("a case is JSON");
        let text = |key: &str| value[key].as_str().unwrap_or_else(|| panic!("no `{key}`: {line}")).to_owned();
        Self {
            id: text("id"),
            verdict: text("verdict"),
            raw: text("raw"),
            is_firm: value["confidence"] == "sure" || value.get("verified").is_some(),
            is_configured: value.get("config").is_some(),
        }
    }

    /// Whether the target takes it, as one record, whatever a trainer is told.
    pub fn is_accepted(&self) -> bool {
        self.verdict == "accept"
            && !self.is_configured
            && !self.raw.trim().is_empty()
            && !self.raw.trim().contains('\n')
    }

    /// The lines of its file that are its own.
    fn own_lines(&self) -> RangeInclusive<u64> {
        let first = AROUND as u64 + 1;
        first..=first + self.raw.matches('\n').count() as u64
    }

    /// Whether what was found on its own lines is what its verdict says.
    fn agrees(&self, highest: Option<Level>) -> bool {
        match self.verdict.as_str() {
            "reject" => highest == Some(Level::Deny),
            "warn" => highest >= Some(Level::Warn),
            "accept" => highest != Some(Level::Deny),
            other => panic!("{}: no verdict is called {other}", self.id),
        }
    }
}

/// The targets with conformance lines, and the lines of each.
pub fn cases() -> BTreeMap<String, Vec<Case>> {
    let folder = root().join("fixtures/conformance");
    let entries = std::fs::read_dir(&folder).expect("the conformance lines can be listed");
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file of conformance lines can be read");
        let target = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        (target, text.lines().map(Case::read).collect())
    };
    files.map(read).collect()
}

/// What must be alike in a case and the good lines around it: its decisive members, and what stands in some of them.
fn form(raw: &str) -> Option<BTreeSet<(&'static str, &'static str)>> {
    let record: Value = serde_json::from_str(raw).ok()?;
    let kind = |key: &str, value: &Value| match value {
        Value::String(_) if matches!(key, "prompt" | "chosen") => "a string",
        Value::Array(_) if matches!(key, "prompt" | "chosen") => "a list",
        _ if matches!(key, "prompt" | "chosen") => "another value",
        _ => "",
    };
    let present = DECISIVE.iter().filter_map(|key| Some((*key, kind(key, record.get(key)?))));
    Some(present.collect())
}

/// A good line for a case to stand between: an accepted one of its form, or else the first accepted one.
fn good<'c>(case: &Case, cases: &'c [Case]) -> &'c str {
    let is_good =
        |other: &&Case| other.verdict == "accept" && !other.is_configured && !other.raw.contains('\n');
    let own = form(&case.raw);
    let is_alike = |other: &&Case| own.is_some() && form(&other.raw) == own;
    let alike = cases.iter().filter(is_good).find(is_alike).or_else(|| cases.iter().find(is_good));
    &alike.unwrap_or_else(|| panic!("{}: the file has no accepted line", case.id)).raw
}

/// Lines between good lines: five before, five after.
fn between(good: &str, lines: &[&str]) -> String {
    let good = [good].repeat(AROUND);
    [good.as_slice(), lines, &good].concat().join("\n") + "\n"
}

/// Files in which all cases that stand between the same good lines stand together.
pub fn together(cases: &[Case]) -> Vec<String> {
    let mut by_good: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases.iter().filter(|case| !case.is_configured) {
        by_good.entry(good(case, cases)).or_default().push(&case.raw);
    }
    by_good.into_iter().map(|(good, lines)| between(good, &lines)).collect()
}

/// Writes a file for each case that counts; gives their names.
fn write(cases: &[Case], folder: &Path) -> Vec<String> {
    let file = |case: &Case| {
        let path = folder.join(format!("{}.jsonl", case.id));
        let text = between(good(case, cases), &[&case.raw]);
        std::fs::write(&path, text).expect("a temporary file can be written");
        path.to_string_lossy().into_owned()
    };
    cases.iter().filter(|case| !case.is_configured).map(file).collect()
}

/// What was found of one target's cases.
#[derive(Default)]
struct Outcome {
    counted: usize,
    firm: usize,
    agreeing: usize,
    firmly_agreeing: usize,
    disagreements: Vec<String>,
    /// Good lines that were refused.
    spoilt: Vec<String>,
}

impl Outcome {
    fn add(&mut self, case: &Case, findings: &[&Finding]) {
        let own = case.own_lines();
        let is_own = |finding: &&&Finding| finding.place.line.is_some_and(|line| own.contains(&line));
        let (on_case, elsewhere): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(is_own);
        let highest = on_case.iter().map(|finding| finding.level).max();
        let agrees = case.agrees(highest);
        self.counted += 1;
        self.firm += usize::from(case.is_firm);
        self.agreeing += usize::from(agrees);
        self.firmly_agreeing += usize::from(agrees && case.is_firm);
        if !agrees {
            let (got, rules) = (highest.map_or("nothing", Level::name), rules(&on_case));
            let firmness = if case.is_firm { ", firm" } else { "" };
            self.disagreements
                .push(format!("{}: wanted {}{firmness}, got {got} {rules:?}", case.id, case.verdict));
        }
        let refused = |finding: &&&Finding| finding.level == Level::Deny && finding.place.line.is_some();
        let refused: Vec<&Finding> = elsewhere.iter().filter(refused).copied().collect();
        if !refused.is_empty() {
            self.spoilt.push(format!("{}: {:?} deny its good lines", case.id, rules(&refused)));
        }
    }
}

fn rules(findings: &[&Finding]) -> BTreeSet<(&'static str, &'static str)> {
    findings.iter().map(|finding| (finding.rule, finding.level.name())).collect()
}

/// Judges all cases of a target in one run.
fn judge(target: &str, cases: &[Case]) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let inputs = write(cases, folder.path());
    let options = Options { target: Some(target.to_owned()), ..Options::default() };
    let validated = validate(&inputs, &options, Keeping::All, &()).expect("the cases can be judged");
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let counts = |finding: &&Finding| finding.target.is_none_or(|of| of == target);
    for finding in validated.findings.iter().filter(counts) {
        by_file.entry(finding.place.file.as_deref().unwrap_or_default()).or_default().push(finding);
    }
    let mut outcome = Outcome::default();
    for (case, file) in cases.iter().filter(|case| !case.is_configured).zip(&inputs) {
        outcome.add(case, by_file.get(file.as_str()).map_or(&[], Vec::as_slice));
    }
    outcome
}

/// Whether so many of a hundred agree.
fn is_share(agreeing: usize, of: usize, percent: usize) -> bool {
    agreeing * 100 >= of * percent
}

#[test]
fn conformance_lines_are_judged_as_the_targets_do() {
    let mut all = Outcome::default();
    for (target, cases) in cases() {
        let outcome = judge(&target, &cases);
        println!("{target}: {} of {}", outcome.agreeing, outcome.counted);
        all.counted += outcome.counted;
        all.firm += outcome.firm;
        all.agreeing += outcome.agreeing;
        all.firmly_agreeing += outcome.firmly_agreeing;
        all.disagreements.extend(outcome.disagreements.iter().map(|line| format!("{target} {line}")));
        all.spoilt.extend(outcome.spoilt.iter().map(|line| format!("{target} {line}")));
    }
    println!("all: {} of {}", all.agreeing, all.counted);
    println!("sure or verified: {} of {}", all.firmly_agreeing, all.firm);
    println!("these do not agree: {:#?}", all.disagreements);
    assert!(all.spoilt.is_empty(), "good lines are refused: {:#?}", all.spoilt);
    assert!(is_share(all.firmly_agreeing, all.firm, 97), "{} of {} firm", all.firmly_agreeing, all.firm);
    assert!(is_share(all.agreeing, all.counted, 92), "{} of {}", all.agreeing, all.counted);
}

#[test]
fn every_target_has_conformance_lines() {
    let ids: BTreeSet<String> = targets::ALL.iter().map(|target| target.id.to_owned()).collect();
    assert_eq!(cases().into_keys().collect::<BTreeSet<_>>(), ids);
    for (target, cases) in cases() {
        let names: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(names.len(), cases.len(), "{target}: two cases have one name");
    }
}
