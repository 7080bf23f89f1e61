//! Members that were left out of written rows, counted by name.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::Pointer;

/// Members that were left out, counted by name.
#[derive(Default)]
pub struct Cuts(Mutex<BTreeMap<String, u64>>);

impl Cuts {
    /// Counts the members at some pointers.
    pub fn add(&self, extras: &[Pointer]) {
        if extras.is_empty() {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for name in extras.iter().filter_map(|pointer| pointer.steps().last()) {
            *counts.entry(name).or_default() += 1;
        }
    }

    /// How many there were of each name.
    pub fn into_counts(self) -> BTreeMap<String, u64> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
