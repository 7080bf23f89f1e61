//! Diversity: how different the questions of a dataset are from each other.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::Inputs;
use super::inspect::{Quote, on_one_line, question as question_of};
use super::texts::{Place, Shelf};
use crate::error::Error;
use crate::rules::Spot;
use crate::signals::Skeletons;
use crate::text::Grams;

/// How different questions are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diversity {
    /// Different skeletons: how questions open, with a slot for what varies.
    pub skeletons: u64,
    /// How many skeletons, all equally common, would be as diverse.
    pub effective_skeletons: f64,
    /// The commonest skeleton, by the first question that has it.
    pub largest_template: Option<Quote>,
    /// How many clusters of near-duplicates, all of one size, would be as diverse, where those were looked for.
    pub effective_clusters: Option<f64>,
    /// How many times smaller the questions become when they are packed (deflate): the more, the more alike they are. Of a
    /// sample, where there are many.
    pub compression: f64,
    /// How many questions the sample has.
    pub compression_sample: u64,
}

/// Questions that are packed at most.
const SAMPLE: usize = 1_000;
/// Bytes of each that are packed.
const LONGEST: usize = 2_000;

impl Diversity {
    /// The diversity of some records, whose questions have these skeletons; `stands` says where each record is, and on which line.
    pub fn new(
        inputs: &Inputs,
        skeletons: &Skeletons,
        stands: impl Fn(usize) -> (Place, u64),
        clusters: Option<f64>,
    ) -> Result<Self, Error> {
        let shelf = Shelf { inputs, grams: Grams::Words(3) };
        let mut bytes = Vec::new();
        let mut question =
            |place: usize| shelf.view(stands(place).0, None, &mut bytes, |view| question_of(view).to_owned());
        let mut sample: Vec<usize> =
            (0..skeletons.all.len()).filter(|place| skeletons.all[*place] != 0).collect();
        sample.sort_by_cached_key(|place| xxh3_64(&(*place as u64).to_le_bytes()));
        sample.truncate(SAMPLE);
        sample.sort_unstable();
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        let mut all = 0;
        for place in &sample {
            let text = question(*place)?;
            let text = &text.as_bytes()[..text.len().min(LONGEST)];
            all += text.len() + 1;
            // A Vec takes every byte.
            let _ = packed.write_all(text).and_then(|()| packed.write_all(b"\n"));
        }
        let packed = packed.finish().map_or(0, |packed| packed.len());
        let largest_template = match skeletons.largest() {
            Some((place, examples)) if examples > 1 => {
                let (stands, line) = stands(place);
                let file = inputs.name(stands.source as usize).to_owned();
                Some(Quote {
                    text: on_one_line(&question(place)?),
                    examples: examples.into(),
                    first: Spot { file, line },
                })
            }
            _ => None,
        };
        Ok(Self {
            skeletons: skeletons.different(),
            effective_skeletons: tenths(skeletons.effective()),
            largest_template,
            effective_clusters: clusters.map(tenths),
            compression: if packed == 0 { 1.0 } else { (100.0 * all as f64 / packed as f64).round() / 100.0 },
            compression_sample: sample.len() as u64,
        })
    }
}

fn tenths(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}
