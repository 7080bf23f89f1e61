//! Phrases: one automaton for those of all signals, run over every question once.
//!
//! Every pattern has words that no match can be without. The automaton looks for those, and only the patterns whose
//! words are there are run.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use regex_syntax::hir::{Hir, HirKind};

use super::{ALL, Hit, Measure, Phrases, Sight};

/// Which signals have a phrase in a question: a bit for each, by its place in the list.
pub type Said = u64;

struct Table {
    /// Finds what patterns cannot be without.
    needles: AhoCorasick,
    /// The patterns that each of them belongs to.
    owners: Vec<Vec<usize>>,
    /// Each pattern with the place of its signal.
    patterns: Vec<(Regex, usize)>,
    /// Patterns that can be without any.
    always: Vec<usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table =
        Table { needles: needles(&[]), owners: Vec::new(), patterns: Vec::new(), always: Vec::new() };
    let mut literals: Vec<Vec<u8>> = Vec::new();
    for (signal, own) in ALL.iter().enumerate() {
        let Measure::Phrases(phrases) = &own.measure else { continue };
        for pattern in phrases.patterns {
            let number = table.patterns.len();
            let needed = regex_syntax::parse(pattern).ok().and_then(|hir| needed(&hir));
            match needed {
                Some(needed) => {
                    for literal in needed {
                        let place = literals.iter().position(|other| *other == literal);
                        let place = place.unwrap_or_else(|| {
                            literals.push(literal);
                            table.owners.push(Vec::new());
                            literals.len() - 1
                        });
                        table.owners[place].push(number);
                    }
                }
                None => table.always.push(number),
            }
            let pattern = Regex::new(pattern);
            let pattern = pattern.expect("the patterns are fixed: a documented example runs each signal's");
            table.patterns.push((pattern, signal));
        }
    }
    table.needles = needles(&literals);
    table
});

fn needles(literals: &[Vec<u8>]) -> AhoCorasick {
    AhoCorasick::new(literals).expect("a few hundred words are not too many")
}

/// Texts of which a match must have one; the longest that can be told.
fn needed(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    /// Shorter ones stand in every question.
    const LEAST: usize = 3;
    let shortest = |texts: &Vec<Vec<u8>>| texts.iter().map(Vec::len).min().unwrap_or_default();
    match hir.kind() {
        HirKind::Literal(literal) => (literal.0.len() >= LEAST).then(|| vec![literal.0.to_vec()]),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(needed).max_by_key(shortest),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<Vec<Vec<u8>>>> = parts.iter().map(needed).collect();
            each.map(|each| each.concat())
        }
        _ => None,
    }
}

/// The signals that have a phrase in a question.
pub fn said(asked: &str) -> Said {
    let table = &*TABLE;
    let mut likely = vec![false; table.patterns.len()];
    table.always.iter().for_each(|pattern| likely[*pattern] = true);
    for found in table.needles.find_overlapping_iter(asked) {
        table.owners[found.pattern().as_usize()].iter().for_each(|pattern| likely[*pattern] = true);
    }
    let likely = table.patterns.iter().zip(likely).filter(|(_, is_likely)| *is_likely);
    likely.fold(
        0,
        |said, ((pattern, signal), _)| {
            if said >> signal & 1 == 0 && pattern.is_match(asked) { said | 1 << signal } else { said }
        },
    )
}

/// What a signal of phrases finds, by its place in the list.
pub fn hit(phrases: &Phrases, signal: usize, said: Said, sight: &Sight<'_, '_>) -> Option<Hit> {
    let is_said = said >> signal & 1 == 1;
    (is_said && (phrases.check)(sight)).then(|| Hit::prompt(phrases.keeps, phrases.message)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_patterns_wait_for_their_words() {
        let table = &*TABLE;
        assert!(
            4 * table.always.len() <= table.patterns.len(),
            "{} of {}",
            table.always.len(),
            table.patterns.len()
        );
        assert!(ALL.len() <= 64, "a bit for each signal");
        let needed = |pattern: &str| needed(&regex_syntax::parse(pattern).unwrap());
        let texts =
            |texts: &[&str]| Some(texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>());
        assert_eq!(needed(r"\b(?:watch|listen to) (?:this|that)\b"), texts(&["watch", "listen to"]));
        assert_eq!(needed(r"(?:picture)?s?"), None);
    }
}
