//! How numbers spread: a few percentiles of them.

use serde::Serialize;

/// Percentiles of some numbers, by the nearest rank.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Spread {
    /// Of a hundred, five are smaller or as small.
    pub p5: u64,
    /// Half of them are.
    pub p50: u64,
    /// Ninety-five of a hundred are.
    pub p95: u64,
    /// The largest.
    pub max: u64,
    /// The mean, to one decimal.
    pub mean: f64,
}

impl Spread {
    /// The spread of some numbers; nothing but zeros where there are none.
    pub fn of(mut numbers: Vec<u32>) -> Self {
        if numbers.is_empty() {
            return Self::default();
        }
        numbers.sort_unstable();
        let sum: u64 = numbers.iter().map(|number| u64::from(*number)).sum();
        let at = |percent: usize| {
            let rank = (numbers.len() * percent).div_ceil(100).max(1);
            u64::from(numbers[rank - 1])
        };
        let mean = (sum as f64 / numbers.len() as f64 * 10.0).round() / 10.0;
        Self { p5: at(5), p50: at(50), p95: at(95), max: at(100), mean }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_numbers_that_are_there() {
        let spread = Spread::of((1..=100).rev().collect());
        assert_eq!(spread, Spread { p5: 5, p50: 50, p95: 95, max: 100, mean: 50.5 });
        assert_eq!(Spread::of(vec![7]), Spread { p5: 7, p50: 7, p95: 7, max: 7, mean: 7.0 });
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}
