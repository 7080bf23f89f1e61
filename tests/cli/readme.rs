//! The README: every command it shows runs, and prints what it shows.

use super::workspace;
use crate::support::{self, outcome, run};

/// How the README runs the program from a clone, and once it is installed.
const PROGRAM: [&str; 2] = ["cargo run --release -- ", "gristmill "];
/// Commands that are not ours to run in a test.
const SKIPPED: [&str; 4] = ["cargo test", "cargo install", "git ", "cd "];

/// The commands of all console blocks, each with the output shown under it.
fn shown(readme: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default().replace("\\\n", " ");
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push((command.to_owned(), String::new()));
            } else {
                let (_, output) = commands.last_mut().expect("a console block starts with a command");
                output.extend([line, "\n"]);
            }
        }
    }
    commands
}

#[test]
fn what_the_readme_shows_is_what_happens() {
    let readme = std::fs::read_to_string(support::root().join("README.md")).expect("it can be read");
    let commands = shown(&readme);
    assert!(commands.iter().any(|(command, _)| command.starts_with(PROGRAM[0])), "it runs from a clone");
    // One folder for all, since later commands use what earlier ones wrote.
    let folder = workspace();
    for (command, expected) in commands {
        if SKIPPED.iter().any(|other| command.starts_with(other)) {
            continue;
        }
        let args = PROGRAM.iter().find_map(|program| command.strip_prefix(program));
        let args = args.unwrap_or_else(|| panic!("the README shows a command that no test runs: {command}"));
        let args: Vec<&str> = args.split_whitespace().collect();
        let (code, stdout, stderr) = outcome(&run(folder.path(), &args));
        assert!(code == 0 || (code == 1 && args[0] == "validate"), "{command} ended with {code}:\n{stderr}");
        if !expected.trim().is_empty() {
            let printed = stdout + &stderr;
            assert_eq!(printed.trim_end(), expected.trim_end(), "{command} prints something else");
        }
    }
}

#[test]
fn commands_are_found_with_their_output() {
    let readme =
        "```console\n$ gristmill a \\\n  b\nx\n\ny\n$ cargo test\n```\n```console\n$ gristmill c\n```\n";
    let commands: Vec<(&str, &str)> =
        vec![("gristmill a    b", "x\n\ny\n"), ("cargo test", ""), ("gristmill c", "")];
    let found = shown(readme);
    assert_eq!(found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>(), commands);
}
