//! The definitions, word for word and slowly: every record is compared with every other. Texts are taken to be of lower
//! case ASCII letters, digits and blanks, so that words are what stands between blanks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

/// What is compared of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// All turns before the last answer.
    pub prompt: String,
    /// All turns; and of a preference the rejected answer apart.
    pub texts: Vec<String>,
    /// All turns up to the first answer, where more answers follow.
    pub opening: Option<String>,
}

/// How texts are cut and compared.
#[derive(Debug, Clone, Copy)]
pub struct Lens {
    pub ngram: usize,
    pub threshold: f64,
}

/// What no two sides of a split share anything by.
pub const LENSES: [Lens; 2] = [Lens { ngram: 3, threshold: 0.7 }, Lens { ngram: 5, threshold: 0.8 }];

/// How many records of the holdout are in train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shared {
    pub prompt_equal: u64,
    pub prompt_near: u64,
    pub record_equal: u64,
    pub record_near: u64,
    pub runs: u64,
}

fn normal<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

impl Row {
    /// A record of one of the shapes that the tests use.
    pub fn new(line: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(line).expect("it is JSON");
        let text = |key: &str| value[key].as_str();
        let Some(messages) = value["messages"].as_array() else {
            let prompt = text("prompt").expect("a prompt");
            let answer = text("chosen").or(text("completion")).expect("an answer");
            let texts = [Some(normal([prompt, answer])), text("rejected").map(|text| normal([text]))];
            return Self {
                prompt: normal([prompt]),
                texts: texts.into_iter().flatten().collect(),
                opening: None,
            };
        };
        let is = |message: &&Value, role: &str| message["role"] == role;
        let turns: Vec<&Value> = messages.iter().filter(|message| !is(message, "system")).collect();
        let joined = |turns: &[&Value]| normal(turns.iter().filter_map(|turn| turn["content"].as_str()));
        let answers: Vec<usize> = (0..turns.len()).filter(|place| is(&turns[*place], "assistant")).collect();
        Self {
            prompt: joined(&turns[..answers.last().copied().unwrap_or(turns.len())]),
            texts: vec![joined(&turns)],
            opening: (answers.len() > 1).then(|| joined(&turns[..=answers[0]])),
        }
    }

    /// Whether both ask the same.
    pub fn has_equal_prompt(&self, other: &Self) -> bool {
        !self.prompt.is_empty() && self.prompt == other.prompt
    }

    /// Whether both say the same.
    pub fn has_equal_texts(&self, other: &Self) -> bool {
        !self.texts[0].is_empty() && self.texts == other.texts
    }

    /// Whether one was cut from the conversation of the other.
    fn is_of_conversation_of(&self, other: &Self) -> bool {
        let begins = |opening: &Option<String>, row: &Self| {
            opening.as_ref().is_some_and(|opening| {
                row.opening.as_ref() == Some(opening) || row.texts == [opening.clone()]
            })
        };
        begins(&self.opening, other) || begins(&other.opening, self)
    }
}

/// Runs of words; a shorter text is one.
fn shingles(text: &str, ngram: usize) -> BTreeSet<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0 => BTreeSet::new(),
        length if length < ngram => [words.join(" ")].into(),
        _ => words.windows(ngram).map(|run| run.join(" ")).collect(),
    }
}

/// The Jaccard similarity of two ordered sets.
fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        shared += usize::from(a[i] == b[j]);
        let (left, right) = (a[i], b[j]);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    let union = a.len() + b.len() - shared;
    if union == 0 { 0.0 } else { shared as f64 / union as f64 }
}

/// The texts of one part of some records as sets of numbered shingles, with and without those that are common.
struct Sets {
    all: Vec<Vec<u32>>,
    rest: Vec<Vec<u32>>,
    threshold: f64,
}

impl Sets {
    /// Common text is learnt from the first `learnt` records.
    fn new<'r>(texts: impl Iterator<Item = &'r [String]>, learnt: usize, lens: Lens) -> Self {
        let mut numbers: HashMap<(usize, String), u32> = HashMap::new();
        let mut all: Vec<Vec<u32>> = Vec::new();
        for texts in texts {
            let mut set = BTreeSet::new();
            for (place, text) in texts.iter().enumerate() {
                for shingle in shingles(text, lens.ngram) {
                    let next = u32::try_from(numbers.len()).expect("few shingles");
                    set.insert(*numbers.entry((place, shingle)).or_insert(next));
                }
            }
            all.push(set.into_iter().collect());
        }
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        all[..learnt].iter().flatten().for_each(|shingle| *counts.entry(*shingle).or_default() += 1);
        let records = all[..learnt].iter().filter(|set| !set.is_empty()).count();
        let is_common =
            |shingle: &u32| counts.get(shingle).is_some_and(|count| *count > 20 && 10 * count > records);
        let rest = |set: &Vec<u32>| set.iter().copied().filter(|shingle| !is_common(shingle)).collect();
        Self { rest: all.iter().map(rest).collect(), all, threshold: lens.threshold }
    }

    /// The similarity of two texts, where they are near; that equal ones are is the caller's to know.
    fn near(&self, a: usize, b: usize) -> Option<f64> {
        let similarity = jaccard(&self.all[a], &self.all[b]);
        let is_bare = self.rest[a].is_empty() && self.rest[b].is_empty();
        let passes = || is_bare || jaccard(&self.rest[a], &self.rest[b]) >= self.threshold;
        (!self.all[a].is_empty() && similarity >= self.threshold && passes()).then_some(similarity)
    }
}

/// Records ready to be compared.
pub struct Records<'r> {
    rows: &'r [Row],
    prompts: Sets,
    texts: Sets,
}

impl<'r> Records<'r> {
    /// Common text is learnt from the first `learnt` rows.
    pub fn new(rows: &'r [Row], learnt: usize, lens: Lens) -> Self {
        let prompts = Sets::new(rows.iter().map(|row| std::slice::from_ref(&row.prompt)), learnt, lens);
        let texts = Sets::new(rows.iter().map(|row| row.texts.as_slice()), learnt, lens);
        Self { rows, prompts, texts }
    }

    /// Whether two have equal or near prompts.
    pub fn share_prompt(&self, a: usize, b: usize) -> bool {
        self.rows[a].has_equal_prompt(&self.rows[b]) || self.prompts.near(a, b).is_some()
    }

    /// Whether two are equal or near.
    pub fn share_texts(&self, a: usize, b: usize) -> bool {
        self.rows[a].has_equal_texts(&self.rows[b]) || self.texts.near(a, b).is_some()
    }

    /// Whether two belong to one group.
    pub fn are_tied(&self, a: usize, b: usize) -> bool {
        self.share_prompt(a, b) || self.share_texts(a, b) || self.rows[a].is_of_conversation_of(&self.rows[b])
    }

    /// What the records from `train` on share with those before.
    pub fn shared(&self, train: usize) -> Shared {
        let runs = |row: &Row| {
            let long = row.prompt.split_whitespace().count() >= 13;
            if long { shingles(&row.prompt, 13) } else { BTreeSet::new() }
        };
        let of_train: BTreeSet<String> = self.rows[..train].iter().flat_map(runs).collect();
        let mut shared = Shared::default();
        for held in train..self.rows.len() {
            let row = &self.rows[held];
            let any = |is: &dyn Fn(usize) -> bool| u64::from((0..train).any(is));
            shared.prompt_equal += any(&|other| row.has_equal_prompt(&self.rows[other]));
            shared.prompt_near += any(&|other| self.share_prompt(held, other));
            shared.record_equal += any(&|other| row.has_equal_texts(&self.rows[other]));
            shared.record_near += any(&|other| self.share_texts(held, other));
            shared.runs += u64::from(runs(row).iter().any(|run| of_train.contains(run)));
        }
        shared
    }
}

/// For each record the first of its group: of all that are tied, directly or through others, by any of the lenses.
pub fn groups(rows: &[Row]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..rows.len()).collect();
    let find = |first: &[usize], mut at: usize| {
        while first[at] != at {
            at = first[at];
        }
        at
    };
    for lens in LENSES {
        let records = Records::new(rows, rows.len(), lens);
        for a in 0..rows.len() {
            for b in a + 1..rows.len() {
                let (x, y) = (find(&first, a), find(&first, b));
                if x != y && records.are_tied(a, b) {
                    first[x.max(y)] = x.min(y);
                }
            }
        }
    }
    (0..rows.len()).map(|row| find(&first, row)).collect()
}

#[test]
fn the_reference_counts_a_case_that_is_counted_by_hand() {
    let row = |prompt: &str, answer: &str| Row::new(crate::support::chat(prompt, answer).as_bytes());
    let rows = [
        row("one two three four five six seven", "yes"),
        row("one two three four five six seven eight", "of course it is what else could it be"),
        row("alpha beta", "gamma"),
        row("one two three four five six seven", "no"),
        row("one two three four five six eight nine", "not at all"),
        row("alpha beta", "gamma"),
    ];
    // The fourth has the prompt of the first, 6 of 7 shingles of the second, and 5 of 7 of the first as a whole.
    let shared = Records::new(&rows, 3, LENSES[0]).shared(3);
    assert_eq!(shared, Shared { prompt_equal: 2, prompt_near: 2, record_equal: 1, record_near: 2, runs: 0 });
    assert_eq!(groups(&rows), [0, 0, 2, 0, 4, 2]);
    let conversation = r#"{"messages": [{"role": "user", "content": "alpha beta"}, {"role": "assistant", "content": "gamma"}, {"role": "user", "content": "delta"}, {"role": "assistant", "content": "epsilon"}]}"#;
    assert!(Row::new(conversation.as_bytes()).is_of_conversation_of(&rows[2]));
}
