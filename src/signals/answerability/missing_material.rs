//! `missing-material`: the question speaks of a text that is not there.

use super::stands_alone;
use crate::model::Role;
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// Words of the first sentence, as long as nothing in it may be the material.
macro_rules! bare {
    () => {
        r#"^(?:i want you to act as [^.:]*\. )?[^.?!:"“”'‘`(=]*\b"#
    };
}
/// What material is called.
macro_rules! noun {
    () => {
        concat!(
            r"(?:sentences?|paragraphs?|texts?|articles?|passages?|story|stories|poems?|essays?|e?-?mails?",
            r"|letters?|reviews?|tweets?|posts?|documents?|code|snippets?|functions?|programs?|data(?: ?set",
            r"| points?)?|tables?|lists?|words?|phrases?|numbers?|equations?|expressions?|conversations?",
            r"|dialogues?|questions?|statements?|excerpts?|speech|quotes?|songs?|lyrics|reports?|messages?",
            r"|inputs?|products?|items?|content|information|websites?|web ?pages?|pieces?|arguments?|claims?",
            r"|headlines?|titles?|options|transcript|recipe|map|figures?|values|definitions?|instructions?|steps",
            r"|events?|facts|points|topics?|scenarios?|situation|problems?|names|objects|pairs?|idioms?|proverbs?",
            r"|riddles?)"
        )
    };
}
/// What may stand behind the name, up to the end.
macro_rules! rest {
    () => {
        concat!(
            r"(?:[,;]? (?:in|into|to|by|using|with|without|so|and|as|from|for|is|are|that|which|on|based|about",
            r"|according|if|while|more|below|above|alphabetically|chronologically|correctly|numerically|where",
            r"|when|down|out)\b(?: [a-z0-9_/’-]+[,;]?){0,6})?(?:[.!?] (?:explain|give|provide|output|include|be",
            r"|make sure|do not|limit|keep|answer|justify|support|your|it should|the (?:summary|output|answer",
            r"|response",
            r#"|result))\b[^.?!:"“”]*)*[.?!:]*$"#
        )
    };
}

/// The question speaks of a text that is not there.
pub static SIGNAL: Signal = Signal {
    name: "missing-material",
    axis: Axis::Answerability,
    docs: r#"The question speaks of a text that is not there.

"The following sentence", "the given paragraph", "this code", and then the question ends: the column with the material
was left out. So were the marks where "the underlined word" has none, and an article of which only the title is given
was never there. 25 % of answerability are kept. Only short questions of one line, without a system text or earlier
turns that could hold the material.

```jsonl bad
{"prompt": "Summarise the following article in two sentences.", "completion": "The article is about bicycles. They sell well."}
{"prompt": "What part of speech is the underlined word?\nThe saddle is soft.", "completion": "The word is an adjective."}
{"prompt": "Summarise the article \"Why bicycles sell\".", "completion": "The article says that they are cheap."}
```

```jsonl good
{"prompt": "Summarise the following article in two sentences.\nBicycles sell well this year. Shops say that they order more than they can store, and that customers wait for weeks.", "completion": "Bicycles sell so well that shops run out of space. Customers wait for weeks."}
{"prompt": "Name the parts of the following machine: a bicycle", "completion": "Frame, wheels, saddle, handlebar."}
{"prompt": "Write a function that sorts the given list of numbers.", "completion": "Call sorted(numbers)."}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.25,
        message: "the question speaks of a text that is not there",
        patterns: &[
            concat!(
                bare!(),
                r"(?:the|this|these|those|each|all) (?:following|given|provided|attached|above|below|presented",
                r"|supplied)(?: [a-z-]+){0,3} ",
                noun!(),
                rest!()
            ),
            concat!(bare!(), r"the following[:.]*$"),
            concat!(
                bare!(),
                r"(?:the|this|these) (?:[a-z]+ )?",
                noun!(),
                r#" (?:below|above|provided|given|attached|shown)\b[^.?!:"“”'‘`(]*"#,
                rest!()
            ),
            concat!(
                r"^(?:please |can you |could you )?(?:summari[sz]e|proofread|edit|re-?write|paraphrase|rephrase",
                r"|reword|translate|correct|shorten|punctuate|simplify|condense|reorder|rearrange|classify",
                r"|categori[sz]e|analy[sz]e|convert|complete|finish|transform|fix|debug|improve|revise|restate",
                r"|expand|identify|explain|evaluate|critique|read) (?:[a-z-]+ ){0,4}?(?:this|these",
                r"|the) (?:sentences?|paragraphs?|texts?|passages?|phrases?|e-?mail|tweet|code|excerpt|statement",
                r"|essay|article|quote|conversation|dialogue|headline|word|poem|story|letter|review|document",
                r"|speech|data|list)",
                rest!()
            ),
            // An article with a title alone.
            concat!(
                r"^(?:please |can you |could you )?(?:summari[sz]e|outline|describe|review|(?:write",
                r"|give) a summary of)(?: the (?:main|key) (?:points?|ideas?) (?:of|in|from))? (?:the|an?",
                r"|this) (?:(?:news|blog|journal|magazine|research|scientific|recent) )*(?:article|paper|essay",
                r"|post)(?: in [a-z]+ sentences?:?)?(?: (?:titled|entitled|called|named|about|on|headlined))?",
                r#" ?["“'‘][^"”]+["”'’](?: (?:in|with|from|using) [^.?!:]*)?[.?!]?$"#
            ),
            concat!(
                r"^(?:please )?(?:summari[sz]e|paraphrase|proofread|translate) (?:an?|this) (?:(?:news|blog",
                r"|journal|research) )*(?:article|paragraph|paper|post|conversation|passage|report|text|document",
                r#"|story)\b[^.:"“?!]*[.?!]?$"#
            ),
            concat!(
                r"\b(?:the|these|each) (?:underlined|italici[sz]ed|bold(?:ed)?|highlighted) (?:words?|phrases?",
                r"|parts?|letters?|sections?|terms?|verbs?|nouns?|pronouns?|text)\b|\b(?:the|these) (?:words?",
                r"|phrases?) in (?:bold|italics)\b"
            ),
            concat!(
                r#"^[^。?!:"“”「《']*(?:以下|下面|给定|上述|提供的|所给)的?[^,。:?!"“「]{0,8}(?:句子|文章|段落|文本|文字|代码|列表|数据"#,
                r"|单词|内容|故事|诗|文档|短语|词语|陈述|邮件|推文|对话|数字|信息|情节|节选|引文|文件|报告)",
                r#"[^。:?!"“「《》0-9]*[。?!:]?$"#
            ),
            concat!(
                r#"^[^。?!:"“”「《']*(?:这|此)(?:段|篇|个|首|句|封)(?:文字|文章|文本|段落|句子|话|诗|代码|故事|新闻|邮件|短语)"#,
                r#"[^。:?!"“「《》0-9]*[。?!:]?$"#
            ),
        ],
        check,
    }),
};

/// Stems of a question that has its material with it.
const MATERIAL: usize = 32;

fn check(sight: &Sight<'_, '_>) -> bool {
    const MARKED: [&str; 4] = ["underlined", "italic", "bold", "highlighted"];
    const MAKES: [&str; 16] = [
        "write",
        "create",
        "implement",
        "design",
        "construct",
        "develop",
        "build",
        "how",
        "define",
        "make",
        "generate",
        "编写",
        "创建",
        "构建",
        "实现",
        "写",
    ];
    const MADE: [&str; 16] = [
        "code",
        "program",
        "script",
        "function",
        "python",
        "html",
        "css",
        "sql",
        "query",
        "method",
        "algorithm",
        "class",
        "程序",
        "函数",
        "算法",
        "系统",
    ];
    let (messages, asked, length) =
        (sight.example.messages(), sight.words.asked.as_str(), sight.words.prompt.len());
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    let question = messages.iter().find(|message| message.role == Role::User);
    let Some(question) = question.filter(|_| stands_alone(sight)) else { return false };
    let text = question.texts().last().unwrap_or_default().trim();
    if has(&MARKED) {
        let is_marked =
            text.contains(['*', '_', '<', '[', '{', '|']) || has(&["html", "css", "markdown", "latex"]);
        // The word alone, on the last line, says which it is.
        let is_named = text
            .rsplit_once('\n')
            .is_some_and(|(before, last)| before.to_lowercase().contains(&last.to_lowercase()));
        return length < 2 * MATERIAL && !is_marked && !is_named && text.lines().count() < 3;
    }
    // What works on a given list brings none; a number or a list at the end is the material.
    let makes = MAKES.iter().any(|word| asked.starts_with(word));
    let is_general = makes && (has(&MADE) || asked.contains('这'));
    let end = asked.trim_end_matches(['.', '?']);
    let is_listed = end.ends_with(|c: char| c.is_ascii_digit()) || end.matches(", ").count() > 1;
    length < MATERIAL && !is_general && !is_listed && !asked.contains(" - ") && !text.contains('\n')
}
