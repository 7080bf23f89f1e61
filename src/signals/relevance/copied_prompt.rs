//! `copied-prompt`: the answer repeats the question instead of adding to it.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The answer repeats the question instead of adding to it.
pub static SIGNAL: Signal = Signal {
    name: "copied-prompt",
    axis: Axis::Relevance,
    docs: r#"The answer repeats the question instead of adding to it.

The share of the answer's runs of three stems that stand in the prompt too. Where a text is to be put in other words,
extracted or reckoned with, as in code and JSON, copying is expected and the signal silent. From 29 % (all is copied) to
100 % of relevance are kept; the cost is a table of bits for the prompt.

```jsonl bad
{"prompt": "Explain why the front brake of a bicycle is stronger than its rear brake.", "completion": "The front brake of a bicycle is stronger than its rear brake."}
```

```jsonl good
{"prompt": "Explain why the front brake of a bicycle is stronger than its rear brake.", "completion": "When you slow down, weight moves to the front wheel, which so gets more grip."}
{"prompt": "Correct this: The front brake of a bicycle are stronger than its rear brake.", "completion": "The front brake of a bicycle is stronger than its rear brake."}
```
"#,
    measure: Measure::Look(measure),
};

/// How much is taken, as the natural logarithm of what is kept, where all is copied; fitted, see docs/score.md.
const TAKES: f64 = 1.25;
/// Shares below this say nothing.
const LEAST: f64 = 0.05;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let is_asked_for = matches!(
        sight.task,
        Task::Rewrite
            | Task::Json
            | Task::Code
            | Task::Math
            | Task::Label
            | Task::ShortAnswer
            | Task::Text
            | Task::ToolCall
    );
    if is_asked_for || sight.words.answers.len() < 5 {
        return None;
    }
    let share = copied(&sight.words.prompt, &sight.words.answers);
    let keeps = if share < LEAST { 1.0 } else { libm::exp(-TAKES * share) };
    Hit::answer(keeps, || format!("{:.0} % of the answer stands in the question", 100.0 * share))
}

/// The share of a text's runs of three stems that another one has too.
fn copied(prompt: &[u32], answer: &[u32]) -> f64 {
    /// Bits of the table: a run that is not there is taken for one in a hundred times at most, with 600 words.
    const BITS: u32 = 16;
    let place = |run: &[u32]| {
        let hash =
            run.iter().fold(0_u32, |hash, stem| (hash ^ stem).wrapping_mul(0x9e37_79b1).rotate_left(15));
        (hash.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
    };
    let mut table = vec![0_u64; (1 << BITS) / 64];
    for run in prompt.windows(3).take(1 << 12) {
        let bit = place(run);
        table[bit / 64] |= 1 << (bit % 64);
    }
    let is_there = |run: &&[u32]| table[place(run) / 64] >> (place(run) % 64) & 1 == 1;
    let runs = answer.windows(3).len().max(1);
    answer.windows(3).filter(is_there).count() as f64 / runs as f64
}
