//! What stands in many records: answers, openings, system texts. Counted by their hashes, and quoted from the first record
//! that has each.

use serde::Serialize;

use super::look::{Glance, opening};
use crate::error::Error;
use crate::model::{Example, Message, Role, Task};
use crate::pipeline::Inputs;
use crate::pipeline::texts::Shelf;
use crate::rules::{Spot, View};
use crate::text::{Grams, printable};

/// Texts that are quoted.
const QUOTED: usize = 5;
/// Characters of a quotation.
const LONGEST: usize = 80;

/// A text that stands in several examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// How it begins, on one line.
    pub text: String,
    /// The examples that have it.
    pub examples: u64,
    /// The first of them.
    pub first: Spot,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answers {
    /// How many different answers there are.
    pub different: u64,
    /// The labels, commonest first, where answers are labels: few, different in fewer than a third of the examples, and
    /// of a few words.
    pub labels: Vec<Label>,
    /// How many labels there are.
    pub different_labels: u64,
    /// How evenly labels are used: the entropy of their shares over that of equal shares, 0 to 1.
    pub balance: Option<f64>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// It, on one line.
    pub label: String,
    /// The examples that have it.
    pub examples: u64,
}

/// Labels that are listed.
const LISTED: usize = 1_000;

/// Examples that ask and answer the same as an earlier one, and those that only ask the same.
pub(super) fn repeats(glances: &[Glance]) -> (u64, u64) {
    let mut texts: Vec<(u64, u64, u64)> =
        glances.iter().map(|glance| (glance.prompt, glance.system, glance.answer)).collect();
    texts.sort_unstable();
    let all = texts.len();
    texts.dedup();
    let duplicates = all - texts.len();
    let mut prompts: Vec<u64> =
        texts.iter().map(|(prompt, ..)| *prompt).filter(|prompt| *prompt != 0).collect();
    let asked = prompts.len();
    prompts.dedup();
    (duplicates as u64, (asked - prompts.len()) as u64)
}

/// What is answered.
pub(super) fn answers(inputs: &Inputs, glances: &[Glance]) -> Result<Answers, Error> {
    let all = grouped(glances, |glance| glance.answer);
    let short = glances.iter().filter(|glance| glance.is_short).count();
    let given = glances.iter().filter(|glance| glance.answer != 0).count();
    let are_labels = Task::are_labels(given as u64, all.len() as u64) && 10 * short >= 9 * given;
    let mut answers =
        Answers { different: all.len() as u64, labels: Vec::new(), different_labels: 0, balance: None };
    if are_labels {
        answers.different_labels = all.len() as u64;
        answers.balance = Some(balance(&all));
        for group in all.iter().take(LISTED) {
            let text = quoted(inputs, &glances[group.first], |view| last_answer(view).to_owned())?;
            answers.labels.push(Label { label: text, examples: group.examples });
        }
    }
    Ok(answers)
}

/// How questions open, where several do alike.
pub(super) fn openings(inputs: &Inputs, glances: &[Glance]) -> Result<Vec<Quote>, Error> {
    const SEVERAL: u64 = 2;
    let asked = |glance: &Glance| if glance.prompt == 0 { 0 } else { glance.opening };
    let all = grouped(glances, asked).into_iter().filter(|group| group.examples >= SEVERAL).take(QUOTED);
    let quote = |group: Group| quote(inputs, glances, &group, |view| opening(question(view)).to_owned());
    all.map(quote).collect()
}

/// The commonest system texts, and how many there are.
pub(super) fn systems(inputs: &Inputs, glances: &[Glance]) -> Result<(Vec<Quote>, u64), Error> {
    let all = grouped(glances, |glance| glance.system);
    let different = all.len() as u64;
    let quote = |group: Group| {
        quote(inputs, glances, &group, |view| {
            let messages = view.example.map(Example::messages).unwrap_or_default();
            let texts = messages.iter().filter(|message| message.is_system()).flat_map(Message::texts);
            texts.collect::<Vec<_>>().join(" ")
        })
    };
    Ok((all.into_iter().take(QUOTED).map(quote).collect::<Result<_, _>>()?, different))
}

/// Examples that have something in common.
struct Group {
    examples: u64,
    /// The first of them, by its place among the glances.
    first: usize,
}

/// The groups of examples by a hash, largest first; 0 is none.
fn grouped(glances: &[Glance], of: impl Fn(&Glance) -> u64) -> Vec<Group> {
    let mut hashes: Vec<(u64, u32)> = glances
        .iter()
        .enumerate()
        .map(|(place, glance)| (of(glance), u32::try_from(place).unwrap_or(u32::MAX)))
        .filter(|(hash, _)| *hash != 0)
        .collect();
    hashes.sort_unstable();
    let runs = hashes.chunk_by(|a, b| a.0 == b.0);
    let mut groups: Vec<Group> =
        runs.map(|run| Group { examples: run.len() as u64, first: run[0].1 as usize }).collect();
    groups.sort_unstable_by_key(|group| (std::cmp::Reverse(group.examples), group.first));
    groups
}

/// How evenly examples are spread over groups, 0 to 1, to three decimals.
fn balance(groups: &[Group]) -> f64 {
    let all: u64 = groups.iter().map(|group| group.examples).sum();
    let share = |group: &Group| group.examples as f64 / all as f64;
    let entropy: f64 = groups.iter().map(share).map(|share| -share * share.ln()).sum();
    (entropy / (groups.len() as f64).ln() * 1e3).round() / 1e3
}

/// The question before the last answer.
pub(in crate::pipeline) fn question<'v>(view: &View<'v>) -> &'v str {
    let messages = view.example.map(Example::messages).unwrap_or_default();
    let end = messages.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(messages.len());
    let question = messages[..end].iter().rfind(|message| message.role == Role::User);
    question.and_then(|message| message.texts().next()).unwrap_or_default()
}

fn last_answer<'v>(view: &View<'v>) -> &'v str {
    let messages = view.example.map(Example::messages).unwrap_or_default();
    let answer = messages.iter().rfind(|message| message.role == Role::Assistant);
    answer.and_then(|answer| answer.texts().next()).unwrap_or_default()
}

fn quote(
    inputs: &Inputs,
    glances: &[Glance],
    group: &Group,
    text: impl FnOnce(&View<'_>) -> String,
) -> Result<Quote, Error> {
    let glance = &glances[group.first];
    let first = Spot { file: inputs.name(glance.place.source as usize).to_owned(), line: glance.line };
    Ok(Quote { text: quoted(inputs, glance, text)?, examples: group.examples, first })
}

/// The beginning of a text of a record, on one line.
fn quoted(inputs: &Inputs, glance: &Glance, text: impl FnOnce(&View<'_>) -> String) -> Result<String, Error> {
    let shelf = Shelf { inputs, grams: Grams::Words(3) };
    let text = shelf.view(glance.place, None, &mut Vec::new(), text)?;
    Ok(on_one_line(&text))
}

/// The beginning of a text, on one line.
pub(in crate::pipeline) fn on_one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = printable(&line);
    if line.is_empty() {
        return "(blank)".to_owned();
    }
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}
