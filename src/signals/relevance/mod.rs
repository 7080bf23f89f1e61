//! Relevance: whether the answer is about what is asked.

use super::signals;

signals![coverage, copied_prompt, requested_count, requested_format, lost_numbers, shifted_answer];

pub use coverage::is_covered;
