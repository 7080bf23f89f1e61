//! `unbalanced`: brackets are opened and not closed.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};
use crate::text::count;

/// Brackets are opened and not closed.
pub static SIGNAL: Signal = Signal {
    name: "unbalanced",
    axis: Axis::Integrity,
    docs: r#"Brackets are opened and not closed.

Of code, more round, square or curly brackets are opened than closed outside of strings and comments: it was cut off. 20 % of integrity are
kept. What is a comment in one language is code in another, so brackets must be open both with and without comments. Code that closes
more than it opens is left alone.

```jsonl bad
{"prompt": "Write a function that adds.", "completion": "def add(a, b):\n    return sum([a, b"}
```

```jsonl good
{"prompt": "Write a function that adds.", "completion": "def add(a, b):\n    # no ( here\n    return sum([a, b])"}
{"prompt": "Find the middle.", "completion": "def middle(lst):\n    return lst[len(lst)//2]"}
{"prompt": "What opens a list?", "completion": "def opening():\n    return '['"}
```
"#,
    measure: Measure::Look(measure),
};

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if sight.task != Task::Code {
        return None;
    }
    let text = sight.words.last_answer();
    // What is a comment in one language is code in another: both must say so.
    let open = open_in_code(text, true).min(open_in_code(text, false));
    let keeps = if open > 0 { 0.2 } else { 1.0 };
    Hit::answer(keeps, || format!("{} opened and not closed", count(open as u64, "bracket")))
}

/// How many brackets of code are open at its end, outside of strings and comments as most languages have them; none where a
/// string goes on over a line, so that nobody can tell what is in it.
fn open_in_code(code: &str, has_comments: bool) -> usize {
    let mut open = [0_i32; 3];
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        let bytes = line.as_bytes();
        let mut quote: Option<u8> = None;
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match quote {
                Some(_) if byte == b'\\' => at += 1,
                Some(mark) if byte == mark => quote = None,
                Some(_) => {}
                None if has_comments && begins_comment(bytes, at) => break,
                None if matches!(byte, b'"' | b'\'' | b'`') && !is_apostrophe(bytes, at) => {
                    quote = Some(byte);
                }
                None => {
                    let place = |marks: &[u8; 3]| marks.iter().position(|mark| *mark == byte);
                    if let Some(kind) = place(b"([{") {
                        open[kind] += 1;
                    } else if let Some(kind) = place(b")]}") {
                        open[kind] -= 1;
                    }
                }
            }
            at += 1;
        }
        if quote.is_some() && lines.peek().is_some() {
            return 0;
        }
    }
    open.iter().filter_map(|open| usize::try_from(*open).ok()).sum()
}

/// Whether a comment begins here: `//`, or `#` or `--` that stand alone.
fn begins_comment(line: &[u8], at: usize) -> bool {
    let rest = &line[at..];
    let is_alone = |mark: &[u8]| {
        rest.starts_with(mark)
            && (at == 0 || line[at - 1].is_ascii_whitespace())
            && rest.get(mark.len()).is_none_or(u8::is_ascii_whitespace)
    };
    rest.starts_with(b"//") || is_alone(b"#") || is_alone(b"--")
}

/// Whether a mark stands between two letters, as in `don't`.
fn is_apostrophe(line: &[u8], at: usize) -> bool {
    let is_letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
    line[at] == b'\''
        && at > 0
        && is_letter(line.get(at - 1))
        && is_letter(line.get(at + 1))
        && is_letter(line.get(at.wrapping_sub(2)))
}
