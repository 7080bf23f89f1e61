//! The files of an output folder, and how it is finished.

use super::Prepared;
use super::card::card;
use super::dataset_info::dataset_info;
use super::manifest::{FileEntry, MANIFEST, Manifest, ManifestSet, sums};
use super::shards::{Bounds, Shards};
use crate::engine::Folder;
use crate::error::Error;
use crate::targets::{Layout, Naming, Target};

/// The lane of records to train on.
pub const TRAIN: usize = 0;
/// The lane of records held out.
pub const HOLDOUT: usize = 1;
/// The lane of rejected records.
pub const REJECTED: usize = 2;
/// How many lanes there are.
pub const LANES: usize = 3;

/// The splits of the lanes.
const SPLITS: [Option<&str>; LANES] = [Some("train"), Some("holdout"), None];

/// Starts the data files of a target, below a folder; they are parted by the target's limits.
pub fn open<'f>(
    folder: &'f Folder,
    below: &str,
    target: &Target,
    has_bom: bool,
) -> Result<Vec<Shards<'f>>, Error> {
    let bounds = Bounds {
        bytes: target.limits.max_bytes.unwrap_or(u64::MAX),
        rows: target.limits.max_examples.unwrap_or(u64::MAX),
    };
    let stems = [target.layout.train, target.layout.holdout, "rejected"];
    let files = stems.into_iter().zip(SPLITS).map(|(stem, split)| {
        let bounds = if split.is_some() { bounds } else { Bounds::NONE };
        Shards::start(folder, format!("{below}{stem}"), bounds, has_bom && split.is_some())
    });
    files.collect()
}

/// Starts the data files of a command that has no target.
pub fn open_plain(folder: &Folder) -> Result<Vec<Shards<'_>>, Error> {
    let stems = [Layout::PLAIN.train, Layout::PLAIN.holdout, "rejected"];
    let files = stems.into_iter().map(|stem| Shards::start(folder, stem.to_owned(), Bounds::NONE, false));
    files.collect()
}

/// Finishes the data files, and writes card, manifest and sums beside them. Where a target finds files by their names,
/// or `keeps_empty` is off, a holdout without rows is none.
pub fn deliver(
    folder: &Folder,
    below: &str,
    shards: Vec<Shards<'_>>,
    layout: Layout,
    keeps_empty: bool,
    manifest: &mut Manifest,
) -> Result<(), Error> {
    let drops_empty = !keeps_empty || layout.naming != Naming::Free;
    for (split, shards) in SPLITS.into_iter().zip(shards) {
        for (name, written) in shards.finish()? {
            if split == Some("holdout") && written.rows == 0 && drops_empty {
                folder.remove(&name)?;
                continue;
            }
            match split {
                Some("train") => manifest.rows.train += written.rows,
                Some(_) => manifest.rows.holdout += written.rows,
                None => {}
            }
            let own = name.strip_prefix(below).unwrap_or(&name);
            manifest.files.push(FileEntry::new(own, split, written));
        }
    }
    let write = |manifest: &mut Manifest, name: &str, text: &str| {
        let entry = FileEntry::new(name, None, folder.write(&format!("{below}{name}"), text)?);
        manifest.files.push(entry);
        Ok::<(), Error>(())
    };
    if layout.naming == Naming::DatasetInfo {
        let text = dataset_info(folder, below, manifest)?;
        write(manifest, "dataset_info.json", &text)?;
    }
    let text = card(manifest);
    write(manifest, "README.md", &text)?;
    let own = folder.write(&format!("{below}{MANIFEST}"), &manifest.to_json())?;
    let own = FileEntry::new(MANIFEST, None, own);
    folder.write(&format!("{below}SHA256SUMS"), &sums(manifest.files.iter().chain([&own])))?;
    Ok(())
}

/// Writes a manifest over the folders of several targets.
pub fn deliver_set(folder: &Folder, prepared: &[Prepared]) -> Result<(), Error> {
    let set = ManifestSet::new(prepared);
    let own = FileEntry::new(MANIFEST, None, folder.write(MANIFEST, &set.to_json())?);
    folder.write("SHA256SUMS", &sums(set.files.iter().chain([&own])))?;
    Ok(())
}
