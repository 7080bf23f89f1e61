//! What stands where an output shall go: nothing of anybody else's is ever replaced, and never an input.

#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::World;
use crate::support::{files, good_rows};

#[test]
fn an_existing_folder_is_replaced_only_when_told_to() {
    let world = World::new();
    let (old, new) = (world.input("old.jsonl", good_rows(20)), world.input("new.jsonl", good_rows(30)));
    let out = world.output("out");
    assert_eq!(world.prepare(&out, &[&old]).0, 0);
    let before = files(out.as_ref());
    world.refuses(
        &["prepare", &new, "--target", "openai", "--out", &out],
        &out,
        &["exists already", "--force"],
    );
    world.refuses(&["split", &new, "--out", &out], &out, &["exists already", "--force"]);
    assert!(files(out.as_ref()) == before);
    assert_eq!(world.prepare(&out, &["--force", &new]).0, 0);
    assert!(files(out.as_ref()) != before && world.is_sound(&out));
}

#[test]
fn a_foreign_folder_is_never_replaced() {
    let world = World::new();
    let input = world.input("a.jsonl", good_rows(20));
    let out = world.output("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(world.path("o/out/thesis.txt"), "irreplaceable").unwrap();
    let args = ["prepare", &input, "--target", "openai", "--out", &out, "--force"];
    world.refuses(&args, &out, &["was not written by gristmill"]);
    assert_eq!(std::fs::read(world.path("o/out/thesis.txt")).unwrap(), b"irreplaceable");
    let file = world.output("file");
    std::fs::write(&file, "mine").unwrap();
    world.refuses(&["prepare", &input, "--target", "openai", "--out", &file], &file, &["exists already"]);
    world.refuses(&["prepare", &input, "--target", "openai", "--out", &file, "--force"], &file, &[]);
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    let below = format!("{file}/out");
    world.refuses(&["prepare", &input, "--target", "openai", "--out", &below], &file, &["cannot write"]);
}

/// A folder of ours that holds an input, at any depth, would take the input with it.
#[test]
fn a_folder_with_an_input_in_it_is_not_replaced() {
    let world = World::new();
    let input = world.input("a.jsonl", good_rows(20));
    let out = world.output("out");
    assert_eq!(world.prepare(&out, &[&input]).0, 0);
    std::fs::create_dir_all(world.path("o/out/raw/deep")).unwrap();
    for below in ["train.jsonl", "raw/deep/more.jsonl"] {
        let inner = format!("{out}/{below}");
        std::fs::write(&inner, good_rows(25)).unwrap();
        let (code, text, err) = world.prepare(&out, &["--force", &inner]);
        assert!(Path::new(&inner).exists(), "{below} is gone: {text}{err}");
        assert!(code == 2 && err.contains("is an input"), "{below}: {text}{err}");
    }
}

#[test]
fn inputs_are_never_overwritten() {
    let world = World::new();
    let bytes = good_rows(20);
    let input = world.input("a.jsonl", &bytes);
    let hard = world.output("hard.jsonl");
    std::fs::hard_link(&input, &hard).unwrap();
    let mut names = vec![input.clone(), hard, format!("{}/in/../in/a.jsonl", world.path("").display())];
    #[cfg(unix)]
    {
        let soft = world.output("soft.jsonl");
        symlink(&input, &soft).unwrap();
        names.push(soft);
    }
    for name in &names {
        let commands: [&[&str]; 5] = [
            &["dedupe", &input, "-o", name],
            &["score", &input, "-o", name],
            &["score", &input, "--scores", name],
            &["validate", &input, "--output-file", name],
            &["dedupe", &input, "--output-file", name],
        ];
        for args in commands {
            let (code, text, err) = world.run(args);
            assert!(std::fs::read(&input).unwrap() == bytes.as_bytes(), "{args:?} wrote over its input");
            assert!(code == 2 && err.contains("is an input"), "{args:?}: {text}{err}");
        }
    }
}

/// What stands at the name of an output file stays until the new one is whole.
#[test]
fn a_failed_run_leaves_the_old_file() {
    let world = World::new();
    let good = world.input("good.jsonl", good_rows(20));
    let kept = world.output("kept.jsonl");
    std::fs::write(&kept, "old").unwrap();
    let missing = world.path("in").join("missing.jsonl").display().to_string();
    world.refuses(&["dedupe", &good, &missing, "-o", &kept], &missing, &["cannot read"]);
    assert_eq!(std::fs::read(&kept).unwrap(), b"old");
    assert_eq!(world.run(&["dedupe", &good, "-o", &kept]).0, 0);
    assert_eq!(std::fs::read(&kept).unwrap(), good_rows(20).as_bytes());
    let folder = world.output("");
    world.refuses(&["dedupe", &good, "-o", &folder], folder.trim_end_matches('/'), &["cannot write"]);
    let nowhere = world.output("no/such/folder/kept.jsonl");
    world.refuses(&["dedupe", &good, "-o", &nowhere], &nowhere, &["cannot write"]);
}

#[test]
fn missing_parents_are_made_and_taken_away_again() {
    let world = World::new();
    let good = world.input("good.jsonl", good_rows(20));
    let deep = world.output("a/b/out");
    assert_eq!(world.prepare(&deep, &[&good]).0, 0);
    assert!(world.is_sound(&deep));
    let mixed = good_rows(2) + &"{\"prompt\": \"Hi\", \"completion\": \"Hello!\"}\n".repeat(2);
    let mixed = world.input("mixed.jsonl", mixed);
    let other = world.output("c/d/out");
    world.refuses(&["prepare", &mixed, "--target", "openai", "--out", &other], &mixed, &["mixes shapes"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    let world = World::new();
    let good = world.input("good.jsonl", good_rows(20));
    let closed = world.output("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o555)).unwrap();
    let can_write_anyway = std::fs::write(Path::new(&closed).join("probe"), "").is_ok();
    if !can_write_anyway {
        let out = format!("{closed}/out");
        let denied = &["cannot write", "Permission denied"];
        world.refuses(&["prepare", &good, "--target", "openai", "--out", &out], &out, denied);
        world.refuses(&["dedupe", &good, "-o", &format!("{closed}/kept.jsonl")], &closed, denied);
    }
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Files that a user put beside ours are no longer what the manifest says.
#[test]
fn verify_finds_what_was_changed() {
    let world = World::new();
    let good = world.input("good.jsonl", good_rows(20));
    let out = world.output("out");
    let changes: [(&str, &str); 4] =
        [("train.jsonl", "{}\n"), ("extra.jsonl", "{}\n"), ("README.md", ""), ("SHA256SUMS", "")];
    for (name, text) in changes {
        assert_eq!(world.prepare(&out, &["--force", &good]).0, 0);
        assert!(world.is_sound(&out));
        std::fs::write(Path::new(&out).join(name), text).unwrap();
        let (code, text, err) = world.run(&["verify", &out]);
        assert!(code == 1 && text.contains(name), "{name}: {text}{err}");
        std::fs::remove_dir_all(&out).unwrap();
    }
}
