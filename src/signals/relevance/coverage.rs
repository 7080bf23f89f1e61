//! `coverage`: how much of the question the answer takes up.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// How much of the question the answer takes up.
pub static SIGNAL: Signal = Signal {
    name: "coverage",
    axis: Axis::Relevance,
    docs: r#"How much of the question the answer takes up.

The share of the prompt's stems (the first five letters of words), weighted by their inverse document frequency over the
dataset, that stand in the first sixty words of the answers; words that all prompts have weigh nothing. Whoever answers takes
the question up early, so an answer to something else shows whatever its length. From 30 % (none is taken up) to
100 % (seven tenths) of relevance are kept, more of answers of fewer than ten words. Labels, a few words, plain
text and translations are left alone. The cost is one search for every stem of the prompt.

```jsonl bad
{"prompt": "Which screws hold the saddle of a racing bicycle?", "completion": "Bread dough rises best in a warm corner of the kitchen, covered by a damp cloth so that its surface stays soft for hours."}
```

```jsonl good
{"prompt": "Which screws hold the saddle of a racing bicycle?", "completion": "The saddle of a racing bicycle is held by one or two hexagon screws below its rails, which screw into the seat post."}
{"prompt": "Which screws hold the saddle of a racing bicycle?", "completion": "M6"}
```
"#,
    measure: Measure::Look(measure),
};

/// The share that is as much as an answer can be asked to take up.
const ENOUGH: f64 = 0.7;
/// How much is taken, as the natural logarithm of what is kept, for a whole share that is missing.
///
/// Fitted with those of substance, see docs/score.md: human choices among pairs follow the amount of what is said, and
/// this much more weight on the question does not lose them.
const TAKES: f64 = 1.7;
/// Words of an answer that takes all of it.
const WORDS: f64 = 10.0;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if !is_covered(sight) {
        return None;
    }
    let coverage = f64::from(sight.coverage);
    let missing = (ENOUGH - coverage).max(0.0);
    let length = (sight.words.answers.len() as f64 / WORDS).min(1.0);
    Hit::answer(libm::exp(-TAKES * missing * length), || {
        format!("the answer takes up {:.0} % of what is asked", 100.0 * coverage)
    })
}

/// Whether the words of an example's answer can be expected to be those of its question.
pub fn is_covered(sight: &Sight<'_, '_>) -> bool {
    let is_other_text = match sight.task {
        Task::Label | Task::ShortAnswer | Task::Text => true,
        Task::Rewrite => ["translat", "翻译"].iter().any(|verb| sight.words.asked.contains(verb)),
        _ => false,
    };
    !is_other_text && !sight.words.prompt.is_empty()
}
