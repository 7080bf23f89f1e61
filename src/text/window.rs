//! A short window of a long line, so that a message can show the place and never the record.

use std::ops::Range;

/// The part of `line` around `span`, on one line: the window and where the span lies in it, both counted in characters.
/// Cut ends show as `…`, control characters as blanks.
///
/// ```
/// let (text, span) = gristmill::text::window("0123456789", 4..6, 4);
/// assert_eq!((text.as_str(), span), ("…23456…", 3..5));
/// ```
pub fn window(line: &str, span: Range<usize>, around: usize) -> (String, Range<usize>) {
    let clamp = |at: usize| {
        let mut at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (clamp(span.start), clamp(span.end.max(span.start)));
    let before: Vec<char> = line[..start].chars().rev().take(around / 2).collect();
    let room = around.saturating_sub(before.len()).max(1);
    let inside: Vec<char> = line[start..end].chars().take(room).collect();
    let shown = inside.len();
    let cut_inside = line[start..end].chars().nth(room).is_some();
    let after: Vec<char> = if cut_inside {
        Vec::new()
    } else {
        line[end..].chars().take(around.saturating_sub(before.len() + shown).max(1)).collect()
    };
    let cut_left = line[..start].chars().rev().nth(before.len()).is_some();
    let cut_right = cut_inside || line[end..].chars().nth(after.len()).is_some();
    let mut text = String::new();
    if cut_left {
        text.push('…');
    }
    text.extend(
        before.iter().rev().chain(&inside).chain(&after).map(|c| if c.is_control() { ' ' } else { *c }),
    );
    if cut_right {
        text.push('…');
    }
    let first = usize::from(cut_left) + before.len();
    (text, first..first + shown)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn short_lines_are_shown_whole() {
        assert_eq!(window("a\tb", 2..3, 80), ("a b".to_owned(), 2..3));
        assert_eq!(window("", 5..9, 80), (String::new(), 0..0));
    }

    #[test]
    fn a_long_value_is_cut() {
        let (text, span) = window(&"x".repeat(500), 10..400, 20);
        assert_eq!(text.chars().count(), 21);
        assert_eq!(span, 10..20);
    }
}
