//! `template-residue`: marks of a template or of another model's prompt format were left in.

use std::sync::LazyLock;

use memchr::{memchr3, memmem};
use regex::Regex;

use crate::signals::{Answer, Axis, Measure, Signal};

/// Marks of a template or of another model's prompt format were left in.
pub static SIGNAL: Signal = Signal {
    name: "template-residue",
    axis: Axis::Integrity,
    docs: r####"Marks of a template or of another model's prompt format were left in.

An unfilled `{{name}}`, a chat-template token such as `<|im_start|>` or `[INST]`, a heading such as `### Response:`:
the model would learn to write them. Marks in code, and marks that the prompt has too, are let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "Hello {{customer_name}}, it left today."}
{"prompt": "Where is my order?", "completion": "It left today.<|im_end|>"}
{"prompt": "Where is my order?", "completion": "### Response:\nIt left today."}
{"prompt": "Where is my order?", "completion": "It left today.\n\nHuman: Thanks!"}
```

```jsonl good
{"prompt": "How do I print a variable in Jinja?", "completion": "Write {{ name }} in the template."}
{"prompt": "Write a Vue greeting.", "completion": "<p>Hello {{ name }}</p>"}
{"prompt": "Where is my order?", "completion": "It left today."}
{"prompt": "Deploy it.", "completion": "run: echo ${{ secrets.TOKEN }}"}
{"prompt": "Write a dialogue of a person and a robot.", "completion": "A short one:\n\nHuman: Hello!\n\nAssistant: Hello."}
```
"####,
    measure: Measure::Gate { takes: 90, check },
};

static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<\|[a-z_]{2,24}\|>|\[/?INST\]|<</?SYS>>|(?m:^### ?(?:Response|Instruction|Input|Human|Assistant):)|\n\n(?:Human|Assistant): |^<s>|</s>$")
        .expect("the pattern is fixed: a documented example runs it")
});
static SLOTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(\[>,“])(\{\{ ?[A-Za-z_][A-Za-z0-9_. ]{0,40}\}\})")
        .expect("the pattern is fixed: a documented example runs it")
});
static TEMPLATING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\{\{|template|jinja|mustache|handlebars|vue|angular|django|liquid|helm|ansible|placeholder|latex|yaml")
        .expect("the pattern is fixed: a documented example runs it")
});

/// Prompts that ask for speakers with names.
static DIALOGUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)dialog|conversation|script|interview|chat|role-?play|transcript|exchange")
        .expect("the pattern is fixed: a documented example runs it")
});

static PARAGRAPHS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("\n\n"));
static SLOT: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("{{"));

/// Marks that are looked at: behind so many in code or in the prompt, there is hardly one that is neither.
const MOST: usize = 16;

fn check(answer: &Answer<'_>) -> Option<String> {
    let text = answer.text.as_ref();
    // One of these is part of every mark.
    let may_have_mark =
        memchr3(b'<', b'[', b'#', text.as_bytes()).is_some() || PARAGRAPHS.find(text.as_bytes()).is_some();
    let is_left = |mark: &regex::Match<'_>| {
        let is_speaker = mark.as_str().starts_with('\n') && DIALOGUE.is_match(&answer.prompt);
        let is_meant = is_speaker || answer.prompt.contains(mark.as_str().trim());
        !is_meant && !is_in_code(text, mark.start())
    };
    let mut marks = MARKS.find_iter(text).take(if may_have_mark { MOST } else { 0 });
    if let Some(mark) = marks.find(is_left) {
        return Some(format!("`{}` was left in the answer", mark.as_str().trim()));
    }
    let slot = SLOT.find(text.as_bytes()).and_then(|_| SLOTS.find(text))?;
    let is_markup = text.contains("{%") || text.contains("</") || text.contains("/>");
    if is_markup || is_in_code(text, slot.start()) || TEMPLATING.is_match(&answer.prompt) {
        return None;
    }
    let slot = slot.as_str().trim_start_matches(|c| c != '{');
    Some(format!("`{slot}` was never filled in"))
}

/// Whether a place lies inside a code fence or between backticks.
fn is_in_code(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let in_fence = before.matches("```").count() % 2 == 1;
    let line = before.rsplit('\n').next().unwrap_or_default();
    in_fence || line.matches('`').count() % 2 == 1
}
