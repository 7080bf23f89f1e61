//! Measure: one pass over the inputs that turns records into facts and collects what the rules find.

use super::Inputs;
use super::fact::Fact;
use super::reading::Reading;
use super::route::{Course, Route, Styles};
use super::score::{Survey, Surveyed};
use super::sketching::{Sketch, Sketches, Sketching};
use super::split::{Marking, Marks};
use crate::convert::{self, Tallied};
use crate::dedupe::{AnswerMark, By, Keys, Texts};
use crate::engine::{self, FileNotes, Observer, Pass};
use crate::error::Error;
use crate::model::{Finding, Parsed, Record};
use crate::rules::{self, Denial, FileView, Findings, Selection, Tally, View};
use crate::shapes::{Census, Shape};
use crate::signals::Gates;
use crate::targets::Strays;
use crate::text::Key;

/// What a pass remembers of every record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing.
    Nothing,
    /// Where it stands, by which it is known again.
    Places,
    /// That, and a key of its bytes; it is not read.
    Bytes,
    /// That, and a key of its value.
    Values,
    /// That, and what it is compared by.
    Texts,
    /// That, and its quality.
    Facts,
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
    /// What was counted over the records of each input.
    pub tallies: Vec<Tally>,
    /// What the reader noticed of each input.
    pub notes: Vec<FileNotes>,
    /// Records read.
    pub read: u64,
    /// Records that no rule denies.
    pub accepted: u64,
    /// Records that each target refuses, in the order in which the targets were named.
    pub refused: Vec<u64>,
    /// Blank lines passed over.
    pub blank_lines: u64,
    /// What is known of each route.
    pub routes: Vec<Leg>,
    /// The sketches of the records, where they were asked for.
    pub sketches: Sketches,
    /// What a split needs to know of the records, where it was asked for.
    pub marks: Marks,
    /// What scores need to know of the dataset, where it was surveyed.
    pub survey: Option<Survey>,
}

/// What is known of a route.
#[derive(Debug, Default)]
pub struct Leg {
    /// One course a record, in file order.
    pub courses: Vec<Course>,
    /// What the rules of the target found.
    pub findings: Findings,
    /// What is lost in records that are taken.
    pub losses: Tallied,
    /// What is written in another way in them.
    pub changes: Tallied,
    /// How contents are written.
    pub styles: Styles,
    /// Whether some record masks turns.
    pub has_masks: bool,
    /// Records that mask turns where the route would have to unroll all of them.
    pub masked: u64,
}

impl Facts {
    /// How many records mean nothing to their shape.
    pub fn unreadable(&self) -> u64 {
        self.records.iter().filter(|fact| !fact.is_example).count() as u64
    }

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
    /// The ways that records go; where there are any, the rules above judge only what is written anew or not at all.
    pub routes: &'m [Route],
    /// What is remembered of every record.
    pub keeps: Keeps,
    /// How the texts of records are sketched, if they are.
    pub sketching: Option<&'m Sketching>,
    /// What is remembered for a split, if there is to be one.
    pub marking: Option<&'m Marking>,
    /// Whether the dataset is surveyed, so that examples can be scored.
    pub surveys: bool,
    /// How a finding is written where findings are handed on as they come, instead of being kept.
    pub render: Option<&'m RenderFinding>,
    /// The shapes that a record may have instead of its file's.
    pub(super) others: Vec<&'static Shape>,
}

/// Writes one finding behind those before it.
pub type RenderFinding = dyn Fn(&Finding, &mut Vec<u8>) + Sync;

/// Takes what was written, in file order.
pub type Sink<'s> = dyn Fn(&[u8]) -> Result<(), Error> + 's;

/// What the pass makes: facts, and findings handed on.
struct Total<'s> {
    facts: Facts,
    sink: Option<&'s Sink<'s>>,
}

impl<'m> Measure<'m> {
    /// A pass that keeps findings, and facts where they are asked for.
    pub fn new(inputs: &'m Inputs, selection: &'m Selection, keeps: Keeps) -> Self {
        let mut others: Vec<&'static Shape> = Vec::new();
        for target in selection.targets().iter().filter(|target| target.strays != Strays::Refused) {
            others.extend(target.shapes);
        }
        Self {
            inputs,
            selection,
            routes: &[],
            keeps,
            sketching: None,
            marking: None,
            surveys: false,
            render: None,
            others,
        }
    }

    /// Runs the pass.
    pub fn run(&self, observer: &dyn Observer) -> Result<Facts, Error> {
        self.run_into(None, observer)
    }

    /// Runs the pass; findings that are written go into `sink`.
    pub fn run_into<'s>(&self, sink: Option<&'s Sink<'s>>, observer: &dyn Observer) -> Result<Facts, Error> {
        let pass = Pouring { measure: self, sink: std::marker::PhantomData };
        let total = Total { facts: Facts::default(), sink };
        let total =
            engine::run("reading", &pass, total, &self.inputs.sources, self.inputs.settings, observer)?;
        Ok(total.facts)
    }

    /// How records of an input are read.
    pub fn reading(&self, source: usize) -> Reading<'_> {
        Reading { others: &self.others, ..self.inputs.reading(source) }
    }

    fn fact(&self, view: &View<'_>, denied_by: Option<u8>, part: &mut Part) -> Fact {
        let record = view.record;
        if self.keeps == Keeps::Places {
            return Fact { denied_by, ..Fact::at(record) };
        }
        let example = view.compared();
        let keys = Keys::of_record(record, view.parsed.ok().map(|parsed: &Parsed<'_>| &parsed.root));
        let fact = Fact { denied_by, is_example: example.is_some(), keys, ..Fact::at(record) };
        if self.keeps == Keeps::Values {
            return fact;
        }
        let Part { texts, sketch, marks, surveyed, .. } = part;
        if let Some(example) = example {
            texts.read(example);
        }
        if let Some(marking) = self.marking {
            marks.add(marking, view, example, texts);
        }
        if let Some(sketching) = self.sketching {
            sketch.add(sketching, example.is_some().then_some(&mut *texts));
        }
        if self.surveys {
            let answer =
                if example.is_some() { Key::of(texts.part(By::Completion).as_bytes()) } else { Key::NONE };
            surveyed.add(example, answer);
        }
        let Some(example) = example else { return fact };
        Fact {
            gates: if self.keeps == Keeps::Facts { Gates::of(example) } else { Gates::default() },
            keys: keys.with_example(example, texts),
            text_length: u32::try_from(texts.part(By::Example).len()).unwrap_or(u32::MAX),
            answer: AnswerMark::new(texts.part(By::Completion)),
            ..fact
        }
    }
}

/// What a chunk yields.
#[derive(Default)]
pub struct Part {
    records: Vec<Fact>,
    findings: Findings,
    /// Findings that are handed on.
    written: Vec<u8>,
    shapes: Census,
    tally: Tally,
    read: u64,
    accepted: u64,
    refused: Vec<u64>,
    blank_lines: u64,
    source: usize,
    texts: Texts,
    sketch: Sketch,
    marks: Marks,
    surveyed: Surveyed,
    routes: Vec<Leg>,
}

impl Part {
    /// Sends a record on all routes; says which rule denies it where all of them do.
    fn go(&mut self, measure: &Measure<'_>, view: &View<'_>, file: &str) -> Option<usize> {
        let Self { routes, findings, .. } = self;
        routes.resize_with(measure.routes.len(), Leg::default);
        let mut read: Option<Option<usize>> = None;
        let mut reading =
            || *read.get_or_insert_with(|| measure.selection.judge(view, None, file, findings).by);
        let (source, line) = (u32::try_from(view.record.source).unwrap_or(u32::MAX), view.record.line);
        for (route, leg) in measure.routes.iter().zip(routes.iter_mut()) {
            let taken = route.take(view, file, &mut reading, &mut leg.findings);
            if taken.course.denied_by.is_none() {
                leg.styles.add(taken.styles);
                taken.losses.iter().for_each(|loss| leg.losses.add(loss.name(), source, line));
                taken.changes.iter().for_each(|change| leg.changes.add(change.name(), source, line));
            }
            leg.has_masks |= view.example.is_some_and(|example| convert::has_masks(example.messages()));
            leg.masked += u64::from(view.example.is_some_and(|example| route.way.unrolls_for(example)));
            leg.courses.push(taken.course);
        }
        let denied = |leg: &Leg| leg.courses.last().and_then(|course| course.denied_by);
        let first = self.routes.first().and_then(denied)?;
        self.routes.iter().all(|leg| denied(leg).is_some()).then_some(usize::from(first))
    }

    /// Hands the findings of a record on.
    fn pour(&mut self, render: Option<&RenderFinding>) {
        if let Some(render) = render {
            self.findings.kept.drain(..).for_each(|finding| render(&finding, &mut self.written));
        }
    }
}

/// The pass as the engine runs it, with the life of its sink.
struct Pouring<'m, 's> {
    measure: &'m Measure<'m>,
    sink: std::marker::PhantomData<fn(&'s ())>,
}

impl<'s> Pass for Pouring<'_, 's> {
    type Part = Part;
    type Total = Total<'s>;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let Measure { inputs, selection, routes, render, .. } = self.measure;
        part.source = record.source;
        if self.measure.keeps == Keeps::Bytes {
            part.read += 1;
            part.records.push(Fact { keys: Keys::of_bytes(record), ..Fact::at(record) });
            return;
        }
        self.measure.reading(record.source).read_both(record, |view, own| {
            let file = inputs.name(record.source);
            let mut denial = Denial::default();
            if routes.is_empty() {
                denial = selection.judge(view, own, file, &mut part.findings);
            } else {
                denial.by = part.go(self.measure, view, file);
            }
            if let Some(object) = view.object() {
                let is_own = || view.example.is_some() || (view.shape.fits)(object);
                let shape = match view.other_shape() {
                    Some(other) => other.name,
                    None if is_own() => view.shape.name,
                    None => "of no known shape",
                };
                part.shapes.add(shape, record.line);
            }
            part.tally.add(view, selection.asks_for_columns());
            part.read += 1;
            part.accepted += u64::from(denial.by.is_none());
            part.refused.resize(selection.targets().len(), 0);
            for (number, refused) in part.refused.iter_mut().enumerate() {
                *refused += u64::from(denial.targets >> number & 1);
            }
            if self.measure.keeps != Keeps::Nothing {
                let denied_by = denial.by.and_then(|rule| u8::try_from(rule).ok());
                let fact = self.measure.fact(view, denied_by, part);
                part.records.push(fact);
            }
        });
        part.pour(*render);
    }

    fn blank_line(&self, source: usize, line: u64, part: &mut Part) {
        let Measure { inputs, selection, render, .. } = self.measure;
        part.source = source;
        part.blank_lines += 1;
        selection.judge_blank_line(inputs.shapes[source], inputs.name(source), line, &mut part.findings);
        part.pour(*render);
    }

    fn fold(&self, total: &mut Total<'s>, mut part: Part) -> Result<(), Error> {
        let facts = &mut total.facts;
        let inputs = self.measure.inputs.sources.len();
        facts.shapes.resize_with(inputs, Census::default);
        facts.tallies.resize_with(inputs, Tally::default);
        facts.shapes[part.source].join(&part.shapes);
        facts.tallies[part.source].join(std::mem::take(&mut part.tally));
        facts.records.extend_from_slice(&part.records);
        facts.sketches.join(part.sketch);
        facts.marks.join(&part.marks);
        if self.measure.surveys {
            facts.survey.get_or_insert_default().join(&part.surveyed);
        }
        facts.findings.join(part.findings, self.measure.selection.keeps());
        facts.read += part.read;
        facts.accepted += part.accepted;
        facts.refused.resize(self.measure.selection.targets().len(), 0);
        facts.refused.iter_mut().zip(&part.refused).for_each(|(all, more)| *all += more);
        facts.blank_lines += part.blank_lines;
        facts.routes.resize_with(self.measure.routes.len(), Leg::default);
        for ((own, more), route) in facts.routes.iter_mut().zip(part.routes).zip(self.measure.routes) {
            own.courses.extend_from_slice(&more.courses);
            own.findings.join(more.findings, route.selection.keeps());
            own.losses.join(&more.losses);
            own.changes.join(&more.changes);
            own.masked += more.masked;
            own.has_masks |= more.has_masks;
            own.styles.add(more.styles);
        }
        total.sink.map_or(Ok(()), |sink| sink(&part.written))
    }

    fn file_end(&self, total: &mut Total<'s>, source: usize, notes: &FileNotes) -> Result<(), Error> {
        let Measure { inputs, selection, render, .. } = self.measure;
        let facts = &mut total.facts;
        facts.shapes.resize_with(inputs.sources.len(), Census::default);
        facts.tallies.resize_with(inputs.sources.len(), Tally::default);
        facts.refused.resize(selection.targets().len(), 0);
        let before: usize = facts.notes.iter().map(|notes| notes.records).sum();
        facts.first.push(before);
        facts.notes.push(*notes);
        let mut part = Part::default();
        let view = FileView {
            container: inputs.sources[source].container(),
            notes,
            bytes: inputs.sources[source].bytes(),
            unreadable: None,
            shape: inputs.shapes[source],
            shapes: &facts.shapes[source],
            tally: &facts.tallies[source],
        };
        selection.judge_file(&view, inputs.name(source), &mut part.findings);
        part.pour(*render);
        facts.findings.join(part.findings, selection.keeps());
        total.sink.map_or(Ok(()), |sink| sink(&part.written))
    }
}

impl Measure<'_> {
    /// Measures every record, for commands that decide about records: files that mix shapes are refused.
    pub fn facts(&self, observer: &dyn Observer) -> Result<Facts, Error> {
        let mut facts = self.run(observer)?;
        facts.records.shrink_to_fit();
        facts.sketches.shrink();
        facts.routes.resize_with(self.routes.len(), Leg::default);
        refuse_mixed(self.inputs, &facts)?;
        Ok(facts)
    }
}

/// Refuses to go on with files whose shape cannot be told, because they mix several.
fn refuse_mixed(inputs: &Inputs, facts: &Facts) -> Result<(), Error> {
    let is_mixed =
        |source: &usize| rules::mixed_shapes::is_mixed(&facts.shapes[*source], inputs.shapes[*source].name);
    match (0..inputs.sources.len()).find(is_mixed) {
        Some(source) if !inputs.is_shape_named && !inputs.is_mixed => Err(Error::refused(
            format!(
                "{} mixes shapes: {}",
                inputs.name(source),
                rules::mixed_shapes::describe(&facts.shapes[source])
            ),
            "put records of one shape into one file, name the one that is meant with --shape, or read each as what it is \
             with --mixed",
        )),
        _ => Ok(()),
    }
}
