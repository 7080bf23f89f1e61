//! The order of the layers, and what no source file may do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support;

/// The layers, lowest first, as `ARCHITECTURE.md` shows them. A module uses those of the steps before its own, and
/// none beside it on its own step. Only `cli` comes after `report`, so only `cli` can use it.
const LAYERS: &str = "text < error < model tokens < engine < shapes < targets < convert < lengths < rules signals dedupe split < pipeline < report < cli";

/// Uses between modules of one step that are meant: groups of a split are made of the keys of duplicates, and a rule tells
/// how answers differ.
const BESIDE: [(&str, &str); 2] = [("split", "dedupe"), ("rules", "dedupe")];

/// The most lines a source file may have.
const LONGEST: usize = 450;

/// What a program that others rely on does not do: printing past its reports, and giving up without a word.
const BANNED: [&str; 8] =
    ["println!", "eprintln!", "print!(", "eprint!(", "dbg!", "panic!", ".unwrap()", "process::exit"];

/// How the tests of a source file begin.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

/// A source file: its name under `src/`, its text, and the text before its tests.
struct SourceFile {
    name: String,
    text: String,
    code: String,
}

fn sources() -> Vec<SourceFile> {
    let mut paths = Vec::new();
    collect(&support::root().join("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "only {} source files were found", paths.len());
    paths.iter().map(|path| read(path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a source folder can be listed") {
        let path = entry.expect("a source folder can be listed").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn read(path: &Path) -> SourceFile {
    let text = std::fs::read_to_string(path).expect("a source file can be read");
    let name = path.strip_prefix(support::root().join("src")).expect("it lies under src");
    let name = name.to_string_lossy().replace('\\', "/");
    let code = text.split(TESTS).next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: String = code.lines().filter(is_code).flat_map(|line| [line, "\n"]).collect();
    SourceFile { name, text, code }
}

/// Which modules of the crate a text names, by `crate::x` anywhere in it.
fn named_modules(code: &str) -> BTreeSet<String> {
    let path = Regex::new(r"\bcrate::(\w+|\{)").expect("the pattern is fixed");
    path.captures_iter(code).map(|found| found[1].to_owned()).collect()
}

fn step(module: &str) -> Option<usize> {
    LAYERS.split(" < ").position(|step| step.split(' ').any(|name| name == module))
}

fn may_use(module: &str, other: &str) -> bool {
    let (Some(own), Some(used)) = (step(module), step(other)) else { return false };
    used < own || module == other || BESIDE.contains(&(module, other))
}

#[test]
fn the_order_is_read_as_it_is_written() {
    assert!(may_use("rules", "shapes") && may_use("cli", "report") && may_use("rules", "rules"));
    assert!(may_use("split", "dedupe") && !may_use("dedupe", "split") && !may_use("rules", "signals"));
    assert!(!may_use("model", "shapes") && !may_use("pipeline", "report") && !may_use("model", "unheard_of"));
    let code = "use crate::model::Json;\nlet x = &crate::text::count;\nuse crate::{error, cli};";
    assert_eq!(named_modules(code), ["model", "text", "{"].map(str::to_owned).into());
}

#[test]
fn modules_use_only_the_layers_below_them() {
    let mut offences = Vec::new();
    for file in sources() {
        let module = file.name.split(['/', '.']).next().unwrap_or_default();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        for other in named_modules(&file.code) {
            match other.as_str() {
                "{" => offences.push(format!("{}: write one `use crate::...` for each module", file.name)),
                other if !may_use(module, other) => {
                    offences.push(format!("{}: {module} uses {other}", file.name));
                }
                _ => {}
            }
        }
        // From a file in a folder, this path leaves the module without naming `crate`.
        if file.code.contains("super::super") {
            offences.push(format!("{}: write `crate::...` instead of `super::super`", file.name));
        }
    }
    assert!(offences.is_empty(), "{LAYERS}\n{}", offences.join("\n"));
}

#[test]
fn every_module_has_its_place_and_the_docs_show_the_same_order() {
    let library = std::fs::read_to_string(support::root().join("src/lib.rs")).expect("it can be read");
    let declared = Regex::new(r"(?m)^(?:pub )?mod (\w+);").expect("the pattern is fixed");
    let declared: Vec<&str> =
        declared.captures_iter(&library).map(|found| found.extract::<1>().1[0]).collect();
    let ordered: Vec<&str> = LAYERS.split([' ', '<']).filter(|name| !name.is_empty()).collect();
    assert_eq!(declared, ordered, "src/lib.rs declares the modules in layer order");
    let guide = std::fs::read_to_string(support::root().join("ARCHITECTURE.md")).expect("it can be read");
    assert!(guide.contains(LAYERS), "ARCHITECTURE.md shows another order");
}

#[test]
fn source_files_stay_short() {
    let long = |file: &SourceFile| {
        let lines = file.text.lines().count();
        (lines > LONGEST).then(|| format!("{} has {lines} lines", file.name))
    };
    let offences: Vec<String> = sources().iter().filter_map(long).collect();
    assert!(offences.is_empty(), "no more than {LONGEST} lines a file: {offences:?}");
}

#[test]
fn nothing_prints_past_the_reports_or_gives_up() {
    let mut offences = Vec::new();
    for file in sources() {
        for banned in BANNED.iter().filter(|banned| file.code.contains(**banned)) {
            offences.push(format!("{}: {banned}", file.name));
        }
        // Everything from the test module on was left out above, so it must be the end of the file.
        let (marks, modules) = (file.text.matches("#[cfg(test)]"), file.text.matches(TESTS));
        let ends_with_tests = file.text.split_once(TESTS).is_none_or(|(_, tests)| !tests.contains("\n}\n\n"));
        if marks.count() != modules.count() || !ends_with_tests {
            offences.push(format!("{}: one `#[cfg(test)] mod tests` at the end of the file", file.name));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}
