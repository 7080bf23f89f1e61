//! Near-duplicates: candidates from sketches, and the similarity of each from the texts themselves.

use std::collections::hash_map::Entry;

use super::Fact;
use super::decide::Chosen;
use super::sketching::{Sketched, Sketching};
use super::texts::{Scratch, Shelf};
use crate::dedupe::{
    self, By, CROWD, Classes, Clusters, Common, Difference, Edge, Graph, Items, Links, Pairs, Removed,
    Shingled, Watched, affordable, candidates, crowds, pair, place, removed, texts_of,
};
use crate::engine::{Observer, share};
use crate::error::Error;
use crate::text::{Key, KeyMap};

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

/// What a thread that compares keeps from one job to the next.
#[derive(Default)]
struct Desk {
    scratch: Scratch,
    /// Texts of one cluster of pairs.
    texts: KeyMap<u32, Shingled>,
    /// The cluster they are of, and how many shingles they have.
    root: Option<u32>,
    held: usize,
}

impl<'s> Search<'s> {
    /// A search among the classes of some records, whose texts were sketched; nothing where they were not.
    pub fn new(
        items: &'s Chosen<'s>,
        classes: &'s Classes,
        sketching: Option<&'s Sketching>,
        shelf: Shelf<'s>,
        options: &'s dedupe::Options,
    ) -> Option<Self> {
        let (watched, sketched) = sketching?.sketched(options.by)?;
        let places = classes.first.iter().map(|item| place(items.places[*item as usize])).collect();
        let are_labels = items.have_labels();
        Some(Self {
            shelf,
            items,
            classes,
            sketched,
            places,
            watched,
            options,
            are_labels,
            asks_answers: true,
        })
    }

    /// The same where it does not matter whether answers contradict each other.
    pub fn without_answers(self) -> Self {
        Self { asks_answers: false, ..self }
    }

    /// The most rounds among the texts that stay where crowds left pairs out.
    const ROUNDS: usize = 40;
    /// Pairs that crowds may give in a further round, beside so many for each text.
    const MORE: usize = 1_000_000;
    /// Those for each text.
    const EACH: usize = 4;
    /// Bands whose pairs are held before those that were found before are left out.
    const BANDS: usize = 8;
    /// Pairs that a thread compares at a time.
    const PAIRS: usize = 1_024;
    /// Shingles that a thread holds.
    const SHINGLES: usize = 1 << 20;
    /// Of a large cluster so many texts are compared with so many others, before the next ones are read.
    const TILE: u32 = 32;

    /// Finds the classes that are near each other. Crowds leave pairs out at first. In further rounds, the texts that stay
    /// are compared with each other, until nothing near is left among them: then those stay that would stay if every text
    /// had been compared with every other. Only of crowds that would cost too many pairs do some give few again.
    pub fn run(&self, observer: &dyn Observer) -> Result<Found, Error> {
        let mut among: Vec<u32> = (0..).take(self.classes.first.len()).collect();
        let mut compared: Vec<u64> = Vec::new();
        let mut all_crowded: Vec<u32> = Vec::new();
        let mut found = Found::default();
        let common = self.watched.common(&self.sketched.counts, self.sketched.records);
        let mut crowd = CROWD;
        for round in 0..Self::ROUNDS {
            let Pairs { mut pairs, crowded } = self.pairs(&among, crowd, observer)?;
            pairs.retain(|pair| compared.binary_search(pair).is_err());
            let (edges, doubtful) = self.compare(&pairs, &common, observer)?;
            let is_settled = round > 0 && edges.is_empty();
            found.pairs_verified += pairs.len() as u64;
            found.edges.extend(edges);
            found.doubtful.extend(doubtful);
            all_crowded.extend(crowded);
            if is_settled || all_crowded.is_empty() {
                break;
            }
            compared.append(&mut pairs);
            compared.sort_unstable();
            all_crowded.sort_unstable();
            all_crowded.dedup();
            // Those too that went in favour of one that now goes itself.
            among = self.staying(&all_crowded, &found.edges);
            crowd = self.affordable(&among, observer)?;
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
                    self.watched.count(&self.shingles(self.items.fact(*item), scratch)?, &mut counts);
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

    /// The largest crowd of some classes that can give all its pairs.
    fn affordable(&self, among: &[u32], observer: &dyn Observer) -> Result<usize, Error> {
        let bands: Vec<usize> = (0..dedupe::Sketched::width(self)).collect();
        let of_band = |band: &usize, (): &mut ()| Ok(crowds(self, among, *band));
        let sizes = share(&bands, self.shelf.threads(), observer, of_band)?.concat();
        Ok(affordable(sizes, Self::MORE + Self::EACH * self.classes.first.len()))
    }

    /// The pairs of classes that share a band, each once and in order; few where more than `crowd` share it.
    fn pairs(&self, among: &[u32], crowd: usize, observer: &dyn Observer) -> Result<Pairs, Error> {
        let mut all = Pairs::default();
        let bands: Vec<usize> = (0..dedupe::Sketched::width(self)).collect();
        for bands in bands.chunks(Self::BANDS) {
            let of_band = |band: &usize, (): &mut ()| Ok(candidates(self, among, *band, crowd));
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

    /// The pairs that are near, with their similarity.
    fn compare(&self, pairs: &[u64], common: &Common, observer: &dyn Observer) -> Result<Compared, Error> {
        let pairs = self.ordered(pairs);
        let jobs: Vec<&[(u32, u64)]> = pairs.chunks(Self::PAIRS).collect();
        let work = |job: &&[(u32, u64)], desk: &mut Desk| {
            let (mut edges, mut doubtful) = (Vec::new(), Vec::new());
            let mut known = Links::default();
            for (root, pair) in *job {
                let (a, b) = texts_of(*pair);
                // Where only clusters matter, what is connected need not be compared.
                if !self.asks_answers && known.are_connected(a, b) {
                    continue;
                }
                let (first, second) = self.both(*root, a, b, desk)?;
                let Some(found) = first.compare(second, self.options.threshold, common) else { continue };
                if !found.is_settled {
                    doubtful.push(*pair);
                }
                if found.is_near {
                    if !self.asks_answers {
                        known.connect(a, b);
                    }
                    let contradicts = self.contradict(a, b, &mut desk.scratch)?;
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

    /// Pairs behind the cluster that they connect, in an order in which few texts are read again: those of a cluster come
    /// together, and in a large one those of some texts with some others.
    fn ordered(&self, pairs: &[u64]) -> Vec<(u32, u64)> {
        let classes = self.classes.first.len();
        let mut clusters = Clusters::new(classes);
        for (a, b) in pairs.iter().copied().map(texts_of) {
            clusters.unite(a, b);
        }
        let mut sizes = vec![0_u32; classes];
        let mut tile = |class: u32| {
            let size = &mut sizes[clusters.root(class) as usize];
            *size += 1;
            (*size - 1) / Self::TILE
        };
        let tiles: Vec<u32> = (0..).take(classes).map(&mut tile).collect();
        let mut pairs: Vec<(u32, u64)> =
            pairs.iter().map(|pair| (clusters.root(texts_of(*pair).0), *pair)).collect();
        let tiles = |pair: u64| {
            let (a, b) = texts_of(pair);
            (tiles[a as usize], tiles[b as usize])
        };
        pairs.sort_unstable_by(|(root, pair), (other_root, other)| {
            let order = root.cmp(other_root).then_with(|| tiles(*pair).cmp(&tiles(*other)));
            order.then(pair.cmp(other))
        });
        pairs
    }

    /// Two texts of a cluster, read where they are not at hand.
    fn both<'d>(
        &self,
        root: u32,
        a: u32,
        b: u32,
        desk: &'d mut Desk,
    ) -> Result<(&'d Shingled, &'d Shingled), Error> {
        if desk.root != Some(root) || desk.held > Self::SHINGLES {
            desk.texts.clear();
            (desk.root, desk.held) = (Some(root), 0);
        }
        for class in [a, b] {
            if let Entry::Vacant(entry) = desk.texts.entry(class) {
                desk.held += entry.insert(self.text(class, &mut desk.scratch)?).len();
            }
        }
        Ok((&desk.texts[&a], &desk.texts[&b]))
    }

    fn text(&self, class: u32, scratch: &mut Scratch) -> Result<Shingled, Error> {
        Ok(Shingled::new(self.shingles(self.fact(class), scratch)?, self.watched))
    }

    fn shingles(&self, fact: &Fact, scratch: &mut Scratch) -> Result<Vec<u64>, Error> {
        self.shelf.shingles(fact.place, Some(fact.hash), self.options.by, scratch)
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

    fn context(&self, class: u32) -> Key {
        self.fact(class).keys.context
    }
}
