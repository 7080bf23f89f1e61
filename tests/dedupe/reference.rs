//! The definitions of what is equal, near and contradictory, written again without a sketch, a hash or a shortcut that
//! could miss anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// How texts are compared. The threshold is in tenths, so that similarities are compared as fractions.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub ngram: usize,
    pub tenths: usize,
    pub is_guarded: bool,
}

impl Measure {
    /// As it is where nothing else is said.
    pub const DEFAULT: Self = Self { ngram: 3, tenths: 8, is_guarded: true };

    pub fn threshold(self) -> f64 {
        self.tenths as f64 / 10.0
    }
}

/// The texts of a record, in normal form; what is empty is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    pub system: String,
    pub prompt: String,
    pub answer: String,
    pub whole: String,
}

impl Texts {
    /// The texts of turns, each with its role.
    pub fn new<'t>(turns: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let (system, turns): (Vec<_>, Vec<_>) = turns.into_iter().partition(|(role, _)| *role == "system");
        let answer = turns.iter().rposition(|(role, _)| *role == "assistant").unwrap_or(turns.len());
        let joined = |turns: &[(&str, &str)]| {
            let said: Vec<&str> = turns.iter().map(|(_, said)| *said).collect();
            normal(&said.join("\n"))
        };
        Self {
            system: system.iter().map(|(_, said)| *said).collect::<Vec<_>>().join("\n"),
            prompt: joined(&turns[..answer]),
            answer: joined(&turns[answer..turns.len().min(answer + 1)]),
            whole: joined(&turns),
        }
    }

    /// The part that is compared.
    pub fn part(&self, by: &str) -> &str {
        match by {
            "prompt" => &self.prompt,
            "completion" => &self.answer,
            _ => &self.whole,
        }
    }

    /// How two answers contradict each other, if they do; `are_labels` is what [`are_labels`] says of all.
    pub fn contradiction(&self, other: &Self, are_labels: bool) -> Option<&'static str> {
        let is_short = |text: &str| (1..=64).contains(&text.len());
        let (own, others) = (&self.answer, &other.answer);
        if own == others || own.is_empty() || others.is_empty() {
            return None;
        }
        if are_labels && is_short(own) && is_short(others) {
            return Some("label");
        }
        if let (Some(own), Some(others)) = (json(own), json(others)) {
            return (own != others).then_some("json-value");
        }
        let (own, others) = (numbers(own), numbers(others));
        let has_more = |a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>| {
            a.iter().any(|(number, count)| b.get(number).is_none_or(|other| other < count))
        };
        (has_more(&own, &others) && has_more(&others, &own)).then_some("number")
    }
}

/// Short answers are labels where fewer than a third of the answers differ.
pub fn are_labels(texts: &[Texts]) -> bool {
    let answers: Vec<&str> =
        texts.iter().map(|texts| texts.answer.as_str()).filter(|answer| !answer.is_empty()).collect();
    3 * answers.iter().collect::<BTreeSet<_>>().len() < answers.len()
}

/// An object or a list, the order of keys forgotten.
fn json(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    (value.is_object() || value.is_array()).then(|| sorted(&value))
}

/// How often each whole number stands in a text. The tests know no others.
fn numbers(text: &str) -> BTreeMap<&str, usize> {
    let runs = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let digits = runs.filter(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit()));
    digits.fold(BTreeMap::new(), |mut counts, number| {
        *counts.entry(number).or_default() += 1;
        counts
    })
}

/// A value with its keys in order, as text.
pub fn sorted(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().map(|(key, value)| (key, sorted(value))).collect();
            format!("{members:?}")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(sorted).collect::<Vec<_>>()),
        other => other.to_string(),
    }
}

fn normal(text: &str) -> String {
    let folded = text.nfkc().collect::<String>().to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn words(text: &str) -> Vec<String> {
    let is_alone =
        |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let mut parted = String::new();
    for c in text.chars() {
        if is_alone(c) {
            parted.extend([' ', c, ' ']);
        } else {
            parted.push(if c.is_alphanumeric() || c == '_' { c } else { ' ' });
        }
    }
    parted.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The runs of so many words in a text; of a shorter one the text itself.
fn shingles(text: &str, size: usize) -> Vec<String> {
    let words = words(text);
    if words.is_empty() {
        return Vec::new();
    }
    words.windows(size.min(words.len())).map(|run| run.join(" ")).collect()
}

/// The runs of 13 words in a text; a shorter one has none.
pub fn runs(text: &str) -> BTreeSet<String> {
    words(text).windows(13).map(|run| run.join(" ")).collect()
}

/// Some texts as sets of numbers, one for each shingle.
pub struct Sets<'t> {
    texts: Vec<&'t str>,
    whole: Vec<Vec<u32>>,
    /// What is left of each without common shingles.
    rests: Vec<Vec<u32>>,
    numbers: usize,
    measure: Measure,
}

/// How many numbers two ordered sets share, and how many they have in all.
fn shared(a: &[u32], b: &[u32]) -> (usize, usize) {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        both += usize::from(a[i] == b[j]);
        (i, j) = (i + usize::from(a[i] <= b[j]), j + usize::from(b[j] <= a[i]));
    }
    (both, a.len() + b.len() - both)
}

impl<'t> Sets<'t> {
    /// What is common is learnt from the first `learnt` texts.
    pub fn new(texts: Vec<&'t str>, learnt: usize, measure: Measure) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut sets: Vec<Vec<u32>> = Vec::new();
        for text in &texts {
            let mut set = Vec::new();
            for shingle in shingles(text, measure.ngram) {
                let next = u32::try_from(numbers.len()).expect("few shingles");
                set.push(*numbers.entry(shingle).or_insert(next));
            }
            set.sort_unstable();
            set.dedup();
            sets.push(set);
        }
        let mut counts = vec![0; numbers.len()];
        sets[..learnt].iter().flatten().for_each(|number| counts[*number as usize] += 1);
        let records = sets[..learnt].iter().filter(|set| !set.is_empty()).count();
        let is_rare =
            |number: &&u32| counts[**number as usize] <= 20 || 10 * counts[**number as usize] <= records;
        let rest = |set: &Vec<u32>| {
            set.iter().filter(|number| !measure.is_guarded || is_rare(number)).copied().collect()
        };
        let rests = sets.iter().map(rest).collect();
        Self { texts, whole: sets, rests, numbers: numbers.len(), measure }
    }

    /// The Jaccard similarity of two texts, if they are near.
    pub fn near(&self, a: usize, b: usize) -> Option<f64> {
        let (first, second) = (&self.whole[a], &self.whole[b]);
        if self.texts[a] == self.texts[b] {
            return (!self.texts[a].is_empty()).then_some(1.0);
        }
        let reaches = |(both, all): (usize, usize)| 10 * both >= self.measure.tenths * all;
        let (less, more) = (first.len().min(second.len()), first.len().max(second.len()));
        if less == 0 || !reaches((less, more)) {
            return None;
        }
        // The rests are shorter; two that are empty pass.
        let plain = || shared(first, second);
        let is_near = reaches(shared(&self.rests[a], &self.rests[b])) && reaches(plain());
        is_near.then(|| plain().0 as f64 / plain().1 as f64)
    }

    /// The pairs of near texts, equal ones once for each text: those of an earlier with a later one. To be near, two
    /// texts must share one of their rarest shingles, so only those that do are compared.
    pub fn pairs(
        &self,
        from: std::ops::Range<usize>,
        to: std::ops::Range<usize>,
    ) -> Vec<(usize, usize, f64)> {
        let mut counts = vec![0_u32; self.numbers];
        self.whole.iter().flatten().for_each(|number| counts[*number as usize] += 1);
        let rare = |at: usize| {
            let rest = &self.rests[at];
            let mut set = if rest.is_empty() { &self.whole[at] } else { rest }.clone();
            set.sort_unstable_by_key(|number| (counts[*number as usize], *number));
            // As many as two near texts cannot all be without.
            set.truncate(set.len() - (self.measure.tenths * set.len()).div_ceil(10) + 1);
            set
        };
        let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
        for at in to.clone() {
            for number in rare(at) {
                holders.entry(number).or_default().push(at);
            }
        }
        let mut equals: HashMap<&str, Vec<usize>> = HashMap::new();
        to.for_each(|at| equals.entry(self.texts[at]).or_default().push(at));
        let mut pairs = Vec::new();
        for a in from {
            let sharing = rare(a);
            let sharing = sharing.iter().filter_map(|number| holders.get(number)).flatten();
            let mut others: Vec<usize> =
                sharing.chain(equals.get(self.texts[a]).into_iter().flatten()).copied().collect();
            others.sort_unstable();
            others.dedup();
            let near = |b: usize| self.near(a, b).map(|similarity| (a, b, similarity));
            pairs.extend(others.into_iter().filter(|b| *b > a).filter_map(near));
        }
        pairs
    }
}

/// The connected components of more than one, by their members.
pub fn components(len: usize, pairs: &[(usize, usize, f64)]) -> BTreeSet<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); len];
    for (a, b, _) in pairs {
        neighbours[*a].push(*b);
        neighbours[*b].push(*a);
    }
    let mut is_seen = vec![false; len];
    let mut found = BTreeSet::new();
    for start in 0..len {
        let (mut open, mut members) = (vec![start], Vec::new());
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut is_seen[at], true) {
                members.push(at);
                open.extend(&neighbours[at]);
            }
        }
        members.sort_unstable();
        if members.len() > 1 {
            found.insert(members);
        }
    }
    found
}

/// Groups of more than one, and how many records go when one of each stays.
pub fn surplus(keys: impl Iterator<Item = String>) -> (u64, u64) {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    keys.filter(|key| !key.is_empty()).for_each(|key| *counts.entry(key).or_default() += 1);
    let large = || counts.values().filter(|count| **count > 1);
    (large().count() as u64, large().map(|count| count - 1).sum())
}
