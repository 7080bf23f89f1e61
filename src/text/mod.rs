//! Pure functions on text: the normal form, words, shingles, hashes, near spellings, windows.
//!
//! Nothing here knows what a record is. The definitions of *normalised* and *word* bind every other module:
//! duplicates, groups and signals all compare the same form.

mod hash;
mod nearest;
mod normalise;
mod shingles;
mod stems;
mod window;
mod words;

pub use hash::{Key, KeyMap, KeySet, Mixed};
pub use nearest::nearest;
pub use normalise::normalise_into;
pub use shingles::{Grams, mixed, order, shingles};
pub use stems::{stem, stems};
pub use window::window;
pub use words::{each_word, is_ideograph, words};

/// The first characters of a text that a message names, with dots where it is longer.
pub fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A text for one line: control characters, which end a line or command a terminal, stand as their escapes.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let escaped = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect::<String>().into()
}

/// The name of a language that cannot be told.
pub const UNKNOWN_LANGUAGE: &str = "unknown";

/// The language of a text, by its ISO 639-3 code, and whether that is reliable: of a few words it is not. The first few
/// hundred bytes decide.
pub fn language(text: &str) -> (&'static str, bool) {
    /// Bytes that are looked at.
    const ENOUGH: usize = 600;
    let mut end = text.len().min(ENOUGH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let found = whatlang::detect(&text[..end]);
    found.map_or((UNKNOWN_LANGUAGE, false), |found| (found.lang().code(), found.is_reliable()))
}

/// `1 row`, `2 rows`: a count with its noun, thousands separated by commas.
pub fn count(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// `12345` as `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// `part` of `whole` in percent, for printing; 0 when there is no whole.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "row"), "1 row");
        assert_eq!(count(1000, "row"), "1,000 rows");
    }
}
