//! Sketching: how a measuring pass makes sketches of the texts of records, and learns which text is common.
//!
//! A sample of the records is read before the pass: its common shingles are left out of the sketches, and counted in all
//! records, because which of them are common must be known exactly when texts are compared.

use xxhash_rust::xxh3::xxh3_64;

use super::texts::{Place, Scratch, Shelf};
use super::{Facts, Inputs, Options};
use crate::dedupe::{self, Banding, By, Common, Level, Sample, Sketcher, Texts, Watched};
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
    /// Other shingles of which it is counted how many are common.
    counted: Vec<(By, Grams, Watched)>,
    /// A sample of the records, where common text matters, of so many in all.
    sample: Option<(Vec<Place>, u64)>,
    /// What a measuring pass made of the records.
    sketches: Sketches,
}

impl Sketching {
    /// Gets ready to sketch what the search for duplicates compares; nothing where it compares no sketches.
    pub fn for_dedupe(
        inputs: &Inputs,
        options: &dedupe::Options,
        observer: &dyn Observer,
    ) -> Result<Option<Self>, Error> {
        options.check()?;
        let parts = compared(options);
        if parts.is_empty() {
            return Ok(None);
        }
        Self::new(inputs, options.grams(), options.banding(), &parts, options.is_guarded(), observer)
            .map(Some)
    }

    /// Gets ready to sketch what a split compares, and with `removes` what the search for duplicates does besides.
    pub fn for_split(
        inputs: &Inputs,
        options: &Options,
        removes: bool,
        observer: &dyn Observer,
    ) -> Result<Option<Self>, Error> {
        /// Near pairs at the threshold that the sketches of a split may miss: the exact pass behind it finds them.
        const MISSED: f64 = 2e-3;
        let dedupe = &options.dedupe;
        let Some(threshold) = options.split.group_threshold.similarity() else {
            return if removes { Self::for_dedupe(inputs, dedupe, observer) } else { Ok(None) };
        };
        dedupe.check()?;
        let mut parts = if removes { compared(dedupe) } else { Vec::new() };
        let mut banding = Banding::missing(threshold, MISSED);
        if !parts.is_empty() && banding.recall(dedupe.threshold) < dedupe.banding().recall(dedupe.threshold) {
            banding = Banding::for_threshold(threshold.min(dedupe.threshold));
        }
        for by in [By::Example, By::Prompt] {
            if !parts.contains(&by) {
                parts.push(by);
            }
        }
        let mut sketching =
            Self::new(inputs, dedupe.grams(), banding, &parts, dedupe.is_guarded(), observer)?;
        for (grams, _) in lenses(options).into_iter().skip(1) {
            for by in [By::Example, By::Prompt] {
                // Of a longer run that is common, the shorter ones are so too.
                let watched = sketching.parts.iter().find(|(part, _)| *part == by);
                let is_none = watched.is_none_or(|(_, watched)| watched.is_empty());
                if !(is_none && is_longer(grams, dedupe.grams())) {
                    sketching.count(inputs, by, grams, observer)?;
                }
            }
        }
        // Its records are not needed any more.
        sketching.sample = None;
        Ok(Some(sketching))
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
        let sample = is_guarded.then(|| sample(inputs, observer)).transpose()?;
        let mut sketching = Self {
            grams,
            banding,
            parts: Vec::new(),
            counted: Vec::new(),
            sample,
            sketches: Sketches::default(),
        };
        for by in parts {
            let watched = sketching.watch(inputs, *by, grams, observer)?;
            sketching.parts.push((*by, watched));
        }
        Ok(sketching)
    }

    /// Gets ready to count what is common in shingles that are not sketched.
    pub fn count(
        &mut self,
        inputs: &Inputs,
        by: By,
        grams: Grams,
        observer: &dyn Observer,
    ) -> Result<(), Error> {
        let watched = self.watch(inputs, by, grams, observer)?;
        self.counted.push((by, grams, watched));
        Ok(())
    }

    /// The shingles of a part that may be common, told by the sample.
    fn watch(
        &self,
        inputs: &Inputs,
        by: By,
        grams: Grams,
        observer: &dyn Observer,
    ) -> Result<Watched, Error> {
        let Some((places, records)) = &self.sample else { return Ok(Watched::default()) };
        let texts = Shelf { inputs, grams };
        let read = |place: &Place, scratch: &mut Scratch| texts.shingles(*place, None, by, scratch);
        let mut sample = Sample::default();
        for places in batches(places) {
            for mut shingles in share(places, inputs.settings.threads, observer, read)? {
                sample.add(&mut shingles);
            }
        }
        Ok(sample.watched(*records))
    }

    /// The parts, each with the shingles that may be common in it, and their sketches.
    pub fn into_parts(self) -> impl Iterator<Item = (By, Watched, Sketched)> {
        let parts = self.parts.into_iter().zip(self.sketches.parts);
        parts.map(|((by, watched), sketched)| (by, watched, sketched))
    }

    /// What is common in shingles of a part, by what was counted; nothing where nobody counted.
    pub fn common(&self, by: By, grams: Grams) -> Common {
        if grams == self.grams
            && let Some((watched, sketched)) = self.sketched(by)
        {
            return watched.common(&sketched.counts, sketched.records);
        }
        let counted = self.counted.iter().zip(&self.sketches.counted);
        let mut own = counted.filter(|((part, own, _), _)| (*part, *own) == (by, grams));
        own.next()
            .map(|((.., watched), count)| watched.common(&count.counts, count.records))
            .unwrap_or_default()
    }

    /// The same with what a measuring pass made of the records.
    pub fn with(self, facts: &mut Facts) -> Self {
        Self { sketches: std::mem::take(&mut facts.sketches), ..self }
    }

    /// The shingles of a part that may be common, and its sketches; nothing before a measuring pass made them.
    pub fn sketched(&self, by: By) -> Option<(&Watched, &Sketched)> {
        let mut parts = self.parts.iter().zip(&self.sketches.parts);
        parts.find(|((part, _), _)| *part == by).map(|((_, watched), sketched)| (watched, sketched))
    }
}

/// The parts whose near-duplicates and near conflicts are looked for.
fn compared(options: &dedupe::Options) -> Vec<By> {
    let mut parts = Vec::new();
    if options.level == Level::Near {
        parts.push(options.by);
    }
    if options.near_conflicts && !parts.contains(&By::Prompt) {
        parts.push(By::Prompt);
    }
    parts
}

/// How the sides of a split are compared, exactly and after the fact: by the shingles and the threshold of its groups, and
/// by longer and shorter words-in-a-row at the threshold of duplicates, since who checks a split may choose those.
pub fn lenses(options: &Options) -> Vec<(Grams, f64)> {
    let Some(threshold) = options.split.group_threshold.similarity() else { return Vec::new() };
    let mut lenses = vec![(options.dedupe.grams(), threshold)];
    for grams in [Grams::Words(3), Grams::Words(5)] {
        if grams != lenses[0].0 {
            lenses.push((grams, threshold.max(options.dedupe.threshold)));
        }
    }
    lenses
}

/// Whether what is near at some words in a row is so at others, which are fewer, where no text is common: what is not
/// shared of longer runs is at least as much as of shorter ones.
pub fn is_longer(grams: Grams, than: Grams) -> bool {
    matches!((grams, than), (Grams::Words(own), Grams::Words(other)) if own > other)
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
    counted: Vec<Count>,
}

/// How often watched shingles were met.
#[derive(Debug, Default)]
struct Count {
    counts: Vec<u32>,
    records: u64,
}

impl Count {
    fn join(&mut self, more: &Self) {
        self.counts.resize(self.counts.len().max(more.counts.len()), 0);
        self.counts.iter_mut().zip(&more.counts).for_each(|(own, more)| *own += more);
        self.records += more.records;
    }
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
        let Self { sketcher, shingles, parts, counted } = self;
        let sketcher = sketcher.get_or_insert_with(|| Sketcher::new(sketching.banding));
        parts.resize_with(sketching.parts.len(), Rows::default);
        counted.resize_with(sketching.counted.len(), Count::default);
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
        for ((by, grams, watched), count) in sketching.counted.iter().zip(counted) {
            texts.shingles(*by, *grams, shingles);
            count.records += u64::from(!shingles.is_empty());
            watched.count(shingles, &mut count.counts);
        }
    }
}

/// The sketches of all records, and what is common in them.
#[derive(Debug, Default)]
pub struct Sketches {
    parts: Vec<Sketched>,
    counted: Vec<Count>,
}

impl Sketches {
    /// Joins what the next chunk yields.
    pub fn join(&mut self, more: Sketch) {
        let Some(width) = more.sketcher.as_ref().map(|sketcher| sketcher.banding().bands) else { return };
        self.counted.resize_with(more.counted.len().max(self.counted.len()), Count::default);
        self.counted.iter_mut().zip(&more.counted).for_each(|(own, more)| own.join(more));
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
