//! The strata of records, by what the options name.

use crate::dedupe::{By, Items};
use crate::error::Error;
use crate::pipeline::decide::Chosen;
use crate::pipeline::texts::{Scratch, Shelf};
use crate::pipeline::{Fact, Inputs};
use crate::split::{Strata, Stratify, length_band};
use crate::text::{Grams, Key, KeyMap, KeySet};

/// The strata of some records, and by what they were told.
pub fn strata(items: &Chosen<'_>, inputs: &Inputs, by: &Stratify) -> Result<(Strata, Stratify), Error> {
    let by = if *by == Stratify::Auto { automatic(items) } else { by.clone() };
    let marks = &items.facts.marks;
    let fact = |place: &usize| &items.facts.records[*place];
    let (of, names): (Vec<u32>, Vec<String>) = match &by {
        Stratify::Label => labels(items, inputs)?,
        Stratify::Source => {
            let of = items.places.iter().map(|place| fact(place).place.source).collect();
            (of, (0..inputs.sources.len()).map(|source| inputs.name(source).to_owned()).collect())
        }
        Stratify::Length => {
            let mut names: Vec<String> = Vec::new();
            let mut number = |place: &usize| {
                let band = length_band(fact(place).text_length);
                let known = names.iter().position(|name| *name == band).unwrap_or_else(|| {
                    names.push(band);
                    names.len() - 1
                });
                u32::try_from(known).unwrap_or_default()
            };
            (items.places.iter().map(&mut number).collect(), names)
        }
        Stratify::None | Stratify::Auto => (vec![0; items.len()], vec!["all".to_owned()]),
        Stratify::Task | Stratify::Language | Stratify::Pointer(_) => {
            let name = |place: &usize| marks.strata.get(*place).copied().unwrap_or_default();
            (items.places.iter().map(name).collect(), marks.names.all.clone())
        }
    };
    if let Stratify::Pointer(pointer) = &by
        && names.iter().all(|name| name == "(none)")
    {
        let message = format!("no record has a value at `{pointer}`");
        return Err(Error::refused(message, "name another --stratify-by, for example `auto`"));
    }
    Ok((Strata::new(&of, &names), by))
}

/// By what the records of a dataset differ most plainly.
fn automatic(items: &Chosen<'_>) -> Stratify {
    let all = || (0..items.len()).map(|item| items.fact(item));
    // Copies would make any answer look like a label.
    let mut texts: KeySet<Key> = KeySet::default();
    let mut answers: KeySet<Key> = KeySet::default();
    let (mut given, mut short) = (0_u64, 0_u64);
    for fact in all().filter(|fact| !fact.keys.answer.is_none()) {
        if texts.insert(fact.keys.text) {
            given += 1;
            short += u64::from(fact.answer.is_short());
            answers.insert(fact.keys.answer);
        }
    }
    if answers.len() > 1 && 3 * (answers.len() as u64) < given && 10 * short >= 9 * given {
        return Stratify::Label;
    }
    let first = all().next().map(Fact::source);
    if all().any(|fact| Some(fact.source()) != first) {
        return Stratify::Source;
    }
    let tasks = || items.places.iter().filter_map(|place| items.facts.marks.strata.get(*place));
    let first = tasks().next();
    if tasks().any(|task| Some(task) != first) { Stratify::Task } else { Stratify::Length }
}

/// The strata by answer: one for each label, and one for all that is too long to be a label.
fn labels(items: &Chosen<'_>, inputs: &Inputs) -> Result<(Vec<u32>, Vec<String>), Error> {
    /// Labels that are told apart.
    const MOST: usize = 10_000;
    /// Characters of a name.
    const LONGEST: usize = 80;
    let shelf = Shelf { inputs, grams: Grams::Words(3) };
    let mut scratch = Scratch::default();
    let mut names = vec!["(other)".to_owned()];
    let mut known: KeyMap<Key, u32> = KeyMap::default();
    let mut of = Vec::with_capacity(items.len());
    for item in 0..items.len() {
        let fact = items.fact(item);
        let mut number = 0;
        if fact.answer.is_short() && (names.len() < MOST || known.contains_key(&fact.keys.answer)) {
            let next = u32::try_from(names.len()).unwrap_or_default();
            number = *known.entry(fact.keys.answer).or_insert(next);
            if number == next {
                let name = shelf.read(fact.place, Some(fact.hash), &mut scratch, |texts| {
                    let text = texts.map(|texts| texts.part(By::Completion)).unwrap_or_default();
                    text.chars().take(LONGEST).collect()
                })?;
                names.push(name);
            }
        }
        of.push(number);
    }
    Ok((of, names))
}
