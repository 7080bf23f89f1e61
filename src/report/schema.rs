//! JSON Schemas by name: of shapes, of what targets take, and of reports.

use serde_json::{Value, json};

use crate::error::Error;
use crate::shapes::{self, Shape};
use crate::targets;

macro_rules! reports {
    ($($name:literal),+ $(,)?) => {
        /// The reports and written rows that have a schema.
        const REPORTS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../schemas/reports/", $name, ".schema.json")))),+];
    };
}

reports![
    "cluster-row",
    "dedupe",
    "fingerprint",
    "inspect",
    "length-row",
    "manifest",
    "prompt-row",
    "rejected-row",
    "render",
    "score",
    "score-row",
    "split",
    "split-check",
    "validate",
    "verify"
];

/// The schema of that name. A target that takes several shapes has the schema of any of them.
pub fn schema(name: &str) -> Result<Value, Error> {
    if let Some(shape) = Shape::named(name) {
        return Ok(shapes::schema(shape));
    }
    if let Some((_, text)) = REPORTS.iter().find(|(report, _)| *report == name) {
        return Ok(serde_json::from_str(text).expect("a test reads every schema"));
    }
    if let Some(target) = targets::ALL.iter().find(|target| target.id == name) {
        let mut all: Vec<Value> = target.shapes.iter().map(|shape| shapes::schema(shape)).collect();
        return Ok(if all.len() == 1 { all.remove(0) } else { json!({"title": target.id, "anyOf": all}) });
    }
    let known = shapes::ALL.iter().map(|shape| shape.name);
    let known =
        known.chain(REPORTS.iter().map(|(name, _)| *name)).chain(targets::ALL.iter().map(|target| target.id));
    Err(Error::unknown("schema", name, known))
}
