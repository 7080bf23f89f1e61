//! Rejected records: where each stood, why it went, and its raw text, so that nothing is lost.

use serde::Serialize;

use super::decide::{Disposition, Plan, reason};
use super::lanes::Lane;
use super::reading::read;
use super::{Facts, Inputs};
use crate::dedupe::Level;
use crate::model::{self, Record};
use crate::rules::{Findings, Selection};
use crate::signals::quality;

/// A line of `rejected.jsonl`; the raw text follows as `raw`, or as `raw_base64` where it is not UTF-8.
#[derive(Serialize)]
struct Row<'r> {
    file: &'r str,
    line: u64,
    rules: Vec<&'static str>,
    reasons: Vec<String>,
}

/// Writes rejected records with their reasons.
pub struct Rejects<'r> {
    /// The inputs.
    pub inputs: &'r Inputs,
    /// What was measured of them.
    pub facts: &'r Facts,
    /// The rules that judged them.
    pub selection: &'r Selection,
}

impl Rejects<'_> {
    /// Puts a rejected record onto the lane of rejects.
    pub fn put(&self, record: &Record<'_>, disposition: Disposition, plan: Option<&Plan>, lane: &mut Lane) {
        let (rules, reasons) = match disposition {
            Disposition::Denied { .. } => self.denials(record),
            Disposition::Poor { score, .. } => self.defects(record, score, plan),
            Disposition::Duplicate { keeper, level } => {
                let keeper = self.facts.records[keeper];
                let place = format!("{}:{}", self.inputs.name(keeper.source as usize), keeper.line);
                let alike = if level == Level::Exact { "the same value as" } else { "the same text as" };
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
        let shape = self.inputs.shapes[record.source];
        let mut findings = Findings::default();
        let all = self.selection.clone().keeping(None);
        read(record, shape, self.selection.target(), |view| all.judge(view, "", &mut findings));
        let denials = findings.kept.into_iter().filter(|finding| finding.level == model::Level::Deny);
        let said = |finding: model::Finding| match finding.place.pointer.as_str() {
            "" => (finding.rule, finding.message),
            pointer => (finding.rule, format!("{pointer}: {}", finding.message)),
        };
        denials.map(said).unzip()
    }

    fn defects(
        &self,
        record: &Record<'_>,
        score: u32,
        plan: Option<&Plan>,
    ) -> (Vec<&'static str>, Vec<String>) {
        let shape = self.inputs.shapes[record.source];
        let policy = plan.map(|plan| plan.policy).unwrap_or_default();
        let quality = read(record, shape, None, |view| view.example.map(|example| quality(example, policy)));
        let reasons = quality.map(|quality| quality.reasons).unwrap_or_default();
        if reasons.is_empty() {
            return (vec!["low-score"], vec![format!("its score is {score}")]);
        }
        reasons.into_iter().map(|r| (r.signal, format!("{}: {} ({})", r.pointer, r.message, r.delta))).unzip()
    }
}
