//! Any file, judged for every target: see `checks/judge.rs`. Seeds: `cargo fuzz run judge corpus/judge seeds/judge`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gristmill_fuzz::judge::check(bytes));
