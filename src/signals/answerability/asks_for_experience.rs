//! `asks-for-experience`: what is asked only somebody could tell who lived it.

use super::stands_alone;
use crate::model::{Message, Task};
use crate::signals::{Axis, Measure, Phrases, Sight, Signal};

/// What is asked only somebody could tell who lived it.
pub static SIGNAL: Signal = Signal {
    name: "asks-for-experience",
    axis: Axis::Answerability,
    docs: r#"What is asked only somebody could tell who lived it.

"Your favourite", "a time when you failed", "how do you feel about": a model that learns to answer learns to invent a
life. 60 % of answerability are kept. Its name and who made it are what some sets teach; those, roles, and answers of a
few words are left alone, and so are conversations with a system text, which may have given a role.

```jsonl bad
{"prompt": "What is your favourite bicycle and why?", "completion": "My favourite bicycle is an old steel racer, because my father gave it to me."}
{"prompt": "Describe a situation where you had to repair a bicycle.", "completion": "Last summer my chain broke far from home."}
```

```jsonl good
{"prompt": "What should I ask a shop about a bicycle?", "completion": "Ask for the size of its frame and how long it was ridden."}
{"prompt": "Imagine you are a bicycle. How do you feel about rain?", "completion": "I rust, and I dream of a dry shed."}
{"prompt": "What is your name?", "completion": "I am called Saddle, a helper of the shop."}
```
"#,
    measure: Measure::Phrases(Phrases {
        keeps: 0.6,
        message: "only somebody who lived it could tell what is asked",
        patterns: &[
            concat!(
                r"\b(?:what|who|which|where)(?: is|['’]s| are| was| were)(?: some of)? your (?:own ",
                r"|personal )?(?:all-time )?(?:favou?rite|hobb(?:y|ies)|dream|biggest|greatest|proudest|worst",
                r"|happiest|earliest|fondest|hometown|family|opinion|thoughts?|views?|stance|strengths?",
                r"|weakness(?:es)?|pet peeves?)\b"
            ),
            concat!(
                r"\b(?:describe|tell (?:me|us) about|write about|talk about|share|name|explain|discuss",
                r"|list) (?:one of )?your (?:own )?(?:[a-z]+ )?(?:favou?rite|dream|ideal|house|home|hometown",
                r"|family|best friend|childhood|daily routine|last (?:holiday|vacation|trip)|weekend|personal",
                r"|first|proudest|happiest|earliest|day|morning|job|biggest|hobb(?:y|ies)|greatest|experience",
                r"|opinion|thoughts|feelings)\b"
            ),
            concat!(
                r"\b(?:describe|tell (?:me|us)(?: about)?|share|write about|talk about|recall|explain|discuss",
                r"|recount|(?:give|provide) (?:me )?an (?:example|instance) of) (?:an?|the",
                r"|one) (?:[a-z-]+ ){0,3}(?:time|moment|experience|memory|situation|occasion|instance|challenge",
                r"|project|example|story)(?: [a-z]+){0,2} (?:when |where |in which |that )?you(?:['’]ve| have",
                r"| had| were| felt| did| overcame| faced| learned| made| went| experienced| encountered| solved",
                r"| took| worked| struggled| failed| succeeded| used| helped)\b"
            ),
            concat!(
                r"\b(?:memorable|happiest|saddest|proudest|embarrassing|important|best|worst|favou?rite|funniest",
                r"|scariest|defining) (?:[a-z]+ )?(?:moments?|memor(?:y|ies)|days?|events?|experiences?) (?:in|of",
                r"|from) your (?:life|childhood|past|career)\b"
            ),
            concat!(
                r"\bwhat (?:you would|would you) (?:do|buy|change|say|choose|be|wish)\b[^.?]* if you\b",
                r"|\bif you (?:could|won|had|were)\b[^.?]*,? what would you\b|\bif you could [^.?]*,? (?:who",
                r"|where|which|what) would\b"
            ),
            concat!(
                r"^(?:have you ever (?:been|had|seen|felt|tried|visited|experienced|met|lost|done|made|wanted",
                r"|lived|worked|travel+ed|gone|eaten)|do you (?:have a (?:favou?rite|pet|hobby|girlfriend",
                r"|boyfriend)|like|love|prefer|enjoy|dream|believe in|ever feel))\b"
            ),
            concat!(
                r"\bhow (?:do|did|would) you (?:(?:usually |personally )?feel(?: (?:about|when|after|if|on|today",
                r"|during)\b|\?|$)|spend your|celebrate\b)"
            ),
            concat!(
                r"^(?:write|give|create|provide)[^.:]{0,40} (?:of|about) your (?:own )?(?:house|home|family",
                r"|hometown|childhood|favou?rite|best friend|weekend|last|life|pet)\b"
            ),
            r"\byour (?:personal experiences?|own (?:life|experiences?|childhood|opinion)|earliest memory)\b",
            r"你(?:自己)?最(?:喜欢|难忘|自豪|害怕)|你(?:曾经|有没有|是否曾)|你的(?:童年|家乡|爱好|家人|梦想|日常生活|看法是)",
        ],
        check,
    }),
};

fn check(sight: &Sight<'_, '_>) -> bool {
    const LONG: usize = 40;
    /// Roles, and questions that others are to be asked.
    const FOR_OTHERS: [&str; 22] = [
        "imagine",
        "pretend",
        "act as",
        "act like",
        "you are ",
        "you're ",
        "you’re ",
        "become",
        "assume",
        "as a ",
        "as an ",
        "picture yourself",
        "story",
        "role",
        "interview",
        "sentence",
        "question",
        "dialog",
        "conversation",
        "survey",
        "扮演",
        "假设",
    ];
    let (messages, words) = (sight.example.messages(), sight.words);
    let has_lines =
        messages.iter().flat_map(Message::texts).next().is_some_and(|text| text.trim().contains('\n'));
    stands_alone(sight)
        && !has_lines
        && words.prompt.len() < LONG
        && !matches!(sight.task, Task::Label | Task::ShortAnswer)
        && !FOR_OTHERS.iter().any(|word| words.asked.contains(word))
}
