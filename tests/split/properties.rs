//! What holds of every split: it is complete, nothing near stands on two sides, and neither threads nor order matter.

use std::collections::{BTreeMap, BTreeSet};

use gristmill::pipeline::{Options, SplitFacts};
use gristmill::split::{Holdout, Stratify};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use super::reference::{LENSES, Records, Row, groups};
use super::{Bench, alone, labelled, pair, sides};
use crate::support::chat;

/// So many cases, always the same ones.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        rng_seed: RngSeed::Fixed(20),
        ..ProptestConfig::default()
    }
}

/// A text: one of a kind, a window on a stream of words, a base with words exchanged, a template with slots, phrases in
/// some order, or a few words.
fn text() -> impl Strategy<Value = String> {
    let single = (100..100_000_usize, 4..9_usize).prop_map(|(number, words)| alone(number, words));
    let window = (0..3_usize, 0..12_usize, 14..20_usize).prop_map(|(stream, from, length)| {
        (from..from + length).map(|word| format!("s{stream}w{word}")).collect::<Vec<_>>().join(" ")
    });
    let base =
        (0..4_usize, prop::collection::vec((0..24_usize, 0..5_usize), 0..4)).prop_map(|(base, edits)| {
            let mut words: Vec<String> = (0..24).map(|word| format!("b{base}w{word}")).collect();
            for (at, word) in edits {
                words[at] = format!("edit{word}");
            }
            words.join(" ")
        });
    let template = (0..9_usize, 0..6_usize).prop_map(|(a, b)| {
        format!(
            "please write a short and friendly note about the slot{a} to our customer in town{b} thank you"
        )
    });
    let phrases = prop::collection::vec(0..5_usize, 2..5).prop_map(|phrases| {
        phrases
            .iter()
            .map(|phrase| format!("p{phrase} q{phrase} r{phrase} t{phrase}"))
            .collect::<Vec<_>>()
            .join(" ")
    });
    let short = prop::collection::vec(select(vec!["go", "stop", "left", "right"]), 0..4)
        .prop_map(|words| words.join(" "));
    prop_oneof![4 => single, 3 => window, 3 => base, 3 => template, 2 => phrases, 1 => short]
}

fn answer() -> impl Strategy<Value = String> {
    prop_oneof![2 => text(), 2 => select(vec!["yes", "no", "12", "maybe so"]).prop_map(str::to_owned)]
}

/// A chat record, or a conversation cut into one record for every answer.
fn talk() -> impl Strategy<Value = Vec<String>> {
    let turns = prop_oneof![4 => Just(1..2_usize), 1 => Just(2..5_usize)];
    let turns = turns.prop_flat_map(|count| prop::collection::vec((text(), answer()), count));
    turns.prop_map(|turns| {
        let mut messages = Vec::new();
        let mut rows = Vec::new();
        for (asked, answered) in turns {
            messages.push(serde_json::json!({"role": "user", "content": asked}));
            messages.push(serde_json::json!({"role": "assistant", "content": answered}));
            rows.push(serde_json::json!({ "messages": messages }).to_string());
        }
        rows
    })
}

/// A file of one shape, or of several, with the options that read it.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub rows: Vec<String>,
    shape: Option<&'static str>,
}

pub fn dataset() -> impl Strategy<Value = Dataset> {
    let talk = || talk().boxed();
    let pairs = || (text(), answer(), answer()).prop_map(|(a, b, c)| vec![pair(&a, &b, &c)]).boxed();
    let labels =
        || (text(), answer(), any::<bool>()).prop_map(|(a, b, is)| vec![labelled(&a, &b, is)]).boxed();
    let of = |shape: Option<&'static str>, row: BoxedStrategy<Vec<String>>| {
        let again = prop::collection::vec(any::<Index>(), 0..6);
        (prop::collection::vec(row, 1..90), again).prop_map(move |(rows, again)| {
            let mut rows = rows.concat();
            let copies: Vec<String> = again.iter().map(|index| index.get(&rows).clone()).collect();
            rows.extend(copies);
            Dataset { rows, shape }
        })
    };
    prop_oneof![
        4 => of(Some("openai-chat"), talk()),
        1 => of(Some("chosen-rejected"), pairs()),
        1 => of(Some("prompt-completion-label"), labels()),
        2 => of(None, prop_oneof![talk(), pairs(), labels()].boxed()),
    ]
}

impl Dataset {
    fn options(&self, size: Holdout, seed: u64) -> Options {
        let mut options = Options { shape: self.shape.map(str::to_owned), ..Options::default() };
        options.mixed = self.shape.is_none();
        options.split.holdout = size;
        options.split.seed = seed;
        options
    }
}

fn size() -> impl Strategy<Value = Holdout> {
    select(vec![Holdout::Auto, Holdout::Fraction(0.3), Holdout::Fraction(0.5), Holdout::Count(7)])
}

/// How often each line occurs.
fn tally<'l>(lines: impl Iterator<Item = &'l [u8]>) -> BTreeMap<&'l [u8], usize> {
    lines.fold(BTreeMap::new(), |mut tally, line| {
        *tally.entry(line).or_default() += 1;
        tally
    })
}

/// The side of each line; no line stands on two.
fn sides_of(bench: &Bench, out: &str) -> BTreeMap<Vec<u8>, usize> {
    let mut of = BTreeMap::new();
    for (side, lines) in sides(&bench.path(out)).into_iter().enumerate() {
        for line in lines {
            assert_eq!(*of.entry(line).or_insert(side), side, "a line stands on two sides");
        }
    }
    of
}

/// The first two records of different sides that are tied, if there are any.
fn leak(lines: &BTreeMap<Vec<u8>, usize>, copies: &BTreeMap<&[u8], usize>) -> Option<String> {
    let mut rows = Vec::new();
    let mut sides = Vec::new();
    // Common text is that of all records, copies included.
    for (line, side) in lines {
        for _ in 0..copies[line.as_slice()] {
            rows.push(Row::new(line));
            sides.push(*side);
        }
    }
    for lens in LENSES {
        let records = Records::new(&rows, rows.len(), lens);
        for a in 0..rows.len() {
            for b in (0..a).filter(|b| sides[*b] != sides[a]) {
                if records.are_tied(a, b) {
                    return Some(format!(
                        "{lens:?} {:?} {:?} on {} and {}",
                        rows[a], rows[b], sides[a], sides[b]
                    ));
                }
            }
        }
    }
    None
}

/// Where every row may be told from others: so many rows of which none is like another.
pub fn singles(from: usize, count: usize) -> Vec<String> {
    (from..from + count).map(|number| chat(&alone(number, 8), &alone(number + 500_000, 5))).collect()
}

/// Groups of so many rows, of which those of one share a prompt, with answers that are equal.
fn of_groups(sizes: &[usize], from: usize, answer: &str) -> Vec<String> {
    let group = |(number, size): (usize, &usize)| vec![chat(&alone(from + number, 8), answer); *size];
    sizes.iter().enumerate().flat_map(group).collect()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn every_line_stands_on_one_side_and_nothing_near_on_two(
        dataset in dataset(),
        size in size(),
        seed in 0..5_u64,
        validation in select(vec![None, Some(Holdout::Fraction(0.2))]),
        ood in select(vec![None, None, Some(Holdout::Fraction(0.1))]),
        broken in 0..3_usize,
    ) {
        let mut options = dataset.options(size, seed);
        options.split.validation = validation;
        options.split.ood = ood;
        let mut rows = dataset.rows.clone();
        for place in 0..broken {
            rows.insert(rows.len().min(1 + place * 7), format!("{{\"nothing\": {place}"));
        }
        let bench = Bench::new(&rows);
        let report = bench.split(&options, "out");
        let found = sides(&bench.path("out"));
        let counts = [report.split.train, report.split.holdout, report.split.validation, report.split.ood];
        prop_assert_eq!(counts, found.each_ref().map(|lines| lines.len() as u64));
        let rejected: Vec<Vec<u8>> = crate::support::lines(&bench.path("out"), "rejected.jsonl")
            .iter()
            .map(|line| {
                let row: serde_json::Value = serde_json::from_slice(line).unwrap();
                row["raw"].as_str().unwrap().as_bytes().to_vec()
            })
            .collect();
        prop_assert_eq!(report.rejected, rejected.len() as u64);
        let written = found.iter().flatten().chain(&rejected).map(Vec::as_slice);
        prop_assert_eq!(tally(written), tally(rows.iter().map(String::as_bytes)));

        let lines = sides_of(&bench, "out");
        let copies = tally(rows.iter().map(String::as_bytes));
        prop_assert_eq!(leak(&lines, &copies), None);
        prop_assert!(!report.split.overlap.is_leak());
        prop_assert_eq!(validation.is_none(), !bench.path("out").join("validation.jsonl").exists());
    }

    #[test]
    fn neither_threads_nor_the_order_of_the_rows_move_anything(
        dataset in dataset(),
        size in size(),
        shift in any::<Index>(),
    ) {
        let bench = Bench::new(&dataset.rows);
        let mut options = dataset.options(size, 42);
        options.split.validation = Some(Holdout::Fraction(0.1));
        for (threads, out) in [(1, "one"), (2, "two"), (4, "four")] {
            options.threads = Some(threads);
            bench.split(&options, out);
        }
        let files = |out: &str| crate::support::files(&bench.path(out));
        prop_assert!(files("one") == files("two") && files("one") == files("four"));
        let before = sides_of(&bench, "one");
        let mut turned = dataset.rows.clone();
        let shift = shift.index(turned.len());
        turned.rotate_left(shift);
        turned[1..].reverse();
        bench.write("in.jsonl", &turned);
        bench.split(&options, "turned");
        prop_assert_eq!(before, sides_of(&bench, "turned"));
    }

    #[test]
    fn the_holdout_is_as_large_as_whole_groups_allow(dataset in dataset(), share in 0.05..0.5_f64, seed in 0..5_u64) {
        let mut rows: Vec<String> = dataset.rows;
        rows.extend(singles(200_000, 60));
        let bench = Bench::new(&rows);
        let mut options = Options { mixed: true, ..Options::default() };
        options.split.holdout = Holdout::Fraction(share);
        options.split.seed = seed;
        let report = bench.split(&options, "out").split;
        prop_assert_eq!(report.wanted, Holdout::Fraction(share).wanted(rows.len() as u64));
        let found: Vec<Row> = rows.iter().map(|line| Row::new(line.as_bytes())).collect();
        let side = sides_of(&bench, "out");
        let mut held: BTreeMap<usize, u64> = BTreeMap::new();
        for (line, group) in rows.iter().zip(groups(&found)) {
            if side[line.as_bytes()] == 1 {
                *held.entry(group).or_default() += 1;
            }
        }
        let largest = held.values().copied().max().unwrap_or(0);
        let off = report.holdout.abs_diff(report.wanted);
        prop_assert!(2 * off <= largest.max(2), "{} of {} with a largest group of {largest}", report.holdout, report.wanted);
    }

    #[test]
    fn what_one_group_is_off_by_others_make_good(
        small in prop::collection::vec(1..6_usize, 1..3),
        large in (5..9_usize, 3..8_usize),
        more in 0..9_usize,
        seed in 0..50_u64,
    ) {
        let sizes = [small, vec![large.0; large.1]].concat();
        let bench = Bench::new(&of_groups(&sizes, 0, "answer"));
        let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
        // Any group may be drawn, and all together are more.
        options.split.holdout = Holdout::Count((large.0 + more) as u64);
        options.split.seed = seed;
        options.split.stratify_by = Stratify::None;
        let report = bench.split(&options, "out").split;
        prop_assert_eq!((report.groups, report.wanted), (sizes.len() as u64, (large.0 + more) as u64));
        let mut held: BTreeMap<String, u64> = BTreeMap::new();
        for line in &sides(&bench.path("out"))[1] {
            *held.entry(Row::new(line).prompt).or_default() += 1;
        }
        let largest = held.values().copied().max().unwrap_or(0);
        let off = report.holdout.abs_diff(report.wanted);
        prop_assert!(2 * off <= largest, "{} of {} in {held:?}", report.holdout, report.wanted);
    }

    #[test]
    fn every_label_with_groups_enough_stands_on_both_sides(
        labels in prop::collection::vec((1..9_usize, prop::collection::vec(0..2_usize, 1..24)), 2..8),
        share in select(vec![0.1, 0.15, 0.3]),
        seed in 0..5_u64,
    ) {
        // Labels of small groups and of large ones.
        let sizes = |(size, more): &(usize, Vec<usize>)| more.iter().map(|more| size + more).collect::<Vec<_>>();
        let labels: Vec<Vec<usize>> = labels.iter().map(sizes).collect();
        let of_label = |(label, sizes): (usize, &Vec<usize>)| of_groups(sizes, 1_000 * label, &format!("label{label}"));
        let rows: Vec<String> = labels.iter().enumerate().flat_map(of_label).collect();
        let bench = Bench::new(&rows);
        let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
        options.split.holdout = Holdout::Fraction(share);
        options.split.seed = seed;
        options.split.stratify_by = Stratify::Label;
        let report = bench.split(&options, "out").split;
        prop_assert_eq!(report.groups, labels.iter().map(Vec::len).sum::<usize>() as u64);
        // As many groups as a share of one takes.
        let enough = (rows.len() as u64).div_ceil(report.wanted.max(1)).max(2);
        for (label, own) in labels.iter().enumerate() {
            let name = format!("label{label}");
            let stratum = report.strata.iter().find(|stratum| stratum.name == name);
            let stratum = stratum.expect("every label is a stratum");
            prop_assert_eq!(stratum.train + stratum.holdout, own.iter().sum::<usize>() as u64);
            let fits = own.iter().any(|size| *size as u64 <= report.wanted);
            if own.len() as u64 >= enough && fits {
                prop_assert!(stratum.train > 0 && stratum.holdout > 0, "{stratum:?} of {own:?}, where {enough} are enough");
            }
        }
    }

    #[test]
    fn members_of_an_earlier_holdout_stay_and_what_is_like_them_joins_them(
        dataset in dataset(),
        more in dataset(),
        near in prop::collection::vec((any::<Index>(), 0..6_usize), 0..12),
        seed in 0..5_u64,
    ) {
        let mut rows = dataset.rows;
        rows.extend(singles(300_000, 20));
        let bench = Bench::new(&rows);
        let mut options = Options { mixed: true, ..Options::default() };
        options.split.seed = seed;
        options.split.holdout = Holdout::Fraction(0.3);
        bench.split(&options, "before");
        let [train, held, ..] = sides(&bench.path("before"));
        prop_assert!(!held.is_empty() && !train.is_empty());

        // The earlier members with a word added, and rows of other origin.
        let mut added: Vec<String> = more.rows;
        for (index, word) in near {
            let line = if word % 2 == 0 { index.get(&held) } else { index.get(&train) };
            let row = Row::new(line);
            added.push(chat(&row.prompt, &format!("quite another answer number {word}")));
            added.push(chat(&format!("{} word{word}", row.prompt), &alone(400_000 + word, 6)));
        }
        let mut all = added.clone();
        all.extend(rows.iter().rev().cloned());
        bench.write("in.jsonl", &all);
        options.split.previous = Some(bench.path("before"));
        options.split.seed = seed + 1;
        let report = bench.split(&options, "after").split;
        let after = sides_of(&bench, "after");
        prop_assert_eq!(after.values().filter(|side| **side > 1).count(), 0);
        for line in &held {
            prop_assert_eq!(after[line], 1, "a member moved: {}", line.escape_ascii());
        }
        let movement = report.previous.clone().expect("an earlier split was named");
        prop_assert_eq!((movement.members, movement.gone), (held.len() as u64, 0));

        let copies = tally(all.iter().map(String::as_bytes));
        prop_assert_eq!(leak(&after, &copies), None);
        // What is near a member is on its side.
        let found: Vec<Row> = all.iter().map(|line| Row::new(line.as_bytes())).collect();
        let members: BTreeSet<&[u8]> = held.iter().map(Vec::as_slice).collect();
        let records = Records::new(&found, found.len(), LENSES[0]);
        for a in 0..added.len() {
            let is_like = |b: usize| members.contains(all[b].as_bytes()) && records.are_tied(a, b);
            if (added.len()..all.len()).any(is_like) {
                prop_assert_eq!(after[added[a].as_bytes()], 1, "{}", &added[a]);
            }
        }
        prop_assert!(report.holdout >= held.len() as u64);
    }
}

/// Texts of common words that have a last word of their own: near by runs of five words where they are drawn alike but for
/// one word, and by runs of three not, because those are common. So there are chains of them.
fn frames(rows: usize, frames: u64, seed: u64) -> Vec<String> {
    let row = |number: usize| {
        let drawn = gristmill::text::mixed(number as u64);
        let exchanged = (drawn >> 40 & 1) << 10 | (drawn >> 41 & 1) << 25 | (drawn >> 42 & 1) << 40;
        let choices = gristmill::text::mixed((1 << 40) | (drawn % frames)) ^ exchanged;
        let words: Vec<String> = (0..60).map(|slot| format!("f{slot}c{}", choices >> slot & 1)).collect();
        chat(&format!("{} end{seed}x{number}", words.join(" ")), &alone(number, 5))
    };
    (0..rows).map(row).collect()
}

#[test]
fn what_is_near_by_long_runs_only_is_found_after_the_first_draw_whatever_the_order() {
    for (seed, count, groups) in [(20, 350, 30), (36, 250, 46)] {
        let rows = frames(count, groups, seed);
        let bench = Bench::new(&rows);
        let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
        options.split.seed = seed;
        options.split.holdout = Holdout::Fraction(0.3);
        options.split.validation = (seed % 2 == 0).then_some(Holdout::Fraction(0.1));
        let report = bench.split(&options, "out").split;
        assert!(report.rounds > 1, "the first draw has no leak, and this test shows nothing");
        let before = sides_of(&bench, "out");
        assert_eq!(leak(&before, &tally(rows.iter().map(String::as_bytes))), None);
        for turn in [1, 110] {
            let mut turned = rows.clone();
            turned.rotate_left(turn);
            turned.reverse();
            bench.write("in.jsonl", &turned);
            let again = bench.split(&options, "turned").split;
            assert_eq!(before, sides_of(&bench, "turned"), "seed {seed}, turned by {turn}");
            let way = |facts: &SplitFacts| (facts.rounds, facts.groups, facts.largest_group);
            assert_eq!(way(&report), way(&again), "seed {seed}, turned by {turn}");
            std::fs::remove_dir_all(bench.path("turned")).unwrap();
        }
    }
}

#[test]
fn growing_a_set_by_a_tenth_moves_little() {
    let rows = singles(0, 2_200);
    for (seed, by) in [(1, Stratify::Auto), (2, Stratify::None)] {
        let mut options = Options { shape: Some("openai-chat".to_owned()), ..Options::default() };
        options.split.seed = seed;
        options.split.stratify_by = by;
        let bench = Bench::new(&rows[..2_000]);
        bench.split(&options, "before");
        bench.write("in.jsonl", &rows);
        bench.split(&options, "after");
        let (before, after) = (sides_of(&bench, "before"), sides_of(&bench, "after"));
        assert_eq!(before.len(), 2_000);
        let moved = before.iter().filter(|(line, side)| after[*line] != **side).count();
        assert!(moved < 40, "{moved} of 2,000 rows moved");
    }
}
