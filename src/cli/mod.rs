//! The command line: flags in, one library call, a report out. One file per subcommand.
//!
//! Flags have no defaults of their own: the options file is read first, and then the flags that were typed change it.

mod args;
mod dedupe;
mod emit;
mod explain;
mod inspect;
mod prepare;
mod schema;
mod score;
mod signals;
mod split;
mod targets;
mod terminal;
mod validate;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::engine::READER_THREAD;
use crate::error::Error;

/// Prepare fine-tuning datasets: validate, dedupe, score, split, and write files a provider accepts.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($module:ident),)+) => {
        #[derive(Debug, Subcommand)]
        #[expect(clippy::large_enum_variant, reason = "there is one of it, for as long as the program runs")]
        enum Command {
            $($(#[$doc])* $name($module::Args),)+
        }

        impl Command {
            fn run(&self) -> Result<Ending, Error> {
                match self {
                    $(Self::$name(args) => args.run(),)+
                }
            }
        }
    };
}

commands! {
    /// Do all of it: find out what the inputs are, validate, dedupe, score, split, and write a folder
    Prepare(prepare),
    /// Report every problem of the inputs, and whether a target would take them as they stand
    Validate(validate),
    /// Take out duplicates; what stays is kept byte for byte
    Dedupe(dedupe),
    /// Score the quality of every record from 0 to 100, with exact reasons
    Score(score),
    /// Set a holdout aside that shares no prompt and no text with train
    Split(split),
    /// Convert what another provider or trainer takes, and lay it out as a target wants it
    Emit(emit),
    /// Say what a dataset is: what is asked and answered, how long it is, how many tokens, what they cost
    Inspect(inspect),
    /// Check a finished folder against its manifest
    Verify(verify),
    /// Say what a rule or signal looks for, why, and how much it matters to each target, with sources and dates
    Explain(explain),
    /// List the targets: what they take, their limits, and until when
    Targets(targets),
    /// Print the JSON Schema of a shape, of what a target takes, or of a report
    Schema(schema),
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Done, and nothing to object to: exit code 0.
    Clean,
    /// Done, with findings at deny level: exit code 1.
    Findings,
    /// Could not run: exit code 2.
    CouldNotRun,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Clean => Self::SUCCESS,
            Ending::Findings => Self::from(1),
            Ending::CouldNotRun => Self::from(2),
        }
    }
}

/// Panics of threads that decode hostile files are findings, and need no words of their own.
fn leave_readers_out() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(READER_THREAD) {
            print(panic);
        }
    }));
}

/// Parses the command line, runs the command, prints what went wrong, and gives the exit code.
pub fn main() -> ExitCode {
    signals::install();
    leave_readers_out();
    let ending = match Cli::parse().command.run() {
        Ok(ending) => ending,
        Err(error) if error.is_closed_pipe() => Ending::Clean,
        Err(error) => {
            terminal::print_error(&error);
            Ending::CouldNotRun
        }
    };
    ending.into()
}
