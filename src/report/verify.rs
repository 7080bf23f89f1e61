//! The verdict of `verify`.

use std::path::Path;

use super::{BAD, GOOD, paint};
use crate::pipeline::Verified;
use crate::text::count;

/// Whether a folder is what its manifest says, for a terminal.
pub fn verified(verified: &Verified, folder: &Path) -> String {
    let folder = folder.display();
    if verified.problems.is_empty() {
        return format!(
            "{} {folder} is as its manifest says ({})\n",
            paint(GOOD, "ok:"),
            count(verified.files, "file")
        );
    }
    let mut text = format!("{} {folder} is not as its manifest says\n", paint(BAD, "changed:"));
    for problem in &verified.problems {
        text.extend(["  ", problem, "\n"]);
    }
    text
}
