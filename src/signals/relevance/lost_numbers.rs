//! `lost-numbers`: numbers of a text that was put in other words are gone.

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// Numbers of a text that was put in other words are gone.
pub static SIGNAL: Signal = Signal {
    name: "lost-numbers",
    axis: Axis::Relevance,
    docs: r#"Numbers of a text that was put in other words are gone.

A translation or a correction keeps the numbers of its text: where there are at least two of two digits or more, and more than half of them do not stand in the
answer, 60 % of relevance are kept. Summaries may leave some out and are left alone. The cost is one walk over
the digits of the question.

```jsonl bad
{"prompt": "Translate into German: On 14 May 1998 we sold 250 bicycles.", "completion": "Im Frühling haben wir viele Fahrräder verkauft."}
```

```jsonl good
{"prompt": "Translate into German: On 14 May 1998 we sold 250 bicycles.", "completion": "Am 14. Mai 1998 haben wir 250 Fahrräder verkauft."}
```
"#,
    measure: Measure::Look(measure),
};

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let asked = &sight.words.asked;
    let is_faithful =
        ["translat", "correct", "rewrite", "rephrase", "paraphrase", "proofread", "翻译", "改写"]
            .iter()
            .any(|verb| asked.contains(verb));
    if sight.task != Task::Rewrite || !is_faithful {
        return None;
    }
    let answer = sight.words.last_answer();
    let numbers = asked.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 2);
    let (mut all, mut lost) = (0, 0);
    for number in numbers {
        all += 1;
        lost += usize::from(!answer.contains(number));
    }
    let keeps = if all >= 2 && 2 * lost > all { 0.6 } else { 1.0 };
    Hit::answer(keeps, || format!("{lost} of the {all} numbers of the text are not in the answer"))
}
