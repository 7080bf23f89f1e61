//! Validate: everything that the rules find, and whether a target would take the files as they stand.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Inputs, Measure, Options, Verdict};
use crate::engine::Observer;
use crate::error::Error;
use crate::model::{Finding, Level};
use crate::rules::{DatasetView, Findings, Selection};
use crate::targets::Target;

/// What was found.
#[derive(Debug)]
pub struct Validated {
    /// The findings that kept their message, in file order.
    pub findings: Vec<Finding>,
    /// The target's verdict; without a target, that of the shape's own rules.
    pub judged: Vec<Judged>,
    /// Counts.
    pub summary: Summary,
}

/// A target's verdict.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The target; nothing for the shape's own rules.
    pub target: Option<&'static Target>,
    /// Whether it would take the files.
    pub verdict: Verdict,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The inputs with their shapes.
    pub files: Vec<FileSummary>,
    /// Records read.
    pub read: u64,
    /// Records that no rule denies.
    pub accepted: u64,
    /// Blank lines passed over.
    pub blank_lines: u64,
    /// Findings that deny.
    pub deny: u64,
    /// Findings that warn.
    pub warn: u64,
    /// Advice.
    pub info: u64,
    /// Findings by rule.
    pub rules: BTreeMap<&'static str, u64>,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileSummary {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: &'static str,
    /// Its records.
    pub records: u64,
}

/// Validates inputs, for the target that the options name or for their own shapes. Every finding is counted; at most
/// `keep` of each rule keep their message (all of them when not set).
pub fn validate(
    inputs: &[String],
    options: &Options,
    keep: Option<usize>,
    observer: &dyn Observer,
) -> Result<Validated, Error> {
    let target = options.target.as_deref().map(Target::named).transpose()?;
    let inputs = Inputs::open(inputs, options, target.map(|target| target.shape), observer)?;
    let selection = Selection::standing(target).keeping(keep);
    // All findings are for programs, which read places, not windows.
    let selection = if keep.is_some() { selection } else { selection.without_excerpts() };
    let mut facts = Measure { inputs: &inputs, selection: &selection, keeps_facts: false }.run(observer)?;
    let mut findings = Findings::default();
    let view = DatasetView { examples: facts.accepted, good: facts.accepted, conflicts: &[], target };
    selection.judge_dataset(&view, &mut findings);
    facts.findings.join(findings, selection.keeps());

    let of = |level| selection.by_level(&facts.findings.counts, level);
    let (deny, warn, info) = (of(Level::Deny), of(Level::Warn), of(Level::Info));
    let verdict = match (deny, warn) {
        (0, 0) => Verdict::Accept,
        (0, _) => Verdict::Warn,
        _ => Verdict::Reject,
    };
    let files = inputs.sources.iter().zip(&inputs.shapes).zip(&facts.notes);
    let file = |((source, shape), notes): (
        (&crate::engine::Source, &&'static crate::shapes::Shape),
        &crate::engine::FileNotes,
    )| {
        FileSummary { name: source.name().to_owned(), shape: shape.name, records: notes.records as u64 }
    };
    let summary = Summary {
        files: files.map(file).collect(),
        read: facts.read,
        accepted: facts.accepted,
        blank_lines: facts.blank_lines,
        deny,
        warn,
        info,
        rules: facts.findings.by_rule().into_iter().map(|(rule, count)| (rule.name, count)).collect(),
    };
    Ok(Validated { findings: facts.findings.kept, judged: vec![Judged { target, verdict }], summary })
}
