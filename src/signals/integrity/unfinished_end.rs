//! `unfinished-end`: the answer ends where those of its kind do not.

use super::truncated_end::cut;
use crate::model::Task;
use crate::signals::manner::Edge;
use crate::signals::{Axis, Hit, Measure, Sight, Signal};
use crate::text::{is_ideograph, shortened, stem};

/// The answer ends where those of its kind do not.
pub static SIGNAL: Signal = Signal {
    name: "unfinished-end",
    axis: Axis::Integrity,
    docs: r#"The answer ends where those of its kind do not.

Most answers of the dataset to this kind of task end with a closing mark, and this one with a letter or a comma, in the middle of a
line of running text: it may have been cut off. What is taken grows with the share of other answers that end with such
a mark, less those that end as this one does; it is most where the last word is a fragment, or one that no sentence ends in, where an item or what a
colon promises is missing, or a last line that all others have. Verses,
signatures, links and hashtags are left alone. From 3 to 60 % of integrity are kept; the cost is a look at the last lines.

```jsonl bad
{"prompt": "How do I change the chain?", "completion": "First put the bike on a stand so that the rear wheel turns freely, and shift to the smallest"}
```

```jsonl good
{"prompt": "How do I change the chain?", "completion": "First put the bike on a stand so that the rear wheel turns freely, and shift down."}
{"prompt": "How long does it take?", "completion": "An hour"}
```
"#,
    measure: Measure::Look(measure),
};

/// The least share of answers that end with a closing mark, from which those that do not stand out.
const MOST: f64 = 0.6;
/// Words of a last line that is running text, of which Chinese has one a character.
const LINE: usize = 6;
/// What is taken at most, and where the last word makes it plain.
const TAKES: f64 = 0.9;
const TAKES_PLAIN: f64 = 0.97;

/// Words that no sentence ends in.
const OPEN_WORDS: [&str; 40] = [
    "the", "a", "an", "and", "or", "but", "of", "nor", "than", "because", "whose", "your", "their", "my",
    "our", "every", "is", "are", "was", "were", "very", "to", "with", "for", "from", "by", "as", "at",
    "that", "which", "its", "his", "if", "when", "while", "into", "can", "may", "will", "these",
];

fn measure(sight: &Sight<'_, '_>) -> Option<Hit> {
    if matches!(sight.task, Task::Json | Task::Label | Task::ShortAnswer | Task::ToolCall) {
        return None;
    }
    let text = prose(sight)?.trim_end();
    // The gate has said so.
    if cut(sight.words.last_answer()).is_some() {
        return None;
    }
    let mut lines = text.lines().rev().map(str::trim).filter(|line| !line.is_empty());
    let (line, before) = (lines.next()?, lines.next());
    if let Some(share) = sight.set.manner.close_unlike(sight.task, text) {
        return Hit::answer(1.0 - TAKES_PLAIN * share, || {
            format!("{:.0} % of the others end with a line that begins with a mark", 100.0 * share)
        });
    }
    let end = Edge::of(text.chars().next_back()?);
    let is_dangling = is_dangling(line);
    let is_open =
        matches!(end, Edge::Lower | Edge::Upper | Edge::Letter) || line.ends_with([',', '，', '、', '(']);
    if !(is_dangling || (is_open && is_running(line, before))) {
        return None;
    }
    let finished = sight.set.manner.end_like(sight.task, Edge::Stop)?;
    let alike = if is_dangling { 0.0 } else { sight.set.manner.end_like(sight.task, end)? };
    if finished < MOST {
        return None;
    }
    let takes = if is_dangling || is_fragment(sight, line) { TAKES_PLAIN } else { TAKES };
    Hit::answer(1.0 - takes * (finished - alike).max(0.0), || {
        let last = line.split_whitespace().next_back().unwrap_or_default();
        let last = if last.chars().any(is_ideograph) {
            "a character".into()
        } else {
            format!("`{}`", shortened(last))
        };
        format!(
            "the answer ends with {last}, and {:.0} % of the others with a closing mark",
            100.0 * finished
        )
    })
}

/// The last answer; of code what is said behind it, where that is told apart by a fence.
fn prose<'s>(sight: &'s Sight<'_, '_>) -> Option<&'s str> {
    let text = sight.words.last_answer();
    if sight.task != Task::Code {
        return Some(text);
    }
    let behind = text.rfind("```").map(|at| &text[at + 3..])?;
    (text.matches("```").count().is_multiple_of(2) && words(behind) >= LINE).then_some(behind)
}

/// Whether a line promises what does not come: the mark of an item without the item, or a colon.
fn is_dangling(line: &str) -> bool {
    let mark = line.trim_end_matches(['.', ')', '、']);
    let is_number =
        mark.len() < line.len() && !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit());
    is_number || matches!(line, "-" | "*" | "•") || (line.ends_with([':', '：']) && words(line) >= 3)
}

/// Whether a last line is text that runs on from the line before, if there is one: no verse, signature, link or hashtag, and
/// no item among such as end like it.
fn is_running(line: &str, before: Option<&str>) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    // Who said it, an ending of a file, or a formula may stand at the end of anything.
    let is_said_by = line.split_whitespace().rev().take(3).any(|word| word.starts_with(['-', '—', '–']));
    let is_formula = line.contains(" = ") && words(line) <= 2 * LINE;
    let is_name = is_said_by || last.contains('.') || is_formula;
    let is_mark = is_name
        || last.contains("://")
        || last.contains('@')
        || last.starts_with(['#', '@', '$', '\\'])
        || last.contains('_');
    let is_item = line.starts_with(['-', '*', '•', '|', '#', '>', '+'])
        || line.starts_with(|c: char| c.is_ascii_digit());
    let is_field = line.find(": ").is_some_and(|colon| words(&line[..colon]) <= 4);
    let follows =
        before.is_none_or(|before| before.ends_with(['.', '!', '?', '。', '！', '？', ';', '；', ':', '：']));
    // Behind a paragraph comes another one, not a few words.
    let follows_prose = before.is_some_and(|before| words(before) >= 2 * LINE);
    let enough = match (is_item, before) {
        (false, Some(_)) if follows_prose => 1,
        (true, Some(_)) => 3,
        (true, None) => 2 * LINE,
        (false, _) => LINE,
    };
    words(line) >= enough && !is_mark && (is_item || !is_field) && follows
}

/// Whether a line ends with a word that goes on, or one behind which a sentence must.
fn is_fragment(sight: &Sight<'_, '_>, line: &str) -> bool {
    /// Longer fragments are like words, for all that stems tell.
    const SHORT: usize = 4;
    let last = line.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_plain = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_quoted = line.matches('"').count() % 2 == 1
        || line.matches(['“', '「']).count() > line.matches(['”', '」']).count();
    if is_quoted || line.ends_with([',', '(', '，', '、']) || OPEN_WORDS.contains(&last) {
        return true;
    }
    is_plain && last.len() <= SHORT && sight.set.counts.is_rare(stem(last))
}

/// About as many words as a text has: what stands between blanks, and every ideograph.
fn words(text: &str) -> usize {
    text.split_whitespace().count() + text.chars().filter(|c| is_ideograph(*c)).count()
}
