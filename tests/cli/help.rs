//! Help: every command has some, and every flag in it says what it does.

use super::{ends, snapshot, workspace};

/// A flag or argument of a command with its help.
struct Entry {
    name: String,
    says: String,
}

fn commands(help: &str) -> Vec<String> {
    let block = help.split("Commands:\n").nth(1).unwrap_or_default();
    let block = block.split("\n\n").next().unwrap_or_default();
    // A line of a name starts with two blanks; what continues the line before is further in.
    let names = block.lines().filter(|line| !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// What a page of help lists: the line of a flag starts at most six blanks in, and what it says stands below it.
fn entries(help: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in help.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if (2..=6).contains(&indent) && (text.starts_with('-') || text.starts_with(['<', '['])) {
            let mut parts = text.splitn(2, "   ");
            let name = parts.next().unwrap_or_default().trim().to_owned();
            entries.push(Entry { name, says: parts.next().unwrap_or_default().trim().to_owned() });
        } else if indent >= 8
            && let Some(entry) = entries.last_mut()
        {
            entry.says.push_str(text);
        }
    }
    entries
}

#[test]
fn every_flag_says_what_it_does() {
    let folder = workspace();
    let (top, _) = ends(folder.path(), 0, &["--help"]);
    let commands = commands(&top);
    assert!(["prepare", "validate", "verify"].iter().all(|name| commands.iter().any(|c| c == name)), "{top}");
    let mut list = String::new();
    for command in commands.iter().filter(|name| *name != "help") {
        let (long, _) = ends(folder.path(), 0, &[command, "--help"]);
        assert!(
            long.lines().next().is_some_and(|line| !line.trim().is_empty()),
            "{command} says what it is for"
        );
        let (short, _) = ends(folder.path(), 0, &[command, "-h"]);
        list.extend([command, "\n"]);
        for Entry { name, says } in entries(&long) {
            assert!(says.chars().count() > 5, "{command} {name} has no help");
            let bare = name.split([' ', ',']).next().unwrap_or_default();
            assert!(short.contains(bare), "{command} -h leaves {bare} out");
            list.extend(["  ", &name, "\n"]);
        }
    }
    // Flags are an interface: a change of one shows in the diff of the snapshot.
    snapshot("flags.txt", &list);
}

#[test]
fn the_version_is_the_package_s() {
    let folder = workspace();
    let expected = format!("gristmill {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(ends(folder.path(), 0, &["--version"]).0, expected);
    let (stdout, stderr) = ends(folder.path(), 2, &[]);
    assert!(stdout.is_empty() && stderr.contains("Usage: gristmill"), "no command: help, and no success");
}
