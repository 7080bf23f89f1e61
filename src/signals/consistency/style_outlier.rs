//! `style-outlier`: the answer is written as no other one is.

use crate::model::Task;
use crate::signals::manner::edges;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// The answer is written as no other one is.
pub static SIGNAL: Signal = Signal {
    name: "style-outlier",
    axis: Axis::Consistency,
    docs: r##"The answer is written as no other one is.

It begins with a kind of character (a capital, a small letter, a digit, a mark) with which hardly any other answer of the dataset to this kind of task
begins: fewer than one in fifty, while nine in ten begin alike. A wrapper such as `Sure! Here is` before JSON, or a
label with a capital, shows so. Half of consistency is kept, of labels, JSON, calls and short answers; prose may begin as it likes. The cost is a look at one
character.

```jsonl bad set
{"prompt": "Is the parcel fine? It is in stock.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is sold out.", "completion": "no"}
{"prompt": "Is the parcel fine? It is on its way.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is lost.", "completion": "no"}
{"prompt": "Is the parcel fine? It is paid.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is broken.", "completion": "no"}
{"prompt": "Is the parcel fine? It is packed.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is late.", "completion": "no"}
{"prompt": "Is the parcel fine? It is sent.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is refused.", "completion": "no"}
{"prompt": "Is the parcel fine? It is signed for.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is warm.", "completion": "Sure! yes"}
```

```jsonl good set
{"prompt": "Is the parcel fine? It is in stock.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is sold out.", "completion": "no"}
{"prompt": "Is the parcel fine? It is on its way.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is lost.", "completion": "no"}
{"prompt": "Is the parcel fine? It is paid.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is broken.", "completion": "no"}
{"prompt": "Is the parcel fine? It is packed.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is late.", "completion": "no"}
{"prompt": "Is the parcel fine? It is sent.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is refused.", "completion": "no"}
{"prompt": "Is the parcel fine? It is signed for.", "completion": "yes"}
{"prompt": "Is the parcel fine? It is warm.", "completion": "yes"}
```
"##,
    measure: Measure::Look(measure),
};

/// Fewer than this begin so.
const RARE: f64 = 0.02;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if !matches!(sight.task, Task::Label | Task::Json | Task::ToolCall | Task::ShortAnswer) {
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
