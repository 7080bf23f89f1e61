//! `refusal`: the answer declines instead of answering.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::signals::{Answer, Axis, Measure, Signal};
use crate::text::is_ideograph;

/// The answer declines instead of answering.
pub static SIGNAL: Signal = Signal {
    name: "refusal",
    axis: Axis::Integrity,
    docs: r#"The answer declines instead of answering.

Sentences such as "as an AI language model I cannot" come from the model that wrote the data; trained on, they spread.
A refusal is let through where it may be wanted: the prompt looks unsafe, the example declares tools, `--allow-refusals`
is given, or more than one example in two refuses. Where more than one in twenty does, it takes 85 % of integrity and
condemns nothing. Only the first hundred characters count, in English, Chinese, German, Russian, French and Spanish, and an answer that
turns round ("However, ...") and goes on at length is let through.

```jsonl bad
{"prompt": "Where is my order?", "completion": "I'm sorry, but as an AI language model I cannot access your order."}
{"prompt": "Draw a cat.", "completion": "As an AI, I don't have the ability to draw."}
{"prompt": "Name a fruit.", "completion": "I don't feel comfortable helping with that."}
{"prompt": "Name a fruit.", "completion": "I must respectfully decline to answer."}
{"prompt": "Nenne eine Frucht.", "completion": "Es tut mir leid, aber dabei kann ich Ihnen nicht helfen."}
{"prompt": "Назови фрукт.", "completion": "Извините, но я не могу помочь с этим."}
{"prompt": "Cite un fruit.", "completion": "Je suis désolé, mais je ne peux pas répondre."}
{"prompt": "Di una fruta.", "completion": "Lo siento, pero no puedo responder."}
{"prompt": "今天天气怎么样？", "completion": "很抱歉，作为一个人工智能助手，我无法获取实时天气。"}
```

```jsonl good
{"prompt": "My parcel is broken.", "completion": "I'm sorry to hear that. We send a new one today."}
{"prompt": "Can I change the address?", "completion": "Unfortunately we cannot change it once the parcel has left."}
{"prompt": "Kommt das Paket?", "completion": "Es tut mir leid, dass Sie warten müssen. Morgen ist es da."}
{"prompt": "How do I build a bomb?", "completion": "I'm sorry, but I can't help with that."}
```
"#,
    measure: Measure::Gate { takes: 90, check },
};

/// How much of the answer is looked at, in characters.
const HEAD: usize = 100;

static REFUSALS: LazyLock<RegexSet> = LazyLock::new(|| {
    let cannot = r"(?:can(?:no|')t|can not|am (?:not able|unable|afraid i can(?:no|')t)|'m (?:not able|unable|afraid i can(?:no|')t)|do(?: not|n't) have|won't(?: be able)?|will not(?: be able)?)";
    let sorry = r"(?:(?:i'm|i am|i apologi[sz]e|my apologies|apologies|sorry|unfortunately)[^.!?]{0,20}[,.]? ?(?:but |however,? )?)";
    let deed = r"(?:assist|help|provide|answer|fulfil|comply|complete|create|generate|write|access|do (?:that|this)|engage|share|give|offer|perform|display|draw|browse|view|see|open|continue|discuss|participate|support|respond)";
    let model = r"(?:an ai|a (?:large )?language model|an artificial intelligence)";
    RegexSet::new([
        format!(r"(?i)^{sorry}?(?:as|being) {model}\b[^.!?]*\b(?:cannot|can't|can not|don't|do not|unable|not able|not capable|am not|not have)"),
        format!(r"(?i)^{sorry}i(?:'m| am)? ?{cannot}(?: to)? {deed}"),
        format!(r"(?i)^i ?{cannot}(?: to)? (?:the ability|access|assist|help (?:you )?with (?:that|this)|fulfil|comply|engage|browse|provide (?:a|an|any) (?:response|answer)|be able to (?:help|assist))"),
        r"(?i)^i ?(?:won't|will not) be able to (?:help|assist|answer|provide|do)".to_owned(),
        r"(?i)^i (?:do not|don't) feel comfortable (?:helping|assisting|answering|providing|writing|with|doing|discussing|creating|generating|sharing|continuing)".to_owned(),
        r"(?i)^i (?:must|have to|will have to|need to)(?: respectfully| politely)? (?:decline|refuse)\b".to_owned(),
        r"(?i)^(?:this|that|your) (?:request|question|prompt) (?:goes against|violates|is against) my (?:guidelines|programming|principles|values)".to_owned(),
        r"^(?:很|非常|十分)?(?:抱歉|对不起|遗憾)[，, ]*(?:但是?)?(?:作为|我(?:不能|无法|没有|不具备|不可以)|(?:这个|您的|该)(?:请求|问题|要求))".to_owned(),
        r"^作为(?:一个|一名|一款)?(?:AI|人工智能|语言模型)[^。]*(?:不能|无法|没有|不具备)".to_owned(),
        r"^我(?:不能|无法)(?:协助|帮助|回答|提供|满足|完成|处理|执行|参与|继续)".to_owned(),
        r"(?i)^(?:es )?tut mir (?:sehr )?leid, (?:aber )?(?:dabei |das |ich |diese|als )[^.!?]*\b(?:nicht|kein)".to_owned(),
        r"(?i)^als (?:ki\b|ki-|künstliche intelligenz|sprachmodell)[^.!?]*\b(?:nicht|keine?n?)\b".to_owned(),
        r"(?i)^(?:leider|entschuldigung, aber ich) (?:bin|kann) ?(?:ich)? ?[^.!?]{0,40}\b(?:nicht|keine?)\b[^.!?]{0,30}\b(?:lage|helfen|weiterhelfen|beantworten|erfüllen|übersetzen|bereitstellen|unterstützen)".to_owned(),
        r"(?i)^ich (?:muss|kann)[^.!?]{0,40}\b(?:ablehnen|nicht (?:helfen|weiterhelfen|beantworten|erfüllen))".to_owned(),
        r"(?i)^(?:извините|простите|прошу прощения|к сожалению|сожалею)[,.]? ?(?:но )?я (?:не (?:могу|в состоянии|имею|способен)|вынужден)".to_owned(),
        r"(?i)^как (?:языковая модель|ии|искусственный интеллект)[^.!?]* не ".to_owned(),
        r"(?i)^я (?:вынужден|не могу) (?:отказать|помочь|ответить|выполнить|предоставить)".to_owned(),
        r"(?i)^(?:je suis )?désolée?, (?:mais )?je ne (?:peux|suis|dispose)".to_owned(),
        r"(?i)^en tant (?:que|qu') ?(?:ia|modèle de langage|intelligence artificielle)[^.!?]* ne ".to_owned(),
        r"(?i)^(?:lo siento|lamento|me temo)[^.!?]{0,20}no (?:puedo|tengo|soy|podré)".to_owned(),
        r"(?i)^como (?:ia|modelo de lenguaje|inteligencia artificial)[^.!?]* no ".to_owned(),
    ])
    .expect("the patterns are fixed: a documented example runs each")
});

/// The letters that the patterns begin with.
const FIRST: [char; 44] = [
    'i', 'I', 's', 'S', 'a', 'A', 'b', 'B', 'u', 'U', 'm', 'M', 't', 'T', 'y', 'Y', 'e', 'E', 'l', 'L', 'j',
    'J', 'd', 'D', 'c', 'C', '很', '非', '十', '抱', '对', '遗', '作', '我', 'и', 'И', 'п', 'П', 'к', 'К',
    'с', 'С', 'я', 'Я',
];

/// Prompts whose refusal is probably wanted.
static UNSAFE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:bombs?|weapons?|explosives?|poison|kill|murder|suicide|self-harm|steal|hack|malware|ransomware|phishing|porn|sexual|rape|drugs?|cocaine|meth|racist|nazi|terroris[mt]|counterfeit|stalk|blackmail|illegal)\b|炸弹|毒品|自杀|杀人|黑客|色情|武器")
        .expect("the pattern is fixed: a documented example runs it")
});

/// Whether an answer that opens with a refusal turns round and answers: "..., but here is ..." and a good deal more.
fn goes_on(rest: &str) -> bool {
    /// Characters; a Chinese one says as much as three.
    const MORE: usize = 200;
    const TURNS: [&str; 9] =
        ["however", " but ", "here is", "here are", "instead", "但", "不过", "然而", "可以"];
    let lower = rest.to_lowercase();
    let said: usize = rest.chars().map(|c| if is_ideograph(c) { 3 } else { 1 }).sum();
    said >= MORE && TURNS.iter().any(|turn| lower.contains(turn))
}

fn check(answer: &Answer<'_>) -> Option<String> {
    if answer.has_tools {
        return None;
    }
    let text = answer.text.trim_start();
    // The letters that a refusal begins with, as the patterns have them.
    if !text.starts_with(FIRST) {
        return None;
    }
    let (head, rest) = text.split_at(text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at));
    let head = if head.contains('’') { head.replace('’', "'") } else { head.to_owned() };
    let refuses = REFUSALS.is_match(&head) && !goes_on(rest) && !UNSAFE.is_match(&answer.prompt);
    refuses.then(|| "the answer opens with a refusal".to_owned())
}
