//! `asks-for-live-data`: what is asked changes from day to day, or stands behind a link.

use super::{is_about_code, stands_alone};
use crate::model::Task;
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// What is asked changes from day to day, or stands behind a link.
pub static SIGNAL: Signal = Signal {
    name: "asks-for-live-data",
    axis: Axis::Answerability,
    docs: r#"What is asked changes from day to day, or stands behind a link.

Weather, prices and news of today, the time, the latest of something, a page to be opened or found: a model cannot know
it, and learns to invent it. Facts that change belong in retrieval. 30 % of answerability are kept. Records with tools,
a system text or earlier turns, code, tales, and answers of a few words, which may be labels, are left alone.

```jsonl bad
{"prompt": "What is the current price of a barrel of oil?", "completion": "It is 61.20 dollars."}
{"prompt": "Summarise the article at https://news.site/bicycles.", "completion": "The article says that bicycles sell well."}
{"prompt": "Find an article about bicycles that was written in 2021.", "completion": "Here is one: Bicycles sell well, by J. Doe."}
```

```jsonl good
{"prompt": "How is the price of oil made?", "completion": "By supply and demand on exchanges."}
{"prompt": "Write a Python script that reads https://news.site/bicycles.", "completion": "import urllib.request and open the address."}
{"prompt": "What is the current price of a barrel of oil?", "completion": "ask_price"}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.3,
        message: "what is asked changes from day to day, or stands behind a link",
        patterns: &[
            concat!(
                r"\b(?:current|latest|today['’]?s|tomorrow['’]?s|real[- ]time|up[- ]to[- ]date) (?:[a-z-]+ ){0,3}(",
                r"?:prices?|weather|temperature|news|headlines?|exchange rates?|stock|score|time|date|forecast",
                r"|market cap|ceo|president|prime minister|champions?|standings|conditions)\b"
            ),
            concat!(
                r"^what(?: is|['’]s) the (?:current |exact |local )?(?:time|date|day|weather|temperature",
                r"|weather forecast)(?: like)?(?: (?:today|tomorrow|now|right now|outside|in [a-z ]+",
                r"|for [a-z ]+))?\??$"
            ),
            concat!(
                r"^(?:what|who) (?:is|are|['’]s) the (?:current|latest|newest|most recent) (?:[a-z-]+ ){0,3}(?:ver",
                r"sion|release|model|update|champion|winner|population|rate)s?\b"
            ),
            r"\bwhat(?: day| time|['’]s the date| date) is (?:it|today)\b|\bwhat is the date today\b",
            concat!(
                r"\b(?:weather|forecast|news|headlines) (?:[a-z-]+ ){0,4}(?:today|tomorrow|tonight|of the day",
                r"|this week|this weekend|this morning|right now|yesterday)\b"
            ),
            concat!(
                r"(?:^|[.?!,] )(?:please )?(?:search|browse|look up|google|research) (?:[a-z'’-]+ ){0,6}(?:on|in",
                r"|from|using|through) (?:the )?(?:web|internet|google|an? search engine)\b",
                r"|^(?:please )?(?:search|browse) (?:the )?(?:web|internet)\b|\busing an? (?:[a-z]+ )?search engin",
                r"e\b"
            ),
            concat!(
                r"^(?:please |can you )?(?:find|search for|look up|locate|retrieve|fetch) (?:me )?(?:[a-z0-9]+ )?(",
                r"?:recent |relevant |latest |news |online |user |customer )*(?:articles?|reviews|news|videos?",
                r"|websites?|web ?pages?|blog posts?|links?) (?:about|on|from|that|with|of|for|related",
                r"|published)\b"
            ),
            concat!(
                r"\bthe price (?:for|of) an? (?:[a-z0-9-]+ ){0,6}(?:tickets?|flights?)\b|\bstock\b.*\b(?:over|in",
                r"|during|for) the (?:past|last) (?:day|week|month|few (?:days|weeks))\b"
            ),
            concat!(
                r"\b(?:summari[sz]e|outline|describe|classify|explain|analy[sz]e|read|review|translate|improve",
                r"|critique|evaluate|visit|open|rewrite|colou?ri[sz]e|what|who|find|paraphrase|extract|tell|list",
                r"|identify)\b.*(?:https?://|\bwww\.)[a-z0-9]"
            ),
            r"(?:最新|今天|今日|当前|实时|明天)的?[^,。:?]{0,4}(?:天气|新闻|股价|价格|汇率|气温)|^(?:现在|今天)(?:是)?(?:几点|星期几|几号)",
        ],
        check,
    }),
};

fn check(sight: &Sight<'_, '_>) -> bool {
    const FETCHED: [&str; 8] = ["npm", "node.js", "server", "request", "fetch", "endpoint", "url:", "curl"];
    const LINKED: [&str; 6] = ["domain", "button", "include the link", "cite", "citation", "convert"];
    const TOLD: [&str; 16] = [
        "story",
        "poem",
        "dialog",
        "sentence",
        "对话",
        "句子",
        "故事",
        "fictional",
        "invent",
        "grammar",
        "punctuation",
        "imagine",
        "you are ",
        "pretend",
        "assume",
        "$",
    ];
    let (asked, length) = (sight.words.asked.as_str(), sight.words.prompt.len());
    let has = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    // A link may have anything in it.
    let before = asked.rfind("://").map_or(asked, |at| &asked[..at]);
    let is_linked = before.len() < asked.len() || asked.contains("www.");
    let may_be_told = if is_linked { length < 40 } else { length < 25 && !has(&TOLD, asked) };
    stands_alone(sight)
        && !matches!(sight.task, Task::Label | Task::ShortAnswer)
        && may_be_told
        && !is_about_code(before)
        && !has(&FETCHED, before)
        && !has(&LINKED, asked)
}
