//! An earlier split: who stood where, so that nobody moves.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dedupe::{Items, Keys};
use crate::engine::Observer;
use crate::error::Error;
use crate::pipeline::decide::Chosen;
use crate::pipeline::manifest::{FileEntry, MANIFEST};
use crate::pipeline::{Inputs, Keeps, Measure, Options};
use crate::rules::Selection;
use crate::split::Side;
use crate::text::{Key, KeyMap, KeySet};

/// Where the records of an earlier split stood, by what they say.
#[derive(Debug, Default)]
pub struct Previous {
    /// The side of each, and how many records were it.
    sides: KeyMap<Key, (Side, u32)>,
    /// The sides of prompts, by which records are known again whose answer was written anew.
    prompts: KeyMap<Key, Side>,
}

/// What became of the records of an earlier split.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Movement {
    /// Records of the earlier holdout and of what else was set aside.
    pub members: u64,
    /// Those of them that are here; all stand where they stood.
    pub kept: u64,
    /// Those that are not: gone, or changed.
    pub gone: u64,
    /// Further records that stand beside them, because they are tied to them.
    pub joined: u64,
    /// Those of these that were in train; nothing where the earlier train is not known.
    pub left_train: Option<u64>,
    /// Records set aside that are tied to nothing of the earlier split.
    pub drawn: u64,
}

impl Previous {
    /// Reads the folder of an earlier split, or the file of its holdout.
    pub fn open(path: &Path, options: &Options, observer: &dyn Observer) -> Result<Self, Error> {
        let mut previous = Self::default();
        let files = if path.is_dir() { files_of(path)? } else { vec![(path.to_owned(), Side::Holdout)] };
        for (file, side) in files {
            let names = [file.display().to_string()];
            let own = Options { shape: None, ..options.clone() };
            let plain = || Options { map: std::collections::BTreeMap::new(), ..own.clone() };
            let inputs = Inputs::open(&names, &own, None, observer)
                .or_else(|_| Inputs::open(&names, &plain(), None, observer))?;
            let selection = Selection::reading().keeping(Some(0));
            let facts = Measure::new(&inputs, &selection, Keeps::Texts).facts(observer)?;
            for fact in &facts.records {
                // Who stands on two sides was held out.
                let (known, records) = previous.sides.entry(identity(&fact.keys)).or_insert((side, 0));
                *known = kept_clean(*known, side);
                *records += 1;
                if !fact.keys.prompt.is_none() {
                    let known = previous.prompts.entry(fact.keys.prompt).or_insert(side);
                    *known = kept_clean(*known, side);
                }
            }
        }
        Ok(previous)
    }

    /// The side of a record, if it was in the earlier split.
    pub fn side(&self, keys: &Keys) -> Option<Side> {
        self.sides.get(&identity(keys)).map(|(side, _)| *side)
    }

    /// The side of what has the prompt of a record, or is the record.
    pub fn side_of_prompt(&self, keys: &Keys) -> Option<Side> {
        self.side(keys).or_else(|| self.prompts.get(&keys.prompt).copied())
    }

    fn knows_train(&self) -> bool {
        self.sides.values().any(|(side, _)| *side == Side::Train)
    }

    /// What became of its records.
    pub fn movement(&self, items: &Chosen<'_>, sides: &[Side], groups: &[u32]) -> Movement {
        let was = |item: usize| self.side(items.keys(item));
        let is_member = |item: usize| was(item).is_some_and(|side| side != Side::Train);
        let held = self.sides.values().filter(|(side, _)| *side != Side::Train);
        let members = held.map(|(_, records)| u64::from(*records)).sum();
        let left_train = self.knows_train().then_some(0);
        let mut movement = Movement { members, left_train, ..Movement::default() };
        let mut is_tied = vec![false; groups.iter().max().map_or(0, |last| *last as usize + 1)];
        let mut seen: KeySet<Key> = KeySet::default();
        for item in 0..items.len() {
            let side = self.side_of_prompt(items.keys(item));
            is_tied[groups[item] as usize] |= side.is_some_and(|side| side != Side::Train);
        }
        for item in (0..items.len()).filter(|item| is_member(*item)) {
            let identity = identity(items.keys(item));
            if seen.insert(identity) {
                movement.kept += self.sides.get(&identity).map_or(0, |(_, records)| u64::from(*records));
            }
        }
        movement.gone = members.saturating_sub(movement.kept);
        for item in 0..items.len() {
            if sides[item] == Side::Train || is_member(item) {
                continue;
            }
            if is_tied[groups[item] as usize] {
                movement.joined += 1;
                if let Some(left) = movement.left_train.as_mut() {
                    *left += u64::from(was(item) == Some(Side::Train));
                }
            } else {
                movement.drawn += 1;
            }
        }
        movement
    }
}

/// Of the two sides of a record that stood on both the one to be kept clean.
fn kept_clean(a: Side, b: Side) -> Side {
    if a == Side::Train { b } else { a.min(if b == Side::Train { a } else { b }) }
}

/// By what a record is known again, whatever its form.
fn identity(keys: &Keys) -> Key {
    if keys.text.is_none() { keys.value } else { keys.text.and(keys.prompt) }
}

/// The files of a folder with their sides: as its manifest lists them, or by their names.
fn files_of(folder: &Path) -> Result<Vec<(PathBuf, Side)>, Error> {
    #[derive(Deserialize)]
    struct Listed {
        files: Vec<FileEntry>,
    }
    let manifest = folder.join(MANIFEST);
    let mut found: Vec<(PathBuf, Side)> = Vec::new();
    if manifest.is_file() {
        let text = std::fs::read_to_string(&manifest).map_err(|cause| Error::read(&manifest, cause))?;
        let listed: Listed = serde_json::from_str(&text)
            .map_err(|error| Error::refused(format!("{}: {error}", manifest.display()), ""))?;
        for file in listed.files.into_iter().filter(|file| file.rows > 0) {
            let side = Side::ALL.into_iter().find(|side| file.split.as_deref() == Some(side.name()));
            found.extend(side.map(|side| (folder.join(&file.name), side)));
        }
    } else {
        for side in Side::ALL {
            let file = folder.join(format!("{}.jsonl", side.name()));
            let has_rows = std::fs::metadata(&file).is_ok_and(|metadata| metadata.len() > 0);
            found.extend(has_rows.then_some((file, side)));
        }
    }
    if found.iter().all(|(_, side)| *side == Side::Train) {
        let message = format!("{} holds no earlier holdout", folder.display());
        return Err(Error::refused(
            message,
            "name the folder that `split` or `prepare` wrote, or the holdout's file",
        ));
    }
    Ok(found)
}
