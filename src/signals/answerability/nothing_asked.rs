//! `nothing-asked`: the question has no words.

use crate::model::{Body, Part};
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The question has no words.
pub static SIGNAL: Signal = Signal {
    name: "nothing-asked",
    axis: Axis::Answerability,
    docs: r#"The question has no words.

Nothing but marks, a single letter or digit, or a word that some program wrote where the question should stand, before
an answer of twenty words or more: whatever the model learns from it, it learns without being asked. 20 % of
answerability are kept. Greetings, records with images or tools, and plain text are left alone.

```jsonl bad
{"prompt": "...", "completion": "The saddle of a racing bicycle is held by hexagon screws below its rails, which screw into the seat post and hold it at the angle that was set."}
{"prompt": "Undefined", "completion": "The saddle of a racing bicycle is held by hexagon screws below its rails, which screw into the seat post and hold it at the angle that was set."}
```

```jsonl good
{"prompt": "Hi", "completion": "Hello, and welcome to the bicycle shop! I am here to help you with saddles, chains and wheels; just tell me what you are looking for today."}
{"prompt": "Saddle screws?", "completion": "The saddle of a racing bicycle is held by hexagon screws below its rails, which screw into the seat post and hold it at the angle that was set."}
```
"#,
    measure: Measure::Look(measure),
};

/// Stems of an answer that needs a question.
const ANSWER: usize = 20;
/// What programs write where a question should stand.
const UNSAID: [&str; 13] = [
    "null",
    "nan",
    "none",
    "undefined",
    "todo",
    "tbd",
    "asdf",
    "xxx",
    "text",
    "input",
    "prompt",
    "instruction",
    "[object object]",
];

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let mut parts = sight.example.messages().iter().flat_map(|message| &message.parts);
    let has_other = parts.any(|part| !matches!(part, Part::Text(_)));
    let is_text = matches!(sight.example.body, Body::Text(_));
    if is_text || has_other || sight.example.tools().is_some() || sight.words.answers.len() < ANSWER {
        return None;
    }
    // One byte is a letter or a digit; one character of another script may be a greeting.
    let asked = sight.words.asked.as_str();
    let is_first = sight.words.prompt.len() < 3;
    let is_nothing =
        sight.words.prompt.is_empty() || (is_first && (asked.len() == 1 || UNSAID.contains(&asked)));
    is_nothing.then(|| Hit::prompt(0.2, "the question has no words that say what is wanted")).flatten()
}
