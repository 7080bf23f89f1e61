//! The manifest: what went in, what came out and how, so that a folder can be checked and made again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::{Disposition, reason};
use super::{Choice, Facts, Inputs, Prepared, SplitFacts, TargetCost, TokenFacts};
use crate::engine::Written;
use crate::error::Error;
use crate::model::Level;
use crate::rules::{Findings, Selection};

/// The manifest's file name, by which a folder is known to be ours.
pub const MANIFEST: &str = "manifest.json";
/// The manifest's version.
pub const SCHEMA: &str = "gristmill/manifest/1";
/// The version of a manifest over several targets.
pub const SET_SCHEMA: &str = "gristmill/manifest-set/1";

/// What a run did.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    /// The manifest's version.
    pub schema: &'static str,
    /// The tool that wrote it.
    pub tool: Tool,
    /// The command.
    pub command: &'static str,
    /// The target's full id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'static str>,
    /// The shape that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<&'static str>,
    /// Every option that can change a result.
    pub options: serde_json::Value,
    /// The inputs in order.
    pub inputs: Vec<InputEntry>,
    /// Records read; each is in train, holdout or rejected, or where a split sets more aside in one of its other sides.
    pub read: u64,
    /// Records in train.
    pub train: u64,
    /// Records in the holdout.
    pub holdout: u64,
    /// Records rejected.
    pub rejected: u64,
    /// The rows that the records of the two sides became: more than the records where some became several.
    pub rows: Rows,
    /// Rejected records by their first reason; the counts add up to `rejected`.
    pub rejected_by: BTreeMap<&'static str, u64>,
    /// Blank lines passed over; they are no records.
    pub blank_lines: u64,
    /// How many members of each name were left out, because the target refuses or does not know them.
    pub cut: BTreeMap<String, u64>,
    /// What was lost, as somebody allowed, in how many records.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub losses: BTreeMap<&'static str, u64>,
    /// What is written in another way, in how many records.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<&'static str, u64>,
    /// Records whose bytes were written as they stood.
    pub verbatim: u64,
    /// How the holdout came out.
    pub split: SplitFacts,
    /// Prompts with several answers that stay in the data.
    pub conflicts: u64,
    /// Findings of every rule that fired.
    pub findings: BTreeMap<&'static str, RuleEntry>,
    /// Quality signals that were pardoned for the whole dataset.
    pub pardoned: Vec<&'static str>,
    /// How the best were chosen, where so many were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// Whether the target would take the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Tokens of the files, as the target counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<TokenFacts>,
    /// What training on them costs at the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<TargetCost>,
    /// What the trainer has to be told, so that it reads the files as they are meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<&'static str>,
    /// The files beside this one.
    pub files: Vec<FileEntry>,
}

/// What was written for several targets.
#[derive(Debug, Clone, Serialize)]
pub struct ManifestSet {
    /// The manifest's version.
    pub schema: &'static str,
    /// The tool that wrote it.
    pub tool: Tool,
    /// The command.
    pub command: &'static str,
    /// The targets, each with a folder of its name.
    pub targets: Vec<&'static str>,
    /// The inputs in order.
    pub inputs: Vec<InputEntry>,
    /// Records read; each is in train, holdout or rejected of every target.
    pub read: u64,
    /// All files, those beside this one and those in the folders of the targets.
    pub files: Vec<FileEntry>,
}

impl ManifestSet {
    /// The manifest over the folders of several targets.
    pub(super) fn new(prepared: &[Prepared]) -> Self {
        let first = prepared.first().map(|prepared| &prepared.manifest);
        let below = |prepared: &Prepared| {
            let own =
                |file: &FileEntry| FileEntry { name: prepared.folder.clone() + &file.name, ..file.clone() };
            prepared.manifest.files.iter().map(own).collect::<Vec<_>>()
        };
        Self {
            schema: SET_SCHEMA,
            tool: Tool::THIS,
            command: first.map_or("", |first| first.command),
            targets: prepared.iter().map(|prepared| prepared.target.id).collect(),
            inputs: first.map(|first| first.inputs.clone()).unwrap_or_default(),
            read: first.map_or(0, |first| first.read),
            files: prepared.iter().flat_map(below).collect(),
        }
    }

    /// The manifest's text.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest holds nothing that cannot be written");
        text.push('\n');
        text
    }
}

/// The tool.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This very tool.
    pub const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// Rows by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rows {
    /// Of the files to train on.
    pub train: u64,
    /// Of the files held out.
    pub holdout: u64,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputEntry {
    /// Its name as given.
    pub name: String,
    /// Its SHA-256, of the archive where it is one.
    pub sha256: String,
    /// Its length in bytes, unpacked.
    pub bytes: u64,
    /// How records stand in it.
    pub container: &'static str,
    /// The records' shape.
    pub shape: &'static str,
}

/// How often a rule fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleEntry {
    /// How much it matters.
    pub level: Level,
    /// How often it fired.
    pub count: u64,
}

/// Whether a target would take what was written, or what was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It would.
    Accept,
    /// It would, but something is doubtful.
    Warn,
    /// It would not.
    Reject,
}

/// A file in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// The split it holds: `train`, `holdout`, `validation` or `ood`; nothing for side files.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub split: Option<String>,
    /// Its lines.
    pub rows: u64,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

impl FileEntry {
    /// What was written under a name.
    pub fn new(name: &str, split: Option<&str>, written: Written) -> Self {
        let Written { rows, bytes, sha256 } = written;
        Self { name: name.to_owned(), split: split.map(str::to_owned), rows, bytes, sha256 }
    }
}

/// The inputs as a manifest lists them.
fn input_entries(inputs: &Inputs) -> Result<Vec<InputEntry>, Error> {
    let entry = |(source, shape): (&crate::engine::Source, &&'static crate::shapes::Shape)| {
        Ok(InputEntry {
            name: source.name().to_owned(),
            sha256: source.sha256()?,
            bytes: source.bytes(),
            container: source.container().name(),
            shape: shape.name,
        })
    };
    inputs.sources.iter().zip(&inputs.shapes).map(entry).collect()
}

/// Every rule that fired, by name.
pub(super) fn rule_entries(findings: &Findings, selection: &Selection) -> BTreeMap<&'static str, RuleEntry> {
    let fired = selection.by_rule(&findings.counts).into_iter();
    fired.map(|(rule, level, count)| (rule.name, RuleEntry { level, count })).collect()
}

/// Rejected records by their first reason.
pub(super) fn rejected_by(dispositions: &[Disposition]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for reason in dispositions.iter().filter_map(|disposition| reason(*disposition)) {
        *counts.entry(reason).or_default() += 1;
    }
    counts
}

impl Manifest {
    /// What every command that writes a folder knows; the rest is the command's.
    pub(super) fn new(inputs: &Inputs, facts: &Facts, split: SplitFacts) -> Result<Self, Error> {
        Ok(Self {
            schema: SCHEMA,
            tool: Tool::THIS,
            command: "",
            target: None,
            shape: None,
            options: serde_json::Value::Null,
            inputs: input_entries(inputs)?,
            read: facts.read,
            train: split.train,
            holdout: split.holdout,
            rejected: facts.read - split.train - split.holdout - split.validation - split.ood,
            rows: Rows::default(),
            rejected_by: BTreeMap::new(),
            blank_lines: facts.blank_lines,
            cut: BTreeMap::new(),
            losses: BTreeMap::new(),
            changes: BTreeMap::new(),
            verbatim: 0,
            split,
            conflicts: 0,
            findings: BTreeMap::new(),
            pardoned: Vec::new(),
            choice: None,
            verdict: None,
            tokens: None,
            cost: None,
            settings: Vec::new(),
            files: Vec::new(),
        })
    }

    /// The manifest's text.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest holds nothing that cannot be written");
        text.push('\n');
        text
    }
}

/// The lines of `SHA256SUMS` for some files.
pub(super) fn sums<'f>(files: impl Iterator<Item = &'f FileEntry>) -> String {
    files.fold(String::new(), |sums, file| sums + &file.sha256 + "  " + &file.name + "\n")
}
