//! Full disks, closed pipes, and records of any length.

use std::process::Stdio;

use serde_json::Value;

use super::World;
use crate::containers::gzip;
use crate::support::{chat, good_rows, lines};

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_is_a_write_error() {
    let world = World::new();
    let input = world.input("big.jsonl", good_rows(3000));
    let packed = world.input("packed.jsonl.gz", gzip(good_rows(3000).as_bytes()));
    let (out, kept) = (world.output("out"), world.output("kept.jsonl"));
    let commands: [&[&str]; 4] = [
        &["prepare", &input, "--target", "openai", "--out", &out],
        &["split", &input, "--out", &out],
        &["dedupe", &input, "-o", &kept],
        &["validate", &packed],
    ];
    for args in commands {
        let program = env!("CARGO_BIN_EXE_gristmill");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", "ulimit -f 8; exec \"$@\"", "sh", program]).args(args);
        command.current_dir(world.path("cwd")).env("TMPDIR", world.path("tmp")).env("NO_COLOR", "1");
        let (code, text, err) = world.check(&command.output().unwrap());
        assert!(
            code == 2 && err.contains("cannot write") && err.contains("File too large"),
            "{args:?}: {code} {text}{err}"
        );
        assert_eq!(super::names(&world.path("o")), std::collections::BTreeSet::new(), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_write_error() {
    let world = World::new();
    let input = world.input("big.jsonl", good_rows(300));
    world.refuses(&["dedupe", &input, "-o", "/dev/full"], "/dev/full", &["cannot write", "No space left"]);
    world.refuses(&["score", &input, "--scores", "/dev/full"], "/dev/full", &["cannot write"]);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = world.command(&["validate", &input]).stdout(full).output().unwrap();
    let (code, _, err) = world.check(&output);
    assert!(code == 2 && err.contains("standard output"), "{err}");
}

/// The reader of our output may go away: nobody is left to tell, and it is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    let world = World::new();
    let input = world.input("big.jsonl", good_rows(5000));
    for args in
        [&["dedupe", &input, "-o", "-"][..], &["score", &input, "--scores", "-"], &["validate", &input]]
    {
        let mut child = world.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let (code, _, err) = world.check(&child.wait_with_output().unwrap());
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn records_go_to_standard_output_and_the_summary_aside() {
    let world = World::new();
    let (code, out, err) =
        world.run_with_input(&["dedupe", "-", "-o", "-"], good_rows(5).repeat(2).as_bytes());
    assert_eq!((code, out), (0, good_rows(5)), "{err}");
    assert!(err.contains("10"), "{err}");
}

/// A line beyond the default limit: 40 MB of one letter, escapes and a character of several bytes among them.
#[test]
fn a_line_of_forty_megabytes_is_rejected_whole() {
    let world = World::new();
    let long = chat("What is long?", &format!("é\n{}", "x".repeat(40_000_000)));
    let text = good_rows(12) + &long + "\n" + &good_rows(15);
    let file = world.input("long.jsonl", text);
    let out = world.output("out");
    let (code, report, err) = world.prepare(&out, &[&file]);
    assert_eq!(code, 0, "{report}{err}");
    assert_eq!(reject(&out), (file, 13, long));
    // The twelve rows that stand there twice are duplicates.
    assert_eq!(lines(out.as_ref(), "rejected.jsonl").len(), 13);
    assert!(world.is_sound(&out));
}

#[test]
fn records_over_the_limit_are_rejected_whole_wherever_they_come_from() {
    let long = chat("Long \"quoted\" \\ 日本?", &"word and word ".repeat(100));
    let good = good_rows(12);
    let jsonl = format!("{good}{long}\n");
    let array = format!("[{}]\n", jsonl.trim_end().replace('\n', ",\n"));
    for (name, bytes) in [
        ("long.jsonl", jsonl.clone().into_bytes()),
        ("long.jsonl.gz", gzip(jsonl.as_bytes())),
        ("long.json", array.clone().into_bytes()),
        ("long.json.gz", gzip(array.as_bytes())),
        ("-", jsonl.into_bytes()),
    ] {
        let world = World::new();
        let file = if name == "-" { name.to_owned() } else { world.input(name, &bytes) };
        let out = world.output("out");
        let args = ["prepare", &file, "--target", "openai", "--max-record-bytes", "1000", "--out", &out];
        let (code, report, err) = world.run_with_input(&args, if name == "-" { &bytes } else { b"" });
        assert_eq!(code, 0, "{name}: {report}{err}");
        assert!(report.contains("oversized-line"), "{report}");
        assert_eq!(reject(&out), (file, 13, long.clone()), "{name}");
        assert!(world.is_sound(&out), "{name}");
    }
}

/// Bytes that are no text are kept as base64, however long the record is.
#[test]
fn long_records_that_are_no_text_are_kept_as_bytes() {
    use base64::Engine as _;
    let world = World::new();
    let long: Vec<u8> = (0..3_000_000_u32).map(|i| 128 + (i % 100) as u8).collect();
    let file = world.input("long.jsonl", [good_rows(12).as_bytes(), &long].concat());
    let out = world.output("out");
    assert_eq!(world.prepare(&out, &[&file, "--max-record-bytes", "1000"]).0, 0);
    let row: Value = serde_json::from_slice(&lines(out.as_ref(), "rejected.jsonl")[0]).unwrap();
    let kept = base64::engine::general_purpose::STANDARD.decode(row["raw_base64"].as_str().unwrap()).unwrap();
    assert!(kept == long && row.get("raw").is_none());
}

/// The short rows between two that are too long are rows of their own.
#[test]
fn rows_between_long_rows_are_kept() {
    let world = World::new();
    let long = |c: &str| chat("long", &c.repeat(3 << 20)) + "\n";
    let file = world.input("long.jsonl", long("a") + &good_rows(20) + &long("b"));
    let out = world.output("out");
    let (_, report, err) = world.prepare(&out, &[&file, "--max-record-bytes", "2000000"]);
    let kept = lines(out.as_ref(), "train.jsonl").len() + lines(out.as_ref(), "holdout.jsonl").len();
    assert_eq!((kept, lines(out.as_ref(), "rejected.jsonl").len()), (20, 2), "{report}{err}");
}

/// The file, line and raw text of the one record that was too long.
fn reject(out: &str) -> (String, u64, String) {
    let rows = lines(out.as_ref(), "rejected.jsonl");
    let rows: Vec<Value> = rows.iter().map(|row| serde_json::from_slice(row).unwrap()).collect();
    let row = rows.iter().find(|row| row["rules"][0] == "oversized-line").expect("a record was too long");
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("file"), row["line"].as_u64().unwrap(), text("raw"))
}
