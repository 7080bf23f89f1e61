//! What records say alike: the duplicates and the conflicts among those that stay so far.

use super::decide::{Chosen, Disposition, staying};
use super::near::{Found, Search};
use super::sketching::Sketching;
use super::texts::{Scratch, Shelf};
use super::{Facts, Inputs};
use crate::dedupe::{
    self, By, Classes, ConflictPolicy, Difference, Disagreement, Graph, Level, Removed, place,
};
use crate::engine::{Observer, share};
use crate::error::Error;
use crate::rules::{Conflict, Spot};
use crate::signals::Policy;

/// Looks for records that say the same, or contradict each other.
pub(super) struct Alike<'a> {
    pub facts: &'a Facts,
    pub inputs: &'a Inputs,
    /// How texts were sketched, if they were.
    pub sketching: Option<&'a Sketching>,
    pub policy: Policy,
    pub options: &'a dedupe::Options,
    pub observer: &'a dyn Observer,
}

/// The duplicates among some records.
pub(super) struct Duplicates {
    pub classes: Classes,
    pub found: Found,
    /// For each record in favour of which other it goes, if it does.
    pub removed: Vec<Option<Removed>>,
}

impl Alike<'_> {
    /// The duplicates among some records.
    pub fn duplicates(&self, items: &Chosen<'_>) -> Result<Duplicates, Error> {
        let classes = Classes::new(items, self.options);
        let search = (self.options.level == Level::Near)
            .then(|| Search::new(items, &classes, self.sketching, self.shelf(), self.options))
            .flatten();
        let (found, removed) = match search {
            Some(search) => {
                let found = search.run(self.observer)?;
                let removed = search.removed(&found, self.observer)?;
                (found, removed)
            }
            None => (Found::default(), dedupe::removed(items, &classes, &Graph::default(), self.options)),
        };
        Ok(Duplicates { classes, found, removed })
    }

    /// Takes duplicates out of the records that stay so far.
    pub fn remove_duplicates(&self, dispositions: &mut [Disposition]) -> Result<(), Error> {
        let items = self.chosen(dispositions);
        let removed = self.duplicates(&items)?.removed;
        for (record, removed) in items.places.iter().zip(removed) {
            if let Some(removed) = removed {
                let keeper = place(items.places[removed.keeper as usize]);
                dispositions[*record] = Disposition::Duplicate(Removed { keeper, ..removed });
            }
        }
        // Who answers otherwise than one that goes as a duplicate does so than the one that is kept for it.
        for place in 0..dispositions.len() {
            if let Disposition::Conflicting { other, is_kept: true } = dispositions[place]
                && let Disposition::Duplicate(removed) = dispositions[other as usize]
            {
                dispositions[place] = Disposition::Conflicting { other: removed.keeper, is_kept: true };
            }
        }
        Ok(())
    }

    /// Takes those records out that answer a prompt otherwise than the policy wants.
    pub fn settle_conflicts(&self, dispositions: &mut [Disposition]) -> Result<(), Error> {
        let policy = self.options.conflicts;
        if policy == ConflictPolicy::Report {
            return Ok(());
        }
        let items = self.chosen(dispositions);
        for group in self.disagreements(&items)? {
            let goes = group.goes(&items, policy);
            // Both are in order, so the first that stays is where they part.
            let stays = group.members.iter().zip(goes.iter().map(Some).chain(std::iter::repeat(None)));
            let stays =
                stays.filter(|(member, goes)| Some(*member) != *goes).map(|(member, _)| member).next();
            for member in &goes {
                let other = stays.or_else(|| group.members.iter().find(|other| *other != member));
                let other = place(items.places[*other.unwrap_or(member) as usize]);
                let is_kept = stays.is_some();
                dispositions[items.places[*member as usize]] = Disposition::Conflicting { other, is_kept };
            }
        }
        Ok(())
    }

    /// The prompts with several answers among some records, graded.
    pub fn conflicts(&self, items: &Chosen<'_>) -> Result<Vec<Conflict>, Error> {
        let groups = self.disagreements(items)?;
        let are_labels = items.have_labels();
        let grade = |group: &Disagreement, scratch: &mut Scratch| {
            let majority = group.majority(items);
            let mut commonest = None;
            let contradiction = group.contradiction(majority, |first, other| {
                let mark = |item: u32| items.fact(item as usize).answer;
                if let Some(difference) = mark(first).difference(mark(other), are_labels) {
                    return Ok(difference);
                }
                if commonest.is_none() {
                    commonest = Some(self.shelf().answer(items.fact(first as usize), scratch)?);
                }
                let other = self.shelf().answer(items.fact(other as usize), scratch)?;
                let difference = commonest.as_ref().and_then(|first| first.difference(&other, are_labels));
                Ok(difference.unwrap_or(Difference::Paraphrase))
            })?;
            let spot = |item: u32| self.spot(items, item);
            Ok(Conflict {
                first: spot(group.members[0]),
                second: spot(group.answers[1].0),
                records: group.members.len() as u64,
                answers: group.answers.len() as u64,
                difference: contradiction.difference,
                differs: spot(contradiction.by),
                majority: spot(group.answers[majority].0),
                majority_records: group.answers[majority].1,
            })
        };
        share(&groups, self.inputs.settings.threads, self.observer, grade)
    }

    /// Where an item stands.
    pub fn spot(&self, items: &Chosen<'_>, item: u32) -> Spot {
        let fact = items.fact(item as usize);
        Spot { file: self.inputs.name(fact.source()).to_owned(), line: fact.line }
    }

    /// The records that nothing speaks against so far.
    fn chosen(&self, dispositions: &[Disposition]) -> Chosen<'_> {
        Chosen { facts: self.facts, places: staying(dispositions), policy: self.policy }
    }

    fn disagreements(&self, items: &Chosen<'_>) -> Result<Vec<Disagreement>, Error> {
        if !self.options.near_conflicts {
            return Ok(dedupe::conflicts(items, None));
        }
        let options = dedupe::Options { by: By::Prompt, level: Level::Near, ..*self.options };
        let classes = Classes::new(items, &options);
        let Some(search) = Search::new(items, &classes, self.sketching, self.shelf(), &options) else {
            return Ok(dedupe::conflicts(items, None));
        };
        let found = search.run(self.observer)?;
        let (_, prompts) = dedupe::near_surplus(items, &classes, &found.edges, &options);
        Ok(dedupe::conflicts(items, Some(&prompts)))
    }

    /// Where texts are read again.
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf { inputs: self.inputs, grams: self.options.grams() }
    }
}
