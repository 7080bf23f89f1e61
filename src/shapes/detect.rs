//! Which shape a file has, from its first records, and what is in a file that has none.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{ALL, Shape, foreign};
use crate::model::Json;
use crate::text::{count, nearest, printable, shortened};

/// The keys by which shapes are told, each set under the name of its shape. Of equally near ones the first is named.
const FORMS: [(&str, &[&str]); 31] = [
    ("gemini-preference", &["contents", "completions"]),
    ("gemini", &["contents"]),
    ("openai-preference", &["input", "preferred_output", "non_preferred_output"]),
    ("axolotl-preference", &["messages", "chosen", "rejected"]),
    ("sharegpt-preference", &["conversations", "chosen", "rejected"]),
    ("chosen-rejected", &["prompt", "chosen", "rejected"]),
    ("question-preference", &["question", "chosen", "rejected"]),
    ("question-preference", &["instruction", "chosen", "rejected"]),
    ("chosen-rejected", &["chosen", "rejected"]),
    ("stepwise", &["prompt", "completions", "labels"]),
    ("prompt-completion-label", &["prompt", "completion", "label"]),
    ("chat-label", &["messages", "kto_tag"]),
    ("sharegpt-label", &["conversations", "kto_tag"]),
    ("openai-chat", &["messages"]),
    ("interactions", &["interactions"]),
    ("sharegpt", &["conversations"]),
    ("oumi", &["conversation"]),
    ("segments", &["segments"]),
    ("alpaca", &["instruction", "output"]),
    ("alpaca", &["instruction", "response"]),
    ("prompt-completion", &["prompt", "completion"]),
    ("question-answer", &["question", "answer"]),
    ("question-answer", &["prompt", "response"]),
    ("question-answer", &["query", "response"]),
    ("question-answer", &["problem", "solution"]),
    ("question-answer", &["input", "output"]),
    ("question-answer", &["text_input", "output"]),
    ("question-answer", &["text", "label"]),
    ("token-ids", &["input_ids"]),
    ("text", &["text"]),
    ("content", &["content"]),
];

/// What the first records of a file look like.
#[derive(Debug, Default, Clone)]
pub struct Sketch {
    records: usize,
    /// For each shape of the list, how many of the records fit it first.
    fitting: Vec<usize>,
    /// For each known layout that cannot be read, how many of the records have it.
    foreign: [usize; foreign::ALL.len()],
    keys: BTreeMap<String, usize>,
}

impl Sketch {
    /// How many records a file is judged by.
    pub const RECORDS: usize = 64;

    /// Looks at one more record; what is no object says nothing.
    pub fn add(&mut self, record: &Json<'_>) {
        let Json::Object(members) = record else { return };
        self.fitting.resize(ALL.len(), 0);
        self.records += 1;
        for (key, _) in *members {
            *self.keys.entry(key.to_string()).or_default() += 1;
        }
        if let Some(place) = foreign::ALL.iter().position(|layout| (layout.fits)(record)) {
            self.foreign[place] += 1;
        }
        if let Some(place) = ALL.iter().position(|shape| (shape.fits)(record)) {
            self.fitting[place] += 1;
        }
    }

    /// What the records are and what to do, where at least half of them have a known layout that cannot be read.
    pub fn foreign(&self) -> Option<(&'static str, &'static str)> {
        let place = self.foreign.iter().position(|having| *having > 0 && 2 * having >= self.records)?;
        let layout = &foreign::ALL[place];
        Some((layout.what, layout.help))
    }

    /// How many records were looked at.
    pub fn records(&self) -> usize {
        self.records
    }

    /// The shape that at least half of the records fit; of equals, the one that is tried first.
    pub fn shape(&self) -> Option<&'static Shape> {
        let most = self.fitting.iter().copied().max().filter(|most| *most > 0 && 2 * most >= self.records)?;
        let place = self.fitting.iter().position(|fitting| *fitting == most)?;
        Some(ALL[place])
    }

    /// The shape that most of the records fit which fit one; for files in which every record is read as what it is.
    pub fn commonest(&self) -> Option<&'static Shape> {
        let most = self.fitting.iter().copied().max().filter(|most| *most > 0)?;
        self.fitting.iter().position(|fitting| *fitting == most).map(|place| ALL[place])
    }

    /// What was seen in a file of no known shape, and what to do: the nearest known key, the nearest shape, a map.
    pub fn describe(&self) -> (String, String) {
        let keys = self.keys.iter().take(12);
        let keys: Vec<String> =
            keys.map(|(key, n)| format!("`{}` ({n} of {})", quoted(key), self.records)).collect();
        let rest = self.keys.len().saturating_sub(12);
        let more = if rest > 0 { format!(" and {}", count(rest as u64, "other")) } else { String::new() };
        let have = if self.records == 1 { "has" } else { "have" };
        let records = count(self.records as u64, "record");
        let seen = format!("the first {records} {have} the keys {}{more}", keys.join(", "));
        let near = self.did_you_mean().or_else(|| self.nearest()).unwrap_or_else(known_forms);
        (seen, format!("{near}; for any other names there is --map, as in {MAP}"))
    }

    /// The key in most of the records that is nearly a known one.
    fn did_you_mean(&self) -> Option<String> {
        // What is no key of a form may be one of a shape all the same, and none is written for `content` by mistake.
        let is_known = |key: &str| ALL.iter().any(|shape| shape.members.contains(&key));
        let meant = || FORMS.iter().flat_map(|(_, keys)| *keys).copied().filter(|key| *key != "content");
        let unknown = self.keys.iter().filter(|(key, _)| !is_known(key));
        let near = unknown.filter_map(|(key, n)| Some((n, key, nearest(key, meant())?)));
        let (_, key, meant) = near.max_by_key(|(n, ..)| **n)?;
        Some(format!("did you mean `{meant}` instead of `{}`? rename the key and run again", quoted(key)))
    }

    /// The shape with most of whose keys the records stand, and what they lack of it.
    fn nearest(&self) -> Option<String> {
        let is_there = |key: &&str| self.keys.get(*key).is_some_and(|n| 2 * n >= self.records);
        let parted = FORMS.iter().map(|(shape, keys)| {
            let (have, lack): (Vec<&str>, Vec<&str>) = keys.iter().partition(|key| is_there(key));
            (*shape, have, lack)
        });
        let near = parted.filter(|(_, have, _)| !have.is_empty());
        let (shape, have, lack) = near.min_by_key(|(_, have, lack)| (Reverse(have.len()), lack.len()))?;
        let listed =
            |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
        Some(if lack.is_empty() {
            format!(
                "{} would be {shape}, but for its values or for what stands beside: --shape {shape} shows more",
                listed(&have)
            )
        } else {
            format!(
                "the nearest shape is {shape}: {} would have to stand beside {}",
                listed(&lack),
                listed(&have)
            )
        })
    }
}

/// How other names are mapped.
const MAP: &str = "--map prompt=question,completion=/answers/0/text";

fn quoted(key: &str) -> String {
    printable(&shortened(key)).into_owned()
}

fn known_forms() -> String {
    let names: Vec<&str> = ALL.iter().map(|shape| shape.name).collect();
    format!(
        "rename its keys to those of a known shape ({}), or name the shape with --shape",
        names.join(", ")
    )
}

/// How many records of a file have which shape, and the line of the first of each.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Census(BTreeMap<&'static str, (u64, u64)>);

impl Census {
    /// Counts a record on `line`.
    pub fn add(&mut self, shape: &'static str, line: u64) {
        self.0.entry(shape).or_insert((0, line)).0 += 1;
    }

    /// Joins the census of the records that come after.
    pub fn join(&mut self, later: &Self) {
        for (shape, (records, line)) in &later.0 {
            self.0.entry(shape).or_insert((0, *line)).0 += records;
        }
    }

    /// The records in it.
    pub fn total(&self) -> u64 {
        self.0.values().map(|(records, _)| records).sum()
    }

    /// Shape, records, first line.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64, u64)> {
        self.0.iter().map(|(shape, (records, line))| (*shape, *records, *line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Arena, Parsed};

    fn sketch(lines: &[&str]) -> Sketch {
        let mut sketch = Sketch::default();
        for line in lines {
            sketch.add(&Parsed::parse(line, &Arena::default()).unwrap().root);
        }
        sketch
    }

    #[test]
    fn shapes_are_found_by_content() {
        let shape = |line| sketch(&[line]).shape().map(|shape| shape.name);
        assert_eq!(
            shape(r#"{"messages": [{"role": "user"}], "prompt": "x", "completion": "y"}"#),
            Some("openai-chat")
        );
        assert_eq!(
            shape(r#"{"id": 1, "conversations": [{"from": "human", "value": "x"}]}"#),
            Some("sharegpt")
        );
        assert_eq!(shape(r#"{"instruction": "x", "input": "", "response": "y"}"#), Some("alpaca"));
        assert_eq!(shape(r#"{"text": "x", "input": "", "output": "y"}"#), Some("alpaca"));
        assert_eq!(shape(r#"{"prompt": "x", "completion": "y"}"#), Some("prompt-completion"));
        assert_eq!(shape(r#"{"question": "x", "answer": "y"}"#), Some("question-answer"));
        assert_eq!(shape(r#"{"text": "x", "label": 3}"#), Some("question-answer"));
        assert_eq!(shape(r#"{"question": "x", "context": "z", "answer": "y"}"#), None);
        assert_eq!(shape(r#"{"text": "x"}"#), Some("text"));
        assert_eq!(
            shape(r#"{"prompt": [{"role": "user"}], "completion": []}"#),
            Some("prompt-completion-chat")
        );
        assert_eq!(shape(r#"{"prompt": "x", "chosen": "y", "rejected": "z"}"#), Some("chosen-rejected"));
        assert_eq!(shape(r#"{"input": {}, "preferred_output": []}"#), Some("openai-preference"));
        assert_eq!(shape(r#"{"contents": [], "completions": []}"#), Some("gemini-preference"));
        assert_eq!(shape(r#"{"schemaVersion": "v", "messages": []}"#), Some("bedrock-converse"));
    }

    #[test]
    fn the_majority_decides() {
        let chat = r#"{"messages": []}"#;
        let pair = r#"{"prompt": "x", "completion": "y"}"#;
        assert_eq!(sketch(&[chat, pair, pair]).shape().unwrap().name, "prompt-completion");
    }

    #[test]
    fn a_near_miss_is_named() {
        let (seen, help) = sketch(&[r#"{"mesages": []}"#, r#"{"mesages": [], "id": 1}"#]).describe();
        assert_eq!(seen, "the first 2 records have the keys `id` (1 of 2), `mesages` (2 of 2)");
        assert!(help.starts_with("did you mean `messages` instead of `mesages`?"), "{help}");
    }
}
