//! `dataset_info.json`, by which LLaMA-Factory finds files and their columns.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::manifest::{FileEntry, Manifest};
use crate::engine::Folder;
use crate::error::Error;

/// The columns that are named only where some row has them: a column that is named and missing fails every row
/// (llamafactory 0.9.5, data/converter.py, run 2026-11).
const OPTIONAL: [&str; 3] = ["system", "tools", "images"];

/// An entry for each data file of a folder. All tags are written: naming one takes the defaults of all others away.
pub fn dataset_info(folder: &Folder, below: &str, manifest: &Manifest) -> Result<String, Error> {
    let mut info = serde_json::Map::new();
    for FileEntry { name, .. } in manifest.files.iter().filter(|file| file.split.is_some() && file.rows > 0) {
        let present = members(folder, &format!("{below}{name}"))?;
        let mut columns = json!({"messages": "conversations"});
        for column in OPTIONAL.into_iter().filter(|column| present.contains(*column)) {
            columns[column] = Value::from(column);
        }
        let entry = json!({
            "file_name": name,
            "formatting": "sharegpt",
            "columns": columns,
            "tags": {
                "role_tag": "from",
                "content_tag": "value",
                "user_tag": "human",
                "assistant_tag": "gpt",
                "observation_tag": "observation",
                "function_tag": "function_call",
                "system_tag": "system",
            },
        });
        info.insert(name.trim_end_matches(".jsonl").to_owned(), entry);
    }
    let mut text = serde_json::to_string_pretty(&info).unwrap_or_default();
    text.push('\n');
    Ok(text)
}

/// The optional members that some row of a file has.
fn members(folder: &Folder, name: &str) -> Result<BTreeSet<String>, Error> {
    let mut present = BTreeSet::new();
    for line in BufReader::new(folder.open(name)?).lines() {
        let line = line.map_err(|cause| Error::read(name, cause))?;
        if present.len() == OPTIONAL.len() {
            break;
        }
        let row: BTreeMap<String, &RawValue> = serde_json::from_str(&line).unwrap_or_default();
        present.extend(OPTIONAL.iter().filter(|key| row.contains_key(**key)).map(|key| (*key).to_owned()));
    }
    Ok(present)
}
