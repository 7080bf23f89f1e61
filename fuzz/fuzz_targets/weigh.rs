//! Any file, inspected: see `checks/weigh.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gristmill_fuzz::weigh::check(bytes));
