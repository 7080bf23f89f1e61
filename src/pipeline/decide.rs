//! Decide: what becomes of every record, from the facts alone.

use super::alike::Alike;
use super::score::{Choice, Scores, choose};
use super::sketching::Sketching;
use super::split::{SplitFacts, Splitter};
use super::{Fact, Facts, Inputs, Options};
use crate::dedupe::{Items, Keys, Level, Removed};
use crate::engine::Observer;
use crate::error::Error;
use crate::rules::{self, Conflict};
use crate::signals::Policy;
use crate::split::Side;
use crate::text::{Key, KeySet};

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Disposition {
    /// It is trained on.
    Train,
    /// It is held out.
    Holdout,
    /// It is set aside to be looked at while training.
    Validation,
    /// It is set aside with its topic.
    Ood,
    /// A rule denies it.
    Denied {
        /// The first rule that does.
        rule: &'static str,
    },
    /// Its quality is too low.
    Poor {
        /// The heaviest signal against it; nothing when it only scores less than was asked for.
        signal: Option<&'static str>,
        /// Its score.
        score: u32,
    },
    /// It is good enough, and others were chosen.
    NotChosen {
        /// Its score.
        score: u32,
    },
    /// It says what another record says.
    Duplicate(Removed),
    /// It matches a record of another set: the place of the match among all.
    Known(u32),
    /// It answers a prompt otherwise than a record that stays, or than one that goes for the same reason.
    Conflicting {
        /// That record.
        other: u32,
        /// Whether it stays.
        is_kept: bool,
    },
}

/// What becomes of all records.
#[derive(Debug)]
pub struct Plan {
    /// For each record.
    pub dispositions: Vec<Disposition>,
    /// What the dataset pardons.
    pub policy: Policy,
    /// Prompts with several answers, among the records that stay.
    pub conflicts: Vec<Conflict>,
    /// How the best were chosen, where so many were asked for.
    pub choice: Option<Choice>,
    /// How the holdout came out.
    pub split: SplitFacts,
}

/// The name under which a rejected record is counted: of a rule, a signal, or what the decision itself is.
pub fn reason(disposition: Disposition) -> Option<&'static str> {
    match disposition {
        Disposition::Train | Disposition::Holdout | Disposition::Validation | Disposition::Ood => None,
        Disposition::Denied { rule } => Some(rule),
        Disposition::Poor { signal, .. } => Some(signal.unwrap_or("low-score")),
        Disposition::NotChosen { .. } => Some("not-chosen"),
        Disposition::Duplicate(Removed { level: Level::Near, .. }) => Some("near-duplicate"),
        Disposition::Duplicate(Removed { level: Level::Normalised, .. }) => Some("normalised-duplicate"),
        Disposition::Duplicate(_) => Some("exact-duplicate"),
        Disposition::Known(_) => Some("known-elsewhere"),
        Disposition::Conflicting { .. } => Some("conflicting-answer"),
    }
}

impl Disposition {
    /// On a side of a split.
    pub fn on(side: Side) -> Self {
        match side {
            Side::Train => Self::Train,
            Side::Holdout => Self::Holdout,
            Side::Validation => Self::Validation,
            Side::Ood => Self::Ood,
        }
    }

    /// Denied by the rule at a place in the list.
    pub fn denied(rule: u8) -> Self {
        Self::Denied { rule: rules::ALL[usize::from(rule)].name }
    }
}

/// The plan that takes every record as it is given: held out where its input is, by name, what others train on.
pub fn as_given(facts: &Facts, inputs: &Inputs) -> Plan {
    let is_held_out = inputs.held_out();
    let of = |fact: &Fact| match fact.denied_by {
        Some(rule) => Disposition::denied(rule),
        None if is_held_out[fact.source()] => Disposition::Holdout,
        None => Disposition::Train,
    };
    let dispositions = facts.records.iter().map(of).collect();
    Plan {
        dispositions,
        policy: Policy::default(),
        conflicts: Vec::new(),
        choice: None,
        split: SplitFacts::default(),
    }
}

/// Decides what becomes of every record: denied, of low quality, conflicting, duplicate, held out, or trained on.
pub fn decide(
    facts: &Facts,
    inputs: &Inputs,
    sketching: Option<Sketching>,
    scores: Option<&Scores<'_>>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Plan, Error> {
    let policy = policy(facts, options.score.allow_refusals);
    let mut dispositions: Vec<Disposition> = facts
        .records
        .iter()
        .enumerate()
        .map(|(place, fact)| {
            let score = scores.map_or_else(|| fact.gates.score(policy), |scores| scores.score(place));
            let signal = fact.gates.condemning(policy).map(|signal| signal.name);
            match (fact.denied_by, options.score.min_score) {
                (Some(rule), _) => Disposition::denied(rule),
                (None, Some(least)) if score < least => Disposition::Poor { signal, score },
                (None, None) if signal.is_some() => Disposition::Poor { signal, score },
                _ => Disposition::Train,
            }
        })
        .collect();

    let alike =
        Alike { facts, inputs, sketching: sketching.as_ref(), policy, options: &options.dedupe, observer };
    alike.settle_conflicts(&mut dispositions)?;
    alike.remove_duplicates(&mut dispositions)?;
    let mut choice = None;
    if let Some(scores) = scores {
        let threads = inputs.settings.threads;
        let eligible = staying(&dispositions);
        let (chosen, how) = choose(eligible.clone(), scores, options, threads, observer)?;
        for place in eligible {
            if chosen.binary_search(&place).is_err() {
                dispositions[place] = Disposition::NotChosen { score: scores.score(place) };
            }
        }
        choice = how;
    }

    let kept = Chosen { facts, places: staying(&dispositions), policy };
    let conflicts = alike.conflicts(&kept)?;
    let parted = Splitter { inputs, facts, options, observer }.part(&kept, sketching)?;
    if parted.facts.validation + parted.facts.ood > 0 {
        // Nobody would write what stood there.
        let message =
            "the earlier split set more aside than a holdout, and `prepare` writes train and holdout";
        return Err(Error::refused(message, "name the file of its holdout: `--previous DIR/holdout.jsonl`"));
    }
    for (place, side) in kept.places.iter().zip(&parted.sides) {
        dispositions[*place] = Disposition::on(*side);
    }
    Ok(Plan { dispositions, policy, conflicts, choice, split: parted.facts })
}

/// What the dataset pardons, judged by the records that no rule denies.
pub(super) fn policy(facts: &Facts, allow_refusals: bool) -> Policy {
    let valid = || facts.records.iter().filter(|fact| fact.denied_by.is_none() && fact.is_example);
    let answers: KeySet<Key> = valid().map(|fact| fact.keys.answer).collect();
    Policy::new(valid().map(|fact| fact.gates), answers.len(), allow_refusals)
}

/// Some of the records, as duplicates and groups are found among them.
pub(super) struct Chosen<'c> {
    /// What was measured of all records.
    pub facts: &'c Facts,
    /// The places of these.
    pub places: Vec<usize>,
    /// What the dataset pardons.
    pub policy: Policy,
}

impl Chosen<'_> {
    /// What was measured of an item.
    pub fn fact(&self, item: usize) -> &Fact {
        &self.facts.records[self.places[item]]
    }

    /// The item that is the record at a place, if it is one.
    pub fn item(&self, place: u32) -> Option<u32> {
        let item = self.places.binary_search(&(place as usize)).ok()?;
        u32::try_from(item).ok()
    }

    /// Whether short answers are labels: fewer than a third of all answers differ, the measure by which OpenAI's old
    /// preparation tool told classification.
    pub fn have_labels(&self) -> bool {
        let answers = || (0..self.places.len()).map(|item| self.fact(item).keys.answer);
        let given = answers().filter(|answer| !answer.is_none()).count();
        3 * answers().filter(|answer| !answer.is_none()).collect::<KeySet<Key>>().len() < given
    }
}

impl Items for Chosen<'_> {
    fn len(&self) -> usize {
        self.places.len()
    }

    fn keys(&self, place: usize) -> &Keys {
        &self.fact(place).keys
    }

    fn score(&self, place: usize) -> u32 {
        self.fact(place).gates.score(self.policy)
    }

    fn length(&self, place: usize) -> u32 {
        self.fact(place).text_length
    }
}

/// The places of the records that nothing speaks against so far.
pub(super) fn staying(dispositions: &[Disposition]) -> Vec<usize> {
    (0..dispositions.len()).filter(|place| dispositions[*place] == Disposition::Train).collect()
}
