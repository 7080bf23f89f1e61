//! Any options file: read, or refused with a line number, and written back the same.

#![no_main]

use gristmill::pipeline::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(options) = toml::from_str::<Options>(text) {
        let again: Options = toml::from_str(&toml::to_string(&options).unwrap()).unwrap();
        assert_eq!(again.split, options.split);
        assert_eq!(again.score, options.score);
    }
});
