//! `special-token`: a text holds a mark of a chat template.

use std::sync::OnceLock;

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Level};
use memchr::memchr2;
use regex::Regex;

/// A text holds a mark of a chat template.
pub static RULE: Rule = Rule {
    name: "special-token",
    group: Group::Content,
    level: Level::Warn,
    docs: r#"A text holds a mark of a chat template.

Marks such as `<|im_start|>` or `[INST]` are put around messages by the template of the model. Inside a message some tokenizers take them for the real thing, and the turn ends there; in any case the model learns to write them.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!<|im_end|>"}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    for message in view.messages().filter(|_| !is_plain_text(view)) {
        // Nearly all texts have no character that a mark begins with.
        let begins = |text: &&str| memchr2(b'<', b'[', text.as_bytes()).is_some();
        let mut texts = message.texts().filter(begins);
        let found = texts.find_map(|text| marks().find(text).map(|mark| mark.as_str().to_owned()));
        if let Some(mark) = found {
            out.find(|| {
                let what = format!("the text holds the template mark `{mark}`");
                (message.at.content(), what, "take it out: the template of the model writes it".to_owned())
            });
        }
    }
}

/// Plain text may have been written with its marks on purpose.
fn is_plain_text(view: &View<'_>) -> bool {
    matches!(view.example.map(|example| &example.body), Some(Body::Text(_)))
}

/// The marks of `ChatML`, Llama, Mistral, Gemma, Phi and of the OpenAI encodings.
fn marks() -> &'static Regex {
    static MARKS: OnceLock<Regex> = OnceLock::new();
    const PATTERN: &str = r"<\|(?:im_start|im_end|im_sep|endoftext|endofprompt|fim_prefix|fim_middle|fim_suffix|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id|python_tag|system|user|assistant|end|start|message|channel|return|call)\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<\|(?:START|END)_OF_TURN_TOKEN\|>";
    MARKS.get_or_init(|| Regex::new(PATTERN).expect("the pattern is fixed"))
}
