//! `contradicted-answer`: the same question is answered otherwise elsewhere.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The same question is answered otherwise elsewhere.
pub static SIGNAL: Signal = Signal {
    name: "contradicted-answer",
    axis: Axis::Consistency,
    docs: r#"The same question is answered otherwise elsewhere in the dataset.

Of labels, values, reckoning and JSON at most one can be right: half of consistency is kept. Prose can be right in many ways,
and is left alone. Questions are the same when their text in normal form is. It costs nothing beside the keys of duplicates.

```jsonl bad set
{"prompt": "Is a bell needed by law?", "completion": "Yes"}
{"prompt": "Is a bell needed by law?", "completion": "No"}
```

```jsonl good set
{"prompt": "Is a bell needed by law?", "completion": "Yes"}
{"prompt": "Is a bell needed by law?", "completion": "Yes"}
```
"#,
    measure: Measure::Look(measure),
};

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let has_one_truth =
        matches!(sight.task, Task::Label | Task::ShortAnswer | Task::Math | Task::Json | Task::ToolCall);
    let keeps = if sight.around.is_contradicted && has_one_truth { 0.5 } else { 1.0 };
    Hit::answer(keeps, || "the same question is answered otherwise in another record".to_owned())
}
