//! The files of an output folder, and how it is finished.

use super::card::card;
use super::manifest::{FileEntry, MANIFEST, Manifest, sums};
use crate::engine::{Folder, Output};
use crate::error::Error;

/// The data files in the order of the lanes: name, split.
const FILES: [(&str, Option<&str>); 3] =
    [("train.jsonl", Some("train")), ("holdout.jsonl", Some("holdout")), ("rejected.jsonl", None)];
/// The lane of records to train on.
pub const TRAIN: usize = 0;
/// The lane of records held out.
pub const HOLDOUT: usize = 1;
/// The lane of rejected records.
pub const REJECTED: usize = 2;

/// Starts the data files.
pub fn open(folder: &Folder) -> Result<Vec<Output>, Error> {
    FILES.iter().map(|(name, _)| folder.file(name)).collect()
}

/// Finishes the data files, writes card, manifest and sums beside them, and gives the folder its name.
pub fn deliver(folder: Folder, outputs: Vec<Output>, manifest: &mut Manifest) -> Result<(), Error> {
    for ((name, split), output) in FILES.iter().zip(outputs) {
        manifest.files.push(FileEntry::new(name, *split, output.finish()?));
    }
    let readme = folder.write("README.md", &card(manifest))?;
    manifest.files.push(FileEntry::new("README.md", None, readme));
    let own = FileEntry::new(MANIFEST, None, folder.write(MANIFEST, &manifest.to_json())?);
    folder.write("SHA256SUMS", &sums(manifest.files.iter().chain([&own])))?;
    folder.commit()
}
