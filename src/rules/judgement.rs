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
    /// The targets that have a stance of their own, for which it stands in where they do not take a file's shape.
    pub stands_in_for: Vec<&'static Target>,
    /// Where the level was read.
    pub source: Option<Arc<str>>,
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
        stands_in_for: Vec::new(),
        source: None,
    };
    let own = |(number, target): (usize, &&'static Target)| {
        let stance = target.stance(rule.name);
        let source = stance.and_then(|stance| cite(target, stance));
        Judgement {
            level: rule.level(Some(target)),
            target: Some(*target),
            serves: 1 << number,
            source,
            ..common.clone()
        }
    };
    let mut judgements: Vec<Judgement> = targets.iter().enumerate().map(own).collect();
    if !rule.is_for_target() {
        // Targets without a stance share one judgement, which is about none of them.
        let is_common =
            |judgement: &Judgement| judgement.target.is_some_and(|target| target.stance(rule.name).is_none());
        let serves =
            judgements.iter().filter(|judgement| is_common(judgement)).fold(0, |all, one| all | one.serves);
        judgements.retain(|judgement| !is_common(judgement));
        let stands_in_for = judgements.iter().filter_map(|judgement| judgement.target).collect();
        judgements.push(Judgement { serves, stands_in_for, ..common.clone() });
    } else if targets.is_empty() {
        judgements.push(common);
    }
    judgements.retain(|judgement| judgement.level != Level::Allow);
    judgements
}

/// A source with its date and how far it can be relied on, on one line.
fn cite(target: &Target, stance: &Stance) -> Option<Arc<str>> {
    let source = target.source(stance.source)?;
    let text =
        format!("{}, read {} ({}), {}", source.title, source.read, source.url, stance.confidence.name());
    Some(Arc::from(text))
}

impl Judgement {
    /// Whether it has a say about files of a shape; without one, about all that there is. Targets have none about shapes that
    /// they do not take, and what is true for all of them stands in.
    pub fn is_about(&self, shape: Option<&Shape>) -> bool {
        match (self.target, shape) {
            (Some(target), Some(shape)) => target.takes(shape),
            (Some(_), None) => true,
            (None, _) if self.serves != 0 || self.stands_in_for.is_empty() => true,
            (None, shape) => {
                shape.is_some_and(|shape| self.stands_in_for.iter().any(|target| !target.takes(shape)))
            }
        }
    }

    /// Whether the rule looks at records.
    pub fn is_of_records(&self) -> bool {
        matches!(self.rule.check, Check::Record(_) | Check::RecordFor(_))
    }
}

/// Judgements of records, by their places, parted by the traits that a record must have to be looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    always: Vec<usize>,
    faulty: Vec<usize>,
    tools: Vec<usize>,
    media: Vec<usize>,
    preference: Vec<usize>,
}

impl Plan {
    /// Parts judgements.
    pub fn new<'j>(judgements: impl Iterator<Item = (usize, &'j Judgement)>) -> Self {
        let mut plan = Self::default();
        for (number, judgement) in judgements {
            let part = match judgement.rule.group {
                Group::Fault => &mut plan.faulty,
                Group::Tools => &mut plan.tools,
                Group::Images => &mut plan.media,
                Group::Preference => &mut plan.preference,
                _ => &mut plan.always,
            };
            part.push(number);
        }
        plan
    }

    /// The judgements that look at a record of these traits.
    pub fn of(&self, traits: Traits) -> impl Iterator<Item = usize> {
        let if_has = |has: bool, part: &'_ [usize]| if has { part.len() } else { 0 };
        let parts = [
            &self.always[..],
            &self.faulty[..if_has(traits.is_faulty, &self.faulty)],
            &self.tools[..if_has(traits.has_tools, &self.tools)],
            &self.media[..if_has(traits.has_media, &self.media)],
            &self.preference[..if_has(traits.is_preference, &self.preference)],
        ];
        parts.into_iter().flatten().copied()
    }
}
