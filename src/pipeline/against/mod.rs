//! Against other sets: which records match a record of an evaluation set, or of any other file.
//!
//! A [`Reference`] is a file or a fingerprint of one; one pass over the inputs compares every record with all of them.

mod benchmarks;
mod reference;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::texts::Scratch;
use super::{Facts, Inputs, Options};
use crate::dedupe::{By, Level, Shingled, Sketcher, Texts, fingerprint::overlapping};
use crate::engine::{self, Observer, Pass};
use crate::error::Error;
use crate::model::Record;
use crate::rules::Spot;
use crate::text::Grams;

pub use benchmarks::{BENCHMARKS, Benchmark};
pub use reference::Reference;
use reference::Sharing;

/// How a record matches a record of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The same text
    RecordEqual,
    /// Nearly the same text
    RecordNear,
    /// The same prompt
    PromptEqual,
    /// Nearly the same prompt
    PromptNear,
    /// A run of 13 words of the prompt
    Ngram,
}

impl How {
    /// What is shared, as the object of "has".
    pub fn what(self) -> &'static str {
        match self {
            Self::RecordEqual => "the same text as",
            Self::RecordNear => "nearly the same text as",
            Self::PromptEqual => "the same prompt as",
            Self::PromptNear => "nearly the same prompt as",
            Self::Ngram => "13 words in a row of the prompt of",
        }
    }
}

/// A record that matches a record of a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The record, by its place among all.
    pub place: usize,
    /// The reference, by its place in the list.
    pub reference: usize,
    /// The strongest of the ways in which they match, and all of them as bits.
    pub how: How,
    ways: u8,
    /// The record of the reference.
    pub other: u32,
    /// The Jaccard similarity of what is equal or near; nothing for runs of words.
    pub similarity: Option<f64>,
}

impl Match {
    fn is(&self, how: How) -> bool {
        self.ways >> how as u8 & 1 == 1
    }
}

/// How many records match a reference; near ones include equal ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    /// The reference, as it was named.
    pub file: String,
    /// What it is, where it is a benchmark at hand.
    #[serde(skip)]
    pub title: Option<&'static str>,
    /// Records whose prompt is in it.
    pub prompt_equal: u64,
    /// Records whose prompt is nearly in it, where the level looks for that.
    pub prompt_near: Option<u64>,
    /// Records whose prompt shares 13 words in a row with a prompt of it.
    pub ngram: u64,
    /// Records whose text is in it.
    pub record_equal: u64,
    /// Records whose text is nearly in it, where the level looks for that.
    pub record_near: Option<u64>,
    /// Each of them, with what it matches.
    pub matches: Vec<Place>,
}

/// A match, by its places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// The record.
    #[serde(flatten)]
    pub spot: Spot,
    /// The strongest way in which it matches.
    pub how: How,
    /// The Jaccard similarity of what is equal or near.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// The record that it matches.
    pub to: Spot,
}

/// Compares all records with some references.
pub fn matches(
    inputs: &Inputs,
    facts: &Facts,
    references: &[Reference],
    options: &Options,
    observer: &dyn Observer,
) -> Result<Vec<Match>, Error> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let is_near = options.dedupe.level == Level::Near;
    let pass = Comparing { inputs, facts, references, options, is_near };
    let mut all = engine::run("comparing", &pass, Vec::new(), &inputs.sources, inputs.settings, observer)?;
    all.sort_by_key(|found: &Match| (found.place, found.reference));
    Ok(all)
}

/// Counts the matches with every reference.
pub fn count(
    found: &[Match],
    references: &[Reference],
    inputs: &Inputs,
    facts: &Facts,
    level: Level,
) -> Vec<Against> {
    let of_reference = |(number, reference): (usize, &Reference)| {
        let own = || found.iter().filter(move |found| found.reference == number);
        let count = |how| own().filter(|found| found.is(how)).count() as u64;
        let near = |how| (level == Level::Near).then(|| count(how));
        let place = |found: &Match| {
            let fact = &facts.records[found.place];
            Place {
                spot: Spot { file: inputs.name(fact.source()).to_owned(), line: fact.line },
                how: found.how,
                similarity: found.similarity,
                to: reference.spot(found.other),
            }
        };
        Against {
            file: reference.name.clone(),
            title: reference.title,
            prompt_equal: count(How::PromptEqual),
            prompt_near: near(How::PromptNear),
            ngram: count(How::Ngram),
            record_equal: count(How::RecordEqual),
            record_near: near(How::RecordNear),
            matches: own().map(place).collect(),
        }
    };
    references.iter().enumerate().map(of_reference).collect()
}

/// Shingles of references that a record is compared with, and that a chunk holds.
const SHINGLES: usize = 1 << 20;

/// The pass that compares.
struct Comparing<'c> {
    inputs: &'c Inputs,
    facts: &'c Facts,
    references: &'c [Reference],
    options: &'c Options,
    is_near: bool,
}

/// What a chunk yields, and what is used again for every record of it.
#[derive(Default)]
struct Part {
    found: Vec<Match>,
    error: Option<Error>,
    texts: Texts,
    shingles: Vec<u64>,
    bands: Vec<u32>,
    sketcher: Option<Sketcher>,
    scratch: Scratch,
    sharing: Sharing,
    /// Texts of references that were compared, and how many shingles they have.
    held: HashMap<(usize, By, u32), Arc<Shingled>>,
    held_shingles: usize,
}

impl Pass for Comparing<'_> {
    type Part = Part;
    type Total = Vec<Match>;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let read = |part: &mut Part| {
            self.inputs.reading(record.source).read(record, |view| {
                let Some(example) = view.compared() else { return Ok(()) };
                part.texts.read(example);
                let place = self.facts.index(record);
                (0..self.references.len()).try_for_each(|number| self.look(place, number, part))
            })
        };
        if part.error.is_none() {
            part.error = read(part).err();
        }
    }

    fn fold(&self, total: &mut Vec<Match>, mut part: Part) -> Result<(), Error> {
        total.append(&mut part.found);
        part.error.map_or(Ok(()), Err)
    }
}

impl Comparing<'_> {
    /// Compares the record at hand with a reference.
    fn look(&self, place: usize, number: usize, part: &mut Part) -> Result<(), Error> {
        let reference = &self.references[number];
        let (mut ways, mut best) = (0, None);
        for (by, equal, near) in [
            (By::Example, How::RecordEqual, How::RecordNear),
            (By::Prompt, How::PromptEqual, How::PromptNear),
        ] {
            let key = part.texts.key(by);
            if key.is_none() {
                continue;
            }
            if let Some(other) = reference.equal(by, key) {
                ways |= 1 << equal as u8 | 1 << near as u8;
                best.get_or_insert((equal, other, Some(1.0)));
            } else if self.is_near
                && let Some((other, similarity)) = self.first_near(number, by, part)?
            {
                ways |= 1 << near as u8;
                best.get_or_insert((near, other, Some(similarity)));
            }
        }
        overlapping(&mut part.texts, &mut part.shingles);
        if let Some(other) = part.shingles.iter().find_map(|run| reference.overlap(*run)) {
            ways |= 1 << How::Ngram as u8;
            best.get_or_insert((How::Ngram, other, None));
        }
        if let Some((how, other, similarity)) = best {
            part.found.push(Match { place, reference: number, how, ways, other, similarity });
        }
        Ok(())
    }

    /// The first record of a reference that the record at hand is near to, of those that share bands with it: those that
    /// share most come first.
    fn first_near(&self, number: usize, by: By, part: &mut Part) -> Result<Option<(u32, f64)>, Error> {
        /// Candidates that are compared; of long texts fewer, as long as these are compared at least.
        const MOST: usize = 2_048;
        const LEAST: usize = 64;
        let (reference, dedupe) = (&self.references[number], &self.options.dedupe);
        let Some(known) = reference.part(by) else { return Ok(None) };
        part.texts.shingles(by, self.grams(), &mut part.shingles);
        let own = Shingled::new(part.shingles.clone(), &known.watched);
        known.watched.thin(&mut part.shingles);
        part.bands.clear();
        part.sketcher
            .get_or_insert_with(|| Sketcher::new(dedupe.banding()))
            .sketch(&part.shingles, &mut part.bands);
        let mut shingles = 0;
        for (place, other) in known.candidates(&part.bands, MOST, &mut part.sharing).into_iter().enumerate() {
            if place >= LEAST && shingles > SHINGLES {
                break;
            }
            let text = self.held((number, by, other), part)?;
            shingles += text.len();
            let found = own.compare(&text, dedupe.threshold, &known.common);
            if let Some(found) = found.filter(|found| found.is_near) {
                return Ok(Some((other, found.similarity)));
            }
        }
        Ok(None)
    }

    fn held(&self, wanted: (usize, By, u32), part: &mut Part) -> Result<Arc<Shingled>, Error> {
        if let Some(text) = part.held.get(&wanted) {
            return Ok(Arc::clone(text));
        }
        if part.held_shingles > SHINGLES {
            part.held.clear();
            part.held_shingles = 0;
        }
        let (number, by, other) = wanted;
        let text = Arc::new(self.references[number].shingled(by, other, self.grams(), &mut part.scratch)?);
        part.held_shingles += text.len();
        part.held.insert(wanted, Arc::clone(&text));
        Ok(text)
    }

    fn grams(&self) -> Grams {
        self.options.dedupe.grams()
    }
}
