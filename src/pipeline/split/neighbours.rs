//! How near the nearest record of train is to each record of the holdout.

use serde::Serialize;

use super::index::Probe;
use super::runs::Runs;
use crate::text::KeyMap;

/// How near the nearest record of train is to the records of the holdout: the Jaccard similarity of what is not common in
/// their texts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Neighbours {
    /// Holdout records that were looked at: all, or a sample of 1,024.
    pub records: u64,
    /// How many have their nearest neighbour at 0 to 0.1, 0.1 to 0.2, and so on, the last at 0.9 to 1.
    pub histogram: [u64; 10],
}

/// Records of the holdout whose nearest neighbours are looked for.
#[derive(Debug, Default)]
pub struct Nearest {
    /// How many shingles each has.
    sizes: Vec<u32>,
    /// Where the texts that have a shingle stand in the list.
    places: KeyMap<u64, (u32, u32)>,
    texts: Vec<u16>,
    /// Says of most shingles that no text has them.
    filter: Runs,
}

impl Nearest {
    /// How many records are looked at.
    pub const SAMPLE: usize = 1_024;
    /// Shingles from which on no further records are looked at.
    pub const SHINGLES: usize = 1 << 20;

    /// Texts as they are looked up.
    pub fn new(probes: &[Probe]) -> Self {
        let mut all: Vec<(u64, u16)> = Vec::new();
        for (number, probe) in (0..).zip(probes) {
            all.extend(probe.own().iter().map(|shingle| (*shingle, number)));
        }
        all.sort_unstable();
        let mut places = KeyMap::default();
        let mut start = 0;
        for equal in all.chunk_by(|a, b| a.0 == b.0) {
            let end = start + u32::try_from(equal.len()).unwrap_or(u32::MAX);
            places.insert(equal[0].0, (start, end));
            start = end;
        }
        let mut filter = Runs::default();
        for (shingle, _) in &all {
            filter.add(&[*shingle]);
        }
        filter.close();
        let size = |probe: &Probe| u32::try_from(probe.own().len()).unwrap_or(u32::MAX);
        Self {
            sizes: probes.iter().map(size).collect(),
            places,
            texts: all.into_iter().map(|(_, text)| text).collect(),
            filter,
        }
    }

    /// Whether some text may have one of these shingles.
    pub fn has_any(&self, shingles: &[u64]) -> bool {
        !self.sizes.is_empty() && shingles.iter().any(|shingle| self.filter.may_have(*shingle))
    }

    /// Notes how near a record of train is to each.
    pub fn look(&self, probe: &Probe, counts: &mut Vec<u32>, touched: &mut Vec<u16>, best: &mut Vec<f64>) {
        counts.resize(self.sizes.len(), 0);
        best.resize(self.sizes.len(), 0.0);
        let known = probe.own().iter().filter(|shingle| self.filter.may_have(**shingle));
        for (start, end) in known.filter_map(|shingle| self.places.get(shingle)) {
            for text in &self.texts[*start as usize..*end as usize] {
                let count = &mut counts[usize::from(*text)];
                if *count == 0 {
                    touched.push(*text);
                }
                *count += 1;
            }
        }
        for text in touched.drain(..).map(usize::from) {
            let shared = f64::from(std::mem::take(&mut counts[text]));
            let union = probe.own().len() as f64 + f64::from(self.sizes[text]) - shared;
            best[text] = best[text].max(shared / union);
        }
    }

    /// What was noted.
    pub fn neighbours(&self, best: &[f64]) -> Neighbours {
        let mut neighbours = Neighbours { records: self.sizes.len() as u64, ..Neighbours::default() };
        for place in 0..self.sizes.len() {
            let best = best.get(place).copied().unwrap_or_default();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a tenth from 0 to 9"
            )]
            let tenth = ((best * 10.0) as usize).min(9);
            neighbours.histogram[tenth] += 1;
        }
        neighbours
    }
}
