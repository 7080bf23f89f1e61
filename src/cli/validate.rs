//! `gristmill validate`

use std::cell::RefCell;

use super::Ending;
use super::args::{InputArgs, RunArgs, TargetArgs, TokenArgs};
use super::terminal::Stream;
use crate::error::Error;
use crate::pipeline::{self, Keeping, Options, Validated};
use crate::report::{self, Format, json};

/// Flags of `validate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    target: TargetArgs,
    /// Run only these rules or groups of rules, with commas between: file, fault, shape, conversation, content, tools,
    /// images, preference, target, or names of rules [default: all]
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules or groups of rules out
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// How many findings of each rule are shown as text; all are counted [default: 20]
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    run: RunArgs,
}

impl Args {
    pub fn run(&self) -> Result<Ending, Error> {
        /// Findings of each rule that are shown as text.
        const SHOWN: usize = 20;
        let mut options = self.run.options(&self.inputs, &[])?;
        self.target.apply(&mut options);
        self.tokens.apply(&mut options);
        if !self.select.is_empty() {
            options.select.clone_from(&self.select);
        }
        options.ignore.extend_from_slice(&self.ignore);
        let (output, format) = (&self.run.output, self.run.output.format());
        if format == Format::Json {
            return self.run_json(&options);
        }
        let keeping = Keeping::AtMost(self.max_findings.unwrap_or(SHOWN));
        let validated = pipeline::validate(&self.inputs.inputs, &options, keeping, &output.bars())?;
        let verdict = || if output.quiet { String::new() } else { report::verdict(&validated) };
        let findings = match format {
            Format::Concise => validated.findings.iter().map(report::concise).collect(),
            _ => report::full(&validated.findings),
        };
        output.terminal().print(&(findings + &verdict()))?;
        Ok(ending(&validated))
    }

    /// Every finding is written as it comes: there may be more than memory holds.
    fn run_json(&self, options: &Options) -> Result<Ending, Error> {
        let output = &self.run.output;
        // Nothing is opened before there is something to say, so that a run that cannot start leaves no half document.
        let open = || {
            let mut stream = output.terminal().open()?;
            stream.write(json::START.as_bytes())?;
            Ok::<Stream, Error>(stream)
        };
        let stream = RefCell::new(None::<Stream>);
        let sink = |written: &[u8]| {
            let mut stream = stream.borrow_mut();
            match stream.as_mut() {
                _ if written.is_empty() => Ok(()),
                Some(stream) => stream.write(written),
                None => stream.insert(open()?).write(json::first(written)),
            }
        };
        let keeping = Keeping::Handed { render: &json::finding, sink: &sink };
        let validated = pipeline::validate(&self.inputs.inputs, options, keeping, &output.bars())?;
        let mut stream = stream.into_inner().map_or_else(open, Ok)?;
        stream.write(json::end(&validated).as_bytes())?;
        stream.finish()?;
        Ok(ending(&validated))
    }
}

fn ending(validated: &Validated) -> Ending {
    if validated.summary.deny > 0 { Ending::Findings } else { Ending::Clean }
}
