//! Rejected records: where each stood, why it went, and its raw text, so that nothing is lost.

use serde::Serialize;

use super::against::{Match, Reference};
use super::decide::{Disposition, reason};
use super::lanes::Lane;
use super::route::Route;
use super::score::Scores;
use super::{Facts, Inputs};
use crate::dedupe::Level;
use crate::error::Error;
use crate::model::{self, Finding, Record};
use crate::rules::{self, Findings, Selection, Spot};
use crate::signals::{Policy, Words};

/// A line of `rejected.jsonl`; the raw text follows as `raw`, or as `raw_base64` where it is not UTF-8.
#[derive(Serialize)]
struct Row<'r> {
    file: &'r str,
    line: u64,
    /// The rules and signals against it, the one it is counted under first.
    rules: Vec<&'static str>,
    /// What they say, one entry a finding.
    reasons: Vec<String>,
    #[serde(flatten)]
    like: Like,
}

/// What a record is like that goes for that.
#[derive(Default, Serialize)]
struct Like {
    /// The record that is kept in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    keeper: Option<Spot>,
    /// The record of another set that it matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<Spot>,
    /// The Jaccard similarity of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
}

/// Writes rejected records with their reasons.
pub struct Rejects<'r> {
    inputs: &'r Inputs,
    facts: &'r Facts,
    /// The rules that judged the records, with all that they say.
    selection: Selection,
    /// The route on which they were rejected, if they were on one.
    route: Option<Route>,
    policy: Policy,
    /// The scores of all records, where they were scored.
    scores: Option<&'r Scores<'r>>,
    /// The sets that records may match.
    references: &'r [Reference],
    /// The matches that were found.
    matches: &'r [Match],
}

impl<'r> Rejects<'r> {
    /// Rejects of some inputs, which `selection` judged; `policy` is what the dataset pardons.
    pub fn new(inputs: &'r Inputs, facts: &'r Facts, selection: &Selection, policy: Policy) -> Self {
        let selection = selection.clone().keeping(None).without_places();
        Self { inputs, facts, selection, route: None, policy, scores: None, references: &[], matches: &[] }
    }

    /// Rejects of records that were scored.
    pub fn scored(self, scores: Option<&'r Scores<'r>>) -> Self {
        Self { scores, ..self }
    }

    /// Rejects of records that match records of other sets.
    pub fn against(self, references: &'r [Reference], matches: &'r [Match]) -> Self {
        Self { references, matches, ..self }
    }

    /// Rejects of records that were on the way to a target.
    pub fn on(self, route: &Route) -> Result<Self, Error> {
        let mut own = Route::new(route.way, None, route.selection.tokens())?;
        (own.rejects_losses, own.paths) = (route.rejects_losses, route.paths);
        own.selection = own.selection.without_places();
        Ok(Self { route: Some(own), ..self })
    }

    /// Puts a rejected record onto the lane of rejects.
    pub fn put(&self, record: &Record<'_>, disposition: Disposition, lane: &mut Lane) {
        let mut like = Like::default();
        let (rules, reasons) = match disposition {
            Disposition::Denied { .. } => self.denials(record),
            Disposition::Poor { score, .. } => self.defects(record, score),
            Disposition::Duplicate(removed) => {
                let place = self.spot(removed.keeper as usize);
                let alike = match removed.level {
                    Level::Near => format!("nearly the same text ({:.2}) as", removed.similarity),
                    Level::Normalised => "the same text as".to_owned(),
                    Level::Exact => "the same value as".to_owned(),
                    Level::Bytes | Level::Off => "the same bytes as".to_owned(),
                };
                let why = format!("{alike} {place}, which is kept");
                like = Like { keeper: Some(place), similarity: Some(removed.similarity), ..Like::default() };
                (reason(disposition).into_iter().collect(), vec![why])
            }
            Disposition::NotChosen { score } => {
                let why = format!("its score is {score}, and others were chosen");
                (reason(disposition).into_iter().collect(), vec![why])
            }
            Disposition::Known(found) => {
                let found = self.matches[found as usize];
                let place = self.references[found.reference].spot(found.other);
                let why = format!("{} {place}", found.how.what());
                like = Like { matches: Some(place), similarity: found.similarity, ..Like::default() };
                (reason(disposition).into_iter().collect(), vec![why])
            }
            Disposition::Conflicting { other, is_kept } => {
                let kept = if is_kept { ", which is kept" } else { "" };
                let why =
                    format!("answers the same prompt otherwise than {}{kept}", self.spot(other as usize));
                (reason(disposition).into_iter().collect(), vec![why])
            }
            Disposition::Train | Disposition::Holdout | Disposition::Validation | Disposition::Ood => return,
        };
        let row = Row { file: self.inputs.name(record.source), line: record.line, rules, reasons, like };
        let mut json = serde_json::to_vec(&row).expect("strings and numbers always serialise");
        json.pop();
        lane.row_with_raw(&json, record);
    }

    /// Where a record stands.
    fn spot(&self, place: usize) -> Spot {
        let fact = &self.facts.records[place];
        Spot { file: self.inputs.name(fact.source()).to_owned(), line: fact.line }
    }

    /// What the rules say against the record. It is judged again: rejects are few, and messages are not kept.
    fn denials(&self, record: &Record<'_>) -> (Vec<&'static str>, Vec<String>) {
        let (mut findings, mut own) = (Findings::default(), Findings::default());
        self.inputs.reading(record.source).read(record, |view| {
            let mut reading = || self.selection.judge(view, None, "", &mut findings).by;
            match &self.route {
                Some(route) => drop(route.take(view, "", reading, &mut own)),
                None => drop(reading()),
            }
        });
        let place = |name| rules::ALL.iter().position(|rule| rule.name == name);
        let mut denials: Vec<_> = findings
            .kept
            .into_iter()
            .chain(own.kept)
            .filter(|finding| finding.level == model::Level::Deny)
            .collect();
        denials.sort_by_key(|finding| place(finding.rule));
        let said = |finding: &Finding| {
            let at = if finding.place.pointer.is_root() { "" } else { ": " };
            format!("{}{at}{}; {}", finding.place.pointer, finding.message, finding.help)
        };
        let reasons = denials.iter().map(said).collect();
        let mut names: Vec<&'static str> = denials.iter().map(|finding| finding.rule).collect();
        names.dedup();
        (names, reasons)
    }

    fn defects(&self, record: &Record<'_>, score: u32) -> (Vec<&'static str>, Vec<String>) {
        let place = self.facts.index(record);
        let gates = self.facts.records[place].gates;
        let mut told = Vec::new();
        if let Some(scores) = self.scores {
            let account = self
                .inputs
                .reading(record.source)
                .read(record, |view| scores.account(view, place, &mut Words::default()));
            let reasons = account.reasons.into_iter();
            told.extend(reasons.map(|r| {
                (r.signal, format!("{}: {} ({} {})", r.pointer, r.message, r.axis.name(), r.delta))
            }));
        } else {
            self.inputs.reading(record.source).read(record, |view| {
                let Some(example) = view.example else { return };
                gates.tell(self.policy, example, |signal, _, message, pointer| {
                    told.push((signal.name, format!("{pointer}: {message}")));
                });
            });
        }
        if gates.condemning(self.policy).is_none() {
            told.insert(0, ("low-score", format!("its score is {score}")));
        }
        told.into_iter().unzip()
    }
}
