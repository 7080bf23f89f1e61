//! Consistency: whether the example agrees with the others, and with itself.

use super::signals;

signals![
    contradicted_answer,
    misfit_label,
    style_outlier,
    wrong_arithmetic,
    better_rejected,
    near_identical_pair,
];

pub use near_identical_pair::are_near_identical;
