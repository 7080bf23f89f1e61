//! Sketching: how a measuring pass makes sketches of the texts of records, and learns which text is common.
//!
//! A sample of the records is read before the pass: its common shingles are left out of the sketches, and counted in all
//! records, because which of them are common must be known exactly when texts are compared.

use xxhash_rust::xxh3::xxh3_64;

use super::Inputs;
use super::texts::{Place, Scratch, Shelf};
use crate::dedupe::{self, Banding, By, Level, Sample, Sketcher, Texts, Watched};
use crate::engine::{self, Observer, Pass, share};
use crate::error::Error;
use crate::model::Record;
use crate::text::Grams;

/// How texts are sketched.
#[derive(Debug)]
pub struct Sketching {
    /// What shingles are runs of.
    pub grams: Grams,
    /// How sketches are parted.
    pub banding: Banding,
    /// The parts of an example that are sketched, with the shingles that may be common in each.
    parts: Vec<(By, Watched)>,
}

impl Sketching {
    /// Gets ready to sketch what the search for duplicates compares; nothing where it compares no sketches.
    pub fn for_dedupe(
        inputs: &Inputs,
        options: &dedupe::Options,
        observer: &dyn Observer,
    ) -> Result<Option<Self>, Error> {
        options.check()?;
        let mut parts = Vec::new();
        if options.level == Level::Near {
            parts.push(options.by);
        }
        if options.near_conflicts && !parts.contains(&By::Prompt) {
            parts.push(By::Prompt);
        }
        if parts.is_empty() {
            return Ok(None);
        }
        Self::new(inputs, options.grams(), options.banding(), &parts, options.is_guarded(), observer)
            .map(Some)
    }

    /// Gets ready to sketch some parts of the records of some inputs; `is_guarded` says whether common text counts less.
    pub fn new(
        inputs: &Inputs,
        grams: Grams,
        banding: Banding,
        parts: &[By],
        is_guarded: bool,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let mut watched: Vec<Watched> = parts.iter().map(|_| Watched::default()).collect();
        if is_guarded {
            let (places, records) = sample(inputs, observer)?;
            let shelf = Shelf { inputs, grams };
            for (part, watched) in parts.iter().zip(&mut watched) {
                let read =
                    |place: &Place, scratch: &mut Scratch| shelf.shingles(*place, None, *part, scratch);
                let mut sample = Sample::default();
                for places in batches(&places) {
                    for mut shingles in share(places, inputs.settings.threads, observer, read)? {
                        sample.add(&mut shingles);
                    }
                }
                *watched = sample.watched(records);
            }
        }
        Ok(Self { grams, banding, parts: parts.iter().copied().zip(watched).collect() })
    }

    /// The parts, each with the shingles that may be common in it.
    pub fn into_parts(self) -> Vec<(By, Watched)> {
        self.parts
    }

    /// The shingles of a part that may be common.
    pub fn watched(&self, by: By) -> Option<&Watched> {
        self.parts.iter().find(|(part, _)| *part == by).map(|(_, watched)| watched)
    }
}

/// The places of a sample of the records, drawn by where they stand, and how many records there are.
fn sample(inputs: &Inputs, observer: &dyn Observer) -> Result<(Vec<Place>, u64), Error> {
    let drawn =
        engine::run("sampling", &Drawing, Drawn::default(), &inputs.sources, inputs.settings, observer)?;
    let mut places = drawn.places;
    places.sort_unstable();
    places.truncate(Sample::RECORDS);
    // Records that stand side by side are read side by side.
    places.sort_unstable_by_key(|(_, place)| *place);
    Ok((places.into_iter().map(|(_, place)| place).collect(), drawn.records))
}

/// Places whose records are read at a time: few, and fewer where they are long.
fn batches(mut places: &[Place]) -> Vec<&[Place]> {
    const RECORDS: usize = 32;
    const BYTES: u64 = 8 << 20;
    let mut batches = Vec::new();
    while !places.is_empty() {
        let mut bytes = 0;
        let fits = |place: &&Place| {
            bytes += u64::from(place.length);
            bytes <= BYTES
        };
        let records = places.iter().take(RECORDS).take_while(fits).count();
        let (batch, rest) = places.split_at(records.max(1));
        batches.push(batch);
        places = rest;
    }
    batches
}

struct Drawing;

#[derive(Default)]
struct Drawn {
    /// Places behind what is drawn for each; the lowest are in the sample.
    places: Vec<(u64, Place)>,
    records: u64,
}

impl Drawn {
    fn prune(&mut self) {
        if self.places.len() > 4 * Sample::RECORDS {
            self.places.select_nth_unstable(Sample::RECORDS);
            self.places.truncate(Sample::RECORDS);
        }
    }
}

impl Pass for Drawing {
    type Part = Drawn;
    type Total = Drawn;

    fn record(&self, record: &Record<'_>, part: &mut Drawn) {
        part.records += 1;
        if record.oversized.is_none() {
            let draw = xxh3_64(&[record.source as u64, record.ordinal as u64].map(u64::to_le_bytes).concat());
            part.places.push((draw, Place::of(record)));
        }
    }

    fn fold(&self, total: &mut Drawn, mut part: Drawn) -> Result<(), Error> {
        part.prune();
        total.places.append(&mut part.places);
        total.records += part.records;
        total.prune();
        Ok(())
    }
}

/// What the sketching of a chunk needs and yields.
#[derive(Default)]
pub struct Sketch {
    sketcher: Option<Sketcher>,
    shingles: Vec<u64>,
    parts: Vec<Rows>,
}

/// The sketches of one part of the records of a chunk.
#[derive(Debug, Default)]
struct Rows {
    /// The bands of one record after another.
    bands: Vec<u32>,
    counts: Vec<u32>,
    records: u64,
}

/// The sketches of one part of all records.
#[derive(Debug, Default)]
pub struct Sketched {
    /// For every band its hash in every record.
    pub bands: Vec<Vec<u32>>,
    /// In how many records each watched shingle stands.
    pub counts: Vec<u32>,
    /// Records that have the part.
    pub records: u64,
}

impl Sketch {
    /// Adds a record; without texts, one that has nothing to compare.
    pub fn add(&mut self, sketching: &Sketching, texts: Option<&mut Texts>) {
        let Self { sketcher, shingles, parts } = self;
        let sketcher = sketcher.get_or_insert_with(|| Sketcher::new(sketching.banding));
        parts.resize_with(sketching.parts.len(), Rows::default);
        let Some(texts) = texts else {
            for part in parts {
                sketcher.sketch(&[], &mut part.bands);
            }
            return;
        };
        for ((by, watched), part) in sketching.parts.iter().zip(parts) {
            texts.shingles(*by, sketching.grams, shingles);
            part.records += u64::from(!shingles.is_empty());
            watched.count(shingles, &mut part.counts);
            watched.thin(shingles);
            sketcher.sketch(shingles, &mut part.bands);
        }
    }
}

/// The sketches of all records, and what is common in them.
#[derive(Debug, Default)]
pub struct Sketches {
    parts: Vec<Sketched>,
}

impl Sketches {
    /// Joins what the next chunk yields.
    pub fn join(&mut self, more: Sketch) {
        let Some(width) = more.sketcher.as_ref().map(|sketcher| sketcher.banding().bands) else { return };
        self.parts.resize_with(more.parts.len().max(self.parts.len()), Sketched::default);
        for (own, more) in self.parts.iter_mut().zip(more.parts) {
            own.bands.resize_with(width, Vec::new);
            for (band, own) in own.bands.iter_mut().enumerate() {
                own.extend(more.bands.iter().skip(band).step_by(width));
            }
            own.counts.resize(own.counts.len().max(more.counts.len()), 0);
            own.counts.iter_mut().zip(&more.counts).for_each(|(own, more)| *own += more);
            own.records += more.records;
        }
    }

    /// Gives back the memory that nothing more will need.
    pub fn shrink(&mut self) {
        self.parts.iter_mut().flat_map(|part| &mut part.bands).for_each(Vec::shrink_to_fit);
    }

    /// The sketches of all parts.
    pub fn into_parts(self) -> Vec<Sketched> {
        self.parts
    }

    /// The sketches of a part.
    pub fn of(&self, sketching: &Sketching, by: By) -> Option<&Sketched> {
        self.parts.get(sketching.parts.iter().position(|(part, _)| *part == by)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_records_are_read_alone() {
        let places = |megabytes: &[u32]| -> Vec<usize> {
            let place = |length: &u32| Place { source: 0, length: length << 20, offset: 0 };
            batches(&megabytes.iter().map(place).collect::<Vec<_>>())
                .into_iter()
                .map(<[Place]>::len)
                .collect()
        };
        assert!(places(&[]).is_empty());
        assert_eq!(places(&[0; 40]), [32, 8]);
        assert_eq!(places(&[1, 7, 1, 9, 9, 1]), [2, 1, 1, 1, 1]);
    }
}
