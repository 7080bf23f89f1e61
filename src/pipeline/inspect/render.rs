//! One record as a chat template writes it: what the trainer sees.

use std::ops::Range;

use serde::Serialize;

use crate::engine::{self, Observer, Pass};
use crate::error::Error;
use crate::lengths::Rendering;
use crate::model::Record;
use crate::pipeline::{Inputs, Options};
use crate::tokens::ChatTemplate;

/// A record as a chat template writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Render {
    /// The report's version.
    pub schema: &'static str,
    /// The input.
    pub file: String,
    /// The physical line on which the record starts.
    pub line: u64,
    /// What the trainer sees.
    pub text: String,
    /// Where in it, in bytes, that stands which is trained on.
    pub trained: Vec<Range<usize>>,
}

/// Writes the record that starts on a line of the first input.
pub fn render(
    inputs: &[String],
    options: &Options,
    line: u64,
    observer: &dyn Observer,
) -> Result<Render, Error> {
    let tokens = options.tokens()?;
    let Some(template) = tokens.template() else {
        let help = "give --chat-template chat_template.jinja, or a tokenizer_config.json";
        return Err(Error::refused("there is no chat template to render with", help));
    };
    let inputs = Inputs::open(inputs, options, None, observer)?;
    let pass = Find { inputs: &inputs, template, line };
    let sources = &inputs.sources[..inputs.sources.len().min(1)];
    let found = engine::run("reading", &pass, None, sources, inputs.settings, observer)?;
    let file = inputs.sources.first().map(|source| source.name().to_owned()).unwrap_or_default();
    let refused = |what: &str, help: &str| Err(Error::refused(format!("{file}:{line}: {what}"), help));
    match found {
        None => {
            refused("no record starts on this line", "`inspect` and `validate` name the lines of records")
        }
        Some(None) => refused("the record means nothing to its shape", "`gristmill validate` says why"),
        Some(Some(Err(why))) => refused(
            &format!("the chat template refuses the conversation: {why}"),
            "change it, or the template",
        ),
        Some(Some(Ok((text, trained)))) => {
            Ok(Render { schema: "gristmill/render/1", file, line, text, trained })
        }
    }
}

/// What was found: nothing, a record that is no example, or what the template makes of it.
type Found = Option<Option<Result<(String, Vec<Range<usize>>), String>>>;

struct Find<'f> {
    inputs: &'f Inputs,
    template: &'f ChatTemplate,
    line: u64,
}

impl Pass for Find<'_> {
    type Part = Found;
    type Total = Found;

    fn record(&self, record: &Record<'_>, part: &mut Found) {
        if record.line == self.line && part.is_none() {
            *part = Some(self.inputs.reading(record.source).read(record, |view| {
                let example = view.example?;
                let rendering = Rendering::new(self.template, example);
                Some(rendering.map(|rendering| (rendering.text.clone(), rendering.trained(example))))
            }));
        }
    }

    fn fold(&self, total: &mut Found, part: Found) -> Result<(), Error> {
        if total.is_none() {
            *total = part;
        }
        Ok(())
    }
}
