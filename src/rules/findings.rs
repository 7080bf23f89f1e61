//! What rules found: every finding counted, some with their messages.

use super::ALL;
use crate::model::Finding;

/// How often each judgement of a selection fired, by its place there.
pub type Counts = Vec<u64>;

/// What the rules found in a stretch of records.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The findings with their messages, in file order.
    pub kept: Vec<Finding>,
    /// All findings, counted.
    pub counts: Counts,
    /// The findings of each rule that kept their message, or would have, by the rule's place in the list.
    pub(super) kept_counts: Counts,
}

impl Findings {
    /// Joins the findings of the records that come after, keeping the messages of at most so many of each rule.
    pub fn join(&mut self, later: Self, keep: Option<usize>) {
        self.counts.resize(self.counts.len().max(later.counts.len()), 0);
        self.kept_counts.resize(ALL.len(), 0);
        for (own, more) in self.counts.iter_mut().zip(&later.counts) {
            *own += more;
        }
        for finding in later.kept {
            let place = ALL.iter().position(|rule| rule.name == finding.rule).unwrap_or_default();
            // A file has few findings as a whole, and a summary wants them: the limit is for those of records.
            let is_of_file = finding.place.line.is_none();
            if is_of_file || keep.is_none_or(|limit| self.kept_counts[place] < limit as u64) {
                self.kept_counts[place] += 1;
                self.kept.push(finding);
            }
        }
    }
}
