//! Rejected records: where each stood, why it went, and its raw text, so that nothing is lost.

use serde::Serialize;

use super::decide::{Disposition, reason};
use super::lanes::Lane;
use super::route::Route;
use super::{Facts, Inputs};
use crate::dedupe;
use crate::error::Error;
use crate::model::{Finding, Level, Record};
use crate::rules::{self, Findings, Selection};
use crate::signals::{Policy, quality};

/// A line of `rejected.jsonl`; the raw text follows as `raw`, or as `raw_base64` where it is not UTF-8.
#[derive(Serialize)]
struct Row<'r> {
    file: &'r str,
    line: u64,
    /// The rules and signals against it, the one it is counted under first.
    rules: Vec<&'static str>,
    /// What they say, one entry a finding.
    reasons: Vec<String>,
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
}

impl<'r> Rejects<'r> {
    /// Rejects of some inputs, which `selection` judged; `policy` is what the dataset pardons.
    pub fn new(inputs: &'r Inputs, facts: &'r Facts, selection: &Selection, policy: Policy) -> Self {
        let selection = selection.clone().keeping(None).without_places();
        Self { inputs, facts, selection, route: None, policy }
    }

    /// Rejects of records that were on the way to a target.
    pub fn on(self, route: &Route) -> Result<Self, Error> {
        let mut own = Route::new(route.way, None)?;
        (own.rejects_losses, own.paths) = (route.rejects_losses, route.paths);
        own.selection = own.selection.without_places();
        Ok(Self { route: Some(own), ..self })
    }

    /// Puts a rejected record onto the lane of rejects.
    pub fn put(&self, record: &Record<'_>, disposition: Disposition, lane: &mut Lane) {
        let (rules, reasons) = match disposition {
            Disposition::Denied { .. } => self.denials(record),
            Disposition::Poor { score, .. } => self.defects(record, score),
            Disposition::Duplicate { keeper, level } => {
                let keeper = self.facts.records[keeper];
                let place = format!("{}:{}", self.inputs.name(keeper.source as usize), keeper.line);
                let alike =
                    if level == dedupe::Level::Exact { "the same value as" } else { "the same text as" };
                (reason(disposition).into_iter().collect(), vec![format!("{alike} {place}, which is kept")])
            }
            Disposition::Train | Disposition::Holdout => return,
        };
        let row = Row { file: self.inputs.name(record.source), line: record.line, rules, reasons };
        let mut json = serde_json::to_vec(&row).expect("strings and numbers always serialise");
        json.pop();
        lane.row_with_raw(&json, record);
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
            .filter(|finding| finding.level == Level::Deny)
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
        let quality = self
            .inputs
            .reading(record.source)
            .read(record, |view| view.example.map(|example| quality(example, self.policy)));
        let reasons = quality.map(|quality| quality.reasons).unwrap_or_default();
        if reasons.is_empty() {
            return (vec!["low-score"], vec![format!("its score is {score}")]);
        }
        reasons.into_iter().map(|r| (r.signal, format!("{}: {} ({})", r.pointer, r.message, r.delta))).unzip()
    }
}
