//! `shifted-answer`: the answer belongs to another example.

use crate::signals::{Axis, Hit, Late, Measure, Signal, Weighed};

/// The answer belongs to another example.
pub static SIGNAL: Signal = Signal {
    name: "shifted-answer",
    axis: Axis::Relevance,
    docs: r#"The answer belongs to another example.

It takes up next to nothing of its own question and most of that of another record: a column was shifted, or a join went wrong. The
rarest stems of every question are looked up for the answers that cover little of theirs; the owner's own answer must cover little of its
question too, since an answer that moved left its place to another one. Code is left alone. 5 % of relevance are kept. The
cost is eight numbers a record, and a search for suspicious ones.

```jsonl bad set
{"prompt": "Which screws hold the saddle of a racing bicycle?", "completion": "Bread dough rises best in a warm corner of the kitchen, covered by a damp cloth so that its surface stays soft."}
{"prompt": "Where does bread dough rise best in the kitchen?", "completion": "The saddle of a racing bicycle is held by hexagon screws below its rails, which screw into the seat post."}
```

```jsonl good set
{"prompt": "Where does bread dough rise best in the kitchen?", "completion": "Bread dough rises best in a warm corner of the kitchen, covered by a damp cloth so that its surface stays soft."}
{"prompt": "Which screws hold the saddle of a racing bicycle?", "completion": "The saddle of a racing bicycle is held by hexagon screws below its rails, which screw into the seat post."}
```
"#,
    measure: Measure::Late(measure),
};

fn measure(_: &Weighed, late: &Late) -> Option<Hit> {
    let owner = late.owner.as_ref()?;
    Hit::answer(0.05, || {
        format!("the answer takes up the question of {owner}, and next to nothing of its own")
    })
}
