//! `requested-count`: so many items are asked for, and others given.

use std::sync::LazyLock;

use regex::Regex;

use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// So many items are asked for, and others given.
pub static SIGNAL: Signal = Signal {
    name: "requested-count",
    axis: Axis::Relevance,
    docs: r#"So many items are asked for, and another number is given.

An English question asks to list, name, give, suggest or write a number of things from two to twenty, the answer is a
list of at least two items, and has another number of them. 60 % of relevance are kept; the cost is one regular expression
over the question.

```jsonl bad
{"prompt": "List three things that every bicycle needs.", "completion": "1. Brakes\n2. A bell"}
```

```jsonl good
{"prompt": "List three things that every bicycle needs.", "completion": "1. Brakes\n2. A bell\n3. Lights"}
{"prompt": "List three things that every bicycle needs.", "completion": "Brakes, a bell, and lights."}
```
"#,
    measure: Measure::Look(measure),
};

static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:list|name|give|suggest|write|generate|provide|describe|identify|recommend|come up with|create|find|state|mention)(?: me| us| out| down)?(?: the| a list of| a set of| at least| top| any| up)* (two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|\d{1,2}) (?:\w+[ ,-]){0,4}?\w{3,}s\b")
        .expect("the pattern is fixed: a documented example runs it")
});
const NUMBERS: [(&str, usize); 12] = [
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
];

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if !sight.words.is_english {
        return None;
    }
    let items = items(sight.words.last_answer());
    if items < 2 {
        return None;
    }
    let found = ASKED.captures(&sight.words.asked)?;
    let number = &found[1];
    let behind = sight.words.asked[found.get(1).map_or(0, |part| part.end())..].trim_start();
    // "Three to five", "two or three".
    if ["to ", "or ", "-", "–", "+"].iter().any(|word| behind.starts_with(word)) {
        return None;
    }
    let asked =
        NUMBERS.iter().find(|(name, _)| *name == number).map(|(_, n)| *n).or_else(|| number.parse().ok())?;
    let is_least = sight.words.asked.contains("at least");
    let is_met = items == asked || !(2..=20).contains(&asked) || (is_least && items > asked);
    Hit::answer(if is_met { 1.0 } else { 0.6 }, || format!("{asked} items are asked for, and {items} given"))
}

/// The items of a list: of numbered lines the highest number, or else the lines with a mark at the outermost level.
fn items(text: &str) -> usize {
    let (mut highest, mut marked) = (0, 0);
    for line in text.lines() {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=2).contains(&digits) && line[digits..].starts_with(['.', ')', ':']) {
            highest = line[..digits].parse().unwrap_or(0).max(highest);
        } else {
            marked += usize::from(line.starts_with(['-', '*', '•']));
        }
    }
    if highest > 0 { highest } else { marked }
}
