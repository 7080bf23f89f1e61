//! `json`: one versioned document, described under `schemas/`; its keys are an interface.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::{Finding, Level};
use crate::pipeline::Validated;

/// Any report as one JSON document.
pub fn document(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("reports hold nothing that cannot be written");
    text.push('\n');
    text
}

/// What `validate` found.
pub fn validated(validated: &Validated) -> String {
    let targets: Map<String, Value> = validated
        .judged
        .iter()
        .filter_map(|judged| Some((judged.target?.id.to_owned(), json!({"verdict": judged.verdict}))))
        .collect();
    let findings: Vec<Row<'_>> = validated.findings.iter().map(Row::new).collect();
    document(&json!({
        "schema": "gristmill/validate/1",
        "targets": targets,
        "summary": validated.summary,
        "findings": findings,
    }))
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
