//! `specificity`: how telling the words of the answer are.

use super::is_prose;
use crate::signals::{Axis, Hit, Late, Measure, Signal, Weighed};

/// How telling the words of the answer are.
pub static SIGNAL: Signal = Signal {
    name: "specificity",
    axis: Axis::Substance,
    docs: r#"How telling the words of the answer are.

The mean weight of the answer's different stems, held against the 90th percentile of the dataset's prose: an answer of words that all
answers have says little, however long it is. For one nat below, 61 % of substance are kept. Prose alone; it costs nothing beside
`amount`.

```jsonl bad set
{"prompt": "Which tyre fits?", "completion": "Clincher tyres measuring 622 millimetres fit Shimano aluminium rims, tubeless valves included."}
{"prompt": "Which tyre fits?", "completion": "You can use the one that is the best for you, and this is what you need to do it with."}
```

```jsonl good set
{"prompt": "Which tyre fits?", "completion": "You can use the one that is the best for you, and this is what you need to do it with."}
{"prompt": "Which tyre fits?", "completion": "Clincher tyres measuring 622 millimetres fit Shimano aluminium rims, tubeless valves included."}
```
"#,
    measure: Measure::Late(measure),
};

/// How much is taken, as the natural logarithm of what is kept, for every nat that is missing; fitted, see docs/score.md.
const TAKES: f64 = 0.5;

fn measure(weighed: &Weighed, late: &Late) -> Option<Hit> {
    if !is_prose(weighed.task) || weighed.specificity == 0.0 {
        return None;
    }
    let below = late.anchors.specificity_below(weighed);
    Hit::answer(libm::exp(-TAKES * below), || {
        format!("the words of the answer weigh {below:.2} nats less than the most telling ones")
    })
}
