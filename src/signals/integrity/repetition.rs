//! `repetition`: the answer says the same again and again.

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use crate::signals::{Answer, Axis, Measure, Signal};
use crate::text::{Key, words};

/// The answer says the same again and again.
pub static SIGNAL: Signal = Signal {
    name: "repetition",
    axis: Axis::Integrity,
    docs: r#"The answer says the same again and again.

A model that fell into a loop wrote it, and training on it teaches the loop. Measured as the share of three-word
sequences that stood in the answer before: above three quarters, in an answer of at least forty words; or as an end of
at least six characters that stands there six times in a row. Answers of tags or numbers (most words single letters or digits) are let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you."}
{"prompt": "订单在哪里？", "completion": "您的包裹已经发出，明天会送到您的家里。请您放心等待，谢谢。请您放心等待，谢谢。请您放心等待，谢谢。请您放心等待，谢谢。请您放心等待，谢谢。请您放心等待，谢谢。请您放心等待，谢谢。"}
```

```jsonl good
{"prompt": "Say it three times.", "completion": "It is on its way. It is on its way. It is on its way."}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

/// Answers of fewer words are left alone.
const LEAST_WORDS: usize = 40;
/// The share of repeated three-word sequences from which an answer is a loop.
const LOOP: f64 = 0.75;

fn check(answer: &Answer<'_>) -> Option<String> {
    if let Some((times, length)) = looping_end(&answer.text) {
        return Some(format!("the last {length} characters stand {times} times in a row at the end"));
    }
    if !may_repeat(answer.text.as_bytes()) {
        return None;
    }
    let mut marks = 0;
    let words: Vec<u64> = words(&answer.text)
        .inspect(|word| marks += usize::from(is_mark(word)))
        .map(|word| xxh3_64(word.as_bytes()))
        .collect();
    // Tags, digits and grids repeat by nature.
    if words.len() < LEAST_WORDS || 2 * marks > words.len() {
        return None;
    }
    let mut triples: Vec<Key> = words.windows(3).map(triple).collect();
    let all = triples.len();
    triples.sort_unstable();
    triples.dedup();
    let repeated = 1.0 - triples.len() as f64 / all as f64;
    (repeated > LOOP)
        .then(|| format!("{:.0} % of the answer's three-word sequences are repeated", 100.0 * repeated))
}

/// The fewest times that an end is repeated in a loop, and the fewest characters and different letters of what is repeated.
const TIMES: usize = 6;
const LEAST_PERIOD: usize = 6;
const LEAST_LETTERS: usize = 4;
/// The longest, in bytes.
const MOST_PERIOD: usize = 400;

/// How often an end that is repeated stands there, and how many characters it has; nothing where it is no loop.
fn looping_end(text: &str) -> Option<(usize, usize)> {
    // The loop may be cut off inside of a round: the last bytes have stood one round before, wherever it is cut.
    const TAIL: usize = 24;
    let bytes = text.trim_end().as_bytes();
    let tail = &bytes[bytes.len().checked_sub(TAIL)?..];
    let before = &bytes[bytes.len().saturating_sub(TAIL + MOST_PERIOD)..bytes.len() - 1];
    let period = before.len() + 1 - TAIL - memmem::rfind(before, tail)?;
    let agrees = |at: &usize| bytes[*at] == bytes[*at - period];
    let same = (period..bytes.len()).rev().take_while(agrees).count();
    let times = same / period + 1;
    let round = std::str::from_utf8(&bytes[bytes.len() - period..]).ok().or_else(|| {
        // A round that begins inside of a character is as good one byte on.
        (1..4).find_map(|shift| {
            std::str::from_utf8(bytes.get(bytes.len() - period - shift..bytes.len() - shift)?).ok()
        })
    })?;
    let length = round.chars().count();
    let mut letters: Vec<char> = round.chars().filter(|c| c.is_alphabetic()).collect();
    letters.sort_unstable();
    letters.dedup();
    (times >= TIMES && length >= LEAST_PERIOD && letters.len() >= LEAST_LETTERS).then_some((times, length))
}

/// A digit, a letter of a tag, a number.
fn is_mark(word: &str) -> bool {
    word.is_ascii() && (word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A quick look that lets nearly all texts go: in a loop, most stretches of a few words stand again further on, so when
/// none of three does, it is no loop.
fn may_repeat(text: &[u8]) -> bool {
    const PROBE: usize = 20;
    // The shortest text of so many words has a letter and a blank for each; of Chinese, three bytes.
    if text.len() < 2 * LEAST_WORDS {
        return false;
    }
    (1..=3).any(|quarter| {
        let start = (text.len() - PROBE) * quarter / 4;
        let (probe, rest) = text[start..].split_at(PROBE);
        memmem::find(rest, probe).is_some()
    })
}

fn triple(words: &[u64]) -> Key {
    let mut bytes = [0; 24];
    for (slot, word) in bytes.chunks_exact_mut(8).zip(words) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    Key::of(&bytes)
}
