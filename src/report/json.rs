//! `json`: one versioned document, described under `schemas/`; its keys are an interface.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::model::{Finding, Level};
use crate::pipeline::{Judged, Summary, Validated, Verdict};

/// Writes any report as one JSON document, piece by piece: a report may be long.
pub fn document(report: &impl Serialize, to: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, report)?;
    to.write_all(b"\n")
}

/// The start of what `validate` found, as programs read it: the findings follow, each written by [`finding`], and then
/// the [`end`].
pub const START: &str = "{\n  \"schema\": \"gristmill/validate/1\",\n  \"findings\": [";

/// Writes a finding behind those before it, on a line of its own. The first must lose its comma: see [`first`].
pub fn finding(finding: &Finding, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\n    ");
    serde_json::to_writer(out, &Row::new(finding)).expect("a Vec takes every byte");
}

/// Findings that come first, without the comma before them.
pub fn first(written: &[u8]) -> &[u8] {
    written.strip_prefix(b",").unwrap_or(written)
}

/// The end of the document, behind the last finding.
pub fn end(validated: &Validated) -> String {
    let verdict = |judged: &Judged| Some((judged.target?.id, Judgement { verdict: judged.verdict }));
    let rest =
        Rest { targets: validated.judged.iter().filter_map(verdict).collect(), summary: &validated.summary };
    let rest = serde_json::to_string_pretty(&rest).expect("counts and names can be written");
    format!("\n  ],{}\n", &rest[1..])
}

#[derive(Serialize)]
struct Rest<'v> {
    targets: BTreeMap<&'static str, Judgement>,
    summary: &'v Summary,
}

#[derive(Serialize)]
struct Judgement {
    verdict: Verdict,
}

/// A finding as programs read it.
#[derive(Serialize)]
struct Row<'f> {
    rule: &'static str,
    level: Level,
    target: Option<&'static str>,
    file: Option<&'f str>,
    line: Option<u64>,
    column: Option<u64>,
    pointer: &'f str,
    message: &'f str,
    help: &'f str,
    source: Option<&'f str>,
}

impl<'f> Row<'f> {
    fn new(finding: &'f Finding) -> Self {
        Self {
            rule: finding.rule,
            level: finding.level,
            target: finding.target,
            file: finding.place.file.as_deref(),
            line: finding.place.line,
            column: finding.place.column,
            pointer: finding.place.pointer.as_str(),
            message: &finding.message,
            help: &finding.help,
            source: finding.source.as_deref(),
        }
    }
}
