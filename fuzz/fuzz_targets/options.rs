//! Any options file: see `checks/options.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| gristmill_fuzz::options::check(text));
