//! Near-duplicates: candidates from sketches, and the similarity of each from the texts themselves.

use std::collections::hash_map::Entry;

use super::Fact;
use super::decide::Chosen;
use super::sketching::{Sketched, Sketching};
use super::texts::{Scratch, Shelf};
use crate::dedupe::{
    self, By, Classes, Clusters, Common, Difference, Edge, Graph, Items, Pairs, Removed, Shingled, Watched,
    candidates, pair, removed, texts_of,
};
use crate::engine::{Observer, share};
use crate::error::Error;
use crate::text::KeyMap;

/// Finds what is near among records.
pub struct Search<'s> {
    shelf: Shelf<'s>,
    items: &'s Chosen<'s>,
    classes: &'s Classes,
    sketched: &'s Sketched,
    /// Where the first record of every class stands among all.
    places: Vec<u32>,
    watched: &'s Watched,
    options: &'s dedupe::Options,
    are_labels: bool,
    /// Whether it matters that answers contradict each other.
    asks_answers: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The classes that are near each other, in order.
    pub edges: Vec<Edge>,
    /// Pairs whose similarity was computed.
    pub pairs_verified: u64,
    /// Pairs that reach the threshold, and are near or not as common text will have it.
    doubtful: Vec<u64>,
}

/// What a comparison of many pairs yields: the edges, and the pairs in doubt.
type Compared = (Vec<Edge>, Vec<u64>);

impl<'s> Search<'s> {
    /// A search among the classes of some records, whose texts were sketched; nothing where they were not.
    pub fn new(
        items: &'s Chosen<'s>,
        classes: &'s Classes,
        sketching: Option<&'s Sketching>,
        shelf: Shelf<'s>,
        options: &'s dedupe::Options,
    ) -> Option<Self> {
        let sketching = sketching?;
        let sketched = items.facts.sketches.of(sketching, options.by)?;
        let watched = sketching.watched(options.by)?;
        let place = |item: &u32| u32::try_from(items.places[*item as usize]).unwrap_or(u32::MAX);
        let places = classes.first.iter().map(place).collect();
        let are_labels = items.have_labels();
        Some(Self { shelf, items, classes, sketched, places, watched, options, are_labels, asks_answers: true })
    }

    /// The same where it does not matter whether answers contradict each other.
    pub fn without_answers(self) -> Self {
        Self { asks_answers: false, ..self }
    }

    /// The most rounds among the texts that stay where crowds left pairs out.
    const ROUNDS: usize = 40;
    /// Bands whose pairs are held before those that were found before are left out.
    const BANDS: usize = 8;
    /// Pairs that a thread compares at a time.
    const PAIRS: usize = 1_024;
    /// Shingles that a thread holds.
    const SHINGLES: usize = 1 << 20;

    /// Finds all classes that are near each other.
    pub fn run(&self, observer: &dyn Observer) -> Result<Found, Error> {
        let mut among: Vec<u32> = (0..).take(self.classes.first.len()).collect();
        let mut compared: Vec<u64> = Vec::new();
        let mut crowds: Vec<u32> = Vec::new();
        let mut found = Found::default();
        let common = self.watched.common(&self.sketched.counts, self.sketched.records);
        for _ in 0..Self::ROUNDS {
            let Pairs { mut pairs, crowded } = self.pairs(&among, observer)?;
            pairs.retain(|pair| compared.binary_search(pair).is_err());
            let (edges, doubtful) = self.compare(&pairs, &common, observer)?;
            let is_last = crowded.is_empty() || edges.is_empty();
            found.pairs_verified += pairs.len() as u64;
            found.edges.extend(edges);
            found.doubtful.extend(doubtful);
            if is_last {
                break;
            }
            compared.append(&mut pairs);
            compared.sort_unstable();
            crowds.extend(crowded);
            crowds.sort_unstable();
            crowds.dedup();
            // Those too that went in favour of one that now goes itself.
            among = self.staying(&crowds, &found.edges);
        }
        found.edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
        found.doubtful.sort_unstable();
        Ok(found)
    }

    /// Says which records go. What is common is learnt anew from the records that stay, until that changes nothing: so a
    /// second run, which sees only those, finds nothing more.
    pub fn removed(&self, found: &Found, observer: &dyn Observer) -> Result<Vec<Option<Removed>>, Error> {
        let mut gone = self.removed_by(&found.edges);
        let mut common = self.watched.common(&self.sketched.counts, self.sketched.records);
        for _ in 0..Self::ROUNDS {
            if found.doubtful.is_empty() {
                break;
            }
            let before = std::mem::replace(&mut common, self.common_in_rest(&gone, observer)?);
            if before == common {
                break;
            }
            let is_settled = |edge: &&Edge| found.doubtful.binary_search(&pair(edge.a, edge.b)).is_err();
            let mut edges: Vec<Edge> = found.edges.iter().filter(is_settled).copied().collect();
            edges.extend(self.compare(&found.doubtful, &common, observer)?.0);
            edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
            gone = self.removed_by(&edges);
        }
        Ok(gone)
    }

    /// The text that is common in the records that stay.
    fn common_in_rest(&self, gone: &[Option<Removed>], observer: &dyn Observer) -> Result<Common, Error> {
        let mut counts = self.sketched.counts.clone();
        let has_part = |item: &usize| !self.items.keys(*item).part(self.options.by).is_none();
        let goes: Vec<usize> =
            (0..gone.len()).filter(|item| gone[*item].is_some()).filter(has_part).collect();
        let records = self.sketched.records.saturating_sub(goes.len() as u64);
        let limit = dedupe::limit(records);
        // Between these two it matters how many of those that go have the shingle.
        let matters = |count: &u32| (limit + 1..=limit + goes.len() as u64).contains(&u64::from(*count));
        if counts.iter().any(matters) {
            let batches: Vec<&[usize]> = goes.chunks(64).collect();
            let work = |batch: &&[usize], scratch: &mut Scratch| {
                let mut counts = Vec::new();
                for item in *batch {
                    let place = self.items.fact(*item).place;
                    self.watched.count(&self.shelf.shingles(place, self.options.by, scratch)?, &mut counts);
                }
                Ok(counts)
            };
            for less in share(&batches, self.shelf.threads(), observer, work)? {
                counts.iter_mut().zip(less).for_each(|(count, less)| *count = count.saturating_sub(less));
            }
        }
        Ok(self.watched.common(&counts, records))
    }

    fn removed_by(&self, edges: &[Edge]) -> Vec<Option<Removed>> {
        let graph = Graph::new(self.classes.first.len(), edges);
        removed(self.items, self.classes, &graph, self.options)
    }

    /// The pairs of classes that share a band, each once and in order.
    fn pairs(&self, among: &[u32], observer: &dyn Observer) -> Result<Pairs, Error> {
        let mut all = Pairs::default();
        let bands: Vec<usize> = (0..dedupe::Sketched::width(self)).collect();
        for bands in bands.chunks(Self::BANDS) {
            let of_band = |band: &usize, (): &mut ()| Ok(candidates(self, among, *band));
            for mut found in share(bands, self.shelf.threads(), observer, of_band)? {
                all.pairs.append(&mut found.pairs);
                all.crowded.append(&mut found.crowded);
            }
            all.pairs.sort_unstable();
            all.pairs.dedup();
            all.crowded.sort_unstable();
            all.crowded.dedup();
        }
        Ok(all)
    }

    /// The pairs that are near, with their similarity. Each text is read once, but for few.
    fn compare(&self, pairs: &[u64], common: &Common, observer: &dyn Observer) -> Result<Compared, Error> {
        // Texts that are compared with each other come one after another.
        let mut clusters = Clusters::new(self.classes.first.len());
        for (a, b) in pairs.iter().copied().map(texts_of) {
            clusters.unite(a, b);
        }
        let mut pairs: Vec<(u32, u64)> =
            pairs.iter().map(|pair| (clusters.root(texts_of(*pair).0), *pair)).collect();
        pairs.sort_unstable();
        let jobs: Vec<&[(u32, u64)]> = pairs.chunks(Self::PAIRS).collect();
        let work = |job: &&[(u32, u64)], scratch: &mut Scratch| {
            let (mut held, mut texts): (usize, KeyMap<u32, Shingled>) = (0, KeyMap::default());
            let (mut edges, mut doubtful) = (Vec::new(), Vec::new());
            let mut last = None;
            for (root, pair) in *job {
                if last != Some(*root) && held > 0 || held > Self::SHINGLES {
                    texts.clear();
                    held = 0;
                }
                last = Some(*root);
                let (a, b) = texts_of(*pair);
                for class in [a, b] {
                    if let Entry::Vacant(entry) = texts.entry(class) {
                        held += entry.insert(self.text(class, scratch)?).len();
                    }
                }
                let (first, second) = (&texts[&a], &texts[&b]);
                let threshold = self.options.threshold;
                let Some(found) = first.compare(second, threshold, common) else { continue };
                if !found.is_settled {
                    doubtful.push(*pair);
                }
                if found.is_near {
                    let contradicts = self.contradict(a, b, scratch)?;
                    edges.push(Edge { a, b, similarity: found.similarity, contradicts });
                }
            }
            Ok((edges, doubtful))
        };
        let (mut edges, mut doubtful) = (Vec::new(), Vec::new());
        for (more, further) in share(&jobs, self.shelf.threads(), observer, work)? {
            edges.extend(more);
            doubtful.extend(further);
        }
        doubtful.sort_unstable();
        Ok((edges, doubtful))
    }

    fn text(&self, class: u32, scratch: &mut Scratch) -> Result<Shingled, Error> {
        let fact = self.fact(class);
        self.shelf.read(fact.place, Some(fact.hash), scratch, |texts| {
            let mut shingles = Vec::new();
            if let Some(texts) = texts {
                texts.shingles(self.options.by, self.shelf.grams, &mut shingles);
            }
            Shingled::new(shingles, self.watched)
        })
    }

    /// Whether the answers of two near texts contradict each other, which matters where whole examples are compared.
    fn contradict(&self, a: u32, b: u32, scratch: &mut Scratch) -> Result<bool, Error> {
        let (first, second) = (self.fact(a), self.fact(b));
        if !self.asks_answers || self.options.by != By::Example || first.keys.answer == second.keys.answer {
            return Ok(false);
        }
        if first.keys.text == second.keys.text {
            // The answer begins elsewhere, which teaches something else.
            return Ok(true);
        }
        let mut difference = first.answer.difference(second.answer, self.are_labels);
        if difference.is_none() {
            let answer = self.shelf.answer(first, scratch)?;
            difference = answer.difference(&self.shelf.answer(second, scratch)?, self.are_labels);
        }
        Ok(difference.is_some_and(|difference| difference != Difference::Paraphrase))
    }

    /// What was measured of the first record of a class.
    fn fact(&self, class: u32) -> &Fact {
        &self.items.facts.records[self.places[class as usize] as usize]
    }

    /// Of some classes those of which something stays.
    fn staying(&self, among: &[u32], edges: &[Edge]) -> Vec<u32> {
        let mut stays = vec![false; self.classes.first.len()];
        for (class, gone) in self.classes.of.iter().zip(self.removed_by(edges)) {
            stays[*class as usize] |= gone.is_none();
        }
        among.iter().copied().filter(|class| stays[*class as usize]).collect()
    }
}

impl dedupe::Sketched for Search<'_> {
    fn width(&self) -> usize {
        self.sketched.bands.len()
    }

    fn band(&self, class: u32, band: usize) -> u32 {
        self.sketched.bands[band][self.places[class as usize] as usize]
    }
}
