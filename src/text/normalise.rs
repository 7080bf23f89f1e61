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
    let start = out.len();
    if text.is_ascii() {
        push_folded(text, out);
        out[start..].make_ascii_lowercase();
    } else if is_plain_text(text) {
        // Only what is not ASCII needs a closer look.
        for (run, kind) in runs(text) {
            let start = out.len();
            match kind {
                Run::Ascii => {
                    push_folded(run, out);
                    out[start..].make_ascii_lowercase();
                }
                Run::Settled => out.push_str(run),
                Run::Wide => {
                    out.extend(run.chars().map(narrow));
                    out[start..].make_ascii_lowercase();
                }
                Run::Other => push_folded(&run.to_lowercase(), out),
            }
        }
    } else {
        push_folded(&text.nfkc().collect::<String>().to_lowercase(), out);
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// Whether the runs of a text can be brought into normal form one by one.
fn is_plain_text(text: &str) -> bool {
    // The lower case of a sigma depends on what follows.
    runs(text).all(|(run, kind)| {
        kind != Run::Other || (is_nfkc_quick(run.chars()) == IsNormalized::Yes && !run.contains('Σ'))
    })
}

/// A run of characters that are treated alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// ASCII.
    Ascii,
    /// Characters that are their own normal form wherever they stand: most Han and kana, dashes and quotation marks.
    Settled,
    /// Full-width forms of ASCII marks, digits and letters.
    Wide,
    /// The others, which have to be looked up.
    Other,
}

impl Run {
    fn of(c: char) -> Self {
        match c {
            '\0'..='\u{7f}' => Self::Ascii,
            '\u{2013}'
            | '\u{2014}'
            | '\u{2018}'..='\u{201d}'
            | '\u{3001}'..='\u{3003}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fc}'
            | '\u{4e00}'..='\u{9fff}' => Self::Settled,
            '\u{ff01}'..='\u{ff5e}' => Self::Wide,
            _ => Self::Other,
        }
    }
}

/// The ASCII character of a full-width form.
fn narrow(wide: char) -> char {
    u8::try_from(u32::from(wide) - 0xfee0).map_or(wide, char::from)
}

/// A text as runs.
fn runs(text: &str) -> impl Iterator<Item = (&str, Run)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let kind = Run::of(rest.chars().next()?);
        let end = if kind == Run::Ascii {
            rest.bytes().position(|byte| !byte.is_ascii())
        } else {
            rest.find(|c| Run::of(c) != kind)
        };
        let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        Some((run, kind))
    })
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
    fn runs_change_nothing() {
        let pieces = [
            "ABC",
            " ",
            "é",
            "e\u{301}",
            "’",
            "ΑΣ",
            "Σa",
            "İ",
            "中 文",
            "\u{a0}",
            "Ünïcode",
            "\u{1f}",
            "ﬁ",
            "\u{3000}x",
            "Ａ１，",
            "か\u{3099}",
            "\u{301}",
            "。“—",
        ];
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    let text = [a, b, c].concat();
                    let whole = text.nfkc().collect::<String>().to_lowercase();
                    let is_blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
                    let words: Vec<&str> = whole.split(is_blank).filter(|word| !word.is_empty()).collect();
                    assert_eq!(normal(&text), words.join(" "), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn joined_texts_have_one_blank_between() {
        let mut out = normal("a");
        out.push(' ');
        normalise_into(" B", &mut out);
        assert_eq!(out, "a b");
    }
}
