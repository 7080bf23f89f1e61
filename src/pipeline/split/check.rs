//! Check: what a split that was made elsewhere leaks.

use serde::Serialize;

use super::join::{Join, Lens, PARTS};
use super::neighbours::Neighbours;
use crate::dedupe::{Banding, By};
use crate::engine::Observer;
use crate::error::Error;
use crate::pipeline::against::How;
use crate::pipeline::decide::Chosen;
use crate::pipeline::sketching::Sketching;
use crate::pipeline::{Inputs, Keeps, Measure, Options};
use crate::rules::{Selection, Spot};
use crate::signals::Policy;
use crate::split::{Interval, Overlap, Side, equal_rows};

/// What a split leaks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// The report's version.
    pub schema: &'static str,
    /// Records of train.
    pub train: u64,
    /// Records of the holdout.
    pub holdout: u64,
    /// Records of the two that mean nothing to their shape, and are compared with nothing.
    pub unreadable: u64,
    /// Records of the holdout that are in train.
    pub overlap: Overlap,
    /// What a pass rate on the holdout could show.
    pub interval: Interval,
    /// How near the nearest records of train are to those of the holdout.
    pub neighbours: Neighbours,
    /// Every record of the holdout that is in train, in order.
    pub leaks: Vec<LeakFacts>,
}

/// A record of the holdout that is in train.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeakFacts {
    /// The record.
    #[serde(flatten)]
    pub spot: Spot,
    /// The strongest way in which it is in train.
    pub how: How,
    /// The Jaccard similarity.
    pub similarity: f64,
    /// The first such record of train.
    pub to: Spot,
}

/// Compares a holdout with train.
pub fn check(
    train: &str,
    holdout: &str,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Checked, Error> {
    options.dedupe.check()?;
    let mut inputs = Inputs::open(&[train.to_owned()], options, None, observer)?;
    let common = inputs.common(options, observer)?;
    let of_train = inputs.sources.len();
    let held = Inputs::open(&[holdout.to_owned()], options, None, observer)?;
    let named = |source: &crate::engine::Source| inputs.sources.iter().any(|own| own.is_same(source));
    if held.sources.iter().any(named) {
        let message = format!("{holdout} is also train");
        return Err(Error::refused(
            message,
            "name train first and then the holdout: `split --check TRAIN HOLDOUT`",
        ));
    }
    inputs.sources.extend(held.sources);
    inputs.shapes.extend(held.shapes);

    let selection = Selection::of_shapes().keeping(Some(0));
    let facts = Measure::new(&inputs, &selection, Keeps::Texts).facts(observer)?;
    let side = |source: usize| if source < of_train { Side::Train } else { Side::Holdout };
    let mut sides = Vec::with_capacity(facts.records.len());
    for fact in &facts.records {
        sides.push(fact.is_example.then(|| side(fact.source())));
    }
    let lens = Lens { grams: options.dedupe.grams(), threshold: options.dedupe.threshold, commons: common };
    let joined = Join { inputs: &inputs, facts: &facts, sides: &sides, lenses: &[lens], observer }.run()?;

    let places: Vec<usize> = (0..sides.len()).filter(|place| sides[*place].is_some()).collect();
    let own: Vec<Side> = places.iter().filter_map(|place| sides[*place]).collect();
    let chosen = Chosen { facts: &facts, places, policy: Policy::default() };
    let spot = |place: usize| {
        let fact = &facts.records[place];
        Spot { file: inputs.name(fact.source()).to_owned(), line: fact.line }
    };
    // For each record of the holdout the strongest way first, and of equals the first record of train.
    let mut found: Vec<(u32, How, u32, f64)> = Vec::new();
    for by in PARTS {
        let [equal, near] = ways(by);
        for (item, other) in equal_rows(&chosen, &own, by) {
            let place = |item: u32| u32::try_from(chosen.places[item as usize]).unwrap_or(u32::MAX);
            found.push((place(item), equal, place(other), 1.0));
        }
        let leaks = joined.leaks.iter().filter(|leak| leak.by == by);
        found.extend(leaks.map(|leak| (leak.held, near, leak.other, leak.similarity)));
    }
    let count = |is: &dyn Fn(How) -> bool| {
        let mut rows: Vec<u32> =
            found.iter().filter(|(_, how, ..)| is(*how)).map(|(held, ..)| *held).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len() as u64
    };
    let overlap = Overlap {
        prompt_equal: count(&|how| how == How::PromptEqual),
        prompt_near: Some(count(&|how| matches!(how, How::PromptEqual | How::PromptNear))),
        record_equal: count(&|how| how == How::RecordEqual),
        record_near: Some(count(&|how| matches!(how, How::RecordEqual | How::RecordNear))),
        ngram: Some(joined.runs),
    };
    found.sort_by_key(|(held, how, other, similarity)| {
        (*held, *how, std::cmp::Reverse(similarity.to_bits()), *other)
    });
    found.dedup_by_key(|(held, ..)| *held);
    let leaks = found.into_iter().map(|(held, how, other, similarity)| LeakFacts {
        spot: spot(held as usize),
        how,
        similarity,
        to: spot(other as usize),
    });
    let counted = |wanted: Side| own.iter().filter(|side| **side == wanted).count() as u64;
    for (name, side) in [(train, Side::Train), (holdout, Side::Holdout)] {
        if counted(side) == 0 {
            let message = format!("{name} has no record that could be compared");
            return Err(Error::refused(message, "`gristmill validate` says what is wrong with its records"));
        }
    }
    Ok(Checked {
        schema: "gristmill/split-check/1",
        train: counted(Side::Train),
        holdout: counted(Side::Holdout),
        unreadable: facts.unreadable(),
        overlap,
        interval: Interval::new(counted(Side::Holdout)),
        neighbours: joined.neighbours,
        leaks: leaks.collect(),
    })
}

/// How a part of records is equal, and how it is near.
fn ways(by: By) -> [How; 2] {
    if by == By::Prompt { [How::PromptEqual, How::PromptNear] } else { [How::RecordEqual, How::RecordNear] }
}

impl Inputs {
    /// What is common in the texts and in the prompts of some inputs.
    fn common(
        &self,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<[crate::dedupe::Common; 2], Error> {
        let grams = options.dedupe.grams();
        let banding = Banding { bands: 1, rows: 1 };
        let is_guarded = options.dedupe.is_guarded();
        let mut sketching = Sketching::new(self, grams, banding, &[], is_guarded, observer)?;
        if !is_guarded {
            return Ok(Default::default());
        }
        for by in PARTS {
            sketching.count(self, by, grams, observer)?;
        }
        let selection = Selection::of_shapes().keeping(Some(0));
        let measure = Measure { sketching: Some(&sketching), ..Measure::new(self, &selection, Keeps::Texts) };
        let mut facts = measure.facts(observer)?;
        let sketching = sketching.with(&mut facts);
        Ok(PARTS.map(|by| sketching.common(by, grams)))
    }
}
