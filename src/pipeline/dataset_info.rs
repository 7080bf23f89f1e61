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

/// The optional columns of the data files, by name.
pub type Columns = BTreeMap<String, BTreeSet<String>>;

/// An entry for each data file of a folder. All tags are written: naming one takes the defaults of all others away.
pub fn dataset_info(manifest: &Manifest, columns: &Columns) -> String {
    let mut info = serde_json::Map::new();
    for FileEntry { name, split, .. } in manifest.files.iter().filter(|file| file.rows > 0) {
        let Some(split) = split else { continue };
        let mut own = json!({"messages": "conversations"});
        for column in columns.get(name).into_iter().flatten() {
            own[column] = Value::from(column.as_str());
        }
        let entry = json!({
            "file_name": name,
            "formatting": "sharegpt",
            "columns": own,
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
        let number = 1 + info.keys().filter(|key| key.starts_with(split.as_str())).count();
        info.insert(if number == 1 { split.clone() } else { format!("{split}-{number}") }, entry);
    }
    let mut text = serde_json::to_string_pretty(&info).unwrap_or_default();
    text.push('\n');
    text
}

/// The optional members that some row of a file has.
pub fn members(folder: &Folder, name: &str) -> Result<BTreeSet<String>, Error> {
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
