//! Score: a quality number for every record, with the reasons that make it exact.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::decide::policy;
use super::lanes::{Files, Lane, Write};
use super::{Fact, Inputs, Keeps, Measure, Options};
use crate::engine::Observer;
use crate::error::Error;
use crate::model::Record;
use crate::rules::Selection;
use crate::signals::{self, Gates, Policy, Quality, quality};

/// Where scores and chosen records go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scoring<'s> {
    /// The file for one line of scores a record.
    pub scores: Option<&'s Path>,
    /// The file for the records that are good enough, byte for byte.
    pub out: Option<&'s Path>,
}

/// What was scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scored {
    /// The report's version.
    pub schema: &'static str,
    /// Records read.
    pub read: u64,
    /// Records that were good enough.
    pub kept: u64,
    /// Records that were not.
    pub dropped: u64,
    /// Records that mean nothing to their shape; their score is 0.
    pub unreadable: u64,
    /// How many records have each score, best first.
    pub scores: Vec<Scores>,
    /// How many records each signal fired on.
    pub signals: BTreeMap<&'static str, u64>,
    /// Signals that were pardoned for the whole dataset.
    pub pardoned: Vec<&'static str>,
}

/// Records of one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// The score, 0 to 100.
    pub score: u32,
    /// How many records have it.
    pub records: u64,
}

/// A line of the scores file.
#[derive(Serialize)]
struct ScoreRow<'l> {
    file: &'l str,
    line: u64,
    score: u32,
    axes: Axes,
    reasons: Vec<ReasonLine>,
}

#[derive(Serialize)]
struct Axes {
    integrity: u32,
}

#[derive(Serialize)]
struct ReasonLine {
    signal: &'static str,
    axis: &'static str,
    delta: i64,
    message: String,
    pointer: String,
}

/// Scores records; writes one line of scores each, and the records that are good enough, where files are given.
pub fn score(
    inputs: &[String],
    options: &Options,
    scoring: Scoring<'_>,
    observer: &dyn Observer,
) -> Result<Scored, Error> {
    let inputs = Inputs::open(inputs, options, None, observer)?;
    for out in scoring.scores.iter().chain(&scoring.out) {
        inputs.refuse_output(out)?;
    }
    let selection = Selection::of_shapes().keeping(Some(0));
    let facts = Measure::new(&inputs, &selection, Keeps::Facts).facts(observer)?;
    let policy = policy(&facts, options.score.allow_refusals);
    let score_of = |fact: &Fact| if fact.is_example { fact.gates.score(policy) } else { 0 };
    let is_kept = |fact: &Fact| match options.score.min_score {
        Some(least) => score_of(fact) >= least,
        None => fact.is_example && fact.gates.heaviest(policy).is_none(),
    };
    let mut files = Files::default();
    let scores = scoring.scores.map(|path| files.open(path)).transpose()?;
    let chosen = scoring.out.map(|path| files.open(path)).transpose()?;
    let put = |record: &Record<'_>, _: usize, fact: &Fact, lanes: &mut [Lane]| {
        if let Some(lane) = scores {
            lanes[lane].row(|out| write_line(record, fact, &inputs, policy, out));
        }
        if let Some(lane) = chosen.filter(|_| is_kept(fact)) {
            lanes[lane].copy(record);
        }
    };
    let pass = Write { inputs: &inputs, facts: &facts, lanes: files.len(), put };
    files.write(&pass, observer)?;
    let kept = facts.records.iter().filter(|fact| is_kept(fact)).count() as u64;
    Ok(Scored {
        schema: "gristmill/score/1",
        read: facts.read,
        kept,
        dropped: facts.read - kept,
        unreadable: facts.unreadable(),
        scores: histogram(facts.records.iter().map(score_of)),
        signals: fired(&facts.records.iter().map(|fact| fact.gates), policy),
        pardoned: policy.pardoned(),
    })
}

fn write_line(record: &Record<'_>, fact: &Fact, inputs: &Inputs, policy: Policy, out: &mut Vec<u8>) {
    let Quality { score, reasons } = inputs.reading(record.source).read(record, |view| {
        view.example
            .filter(|example| example.is_sound)
            .map_or(Quality { score: 0, reasons: Vec::new() }, |example| quality(example, policy))
    });
    let mut reasons: Vec<ReasonLine> = reasons
        .into_iter()
        .map(|reason| ReasonLine {
            signal: reason.signal,
            axis: "integrity",
            delta: reason.delta,
            message: reason.message,
            pointer: reason.pointer.to_string(),
        })
        .collect();
    if !fact.is_example {
        let message = format!("the record is no {} example", inputs.shapes[record.source].title);
        reasons.push(ReasonLine {
            signal: "unreadable",
            axis: "integrity",
            delta: -100,
            message,
            pointer: String::new(),
        });
    }
    let row = ScoreRow {
        file: inputs.name(record.source),
        line: record.line,
        score,
        axes: Axes { integrity: score },
        reasons,
    };
    serde_json::to_writer(out, &row).expect("a Vec takes every byte");
}

pub(super) fn histogram(scores: impl Iterator<Item = u32>) -> Vec<Scores> {
    let mut counts = BTreeMap::new();
    for score in scores {
        *counts.entry(score).or_default() += 1;
    }
    counts.into_iter().rev().map(|(score, records)| Scores { score, records }).collect()
}

/// How many records each signal fired on, of those that fired at all.
pub(super) fn fired(
    gates: &(impl Iterator<Item = Gates> + Clone),
    policy: Policy,
) -> BTreeMap<&'static str, u64> {
    let on = |signal: &&'static signals::Signal| {
        let fires = |gates: &Gates| gates.fired(policy).any(|fired| fired.name == signal.name);
        (signal.name, gates.clone().filter(fires).count() as u64)
    };
    signals::ALL.iter().map(on).filter(|(_, n)| *n > 0).collect()
}
