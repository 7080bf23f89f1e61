//! Faults of the world: whatever is wrong with the files, the disk or the moment, the run ends with a clear word, and
//! nothing half-written stays.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod damaged;
mod folders;
mod foreign;
mod kills;
mod limits;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::{gristmill, outcome};

/// A world of its own: `in` for inputs, `o` for outputs, `tmp` for the system's temporary files, `cwd` to stand in.
struct World(tempfile::TempDir);

/// How a run ended: exit code, standard output, standard error.
type Ended = (i32, String, String);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        for name in ["in", "o", "tmp", "cwd"] {
            std::fs::create_dir(world.0.path().join(name)).unwrap();
        }
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes an input, and gives its full name.
    fn input(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path("in").join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The full name of an output.
    fn output(&self, name: &str) -> String {
        self.path("o").join(name).display().to_string()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = gristmill(&self.path("cwd"));
        command.env("TMPDIR", self.path("tmp")).env("HOME", self.path("tmp")).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Ended {
        self.check(&self.command(args).output().unwrap())
    }

    /// Runs `prepare` for OpenAI with more arguments, the inputs among them.
    fn prepare(&self, out: &str, args: &[&str]) -> Ended {
        self.run(&[&["prepare", "--target", "openai", "--out", out], args].concat())
    }

    fn run_with_input(&self, args: &[&str], bytes: &[u8]) -> Ended {
        let pipes = || Stdio::piped();
        let mut child = self.command(args).stdin(pipes()).stdout(pipes()).stderr(pipes()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        self.check(&child.wait_with_output().unwrap())
    }

    /// What holds for every run: no panic, no files where none belong, no file in the making.
    fn check(&self, output: &Output) -> Ended {
        let (code, out, err) = outcome(output);
        assert!(!err.contains("panicked at") && !out.contains("panicked at"), "{err}");
        assert!(code >= 0, "it died of a signal: {err}");
        for name in ["tmp", "cwd"] {
            assert_eq!(names(&self.path(name)), BTreeSet::new(), "strays in {name}");
        }
        let hidden = names(&self.path("o")).into_iter().find(|name| name.starts_with('.'));
        assert_eq!(hidden, None, "a file in the making stays: {err}");
        (code, out, err)
    }

    /// A run that must not go on: it names `file`, says all of `words`, and no output is there.
    fn refuses(&self, args: &[&str], file: &str, words: &[&str]) -> String {
        let before = names(&self.path("o"));
        let (code, out, err) = self.run(args);
        assert_eq!(code, 2, "{args:?}: {out}{err}");
        assert!(err.starts_with("error: ") && err.contains(file), "{err:?} does not name {file}");
        for word in words {
            assert!(err.contains(word), "{err:?} does not say {word:?}");
        }
        assert_eq!(names(&self.path("o")), before, "an output appeared");
        err
    }

    fn refuses_to_prepare(&self, file: &str, words: &[&str]) -> String {
        let out = self.output("out");
        self.refuses(&["prepare", file, "--target", "openai", "--out", &out], file, words)
    }

    /// Whether a folder is what its manifest says.
    fn is_sound(&self, folder: &str) -> bool {
        let (code, out, err) = self.run(&["verify", folder]);
        assert!(code == 0 || code == 1 || code == 2, "{out}{err}");
        code == 0
    }
}

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
