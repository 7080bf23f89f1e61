//! `better-rejected`: the rejected answer scores more than the one that is preferred.

use crate::signals::{Axis, Hit, Late, Measure, Signal, Weighed};

/// The rejected answer scores more than the one that is preferred.
pub static SIGNAL: Signal = Signal {
    name: "better-rejected",
    axis: Axis::Consistency,
    docs: r#"The rejected answer scores more than the one that is preferred.

Both answers of a preference are scored as if each were an example. Where the rejected one is ahead by ten points or more, the pair may
be the wrong way round: 60 % of consistency are kept, 30 % from twenty-five points on. People prefer the answer that scores less in about one pair of
four, so look before you turn pairs round; where it is more than a third, the dataset prefers something else than scores do, and nothing is taken.

```jsonl bad set
{"prompt": "What holds a saddle?", "chosen": "One or two hexagon screws below its rails hold the saddle on the seat post.", "rejected": "N/A"}
{"prompt": "Where does a bell go?", "chosen": "The bell goes on the handlebar, where the thumb can reach it without letting go.", "rejected": "..."}
{"prompt": "Why does a bicycle stay upright?", "chosen": "TODO", "rejected": "Because its front wheel steers into the fall, so the tyres move back under the centre of mass."}
```

```jsonl good set
{"prompt": "What holds a saddle?", "chosen": "One or two hexagon screws below its rails hold the saddle on the seat post.", "rejected": "N/A"}
{"prompt": "Where does a bell go?", "chosen": "The bell goes on the handlebar, where the thumb can reach it without letting go.", "rejected": "..."}
{"prompt": "Why does a bicycle stay upright?", "chosen": "Because its front wheel steers into the fall, so the tyres move back under the centre of mass.", "rejected": "TODO"}
```
"#,
    measure: Measure::Late(measure),
};

/// Points that are no accident, and those that are plain.
const AHEAD: u32 = 10;
const FAR_AHEAD: u32 = 25;

fn measure(_: &Weighed, late: &Late) -> Option<Hit> {
    let (chosen, rejected) = late.pair?;
    let keeps = match rejected.saturating_sub(chosen) {
        FAR_AHEAD.. => 0.3,
        AHEAD.. => 0.6,
        _ => 1.0,
    };
    Hit::answer(keeps, || format!("the rejected answer scores {rejected}, the preferred one {chosen}"))
}
