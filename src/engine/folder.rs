//! An output folder that appears whole or not at all.
//!
//! Files are written into a hidden folder beside the final one, which takes the final name in one rename. If the
//! process is killed, the hidden folder stays. Beside it lies a lock file that is locked while somebody writes, so that
//! the next run for the same output can take abandoned folders away, and only those.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Source;
use super::output::{Output, Written};
use crate::error::Error;

/// What the name of a lock file has behind that of its folder.
const LOCK: &str = ".lock";

/// An output folder in the making.
pub struct Folder {
    /// The final name, as the user gave it.
    shown: PathBuf,
    target: PathBuf,
    staging: PathBuf,
    lock: File,
    lock_path: PathBuf,
    /// Parents that were made for it, outermost first.
    made: Vec<PathBuf>,
    replaces: bool,
    is_committed: bool,
}

impl Folder {
    /// Starts a folder that will be called `target`.
    ///
    /// An existing one is refused without `force`; with it, only a folder that `marker` (a file name) shows to be
    /// ours is replaced, and never one that holds an input.
    pub fn create(target: &Path, force: bool, marker: &str, inputs: &[Source]) -> Result<Self, Error> {
        let shown = target.to_owned();
        let failed = |cause| Error::write(&shown, cause);
        let replaces = fs::symlink_metadata(target).is_ok();
        if replaces {
            check_replaceable(target, force, marker, inputs)?;
        }
        let target =
            if replaces { target.canonicalize() } else { std::path::absolute(target) }.map_err(failed)?;
        let Some(name) = target.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        };
        let parent = target.parent().unwrap_or(Path::new("/")).to_owned();
        let made = make_parents(&parent).map_err(failed)?;
        let prefix = format!(".{name}.unfinished-");
        sweep(&parent, &prefix);
        let own = format!("{prefix}{}", std::process::id());
        let lock_path = parent.join(format!("{own}{LOCK}"));
        let lock = File::create(&lock_path).map_err(failed)?;
        // Not every file system knows locks; without one, the worst is an abandoned folder that stays.
        let _ = lock.lock();
        let staging = parent.join(own);
        let folder = Self {
            shown: shown.clone(),
            target,
            staging,
            lock,
            lock_path,
            made,
            replaces,
            is_committed: false,
        };
        fs::create_dir(&folder.staging).map_err(failed)?;
        Ok(folder)
    }

    /// Starts a file in it.
    pub fn file(&self, name: &str) -> Result<Output, Error> {
        let shown = self.shown.join(name);
        let path = self.staging.join(name);
        let below = path.parent().map_or(Ok(()), fs::create_dir_all);
        let file =
            below.and_then(|()| File::create_new(&path)).map_err(|cause| Error::write(&shown, cause))?;
        Ok(Output::hashed(&shown, file))
    }

    /// Gives a finished file in it another name.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        fs::rename(self.staging.join(from), self.staging.join(to))
            .map_err(|cause| Error::write(self.shown.join(to), cause))
    }

    /// Writes the rows of some JSON Lines files as Parquet files in their place, which share their columns; gives what was
    /// written.
    #[cfg(feature = "parquet")]
    pub fn to_parquet(&self, names: &[(String, String)]) -> Result<Vec<Written>, Error> {
        use std::io::{BufRead, BufReader};

        let mut schema = super::parquet::Schema::default();
        for (from, _) in names {
            for line in BufReader::new(self.open(from)?).lines() {
                let line = line.map_err(|cause| Error::read(self.shown.join(from), cause))?;
                schema.add(&serde_json::from_str(&line).unwrap_or_default());
            }
        }
        let one = |(from, to): &(String, String)| {
            let mut output = self.file(to)?;
            let rows = super::parquet::write(BufReader::new(self.open(from)?), &schema, &mut output);
            let rows = rows.map_err(|cause| {
                Error::refused(
                    format!("{to} cannot be written as Parquet: {cause}"),
                    "write JSON Lines instead",
                )
            })?;
            output.write_rows(&[], rows)?;
            self.remove(from)?;
            output.finish()
        };
        names.iter().map(one).collect()
    }

    /// Without the feature `parquet` nothing is written.
    #[cfg(not(feature = "parquet"))]
    pub fn to_parquet(&self, _: &[(String, String)]) -> Result<Vec<Written>, Error> {
        Err(Error::refused("this build writes no Parquet", "build it with the feature `parquet`"))
    }

    /// Takes a finished file out again.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        fs::remove_file(self.staging.join(name)).map_err(|cause| Error::write(self.shown.join(name), cause))
    }

    /// Where a file in it stands until the folder has its name.
    pub fn path(&self, name: &str) -> PathBuf {
        self.staging.join(name)
    }

    /// Opens a finished file in it.
    pub fn open(&self, name: &str) -> Result<File, Error> {
        File::open(self.staging.join(name)).map_err(|cause| Error::read(self.shown.join(name), cause))
    }

    /// Writes a whole file into it.
    pub fn write(&self, name: &str, text: &str) -> Result<Written, Error> {
        let mut output = self.file(name)?;
        output.write_rows(text.as_bytes(), text.lines().count() as u64)?;
        output.finish()
    }

    /// Gives the folder its name. All files in it must be finished.
    pub fn commit(mut self) -> Result<(), Error> {
        let failed = |cause| Error::write(&self.shown, cause);
        if self.replaces {
            swap(&self.staging, &self.target).map_err(failed)?;
            // What is left under the staging name is the old folder.
            let _ = fs::remove_dir_all(&self.staging);
        } else {
            fs::rename(&self.staging, &self.target).map_err(failed)?;
        }
        self.is_committed = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_committed {
            let _ = fs::remove_dir_all(&self.staging);
        }
        // Only now: should the process be killed before, the lock file leads the next run to what is left.
        let _ = self.lock.unlock();
        let _ = fs::remove_file(&self.lock_path);
        if !self.is_committed {
            for parent in self.made.iter().rev() {
                let _ = fs::remove_dir(parent);
            }
        }
    }
}

fn check_replaceable(target: &Path, force: bool, marker: &str, inputs: &[Source]) -> Result<(), Error> {
    let shown = target.display();
    if !force {
        return Err(Error::refused(
            format!("{shown} exists already"),
            "choose another --out, or add --force to replace it",
        ));
    }
    let entries: Vec<PathBuf> = fs::read_dir(target)
        .map_err(|cause| Error::write(target, cause))?
        .flatten()
        .map(|e| e.path())
        .collect();
    if !entries.is_empty() && !target.join(marker).is_file() {
        return Err(Error::refused(
            format!(
                "{shown} was not written by gristmill (it has no {marker}), so --force does not replace it"
            ),
            "choose another --out, or move that folder away yourself",
        ));
    }
    let holds = |input: &&Source| input.is_below(target) || entries.iter().any(|entry| input.is_at(entry));
    if let Some(input) = inputs.iter().find(holds) {
        return Err(Error::refused(
            format!("{} is an input, so {shown} cannot be replaced", input.name()),
            "choose another --out",
        ));
    }
    Ok(())
}

/// Makes the missing parents and says which.
fn make_parents(parent: &Path) -> io::Result<Vec<PathBuf>> {
    let mut missing: Vec<PathBuf> =
        parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    missing.reverse();
    fs::create_dir_all(parent)?;
    Ok(missing)
}

/// Takes away what killed runs left behind: every folder whose lock file nobody holds.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(folder) = name.strip_suffix(LOCK).filter(|folder| folder.starts_with(prefix)) else {
            continue;
        };
        if File::open(entry.path()).is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(parent.join(folder));
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Exchanges two folders, in one step where the system can.
fn swap(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = new.with_extension("old");
    fs::rename(old, &aside)?;
    if let Err(cause) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(cause);
    }
    fs::rename(&aside, new)
}
