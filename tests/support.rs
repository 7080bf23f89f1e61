//! What the tests share: running the binary, small datasets, and the files of a folder.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Real datasets beside the project, where they are present.
pub fn shared_data() -> Option<PathBuf> {
    let folder = root().join("../shared/data");
    folder.is_dir().then_some(folder)
}

/// The binary, ready to be run in `folder`.
pub fn gristmill(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gristmill"));
    command.current_dir(folder).env_remove("GRISTMILL_OUTPUT_FORMAT").env("NO_COLOR", "1");
    command
}

/// Runs the binary in `folder` with some arguments.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    gristmill(folder).args(args).output().expect("the binary runs")
}

/// The exit code, standard output and standard error of a run, as text.
pub fn outcome(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A chat record on one line.
pub fn chat(prompt: &str, answer: &str) -> String {
    serde_json::json!({"messages": [
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": answer},
    ]})
    .to_string()
}

/// So many good and different chat records, one a line.
pub fn good_rows(rows: usize) -> String {
    (0..rows)
        .map(|i| {
            chat(&format!("How far is it to stop {i}?"), &format!("It is {i} miles to that stop.")) + "\n"
        })
        .collect()
}

/// Every file of a folder with its bytes, by name; nothing when there is no such folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap_or_default(),
            )
        })
        .collect()
}

/// The lines of one of a folder's files, without line ends.
pub fn lines(folder: &Path, file: &str) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

/// The text of a file, packed with gzip or not.
pub fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("it can be read");
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return String::from_utf8(bytes).expect("it is text");
    }
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("it can be unpacked");
    text
}

/// The Python that has the packages of the tests, where they were installed; any other where they were not.
pub fn python() -> PathBuf {
    let installed =
        std::env::var_os("GRISTMILL_LOADERS").map(|path| Path::new(&path).join("main/bin/python"));
    installed.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from("python3"))
}
