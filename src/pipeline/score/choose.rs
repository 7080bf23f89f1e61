//! Choose: the best records, by their scores alone or by how well they stand together for all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Scores;
use crate::engine::{Observer, share};
use crate::error::Error;
use crate::pipeline::Options;
use crate::signals::Signature;

/// How the best were chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// `top` or `budget`.
    pub how: &'static str,
    /// How many were asked for.
    pub wanted: u64,
    /// How many could be chosen.
    pub eligible: u64,
    /// How many were.
    pub chosen: u64,
    /// For a budget: how well what is chosen stands for all, and what other choices reach.
    pub reached: Option<Reached>,
}

/// How well choices of one size stand for all: the mean, over records, of the best product of a chosen record's score and its
/// similarity to the record; 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reached {
    /// The greedy choice.
    pub budget: f64,
    /// The highest scores.
    pub top: f64,
    /// A random choice.
    pub random: f64,
    /// The records by which it is measured: all of few, a sample of many.
    pub measured_by: u64,
}

/// The places of the chosen among the eligible records, in file order.
pub fn choose(
    eligible: Vec<usize>,
    scores: &Scores<'_>,
    options: &Options,
    threads: usize,
    observer: &dyn Observer,
) -> Result<(Vec<usize>, Option<Choice>), Error> {
    let (how, wanted) = match (options.score.top, options.score.budget) {
        (Some(top), _) => ("top", top),
        (None, Some(budget)) => ("budget", budget),
        (None, None) => return Ok((eligible, None)),
    };
    let number = usize::try_from(wanted).unwrap_or(usize::MAX);
    let candidates: Vec<Candidate> =
        eligible.iter().map(|place| Candidate { place: *place, score: scores.score(*place) }).collect();
    let top = top(&candidates, number);
    let (mut chosen, reached) = if how == "top" {
        (top, None)
    } else {
        let facility = Facility::new(&candidates, &scores.signatures, options.split.seed);
        let chosen = facility.greedy(number, threads, observer)?;
        let reached = Reached {
            budget: facility.objective(&chosen),
            top: facility.objective(&top),
            random: facility.objective(&facility.random(number)),
            measured_by: facility.witnesses.len() as u64,
        };
        (chosen, Some(reached))
    };
    chosen.sort_unstable();
    let choice =
        Choice { how, wanted, eligible: candidates.len() as u64, chosen: chosen.len() as u64, reached };
    Ok((chosen.into_iter().map(|candidate| candidates[candidate].place).collect(), Some(choice)))
}

/// A record that can be chosen.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    place: usize,
    score: u32,
}

/// The candidates that score highest; of equal ones the earlier.
fn top(candidates: &[Candidate], number: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..candidates.len()).collect();
    all.sort_by_key(|candidate| Reverse(candidates[*candidate].score));
    all.truncate(number);
    all
}

/// A facility location problem: every record is served by the chosen one that is best for it.
///
/// The greedy choice reaches at least 63 % of the best possible one (Nemhauser, Wolsey and Fisher, "An analysis of
/// approximations for maximizing submodular set functions", Mathematical Programming 14, 1978), here of what
/// the witnesses see. Gains are whole numbers, so that every machine chooses alike.
struct Facility<'f> {
    candidates: &'f [Candidate],
    signatures: &'f [Signature],
    /// The records, among the candidates, by which choices are measured.
    witnesses: Vec<usize>,
    seed: u64,
}

impl Facility<'_> {
    /// Comparisons that the first look at all candidates may take.
    const COMPARISONS: usize = 1 << 28;
    /// The fewest and the most witnesses.
    const WITNESSES: [usize; 2] = [256, 4096];
    /// Candidates that a thread looks at at a time.
    const BLOCK: usize = 256;
}

impl<'f> Facility<'f> {
    fn new(candidates: &'f [Candidate], signatures: &'f [Signature], seed: u64) -> Self {
        let [least, most] = Self::WITNESSES;
        let number = (Self::COMPARISONS / candidates.len().max(1)).clamp(least, most);
        let mut facility = Self { candidates, signatures, witnesses: Vec::new(), seed };
        facility.witnesses = facility.drawn(number, 1);
        facility
    }

    /// So many candidates, drawn by where they stand.
    fn drawn(&self, number: usize, salt: u64) -> Vec<usize> {
        let draw = |candidate: &usize| {
            let place = self.candidates[*candidate].place as u64;
            (xxh3_64_with_seed(&place.to_le_bytes(), self.seed ^ salt), *candidate)
        };
        let mut all: Vec<usize> = (0..self.candidates.len()).collect();
        all.sort_by_cached_key(draw);
        all.truncate(number);
        all.sort_unstable();
        all
    }

    fn random(&self, number: usize) -> Vec<usize> {
        self.drawn(number, 2)
    }

    /// How well a candidate serves a witness: its score times the lanes that they have in common.
    fn serves(&self, candidate: usize, witness: usize) -> u32 {
        let signature = |candidate: usize| &self.signatures[self.candidates[candidate].place];
        let common = if candidate == witness {
            u32::try_from(Signature::LANES).unwrap_or(u32::MAX)
        } else {
            signature(candidate).common(signature(witness))
        };
        self.candidates[candidate].score * common
    }

    /// By how much a candidate serves the witnesses better than they are served.
    fn gain(&self, candidate: usize, served: &[u32]) -> u64 {
        let gains = self.witnesses.iter().zip(served);
        gains
            .map(|(witness, served)| u64::from(self.serves(candidate, *witness).saturating_sub(*served)))
            .sum()
    }

    fn serve(&self, candidate: usize, served: &mut [u32]) {
        for (witness, served) in self.witnesses.iter().zip(served) {
            *served = (*served).max(self.serves(candidate, *witness));
        }
    }

    /// The mean service, 0 to 100, to two digits.
    fn objective(&self, chosen: &[usize]) -> f64 {
        let mut served = vec![0; self.witnesses.len()];
        for candidate in chosen {
            self.serve(*candidate, &mut served);
        }
        let sum: u64 = served.iter().map(|served| u64::from(*served)).sum();
        let most = (self.witnesses.len().max(1) * Signature::LANES) as f64;
        (100.0 * sum as f64 / most).round() / 100.0
    }

    /// So many candidates, each the one that gains most beside those before it; of equal ones that with the best score, then the earlier.
    fn greedy(&self, number: usize, threads: usize, observer: &dyn Observer) -> Result<Vec<usize>, Error> {
        let mut served = vec![0; self.witnesses.len()];
        let all: Vec<usize> = (0..self.candidates.len()).collect();
        let blocks: Vec<&[usize]> = all.chunks(Self::BLOCK).collect();
        let gains = share(&blocks, threads, observer, |block, (): &mut ()| {
            Ok(block.iter().map(|candidate| self.gain(*candidate, &served)).collect::<Vec<u64>>())
        })?;
        let rank = |candidate: usize, gain: u64| (gain, self.candidates[candidate].score, Reverse(candidate));
        let mut heap: BinaryHeap<_> =
            gains.into_iter().flatten().enumerate().map(|(candidate, gain)| rank(candidate, gain)).collect();
        let mut chosen = Vec::new();
        // Gains only shrink, so one that is still ahead of all others after a second look is the largest.
        while chosen.len() < number {
            let Some((before, _, Reverse(candidate))) = heap.pop() else { break };
            let now = rank(candidate, if before == 0 { 0 } else { self.gain(candidate, &served) });
            if heap.peek().is_some_and(|next| *next > now) {
                heap.push(now);
                continue;
            }
            self.serve(candidate, &mut served);
            chosen.push(candidate);
            if observer.is_cancelled() {
                return Err(Error::Interrupted);
            }
        }
        Ok(chosen)
    }
}
