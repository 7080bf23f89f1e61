//! `amount`: how much the answer says.

use crate::model::Task;
use crate::signals::{Axis, Hit, Late, Measure, Signal, Weighed};

/// How much the answer says.
pub static SIGNAL: Signal = Signal {
    name: "amount",
    axis: Axis::Substance,
    docs: r#"How much the answer says.

The summed weight (inverse document frequency over the dataset) of its different stems: words that everybody uses, and words that come
again, add nothing. People who choose between two answers follow it more than length (docs/score.md). It is held against
the 95th percentile of the dataset's answers of this kind (plain text, or any other): an answer that says half as much keeps
59 % of substance, one that says a tenth 18 %. The cost is one look-up for every different stem.

```jsonl bad set
{"prompt": "Why does a bicycle stay upright?", "completion": "Because its front wheel steers into the fall: gyroscopic torque, trail and the rider's balance turn the handlebar, so the tyres move back under the centre of mass."}
{"prompt": "Why does a bicycle stay upright?", "completion": "Because it moves and so it does not fall over."}
```

```jsonl good set
{"prompt": "Why does a bicycle stay upright?", "completion": "Because it moves and so it does not fall over."}
{"prompt": "Why does a bicycle stay upright?", "completion": "Because its front wheel steers into the fall: gyroscopic torque, trail and the rider's balance turn the handlebar, so the tyres move back under the centre of mass, faster than gravity topples frame, luggage and cyclist sideways on asphalt or gravel."}
```
"#,
    measure: Measure::Late(measure),
};

/// How much is taken, as the natural logarithm of what is kept, for every factor e that is missing; fitted, see docs/score.md.
const TAKES: f64 = 0.75;

fn measure(weighed: &Weighed, late: &Late) -> Option<Hit> {
    if matches!(weighed.task, Task::Label | Task::Json | Task::ToolCall) {
        return None;
    }
    let below = late.anchors.amount_below(weighed);
    Hit::answer(libm::exp(-TAKES * below), || {
        format!(
            "the answer says {:.0} % of what the fullest answers of its kind do",
            100.0 * libm::exp(-below)
        )
    })
}
