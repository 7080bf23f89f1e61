//! Verify: whether a finished folder is what its manifest says.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::manifest::{FileEntry, MANIFEST, Rows, SCHEMA, SET_SCHEMA, sums};
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
    /// The records on each side, and the rows that they became; nothing where several targets have a manifest each.
    #[serde(flatten)]
    sides: Option<Sides>,
    /// The targets that have a folder each, where there are several.
    #[serde(default)]
    targets: Vec<String>,
    files: Vec<FileEntry>,
}

#[derive(Deserialize)]
struct Sides {
    train: u64,
    holdout: u64,
    rejected: u64,
    rows: Rows,
    #[serde(default)]
    split: Aside,
}

/// What a split sets aside beside the holdout.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Aside {
    validation: u64,
    ood: u64,
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
    if ![SCHEMA, SET_SCHEMA].contains(&stated.schema.as_str()) {
        return Err(unknown(format!("{} has the version {}, not {SCHEMA}", path.display(), stated.schema)));
    }
    let mut problems = Vec::new();
    for file in &stated.files {
        check_file(folder, file, &mut problems)?;
    }
    check_counts(&stated, &mut problems);
    check_sums(folder, &stated, &mut problems)?;
    check_strays(folder, &stated, &mut problems)?;
    for target in stated.targets.iter().filter(|target| is_plain(target)) {
        let below = verify(&folder.join(target))?.problems;
        problems.extend(below.into_iter().map(|problem| format!("{target}: {problem}")));
    }
    Ok(Verified { schema: "gristmill/verify/1", files: stated.files.len() as u64, problems })
}

fn check_file(folder: &Path, stated: &FileEntry, problems: &mut Vec<String>) -> Result<(), Error> {
    let path = folder.join(&stated.name);
    if !is_plain(&stated.name) || !path.is_file() {
        problems.push(format!("{} is missing", stated.name));
        return Ok(());
    }
    let Written { rows, bytes, sha256 } = sha256_of(&path)?;
    // Rows are lines, where there are lines.
    let rows = if stated.name.ends_with(".parquet") { stated.rows } else { rows };
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

/// Whether a name leads nowhere but below the folder: others are none that we wrote.
fn is_plain(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn check_counts(stated: &Stated, problems: &mut Vec<String>) {
    let Some(Sides { train, holdout, rejected, rows, split }) = &stated.sides else { return };
    let is_of = |file: &FileEntry, side: &str| match &file.split {
        Some(split) => split == side,
        None => side == "rejected" && file.name == "rejected.jsonl",
    };
    let counted = [
        ("train", rows.train),
        ("holdout", rows.holdout),
        ("rejected", *rejected),
        ("validation", split.validation),
        ("ood", split.ood),
    ];
    for (side, stated_rows) in counted {
        let written: u64 = stated.files.iter().filter(|file| is_of(file, side)).map(|file| file.rows).sum();
        if written != stated_rows {
            problems.push(format!("the files of {side} have {written} rows, {side} counts {stated_rows}"));
        }
    }
    let sum = train + holdout + rejected + split.validation + split.ood;
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

/// Whether a folder or file in the folder belongs to a file of the manifest.
fn belongs(stated: &Stated, name: &str) -> bool {
    stated
        .files
        .iter()
        .any(|file| Path::new(&file.name).components().next() == Path::new(name).components().next())
}

fn check_strays(folder: &Path, stated: &Stated, problems: &mut Vec<String>) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(|cause| Error::read(folder, cause))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let is_known = |name: &String| {
        [MANIFEST, "SHA256SUMS"].contains(&name.as_str())
            || stated.targets.contains(name)
            || belongs(stated, name)
    };
    problems.extend(
        names.iter().filter(|name| !is_known(name)).map(|name| format!("{name} is not in the manifest")),
    );
    Ok(())
}
