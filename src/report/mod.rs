//! Reports: what a command found or did, for people and for programs; one file per form or summary.
//!
//! Nothing here reads data or decides anything. Text is written with styles; whoever prints it takes them out where
//! the reader is no terminal.

mod concise;
mod cost;
mod dedupe;
mod explain;
mod full;
mod histogram;
mod inspect;
pub mod json;
mod prepare;
mod schema;
mod score;
mod split;
mod targets;
mod validate;
mod verify;

pub use concise::concise;
pub use dedupe::{deduped, fingerprinted};
pub use explain::{Explained, explained};
pub use full::full;
pub use inspect::{inspected, render};
pub use json::document;
pub use prepare::{prepared, refused};
pub use schema::schema;
pub use score::scored;
pub use split::{doubts, shared, split, split_check};
pub use targets::{TargetList, target, targets};
pub use validate::verdict;
pub use verify::verified;

use anstyle::{AnsiColor, Style};

use crate::model::Level;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Grouped by file, with a window of every line and what to do.
    #[default]
    Full,
    /// One line each.
    Concise,
    /// One JSON document.
    Json,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const MARK: Style = AnsiColor::Cyan.on_default();

/// Text in a style.
fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

fn level(level: Level) -> String {
    let style = match level {
        Level::Deny => BAD,
        Level::Warn => DOUBTFUL,
        Level::Info | Level::Allow => MARK,
    };
    paint(style, level.name())
}

/// Items with commas between, on lines of at most so many characters.
fn wrapped(items: &[impl AsRef<str>], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items.iter().map(AsRef::as_ref) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + item.chars().count() + 3 <= width => {
                line.extend([", ", item]);
            }
            Some(line) => {
                line.push(',');
                lines.push(item.to_owned());
            }
            None => lines.push(item.to_owned()),
        }
    }
    lines
}

/// Rows of cells under their heads, each column as wide as its widest cell; `indent` blanks before each row, and the
/// columns of `right` end at one place instead of beginning at one.
fn table<const N: usize>(rows: &[[String; N]], indent: usize, right: std::ops::Range<usize>) -> String {
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; N] = std::array::from_fn(wide);
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let mut line = " ".repeat(indent);
        for (column, (cell, wide)) in row.iter().zip(widths).enumerate() {
            line.push_str(if column == 0 { "" } else { "  " });
            let cell =
                if right.contains(&column) { format!("{cell:>wide$}") } else { format!("{cell:<wide$}") };
            line.push_str(&cell);
        }
        let line = line.trim_end();
        text.push_str(&if number == 0 { paint(DIM, line) } else { line.to_owned() });
        text.push('\n');
    }
    text
}

/// Rows of a name and a number, the numbers in one column; `indent` blanks before each.
fn columns<'r>(indent: usize, rows: impl Iterator<Item = (&'r str, u64)> + Clone) -> String {
    let names = rows.clone().map(|(name, _)| name.len()).max().unwrap_or_default();
    let digits = rows.clone().map(|(_, n)| crate::text::thousands(n).len()).max().unwrap_or_default();
    rows.fold(String::new(), |text, (name, n)| {
        text + &format!("{:indent$}{name:names$}  {:>digits$}\n", "", crate::text::thousands(n))
    })
}

/// One finding's place as `file:line:column`, as much of it as there is.
fn place(place: &crate::model::Place) -> String {
    let mut text = place.file.clone().unwrap_or_default();
    for number in [place.line, place.column].into_iter().flatten() {
        text.push(':');
        text.push_str(&number.to_string());
    }
    text
}
