//! The tables in `docs/conversion.md` say what the code does, and the code does what was specified.

use std::collections::BTreeMap;
use std::fmt::Write;

use gristmill::convert::LOSSES;
use gristmill::targets::{self, Target};

use super::{emitted, lines};
use crate::support::root;

/// What records may have, each with a record that has it and nothing else that matters.
const FEATURES: [(&str, &str); 32] = [
    (
        "one question, one answer",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}]}"#,
    ),
    ("prompt and completion", r#"{"prompt": "Sort pear, fig ->", "completion": " fig, pear\n"}"#),
    (
        "a system text",
        r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}]}"#,
    ),
    (
        "several turns",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}, {"role": "user", "content": "And plum?"}, {"role": "assistant", "content": "fig, pear, plum"}]}"#,
    ),
    (
        "a late system text",
        r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}, {"role": "system", "content": "Be kind."}, {"role": "user", "content": "And plum?"}, {"role": "assistant", "content": "fig, pear, plum"}]}"#,
    ),
    (
        "two turns of the user in a row",
        r#"{"messages": [{"role": "user", "content": "Sort these."}, {"role": "user", "content": "pear, fig"}, {"role": "assistant", "content": "fig, pear"}]}"#,
    ),
    (
        "a last turn of the user",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}, {"role": "user", "content": "Thanks."}]}"#,
    ),
    (
        "masked turns (weight 0)",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear", "weight": 0}, {"role": "user", "content": "And plum?"}, {"role": "assistant", "content": "fig, pear, plum", "weight": 1}]}"#,
    ),
    (
        "a sample weight",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}], "weight": 0.5}"#,
    ),
    (
        "masked parts of a message",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": [{"type": "text", "text": "Sorted: ", "train": false}, {"type": "text", "text": "fig, pear"}]}]}"#,
    ),
    (
        "tool calls",
        r#"{"messages": [{"role": "user", "content": "Tide at Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "{\"port\": \"Brest\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "4.1"}, {"role": "assistant", "content": "It is 4.1 m."}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}"#,
    ),
    (
        "several calls in a turn",
        r#"{"messages": [{"role": "user", "content": "Tide at Brest and Dover?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "{\"port\": \"Brest\"}"}}, {"id": "c2", "type": "function", "function": {"name": "tide", "arguments": "{\"port\": \"Dover\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "4.1"}, {"role": "tool", "tool_call_id": "c2", "content": "3.2"}, {"role": "assistant", "content": "They are 4.1 m and 3.2 m."}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}"#,
    ),
    (
        "text beside a call",
        r#"{"messages": [{"role": "user", "content": "Tide at Brest?"}, {"role": "assistant", "content": "Let me look.", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "{\"port\": \"Brest\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "4.1"}, {"role": "assistant", "content": "It is 4.1 m."}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}"#,
    ),
    (
        "arguments that are not JSON",
        r#"{"messages": [{"role": "user", "content": "Tide at Brest?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "port=Brest"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "4.1"}, {"role": "assistant", "content": "It is 4.1 m."}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}"#,
    ),
    (
        "tools, but no call",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}"#,
    ),
    (
        "reasoning",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "reasoning_content": "F comes before P.", "content": "fig, pear"}]}"#,
    ),
    (
        "an image by https",
        r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "Which fruit?"}, {"type": "image_url", "image_url": {"url": "https://example.org/fig.png"}}]}, {"role": "assistant", "content": "It shows a fig."}]}"#,
    ),
    (
        "an image in the record",
        r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "Which fruit?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": "It shows a fig."}]}"#,
    ),
    (
        "an image in Cloud Storage",
        r#"{"contents": [{"role": "user", "parts": [{"fileData": {"mimeType": "image/png", "fileUri": "gs://fruit/fig.png"}}, {"text": "Which fruit?"}]}, {"role": "model", "parts": [{"text": "It shows a fig."}]}]}"#,
    ),
    (
        "an image in S3",
        r#"{"messages": [{"role": "user", "content": [{"image": {"format": "png", "source": {"s3Location": {"uri": "s3://fruit/fig.png"}}}}, {"text": "Which fruit?"}]}, {"role": "assistant", "content": [{"text": "It shows a fig."}]}]}"#,
    ),
    (
        "the name of a participant",
        r#"{"messages": [{"role": "user", "name": "Ada", "content": "Sort pear, fig."}, {"role": "assistant", "content": "fig, pear"}]}"#,
    ),
    (
        "a refusal",
        r#"{"messages": [{"role": "user", "content": "Sort pear, fig."}, {"role": "assistant", "content": [{"type": "refusal", "refusal": "I sort no fruit."}]}]}"#,
    ),
    ("plain text", r#"{"text": "Figs ripen late in summer."}"#),
    (
        "a preference",
        r#"{"input": {"messages": [{"role": "user", "content": "Sort pear, fig."}]}, "preferred_output": [{"role": "assistant", "content": "fig, pear"}], "non_preferred_output": [{"role": "assistant", "content": "pear, fig"}]}"#,
    ),
    (
        "a preference with a call",
        r#"{"input": {"messages": [{"role": "user", "content": "Tide at Brest?"}], "tools": [{"type": "function", "function": {"name": "tide", "description": "Tide height", "parameters": {"type": "object", "properties": {"port": {"type": "string"}}}}}]}, "preferred_output": [{"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "tide", "arguments": "{\"port\": \"Brest\"}"}}]}], "non_preferred_output": [{"role": "assistant", "content": "It is high."}]}"#,
    ),
    (
        "a preference with answers of several messages",
        r#"{"prompt": [{"role": "user", "content": "Sort pear, fig."}], "chosen": [{"role": "assistant", "content": "fig, pear"}, {"role": "user", "content": "And plum?"}, {"role": "assistant", "content": "fig, pear, plum"}], "rejected": [{"role": "assistant", "content": "pear, fig"}]}"#,
    ),
    (
        "a preference with a margin",
        r#"{"prompt": [{"role": "user", "content": "Sort pear, fig."}], "chosen": [{"role": "assistant", "content": "fig, pear"}], "rejected": [{"role": "assistant", "content": "pear, fig"}], "margin": 0.7}"#,
    ),
    (
        "more than two ranked answers",
        r#"{"messages": [{"role": "user", "content": [{"text": "Sort pear, fig."}]}, {"role": "assistant", "candidates": [{"content": [{"text": "fig, pear"}], "preferenceLabel": "preferred"}, {"content": [{"text": "pear, fig"}], "preferenceLabel": "non-preferred"}, {"content": [{"text": "fig"}], "preferenceLabel": "non-preferred"}]}]}"#,
    ),
    ("a wanted answer (KTO)", r#"{"prompt": "Sort pear, fig.", "completion": "fig, pear", "label": true}"#),
    (
        "an unwanted answer (KTO)",
        r#"{"prompt": "Sort pear, fig.", "completion": "pear, fig", "label": false}"#,
    ),
    (
        "labelled steps",
        r#"{"prompt": "What is 17 times 3?", "completions": ["17 times 3 is 51.", "So 51."], "labels": [true, true]}"#,
    ),
    (
        "a prompt for a grader",
        r#"{"messages": [{"role": "user", "content": "What is 7 times 8?"}], "answer": "56"}"#,
    ),
];

/// What was specified for conversations, by feature, in the order of `SPECIFIED_FOR`: held, held at a loss, not held.
const SPECIFIED: [(&str, &str); 14] = [
    ("one question, one answer", "LLLLLLLLLLLL"),
    ("prompt and completion", "LLLLLLLLLLLL"),
    ("a system text", "LLLLLLlLLLLL"),
    ("several turns", "LLLLLLxLLLLL"),
    ("a late system text", "LxllllxxLLxL"),
    ("two turns of the user in a row", "LxlllllLLLlL"),
    ("masked turns (weight 0)", "LLLxxxxLLLLL"),
    ("a sample weight", "lLllllllllll"),
    ("masked parts of a message", "lllllllllLll"),
    ("tool calls", "LLLLLxxLLLLL"),
    ("several calls in a turn", "LLLLLxxLLLlL"),
    ("arguments that are not JSON", "xxxxxxxllxll"),
    ("reasoning", "lLLxLxxlLLlL"),
    ("plain text", "xxxxxxxxLxxL"),
];

/// The targets for which conversations were specified.
const SPECIFIED_FOR: [&str; 12] = [
    "openai-chat",
    "together-conversation",
    "fireworks-chat",
    "gemini-sft",
    "bedrock-nova",
    "bedrock-claude",
    "bedrock-titan",
    "mistral-chat",
    "trl-sft",
    "axolotl-chat",
    "llamafactory-sharegpt",
    "mlx-chat",
];

/// What becomes of a record at a target.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    /// It is held.
    Held,
    /// It is held at a loss, by name.
    Lossy(Vec<&'static str>),
    /// It cannot be held, but is where some losses are allowed.
    Refused(Vec<&'static str>),
    /// It cannot be held.
    Impossible,
}

impl Cell {
    fn letter(&self) -> char {
        match self {
            Self::Held => 'L',
            Self::Lossy(_) => 'l',
            Self::Refused(_) | Self::Impossible => 'x',
        }
    }

    fn of(line: &str, target: &Target) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let rows = || lines(folder.path(), &format!("{}.jsonl", target.layout.train)).len();
        let plain = emitted(folder.path(), line, target.id, &[]);
        if plain.is_ok() && rows() > 0 {
            return Self::Held;
        }
        let is_refused = plain.is_ok();
        let Ok(lossy) = emitted(folder.path(), line, target.id, &["all"]) else { return Self::Impossible };
        if rows() == 0 {
            return Self::Impossible;
        }
        let lost: Vec<&str> = lossy.manifest.losses.keys().copied().collect();
        if is_refused { Self::Refused(lost) } else { Self::Lossy(lost) }
    }
}

fn measured() -> BTreeMap<(&'static str, &'static str), Cell> {
    let cells = FEATURES.iter().flat_map(|(feature, line)| {
        targets::ALL.iter().map(move |target| ((*feature, target.id), Cell::of(line, target)))
    });
    cells.collect()
}

fn page(cells: &BTreeMap<(&'static str, &'static str), Cell>) -> String {
    let mut page = String::from(
        "# What survives which conversion\n\n\
         Made by a test from what `gristmill emit` does with one record for each line, to each of its targets.\n\n\
         **L** the target holds it. **l** it is held at a loss, which `--allow-loss` must name. **x** it is not held, and the\n\
         record is rejected with the reason; *x* in italics is held at the loss that the second table names.\n\n",
    );
    let number = |place: usize| place + 1;
    for (place, target) in targets::ALL.iter().enumerate() {
        let _ = writeln!(page, "{}. `{}`", number(place), target.id);
    }
    let heads: Vec<String> = (0..targets::ALL.len()).map(|place| number(place).to_string()).collect();
    let _ = writeln!(page, "\n| | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for (feature, _) in FEATURES {
        let row = targets::ALL.iter().map(|target| match &cells[&(feature, target.id)] {
            Cell::Refused(_) => "*x*".to_owned(),
            cell => cell.letter().to_string(),
        });
        let _ = writeln!(page, "| {feature} | {} |", row.collect::<Vec<_>>().join(" | "));
    }
    page.push_str("\n## What is lost\n\n| | loss | at |\n|---|---|---|\n");
    for (feature, _) in FEATURES {
        let mut by_loss: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for target in targets::ALL {
            if let Cell::Lossy(names) | Cell::Refused(names) = &cells[&(feature, target.id)] {
                by_loss.entry(names.join(", ")).or_default().push(target.id);
            }
        }
        for (names, ids) in by_loss {
            let _ = writeln!(page, "| {feature} | `{names}` | {} |", ids.join(", "));
        }
    }
    page.push_str("\n## The losses\n\n| name | what happens where it is allowed |\n|---|---|\n");
    for loss in LOSSES {
        let _ = writeln!(page, "| `{}` | {} |", loss.name(), loss.what());
    }
    page
}

#[test]
fn the_docs_say_what_every_conversion_does() {
    let cells = measured();
    let page = page(&cells);
    snapbox::assert_data_eq!(page, snapbox::Data::read_from(&root().join("docs/conversion.md"), None).raw());

    let mut others = Vec::new();
    for (feature, letters) in SPECIFIED {
        for (id, letter) in SPECIFIED_FOR.into_iter().zip(letters.chars()) {
            let cell = &cells[&(feature, id)];
            if cell.letter() != letter {
                others.push(format!("{feature} at {id}: {letter} was specified, {cell:?} is done"));
            }
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}
