//! `misfit-label`: the label is not that of questions like this one.

use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The label is not that of questions like this one.
pub static SIGNAL: Signal = Signal {
    name: "misfit-label",
    axis: Axis::Consistency,
    docs: r#"The label is not that of questions like this one.

Where answers are labels, the words of a question are held against those of the questions of every label, leaving the question itself out: naive Bayes
over its stems, smoothed. The more another label is favoured over the one that is given, the more is taken, up to 95 % of consistency. That finds
mistakes of annotators; of labels that overlap it finds the ones that are hard. The cost is up to 48 numbers for a record.

```jsonl bad set
{"prompt": "where is my card", "completion": "card"}
{"prompt": "my card is gone", "completion": "card"}
{"prompt": "a new card please", "completion": "card"}
{"prompt": "send my money back", "completion": "refund"}
{"prompt": "I want my money back", "completion": "refund"}
{"prompt": "when is the money back", "completion": "refund"}
{"prompt": "give the money back now", "completion": "refund"}
{"prompt": "I need my money back", "completion": "card"}
```

```jsonl good set
{"prompt": "where is my card", "completion": "card"}
{"prompt": "my card is gone", "completion": "card"}
{"prompt": "a new card please", "completion": "card"}
{"prompt": "send my money back", "completion": "refund"}
{"prompt": "I want my money back", "completion": "refund"}
{"prompt": "when is the money back", "completion": "refund"}
{"prompt": "give the money back now", "completion": "refund"}
{"prompt": "I need my money back", "completion": "refund"}
```
"#,
    measure: Measure::Look(measure),
};

/// Less than this says nothing.
const LEAST: u8 = 25;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let misfit = sight.around.misfit;
    let takes = if misfit < LEAST { 0.0 } else { 0.95 * f64::from(misfit) / 100.0 };
    Hit::answer(1.0 - takes, || "most questions with such words have another label".to_owned())
}
