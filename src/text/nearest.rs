//! "Did you mean": the known word that a misspelt one is closest to.

/// The candidate that `word` is most likely a misspelling of: equal but for case, or, from five letters on, at most a
/// third of its letters away.
///
/// ```
/// assert_eq!(gristmill::text::nearest("mesages", ["prompt", "messages"]), Some("messages"));
/// assert_eq!(gristmill::text::nearest("banana", ["prompt", "messages"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|c| *c != word)
        .map(|c| (strsim::osa_distance(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| *distance == 0 || (c.len() > 4 && distance * 3 <= c.chars().count()))
        .min()
        .map(|(_, c)| c)
}
