//! Validate: everything that the rules find, and whether a target would take the files as they stand.

use std::collections::BTreeMap;

use serde::Serialize;

use super::inputs::Unreadable;
use super::measure::{RenderFinding, Sink};
use super::{Facts, Inputs, Keeps, Measure, Options, Verdict};
use crate::engine::{Container, FileNotes, Observer};
use crate::error::Error;
use crate::model::{Finding, Level};
use crate::rules::{DatasetView, FileView, Findings, Selection, Tally};
use crate::shapes::{Census, OPENAI_CHAT};
use crate::targets::{Target, Targets};

/// What was found.
#[derive(Debug)]
pub struct Validated {
    /// The findings that kept their message, in file order.
    pub findings: Vec<Finding>,
    /// Each target's verdict; without a target, that of the shape's own rules.
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
    /// Records that no rule denies, for whichever target.
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

/// What becomes of findings while files are read.
#[derive(Clone, Copy)]
pub enum Keeping<'k> {
    /// At most so many of each rule keep their message and are given back.
    AtMost(usize),
    /// All of them are given back.
    All,
    /// All of them are written and handed on as they come, so that their number costs no memory.
    Handed {
        /// Writes one finding behind those before it.
        render: &'k RenderFinding,
        /// Takes what was written, in file order.
        sink: &'k Sink<'k>,
    },
}

/// Validates inputs, for the targets that the options name or for their own shapes. Every finding is counted.
pub fn validate(
    inputs: &[String],
    options: &Options,
    keeping: Keeping<'_>,
    observer: &dyn Observer,
) -> Result<Validated, Error> {
    let names: Vec<&str> = options.named_targets().collect();
    let known = options.known_targets()?;
    // A file of no known shape is judged as what the targets want, where they want the same.
    let wanted: Vec<&'static Target> =
        names.iter().map(|name| known.named(name, None)).collect::<Result<_, _>>()?;
    let first = |target: &&'static Target| target.shapes.first().copied();
    let fallback = wanted
        .first()
        .and_then(first)
        .filter(|shape| wanted.iter().all(|other| first(other) == Some(*shape)));
    let (mut inputs, unreadable) = Inputs::open_all(inputs, options, fallback, observer)?;
    let targets = targets(&names, &known, &inputs)?;
    inputs.read_for(&targets);
    let tokens = options.tokens()?;
    let selection =
        Selection::standing(&targets)?.choosing(&options.select, &options.ignore)?.counting(tokens);
    let (selection, render, sink) = match keeping {
        Keeping::AtMost(limit) => (selection.keeping(Some(limit)), None, None),
        // All findings are for programs, which read places, not windows.
        Keeping::All => (selection.without_excerpts(), None, None),
        Keeping::Handed { render, sink } => (selection.without_excerpts(), Some(render), Some(sink)),
    };
    let before = judge_unreadable(&unreadable, &selection);
    hand_on(&before, render, sink)?;
    let mut measure = Measure::new(&inputs, &selection, Keeps::Nothing);
    measure.render = render;
    let mut facts = measure.run_into(sink, observer)?;
    let accepted = |target: Option<&'static Target>| {
        let number = target.and_then(|target| targets.iter().position(|other| *other == target));
        let examples =
            number.map_or(facts.accepted, |number| facts.read - facts.refused.get(number).unwrap_or(&0));
        DatasetView { examples, good: examples, conflicts: &[] }
    };
    let mut after = Findings::default();
    // Where nothing could be read there is no dataset to speak of.
    if !inputs.sources.is_empty() {
        selection.judge_dataset(accepted, &mut after);
    }
    hand_on(&after, render, sink)?;
    let mut findings = before;
    findings.join(std::mem::take(&mut facts.findings), selection.keeps());
    findings.join(after, selection.keeps());
    if render.is_some() {
        findings.kept.clear();
    }
    let summary = summary(&inputs, &unreadable, &facts, &selection, &findings);
    let judged = if targets.is_empty() {
        vec![Judged { target: None, verdict: verdict(summary.deny, summary.warn) }]
    } else {
        let of = |target, level| selection.by_level_for(target, &findings.counts, level);
        let judge = |target: &&'static Target| {
            let verdict = verdict(of(target, Level::Deny), of(target, Level::Warn));
            Judged { target: Some(*target), verdict }
        };
        targets.iter().map(judge).collect()
    };
    Ok(Validated { findings: findings.kept, judged, summary })
}

/// The targets that names mean for files of these shapes, each once.
fn targets(names: &[&str], known: &Targets, inputs: &Inputs) -> Result<Vec<&'static Target>, Error> {
    let shape = inputs.shapes.first().copied();
    let mut targets: Vec<&'static Target> = Vec::new();
    for name in names {
        let target = known.named(name, shape)?;
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    Ok(targets)
}

/// What the rules say about files that hold no records at all.
fn judge_unreadable(unreadable: &[Unreadable], selection: &Selection) -> Findings {
    let mut findings = Findings::default();
    for file in unreadable {
        let view = FileView {
            container: Container::Lines,
            notes: &FileNotes::default(),
            bytes: 0,
            unreadable: Some((&file.what, &file.help)),
            shape: &OPENAI_CHAT,
            shapes: &Census::default(),
            tally: &Tally::default(),
        };
        selection.judge_file(&view, &file.name, &mut findings);
    }
    findings
}

fn hand_on(
    findings: &Findings,
    render: Option<&RenderFinding>,
    sink: Option<&Sink<'_>>,
) -> Result<(), Error> {
    let (Some(render), Some(sink)) = (render, sink) else { return Ok(()) };
    let mut written = Vec::new();
    findings.kept.iter().for_each(|finding| render(finding, &mut written));
    sink(&written)
}

fn verdict(deny: u64, warn: u64) -> Verdict {
    match (deny, warn) {
        (0, 0) => Verdict::Accept,
        (0, _) => Verdict::Warn,
        _ => Verdict::Reject,
    }
}

fn summary(
    inputs: &Inputs,
    unreadable: &[Unreadable],
    facts: &Facts,
    selection: &Selection,
    findings: &Findings,
) -> Summary {
    let of = |level| selection.by_level(&findings.counts, level);
    let sources = inputs.sources.iter().zip(&inputs.shapes).zip(&facts.notes);
    let read = sources.map(|((source, shape), notes)| FileSummary {
        name: source.name().to_owned(),
        shape: shape.name,
        records: notes.records as u64,
    });
    let not_read = unreadable.iter().map(|file| FileSummary {
        name: file.name.clone(),
        shape: "unreadable",
        records: 0,
    });
    Summary {
        files: not_read.chain(read).collect(),
        read: facts.read,
        accepted: facts.accepted,
        blank_lines: facts.blank_lines,
        deny: of(Level::Deny),
        warn: of(Level::Warn),
        info: of(Level::Info),
        rules: selection
            .by_rule(&findings.counts)
            .into_iter()
            .map(|(rule, _, count)| (rule.name, count))
            .collect(),
    }
}
