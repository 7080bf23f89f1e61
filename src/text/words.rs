//! Words: runs of letters, digits and underscore; every Han, kana and Hangul character is a word of its own.

/// The words of a text, in order.
///
/// ```
/// assert_eq!(gristmill::text::words("It's 3_b 東京!").collect::<Vec<_>>(), ["It", "s", "3_b", "東", "京"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let (kind, width) = kind(text, bytes, at)?;
            at += width;
            match kind {
                Kind::Mark => {}
                Kind::Ideograph => return Some(&text[start..at]),
                Kind::Letter => {
                    while let Some((Kind::Letter, width)) = self::kind(text, bytes, at) {
                        at += width;
                    }
                    return Some(&text[start..at]);
                }
            }
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Letter,
    Ideograph,
}

/// What stands at a place of the text, and how many bytes it has; nothing at the end.
fn kind(text: &str, bytes: &[u8], at: usize) -> Option<(Kind, usize)> {
    let byte = *bytes.get(at)?;
    if byte.is_ascii() {
        let is_letter = byte.is_ascii_alphanumeric() || byte == b'_';
        return Some((if is_letter { Kind::Letter } else { Kind::Mark }, 1));
    }
    let c = text[at..].chars().next()?;
    let kind = if is_ideograph(c) {
        Kind::Ideograph
    } else if c.is_alphanumeric() {
        Kind::Letter
    } else {
        Kind::Mark
    };
    Some((kind, c.len_utf8()))
}

/// Han (with extensions and compatibility forms), kana and Hangul syllables.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn scripts_without_blanks_give_a_word_per_character() {
        assert_eq!(words("abc한국어def").collect::<Vec<_>>(), ["abc", "한", "국", "어", "def"]);
        assert_eq!(words("--").count(), 0);
        assert_eq!(words("größe").collect::<Vec<_>>(), ["größe"]);
    }
}
