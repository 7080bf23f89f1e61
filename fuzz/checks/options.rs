//! Any options file: read, or refused, and written back the same.

use gristmill::pipeline::Options;

/// Reads options from a text, and again from what they are written as.
pub fn check(text: &str) {
    if let Ok(options) = toml::from_str::<Options>(text) {
        let written = toml::to_string(&options).expect("options can be written");
        let again: Options = toml::from_str(&written).expect("what is written can be read");
        // How many threads work is no part of what a run is about.
        let same = Options { threads: None, ..options };
        assert_eq!(again, same, "{written}");
    }
}
