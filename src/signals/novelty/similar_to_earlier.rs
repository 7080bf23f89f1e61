//! `similar-to-earlier`: an earlier example says nearly the same.

use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// An earlier example says nearly the same.
pub static SIGNAL: Signal = Signal {
    name: "similar-to-earlier",
    axis: Axis::Novelty,
    docs: r#"An earlier example says the same, or nearly.

What is kept of novelty is one less the similarity to the record in whose favour `dedupe` would take this one out: the exact Jaccard of its
shingles, above the threshold of `dedupe`. The cost is that of `dedupe`.

```jsonl bad set
{"prompt": "Where does the bell of a bicycle go?", "completion": "It goes on the handlebar, where the thumb can reach it."}
{"prompt": "Where does the bell of a bicycle go?", "completion": "It goes on the handlebar, where the thumb can reach it."}
```

```jsonl good set
{"prompt": "Where does the bell of a bicycle go?", "completion": "It goes on the handlebar, where the thumb can reach it."}
{"prompt": "Which lamp goes to the rear?", "completion": "A red one, below the saddle, which shines even when the wheel stands still."}
```
"#,
    measure: Measure::Look(measure),
};

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let similarity = sight.around.similarity;
    Hit::answer(1.0 - f64::from(similarity) / 100.0, || {
        format!("{similarity} % of it stands in an earlier record")
    })
}
