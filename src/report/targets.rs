//! The targets: a line for each, or all that is known of one.

use std::fmt::Write;

use serde::Serialize;

use super::{BOLD, DIM, DOUBTFUL, paint, table, wrapped};
use crate::model::Level;
use crate::targets::{self, Method, Overlong, Status, Target, TokenLimit};
use crate::text::thousands;

/// Targets as programs read them.
#[derive(Debug, Serialize)]
pub struct TargetList {
    schema: &'static str,
    targets: Vec<TargetRow>,
}

#[derive(Debug, Serialize)]
struct TargetRow {
    id: &'static str,
    provider: &'static str,
    title: &'static str,
    method: &'static str,
    shapes: Vec<&'static str>,
    writes: Vec<&'static str>,
    min_examples: u64,
    max_examples: Option<u64>,
    max_bytes: Option<u64>,
    token_limit: Option<u64>,
    status: &'static str,
    closes: Option<&'static str>,
    note: Option<&'static str>,
    sources: Vec<SourceRow>,
}

#[derive(Debug, Serialize)]
struct SourceRow {
    title: &'static str,
    url: &'static str,
    read: &'static str,
}

impl TargetList {
    /// The targets in order.
    pub fn new(targets: &[&'static Target]) -> Self {
        Self {
            schema: "gristmill/targets/1",
            targets: targets.iter().map(|target| TargetRow::new(target)).collect(),
        }
    }
}

impl TargetRow {
    fn new(target: &'static Target) -> Self {
        let (status, closes, note) = match target.status {
            Status::Open => ("open", None, None),
            Status::Closing { date, note } => ("closing", Some(date), Some(note)),
        };
        let sources = target.sources.iter().copied().flatten();
        Self {
            id: target.id,
            provider: target.provider,
            title: target.title,
            method: method(target.method),
            shapes: target.shapes.iter().map(|shape| shape.name).collect(),
            writes: target.written().iter().map(|shape| shape.name).collect(),
            min_examples: target.limits.min_examples,
            max_examples: target.limits.max_examples,
            max_bytes: target.limits.max_bytes,
            token_limit: target.token_limits.first().map(|limit| limit.tokens),
            status,
            closes,
            note,
            sources: sources.map(|s| SourceRow { title: s.title, url: s.url, read: s.read }).collect(),
        }
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Chat => "chat",
        Method::Pair => "pair",
        Method::Text => "text",
        Method::Preference => "preference",
        Method::Reinforcement => "reinforcement",
    }
}

/// A line for each target.
pub fn targets(targets: &[&Target]) -> String {
    let shapes =
        |target: &Target| target.shapes.iter().map(|shape| shape.name).collect::<Vec<_>>().join(", ");
    let cells = |target: &Target| {
        let Limits { examples, tokens } = Limits::of(target);
        let status = match target.status {
            Status::Open => String::new(),
            Status::Closing { date, .. } => format!("closing {date}"),
        };
        [target.id.to_owned(), method(target.method).to_owned(), examples, tokens, status, shapes(target)]
    };
    let mut rows = vec![["target", "method", "examples", "tokens", "status", "takes"].map(str::to_owned)];
    rows.extend(targets.iter().map(|target| cells(target)));
    let mut text = table(&rows, 0, 0..0);
    let _ = writeln!(
        text,
        "\n{} `gristmill targets TARGET` shows the rules of one, with sources",
        paint(DIM, "next:")
    );
    text
}

/// Limits in a few characters.
struct Limits {
    examples: String,
    tokens: String,
}

impl Limits {
    fn of(target: &Target) -> Self {
        let limits = &target.limits;
        let examples = match limits.max_examples {
            Some(most) => format!("{} to {}", limits.min_examples, thousands(most)),
            None => format!("{} or more", limits.min_examples),
        };
        let tokens = target.token_limits.first().map(|limit| thousands(limit.tokens)).unwrap_or_default();
        Self { examples, tokens }
    }
}

/// All that is known of a target.
pub fn target(target: &Target) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", paint(BOLD, target.id), target.title);
    if let Status::Closing { date, note } = target.status {
        let _ = writeln!(text, "{} {date}: {note}", paint(DOUBTFUL, "closing"));
        let elsewhere: Vec<&str> = alternatives(target).map(|other| other.id).collect();
        if !elsewhere.is_empty() {
            let _ = writeln!(text, "  the same shape goes to {}", elsewhere.join(", "));
        }
    }
    let shapes: Vec<&str> = target.shapes.iter().map(|shape| shape.name).collect();
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:10} {value}");
    };
    row("takes", shapes.join(", "));
    row("method", method(target.method).to_owned());
    row("examples", Limits::of(target).examples);
    if let Some(bytes) = target.limits.max_bytes {
        row("file", format!("at most {} MiB", thousands(bytes >> 20)));
    }
    for TokenLimit { models, tokens, effect, .. } in target.token_limits {
        let effect = match effect {
            Overlong::Cut => "longer ones are cut",
            Overlong::Dropped => "longer ones are left out",
            Overlong::Refused => "longer ones are refused",
        };
        row("tokens", format!("{} an example, {effect} ({})", thousands(*tokens), models.join(", ")));
    }
    for (name, level) in [("refuses", Level::Deny), ("doubts", Level::Warn), ("forgives", Level::Allow)] {
        let rules: Vec<&str> =
            target.judged().filter(|(_, own)| *own == level).map(|(rule, _)| rule).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{} {}", paint(BOLD, name), paint(DIM, format!("({})", level.name())));
        for line in wrapped(&rules, 100) {
            let _ = writeln!(text, "  {line}");
        }
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, "sources"));
    for source in target.sources.iter().copied().flatten() {
        let _ = writeln!(text, "  {}, read {}\n    {}", source.title, source.read, paint(DIM, source.url));
    }
    text
}

/// Open targets of the same method that take the same shape.
fn alternatives(target: &Target) -> impl Iterator<Item = &'static Target> {
    let is_same = move |other: &&Target| {
        other.status == Status::Open
            && other.method == target.method
            && other.shapes.first() == target.shapes.first()
    };
    targets::ALL.iter().copied().filter(is_same)
}
