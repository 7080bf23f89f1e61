//! `secret`: a key or a password that opens something stands in the answer.

use std::sync::LazyLock;

use memchr::{memchr2, memmem};
use regex::Regex;

use crate::signals::{Axis, Hit, Measure, Sight, Signal};

/// A key or a password that opens something stands in the answer.
pub static SIGNAL: Signal = Signal {
    name: "secret",
    axis: Axis::Integrity,
    docs: r#"A key that opens something stands in the answer.

Told by forms that nothing else has: private keys in PEM, and keys of AWS, GitHub, Slack, Google, Stripe and OpenAI. A
model that has learnt it may say it to anyone. Half of integrity is kept; what the reason says never shows the key.

```jsonl bad
{"prompt": "How do I log in?", "completion": "Use the key AKIA2E0A8F3B244C9986 with the console."}
```

```jsonl good
{"prompt": "How do I log in?", "completion": "Put your key, which begins with AKIA, into the console."}
{"prompt": "How do I log in?", "completion": "export OPENAI_API_KEY=sk-your-key-here"}
```
"#,
    measure: Measure::Look(measure),
};

static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bxox[abprs]-[0-9A-Za-z-]{20,}|\bAIza[0-9A-Za-z_-]{35}\b|\bsk_live_[0-9A-Za-z]{24,}|\bsk-(?:proj-)?[0-9A-Za-z]{32,}\b|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----",
    )
    .expect("the pattern is fixed: a documented example runs it")
});

static PEM: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("PRIVATE KEY-----"));

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let text = &sight.words.answer;
    // Every form has one of these, and few answers do.
    let may_have = ["AKIA", "ASIA", "gh", "xox", "AIza", "sk_live", "sk-"];
    let has_mark = memchr2(b'_', b'-', text.as_bytes()).is_some() || text.contains("IA");
    if !(has_mark && may_have.iter().any(|mark| text.contains(mark))) && PEM.find(text.as_bytes()).is_none() {
        return None;
    }
    let found = KEYS.find(text)?;
    let form: String = found.as_str().chars().take(4).collect();
    // Keys are random: an example in a manual repeats itself, or says what it is.
    let is_sample = found.as_str().to_lowercase().contains("example") || found.as_str().contains("xxxx");
    let hit = Hit::answer(if is_sample { 1.0 } else { 0.5 }, || {
        format!("a secret key of the form `{form}…` stands in the answer")
    });
    hit.map(|hit| hit.at(found.start()))
}
