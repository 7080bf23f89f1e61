//! `placeholder`: somebody meant to write the answer, or the input, later.

use crate::signals::{Answer, Axis, Measure, Signal};

/// Somebody meant to write the answer, or the input, later.
pub static SIGNAL: Signal = Signal {
    name: "placeholder",
    axis: Axis::Integrity,
    docs: r#"Somebody meant to write the answer, or the input, later.

The answer is nothing but `TODO`, `TBD`, dots or the like; or the last line of the prompt is a mark such as
`<noinput>`, left by an Alpaca-style export (curators edited such rows every single time they met one). Where answers
are labels (fewer than a third of them differ), `todo` or `n/a` may be one of them, and is let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "TODO"}
{"prompt": "Where is my order?", "completion": "..."}
{"instruction": "Name three primary colours.", "input": "Noinput", "output": "Red, yellow and blue."}
```

```jsonl good
{"prompt": "What stands on the first line of the file?", "completion": "A TODO comment about the parser."}
{"instruction": "Name three primary colours.", "input": "", "output": "Red, yellow and blue."}
```
"#,
    measure: Measure::Gate { takes: 100, check },
};

const ANSWERS: &[&str] = &[
    "todo",
    "tbd",
    "fixme",
    "xxx",
    "...",
    "…",
    "[answer]",
    "<answer>",
    "{answer}",
    "[response]",
    "<response>",
    "your answer here",
    "insert answer here",
    "answer goes here",
    "placeholder",
    "[placeholder]",
    "<placeholder>",
    "lorem ipsum",
    "n/a",
    "<output>",
    "[output]",
];
const INPUTS: &[&str] = &["noinput", "<noinput>", "no input", "<no input>", "[noinput]", "no input required"];
/// Marks that mean no input only where they are all of it: behind a one-line instruction.
const BARE_INPUTS: &[&str] = &["n/a", "none", "nan", "null"];

fn check(answer: &Answer<'_>) -> Option<String> {
    if is_one_of(&answer.text, ANSWERS) {
        return Some(format!("the answer is only `{}`", answer.text.trim()));
    }
    let (before, input) = answer.prompt.trim_end().rsplit_once('\n')?;
    let is_mark = is_one_of(input, INPUTS) || (!before.contains('\n') && is_one_of(input, BARE_INPUTS));
    is_mark.then(|| format!("the input is only `{}`", input.trim()))
}

/// Whether a text is exactly one of some words, but for case, white space and a final dot.
fn is_one_of(text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    let text = text.strip_suffix('.').filter(|text| !text.ends_with('.')).unwrap_or(text);
    text.len() <= 40 && words.iter().any(|word| text.eq_ignore_ascii_case(word))
}
