//! Any record: see `checks/record.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| gristmill_fuzz::record::check(text));
