//! What a rule or signal is about: its docs, and how each target stands to it.

use std::fmt::Write;

use serde::Serialize;

use super::{BOLD, DIM, level, paint};
use crate::error::Error;
use crate::model::Level;
use crate::rules::{self, Rule};
use crate::signals;
use crate::targets::{self, Confidence};

/// A rule or signal as `explain` shows it.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The report's version.
    schema: &'static str,
    name: &'static str,
    kind: &'static str,
    group: Option<&'static str>,
    /// The level where no target has a stance of its own.
    level: Option<Level>,
    docs: &'static str,
    targets: Vec<StanceRow>,
}

#[derive(Debug, Serialize)]
struct StanceRow {
    target: &'static str,
    level: Level,
    confidence: Confidence,
    source: &'static str,
    url: &'static str,
    read: &'static str,
}

impl Explained {
    /// The rule or signal of that name.
    pub fn named(name: &str) -> Result<Self, Error> {
        if let Some(rule) = Rule::named(name) {
            let (group, level) = (Some(rule.group.name()), Some(rule.level));
            return Ok(Self {
                group,
                level,
                targets: stances(rule),
                ..Self::of("rule", rule.name, rule.docs)
            });
        }
        if let Some(signal) = signals::ALL.iter().find(|signal| signal.name == name) {
            return Ok(Self::of("signal", signal.name, signal.docs));
        }
        let known =
            rules::ALL.iter().map(|rule| rule.name).chain(signals::ALL.iter().map(|signal| signal.name));
        Err(Error::unknown("rule", name, known))
    }

    fn of(kind: &'static str, name: &'static str, docs: &'static str) -> Self {
        Self {
            schema: "gristmill/explain/1",
            name,
            kind,
            group: None,
            level: None,
            docs,
            targets: Vec::new(),
        }
    }
}

/// How targets stand to a rule, those that refuse first.
fn stances(rule: &Rule) -> Vec<StanceRow> {
    let row = |target: &&'static targets::Target| {
        let stance = target.stance(rule.name)?;
        let source = target.source(stance.source)?;
        Some(StanceRow {
            target: target.id,
            level: stance.level,
            confidence: stance.confidence,
            source: source.title,
            url: source.url,
            read: source.read,
        })
    };
    let mut rows: Vec<StanceRow> = targets::ALL.iter().filter_map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.level));
    rows
}

/// A rule or signal for a terminal.
pub fn explained(explained: &Explained) -> String {
    let mut text = String::new();
    let _ = write!(text, "{}  {}", paint(BOLD, explained.name), explained.kind);
    if let (Some(group), Some(own)) = (explained.group, explained.level) {
        let _ = write!(text, ", group {group}, {} where no target says otherwise", level(own));
    }
    let _ = writeln!(text, "\n\n{}", explained.docs.trim_end());
    if !explained.targets.is_empty() {
        let _ = writeln!(text, "\n{}", paint(BOLD, "targets"));
        let width = explained.targets.iter().map(|row| row.target.len()).max().unwrap_or_default();
        for row in &explained.targets {
            let pad = " ".repeat(6 - row.level.name().len().min(6));
            let source = format!("{}, read {}, {}", row.source, row.read, row.confidence.name());
            let _ =
                writeln!(text, "  {:width$}  {}{pad}{}", row.target, level(row.level), paint(DIM, source));
        }
    }
    text
}
