//! Inputs that are not there, not data, or not what their name says.

use super::World;
use crate::containers::gzip;
use crate::support::{chat, good_rows, lines};

const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n";

/// Files that are data in another form or damaged, or text that was saved in its place.
const TEXTS: [&str; 3] = ["columns.jsonl", "wide.jsonl", "page.jsonl"];

#[test]
fn what_is_not_there_is_named() {
    let world = World::new();
    let missing = world.path("in").join("missing.jsonl").display().to_string();
    world.refuses_to_prepare(&missing, &["cannot read", "No such file"]);
    world.refuses_to_prepare(&world.path("in").display().to_string(), &["without data files"]);
    world.refuses_to_prepare(&format!("{}/*.jsonl", world.path("in").display()), &["no file matches"]);
    let list = world.input("list.txt", &missing);
    world.refuses(&["validate", &format!("@{list}")], &missing, &["cannot read"]);
    world.refuses(&["verify", &missing], &missing, &["cannot read"]);
}

#[test]
fn files_of_other_kinds_are_told_what_they_are() {
    let world = World::new();
    let utf16: Vec<u8> = good_rows(3).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("lfs.jsonl", LFS.to_vec(), &["Git LFS pointer", "git lfs pull"]),
        ("lfs.jsonl.gz", LFS.to_vec(), &["Git LFS pointer", "git lfs pull"]),
        ("packed-lfs.jsonl.gz", gzip(LFS), &["Git LFS pointer"]),
        ("columns.jsonl", b"PAR1\x15\x04\x15\x00PAR1".to_vec(), &["damaged Parquet", "again"]),
        ("wide.jsonl", [b"\xff\xfe".to_vec(), utf16.clone()].concat(), &["UTF-16", "iconv"]),
        ("wide-unmarked.jsonl", utf16, &["not JSON"]),
        ("binary.jsonl", [0, 3, 0, 200].repeat(500), &["a binary file"]),
        ("page.jsonl", b"<!DOCTYPE html><html></html>".to_vec(), &["web page"]),
    ];
    for (name, bytes, words) in cases {
        let file = world.input(name, bytes);
        let err = world.refuses_to_prepare(&file, words);
        assert!(err.contains("\nhelp: "), "{err}");
        if TEXTS.contains(&name) {
            // Data in another form is a finding.
            let (code, text, err) = world.run(&["validate", &file, "--target", "openai"]);
            assert_eq!((code, err.as_str()), (1, ""), "{text}");
            assert!(
                text.contains("unreadable-file") && words.iter().all(|word| text.contains(word)),
                "{text}"
            );
        } else {
            world.refuses(&["validate", &file, "--target", "openai"], &file, words);
        }
        world.refuses(&["dedupe", &file, "-o", &world.output("kept.jsonl")], &file, words);
    }
}

#[test]
fn a_file_without_records_makes_a_whole_and_empty_folder() {
    for (name, bytes) in [("empty.jsonl", ""), ("blank.jsonl", "\n  \n\t\n\r\n"), ("none.json", "[\n]\n")] {
        let world = World::new();
        let file = world.input(name, bytes);
        let out = world.output("out");
        let (code, text, err) = world.prepare(&out, &[&file]);
        assert_eq!(code, 1, "{name}: {text}{err}");
        assert!(world.is_sound(&out), "{name}");
        let manifest: serde_json::Value =
            serde_json::from_slice(&std::fs::read(format!("{out}/manifest.json")).unwrap()).unwrap();
        assert_eq!((&manifest["read"], &manifest["verdict"]), (&0.into(), &"reject".into()), "{name}");
        assert!(manifest["findings"]["empty-file"]["count"] == 1, "{name}: {manifest}");
        let (code, text, _) = world.run(&["validate", &file, "--target", "openai"]);
        assert!(code == 1 && text.contains("empty-file") && text.contains(&file), "{text}");
    }
}

#[test]
fn a_cut_archive_is_no_data() {
    let world = World::new();
    let packed = gzip(good_rows(2000).as_bytes());
    let cut = world.input("cut.jsonl.gz", &packed[..packed.len() / 2]);
    world.refuses_to_prepare(&cut, &["cannot be unpacked", "copy it again"]);
    let header = world.input("header.jsonl.gz", &packed[..5]);
    world.refuses_to_prepare(&header, &["cannot be unpacked", "copy it again"]);
    let mut spoilt = packed.clone();
    spoilt[packed.len() / 2] ^= 0xff;
    let spoilt = world.input("spoilt.jsonl.gz", spoilt);
    world.refuses_to_prepare(&spoilt, &["cannot be unpacked", "copy it again"]);
    let whole = world.input("whole.jsonl.gz", [packed.clone(), packed].concat());
    let (code, text, err) = world.run(&["dedupe", &whole, "--output-format", "json"]);
    assert!(code == 0 && text.contains("\"read\": 4000"), "{text}{err}");
}

#[test]
fn a_file_of_no_known_shape_names_its_keys() {
    let world = World::new();
    let file = world.input("odd.jsonl", "{\"mesages\": [], \"id\": 1}\n".repeat(3));
    for command in [&["dedupe"][..], &["split", "--out", &world.output("out")], &["score"]] {
        let err =
            world.refuses(&[command, &[&file]].concat(), &file, &["`mesages` (3 of 3)", "`id` (3 of 3)"]);
        assert!(err.contains("did you mean `messages`"), "{err}");
    }
    world.refuses_to_prepare(&file, &["did you mean `messages`"]);
    let far = world.input("far.jsonl", "{\"lorem\": 1, \"ipsum\": 2}\n");
    world.refuses_to_prepare(&far, &["`lorem`", "`ipsum`", "openai-chat", "--shape"]);
}

#[test]
fn a_mixed_file_names_both_shapes() {
    let world = World::new();
    let pairs = "{\"prompt\": \"Hi\", \"completion\": \"Hello!\"}\n".repeat(3);
    let file = world.input("mixed.jsonl", good_rows(12) + &pairs);
    let words = ["12 openai-chat (first on line 1)", "3 prompt-completion (first on line 13)", "--shape"];
    world.refuses_to_prepare(&file, &words);
    world.refuses(&["dedupe", &file], &file, &words);
    let (code, text, _) = world.run(&["validate", &file]);
    assert!(code == 1 && text.contains("mixed-shapes"), "{text}");
    let out = world.output("out");
    let (code, text, err) = world.prepare(&out, &["--shape", "openai-chat", &file]);
    assert_eq!((code, lines(out.as_ref(), "rejected.jsonl").len()), (0, 3), "{text}{err}");
}

#[test]
fn options_that_make_no_sense_are_named() {
    let world = World::new();
    let file = world.input("good.jsonl", good_rows(12));
    let out = world.output("out");
    world.refuses(
        &["prepare", &file, "--target", "opena", "--out", &out],
        "opena",
        &["did you mean `openai`"],
    );
    world.refuses(&["prepare", &file, "--out", &out], "target", &["--target openai"]);
    world.refuses(
        &["split", &file, "--shape", "alpacca", "--out", &out],
        "alpacca",
        &["did you mean `alpaca`"],
    );
    world.refuses(&["split", &file, "--holdout", "1.5", "--out", &out], "1.5", &[]);
}

/// A broken record between good ones is a finding, never the end of the run.
#[test]
fn broken_records_do_not_stop_a_run() {
    let world = World::new();
    let mut bytes = good_rows(15).into_bytes();
    bytes.extend_from_slice(b"{\"messages\": \xff\n\x01\n[[[[\n");
    bytes.extend_from_slice("[".repeat(100_000).as_bytes());
    bytes.extend_from_slice(format!("\n{}", chat("Is this the end?", "Yes, it is.")).as_bytes());
    let file = world.input("broken.jsonl", bytes);
    let out = world.output("out");
    let (code, text, err) = world.prepare(&out, &[&file]);
    assert_eq!((code, lines(out.as_ref(), "rejected.jsonl").len()), (0, 4), "{text}{err}");
    assert!(world.is_sound(&out));
}
