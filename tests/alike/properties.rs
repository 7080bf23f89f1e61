//! What holds of any dataset: counts are those of the reference, once is enough, every keeper is kept and near, threads and
//! order change nothing.

use std::collections::BTreeMap;
use std::path::Path;

use gristmill::dedupe::{By, Keep, Level, Switch};
use gristmill::pipeline::{Deduped, Deduping, Options, dedupe};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::reference::{Counts, Measure, Row, Texts, counts, jaccard, shingles};
use super::under;
use crate::support::{chat, lines};

const WORDS: [&str; 12] = [
    "river", "stone", "Amber", "seven", "harbour", "blue", "quiet", "lantern", "日本", "größe", "map", "old",
];

/// A text near others: a template with slots, or a base with a word or two exchanged.
fn text() -> impl Strategy<Value = String> {
    let slot = select(&WORDS[..]);
    let base = (0..3_usize, prop::collection::vec((0..24_usize, slot.clone()), 0..3));
    let based = base.prop_map(|(base, edits)| {
        let mut words: Vec<String> =
            (0..24).map(|i| format!("{}{}", WORDS[(i * 5 + base) % 10], i / 3)).collect();
        for (at, word) in edits {
            word.clone_into(&mut words[at]);
        }
        words.join(" ")
    });
    let short = prop::collection::vec(slot.clone(), 0..5).prop_map(|words| words.join(" "));
    let template = (slot.clone(), slot).prop_map(|(a, b)| {
        format!("Please write a short and friendly note about the {a} to our customer in {b}, thank you.")
    });
    prop_oneof![4 => based, 1 => short, 2 => template]
}

fn answer() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => text(),
        2 => select(vec!["yes", "no", "It costs 12 euros.", "It costs 13 euros.", "{\"a\": 1}", "{\"a\": 2}"])
            .prop_map(str::to_owned),
    ]
}

/// Records, some of them under a system text.
fn records() -> impl Strategy<Value = Vec<String>> {
    let record = (text(), answer(), 0..4_u8).prop_map(|(prompt, answer, system)| match system {
        0 => under("Be brief.", &prompt, &answer),
        _ => chat(&prompt, &answer),
    });
    (prop::collection::vec(record, 1..40), prop::collection::vec(any::<prop::sample::Index>(), 0..8))
        .prop_map(|(mut records, again)| {
            let copies: Vec<String> = again.iter().map(|index| index.get(&records).clone()).collect();
            records.extend(copies);
            records
        })
}

fn options(ngram: usize, threshold: f64, is_guarded: bool) -> Options {
    let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
    options.dedupe.ngram = ngram;
    options.dedupe.threshold = threshold;
    options.dedupe.template_guard = if is_guarded { Switch::On } else { Switch::Off };
    options
}

/// Runs on records in `IN.jsonl`, and writes `OUT.jsonl`, `OUT.removed.jsonl` and `OUT.clusters.jsonl`.
fn dedupes(folder: &Path, input: &str, out: &str, options: &Options) -> Deduped {
    let path = |name: &str| folder.join(name);
    let (kept, removed) = (path(&format!("{out}.jsonl")), path(&format!("{out}.removed.jsonl")));
    let clusters = path(&format!("{out}.clusters.jsonl"));
    let deduping = Deduping {
        out: Some(&kept),
        removed: Some(&removed),
        clusters: Some(&clusters),
        ..Deduping::default()
    };
    dedupe(&[path(input).display().to_string()], options, deduping, &()).expect("it can be deduplicated")
}

fn folder(records: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    super::write(folder.path(), "in.jsonl", records);
    folder
}

fn parsed(records: &[String]) -> Vec<Row> {
    records.iter().map(|record| Row::new(&serde_json::from_str(record).unwrap())).collect()
}

fn measure() -> impl Strategy<Value = Measure> {
    (1..5_usize, select(vec![0.5, 0.7, 0.8, 0.9, 1.0]), any::<bool>())
        .prop_map(|(ngram, threshold, is_guarded)| Measure { ngram, threshold, is_guarded })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_those_of_the_reference(
        records in records(),
        measure in measure(),
        by in select(vec![("example", By::Example), ("prompt", By::Prompt), ("completion", By::Completion)]),
    ) {
        let folder = folder(&records);
        let mut options = options(measure.ngram, measure.threshold, measure.is_guarded);
        options.dedupe.by = by.1;
        let found = dedupes(folder.path(), "in.jsonl", "out", &options);
        let rows = parsed(&records);
        let texts: Vec<&str> = rows.iter().map(|row| row.part(by.0)).collect();
        let (equal, near) = counts(&texts, measure);
        let normalised = found.normalised.unwrap();
        prop_assert_eq!((normalised.groups, normalised.surplus), (equal.0, equal.1));
        let own = found.near.unwrap();
        prop_assert_eq!(Counts(own.clusters, own.surplus, own.largest), near);
        let clusters = lines(folder.path(), "out.clusters.jsonl");
        let sizes: Vec<u64> = clusters.iter().map(|line| {
            let row: Value = serde_json::from_slice(line).unwrap();
            assert_eq!(row["records"].as_u64(), row["members"].as_array().map(|all| all.len() as u64));
            row["records"].as_u64().unwrap()
        }).collect();
        prop_assert_eq!(sizes.len() as u64, near.0);
        prop_assert_eq!(sizes.iter().map(|size| size - 1).sum::<u64>(), near.1);
    }

    #[test]
    fn once_is_enough_and_every_keeper_is_kept(records in records(), measure in measure()) {
        let folder = folder(&records);
        let options = options(measure.ngram, measure.threshold, measure.is_guarded);
        let found = dedupes(folder.path(), "in.jsonl", "once", &options);
        prop_assert_eq!(found.kept + found.removed, records.len() as u64);
        let removed: Vec<Value> = lines(folder.path(), "once.removed.jsonl")
            .iter()
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        prop_assert_eq!(removed.len() as u64, found.removed);
        let gone: BTreeMap<u64, &Value> =
            removed.iter().map(|row| (row["line"].as_u64().unwrap(), row)).collect();
        let stays = |line: &u64| !gone.contains_key(line);
        let kept: Vec<&String> = (1..).zip(&records).filter(|(line, _)| stays(line)).map(|(_, row)| row).collect();
        let written = lines(folder.path(), "once.jsonl");
        prop_assert!(written.iter().eq(kept.iter().map(|row| row.as_bytes())), "kept byte for byte, in order");

        let rows = parsed(&records);
        let of = |line: u64| &rows[usize::try_from(line).unwrap() - 1];
        for (line, row) in &gone {
            let keeper = row["keeper"]["line"].as_u64().unwrap();
            prop_assert!(stays(&keeper), "{} names {}, which went too", line, keeper);
            let (own, other) = (of(*line), of(keeper));
            prop_assert_eq!(&own.system, &other.system);
            let similarity = row["similarity"].as_f64().unwrap();
            if own.text == other.text {
                prop_assert!(similarity > 1.0 - 1e-9);
            } else {
                let plain = jaccard(&shingles(&own.text, measure.ngram), &shingles(&other.text, measure.ngram));
                prop_assert!((plain - similarity).abs() < 1e-9 && plain >= measure.threshold, "{} {}", plain, similarity);
                prop_assert_eq!(&row["rules"][0], "near-duplicate");
            }
        }
        let second = dedupes(folder.path(), "once.jsonl", "twice", &options);
        prop_assert_eq!(second.removed, 0, "a second run finds more");
    }

    #[test]
    fn what_stays_is_not_near_unless_it_contradicts(records in records(), threshold in select(vec![0.5, 0.8])) {
        let folder = folder(&records);
        dedupes(folder.path(), "in.jsonl", "out", &options(3, threshold, false));
        let kept = lines(folder.path(), "out.jsonl");
        let kept: Vec<Row> = kept.iter().map(|line| Row::new(&serde_json::from_slice(line).unwrap())).collect();
        let texts: Vec<&str> = kept.iter().map(|row| row.text.as_str()).collect();
        let sets = Texts::new(&texts, texts.len(), Measure { ngram: 3, threshold, is_guarded: false });
        let may_contradict = |row: &Row| row.answer.len() <= 64 || row.answer.contains(|c: char| c.is_ascii_digit());
        for a in 0..kept.len() {
            for b in a + 1..kept.len() {
                let are_apart = kept[a].system != kept[b].system
                    || (kept[a].answer != kept[b].answer && may_contradict(&kept[a]) && may_contradict(&kept[b]))
                    || (kept[a].text == kept[b].text && kept[a].prompt != kept[b].prompt);
                prop_assert!(are_apart || !sets.are_near(a, b), "{}\n{}", texts[a], texts[b]);
            }
        }
    }

    #[test]
    fn threads_and_order_change_nothing(records in records(), measure in measure(), shift in 0..40_usize) {
        let folder = folder(&records);
        let mut options = options(measure.ngram, measure.threshold, measure.is_guarded);
        options.dedupe.near_conflicts = true;
        let mut reports = Vec::new();
        for (threads, out) in [(1, "one"), (2, "two"), (4, "four")] {
            options.threads = Some(threads);
            reports.push(dedupes(folder.path(), "in.jsonl", out, &options));
        }
        prop_assert!(reports.iter().all(|report| *report == reports[0]));
        for name in ["jsonl", "removed.jsonl", "clusters.jsonl"] {
            let read = |out: &str| std::fs::read(folder.path().join(format!("{out}.{name}"))).unwrap();
            prop_assert!(read("one") == read("two") && read("one") == read("four"), "{}", name);
        }

        // The longest stays: of texts of different length the same ones, whatever the order.
        let mut by_length: BTreeMap<usize, &String> = BTreeMap::new();
        let rows = parsed(&records);
        for (row, record) in rows.iter().zip(&records) {
            by_length.insert(row.text.len(), record);
        }
        let mut ordered: Vec<String> = by_length.into_values().cloned().collect();
        options.dedupe.keep = Keep::Longest;
        let mut kept = Vec::new();
        for out in ["straight", "turned"] {
            super::write(folder.path(), "ordered.jsonl", &ordered);
            dedupes(folder.path(), "ordered.jsonl", out, &options);
            let mut rows = lines(folder.path(), &format!("{out}.jsonl"));
            rows.sort();
            kept.push(rows);
            let half = shift % ordered.len();
            ordered.rotate_left(half);
        }
        prop_assert_eq!(&kept[0], &kept[1]);
    }
}

#[test]
fn levels_find_what_they_say() {
    let far =
        chat("Where is the harbour of the old town, please?", "Down the street and then left at the river.");
    let spaced = far.replace("the harbour", "the  HARBOUR");
    let turned = r#"{"messages": [{"content": "Where is the harbour of the old town, please?", "role": "user"}, {"content": "Down the street and then left at the river.", "role": "assistant"}]}"#;
    let near = far.replace("please", "kindly");
    let folder = folder(&[far.clone(), far, turned.to_owned(), spaced, near]);
    let mut options = options(3, 0.6, true);
    for (level, removed) in
        [(Level::Off, 0), (Level::Bytes, 1), (Level::Exact, 2), (Level::Normalised, 3), (Level::Near, 4)]
    {
        options.dedupe.level = level;
        let found = dedupes(folder.path(), "in.jsonl", "out", &options);
        assert_eq!(found.removed, removed, "{level:?}");
        // What a level does not look for is not told to be absent.
        assert_eq!(found.conflicts.is_none(), [Level::Bytes, Level::Exact].contains(&level), "{level:?}");
    }
}

#[test]
fn equal_bytes_are_found_in_records_of_any_shape() {
    let rows =
        [r#"{"of": "no", "shape": 1}"#, "no JSON at all", r#"{"of": "no", "shape": 1}"#, "no JSON at all"];
    let folder = folder(&rows.map(str::to_owned));
    let options = Options::default();
    let mut options =
        Options { dedupe: gristmill::dedupe::Options { level: Level::Bytes, ..options.dedupe }, ..options };
    options.threads = Some(1);
    let found = dedupes(folder.path(), "in.jsonl", "out", &options);
    assert_eq!((found.kept, found.exact.groups, found.unreadable), (2, 2, 0));
}
