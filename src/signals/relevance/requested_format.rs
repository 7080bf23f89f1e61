//! `requested-format`: a form is asked for, and another one given.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::model::Task;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// A form is asked for, and another one given.
pub static SIGNAL: Signal = Signal {
    name: "requested-format",
    axis: Axis::Relevance,
    docs: r#"A form is asked for, and another one given.

An English question asks for one word, one sentence, bullet points, a table or JSON, and the answer has more than three words, more
than two sentences, no items, no columns, no brackets. Half of relevance is kept; the cost is a few searches in the question.

```jsonl bad
{"prompt": "Is the bell of a bicycle needed by law? Answer in one word.", "completion": "Yes, in most countries the law asks for a bell on a bicycle."}
{"prompt": "What does a bicycle need? Give me bullet points.", "completion": "It needs brakes, and it needs a bell as well."}
```

```jsonl good
{"prompt": "Is the bell of a bicycle needed by law? Answer in one word.", "completion": "Yes."}
{"prompt": "What does a bicycle need? Give me bullet points.", "completion": "- brakes\n- a bell"}
```
"#,
    measure: Measure::Look(measure),
};

/// What is asked for, what it is called, and whether an answer has that form.
type Form = (&'static [&'static str], &'static str, fn(&str) -> bool);

const FORMS: [Form; 5] = [
    (
        &[
            "in one word",
            "in a single word",
            "one-word answer",
            "with one word",
            "a one word answer",
            "with a single word",
        ],
        "one word",
        |answer| answer.split_whitespace().count() <= 3 || answer.contains('\n'),
    ),
    (
        &["in one sentence", "in a single sentence", "in 1 sentence", "one-sentence", "with one sentence"],
        "one sentence",
        |answer| sentences(answer) <= 2,
    ),
    (
        &[
            "in bullet points",
            "as bullet points",
            "give me bullet points",
            "as a bulleted list",
            "in a bulleted list",
            "in bullet form",
        ],
        "bullet points",
        |answer| {
            answer
                .lines()
                .any(|line| line.trim_start().starts_with(['-', '*', '•', '–']) || starts_with_number(line))
        },
    ),
    (&["as a table", "in table form", "in tabular form", "as a markdown table"], "a table", |answer| {
        answer.contains(['|', '\t']) || answer.contains("<table") || answer.contains("  ")
    }),
    (
        &[
            "in json format",
            "valid json",
            "output json",
            "answer in json",
            "reply in json",
            "respond in json",
        ],
        "JSON",
        |answer| answer.contains(['{', '[']),
    ),
];

/// Finds questions that ask for any of them.
static ANY: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let phrases = FORMS.iter().flat_map(|(phrases, ..)| phrases.iter());
    AhoCorasick::new(phrases).expect("two dozen phrases are not too many")
});

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if !sight.words.is_english {
        return None;
    }
    let answer = sight.words.last_answer().trim();
    if sight.task == Task::Code || !ANY.is_match(&sight.words.asked) {
        return None;
    }
    let is_asked = |(phrases, ..): &&Form| phrases.iter().any(|phrase| sight.words.asked.contains(phrase));
    let (_, name, _) = FORMS.iter().filter(is_asked).find(|(.., has_form)| !has_form(answer))?;
    Hit::answer(if sight.example.tools().is_some() { 1.0 } else { 0.5 }, || {
        format!("the question asks for {name}, and the answer has another form")
    })
}

fn sentences(text: &str) -> usize {
    let ends = text
        .as_bytes()
        .windows(2)
        .filter(|pair| matches!(pair[0], b'.' | b'!' | b'?') && pair[1].is_ascii_whitespace());
    ends.count() + 1
}

fn starts_with_number(line: &str) -> bool {
    line.trim_start().starts_with(|c: char| c.is_ascii_digit())
}
