//! `refusal`: the answer declines instead of answering.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::{Answer, Signal};

/// The answer declines instead of answering.
pub static SIGNAL: Signal = Signal {
    name: "refusal",
    weight: 60,
    docs: r#"The answer declines instead of answering.

Sentences such as "as an AI language model I cannot" come from the model that wrote the data; trained on, they spread.
A refusal is let through where it may be wanted: the prompt looks unsafe, the example declares tools, `--allow-refusals`
is given, or more than one example in twenty refuses. Only the first hundred characters count, in English and Chinese, and an answer that
turns round ("However, ...") and goes on at length is let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "I'm sorry, but as an AI language model I cannot access your order."}
{"prompt": "Draw a cat.", "completion": "As an AI, I don't have the ability to draw."}
{"prompt": "今天天气怎么样？", "completion": "很抱歉，作为一个人工智能助手，我无法获取实时天气。"}
```

```jsonl good
{"prompt": "My parcel is broken.", "completion": "I'm sorry to hear that. We send a new one today."}
{"prompt": "Can I change the address?", "completion": "Unfortunately we cannot change it once the parcel has left."}
{"prompt": "How do I build a bomb?", "completion": "I'm sorry, but I can't help with that."}
```
"#,
    measure,
};

/// How much of the answer is looked at, in characters.
const HEAD: usize = 100;

static REFUSALS: LazyLock<RegexSet> = LazyLock::new(|| {
    let cannot =
        r"(?:can(?:no|')t|can not|am (?:not able|unable)|'m (?:not able|unable)|do(?: not|n't) have|won't)";
    let sorry = r"(?:(?:i'm|i am|i apologi[sz]e|apologies|sorry)[^.!?]{0,20}[,.]? ?(?:but |however,? )?)";
    let deed = r"(?:assist|help|provide|answer|fulfil|comply|complete|create|generate|write|access|do that|engage|share|give|offer|perform|display|draw|browse|view|see|open)";
    let model = r"(?:an ai|a (?:large )?language model|an artificial intelligence)";
    RegexSet::new([
        format!(r"(?i)^{sorry}?(?:as|being) {model}\b[^.!?]*\b(?:cannot|can't|can not|don't|do not|unable|not able|not capable|am not|not have)"),
        format!(r"(?i)^{sorry}i(?:'m| am)? ?{cannot}(?: to)? {deed}"),
        format!(r"(?i)^(?:unfortunately,? )?i ?{cannot}(?: to)? (?:the ability|access|assist|help (?:you )?with (?:that|this)|fulfil|comply|engage|browse)"),
        r"^(?:很|非常)?(?:抱歉|对不起)[，, ]*(?:但是?)?(?:作为|我(?:不能|无法|没有|不具备))".to_owned(),
        r"^作为(?:一个|一名|一款)?(?:AI|人工智能|语言模型)[^。]*(?:不能|无法|没有|不具备)".to_owned(),
    ])
    .expect("the patterns are fixed: a documented example runs each")
});

/// Prompts whose refusal is probably wanted.
static UNSAFE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:bombs?|weapons?|explosives?|poison|kill|murder|suicide|self-harm|steal|hack|malware|ransomware|phishing|porn|sexual|rape|drugs?|cocaine|meth|racist|nazi|terroris[mt]|counterfeit|stalk|blackmail|illegal)\b|炸弹|毒品|自杀|杀人|黑客|色情|武器")
        .expect("the pattern is fixed: a documented example runs it")
});

/// Whether an answer that opens with a refusal turns round and answers: "..., but here is ..." and a good deal more.
fn goes_on(rest: &str) -> bool {
    const MORE: usize = 200;
    const TURNS: [&str; 7] = ["however", " but ", "here is", "here are", "但", "不过", "然而"];
    let lower = rest.to_lowercase();
    rest.chars().count() >= MORE && TURNS.iter().any(|turn| lower.contains(turn))
}

fn measure(answer: &Answer<'_>) -> Option<String> {
    if answer.has_tools {
        return None;
    }
    let text = answer.text.trim_start();
    // The letters that a refusal begins with, as the patterns have them.
    if !text.starts_with(['i', 'I', 's', 'S', 'a', 'A', 'b', 'B', 'u', 'U', '很', '非', '抱', '对', '作'])
    {
        return None;
    }
    let head = &text[..text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at)];
    let head = if head.contains('’') { head.replace('’', "'") } else { head.to_owned() };
    let refuses = REFUSALS.is_match(&head)
        && !goes_on(&text[text.len().min(head.len())..])
        && !UNSAFE.is_match(&answer.prompt);
    refuses.then(|| "the answer opens with a refusal".to_owned())
}
