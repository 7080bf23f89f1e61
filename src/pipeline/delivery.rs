//! The files of an output folder, and how it is finished.

use std::collections::BTreeSet;

use super::Prepared;
use super::card::card;
use super::dataset_info::{Columns, dataset_info, members};
use super::manifest::{FileEntry, MANIFEST, Manifest, ManifestSet, sums};
use super::shards::{Bounds, Shards};
use crate::engine::{Folder, Written};
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
pub const SPLITS: [Option<&str>; LANES] = [Some("train"), Some("holdout"), None];

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
pub fn open_plain<'f>(folder: &'f Folder, stems: &[&str]) -> Result<Vec<Shards<'f>>, Error> {
    let files = stems.iter().map(|stem| Shards::start(folder, (*stem).to_owned(), Bounds::NONE, false));
    files.collect()
}

/// How the data files of a target are finished.
#[derive(Debug, Clone, Copy)]
pub struct Finish {
    /// How they are called.
    pub layout: Layout,
    /// Whether a holdout without rows stays a file. Where a target finds files by their names it never does.
    pub keeps_empty: bool,
    /// Whether they become Parquet.
    pub is_parquet: bool,
}

/// Finishes the data files, and adds them to the manifest; gives their optional columns, where somebody asks for them.
pub fn finish(
    folder: &Folder,
    below: &str,
    shards: Vec<(Option<&'static str>, Shards<'_>)>,
    how: Finish,
    manifest: &mut Manifest,
) -> Result<Columns, Error> {
    let Finish { layout, keeps_empty, is_parquet } = how;
    let drops_empty = !keeps_empty || layout.naming != Naming::Free;
    let mut columns = Columns::new();
    for (split, shards) in shards {
        let mut files = shards.finish()?;
        let is_empty = files.iter().all(|(_, written)| written.rows == 0);
        let mut present = Vec::new();
        if split.is_some() && layout.naming == Naming::DatasetInfo {
            present = files.iter().map(|(name, _)| members(folder, name)).collect::<Result<_, _>>()?;
        }
        if split.is_some() && is_parquet && !is_empty {
            files = to_parquet(folder, below, files)?;
            // Files of tables have the columns of all of them.
            let all: BTreeSet<String> = present.iter().flatten().cloned().collect();
            present.fill(all);
        }
        for ((name, _), present) in files.iter().zip(present) {
            columns.insert(name.strip_prefix(below).unwrap_or(name).to_owned(), present);
        }
        for (name, written) in files {
            if split == Some("holdout") && written.rows == 0 && drops_empty {
                folder.remove(&name)?;
                continue;
            }
            match split {
                Some("train") => manifest.rows.train += written.rows,
                Some("holdout") => manifest.rows.holdout += written.rows,
                _ => {}
            }
            let own = name.strip_prefix(below).unwrap_or(&name);
            manifest.files.push(FileEntry::new(own, split, written));
        }
    }
    Ok(columns)
}

/// Writes card, manifest and sums beside the data files.
pub fn deliver(
    folder: &Folder,
    below: &str,
    layout: Layout,
    columns: &Columns,
    manifest: &mut Manifest,
) -> Result<(), Error> {
    let write = |manifest: &mut Manifest, name: &str, text: &str| {
        let entry = FileEntry::new(name, None, folder.write(&format!("{below}{name}"), text)?);
        manifest.files.push(entry);
        Ok::<(), Error>(())
    };
    if layout.naming == Naming::DatasetInfo {
        let text = dataset_info(manifest, columns);
        write(manifest, "dataset_info.json", &text)?;
    }
    let text = card(manifest);
    write(manifest, "README.md", &text)?;
    let own = folder.write(&format!("{below}{MANIFEST}"), &manifest.to_json())?;
    let own = FileEntry::new(MANIFEST, None, own);
    folder.write(&format!("{below}SHA256SUMS"), &sums(manifest.files.iter().chain([&own])))?;
    Ok(())
}

/// The files of a split as Parquet, under the names that Hugging Face gives to shards.
fn to_parquet(
    folder: &Folder,
    below: &str,
    files: Vec<(String, Written)>,
) -> Result<Vec<(String, Written)>, Error> {
    let of = files.len();
    let named = |(number, (from, _)): (usize, (String, Written))| {
        let stem = from.strip_prefix(below).unwrap_or(&from).trim_end_matches(".jsonl");
        let stem = if of > 1 { stem.rsplit_once('-').map_or(stem, |(stem, _)| stem) } else { stem };
        let to = format!("{below}data/{stem}-{number:05}-of-{of:05}.parquet");
        (from, to)
    };
    let both: Vec<(String, String)> = files.into_iter().enumerate().map(named).collect();
    let written = folder.to_parquet(&both)?;
    Ok(both.into_iter().map(|(_, to)| to).zip(written).collect())
}

/// Writes a manifest over the folders of several targets.
pub fn deliver_set(folder: &Folder, prepared: &[Prepared]) -> Result<(), Error> {
    let set = ManifestSet::new(prepared);
    let own = FileEntry::new(MANIFEST, None, folder.write(MANIFEST, &set.to_json())?);
    folder.write("SHA256SUMS", &sums(set.files.iter().chain([&own])))?;
    Ok(())
}
