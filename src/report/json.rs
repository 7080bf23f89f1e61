//! `json`: one versioned document, described under `schemas/`; its keys are an interface.

use std::collections::BTreeMap;
use std::io;

use serde::{Serialize, Serializer};

use crate::model::{Finding, Level};
use crate::pipeline::{Summary, Validated, Verdict};

/// Writes any report as one JSON document, piece by piece: a report may be long.
pub fn document(report: &impl Serialize, to: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, report)?;
    to.write_all(b"\n")
}

/// What `validate` found, as programs read it.
pub fn validated(validated: &Validated) -> impl Serialize + '_ {
    let verdict = |target: &'static str, verdict| (target, Judgement { verdict });
    let targets =
        validated.judged.iter().filter_map(|judged| Some(verdict(judged.target?.id, judged.verdict)));
    Document {
        schema: "gristmill/validate/1",
        targets: targets.collect(),
        summary: &validated.summary,
        findings: Rows(&validated.findings),
    }
}

#[derive(Serialize)]
struct Document<'v> {
    schema: &'static str,
    targets: BTreeMap<&'static str, Judgement>,
    summary: &'v Summary,
    findings: Rows<'v>,
}

#[derive(Serialize)]
struct Judgement {
    verdict: Verdict,
}

struct Rows<'v>(&'v [Finding]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Row::new))
    }
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
        }
    }
}
