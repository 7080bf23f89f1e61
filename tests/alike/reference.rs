//! The definitions, word for word and slowly: every text is compared with every other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::support::text_of;

/// What is compared of a record; texts in normal form.
#[derive(Debug, Clone)]
pub struct Row {
    pub value: Value,
    pub system: String,
    pub prompt: String,
    pub answer: String,
    pub text: String,
}

/// How shingles are made and compared.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub ngram: usize,
    pub threshold: f64,
    pub is_guarded: bool,
}

/// How often something stands in the data: groups, surplus, and the size of the largest group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts(pub u64, pub u64, pub u64);

fn normal(text: &str) -> String {
    let text = text.nfkc().collect::<String>().to_lowercase();
    text.split(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Row {
    /// A record of one of the shapes that the tests use.
    pub fn new(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let mut turns: Vec<(String, String)> = Vec::new();
        let list = value.get("messages").or_else(|| value.get("conversations")).and_then(Value::as_array);
        if let Some(list) = list {
            for turn in list {
                let role = turn["role"].as_str().or_else(|| turn["from"].as_str()).unwrap_or_default();
                let said = turn["content"].as_str().or_else(|| turn["value"].as_str()).unwrap_or_default();
                let role = if ["gpt", "assistant"].contains(&role) { "assistant" } else { role };
                turns.push((role.to_owned(), said.to_owned()));
            }
        } else {
            let prompt = text("prompt").or_else(|| text("question")).or_else(|| text("text")).or_else(|| {
                let input = text("input").filter(|input| !input.is_empty());
                let instruction = text("instruction")?;
                Some(input.map_or(instruction.clone(), |input| format!("{instruction}\n{input}")))
            });
            let keys = ["completion", "answer", "output", "response", "category"];
            let answer = keys.iter().find_map(|key| text(key));
            turns.push(("user".to_owned(), prompt.expect("a prompt")));
            turns.push(("assistant".to_owned(), answer.expect("an answer")));
        }
        let system: Vec<String> =
            turns.iter().filter(|(role, _)| role == "system").map(|(_, said)| said.clone()).collect();
        turns.retain(|(role, _)| role != "system");
        let answered = turns.iter().rposition(|(role, _)| role == "assistant").unwrap_or(turns.len());
        let joined = |turns: &[(String, String)]| {
            normal(&turns.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().join("\n"))
        };
        Self {
            value: value.clone(),
            system: system.join("\n"),
            prompt: joined(&turns[..answered]),
            answer: turns.get(answered).map(|(_, said)| normal(said)).unwrap_or_default(),
            text: joined(&turns),
        }
    }

    /// The part that is compared.
    pub fn part(&self, by: &str) -> &str {
        match by {
            "prompt" => &self.prompt,
            "completion" => &self.answer,
            _ => &self.text,
        }
    }
}

/// The records of a file: JSON Lines, a JSON array, CSV with a header; packed or not.
pub fn rows(path: &Path) -> Vec<Row> {
    let text = text_of(path);
    if path.extension().is_some_and(|extension| extension == "csv") {
        return table(&text);
    }
    if text.starts_with('[') {
        let values: Vec<Value> = serde_json::from_str(&text).expect("it is JSON");
        return values.iter().map(Row::new).collect();
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Row::new(&serde_json::from_str(line).expect("it is JSON"))).collect()
}

/// The rows of a CSV file as objects.
fn table(text: &str) -> Vec<Row> {
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let cell = rows.last_mut().and_then(|row| row.last_mut()).expect("there is a cell");
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => rows.last_mut().expect("there is a row").push(String::new()),
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            '\r' if !is_quoted => {}
            c => cell.push(c),
        }
    }
    rows.retain(|row| row.len() > 1);
    let header = rows.remove(0);
    let object = |row: Vec<String>| {
        Value::Object(header.iter().cloned().zip(row.into_iter().map(Value::from)).collect())
    };
    rows.into_iter().map(|row| Row::new(&object(row))).collect()
}

fn words(text: &str) -> Vec<String> {
    let is_single = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let mut words = vec![String::new()];
    for c in text.chars() {
        if is_single(c) {
            words.extend([c.to_string(), String::new()]);
        } else if c.is_alphanumeric() || c == '_' {
            words.last_mut().expect("there is a word").push(c);
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The shingles of a text; a shorter one is one.
pub fn shingles(text: &str, ngram: usize) -> BTreeSet<String> {
    let words = words(text);
    if words.len() < ngram {
        return words.first().map(|_| words.join(" ")).into_iter().collect();
    }
    words.windows(ngram).map(|run| run.join(" ")).collect()
}

/// The Jaccard similarity of two sets.
pub fn jaccard<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let shared = a.intersection(b).count();
    let union = a.len() + b.len() - shared;
    if union == 0 { 0.0 } else { shared as f64 / union as f64 }
}

/// Texts as sets of numbered shingles, with the common ones.
pub struct Texts {
    sets: Vec<BTreeSet<u32>>,
    common: BTreeSet<u32>,
    measure: Measure,
}

impl Texts {
    /// The shingles of some texts; what is common is learnt from the first `learnt` of them.
    pub fn new(texts: &[&str], learnt: usize, measure: Measure) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut sets = Vec::new();
        for text in texts {
            let mut set = BTreeSet::new();
            for shingle in shingles(text, measure.ngram) {
                let next = u32::try_from(numbers.len()).expect("few shingles");
                set.insert(*numbers.entry(shingle).or_insert(next));
            }
            sets.push(set);
        }
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        sets[..learnt].iter().flatten().for_each(|shingle| *counts.entry(*shingle).or_default() += 1);
        let records = sets[..learnt].iter().filter(|set| !set.is_empty()).count();
        let is_common = |count: &usize| *count > 20 && 10 * *count > records;
        let common =
            counts.iter().filter(|(_, count)| is_common(count)).map(|(shingle, _)| *shingle).collect();
        Self { sets, common, measure }
    }

    /// Whether two of the texts are near; that equal ones are is the caller's to know.
    pub fn are_near(&self, a: usize, b: usize) -> bool {
        let (first, second) = (&self.sets[a], &self.sets[b]);
        let (less, more) = (first.len().min(second.len()), first.len().max(second.len()));
        if less == 0 || (less as f64) < self.measure.threshold * more as f64 - 1e-9 {
            return false;
        }
        if jaccard(first, second) < self.measure.threshold {
            return false;
        }
        if !self.measure.is_guarded || self.common.is_empty() {
            return true;
        }
        let rest = |set: &BTreeSet<u32>| set.difference(&self.common).copied().collect::<BTreeSet<u32>>();
        let (first, second) = (rest(first), rest(second));
        (first.is_empty() && second.is_empty()) || jaccard(&first, &second) >= self.measure.threshold
    }
}

/// What stands more than once in some texts, empty ones left out: equal, and near (connected components).
pub fn counts(texts: &[&str], measure: Measure) -> (Counts, Counts) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        places.entry(text).or_default().push(place);
    }
    let equal = sizes(places.values().map(Vec::len));
    let sets = Texts::new(texts, texts.len(), measure);
    let first: Vec<usize> = places.values().map(|places| places[0]).collect();
    let mut root: Vec<usize> = (0..first.len()).collect();
    let find = |root: &[usize], mut at: usize| {
        while root[at] != at {
            at = root[at];
        }
        at
    };
    for a in 0..first.len() {
        for b in a + 1..first.len() {
            if sets.are_near(first[a], first[b]) {
                let (x, y) = (find(&root, a), find(&root, b));
                root[x.max(y)] = x.min(y);
            }
        }
    }
    let mut clusters: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, places) in places.values().enumerate() {
        *clusters.entry(find(&root, number)).or_default() += places.len();
    }
    (equal, sizes(clusters.into_values()))
}

/// What stands more than once by value.
pub fn exact(rows: &[Row]) -> Counts {
    // Objects of serde_json keep their order, which does not count.
    fn sorted(value: &Value) -> String {
        match value {
            Value::Object(members) => {
                let members: BTreeMap<_, _> =
                    members.iter().map(|(key, value)| (key, sorted(value))).collect();
                format!("{members:?}")
            }
            Value::Array(items) => format!("{:?}", items.iter().map(sorted).collect::<Vec<_>>()),
            other => other.to_string(),
        }
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        *counts.entry(sorted(&row.value)).or_default() += 1;
    }
    sizes(counts.into_values())
}

fn sizes(groups: impl Iterator<Item = usize>) -> Counts {
    let large: Vec<u64> = groups.filter(|size| *size > 1).map(|size| size as u64).collect();
    Counts(
        large.len() as u64,
        large.iter().map(|size| size - 1).sum(),
        large.iter().copied().max().unwrap_or(0),
    )
}
