//! Any file: see `checks/container.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gristmill_fuzz::container::check(bytes));
