//! What holds of any input: the bodies of the fuzz targets. Tests include them too, and need no fuzzer.

pub mod container;
pub mod fingerprint;
pub mod judge;
pub mod look;
pub mod mutate;
pub mod node;
pub mod options;
pub mod places;
pub mod record;
pub mod seeds;
pub mod strange;
pub mod weigh;
