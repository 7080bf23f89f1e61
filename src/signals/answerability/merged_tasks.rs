//! `merged-tasks`: a second instruction stands in the question.

use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// A second instruction stands in the question.
pub static SIGNAL: Signal = Signal {
    name: "merged-tasks",
    axis: Axis::Answerability,
    docs: r####"A second instruction stands in the question.

A generator wrote two rows into one: a second `Instruction:` follows the first. 40 % of answerability are kept. Texts
that begin with such a word, or end with one for the answer, are templates and examples to go by, and are left alone.

```jsonl bad
{"prompt": "Name a part of a bicycle.\n\nInstruction: Write a poem about the sea.", "completion": "The saddle is a part of a bicycle."}
{"prompt": "Name a part of a bicycle.\n\n12. Instruction: Translate the sentence.\nInput: It rains.", "completion": "The saddle."}
```

```jsonl good
{"prompt": "Name a part of a bicycle, and say what it is for.", "completion": "The saddle is what the rider sits on."}
{"prompt": "### Instruction:\nName a part of a bicycle.\n### Response:", "completion": "The saddle."}
```
"####,
    measure: Measure::Phrases(Phrases {
        keeps: 0.4,
        message: "a second instruction stands in the question",
        patterns: &[
            concat!(
                r#"[.?!"”:)] (?:[0-9]+[.)] ?)?(?:#+ |\*\*)?"#,
                r"(?:instruction(?: ?[0-9]+)?|new (?:task|instruction)|task [0-9]+):(?:\*\*)? ?[a-z]"
            ),
            r"[^ #*].*(?:[0-9]+[.)] ?|### ?|\*\*)instruction(?: ?[0-9]+)?:",
            r".[。?!] ?(?:###? ?)?(?:指令|任务[0-9]):",
        ],
        check,
    }),
};

fn check(sight: &Sight<'_, '_>) -> bool {
    const LONG: usize = 150;
    const OPENS: [&str; 8] =
        ["below is an instruction", "instruction", "#", "*", "task", "system", "definition", "以下是"];
    const ENDS: [&str; 6] = ["output", "response", "answer", "label", "回答", "输出"];
    let asked = sight.words.asked.as_str();
    let end = asked.trim_end_matches([':', ' ', '*', '#']);
    sight.words.prompt.len() < LONG
        && !OPENS.iter().any(|word| asked.starts_with(word))
        && !ENDS.iter().any(|word| end.ends_with(word))
}
