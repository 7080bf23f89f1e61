//! The inputs of a run: opened, with the shape of each found by content.

use std::path::Path;

use crate::engine::{NotRead, Observer, Settings, Source, gather};
use crate::error::Error;
use crate::model::{Arena, Parsed};
use crate::rules;
use crate::shapes::{self, Map, OPENAI_CHAT, Shape, Sketch, TOKEN_IDS};
use crate::targets::Target;

use super::Options;
use super::reading::Reading;

/// Inputs that are ready to be read, each with its shape.
pub struct Inputs {
    /// The inputs in the order given.
    pub sources: Vec<Source>,
    /// The shape of each.
    pub shapes: Vec<&'static Shape>,
    /// Whether the user named the shape.
    pub is_shape_named: bool,
    /// The names under which members are read.
    pub map: Option<Map>,
    /// Whether every record is read as what it is.
    pub is_mixed: bool,
    /// How they are read.
    pub settings: Settings,
}

/// A file that holds no JSON records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its name as the user gave it.
    pub name: String,
    /// What it is, as the rest of a sentence.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl Inputs {
    /// Opens the inputs that `names` mean. `fallback` is the shape to judge by where none can be found; without one,
    /// a file of unknown shape is an error that says what was seen in it.
    pub fn open(
        names: &[String],
        options: &Options,
        fallback: Option<&'static Shape>,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let (inputs, unreadable) = Self::open_all(names, options, fallback, observer)?;
        if let Some(Unreadable { name, what, help }) = unreadable.into_iter().next() {
            return Err(Error::refused(format!("{name} {what}"), help));
        }
        match inputs.shapes.iter().position(|shape| **shape == TOKEN_IDS) {
            Some(source) => {
                let message = format!("{} {}", inputs.name(source), rules::token_ids::WHAT);
                Err(Error::refused(message, rules::token_ids::HELP))
            }
            None => Ok(inputs),
        }
    }

    /// The same, with the files apart that are data, and in another form or damaged.
    pub fn open_all(
        names: &[String],
        options: &Options,
        fallback: Option<&'static Shape>,
        observer: &dyn Observer,
    ) -> Result<(Self, Vec<Unreadable>), Error> {
        let (settings, intake) = (options.settings(), options.intake()?);
        let chosen = options.shape.as_deref().map(named).transpose()?;
        let pairs = options.map.iter().map(|(name, from)| (name.as_str(), from.as_str()));
        let map = Some(Map::new(pairs)?).filter(|map| !map.is_empty());
        let mut inputs = Self {
            sources: Vec::new(),
            shapes: Vec::new(),
            is_shape_named: chosen.is_some(),
            map,
            is_mixed: options.mixed,
            settings,
        };
        let mut unreadable = Vec::new();
        for name in gather(names)? {
            let source = match Source::open(&name, &intake, observer)? {
                Ok(source) => source,
                Err(NotRead { what, help, is_data: false }) => {
                    return Err(Error::refused(format!("{name} {what}"), help));
                }
                Err(NotRead { what, help, .. }) => {
                    unreadable.push(Unreadable { name, what, help: help.to_owned() });
                    continue;
                }
            };
            let shape = if let Some(shape) = chosen {
                shape
            } else {
                let sketch = sketch(&source, settings, inputs.map.as_ref())?;
                if source.has_doubtful_header() && sketch.shape().is_none() {
                    unreadable.push(headless(name));
                    continue;
                }
                let commonest = sketch.commonest().filter(|_| inputs.is_mixed);
                find(&source, &sketch, inputs.map.as_ref(), commonest.or(fallback))?
            };
            inputs.shapes.push(shape);
            inputs.sources.push(source);
        }
        Ok((inputs, unreadable))
    }

    /// Takes files for what some targets read them as, where a target does not know their own shape. A shape that the
    /// user named stays.
    pub fn read_for(&mut self, targets: &[&Target]) {
        for shape in self.shapes.iter_mut().filter(|_| !self.is_shape_named) {
            if let Some(known) = targets.iter().find_map(|target| target.reads_as(shape)) {
                *shape = known;
            }
        }
    }

    /// Whether a target takes the shapes of all of them.
    pub fn are_taken_by(&self, target: &Target) -> bool {
        self.shapes.iter().all(|shape| target.takes(shape))
    }

    /// Refuses to write over an input.
    pub fn refuse_output(&self, out: &Path) -> Result<(), Error> {
        if self.sources.iter().any(|source| source.is_at(out)) {
            return Err(Error::is_an_input(out, "choose another output file"));
        }
        Ok(())
    }

    /// Which inputs hold what is held out, by the words in their names, where others hold what is trained on.
    pub fn held_out(&self) -> Vec<bool> {
        let is_held_out: Vec<bool> =
            self.sources.iter().map(|source| names_a_holdout(source.name())).collect();
        if is_held_out.iter().all(|is| *is) { vec![false; is_held_out.len()] } else { is_held_out }
    }

    /// How records of an input are read.
    pub fn reading(&self, source: usize) -> Reading<'_> {
        Reading { shape: self.shapes[source], map: self.map.as_ref(), is_mixed: self.is_mixed, others: &[] }
    }

    /// The name of an input.
    pub fn name(&self, source: usize) -> &str {
        self.sources[source].name()
    }
}

/// Whether a file's name says that it is held out, as Hugging Face tells splits by words in names.
fn names_a_holdout(name: &str) -> bool {
    const WORDS: [&str; 8] = ["holdout", "validation", "valid", "val", "dev", "eval", "evaluation", "test"];
    let file = Path::new(name).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    file.split(|c: char| !c.is_ascii_alphabetic()).any(|word| WORDS.contains(&word))
}

fn named(name: &str) -> Result<&'static Shape, Error> {
    let known = shapes::ALL.iter().map(|shape| shape.name);
    Shape::named(name).ok_or_else(|| Error::unknown("shape", name, known))
}

/// A table whose first row, taken for its header, makes no sense as one.
fn headless(name: String) -> Unreadable {
    Unreadable {
        name,
        what: "has no header: its first row looks like data".to_owned(),
        help:
            "name its columns, for example with `--columns prompt,completion` or `--columns question,answer`"
                .to_owned(),
    }
}

/// Looks at the first records of a file that parse.
fn sketch(source: &Source, settings: Settings, map: Option<&Map>) -> Result<Sketch, Error> {
    /// How much of a file is read to find them.
    const CHUNKS: usize = 8;
    let mut sketch = Sketch::default();
    let mut chunks = source.chunks(0, settings)?;
    let mut buffer = Vec::new();
    for _ in 0..CHUNKS {
        let Some(chunk) = chunks.next(buffer)? else { break };
        let texts = chunk.spans.iter().filter_map(|span| std::str::from_utf8(&chunk.data[span.range()]).ok());
        let arena = Arena::default();
        for parsed in texts.filter_map(|text| Parsed::parse(text, &arena).ok()) {
            let mapped = map.map(|map| map.apply(&parsed.root, &arena));
            sketch.add(mapped.as_ref().unwrap_or(&parsed.root));
            if sketch.records() == Sketch::RECORDS {
                return Ok(sketch);
            }
        }
        buffer = chunk.data;
    }
    Ok(sketch)
}

/// Finds the shape of a file from its first records.
fn find(
    source: &Source,
    sketch: &Sketch,
    map: Option<&Map>,
    fallback: Option<&'static Shape>,
) -> Result<&'static Shape, Error> {
    if sketch.records() == 0 {
        return Ok(fallback.unwrap_or(&OPENAI_CHAT));
    }
    // Who maps members knows better.
    if let Some((what, help)) = sketch.foreign().filter(|_| map.is_none()) {
        return Err(Error::refused(format!("the records of {} {what}", source.name()), help));
    }
    sketch.shape().or(fallback).ok_or_else(|| {
        let (seen, help) = sketch.describe();
        Error::refused(format!("the shape of {} is not known: {seen}", source.name()), help)
    })
}
