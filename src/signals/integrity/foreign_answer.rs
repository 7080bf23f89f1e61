//! `foreign-answer`: the answer is in another language than the question, and nobody asked for it.

use crate::model::Task;
use crate::signals::sight::are_english;
use crate::signals::{Axis, Hit, Measure, Sight, Signal, Words};
use crate::text::{is_ideograph, language};

/// The answer is in another language than the question, and nobody asked for it.
pub static SIGNAL: Signal = Signal {
    name: "foreign-answer",
    axis: Axis::Integrity,
    docs: r#"The answer is in another language than the question, and nobody asked for it.

Told by the script of most letters, and in Latin script by the commonest English words: an English question of at least
eight words with an answer of at least twenty that has next to none of them. Questions that name a language or ask for a
translation, code, JSON and tool calls are left alone. 40 % of integrity are kept; the cost is one look at the first letters.

```jsonl bad
{"prompt": "How can I change the address of my order before it is sent?", "completion": "您可以在订单页面上修改地址，但是必须在发货之前完成。"}
```

```jsonl good
{"prompt": "How do you say in Chinese that I can change the address of my order?", "completion": "您可以在订单页面上修改地址，但是必须在发货之前完成。"}
{"prompt": "我可以修改地址吗？", "completion": "您可以在订单页面上修改地址，但是必须在发货之前完成。"}
```
"#,
    measure: Measure::Look(measure),
};

/// What names a language, or asks for another one.
const ASKS: [&str; 30] = [
    "translat",
    "language",
    "chinese",
    "english",
    "french",
    "german",
    "spanish",
    "japanese",
    "korean",
    "russian",
    "italian",
    "portuguese",
    "arabic",
    "hindi",
    "latin",
    "dutch",
    "swedish",
    "greek",
    "turkish",
    "vietnamese",
    "thai",
    "polish",
    "翻译",
    "英文",
    "英语",
    "中文",
    "日语",
    "法语",
    "德语",
    "语言",
];
/// Letters that tell a script.
const LETTERS: usize = 300;
/// Fewer letters tell none.
const FEW: usize = 20;

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    let is_prose = !matches!(
        sight.task,
        Task::Code | Task::Json | Task::ToolCall | Task::Label | Task::ShortAnswer | Task::Math | Task::Text
    );
    let words = sight.words;
    if !is_prose || words.prompt.len() < 8 || words.answers.len() < 20 {
        return None;
    }
    let is_ascii = words.asked.is_ascii() && words.last_answer().is_ascii();
    let (asked, answer) =
        if is_ascii { ("Latin", "Latin") } else { (script(&words.asked)?, script(words.last_answer())?) };
    let is_other_latin =
        asked == "Latin" && words.is_english && words.answers.len() >= 40 && is_other_language(words);
    if (asked == answer && !is_other_latin) || ASKS.iter().any(|word| words.asked.contains(word)) {
        return None;
    }
    Hit::answer(0.4, || {
        if asked == answer {
            "the question is in English, and the answer is not".to_owned()
        } else {
            format!("the question is in {asked} script, and the answer in {answer}")
        }
    })
}

/// Whether an answer in Latin script is plainly in another language than English.
fn is_other_language(words: &Words) -> bool {
    let has_english = words.answers.chunks(8).any(are_english);
    !has_english && matches!(language(words.last_answer()), (other, true) if other != "eng")
}

/// The script of most letters of a text.
fn script(text: &str) -> Option<&'static str> {
    const SCRIPTS: [&str; 6] = ["Latin", "Han", "Cyrillic", "Arabic", "Indic or Thai", "Hangul"];
    let mut counts = [0_usize; SCRIPTS.len()];
    for c in text.chars().filter(|c| c.is_alphabetic()).take(LETTERS) {
        let script = match c {
            '\u{0}'..='\u{24f}' => 0,
            '\u{400}'..='\u{52f}' => 2,
            '\u{600}'..='\u{6ff}' => 3,
            '\u{900}'..='\u{e7f}' => 4,
            '\u{ac00}'..='\u{d7af}' => 5,
            c if is_ideograph(c) => 1,
            _ => continue,
        };
        // An ideograph says as much as a word.
        counts[script] += if script == 1 { 3 } else { 1 };
    }
    let all: usize = counts.iter().sum();
    let most = (0..SCRIPTS.len()).max_by_key(|script| counts[*script])?;
    (all >= FEW && 10 * counts[most] >= 8 * all).then(|| SCRIPTS[most])
}
