//! `personal-data`: somebody's address or number stands in the answer and not in the question.

use std::collections::HashSet;
use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

use crate::model::{Message, Role};
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// Somebody's address or number stands in the answer and not in the question.
pub static SIGNAL: Signal = Signal {
    name: "personal-data",
    axis: Axis::Integrity,
    docs: r#"Somebody's address or number stands in the answer and not in the question.

A mail address outside the domains that are kept for examples, or a number of a payment card whose check digit is right
(ISO/IEC 7812-1, Luhn). 80 % of integrity are kept: it may be meant, and somebody should look.

```jsonl bad
{"prompt": "Who can help me?", "completion": "Write to maria.keller87@hotmail.de, she knows."}
{"prompt": "Give me a card number.", "completion": "Use 4539 1488 0343 6467 for it."}
```

```jsonl good
{"prompt": "Who can help me?", "completion": "Write to support@example.com, they know."}
{"prompt": "Tell maria.keller87@hotmail.de that I am late.", "completion": "Done: maria.keller87@hotmail.de knows that you are late."}
```
"#,
    measure: Measure::Look(measure),
};

static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
        .expect("the pattern is fixed: a documented example runs it")
});
static CARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:4\d{3}|5[1-5]\d{2}|3[47]\d{2}|6011)[ -]?\d{4}[ -]?\d{4}[ -]?\d{3,4}\b")
        .expect("the pattern is fixed: a documented example runs it")
});
/// Domains and names that belong to nobody.
const NOBODY: [&str; 14] = [
    "example", "test", "domain", "company", "yourname", "user@", "email", "sample", "info@", "support@",
    "contact@", "john", "jane", "doe",
];
/// Addresses and numbers that are looked at.
const MOST: usize = 256;
/// Digits in a row, blanks apart, that a card has.
const DIGITS: usize = 15;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let text = &sight.words.answer;
    let asked = |found: &Regex| -> HashSet<String> {
        let messages = sight.example.messages().iter().filter(|message| message.role != Role::Assistant);
        let texts = messages.flat_map(Message::texts);
        texts
            .flat_map(|text| found.find_iter(text).take(MOST))
            .map(|found| found.as_str().to_owned())
            .collect()
    };
    if memchr(b'@', text.as_bytes()).is_some() {
        let is_somebody = |found: &str| !NOBODY.iter().any(|name| found.to_lowercase().contains(name));
        let found = MAIL.find_iter(text).take(MOST);
        let likely: Vec<regex::Match<'_>> = found.filter(|found| is_somebody(found.as_str())).collect();
        let known = if likely.is_empty() { HashSet::new() } else { asked(&MAIL) };
        if let Some(mail) = likely.iter().find(|found| !known.contains(found.as_str())) {
            let hit = Hit::answer(0.8, || "somebody's mail address stands in the answer".to_owned());
            return hit.map(|hit| hit.at(mail.start()));
        }
    }
    if text.bytes().filter(u8::is_ascii_digit).count() < DIGITS {
        return None;
    }
    let mut cards = CARD.find_iter(text).take(MOST).filter(|found| is_checked(found.as_str()));
    let card = cards.next().filter(|found| !asked(&CARD).contains(found.as_str()));
    let hit = Hit::answer(0.8, || "the number of a payment card stands in the answer".to_owned());
    card.and_then(|card| hit.map(|hit| hit.at(card.start())))
}

/// Whether the check digit of a number is right.
fn is_checked(number: &str) -> bool {
    let digits = number.bytes().rev().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, 2 * digit) {
            (0, _) => digit,
            (_, double) => double / 10 + double % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
