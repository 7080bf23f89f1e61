//! Score: a quality number for every record, with the reasons that make it exact, and the best of them.

mod choose;
mod pairs;
mod shifts;
mod survey;
mod weigh;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

pub(super) use choose::choose;
pub use choose::{Choice, Reached};
pub use pairs::{PairFacts, WrongWay};
pub(super) use survey::{Survey, Surveyed};
pub(super) use weigh::Scores;

use super::Diversity;
use super::decide::policy;
use super::lanes::{Files, Lane, Write};
use super::sketching::Sketching;
use super::texts::Shelf;
use super::{Fact, Facts, Inputs, Keeps, Measure, Options};
use crate::engine::Observer;
use crate::error::Error;
use crate::model::Record;
use crate::rules::Selection;
use crate::signals::{Account, Axis, Gates, Grade, Policy, Reason, Signal, Weighed, Words};
use crate::text::Grams;

/// Where scores and chosen records go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scoring<'s> {
    /// The file for one line of scores a record.
    pub scores: Option<&'s Path>,
    /// The file for the records that are good enough, byte for byte.
    pub out: Option<&'s Path>,
    /// The line of the first input whose account is shown.
    pub explain: Option<u64>,
}

/// What was scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    pub scores: Vec<ScoreCount>,
    /// How many records have each grade.
    pub grades: BTreeMap<&'static str, u64>,
    /// How many records ask for what.
    pub tasks: Vec<TaskCount>,
    /// The mean of what is left of each axis, 0 to 100, rounded.
    pub axes: BTreeMap<&'static str, u32>,
    /// From how many records each signal took a tenth of its axis or more.
    pub signals: BTreeMap<&'static str, u64>,
    /// Gates that were pardoned for the whole dataset.
    pub pardoned: Vec<&'static str>,
    /// Gates that fire so often here that they condemn nothing.
    pub common: Vec<&'static str>,
    /// How the best were chosen, where so many were asked for.
    pub choice: Option<Choice>,
    /// How different questions are.
    pub diversity: Diversity,
    /// What the pairs among the records have in common.
    pub pairs: Option<PairFacts>,
    /// Records whose answer belongs to another one, each with that one: a few of them.
    pub shifted: Vec<ShiftedAnswer>,
    /// How many there are.
    pub shifted_answers: u64,
    /// The account of the record that was asked for.
    pub explained: Option<ScoreRow>,
}

/// Records of one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ScoreCount {
    /// The score, 0 to 100.
    pub score: u32,
    /// How many records have it.
    pub records: u64,
}

/// Records that ask for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TaskCount {
    /// What they ask for.
    pub task: &'static str,
    /// How many there are.
    pub records: u64,
    /// The median of their scores.
    pub median: u32,
}

/// A record whose answer belongs to another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShiftedAnswer {
    /// Where the record stands.
    pub record: String,
    /// Where the one stands whose question its answer takes up.
    pub owner: String,
}

/// A record's score with its reasons: a line of the scores file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreRow {
    /// The input.
    pub file: String,
    /// The physical line on which the record starts.
    pub line: u64,
    /// 0 to 100.
    pub score: u32,
    /// The score as a letter.
    pub grade: &'static str,
    /// What the example asks for.
    pub task: &'static str,
    /// What is left of each axis.
    pub axes: AxesRow,
    /// What took something, heaviest first: of each axis, 100 and all deltas add up to what is left.
    pub reasons: Vec<ReasonRow>,
}

/// What is left of each axis, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the axes are told where they are at home")]
pub struct AxesRow {
    pub integrity: u32,
    pub answerability: u32,
    pub relevance: u32,
    pub substance: u32,
    pub consistency: u32,
    pub novelty: u32,
}

/// What took some of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonRow {
    /// The signal's name.
    pub signal: &'static str,
    /// The axis.
    pub axis: &'static str,
    /// How many points of the axis it took; negative.
    pub delta: i64,
    /// What it found.
    pub message: String,
    /// Where.
    pub pointer: String,
}

impl ScoreRow {
    fn new(file: &str, line: u64, account: Account) -> Self {
        let left = |axis| account.left.points(axis);
        let axes = AxesRow {
            integrity: left(Axis::Integrity),
            answerability: left(Axis::Answerability),
            relevance: left(Axis::Relevance),
            substance: left(Axis::Substance),
            consistency: left(Axis::Consistency),
            novelty: left(Axis::Novelty),
        };
        let reason = |reason: Reason| ReasonRow {
            signal: reason.signal,
            axis: reason.axis.name(),
            delta: reason.delta,
            message: reason.message,
            pointer: reason.pointer.to_string(),
        };
        Self {
            file: file.to_owned(),
            line,
            score: account.score,
            grade: account.grade.name(),
            task: account.task.name(),
            axes,
            reasons: account.reasons.into_iter().map(reason).collect(),
        }
    }
}

/// How many shifted answers are named in the report.
const NAMED: usize = 20;

/// Scores records; writes one line of scores each, and the records that are good enough, where files are given.
pub fn score(
    inputs: &[String],
    options: &Options,
    scoring: Scoring<'_>,
    observer: &dyn Observer,
) -> Result<Scored, Error> {
    options.score.check()?;
    let inputs = Inputs::open(inputs, options, None, observer)?;
    for out in scoring.scores.iter().chain(&scoring.out) {
        inputs.refuse_output(out)?;
    }
    let selection = Selection::of_shapes().keeping(Some(0));
    let sketching = Sketching::for_dedupe(&inputs, &options.dedupe, observer)?;
    let measure = Measure {
        sketching: sketching.as_ref(),
        surveys: true,
        ..Measure::new(&inputs, &selection, Keeps::Facts)
    };
    let mut facts = measure.facts(observer)?;
    let sketching = sketching.map(|sketching| sketching.with(&mut facts));
    let survey = facts.survey.take().unwrap_or_default();
    let policy = policy(&facts, options.score.allow_refusals);
    let scores = Scores::new(&inputs, &facts, survey, sketching.as_ref(), policy, options, observer)?;
    drop(sketching);
    let eligible = |place: usize| match options.score.min_score {
        Some(least) => scores.score(place) >= least,
        None => !scores.weighed[place].is_condemned,
    };
    let eligible: Vec<usize> = (0..facts.records.len()).filter(|place| eligible(*place)).collect();
    let (chosen, choice) = choose(eligible, &scores, options, inputs.settings.threads, observer)?;
    let mut is_kept = vec![false; facts.records.len()];
    for place in &chosen {
        is_kept[*place] = true;
    }

    let mut files = Files::default();
    let lines = scoring.scores.map(|path| files.open(path)).transpose()?;
    let records = scoring.out.map(|path| files.open(path)).transpose()?;
    let put = |record: &Record<'_>, place: usize, _: &Fact, lanes: &mut [Lane]| {
        if let Some(lane) = lines {
            let account = inputs
                .reading(record.source)
                .read(record, |view| scores.account(view, place, &mut Words::default()));
            let row = ScoreRow::new(inputs.name(record.source), record.line, account);
            lanes[lane].row(|out| serde_json::to_writer(out, &row).expect("a Vec takes every byte"));
        }
        if let Some(lane) = records.filter(|_| is_kept[place]) {
            lanes[lane].copy(record);
        }
    };
    let pass = Write { inputs: &inputs, facts: &facts, lanes: files.len(), put };
    files.write(&pass, observer)?;
    let gates = || facts.records.iter().map(|fact| fact.gates);
    let shifted = scores.shifts.all();
    let named = shifted.iter().take(NAMED);
    Ok(Scored {
        schema: "gristmill/score/1",
        read: facts.read,
        kept: chosen.len() as u64,
        dropped: facts.read - chosen.len() as u64,
        unreadable: facts.unreadable(),
        scores: histogram((0..facts.records.len()).map(|place| scores.score(place))),
        grades: grades(&scores),
        tasks: tasks(&scores),
        axes: axes(&scores),
        signals: signals(&scores, &gates(), policy),
        pardoned: policy.pardoned(),
        common: policy.common(),
        choice,
        diversity: Diversity::new(
            &inputs,
            &scores.skeletons,
            |place| (facts.records[place].place, facts.records[place].line),
            scores.clusters,
        )?,
        pairs: PairFacts::of(&scores),
        shifted: named
            .map(|(record, owner)| ShiftedAnswer {
                record: scores.spot(*record as usize),
                owner: scores.spot(*owner as usize),
            })
            .collect(),
        shifted_answers: shifted.len() as u64,
        explained: scoring.explain.map(|line| explained(line, &inputs, &facts, &scores)).transpose()?,
    })
}

/// The account of the record that stands on a line of the first input.
fn explained(line: u64, inputs: &Inputs, facts: &Facts, scores: &Scores<'_>) -> Result<ScoreRow, Error> {
    // Elements of an array stand on several lines.
    let has_lines = inputs.sources[0].has_lines();
    let is_meant =
        |fact: &Fact| fact.source() == 0 && (fact.line == line || (!has_lines && fact.line < line));
    let Some(place) = facts.records.iter().rposition(is_meant) else {
        let message = format!("no record of {} stands on line {line}", inputs.name(0));
        return Err(Error::refused(message, "name the line of a record; --scores writes them all"));
    };
    let fact = &facts.records[place];
    let shelf = Shelf { inputs, grams: Grams::Words(3) };
    let account = shelf.view(fact.place, Some(fact.hash), &mut Vec::new(), |view| {
        scores.account(view, place, &mut Words::default())
    })?;
    Ok(ScoreRow::new(inputs.name(0), fact.line, account))
}

pub(super) fn histogram(scores: impl Iterator<Item = u32>) -> Vec<ScoreCount> {
    let mut counts = BTreeMap::new();
    for score in scores {
        *counts.entry(score).or_default() += 1;
    }
    counts.into_iter().rev().map(|(score, records)| ScoreCount { score, records }).collect()
}

fn grades(scores: &Scores<'_>) -> BTreeMap<&'static str, u64> {
    let mut grades: BTreeMap<_, _> = Grade::ALL.iter().map(|grade| (grade.name(), 0)).collect();
    for weighed in &scores.weighed {
        *grades.entry(Grade::of(weighed.score()).name()).or_default() += 1;
    }
    grades
}

/// Commonest first.
fn tasks(scores: &Scores<'_>) -> Vec<TaskCount> {
    let mut of: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    for (weighed, task) in scores.weighed.iter().zip(&scores.tasks) {
        if let Some(task) = task {
            of.entry(task.name()).or_default().push(weighed.score());
        }
    }
    let count = |(task, mut scores): (&'static str, Vec<u32>)| {
        scores.sort_unstable();
        TaskCount { task, records: scores.len() as u64, median: scores[scores.len() / 2] }
    };
    let mut counts: Vec<TaskCount> = of.into_iter().map(count).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.records));
    counts
}

fn axes(scores: &Scores<'_>) -> BTreeMap<&'static str, u32> {
    let all = scores.weighed.len().max(1) as u64;
    let mean = |axis: &Axis| {
        let sum: u64 = scores.weighed.iter().map(|weighed| u64::from(weighed.left.points(*axis))).sum();
        (axis.name(), u32::try_from((sum + all / 2) / all).unwrap_or(u32::MAX))
    };
    Axis::ALL.iter().map(mean).collect()
}

/// From how many records each signal took something.
fn signals(
    scores: &Scores<'_>,
    gates: &(impl Iterator<Item = Gates> + Clone),
    policy: Policy,
) -> BTreeMap<&'static str, u64> {
    let mut counts = fired(gates, policy);
    for signal in scores.weighed.iter().flat_map(Weighed::fired) {
        *counts.entry(signal.name).or_default() += 1;
    }
    counts
}

/// How many records each gate fired on, of those that fired at all.
pub(super) fn fired(
    gates: &(impl Iterator<Item = Gates> + Clone),
    policy: Policy,
) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for signal in gates.clone().flat_map(|gates: Gates| gates.fired(policy).collect::<Vec<&Signal>>()) {
        *counts.entry(signal.name).or_default() += 1;
    }
    counts
}
