//! The inputs of a run: opened, with the shape of each found by content.

use std::path::Path;

use crate::engine::{NotRead, Observer, Settings, Source, gather};
use crate::error::Error;
use crate::model::{Arena, Parsed};
use crate::rules;
use crate::shapes::{self, OPENAI_CHAT, Shape, Sketch, TOKEN_IDS};

use super::Options;

/// Inputs that are ready to be read, each with its shape.
pub struct Inputs {
    /// The inputs in the order given.
    pub sources: Vec<Source>,
    /// The shape of each.
    pub shapes: Vec<&'static Shape>,
    /// Whether the user named the shape.
    pub is_shape_named: bool,
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

    /// The same, with the files apart whose text is data in another form.
    pub fn open_all(
        names: &[String],
        options: &Options,
        fallback: Option<&'static Shape>,
        observer: &dyn Observer,
    ) -> Result<(Self, Vec<Unreadable>), Error> {
        let settings = options.settings();
        let chosen = options.shape.as_deref().map(named).transpose()?;
        let mut inputs =
            Self { sources: Vec::new(), shapes: Vec::new(), is_shape_named: chosen.is_some(), settings };
        let mut unreadable = Vec::new();
        for name in gather(names)? {
            let source = match Source::open(&name, observer)? {
                Ok(source) => source,
                Err(NotRead { what, help, is_text: false }) => {
                    return Err(Error::refused(format!("{name} {what}"), help));
                }
                Err(NotRead { what, help, .. }) => {
                    unreadable.push(Unreadable { name, what, help: help.to_owned() });
                    continue;
                }
            };
            let shape = match chosen {
                Some(shape) => shape,
                None => find(&source, settings, fallback)?,
            };
            inputs.shapes.push(shape);
            inputs.sources.push(source);
        }
        Ok((inputs, unreadable))
    }

    /// Refuses to write over an input.
    pub fn refuse_output(&self, out: &Path) -> Result<(), Error> {
        if self.sources.iter().any(|source| source.is_at(out)) {
            return Err(Error::is_an_input(out, "choose another output file"));
        }
        Ok(())
    }

    /// The name of an input.
    pub fn name(&self, source: usize) -> &str {
        self.sources[source].name()
    }
}

fn named(name: &str) -> Result<&'static Shape, Error> {
    let known = shapes::ALL.iter().map(|shape| shape.name);
    Shape::named(name).ok_or_else(|| Error::unknown("shape", name, known))
}

/// Finds the shape of a file from its first records.
fn find(
    source: &Source,
    settings: Settings,
    fallback: Option<&'static Shape>,
) -> Result<&'static Shape, Error> {
    /// How much of a file is read to find records that parse.
    const CHUNKS: usize = 8;
    let mut sketch = Sketch::default();
    let mut chunks = source.chunks(0, settings)?;
    let mut buffer = Vec::new();
    for _ in 0..CHUNKS {
        let Some(chunk) = chunks.next(buffer)? else { break };
        let texts = chunk.spans.iter().filter_map(|span| std::str::from_utf8(&chunk.data[span.range()]).ok());
        let arena = Arena::default();
        for parsed in texts.filter_map(|text| Parsed::parse(text, &arena).ok()) {
            sketch.add(&parsed.root);
            if sketch.records() == Sketch::RECORDS {
                break;
            }
        }
        if sketch.records() == Sketch::RECORDS {
            break;
        }
        buffer = chunk.data;
    }
    if sketch.records() == 0 {
        return Ok(fallback.unwrap_or(&OPENAI_CHAT));
    }
    sketch.shape().or(fallback).ok_or_else(|| {
        let (seen, help) = sketch.describe();
        Error::refused(format!("the shape of {} is not known: {seen}", source.name()), help)
    })
}
