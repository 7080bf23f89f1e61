//! How the files of a target are called, and what has to stand beside them.

/// How the files of a target are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The stem of the file to train on.
    pub train: &'static str,
    /// The stem of the file that is held out.
    pub holdout: &'static str,
    /// What else is written.
    pub naming: Naming,
}

/// What a target wants beside its data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Nothing: files are named when a job is created.
    Free,
    /// Nothing, but the files are found by their names.
    Fixed,
    /// A `dataset_info.json` that names the files and their columns.
    DatasetInfo,
}

impl Layout {
    /// The usual names.
    pub const PLAIN: Self = Self { train: "train", holdout: "holdout", naming: Naming::Free };
}
