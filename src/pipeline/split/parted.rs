//! How a split came out: what a report, a manifest and a card say of it.

use serde::Serialize;

use super::{Movement, Neighbours, Topic};
use crate::rules::Spot;
use crate::split::{Interval, Overlap, Side, Tie};

/// How a split came out.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SplitFacts {
    /// Records in train.
    pub train: u64,
    /// Records in the holdout.
    pub holdout: u64,
    /// Records set aside to be looked at while training.
    pub validation: u64,
    /// Records of topics that are set aside whole.
    pub ood: u64,
    /// Records the holdout was meant to have.
    pub wanted: u64,
    /// Groups that stay together.
    pub groups: u64,
    /// Records in the largest group.
    pub largest_group: u64,
    /// What holdout and train share, measured after the fact.
    pub overlap: Overlap,
    /// By what the shares of the sides are kept equal.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stratified_by: String,
    /// The records of each side by stratum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<StratumFacts>,
    /// Strata with too few groups to stand on both sides for certain.
    pub rare_strata: u64,
    /// What a pass rate on the holdout can show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// How near the nearest records of train are to those of the holdout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighbours: Option<Neighbours>,
    /// The topics that were set aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// Groups that are too large to be held out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub giants: Vec<Giant>,
    /// What became of an earlier split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Movement>,
    /// Times the sides were drawn until nothing near stood on two of them.
    pub rounds: u64,
    /// What is doubtful about the holdout.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// The records of a stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StratumFacts {
    /// Its name.
    pub name: String,
    /// Records in train.
    pub train: u64,
    /// Records in the holdout.
    pub holdout: u64,
    /// Records set aside for validation.
    #[serde(skip_serializing_if = "is_zero")]
    pub validation: u64,
    /// Records of topics that are set aside.
    #[serde(skip_serializing_if = "is_zero")]
    pub ood: u64,
}

/// A group that has more than half the records that the holdout was meant to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Giant {
    /// Its records.
    pub records: u64,
    /// The first of them.
    pub first: Spot,
    /// What ties them, and how often, the commonest first.
    pub ties: Vec<TieCount>,
    /// How to cut it.
    pub help: &'static str,
}

/// How often something ties the records of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TieCount {
    /// What it is.
    pub tie: Tie,
    /// How many of the records it ties to others.
    pub records: u64,
}

/// Something doubtful about a holdout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl SplitFacts {
    /// Notes which sides have far fewer records than they were meant to have.
    pub(super) fn warn_of_short(&mut self, sides: &[(Side, u64)]) {
        for (side, wanted) in sides {
            let own = match side {
                Side::Train => self.train,
                Side::Holdout => self.holdout,
                Side::Validation => self.validation,
                Side::Ood => self.ood,
            };
            // An empty holdout is told of by itself.
            if 10 * own < 8 * wanted && (own > 0 || *side != Side::Holdout) {
                self.warnings.push(Warning {
                    name: "short-side",
                    message: format!(
                        "{} has {} of the {wanted} records it was meant to have",
                        side.name(),
                        own
                    ),
                    help: "cut the groups that are too large, set less aside, or bring more data",
                });
            }
        }
    }

    /// Notes what is doubtful. `templated` are the holdout's records whose prompt is mostly common text; `trials` its
    /// groups.
    pub(super) fn warn(&mut self, templated: u64, trials: u64) {
        /// Trials below which little can be told.
        const FEW: u64 = 100;
        let mut warn = |name, message: String, help| self.warnings.push(Warning { name, message, help });
        if self.holdout == 0 && self.wanted == 0 {
            warn(
                "empty-holdout",
                "so few records make no holdout".to_owned(),
                "bring more data, or judge by another evaluation set",
            );
            return;
        }
        if self.holdout == 0 {
            warn(
                "empty-holdout",
                "nothing could be held out without a leak".to_owned(),
                "cut the groups that are too large, or bring more data",
            );
            return;
        }
        if self.train == 0 {
            warn("empty-train", "nothing is left to train on".to_owned(), "hold out less");
        }
        if trials < FEW {
            let difference = self.interval.as_ref().and_then(|interval| interval.smallest_difference);
            let points = 100.0 * difference.unwrap_or(1.0);
            warn(
                "small-holdout",
                format!(
                    "by {trials} independent examples two models can be told apart that differ by {points:.0} points or more"
                ),
                "hold out more, or judge by a larger evaluation set besides",
            );
        }
        let is_meant = !matches!(self.stratified_by.as_str(), "length" | "none" | "language");
        let largest = self.strata.iter().max_by_key(|stratum| stratum.holdout);
        if let Some(largest) = largest.filter(|_| self.strata.len() > 1 && is_meant)
            && 10 * largest.holdout > 9 * self.holdout
        {
            let share = 100 * largest.holdout / self.holdout;
            warn(
                "one-sided-holdout",
                format!(
                    "{share} % of the holdout is `{}`: a figure on it says little of the rest",
                    largest.name
                ),
                "report figures by stratum, or bring more of the others",
            );
        }
        if 2 * templated > self.holdout {
            let share = 100 * templated / self.holdout;
            warn(
                "templated-holdout",
                format!(
                    "{share} % of the holdout's prompts are mostly text that a tenth of all prompts have: it measures one template"
                ),
                "vary the prompts, or move the template into the system message",
            );
        }
    }
}
