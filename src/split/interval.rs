//! What a pass rate on a holdout can show.

use serde::Serialize;

/// What a pass rate on a holdout can show.
///
/// The interval is that of Wilson, "Probable inference, the law of succession, and statistical inference" (JASA 22, 1927),
/// which holds for few trials and for rates near 0 and 1. Records of one group are answered alike, so a group counts as
/// one trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interval {
    /// How often the true rate lies within it.
    pub confidence: f64,
    /// Independent trials: the groups of the holdout.
    pub trials: u64,
    /// The interval at some measured rates.
    pub rates: Vec<Rate>,
    /// The smallest difference between the true rates of two models that would be found in four of five cases, if each
    /// model were judged on other examples; at a rate of one half, where it is largest.
    pub smallest_difference: Option<f64>,
    /// The same where both models answer these examples, and one in five of them is passed by one model only.
    pub smallest_paired_difference: Option<f64>,
}

/// The interval at a measured rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// The share of passed trials.
    pub rate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The quantile of the normal distribution that leaves 2.5 % above it.
const Z: f64 = 1.959_964;
/// The quantile that leaves 20 % above it: how often a difference may be overlooked.
const POWER: f64 = 0.841_621;
/// The share of examples that one of two models passes alone.
const DISAGREEMENT: f64 = 0.2;

impl Interval {
    /// The intervals of a holdout of so many groups.
    ///
    /// ```
    /// use gristmill::split::Interval;
    ///
    /// let interval = Interval::new(100);
    /// // 80 of 100: from 71 to 87 %.
    /// assert_eq!((interval.rates[1].low, interval.rates[1].high), (0.7112, 0.8666));
    /// assert_eq!(interval.smallest_difference, Some(0.1981));
    /// ```
    pub fn new(trials: u64) -> Self {
        let rates = [0.5, 0.8, 0.95].map(|rate| Rate::new(rate, trials)).to_vec();
        let smallest = |variance: f64| (trials > 0).then(|| (Z + POWER) * (variance / trials as f64).sqrt());
        Self {
            confidence: 0.95,
            trials,
            rates,
            smallest_difference: smallest(0.5).map(|difference| rounded(difference.min(1.0))),
            smallest_paired_difference: smallest(DISAGREEMENT).map(|difference| rounded(difference.min(1.0))),
        }
    }
}

impl Rate {
    fn new(rate: f64, trials: u64) -> Self {
        if trials == 0 {
            return Self { rate, low: 0.0, high: 1.0 };
        }
        let (n, square) = (trials as f64, Z * Z);
        let centre = rate + square / (2.0 * n);
        let spread = Z * (rate * (1.0 - rate) / n + square / (4.0 * n * n)).sqrt();
        let end = |sum: f64| rounded((sum / (1.0 + square / n)).clamp(0.0, 1.0));
        Self { rate, low: end(centre - spread), high: end(centre + spread) }
    }
}

/// Rounded to four places.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_holdout_shows_nothing() {
        let interval = Interval::new(0);
        assert_eq!((interval.rates[0].low, interval.rates[0].high), (0.0, 1.0));
        assert_eq!(interval.smallest_difference, None);
    }

    #[test]
    fn the_interval_is_wilsons() {
        // As scipy.stats.binomtest(k, n).proportion_ci(method="wilson") has it.
        let rate = |rate, trials| {
            let Rate { low, high, .. } = Rate::new(rate, trials);
            (low, high)
        };
        assert_eq!(rate(0.5, 10), (0.2366, 0.7634));
        assert_eq!(rate(0.95, 1_000), (0.9347, 0.9619));
    }
}
