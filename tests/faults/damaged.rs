//! Containers that are damaged or hostile: `validate` finds it, and what writes says so and writes nothing.

use std::io::Write;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use super::World;
use crate::containers::{Form, codecs, gzip, messages_in_parquet, table, texts_in_parquet, zstandard};
use crate::support::{chat, good_rows, lines};

/// A file that cannot be read as a whole: found by `validate` in valid JSON, refused by what writes.
fn is_unreadable(world: &World, file: &str, flags: &[&str], words: &[&str]) {
    let args = [&["validate", file, "--output-format", "json"], flags].concat();
    let (code, report, err) = world.run(&args);
    assert_eq!((code, err.as_str()), (1, ""), "{file}: {report}");
    let report: Value = serde_json::from_str(&report).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "unreadable-file", "{report}");
    for word in words {
        assert!(finding.to_string().contains(word), "{file}: {finding} does not say {word:?}");
    }
    let out = world.output("out");
    for command in [
        &["prepare", file, "--target", "openai", "--out", &out][..],
        &["split", file, "--out", &out],
        &["dedupe", file, "-o", &world.output("kept.jsonl")],
        &["score", file, "--scores", &world.output("scores.jsonl")],
    ] {
        world.refuses(&[command, flags].concat(), file, words);
    }
}

/// The findings of a file that is read, as rule and line.
fn findings(world: &World, file: &str, flags: &[&str]) -> Vec<(String, Option<u64>)> {
    let args = [&["validate", file, "--output-format", "json"], flags].concat();
    let (code, report, err) = world.run(&args);
    assert!(code < 2, "{file}: {err}");
    let report: Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|found| (found["rule"].as_str().unwrap().to_owned(), found["line"].as_u64())).collect()
}

fn pairs(rows: usize) -> Vec<Vec<String>> {
    (0..rows).map(|i| vec![format!("How far is stop {i}?"), format!("It is {i} miles.")]).collect()
}

fn pair_table(rows: usize) -> String {
    table(&["prompt", "completion"], &pairs(rows), ',', "\n")
}

fn pair_parquet(form: Form) -> Vec<u8> {
    let rows: Vec<Vec<Option<String>>> =
        pairs(300).into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
    texts_in_parquet(&["prompt", "completion"], &rows, form)
}

#[test]
fn archives_that_were_cut_or_changed() {
    let world = World::new();
    let table = pair_table(3000);
    for (text, kind) in [(good_rows(3000), "jsonl"), (table, "csv")] {
        for (packed, ending) in [(gzip(text.as_bytes()), "gz"), (zstandard(text.as_bytes()), "zst")] {
            let cut = world.input(&format!("cut.{kind}.{ending}"), &packed[..packed.len() / 2]);
            is_unreadable(&world, &cut, &[], &["cannot be unpacked", "again"]);
            let mut changed = packed.clone();
            changed[packed.len() / 2] ^= 0xff;
            let changed = world.input(&format!("changed.{kind}.{ending}"), changed);
            is_unreadable(&world, &changed, &[], &["again"]);
            let twice = world.input(&format!("twice.{kind}.{ending}"), gzip(&gzip(&packed)));
            world.refuses_to_prepare(&twice, &["packed twice"]);
        }
    }
}

#[test]
fn what_unpacks_to_more_than_it_may() {
    let world = World::new();
    let rows = good_rows(3000);
    for (name, bytes) in [
        ("rows.jsonl.gz", gzip(rows.as_bytes())),
        ("rows.jsonl.zst", zstandard(rows.as_bytes())),
        ("rows.csv.gz", gzip(pair_table(3000).as_bytes())),
        ("rows.parquet", pair_parquet(Form::PLAIN)),
    ] {
        let file = world.input(name, bytes);
        is_unreadable(
            &world,
            &file,
            &["--max-unpacked-bytes", "10000"],
            &["10,000 bytes", "--max-unpacked-bytes"],
        );
        let (code, text, err) = world.run(&["dedupe", &file, "--max-unpacked-bytes", "10000000"]);
        assert_eq!(code, 0, "{text}{err}");
    }
}

/// A bomb of a hundred kilobytes stops at its first gigabyte.
#[test]
fn a_bomb_does_not_go_off() {
    let world = World::new();
    let mut packer = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let block = vec![b' '; 1 << 20];
    (0..1_100).for_each(|_| packer.write_all(&block).unwrap());
    let file = world.input("bomb.jsonl.zst", packer.finish().unwrap());
    world.refuses_to_prepare(&file, &["may be a bomb", "--max-unpacked-bytes"]);
}

#[test]
fn tables_without_names() {
    let world = World::new();
    for (header, word) in
        [("prompt,prompt", "`prompt` twice"), ("prompt,", "number 2 of 2"), (",prompt", "number 1 of 2")]
    {
        let file = world.input("t.csv", format!("{header}\na,b\n"));
        is_unreadable(&world, &file, &[], &[word, "--columns"]);
        let (code, text, err) = world.run(&["dedupe", &file, "--columns", "prompt,completion"]);
        assert!(code == 0 && text.contains("kept     2"), "{text}{err}");
    }
    let file = world.input("t.csv", pair_table(3));
    world.refuses(&["validate", &file, "--columns", "a,b,a"], "--columns", &["`a` twice"]);
    world.refuses(&["validate", &file, "--columns", "a,,b"], "--columns", &["empty"]);
    let data =
        world.input("d.tsv", "How far is it to the next stop from here?\t18\nHow far is the last?\t3\n");
    is_unreadable(&world, &data, &[], &["no header", "--columns"]);
    is_unreadable(&world, &data, &["--max-record-bytes", "1000"], &["no header"]);
    assert_eq!(findings(&world, &data, &["--columns", "question,answer"]).len(), 1);
}

#[test]
fn a_quote_that_is_never_closed() {
    let world = World::new();
    let text = pair_table(5) + "a,b\n\nc,\"d\ne,f\n" + &"g,h\n".repeat(40_000);
    for (name, bytes) in [("t.csv", text.clone().into_bytes()), ("t.csv.gz", gzip(text.as_bytes()))] {
        is_unreadable(&world, &world.input(name, bytes), &[], &["on line 9", "never closed"]);
    }
    let header = world.input("h.csv", format!("prompt,\"completion\n{}", "a,b\n".repeat(400_000)));
    is_unreadable(&world, &header, &[], &["no header"]);
}

/// Rows that are no records are rejected each for itself, on their physical lines, and nothing of them is lost.
#[test]
fn rows_that_are_broken_are_found_on_their_lines() {
    let world = World::new();
    let mut text = b"\xef\xbb\xbfprompt,completion\r\n\"a\r\n\r\nb\",c\r\n\r\nx,y,z\r\nalone\r\n".to_vec();
    text.extend_from_slice(b"nul,a\0b\r\nlatin,caf\xe9\r\n\"one \"\"more\"\"\n\",\"end\"\r\n,\r\n\"q\",last");
    let file = world.input("t.csv", &text);
    let found = findings(&world, &file, &[]);
    let on = |rule: &str| -> Vec<u64> {
        found.iter().filter(|(name, _)| name == rule).filter_map(|(_, line)| *line).collect()
    };
    assert_eq!(on("not-an-object"), [6, 7]);
    assert_eq!(on("invalid-json"), [8]);
    assert_eq!(on("invalid-utf8"), [9]);
    assert!(found.contains(&("byte-order-mark".to_owned(), None)), "{found:?}");
    let (_, text, _) = world.run(&["validate", &file]);
    assert!(text.contains("the row has 3 fields, the header names 2"), "{text}");
    assert!(text.contains("the row has 1 field, the header names 2"), "{text}");
    assert!(text.contains("a cell holds a NUL character"), "{text}");
    let out = world.output("out");
    world.prepare(&out, &[&file]);
    let rejected: Vec<Value> = lines(out.as_ref(), "rejected.jsonl")
        .iter()
        .map(|row| serde_json::from_slice(row).unwrap())
        .collect();
    let raw = |line: u64| rejected.iter().find(|row| row["line"] == line).map(|row| row["raw"].clone());
    assert_eq!(raw(6), Some("[\"x\",\"y\",\"z\"]".into()));
    assert_eq!(raw(7), Some("[\"alone\"]".into()));
    assert!(world.is_sound(&out));
}

/// Ten thousand levels in every container: at most a finding about the record.
#[test]
fn what_is_nested_without_end() {
    let world = World::new();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let list = format!("[{{\"role\": {deep}}}]");
    let row = |text: &str| vec![Some("Hi?".to_owned()), Some(text.to_owned())];
    let parquet = texts_in_parquet(&["prompt", "completion"], &[row(&deep), row(&objects)], Form::PLAIN);
    let cases: [(&str, Vec<u8>); 6] = [
        ("deep.jsonl", format!("{}{deep}\n{objects}\n", good_rows(2)).into()),
        ("deep.json", format!("[\n{},\n{deep}\n]", good_rows(1)).into()),
        ("values.json", format!("{{\n\"messages\": []\n}}\n{{\n\"a\": {objects}\n}}\n").into()),
        ("deep.csv", table(&["id", "messages"], &[vec!["1".to_owned(), list]], ',', "\n").into()),
        ("deep.tsv", table(&["prompt", "completion"], &[vec![deep, objects]], '\t', "\n").into()),
        ("deep.parquet", parquet),
    ];
    for (name, bytes) in cases {
        let file = world.input(name, bytes);
        let (code, text, err) = world.run(&["validate", &file, "--target", "openai"]);
        assert_eq!((code, err.as_str()), (1, ""), "{name}: {text}");
    }
}

/// A cell too long to hold is rejected whole, in bounded memory, whatever holds it.
#[test]
fn a_text_of_forty_megabytes_in_every_container() {
    let world = World::new();
    let long = format!("é\n\"{}", "x".repeat(40_000_000));
    let mut rows = pairs(12);
    rows.push(vec!["What is long?".to_owned(), long.clone()]);
    rows.extend(pairs(14).split_off(12));
    let optional: Vec<Vec<Option<String>>> =
        rows.iter().map(|row| row.iter().cloned().map(Some).collect()).collect();
    let names = ["prompt", "completion"];
    let spread = |row: &Vec<String>| {
        let value = serde_json::json!({"prompt": row[0], "completion": row[1]});
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    };
    let csv = table(&names, &rows, ',', "\n");
    let cases: [(&str, Vec<u8>, u64); 5] = [
        ("long.csv", csv.clone().into(), 14),
        ("long.csv.zst", zstandard(csv.as_bytes()), 14),
        ("list.csv", csv.replacen("\"é", "\"[ {é", 1).into(), 14),
        ("values.json", rows.iter().map(spread).collect::<String>().into(), 49),
        (
            "long.parquet",
            texts_in_parquet(&names, &optional, Form { has_dictionary: true, ..Form::PLAIN }),
            13,
        ),
    ];
    for (name, bytes, line) in cases {
        let file = world.input(name, bytes);
        let found = findings(&world, &file, &["--select", "oversized-line,invalid-json,wrong-type"]);
        assert_eq!(found, [("oversized-line".to_owned(), Some(line))], "{name}");
        let out = world.output("out");
        let (_, report, err) = world.prepare(&out, &["--force", &file]);
        let rejected = lines(out.as_ref(), "rejected.jsonl");
        assert_eq!(rejected.len(), 1, "{name}: {report}{err}");
        let row: Value = serde_json::from_slice(&rejected[0]).unwrap();
        let raw: Value = serde_json::from_str(row["raw"].as_str().unwrap()).unwrap();
        assert_eq!(
            raw["completion"].as_str().map(str::len),
            Some(long.len() + if name == "list.csv" { 3 } else { 0 })
        );
        assert!(world.is_sound(&out), "{name}");
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
fn parquet_with_broken_ends() {
    let world = World::new();
    let whole = pair_parquet(Form::PLAIN);
    let length = whole.len();
    let with_footer = |bytes: u32| {
        let mut spoilt = whole.clone();
        spoilt[length - 8..length - 4].copy_from_slice(&bytes.to_le_bytes());
        spoilt
    };
    let cases: [(&str, Vec<u8>); 7] = [
        ("cut.parquet", whole[..length / 2].to_vec()),
        ("short.parquet", b"PAR1".to_vec()),
        ("ends.parquet", b"PAR1\0\0\0\0PAR1".to_vec()),
        ("more.parquet", with_footer(u32::MAX)),
        ("less.parquet", with_footer(20)),
        ("none.parquet", with_footer(0)),
        ("encrypted.parquet", [&whole[..length - 4], b"PARE"].concat()),
    ];
    for (name, bytes) in cases {
        is_unreadable(&world, &world.input(name, bytes), &[], &["Parquet"]);
    }
    let packed = world.input("packed.parquet.gz", gzip(&whole));
    assert_eq!(findings(&world, &packed, &["--select", "file"]), []);
}

/// Whatever bytes change, the run ends with a finding or with rows, and the same twice.
#[test]
fn parquet_with_changed_bytes() {
    let world = World::new();
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(7);
    let messages: Vec<Vec<(String, Option<String>)>> = (0..60)
        .map(|i| (0..i % 4).map(|j| (format!("role {j}"), (i % 5 > 0).then(|| "word ".repeat(i)))).collect())
        .collect();
    for round in 0..120 {
        let form = Form {
            has_dictionary: round % 2 == 0,
            is_second_version: round % 3 == 0,
            rows_in_group: 40,
            codec: codecs()[round % 4],
        };
        let mut bytes = if round % 5 < 3 { messages_in_parquet(&messages, form) } else { pair_parquet(form) };
        let length = bytes.len();
        for _ in 0..chance.random_range(1..4) {
            // Most of the trouble is in the footer and in the headers of pages.
            let place = if chance.random_range(0..2) == 0 {
                chance.random_range(4..length)
            } else {
                length - chance.random_range(1..length.min(600))
            };
            bytes[place] = chance.random_range(0..=255);
        }
        let file = world.input("changed.parquet", &bytes);
        let args = ["validate", &file, "--shape", "openai-chat", "--output-format", "json"];
        let (code, report, err) = world.run(&args);
        if code == 2 {
            // The magic number was changed: it is something else.
            assert!(!bytes.starts_with(b"PAR1"), "round {round}: {err}");
            continue;
        }
        assert!(serde_json::from_str::<Value>(&report).is_ok(), "round {round}: {report}");
        assert_eq!(world.run(&args).1, report, "round {round}");
    }
}

/// One shard that cannot be read does not keep the others from being judged.
#[test]
fn one_broken_shard_among_others() {
    let world = World::new();
    std::fs::create_dir(world.path("in/data")).unwrap();
    let rows: Vec<Vec<(String, Option<String>)>> = (0..40)
        .map(|i| {
            let turn = |role: &str, text: String| (role.to_owned(), Some(text));
            vec![turn("user", format!("How far is {i}?")), turn("assistant", format!("It is {i} miles off."))]
        })
        .collect();
    let whole = messages_in_parquet(&rows, Form::PLAIN);
    world.input("data/train-00000-of-00002.parquet", &whole);
    world.input("data/train-00001-of-00002.parquet", &whole[..whole.len() - 9]);
    let folder = world.path("in").display().to_string();
    let (code, report, err) = world.run(&["validate", &folder, "--output-format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|_| panic!("{report}{err}"));
    assert_eq!((code, &report["summary"]["read"]), (1, &40.into()), "{report}");
    world.refuses_to_prepare(&folder, &["00001-of-00002.parquet", "damaged"]);
    world.input("data/train-00001-of-00002.parquet", messages_in_parquet(&rows[..1], Form::PLAIN));
    let out = world.output("out");
    let (code, text, err) = world.prepare(&out, &[&folder]);
    assert_eq!(code, 0, "{text}{err}");
    let train = lines(out.as_ref(), "train.jsonl");
    assert!(train.contains(&chat("How far is 0?", "It is 0 miles off.").into_bytes()) || !train.is_empty());
    assert!(world.is_sound(&out));
}
