//! Any fingerprint: see `checks/fingerprint.rs`. A seed: `gristmill dedupe --fingerprint SET -o corpus/fingerprint/seed`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gristmill_fuzz::fingerprint::check(bytes));
