//! `variety`: how seldom the answer says a word again soon.

use super::is_prose;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// How seldom the answer says a word again soon.
pub static SIGNAL: Signal = Signal {
    name: "variety",
    axis: Axis::Substance,
    docs: r#"How seldom the answer says a word again soon.

The mean share of different stems in fifty that follow each other, the moving-average type-token ratio, which length does not change
(Covington and McFall, "Cutting the Gordian Knot", Journal of Quantitative Linguistics 17, 2010). From four fifths upwards all of
substance is kept, for a tenth less 91 %. Prose of at least fifty words; the cost is one small table.

```jsonl bad
{"prompt": "What do I need?", "completion": "You need a bell and a light and a brake and a bell and a light and a brake, and a bell is a good bell and a light is a good light and a brake is a good brake, and a good bell and a good light and a good brake is what you need and a bell and a light is good and you need a brake and you need a good bell."}
```

```jsonl good
{"prompt": "What do I need?", "completion": "You need a bell, two lights and good brakes. Check each of them before every ride: squeeze both levers, listen whether the bell rings, and look at your lamps from behind. Worn pads should be changed at once, while batteries can wait until they fade. If something rattles, find out why, since loose screws rarely tighten themselves on cobbled roads."}
```
"#,
    measure: Measure::Look(measure),
};

/// Stems that are looked at together.
const WINDOW: usize = 50;
/// The share from which all is kept.
const ENOUGH: f64 = 0.8;
/// How much is taken, as the natural logarithm of what is kept, for a whole share that is missing; fitted, see docs/score.md.
const TAKES: f64 = 0.94;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let stems = &sight.words.answers;
    if !is_prose(sight.task) || stems.len() < WINDOW {
        return None;
    }
    let variety = variety(stems);
    Hit::answer(libm::exp(-TAKES * (ENOUGH - variety).max(0.0)), || {
        format!("of fifty words in a row {:.0} % are different", 100.0 * variety)
    })
}

/// The mean share of different stems in fifty that follow each other.
fn variety(stems: &[u32]) -> f64 {
    const BITS: u32 = 12;
    let place = |stem: u32| (stem.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize;
    // How often each stands in the window; two that share a place are taken for one, rarely among so few.
    let mut counts = [0_u8; 1 << BITS];
    let (mut different, mut sum) = (0_usize, 0_usize);
    for (number, stem) in stems.iter().enumerate() {
        let own = &mut counts[place(*stem)];
        different += usize::from(*own == 0);
        *own += 1;
        if let Some(gone) = number.checked_sub(WINDOW) {
            let own = &mut counts[place(stems[gone])];
            *own -= 1;
            different -= usize::from(*own == 0);
        }
        sum += if number + 1 >= WINDOW { different } else { 0 };
    }
    sum as f64 / (WINDOW * (stems.len() + 1 - WINDOW)) as f64
}
