//! Stems: the words of a text, cut to their first letters, as hashes.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::each_word;

/// Characters of a stem. Words of most European languages that begin alike for so long are forms of one word.
const LENGTH: usize = 5;
/// An odd number with bits all over it.
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;

/// Appends the stem of every word of a text in normal form, in order.
///
/// A stem is the first five characters of a word; scripts without blanks between words (Thai, Lao, Khmer, Burmese)
/// give a stem for every two characters, and names such as `word_count` one for each of their words. Two different stems have the same hash with a probability of 2^-32.
///
/// ```
/// let of = |text: &str| {
///     let mut stems = Vec::new();
///     gristmill::text::stems(text, &mut stems);
///     stems
/// };
/// assert_eq!(of("installing it"), of("installation, it"));
/// assert_eq!(of("word_count"), of("word count"));
/// assert_eq!((of("東京に").len(), of("สวัสดี").len()), (3, 5));
/// ```
pub fn stems(text: &str, stems: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    // Names in code are several words.
    let has_names = memchr::memchr(b'_', bytes).is_some();
    each_word(text, |place| {
        if !has_names && let Some(stem) = short(bytes, &place) {
            return stems.push(stem);
        }
        let word = &text[place];
        if word.is_ascii() {
            for part in word.split('_').filter(|part| !part.is_empty()) {
                stems.push(hash(part.as_bytes(), 0..part.len().min(LENGTH)));
            }
        } else if word.chars().any(has_no_blanks) {
            let mut ends = word.char_indices().map(|(at, _)| at).chain([word.len()]).skip(2);
            let mut starts = word.char_indices().map(|(at, _)| at);
            let first = ends.next().unwrap_or(word.len());
            let pairs = std::iter::once(first).chain(ends).map_while(|end| Some(starts.next()?..end));
            stems.extend(pairs.map(|pair| hash(word.as_bytes(), pair)));
        } else {
            let end = word.char_indices().nth(LENGTH).map_or(word.len(), |(at, _)| at);
            stems.push(hash(word.as_bytes(), 0..end));
        }
    });
}

/// The stem of a word whose first letters are ASCII, by the eight bytes that begin there; nothing where that cannot be told so.
fn short(text: &[u8], word: &Range<usize>) -> Option<u32> {
    let eight = u64::from_le_bytes(*text[word.start..].first_chunk()?);
    let length = word.len().min(LENGTH);
    let number = eight & u64::MAX >> (64 - 8 * length);
    // A letter behind them that is not ASCII may be one that no blanks part.
    let is_ascii = eight & 0x8080_8080_8080_8080 == 0;
    (is_ascii && word.len() <= 8).then(|| upper_half(number.wrapping_mul(FACTOR)))
}

/// The hash of a stem that is given as text in normal form.
pub fn stem(word: &str) -> u32 {
    let end = word.char_indices().nth(LENGTH).map_or(word.len(), |(at, _)| at);
    hash(word.as_bytes(), 0..end)
}

/// Whether a character is of a script that puts no blanks between words, and has no words of one character.
fn has_no_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn hash(bytes: &[u8], stem: Range<usize>) -> u32 {
    let stem = &bytes[stem];
    let hash = if stem.len() <= 8 {
        let number = stem.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        number.wrapping_mul(FACTOR)
    } else {
        xxh3_64(stem)
    };
    upper_half(hash)
}

/// The half of a product that depends on all that was multiplied.
fn upper_half(product: u64) -> u32 {
    (product >> 32) as u32
}
