//! What two different answers differ in, as far as it can be told exactly.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::model::{Arena, Parsed};
use crate::text::{Key, is_ideograph};

/// How two answers to one prompt differ, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Another label, where the answers of the dataset are labels.
    Label,
    /// Another JSON value.
    JsonValue,
    /// A number that the other does not have, on both sides.
    Number,
    /// Other words.
    Paraphrase,
}

impl Difference {
    /// Every difference, the gravest first.
    pub const ALL: [Self; 4] = [Self::Label, Self::JsonValue, Self::Number, Self::Paraphrase];

    /// What differs.
    pub fn what(self) -> &'static str {
        match self {
            Self::Label => "labels",
            Self::JsonValue => "JSON values",
            Self::Number => "numbers",
            Self::Paraphrase => "words",
        }
    }
}

/// What is remembered of an answer: enough to say of most pairs how they differ, without reading them again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerMark(u32);

impl AnswerMark {
    const SHORT: u32 = 1;
    const JSON: u32 = 2;
    const FLAGS: u32 = 3;

    /// Of an answer in normal form.
    pub fn new(text: &str) -> Self {
        // The sum does not depend on the order of the numbers.
        let sum = numbers(text).fold(0, |sum: u64, number| sum.wrapping_add(xxh3_64(number.as_bytes()) | 1));
        let sum = u32::try_from(sum >> 32).unwrap_or_default() & !Self::FLAGS;
        let has_numbers = text.bytes().any(|byte| byte.is_ascii_digit());
        let sum = if has_numbers { sum.max(Self::FLAGS + 1) } else { 0 };
        let short = if (1..=Answer::LABEL).contains(&text.len()) { Self::SHORT } else { 0 };
        let json = if text.starts_with(['{', '[', '`']) { Self::JSON } else { 0 };
        Self(sum | short | json)
    }

    /// Whether the answer is so short that it may be a label.
    pub fn is_short(self) -> bool {
        self.0 & Self::SHORT != 0
    }

    /// How two different answers differ, where the marks say it.
    pub fn difference(self, other: Self, are_labels: bool) -> Option<Difference> {
        let (both, own, others) = (self.0 & other.0, self.0 & !Self::FLAGS, other.0 & !Self::FLAGS);
        if are_labels && both & Self::SHORT != 0 {
            Some(Difference::Label)
        } else if both & Self::JSON == 0 && (own == others || own == 0 || others == 0) {
            Some(Difference::Paraphrase)
        } else {
            None
        }
    }
}

/// What is known of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    key: Key,
    /// The value, where it is a JSON object or list.
    json: Option<Key>,
    /// Its numbers in order, repeated ones included.
    numbers: Vec<Key>,
    is_short: bool,
}

impl Answer {
    /// Bytes that a label has at most.
    pub const LABEL: usize = 64;

    /// An answer in normal form.
    pub fn new(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let mut numbers: Vec<Key> = numbers(text).map(|number| Key::of(number.as_bytes())).collect();
        numbers.sort_unstable();
        let is_short = text.len() <= Self::LABEL;
        Self { key: Key::of(text.as_bytes()), json: json(text), numbers, is_short }
    }

    /// How two answers differ; nothing when they are equal or one of them is empty. `are_labels` says whether the short
    /// answers of the dataset are labels.
    pub fn difference(&self, other: &Self, are_labels: bool) -> Option<Difference> {
        if self.key == other.key || self.key.is_none() || other.key.is_none() {
            return None;
        }
        Some(match (self.json, other.json) {
            _ if are_labels && self.is_short && other.is_short => Difference::Label,
            (Some(own), Some(others)) if own != others => Difference::JsonValue,
            // The same value written otherwise has the same numbers.
            (Some(_), Some(_)) => Difference::Paraphrase,
            _ if self.contradicts(other) => Difference::Number,
            _ => Difference::Paraphrase,
        })
    }

    /// Whether each has a number that the other has not, or not as often. An answer that is cut short has none of its own.
    fn contradicts(&self, other: &Self) -> bool {
        let (mut own, mut others) = (false, false);
        let (mut i, mut j) = (0, 0);
        while i < self.numbers.len() || j < other.numbers.len() {
            match (self.numbers.get(i), other.numbers.get(j)) {
                (Some(a), Some(b)) if a == b => (i, j) = (i + 1, j + 1),
                (Some(a), b) if b.is_none_or(|b| a < b) => (i, own) = (i + 1, true),
                _ => (j, others) = (j + 1, true),
            }
        }
        own && others
    }
}

/// The value of a text that is a JSON object or list, be it in a code fence.
fn json(text: &str) -> Option<Key> {
    let text = text.strip_prefix("```json").or_else(|| text.strip_prefix("```")).unwrap_or(text);
    let text = text.strip_suffix("```").unwrap_or(text).trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    Parsed::parse(text, &Arena::default()).ok()?.root.key()
}

/// The numbers of a text in a form that is the same for `1,200`, `1200` and `1200.0`. Digits behind a letter belong to a
/// name.
fn numbers(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
            let start = at;
            while is_digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && is_digit(at + 1)) {
                at += 1;
            }
            let before = text[..start].chars().next_back();
            // Scripts without blanks do not part a number from the word before it.
            let is_name = |c: char| (c.is_alphabetic() && !is_ideograph(c)) || c == '_';
            if !before.is_some_and(is_name) {
                let is_negative = before == Some('-') && !is_after_word(&text[..start - 1]);
                let number = plain(&text[start..at]);
                return Some(if is_negative { format!("-{number}").into() } else { number });
            }
        }
    })
}

/// Whether a minus behind this text joins words or subtracts.
fn is_after_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ')')
}

/// A number without separators of thousands and without zeros that say nothing.
fn plain(number: &str) -> Cow<'_, str> {
    if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0') {
        return number.into();
    }
    let (whole, fraction) = match number.rsplit_once('.') {
        // Several dots are a version or a date.
        Some((whole, _)) if whole.contains('.') => return number.into(),
        Some((whole, fraction)) if !fraction.contains(',') => (whole, fraction.trim_end_matches('0')),
        _ => (number, ""),
    };
    let is_grouped = whole.split(',').skip(1).all(|group| group.len() == 3);
    let whole = if is_grouped { whole.replace(',', "") } else { whole.to_owned() };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    if fraction.is_empty() { whole.to_owned().into() } else { format!("{whole}.{fraction}").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Cow<'_, str>> {
        numbers(text).collect()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(of("1,200.50 and 007 or -3, 10-4 = 6."), ["1200.5", "7", "-3", "10", "4", "6"]);
        assert_eq!(of("h2o costs $5.00 (v1.2.3) on 2024-01-05"), ["5", "2024", "1", "5"]);
        assert_eq!(of("3.1.2, 1,2,3 and 0.0"), ["3.1.2", "1,2,3", "0"]);
        assert!(of("none").is_empty());
        assert_eq!(of("他有12个苹果，1.5元"), ["12", "1.5"]);
    }

    #[test]
    fn differences_are_graded() {
        let between = |a: &str, b: &str, are_labels| Answer::new(a).difference(&Answer::new(b), are_labels);
        assert_eq!(between("refund", "card lost", true), Some(Difference::Label));
        assert_eq!(between("refund", "card lost", false), Some(Difference::Paraphrase));
        assert_eq!(between(r#"{"a": 1}"#, "```json {\"a\": 2}```", false), Some(Difference::JsonValue));
        assert_eq!(between(r#"{"a": 1, "b": 2}"#, r#"{"b":2,"a":1}"#, false), Some(Difference::Paraphrase));
        assert_eq!(between("it is 12 km", "it is 13 km", false), Some(Difference::Number));
        assert_eq!(between("it is 12 km", "about 12.0 km", false), Some(Difference::Paraphrase));
        // One that is cut short contradicts nothing.
        assert_eq!(between("3 + 4 = 7, so 7", "3 + 4", false), Some(Difference::Paraphrase));
        assert_eq!(between("a", "a", true), None);
        // What the marks say without reading is the same.
        let texts = [
            "refund",
            "it is 12 km",
            "it is 13 km",
            "12 km",
            "so 007",
            "so 7",
            "[1]",
            "[2]",
            "12 13",
            "none",
        ];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
            for are_labels in [true, false] {
                let marked = AnswerMark::new(a).difference(AnswerMark::new(b), are_labels);
                assert!(marked.is_none() || marked == between(a, b, are_labels), "{a} {b} {marked:?}");
            }
        }
        assert_eq!(between("a", "", true), None);
    }
}
