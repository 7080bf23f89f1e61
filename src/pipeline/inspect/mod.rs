//! Inspect: what a dataset is, in numbers: what is asked and answered, how long it is, how many tokens, what they cost.
//!
//! One pass takes a glance at every record; what is told is made of the glances, and a few records are read once more to
//! quote them.

mod look;
mod oddest;
mod quotes;
mod render;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

pub use oddest::Outlier;
pub use quotes::{Answers, Label, Quote};
pub(super) use quotes::{on_one_line, question};
pub use render::{Render, render};

use self::look::{Glance, Look, Looked};
use super::Diversity;
use super::cost::{Asked, TargetCost, takers};
use super::lanes::Files;
use super::meter::{Bar, Meters, TokenFacts};
use super::score::{ScoreCount, fired, histogram};
use super::spread::Spread;
use super::{Inputs, Options};
use crate::engine::{self, Observer};
use crate::error::Error;
use crate::signals::Policy;
use crate::targets::Target;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Inspecting<'i> {
    /// Whether tokens are counted.
    pub counts_tokens: bool,
    /// Whether costs are told for every provider that takes the data.
    pub compares: bool,
    /// The file for one line of lengths a record, in order.
    pub lengths: Option<&'i Path>,
}

/// What a dataset is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspected {
    /// The report's version.
    pub schema: &'static str,
    /// The inputs.
    pub files: Vec<InspectedFile>,
    /// Records read.
    pub read: u64,
    /// Records that mean something to their shape; all that follows is about them.
    pub examples: u64,
    /// Blank lines passed over.
    pub blank_lines: u64,
    /// What is asked for.
    pub tasks: Vec<Share>,
    /// Who speaks.
    pub roles: Vec<RoleFacts>,
    /// Answers of one example.
    pub turns: Spread,
    /// Characters of what is asked in one example, system texts apart.
    pub prompt_characters: Spread,
    /// Characters of all answers in one example.
    pub answer_characters: Spread,
    /// How many examples have how many characters of answers.
    pub answer_histogram: Vec<Bar>,
    /// Languages, by their ISO 639-3 codes, by a sample: about how many examples have each.
    pub languages: Vec<Share>,
    /// How many examples the sample has.
    pub language_sample: u64,
    /// What is answered, and whether answers are labels.
    pub answers: Answers,
    /// Examples that ask and answer the same as an earlier one.
    pub duplicates: u64,
    /// Examples whose prompt is that of an earlier one, duplicates apart.
    pub repeated_prompts: u64,
    /// How many examples have which score, best first.
    pub scores: Vec<ScoreCount>,
    /// How many examples each quality gate fired on.
    pub signals: BTreeMap<&'static str, u64>,
    /// How questions open, commonest first, where several open alike.
    pub openings: Vec<Quote>,
    /// How different questions are.
    pub diversity: Diversity,
    /// The system texts, commonest first.
    pub systems: Vec<Quote>,
    /// How many different system texts there are.
    pub different_systems: u64,
    /// How tools are used.
    pub tools: ToolFacts,
    /// Tokens, where they are counted.
    pub tokens: Option<TokenFacts>,
    /// Costs at the targets that were named, or that take the data.
    pub costs: Vec<TargetCost>,
    /// The longest examples, longest first.
    pub longest: Vec<Outlier>,
    /// The oddest examples, oddest first.
    pub oddest: Vec<Outlier>,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedFile {
    /// Its name.
    pub name: String,
    /// How records stand in it.
    pub container: &'static str,
    /// Its shape.
    pub shape: &'static str,
    /// Its records.
    pub records: u64,
    /// Whether its name says that it is held out.
    pub is_held_out: bool,
}

/// How many examples are of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The kind.
    pub name: &'static str,
    /// The examples.
    pub examples: u64,
}

/// How often a role speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RoleFacts {
    /// The role.
    pub role: &'static str,
    /// Its messages.
    pub messages: u64,
    /// Examples in which it speaks.
    pub examples: u64,
}

/// How tools are used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolFacts {
    /// Examples that declare tools.
    pub declaring: u64,
    /// Examples that call some.
    pub calling: u64,
    /// Calls of each tool, commonest first.
    pub calls: Vec<ToolCalls>,
}

/// Calls of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToolCalls {
    /// Its name.
    pub name: String,
    /// Calls.
    pub calls: u64,
}

/// A line of the file of lengths.
#[derive(Serialize)]
struct LengthRow {
    file: String,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trained: Option<u32>,
    characters: u64,
}

/// Looks at inputs.
pub fn inspect(
    inputs: &[String],
    options: &Options,
    inspecting: Inspecting<'_>,
    observer: &dyn Observer,
) -> Result<Inspected, Error> {
    let names: Vec<&str> = options.named_targets().collect();
    let known = options.known_targets()?;
    let priced = options.prices.iter().map(|price| price.target.as_str());
    names.iter().copied().chain(priced).try_for_each(|name| known.named(name, None).map(drop))?;
    let tokens = options.tokens()?;
    let inputs = Inputs::open(inputs, options, None, observer)?;
    if let Some(path) = inspecting.lengths {
        inputs.refuse_output(path)?;
    }
    let shape = inputs.shapes.first().copied();
    let meant = names.iter().map(|name| match known.named(name, shape) {
        Ok(target) if shape.is_some_and(|shape| target.takes(shape)) => Ok(target),
        _ => known.to_write(name, shape),
    });
    let targets: Vec<&'static Target> = meant.collect::<Result<_, _>>()?;
    let charged = if inspecting.compares {
        takers(&targets, &known, &inputs)
    } else {
        targets.iter().map(|target| (*target, !inputs.are_taken_by(target))).collect()
    };
    let asked = Asked::new(options, &charged)?;
    // What is told first counts for the target that is named, not for whichever provider comes first.
    let first = (targets.first().copied(), options.model.clone());
    let meters = Meters::new(&tokens, std::iter::once(first).chain(asked.ways(&tokens)));
    let held_out = inputs.held_out();
    let look =
        Look { inputs: &inputs, held_out: &held_out, meters: inspecting.counts_tokens.then_some(&meters) };
    let looked =
        engine::run("reading", &look, Looked::default(), &inputs.sources, inputs.settings, observer)?;
    if let Some(path) = inspecting.lengths {
        write_lengths(path, &inputs, &looked.glances, inspecting.counts_tokens)?;
    }
    let mut inspected = told(&inputs, &held_out, options, &looked)?;
    if inspecting.counts_tokens {
        inspected.tokens = Some(meters.facts(&tokens, targets.first().copied(), &looked.metered));
        inspected.costs = asked.costs(&tokens, &meters, &looked.metered);
    }
    Ok(inspected)
}

fn write_lengths(path: &Path, inputs: &Inputs, glances: &[Glance], counts_tokens: bool) -> Result<(), Error> {
    let mut files = Files::default();
    let row = |glance: &'_ Glance| LengthRow {
        file: inputs.name(glance.place.source as usize).to_owned(),
        line: glance.line,
        tokens: (counts_tokens && !glance.is_refused).then_some(glance.tokens),
        trained: (counts_tokens && !glance.is_refused).then_some(glance.trained),
        characters: u64::from(glance.prompt_chars) + u64::from(glance.answer_chars),
    };
    files.lines(path, glances.iter().map(row))?;
    files.commit()
}

/// What the glances tell.
fn told(inputs: &Inputs, held_out: &[bool], options: &Options, looked: &Looked) -> Result<Inspected, Error> {
    let glances = &looked.glances;
    let spread = |of: fn(&Glance) -> u32| Spread::of(glances.iter().map(of).collect());
    let examples = glances.len() as u64;
    let answers = quotes::answers(inputs, glances)?;
    let different = usize::try_from(answers.different).unwrap_or(usize::MAX);
    let gates = || glances.iter().map(|glance| glance.gates);
    let policy = Policy::new(gates(), different, options.score.allow_refusals);
    let (duplicates, repeated_prompts) = quotes::repeats(glances);
    let (systems, different_systems) = quotes::systems(inputs, glances)?;
    Ok(Inspected {
        schema: "gristmill/inspect/1",
        files: files(inputs, held_out, &looked.records),
        read: looked.read,
        examples,
        blank_lines: looked.blank_lines,
        tasks: shares(looked.tasks.iter().map(|(task, n)| (task.name(), *n))),
        roles: looked
            .roles
            .iter()
            .map(|(role, (messages, examples))| RoleFacts {
                role: role.name(),
                messages: *messages,
                examples: *examples,
            })
            .collect(),
        turns: spread(|glance| u32::from(glance.turns)),
        prompt_characters: spread(|glance| glance.prompt_chars),
        answer_characters: spread(|glance| glance.answer_chars),
        answer_histogram: Bar::histogram(glances.iter().map(|glance| glance.answer_chars)),
        languages: shares(looked.languages.iter().map(|(name, n)| (*name, *n))),
        language_sample: looked.sample,
        answers,
        duplicates,
        repeated_prompts,
        scores: histogram(gates().map(|gates| gates.score(policy))),
        signals: fired(&gates(), policy),
        openings: quotes::openings(inputs, glances)?,
        diversity: Diversity::new(
            inputs,
            &looked.openings.settle(),
            |place| (glances[place].place, glances[place].line),
            None,
        )?,
        systems,
        different_systems,
        tools: tools(looked),
        tokens: None,
        costs: Vec::new(),
        longest: oddest::longest(inputs, glances),
        oddest: oddest::oddest(inputs, glances),
    })
}

fn files(inputs: &Inputs, held_out: &[bool], records: &[u64]) -> Vec<InspectedFile> {
    let sources = inputs.sources.iter().zip(&inputs.shapes).zip(held_out).zip(records);
    let file = |(((source, shape), is_held_out), records): (
        ((&engine::Source, &&crate::shapes::Shape), &bool),
        &u64,
    )| {
        InspectedFile {
            name: source.name().to_owned(),
            container: source.container().name(),
            shape: shape.name,
            records: *records,
            is_held_out: *is_held_out,
        }
    };
    sources.map(file).collect()
}

/// Commonest first.
fn shares(counts: impl Iterator<Item = (&'static str, u64)>) -> Vec<Share> {
    let mut shares: Vec<Share> = counts.map(|(name, examples)| Share { name, examples }).collect();
    shares.sort_by_key(|share| (std::cmp::Reverse(share.examples), share.name));
    shares
}

fn tools(looked: &Looked) -> ToolFacts {
    let counts = &looked.tools;
    let mut calls: Vec<ToolCalls> =
        counts.calls.iter().map(|(name, calls)| ToolCalls { name: name.clone(), calls: *calls }).collect();
    calls.sort_by(|a, b| (b.calls, &a.name).cmp(&(a.calls, &b.name)));
    if counts.other_calls > 0 {
        calls.push(ToolCalls { name: "(others)".to_owned(), calls: counts.other_calls });
    }
    ToolFacts { declaring: counts.declaring, calling: counts.calling, calls }
}
