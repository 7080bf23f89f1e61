//! Measure: one pass over the inputs that turns records into facts and collects what the rules find.

use xxhash_rust::xxh3::xxh3_64;

use super::Inputs;
use super::reading::read;
use crate::dedupe::Keys;
use crate::engine::{self, FileNotes, Observer, Pass};
use crate::error::Error;
use crate::model::{Parsed, Record};
use crate::rules::{self, FileView, Findings, Selection, View};
use crate::shapes::Census;
use crate::signals::Gates;
use crate::targets::Target;

/// What is remembered of a record.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// The physical line on which it starts.
    pub line: u64,
    /// The input it comes from.
    pub source: u32,
    /// The rule that denies it first, by its place in the list.
    pub denied_by: Option<u8>,
    /// Whether the target takes its very bytes.
    pub is_verbatim: bool,
    /// Whether it decodes into an example.
    pub is_example: bool,
    /// The quality gates that fired.
    pub gates: Gates,
    /// What it is compared by.
    pub keys: Keys,
    /// A hash of its bytes, by which the second pass knows it again.
    pub hash: u64,
}

/// What is known after the measuring pass.
#[derive(Debug, Default)]
pub struct Facts {
    /// One fact a record, in file order; empty when they were not asked for.
    pub records: Vec<Fact>,
    /// Where each input's records begin.
    pub first: Vec<usize>,
    /// What the rules found.
    pub findings: Findings,
    /// The shapes in each input.
    pub shapes: Vec<Census>,
    /// What the reader noticed of each input.
    pub notes: Vec<FileNotes>,
    /// Records read.
    pub read: u64,
    /// Records that no rule denies.
    pub accepted: u64,
    /// Blank lines passed over.
    pub blank_lines: u64,
}

impl Facts {
    /// The place of a record among all records.
    pub fn index(&self, record: &Record<'_>) -> usize {
        self.first[record.source] + record.ordinal
    }
}

/// The measuring pass.
pub struct Measure<'m> {
    /// The inputs.
    pub inputs: &'m Inputs,
    /// The rules that look.
    pub selection: &'m Selection,
    /// Whether a fact is kept for every record.
    pub keeps_facts: bool,
}

impl Measure<'_> {
    /// Runs the pass.
    pub fn run(&self, observer: &dyn Observer) -> Result<Facts, Error> {
        engine::run("reading", self, Facts::default(), &self.inputs.sources, self.inputs.settings, observer)
    }

    fn fact(&self, view: &View<'_>, denied_by: Option<usize>, scratch: &mut String) -> Fact {
        let record = view.record;
        let is_taken = |target: &Target| {
            *target.shape == *view.shape
                && view.object().is_some_and(|object| target.refused(object).is_empty())
        };
        let keys = Keys::of_record(record, view.parsed.ok().map(|parsed: &Parsed<'_>| &parsed.root));
        Fact {
            line: record.line,
            source: u32::try_from(record.source).unwrap_or(u32::MAX),
            denied_by: denied_by.and_then(|rule| u8::try_from(rule).ok()),
            is_verbatim: self.selection.target().is_none_or(is_taken),
            is_example: view.example.is_some(),
            gates: view.example.map(Gates::of).unwrap_or_default(),
            keys: view.example.map_or(keys, |example| keys.with_example(example, scratch)),
            hash: xxh3_64(record.text),
        }
    }
}

/// What a chunk yields.
#[derive(Default)]
pub struct Part {
    records: Vec<Fact>,
    findings: Findings,
    shapes: Census,
    read: u64,
    accepted: u64,
    blank_lines: u64,
    source: usize,
    scratch: String,
}

impl Pass for Measure<'_> {
    type Part = Part;
    type Total = Facts;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let shape = self.inputs.shapes[record.source];
        part.source = record.source;
        read(record, shape, self.selection.target(), |view| {
            let denied_by = self.selection.judge(view, self.inputs.name(record.source), &mut part.findings);
            if let Some(object) = view.object() {
                let is_own = view.example.is_some() || (shape.fits)(object);
                let other = || view.other_shape().map_or("of no known shape", |other| other.name);
                part.shapes.add(if is_own { shape.name } else { other() }, record.line);
            }
            part.read += 1;
            part.accepted += u64::from(denied_by.is_none());
            if self.keeps_facts {
                let fact = self.fact(view, denied_by, &mut part.scratch);
                part.records.push(fact);
            }
        });
    }

    fn blank_line(&self, source: usize, line: u64, part: &mut Part) {
        part.source = source;
        part.blank_lines += 1;
        self.selection.judge_blank_line(self.inputs.name(source), line, &mut part.findings);
    }

    fn fold(&self, total: &mut Facts, part: Part) -> Result<(), Error> {
        total.shapes.resize_with(self.inputs.sources.len(), Census::default);
        total.shapes[part.source].join(&part.shapes);
        total.records.extend_from_slice(&part.records);
        total.findings.join(part.findings, self.selection.keeps());
        total.read += part.read;
        total.accepted += part.accepted;
        total.blank_lines += part.blank_lines;
        Ok(())
    }

    fn file_end(&self, total: &mut Facts, source: usize, notes: &FileNotes) -> Result<(), Error> {
        total.shapes.resize_with(self.inputs.sources.len(), Census::default);
        let before: usize = total.notes.iter().map(|notes| notes.records).sum();
        total.first.push(before);
        total.notes.push(*notes);
        let (shape, target) = (self.inputs.shapes[source], self.selection.target());
        let mut findings = Findings::default();
        let container = self.inputs.sources[source].container();
        let view = FileView { container, notes, shape, shapes: &total.shapes[source], target };
        self.selection.judge_file(&view, self.inputs.name(source), &mut findings);
        total.findings.join(findings, self.selection.keeps());
        Ok(())
    }
}

/// Measures every record, for commands that decide about records: files that mix shapes are refused.
pub fn facts(inputs: &Inputs, selection: &Selection, observer: &dyn Observer) -> Result<Facts, Error> {
    let facts = Measure { inputs, selection, keeps_facts: true }.run(observer)?;
    refuse_mixed(inputs, &facts)?;
    Ok(facts)
}

/// Refuses to go on with files whose shape cannot be told, because they mix several.
fn refuse_mixed(inputs: &Inputs, facts: &Facts) -> Result<(), Error> {
    let is_mixed =
        |source: &usize| rules::mixed_shapes::is_mixed(&facts.shapes[*source], inputs.shapes[*source].name);
    match (0..inputs.sources.len()).find(is_mixed) {
        Some(source) if !inputs.is_shape_named => Err(Error::refused(
            format!(
                "{} mixes shapes: {}",
                inputs.name(source),
                rules::mixed_shapes::describe(&facts.shapes[source])
            ),
            "put records of one shape into one file, or name the one that is meant with --shape",
        )),
        _ => Ok(()),
    }
}
