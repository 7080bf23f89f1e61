//! Verify: whether a finished folder is what its manifest says.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::{FileEntry, MANIFEST, SCHEMA, sums};
use crate::engine::{Written, sha256_of};
use crate::error::Error;
use crate::text::count;

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The report's version.
    pub schema: &'static str,
    /// Files that the manifest names.
    pub files: u64,
    /// What is not as the manifest says; empty when all is.
    pub problems: Vec<String>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
struct Stated {
    schema: String,
    read: u64,
    train: u64,
    holdout: u64,
    rejected: u64,
    files: Vec<FileEntry>,
}

/// Checks a folder against its manifest: every file's hash and rows, no other data files, and counts that add up.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound if folder.is_dir() => Error::refused(
            format!("{} has no {MANIFEST}", folder.display()),
            "give a folder that gristmill wrote",
        ),
        _ => Error::read(&path, cause),
    })?;
    let unknown = |what: String| Error::refused(what, "give a folder that gristmill wrote");
    let stated: Stated = serde_json::from_str(&text)
        .map_err(|error| unknown(format!("{} is no manifest: {error}", path.display())))?;
    if stated.schema != SCHEMA {
        return Err(unknown(format!("{} has the version {}, not {SCHEMA}", path.display(), stated.schema)));
    }
    let mut problems = Vec::new();
    for file in &stated.files {
        check_file(folder, file, &mut problems)?;
    }
    check_counts(&stated, &mut problems);
    check_sums(folder, &stated, &mut problems)?;
    check_strays(folder, &stated, &mut problems)?;
    Ok(Verified { schema: "gristmill/verify/1", files: stated.files.len() as u64, problems })
}

fn check_file(folder: &Path, stated: &FileEntry, problems: &mut Vec<String>) -> Result<(), Error> {
    let path = folder.join(&stated.name);
    // A name that leads out of the folder is none that we wrote.
    if Path::new(&stated.name).components().count() != 1 || !path.is_file() {
        problems.push(format!("{} is missing", stated.name));
        return Ok(());
    }
    let Written { rows, bytes, sha256 } = sha256_of(&path)?;
    if (rows, bytes) != (stated.rows, stated.bytes) {
        let was = format!("not {} in {}", count(stated.bytes, "byte"), count(stated.rows, "line"));
        problems.push(format!(
            "{} has {} in {}, {was}",
            stated.name,
            count(bytes, "byte"),
            count(rows, "line")
        ));
    } else if sha256 != stated.sha256 {
        problems.push(format!("{} has other content of the same length", stated.name));
    }
    Ok(())
}

fn check_counts(stated: &Stated, problems: &mut Vec<String>) {
    let rows = |name: &str| stated.files.iter().find(|file| file.name == name).map_or(0, |file| file.rows);
    let sides = [("train", stated.train), ("holdout", stated.holdout), ("rejected", stated.rejected)];
    for (side, records) in sides {
        let written = rows(&format!("{side}.jsonl"));
        if written != records {
            problems.push(format!("{side}.jsonl has {written} rows, {side} counts {records}"));
        }
    }
    let sum: u64 = sides.iter().map(|(_, records)| records).sum();
    if sum != stated.read {
        problems.push(format!("{} records were read, {sum} are accounted for", stated.read));
    }
}

fn check_sums(folder: &Path, stated: &Stated, problems: &mut Vec<String>) -> Result<(), Error> {
    let manifest = FileEntry::new(MANIFEST, None, sha256_of(&folder.join(MANIFEST))?);
    let expected = sums(stated.files.iter().chain([&manifest]));
    match std::fs::read_to_string(folder.join("SHA256SUMS")) {
        Err(_) => problems.push("SHA256SUMS is missing".to_owned()),
        Ok(text) if !text.contains(&manifest.sha256) => {
            problems.push(format!("{MANIFEST} is not the one that SHA256SUMS was written for"));
        }
        Ok(text) if text != expected => {
            problems.push("SHA256SUMS does not list the files of the manifest".to_owned());
        }
        Ok(_) => {}
    }
    Ok(())
}

fn check_strays(folder: &Path, stated: &Stated, problems: &mut Vec<String>) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(|cause| Error::read(folder, cause))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let is_known = |name: &String| {
        [MANIFEST, "SHA256SUMS"].contains(&name.as_str())
            || stated.files.iter().any(|file| file.name == *name)
    };
    problems.extend(
        names.iter().filter(|name| !is_known(name)).map(|name| format!("{name} is not in the manifest")),
    );
    Ok(())
}
