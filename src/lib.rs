//! Fine-tuning datasets, prepared: validated, deduplicated, scored, split, and written for the target that trains.
//!
//! A run is *measure*, *decide*, *write*: one parallel pass turns every record into a small fact and collects
//! findings, a pure function decides what becomes of each record, and one more pass carries it out.
//!
//! ```
//! use gristmill::pipeline::{Keeping, Options, validate};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("chat.jsonl");
//! std::fs::write(&path, r#"{"messages": [{"role": "user", "content": "Hi"}]}"#)?;
//! let found = validate(&[path.display().to_string()], &Options::default(), Keeping::All, &())?;
//! assert_eq!(found.findings[0].rule, "no-assistant-turn");
//! assert_eq!(found.findings[0].place.line, Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules in layer order; each uses only those above it (`tests/layers.rs` holds it so):

pub mod text;

pub mod error;

pub mod model;

pub mod tokens;

pub mod engine;

pub mod shapes;

pub mod targets;

pub mod convert;

pub mod lengths;

pub mod rules;

pub mod signals;

pub mod dedupe;

pub mod split;

pub mod pipeline;

pub mod report;

#[cfg(feature = "cli")]
pub mod cli;
