//! Text as the inside of a JSON string.

/// Appends text to a JSON string: quotes, backslashes and control characters escaped. Bytes that are no text stay as
/// they are, and so does NUL: records with either are broken, and shall be found so.
pub(super) fn escape(text: &[u8], out: &mut Vec<u8>) {
    let mut start = 0;
    while let Some(found) = special(&text[start..]) {
        let at = start + found;
        out.extend_from_slice(&text[start..at]);
        match text[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0 => out.push(0),
            control => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(DIGITS[usize::from(control >> 4)]);
                out.push(DIGITS[usize::from(control & 15)]);
            }
        }
        start = at + 1;
    }
    out.extend_from_slice(&text[start..]);
}

/// A JSON string of some text.
pub(super) fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    escape(text, &mut out);
    out.push(b'"');
    out
}

/// The place of the first byte that cannot stand in a JSON string as it is: many at a time while there are none, which
/// the compiler makes one step of.
fn special(text: &[u8]) -> Option<usize> {
    const MANY: usize = 32;
    let is_special = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    let has_special = |many: &&[u8]| many.iter().fold(false, |any, byte| any | is_special(byte));
    let clean = text.chunks_exact(MANY).take_while(|many| !has_special(many)).count() * MANY;
    text[clean..].iter().position(is_special).map(|found| clean + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_reads_back() {
        let texts = [
            "",
            "plain",
            "a \"quoted\" word",
            "back\\slash",
            "lines\r\nand\ttabs",
            "\u{1}\u{1f}\u{7f}",
            "日本語 é",
        ];
        for text in texts {
            for padding in 0..40 {
                let text = "x".repeat(padding) + text + "and more of it";
                let json = quoted(text.as_bytes());
                let back: String = serde_json::from_slice(&json).unwrap();
                assert_eq!(back, text);
            }
        }
    }

    #[test]
    fn what_is_broken_stays_broken() {
        assert!(serde_json::from_slice::<String>(&quoted(b"a\0b")).is_err());
        assert_eq!(quoted(b"a\xffb"), b"\"a\xffb\"");
    }
}
