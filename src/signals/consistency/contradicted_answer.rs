//! `contradicted-answer`: the same question is answered otherwise elsewhere.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The same question is answered otherwise elsewhere.
pub static SIGNAL: Signal = Signal {
    name: "contradicted-answer",
    axis: Axis::Consistency,
    docs: r#"The same question is answered otherwise elsewhere in the dataset.

Of labels, values, reckoning and JSON at most one can be right: half of consistency is kept. Prose can be right in many ways, and
90 % are kept. Questions are the same when their text in normal form is. It costs nothing beside the keys of duplicates.

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
    if !sight.around.is_contradicted {
        return None;
    }
    let has_one_truth =
        matches!(sight.task, Task::Label | Task::ShortAnswer | Task::Math | Task::Json | Task::ToolCall);
    Hit::answer(if has_one_truth { 0.5 } else { 0.9 }, || {
        "the same question is answered otherwise in another record".to_owned()
    })
}
