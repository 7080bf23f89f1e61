//! Novelty: how much of the example no earlier one says. It helps to choose, and is never part of the score.

use super::signals;

signals![similar_to_earlier, common_template];
