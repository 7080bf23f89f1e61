//! The normal form in which texts are compared: NFKC, lower case, runs of white space to one blank, ends trimmed.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Appends the normal form of `text` to `out`.
///
/// White space between two calls is the caller's: text appended to a buffer that ends in a blank starts without
/// one, so turns joined by a line break have the normal form of the joined text.
///
/// ```
/// let mut out = String::new();
/// gristmill::text::normalise_into("  The\tＡＢＣ \n", &mut out);
/// assert_eq!(out, "the abc");
/// ```
pub fn normalise_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        push_folded(text, out);
        out[start..].make_ascii_lowercase();
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        push_folded(&text.to_lowercase(), out);
    } else {
        push_folded(&text.nfkc().collect::<String>().to_lowercase(), out);
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// Appends text with runs of white space made one blank; none at the start, where the buffer ends in one or is empty.
fn push_folded(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        // Most text is letters with single blanks between: whole blocks of it are passed over at once.
        if let Some(block) = bytes[at..].first_chunk()
            && at > copied
            && is_plain(block)
        {
            at += BLOCK;
            continue;
        }
        let width = if (b'!'..0x80).contains(&bytes[at]) { 0 } else { blank_width(&text[at..]) };
        if width == 0 {
            at += char_width(bytes[at]);
            continue;
        }
        out.push_str(&text[copied..at]);
        if !(out.is_empty() || out.ends_with(' ')) {
            out.push(' ');
        }
        at += width;
        copied = at;
    }
    out.push_str(&text[copied..]);
}

const BLOCK: usize = 16;

/// Whether a block (with one byte more) is ASCII without control characters and without a blank before another.
/// Written without branches, so that the compiler makes a few vector instructions of it.
fn is_plain(block: &[u8; BLOCK + 1]) -> bool {
    let mut is_plain = true;
    for i in 0..BLOCK {
        let (byte, next) = (block[i], block[i + 1]);
        let (is_ascii, is_single) =
            ((b' '..0x80).contains(&byte), byte != b' ' || (next > b' ' && next < 0x80));
        is_plain &= is_ascii && is_single;
    }
    is_plain
}

/// The bytes of the white-space character that the text starts with; 0 when it starts with another.
fn blank_width(text: &str) -> usize {
    // Python's `str.split` and ours agree on what separates words, the four separators U+001C to U+001F included.
    let is_blank = |c: &char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(c);
    text.chars().next().filter(is_blank).map_or(0, char::len_utf8)
}

fn char_width(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        let mut out = String::new();
        normalise_into(text, &mut out);
        out
    }

    #[test]
    fn case_width_and_white_space_do_not_count() {
        assert_eq!(normal("Hello\u{a0}\u{2003}World\r\n"), "hello world");
        assert_eq!(normal("ﬁne ２"), "fine 2");
        assert_eq!(normal(" \n "), "");
        assert_eq!(normal("a\u{1f}b"), "a b");
        assert_eq!(normal("  ａ  b c\n\nd  "), "a b c d");
        assert_eq!(normal("\u{1}a \u{1} 你 好  "), "\u{1}a \u{1} 你 好");
    }

    #[test]
    fn joined_texts_have_one_blank_between() {
        let mut out = normal("a");
        out.push(' ');
        normalise_into(" B", &mut out);
        assert_eq!(out, "a b");
    }
}
