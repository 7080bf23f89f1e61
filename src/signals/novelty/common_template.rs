//! `common-template`: many questions are made by the same template.

use crate::signals::{Axis, Hit, Late, Measure, Signal, Weighed};

/// Many questions are made by the same template.
pub static SIGNAL: Signal = Signal {
    name: "common-template",
    axis: Axis::Novelty,
    docs: r#"Many questions are made by the same template.

The skeleton of a question is its first sixteen words, with a slot for each run of words with which fewer than one of a hundred questions, or fewer than
three, open. Up to 60 % of
novelty are taken, by the share of the dataset's questions that have the same one; shares below one percent take nothing.

```jsonl bad set
{"prompt": "How far is it to stop 99?", "completion": "It is a long way to that stop."}
```

```jsonl good set
{"prompt": "Which saddle suits riders who race uphill on gravel?", "completion": "A narrow and light one, with a carbon shell and little padding."}
```
"#,
    measure: Measure::Late(measure),
};

fn measure(_: &Weighed, late: &Late) -> Option<Hit> {
    let (same, all) = late.template;
    let share = f64::from(same) / f64::from(all.max(1));
    let keeps = if same < 2 || share < 0.01 { 1.0 } else { 1.0 - 0.6 * share };
    Hit::prompt(keeps, format!("{:.0} % of the questions have the same skeleton", 100.0 * share))
        .filter(|hit| hit.keeps < 0.995)
}
