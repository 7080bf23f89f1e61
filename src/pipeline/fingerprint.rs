//! Fingerprint: an evaluation set as what others are compared by, without its text.

use std::path::Path;

use serde::Serialize;

use super::{Inputs, Options};
use crate::dedupe::Texts;
use crate::dedupe::fingerprint::{Header, Print, to_bytes};
use crate::engine::{self, AtomicFile, Observer, Pass, Source};
use crate::error::Error;
use crate::model::Record;
use crate::text::Grams;

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fingerprinted {
    /// The report's version.
    pub schema: &'static str,
    /// Records read.
    pub read: u64,
    /// Records in the fingerprint; the others have no text that could be compared.
    pub records: u64,
    /// The length of the fingerprint in bytes.
    pub bytes: u64,
}

/// Makes a fingerprint of some files.
pub fn fingerprint(
    inputs: &[String],
    options: &Options,
    out: &Path,
    observer: &dyn Observer,
) -> Result<Fingerprinted, Error> {
    options.dedupe.check()?;
    let inputs = Inputs::open(inputs, options, None, observer)?;
    inputs.refuse_output(out)?;
    if inputs.sources.len() > usize::from(u16::MAX) {
        let message = format!("{} files are too many for one fingerprint", inputs.sources.len());
        return Err(Error::refused(message, "make several, and name them all with --against"));
    }
    let grams = options.dedupe.grams();
    let pass = Printing { inputs: &inputs, grams };
    let (read, prints) =
        engine::run("reading", &pass, (0, Vec::new()), &inputs.sources, inputs.settings, observer)?;
    let header = Header {
        sources: inputs.sources.iter().map(|source| file_name(source.name())).collect(),
        sha256: inputs.sources.iter().map(Source::sha256).collect::<Result<_, _>>()?,
        records: prints.len() as u64,
        ngram: matches!(grams, Grams::Words(_)).then_some(grams.size()),
        char_ngram: matches!(grams, Grams::Characters(_)).then_some(grams.size()),
    };
    let bytes = to_bytes(&header, &prints);
    let (file, mut output) = AtomicFile::create(out)?;
    output.write_bytes(&bytes)?;
    output.finish()?;
    file.commit()?;
    Ok(Fingerprinted {
        schema: "gristmill/fingerprint/1",
        read,
        records: header.records,
        bytes: bytes.len() as u64,
    })
}

/// Where a set was read is nobody's business; what it is called is.
fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The pass that makes the prints.
struct Printing<'p> {
    inputs: &'p Inputs,
    grams: Grams,
}

#[derive(Default)]
struct Part {
    read: u64,
    prints: Vec<Print>,
    texts: Texts,
}

impl Pass for Printing<'_> {
    type Part = Part;
    type Total = (u64, Vec<Print>);

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        part.read += 1;
        self.inputs.reading(record.source).read(record, |view| {
            if let Some(example) = view.compared() {
                part.texts.read(example);
                let source = u16::try_from(record.source).unwrap_or(u16::MAX);
                part.prints.push(Print::new(record.line, source, &mut part.texts, self.grams));
            }
        });
    }

    fn fold(&self, total: &mut Self::Total, mut part: Part) -> Result<(), Error> {
        total.0 += part.read;
        total.1.append(&mut part.prints);
        Ok(())
    }
}
