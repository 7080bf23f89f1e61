//! `repetition`: the answer says the same again and again.

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use super::{Answer, Signal};
use crate::text::{Key, words};

/// The answer says the same again and again.
pub static SIGNAL: Signal = Signal {
    name: "repetition",
    weight: 60,
    docs: r#"The answer says the same again and again.

A model that fell into a loop wrote it, and training on it teaches the loop. Measured as the share of three-word
sequences that stood in the answer before: above three quarters, in an answer of at least forty words. Answers of tags
or numbers (most words single letters or digits) are let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you. It is on its way to you."}
```

```jsonl good
{"prompt": "Say it three times.", "completion": "It is on its way. It is on its way. It is on its way."}
```
"#,
    measure,
};

/// Answers of fewer words are left alone.
const LEAST_WORDS: usize = 40;
/// The share of repeated three-word sequences from which an answer is a loop.
const LOOP: f64 = 0.75;

fn measure(answer: &Answer<'_>) -> Option<String> {
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
