//! The inputs a user means: files, folders, globs the shell left alone, `@list.txt` and `-`.

use std::collections::HashSet;
use std::path::Path;

use globset::GlobBuilder;
use ignore::WalkBuilder;

use crate::error::Error;

/// File names that are data, packed or not.
const ENDINGS: [&str; 6] = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"];
/// What the name of a packed file ends in besides.
const PACKED: [&str; 3] = [".gz", ".zst", ".zstd"];
/// Files beside the data in a prepared folder.
const SIDE_FILES: [&str; 4] = ["rejected.jsonl", "prompts.jsonl", "manifest.json", "dataset_info.json"];

/// The files that `inputs` name, each folder's in the order of their names; a file that is named twice is read once.
pub fn gather(inputs: &[String]) -> Result<Vec<String>, Error> {
    let mut files: Vec<String> = Vec::new();
    for input in inputs {
        if let Some(list) = input.strip_prefix('@') {
            let text = std::fs::read_to_string(list).map_err(|cause| Error::read(list, cause))?;
            let names: Vec<String> =
                text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            if names.iter().any(|name| name.starts_with('@')) {
                return Err(Error::refused(format!("{list} names another list"), "list files only"));
            }
            files.extend(gather(&names)?);
        } else if Path::new(input).is_dir() {
            let found = walk(Path::new(input), is_data)?;
            if found.is_empty() {
                let help = format!(
                    "name a file, or a folder with files that end in {} (or that and {})",
                    ENDINGS.join(", "),
                    PACKED.join(", ")
                );
                return Err(Error::refused(format!("{input} is a folder without data files"), help));
            }
            files.extend(found);
        } else if input != "-" && !Path::new(input).exists() && input.contains(['*', '?', '[', '{']) {
            files.extend(glob(input)?);
        } else {
            files.push(input.clone());
        }
    }
    if files.iter().filter(|file| *file == "-").count() > 1 {
        return Err(Error::refused("standard input can be read once only", "give `-` once"));
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(Path::new(file).canonicalize().unwrap_or_else(|_| file.into())));
    Ok(files)
}

fn glob(pattern: &str) -> Result<Vec<String>, Error> {
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|cause| Error::refused(format!("{pattern} is not a glob: {cause}"), ""))?
        .compile_matcher();
    let fixed = pattern.split('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
    let root = fixed.collect::<Vec<_>>().join("/");
    let root = if root.is_empty() && !pattern.starts_with('/') { ".".to_owned() } else { format!("{root}/") };
    let found = walk(Path::new(&root), |path| glob.is_match(path.strip_prefix("./").unwrap_or(path)))?;
    if found.is_empty() {
        return Err(Error::refused(format!("no file matches {pattern}"), ""));
    }
    Ok(found)
}

/// The files below a folder, hidden ones left out. Ignore files do not count: data is often ignored by Git.
fn walk(root: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let entries =
        WalkBuilder::new(root).standard_filters(false).hidden(true).sort_by_file_path(Path::cmp).build();
    for entry in entries {
        let entry =
            entry.map_err(|cause| Error::refused(format!("cannot read {}: {cause}", root.display()), ""))?;
        let path = entry.path();
        if path.is_file() && is_wanted(path) {
            found.push(path.strip_prefix("./").unwrap_or(path).to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

fn is_data(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let unpacked = PACKED.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    ENDINGS.iter().any(|ending| unpacked.ends_with(ending)) && !SIDE_FILES.contains(&name.as_str())
}
