//! Any bytes as a fingerprint: told from one, or read and written back to what is read again.

use gristmill::dedupe::fingerprint::{from_bytes, to_bytes};

/// Checks some bytes.
pub fn check(bytes: &[u8]) {
    let Ok((header, prints)) = from_bytes(bytes) else { return };
    assert_eq!(header.records, prints.len() as u64);
    let again = from_bytes(&to_bytes(&header, &prints)).expect("what was written can be read");
    assert_eq!((header, prints), again);
}
