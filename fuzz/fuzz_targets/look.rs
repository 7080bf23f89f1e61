//! Any file, inspected: see `checks/look.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gristmill_fuzz::look::check(bytes));
