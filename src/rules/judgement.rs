//! A rule with the level at which it is run: for one target, or for all that have no stance of their own.

use std::sync::Arc;

use super::view::Traits;
use super::{ALL, Check, Group, Rule};
use crate::model::Level;
use crate::shapes::Shape;
use crate::targets::{Stance, Target};

/// A rule as it is run.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// The rule.
    pub rule: &'static Rule,
    /// Its place in the list of rules.
    pub place: usize,
    /// How much its findings matter.
    pub level: Level,
    /// The target that is judged for; nothing where the rule says the same for all.
    pub target: Option<&'static Target>,
    /// The targets that it counts for, one bit each in the order in which they were named.
    pub serves: u32,
    /// The records that it is about.
    pub scope: Scope,
    /// Where the level was read.
    pub source: Option<Arc<str>>,
}

/// The records that a judgement is about, by the shape of their file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All: it is about no target, or no target of the run has a stance of its own.
    All,
    /// Those in files of a shape that the target takes.
    Taken,
    /// Those in files of other shapes: nobody can have a stance to what he does not take.
    NotTaken,
    /// Those that have another shape than their file, where a judgement about all would be about some targets alone.
    Strays,
}

/// Which targets refuse a record, and for what reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Denial {
    /// The rule that denies it first, by its place in the list.
    pub by: Option<usize>,
    /// The targets that refuse it, one bit each in the order in which they were named.
    pub targets: u32,
}

impl Denial {
    /// Adds what a judgement denies.
    pub(super) fn add(&mut self, judgement: &Judgement) {
        self.by = Some(self.by.map_or(judgement.place, |by| by.min(judgement.place)));
        self.targets |= judgement.serves;
    }
}

/// The most targets that files can be judged for in one run.
pub(super) const MOST_TARGETS: usize = 32;

/// Every rule at the levels that some targets want; rules that are off for a target are left out.
pub(super) fn all(targets: &[&'static Target]) -> Vec<Judgement> {
    debug_assert!(targets.len() <= MOST_TARGETS);
    ALL.iter().copied().enumerate().flat_map(|(place, rule)| of(rule, place, targets)).collect()
}

fn of(rule: &'static Rule, place: usize, targets: &[&'static Target]) -> Vec<Judgement> {
    let common = Judgement {
        rule,
        place,
        level: rule.level,
        target: None,
        serves: 0,
        scope: Scope::All,
        source: None,
    };
    if targets.is_empty() {
        return vec![common];
    }
    let numbered = || targets.iter().enumerate().map(|(number, target)| (*target, 1 << number));
    let taken = numbered().map(|(target, serves)| {
        let source = target.stance(rule.name).and_then(|stance| cite(target, stance));
        let (level, target) = (rule.level(Some(target)), Some(target));
        Judgement { level, target, serves, scope: Scope::Taken, source, ..common.clone() }
    });
    if rule.is_for_target() {
        return taken.collect();
    }
    // Where targets differ, each is told for itself, so that nobody takes a finding for his own that is not.
    let is_contested = targets.iter().any(|target| target.stance(rule.name).is_some());
    let own = |scope| {
        let each = |(target, serves)| Judgement { target: Some(target), serves, scope, ..common.clone() };
        numbered().map(each).collect::<Vec<_>>()
    };
    if is_contested {
        taken.chain(own(Scope::NotTaken)).collect()
    } else {
        let serves = numbered().fold(0, |all, (_, bit)| all | bit);
        std::iter::once(Judgement { serves, ..common.clone() }).chain(own(Scope::Strays)).collect()
    }
}

/// A source with its date and how far it can be relied on, on one line.
fn cite(target: &Target, stance: &Stance) -> Option<Arc<str>> {
    let source = target.source(stance.source)?;
    let text =
        format!("{}, read {} ({}), {}", source.title, source.read, source.url, stance.confidence.name());
    Some(Arc::from(text))
}

impl Judgement {
    /// Whether it has a say about files of a shape; without one, about all that there is.
    pub fn is_about(&self, shape: Option<&Shape>) -> bool {
        let takes = |shape| self.target.is_none_or(|target| target.takes(shape));
        match self.scope {
            Scope::All => true,
            Scope::Taken => shape.is_none_or(takes),
            Scope::NotTaken => shape.is_some_and(|shape| !takes(shape)),
            Scope::Strays => false,
        }
    }

    /// Whether it has a say about a record of another shape than its file, of a shape that its target takes.
    pub fn is_about_strays(&self, shape: &Shape) -> bool {
        self.target.is_some_and(|target| target.takes(shape))
            && matches!(self.scope, Scope::Taken | Scope::Strays)
    }

    /// Whether the rule looks at records.
    pub fn is_of_records(&self) -> bool {
        matches!(self.rule.check, Check::Record(_) | Check::RecordFor(_))
    }
}

/// A judgement of records as it is taken in turn: what is looked at for every record stands together.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// The judgement's place.
    pub number: usize,
    /// What its rule does.
    pub check: Check,
    /// The target that is judged for.
    pub target: Option<&'static Target>,
}

impl Step {
    fn new((number, judgement): (usize, &Judgement)) -> Self {
        Self { number, check: judgement.rule.check, target: judgement.target }
    }
}

/// The groups whose rules look only at records with something to see, in the order in which they look; the other rules
/// look at all records before them.
const CHOOSY: [Group; 4] = [Group::Fault, Group::Tools, Group::Images, Group::Preference];

/// Judgements of records, parted by what a record must have to be looked at.
#[derive(Clone, Default)]
pub(super) struct Plan {
    always: Vec<Step>,
    choosy: [Vec<Step>; CHOOSY.len()],
    strays: Vec<Step>,
}

impl Plan {
    /// Parts judgements; `strays` are those of records of another shape than their file.
    pub fn new<'j>(
        judgements: impl Iterator<Item = (usize, &'j Judgement)>,
        strays: impl Iterator<Item = (usize, &'j Judgement)>,
    ) -> Self {
        let mut plan = Self { strays: strays.map(Step::new).collect(), ..Self::default() };
        for (number, judgement) in judgements {
            let part = match CHOOSY.iter().position(|group| *group == judgement.rule.group) {
                Some(place) => &mut plan.choosy[place],
                None => &mut plan.always,
            };
            part.push(Step::new((number, judgement)));
        }
        plan
    }

    /// The judgements that may look at a record of another shape than its file.
    pub fn of_strays(&self) -> impl Iterator<Item = &Step> {
        self.strays.iter()
    }

    /// The judgements that look at a record of these traits.
    pub fn of(&self, traits: Traits) -> impl Iterator<Item = &Step> {
        let parts = CHOOSY.iter().zip(&self.choosy).filter(move |(group, _)| traits.interest(**group));
        self.always.iter().chain(parts.flat_map(|(_, part)| part))
    }
}
