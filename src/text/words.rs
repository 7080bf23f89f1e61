//! Words: runs of letters, digits and underscore; every Han, kana and Hangul character is a word of its own.

use std::ops::Range;

/// The words of a text, in order.
///
/// ```
/// assert_eq!(gristmill::text::words("It's 3_b 東京!").collect::<Vec<_>>(), ["It", "s", "3_b", "東", "京"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            let end = match kind(first) {
                Kind::Letter => rest.find(|c| kind(c) != Kind::Letter).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let (word, behind) = rest.split_at(end);
            rest = behind;
            if kind(first) != Kind::Mark {
                return Some(word);
            }
        }
    })
}

/// Calls `each` with the place of every word of a text, in order: faster than the iterator over the same words.
///
/// The ends of words are found for 64 bytes at a time as the bits of a mask, because a branch at every byte that ends a
/// word would be guessed wrong as often as not.
pub fn each_word(text: &str, mut each: impl FnMut(Range<usize>)) {
    let is_ascii = text.is_ascii();
    let mut run = |run: Range<usize>| {
        if is_ascii || text[run.clone()].is_ascii() {
            each(run);
        } else {
            for word in words(&text[run]) {
                let start = word.as_ptr().addr() - text.as_ptr().addr();
                each(start..start + word.len());
            }
        }
    };
    let bytes = text.as_bytes();
    let (mut start, mut before) = (None, 0);
    for block in (0..bytes.len()).step_by(BLOCK) {
        let bits = mask(bytes, block);
        // Where a run begins or ends.
        let mut edges = bits ^ (bits << 1 | before);
        before = bits >> 63;
        while edges != 0 {
            let at = block + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            match start.take() {
                Some(begin) => run(begin..at),
                None => start = Some(at),
            }
        }
    }
    if let Some(begin) = start {
        run(begin..bytes.len());
    }
}

const BLOCK: usize = 64;

/// Which of the bytes of a block are letters, digits, underscores or part of other characters than ASCII.
fn mask(bytes: &[u8], block: usize) -> u64 {
    let mut held = [0; BLOCK];
    let rest = &bytes[block.min(bytes.len())..];
    let held: &[u8; BLOCK] = if let Some(whole) = rest.first_chunk() {
        whole
    } else {
        held[..rest.len()].copy_from_slice(rest);
        &held
    };
    let mut flags = [0; BLOCK];
    for (flag, byte) in flags.iter_mut().zip(held) {
        let (is_letter, is_digit) = ((byte | 0x20).wrapping_sub(b'a') < 26, byte.wrapping_sub(b'0') < 10);
        let is_mark = *byte == b'_';
        let is_other = *byte >= 0x80;
        *flag = u8::from(is_letter | is_digit | is_mark | is_other);
    }
    // Eight flags become eight bits by a multiplication that brings them side by side.
    let eight = |flags: &[u8]| {
        let flags = u64::from_le_bytes(flags.try_into().unwrap_or_default());
        flags.wrapping_mul(0x0102_0408_1020_4080) >> 56
    };
    flags.chunks_exact(8).rev().fold(0, |mask, flags| mask << 8 | eight(flags))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Letter,
    Ideograph,
}

fn kind(c: char) -> Kind {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() || c == '_' { Kind::Letter } else { Kind::Mark }
    } else if is_ideograph(c) {
        Kind::Ideograph
    } else if c.is_alphanumeric() {
        Kind::Letter
    } else {
        Kind::Mark
    }
}

/// Han (with extensions and compatibility forms), kana and Hangul syllables.
pub fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, each_word, kind, words};

    #[test]
    fn scripts_without_blanks_give_a_word_per_character() {
        assert_eq!(words("abc한국어def").collect::<Vec<_>>(), ["abc", "한", "국", "어", "def"]);
        assert_eq!(words("--").count(), 0);
        assert_eq!(words("größe").collect::<Vec<_>>(), ["größe"]);
        assert_eq!(words("aéb東c - d").collect::<Vec<_>>(), ["aéb", "東", "c", "d"]);
        assert_eq!(words("it’s “x”…").collect::<Vec<_>>(), ["it", "s", "x"]);
    }

    /// Character by character, as the definition has it.
    fn plainly(text: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        for c in text.chars() {
            match kind(c) {
                Kind::Letter => words.last_mut().unwrap().push(c),
                Kind::Ideograph => words.extend([c.to_string(), String::new()]),
                Kind::Mark => words.push(String::new()),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    #[test]
    fn blocks_change_nothing() {
        let piece = "ab, cde f_9; gé東h…i - jklmnopq「r」 ";
        for length in 0..200 {
            for shift in 0..3 {
                let text: String = piece.chars().cycle().skip(shift * 7).take(length).collect();
                let dense = "x".repeat(length) + " " + &"y".repeat(shift);
                for text in [text, dense] {
                    let mut each = Vec::new();
                    each_word(&text, |word| each.push(&text[word]));
                    assert_eq!(each, plainly(&text), "{text}");
                    assert_eq!(words(&text).collect::<Vec<_>>(), each);
                }
            }
        }
    }
}
