//! The join: what two sides of a split share, exactly, from the texts themselves; no sketch is asked.
//!
//! A set whose Jaccard similarity with another of `n` elements reaches `t` has at least one of its rarest elements: of the
//! first `n - ⌈t n⌉ + 1` of a set in any order, and three of the first `n - ⌈t n⌉ + 3` (Chaudhuri, Ganti and Kaushik, "A
//! primitive operator for similarity joins", ICDE 2006). So of the texts that are held out those elements are indexed, and
//! every other record is looked up in one pass. Where many texts are held out they are indexed a block at a time, so that
//! memory does not grow with them.

use super::index::{Index, Probe};
use super::neighbours::{Nearest, Neighbours};
use super::runs::Runs;
use crate::dedupe::{By, Common, Links, Texts, fingerprint::overlapping};
use crate::engine::{self, Observer, Pass, share};
use crate::error::Error;
use crate::model::Record;
use crate::pipeline::texts::{Scratch, Shelf};
use crate::pipeline::{Facts, Inputs};
use crate::split::Side;
use crate::text::{Grams, KeySet};

/// The parts of records that are compared.
pub const PARTS: [By; 2] = [By::Example, By::Prompt];

/// A way to compare.
#[derive(Debug)]
pub struct Lens {
    /// What shingles are runs of.
    pub grams: Grams,
    /// The Jaccard similarity from which texts are near.
    pub threshold: f64,
    /// What is common in each of the parts.
    pub commons: [Common; 2],
}

/// The sides of some records.
pub struct Join<'j> {
    /// The inputs.
    pub inputs: &'j Inputs,
    /// What was measured of them.
    pub facts: &'j Facts,
    /// For each record its side, where it has one.
    pub sides: &'j [Option<Side>],
    /// How they are compared.
    pub lenses: &'j [Lens],
    /// Who watches.
    pub observer: &'j dyn Observer,
}

/// A record that is held out, and one of another side that is near to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    /// The record that is held out, by its place among all.
    pub held: u32,
    /// The other.
    pub other: u32,
    /// What is near.
    pub by: By,
    /// Their Jaccard similarity.
    pub similarity: f64,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Joined {
    /// Near pairs: for each record that has any at least one, and enough of them to connect what they connect.
    pub leaks: Vec<Leak>,
    /// Holdout records whose prompt shares a run of 13 words with a prompt of train.
    pub runs: u64,
    /// How near the nearest records of train are to those of the holdout.
    pub neighbours: Neighbours,
    /// Holdout records of whose prompt at least half is common text.
    pub templated: u64,
}

impl Join<'_> {
    /// Shingles of texts that are held at a time, and as many for each of so many records.
    const HELD: usize = 6 << 20;
    const HELD_PER_RECORD: usize = 24;
    /// Records that a thread reads at a time.
    const BATCH: usize = 32;

    /// Compares every side with every other.
    pub fn run(&self) -> Result<Joined, Error> {
        let is_held = |place: &u32| self.sides[*place as usize].is_some_and(|side| side != Side::Train);
        let held: Vec<u32> = (0..).take(self.sides.len()).filter(is_held).collect();
        let mut joined = Joined::default();
        let mut nearest = Some(self.nearest(&held)?);
        let mut done = 0;
        while done < held.len() {
            let mut block = Block::new(self);
            let most = Self::HELD.max(Self::HELD_PER_RECORD * self.facts.records.len());
            while done < held.len() && block.shingles() < most {
                let batches = self.at_once(&held[done..]);
                done += batches.len();
                self.read(batches, &mut block)?;
            }
            joined.templated += block.templated;
            block.close();
            let pass = Probing { join: self, block: &block, nearest: nearest.as_ref() };
            let found = engine::run(
                "comparing",
                &pass,
                Found::default(),
                &self.inputs.sources,
                self.inputs.settings,
                self.observer,
            )?;
            joined.leaks.extend(found.leaks);
            joined.runs += self.with_runs(&block.holdout, &found.hits)?;
            if let Some(nearest) = nearest.take() {
                joined.neighbours = nearest.neighbours(&found.best);
            }
        }
        Ok(joined)
    }

    /// The first of some records that are read at once: many, or as many as have so many bytes.
    fn at_once<'p>(&self, places: &'p [u32]) -> &'p [u32] {
        /// Records.
        const MANY: usize = 2_048;
        /// Bytes.
        const LONG: u64 = 16 << 20;
        let mut bytes = 0;
        let fits = |place: &&u32| {
            bytes += u64::from(self.facts.records[**place as usize].place.length);
            bytes <= LONG
        };
        &places[..places.iter().take(MANY).take_while(fits).count().max(1)]
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { inputs: self.inputs, grams: Grams::Words(3) }
    }

    /// Shows the texts of some records to `look`, and gives what it says in their order.
    fn texts<R: Send>(
        &self,
        places: &[u32],
        look: impl Fn(u32, &mut Texts) -> R + Sync,
    ) -> Result<Vec<R>, Error> {
        let batches: Vec<&[u32]> = places.chunks(Self::BATCH).collect();
        let work = |batch: &&[u32], scratch: &mut Scratch| {
            let mut all = Vec::with_capacity(batch.len());
            for place in *batch {
                let fact = &self.facts.records[*place as usize];
                let shown = |texts: Option<&mut Texts>| texts.map(|texts| look(*place, texts));
                all.extend(self.shelf().read(fact.place, Some(fact.hash), scratch, shown)?);
            }
            Ok(all)
        };
        Ok(share(&batches, self.inputs.settings.threads, self.observer, work)?
            .into_iter()
            .flatten()
            .collect())
    }

    /// Adds records that are held out to a block.
    fn read(&self, places: &[u32], block: &mut Block<'_>) -> Result<(), Error> {
        let indexes = &block.indexes;
        let read = self.texts(places, |place, texts| {
            let probe = |index: &Index<'_>| index.probe(texts, &mut Vec::new());
            let probes: Vec<Probe> = indexes.iter().map(probe).collect();
            let mut runs = Vec::new();
            if self.sides[place as usize] == Some(Side::Holdout) {
                overlapping(texts, &mut runs);
            }
            (place, probes, runs)
        })?;
        for (place, probes, runs) in read {
            if self.sides[place as usize] == Some(Side::Holdout) {
                block.holdout.push(place);
                block.templated += u64::from(probes.get(1).is_some_and(Probe::is_mostly_common));
            }
            block.runs.add(&runs);
            for (index, probe) in block.indexes.iter_mut().zip(probes) {
                index.add(place, &probe);
            }
        }
        Ok(())
    }

    /// The records of the holdout whose nearest neighbours are looked for: a sample, drawn by content.
    fn nearest(&self, held: &[u32]) -> Result<Nearest, Error> {
        let Some(lens) = self.lenses.first() else { return Ok(Nearest::default()) };
        let mut places: Vec<u32> =
            held.iter().copied().filter(|held| self.sides[*held as usize] == Some(Side::Holdout)).collect();
        places.sort_unstable_by_key(|place| (self.facts.records[*place as usize].hash, *place));
        places.truncate(Nearest::SAMPLE);
        let index = Index::new(lens, By::Example, &lens.commons[0]);
        let (mut probes, mut shingles): (Vec<Probe>, usize) = (Vec::new(), 0);
        let mut rest = &places[..];
        while !rest.is_empty() && shingles < Nearest::SHINGLES {
            let (now, later) = rest.split_at(self.at_once(rest).len());
            rest = later;
            let more = self.texts(now, |_, texts| index.probe(texts, &mut Vec::new()))?;
            shingles += more.iter().map(|probe| probe.own().len()).sum::<usize>();
            probes.extend(more);
        }
        Ok(Nearest::new(&probes))
    }

    /// How many records have one of some runs of words in their prompts.
    fn with_runs(&self, places: &[u32], hits: &KeySet<u64>) -> Result<u64, Error> {
        if hits.is_empty() {
            return Ok(0);
        }
        let has = self.texts(places, |_, texts| {
            let mut runs = Vec::new();
            overlapping(texts, &mut runs);
            runs.iter().any(|run| hits.contains(run))
        })?;
        Ok(has.into_iter().filter(|has| *has).count() as u64)
    }
}

/// Texts that are held out, ready to be looked up.
struct Block<'b> {
    /// One for each lens and part.
    indexes: Vec<Index<'b>>,
    runs: Runs,
    /// The records of the holdout among them.
    holdout: Vec<u32>,
    templated: u64,
}

impl<'b> Block<'b> {
    fn new(join: &Join<'b>) -> Self {
        let of_lens = |lens: &'b Lens| {
            PARTS.iter().zip(&lens.commons).map(|(by, common)| Index::new(lens, *by, common))
        };
        let indexes = join.lenses.iter().flat_map(of_lens).collect();
        Self { indexes, runs: Runs::default(), holdout: Vec::new(), templated: 0 }
    }

    fn shingles(&self) -> usize {
        self.indexes.iter().map(Index::len).sum()
    }

    fn close(&mut self) {
        self.indexes.iter_mut().for_each(Index::close);
        self.runs.close();
    }
}

/// The pass that looks every record up.
struct Probing<'p> {
    join: &'p Join<'p>,
    block: &'p Block<'p>,
    nearest: Option<&'p Nearest>,
}

/// What a chunk finds, and what is used again for every record of it.
#[derive(Default)]
struct Part {
    leaks: Vec<Leak>,
    hits: Vec<u64>,
    best: Vec<f64>,
    texts: Texts,
    buffer: Vec<u64>,
    candidates: Vec<u32>,
    counts: Vec<u32>,
    touched: Vec<u16>,
    /// The held texts that near ones of the chunk connect, for each index. What is connected does not depend on the order
    /// in which pairs are found.
    connected: Vec<Links>,
}

#[derive(Default)]
struct Found {
    leaks: Vec<Leak>,
    hits: KeySet<u64>,
    best: Vec<f64>,
}

impl Pass for Probing<'_> {
    type Part = Part;
    type Total = Found;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let place = self.join.facts.index(record);
        let Some(side) = self.join.sides.get(place).copied().flatten() else { return };
        self.join.inputs.reading(record.source).read(record, |view| {
            if let Some(example) = view.compared() {
                part.texts.read(example);
                self.look(place, side, part);
            }
        });
    }

    fn fold(&self, total: &mut Found, part: Part) -> Result<(), Error> {
        total.leaks.extend(part.leaks);
        total.hits.extend(part.hits);
        total.best.resize(total.best.len().max(part.best.len()), 0.0);
        total.best.iter_mut().zip(&part.best).for_each(|(own, more)| *own = own.max(*more));
        Ok(())
    }
}

impl Probing<'_> {
    fn look(&self, place: usize, side: Side, part: &mut Part) {
        part.connected.resize_with(self.block.indexes.len(), Links::default);
        for (number, index) in self.block.indexes.iter().enumerate() {
            index.candidates(&mut part.texts, &mut part.buffer, &mut part.candidates);
            let nearest = self.nearest.filter(|_| number == 0 && side == Side::Train);
            let is_asked = nearest.is_some_and(|nearest| nearest.has_any(&part.buffer));
            if part.candidates.is_empty() && !is_asked {
                continue;
            }
            let probe = Probe::of(&mut part.buffer, index.common());
            let mut near: Option<u32> = None;
            for held in part.candidates.iter().copied() {
                let own = index.place(held);
                if self.join.sides[own as usize] == Some(side) {
                    continue;
                }
                // What is connected already need not be so again.
                if near.is_some_and(|near| part.connected[number].are_connected(near, held)) {
                    continue;
                }
                if let Some(similarity) = index.compare(held, &probe) {
                    part.connected[number].connect(*near.get_or_insert(held), held);
                    let other = u32::try_from(place).unwrap_or(u32::MAX);
                    part.leaks.push(Leak { held: own, other, by: index.by(), similarity });
                }
            }
            if let Some(nearest) = nearest {
                nearest.look(&probe, &mut part.counts, &mut part.touched, &mut part.best);
            }
        }
        if side == Side::Train {
            overlapping(&mut part.texts, &mut part.buffer);
            part.hits.extend(part.buffer.iter().filter(|run| self.block.runs.may_have(**run)));
        }
    }
}
