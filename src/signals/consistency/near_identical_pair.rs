//! `near-identical-pair`: the two answers of a preference say the same.

use crate::model::Body;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};
use crate::text::{normalise_into, stems};

/// The two answers of a preference say the same.
pub static SIGNAL: Signal = Signal {
    name: "near-identical-pair",
    axis: Axis::Consistency,
    docs: r#"The two answers of a preference say the same.

Nine tenths of their different stems or more are common to both (Jaccard): there is next to nothing to prefer, and training on it
is noise. Half of consistency is kept. The cost is one more text to cut into stems.

```jsonl bad set
{"prompt": "Is a bell needed?", "chosen": "Yes, every bicycle on public roads needs a bell by law.", "rejected": "Yes, every bicycle on public roads needs a bell by law!"}
```

```jsonl good set
{"prompt": "Is a bell needed?", "chosen": "Yes, every bicycle on public roads needs a bell by law.", "rejected": "No, shouting loudly is enough for pedestrians."}
```
"#,
    measure: Measure::Look(measure),
};

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let Body::Preference(preference) = &sight.example.body else { return None };
    let [_, rejected] = preference.answers();
    let (mut normal, mut others) = (String::new(), Vec::new());
    for text in rejected.iter().flat_map(crate::model::Message::texts) {
        normal.clear();
        normalise_into(text, &mut normal);
        stems(&normal, &mut others);
    }
    others.sort_unstable();
    others.dedup();
    let is_same = are_near_identical(&sight.words.answer_set, &others);
    Hit::answer(if is_same { 0.5 } else { 1.0 }, || "both answers have nearly the same words".to_owned())
}

/// Whether two sets of stems, both in order, have nine tenths in common.
pub fn are_near_identical(own: &[u32], others: &[u32]) -> bool {
    let common = own.iter().filter(|stem| others.binary_search(stem).is_ok()).count();
    let all = own.len() + others.len() - common;
    all > 0 && 10 * common >= 9 * all
}
