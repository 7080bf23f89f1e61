//! All integration tests, in one binary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says where")]

mod alike;
mod cli;
mod collection;
mod conformance;
mod containers;
mod conversion;
mod costs;
mod dedupe;
mod faults;
mod fuzzed;
mod inspect;
mod layers;
mod layouts;
mod loaders;
mod planted;
mod properties;
mod real_data;
mod regressions;
mod reports;
mod score;
mod shapes;
mod split;
mod support;
mod targets;
mod templates;
