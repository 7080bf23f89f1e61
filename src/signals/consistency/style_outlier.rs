//! `style-outlier`: the answer is written as no other one is.

use crate::model::Task;
use crate::signals::manner::edges;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The answer is written as no other one is.
pub static SIGNAL: Signal = Signal {
    name: "style-outlier",
    axis: Axis::Consistency,
    docs: r##"The answer is written as no other one is.

It begins with a kind of character (a capital, a small letter, a digit, a mark) with which hardly any other answer of the
dataset to this kind of task begins: fewer than one in fifty, while nine in ten begin alike. Half of consistency is kept, of
tool calls and short answers; prose may begin as it likes, and labels have their own spelling. The cost is a look at one character.

```jsonl bad set
{"prompt": "What is the capital of France?", "completion": "Paris"}
{"prompt": "What is the capital of Italy?", "completion": "Rome"}
{"prompt": "What is the capital of Spain?", "completion": "Madrid"}
{"prompt": "What is the capital of Austria?", "completion": "Vienna"}
{"prompt": "What is the capital of Norway?", "completion": "Oslo"}
{"prompt": "What is the capital of Egypt?", "completion": "Cairo"}
{"prompt": "What is the capital of Kenya?", "completion": "Nairobi"}
{"prompt": "What is the capital of Japan?", "completion": "Tokyo"}
{"prompt": "What is the capital of Peru?", "completion": "Lima"}
{"prompt": "What is the capital of Cuba?", "completion": "Havana"}
{"prompt": "What is the capital of Greece?", "completion": "Athens"}
{"prompt": "What is the capital of Poland?", "completion": "- Warsaw"}
```

```jsonl good set
{"prompt": "What is the capital of France?", "completion": "Paris"}
{"prompt": "What is the capital of Italy?", "completion": "Rome"}
{"prompt": "What is the capital of Spain?", "completion": "Madrid"}
{"prompt": "What is the capital of Austria?", "completion": "Vienna"}
{"prompt": "What is the capital of Norway?", "completion": "Oslo"}
{"prompt": "What is the capital of Egypt?", "completion": "Cairo"}
{"prompt": "What is the capital of Kenya?", "completion": "Nairobi"}
{"prompt": "What is the capital of Japan?", "completion": "Tokyo"}
{"prompt": "What is the capital of Peru?", "completion": "Lima"}
{"prompt": "What is the capital of Cuba?", "completion": "Havana"}
{"prompt": "What is the capital of Greece?", "completion": "Athens"}
{"prompt": "What is the capital of Poland?", "completion": "Warsaw"}
```
"##,
    measure: Measure::Look(measure),
};

/// Fewer than this begin so.
const RARE: f64 = 0.02;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if !matches!(sight.task, Task::ToolCall | Task::ShortAnswer) {
        return None;
    }
    let (first, _) = edges(sight.words.last_answer())?;
    let alike = sight.set.manner.begin_like(sight.task, first)?;
    let most = sight.set.manner.most_begin(sight.task)?;
    if alike >= RARE || most < 0.9 {
        return None;
    }
    Hit::answer(0.5, || format!("the answer begins with {}, as hardly another one of its kind", first.name()))
}
