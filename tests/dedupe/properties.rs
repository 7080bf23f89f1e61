//! What holds of any dataset: the report, what stays and in whose favour, the clusters and the contradictions are those of
//! the reference, and neither threads nor order nor a second run change anything.

use std::collections::{BTreeMap, BTreeSet};

use gristmill::dedupe::{By, Keep};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::generate::{Row, measure, rows};
use super::reference::{Measure, Sets, Texts, are_labels, components, surplus};
use super::{Bench, cases, options};

const PARTS: [(&str, By); 3] =
    [("example", By::Example), ("prompt", By::Prompt), ("completion", By::Completion)];

fn bench(rows: &[Row]) -> (Bench, Vec<Texts>) {
    (Bench::new(&rows.iter().map(Row::line).collect::<Vec<_>>()), rows.iter().map(Row::texts).collect())
}

fn sets<'t>(texts: &'t [Texts], by: &str, measure: Measure) -> Sets<'t> {
    Sets::new(texts.iter().map(|texts| texts.part(by)).collect(), texts.len(), measure)
}

fn line(row: &Value) -> usize {
    usize::try_from(row["line"].as_u64().expect("a place has a line")).unwrap() - 1
}

/// Places of records that go, each with its keeper and their similarity.
type Gone = BTreeMap<usize, (usize, f64)>;

fn gone(bench: &Bench, name: &str) -> Gone {
    let goes = |row: &Value| (line(row), (line(&row["keeper"]), row["similarity"].as_f64().unwrap()));
    bench.rows(name).iter().map(goes).collect()
}

/// The same by the reference, one record after another, when the first of some duplicates stays.
fn expected(rows: &[Row], texts: &[Texts], by: &str, measure: Measure) -> Gone {
    let (sets, are_labels) = (sets(texts, by, measure), are_labels(texts));
    let alike = |own: usize, other: usize| {
        let (first, second) = (&texts[own], &texts[other]);
        if first.system != second.system {
            return None;
        }
        if first.part(by).is_empty() || first.part(by) == second.part(by) {
            let is_equal = if first.part(by).is_empty() {
                rows[own].value() == rows[other].value()
            } else {
                by != "example" || first.prompt == second.prompt
            };
            // Of equals there is no more similar one.
            return is_equal.then_some(2.0);
        }
        let contradict = by == "example" && first.contradiction(second, are_labels).is_some();
        sets.near(own, other).filter(|_| !contradict)
    };
    let mut gone = Gone::new();
    let mut kept: Vec<usize> = Vec::new();
    for own in 0..rows.len() {
        let keepers = kept.iter().filter_map(|other| Some((*other, alike(own, *other)?)));
        match keepers.reduce(|best, other| if other.1 > best.1 { other } else { best }) {
            Some((keeper, similarity)) => drop(gone.insert(own, (keeper, similarity.min(1.0)))),
            None => kept.push(own),
        }
    }
    gone
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn counts_and_clusters_are_those_of_the_reference(
        rows in rows(),
        measure in measure(),
        (name, by) in select(PARTS.to_vec()),
    ) {
        let (bench, texts) = bench(&rows);
        let mut options = options(measure);
        options.dedupe.by = by;
        let found = bench.dedupe("in.jsonl", "out", &options, &[]);
        let exact = surplus(rows.iter().map(Row::value));
        prop_assert_eq!((found.exact.groups, found.exact.surplus), exact);
        let normalised = found.normalised.unwrap();
        let equal = surplus(texts.iter().map(|texts| texts.part(name).to_owned()));
        prop_assert_eq!((normalised.groups, normalised.surplus), equal);

        let sets = sets(&texts, name, measure);
        let clusters = components(rows.len(), &sets.pairs(0..rows.len(), 0..rows.len()));
        let written = bench.rows("out.clusters");
        let members = |row: &Value| row["members"].as_array().unwrap().iter().map(line).collect::<BTreeSet<_>>();
        let own: BTreeSet<Vec<usize>> = written.iter().map(|row| members(row).into_iter().collect()).collect();
        prop_assert_eq!(&own, &clusters);
        let near = found.near.unwrap();
        let sizes = || clusters.iter().map(|members| members.len() as u64);
        let (groups, surplus) = (sizes().count() as u64, sizes().map(|size| size - 1).sum());
        let largest = sizes().max().unwrap_or(0);
        prop_assert_eq!((near.clusters, near.surplus, near.largest), (groups, surplus, largest));
        // The largest come first, and every member names another that it is so similar to.
        prop_assert!(written.is_sorted_by_key(|row| std::cmp::Reverse(row["records"].as_u64())));
        for row in &written {
            let listed = row["members"].as_array().unwrap().len();
            prop_assert_eq!((row["records"].as_u64(), members(row).len()), (Some(listed as u64), listed));
            for member in row["members"].as_array().unwrap() {
                let (own, other) = (line(member), line(&member["to"]));
                let similarity = sets.near(own, other);
                prop_assert!(own != other && similarity.is_some(), "{} names {}", own, other);
                let told = member["similarity"].as_f64().unwrap();
                prop_assert!((similarity.unwrap() - told).abs() < 1e-9, "{} is told as {}", similarity.unwrap(), told);
            }
        }
    }

    #[test]
    fn what_goes_goes_in_favour_of_the_most_similar(
        rows in rows(),
        measure in measure(),
        (name, by) in select(PARTS.to_vec()),
    ) {
        let measure = Measure { is_guarded: false, ..measure };
        let (bench, texts) = bench(&rows);
        let mut options = options(measure);
        (options.dedupe.by, options.dedupe.keep) = (by, Keep::First);
        bench.dedupe("in.jsonl", "out", &options, &[]);
        let (found, expected) = (gone(&bench, "out.gone"), expected(&rows, &texts, name, measure));
        let keepers = |gone: &Gone| gone.iter().map(|(own, (keeper, _))| (*own, *keeper)).collect::<Vec<_>>();
        prop_assert_eq!(keepers(&found), keepers(&expected));
        for (own, (_, similarity)) in &expected {
            prop_assert!((similarity - found[own].1).abs() < 1e-9, "{} {}", similarity, found[own].1);
        }
    }

    #[test]
    fn a_second_run_finds_nothing_and_no_byte_changes(
        rows in rows(),
        measure in measure(),
        (name, by) in select(PARTS.to_vec()),
        keep in select(vec![Keep::Best, Keep::First, Keep::Last, Keep::Longest]),
    ) {
        let (bench, texts) = bench(&rows);
        let mut options = options(measure);
        (options.dedupe.by, options.dedupe.keep) = (by, keep);
        let found = bench.dedupe("in.jsonl", "once", &options, &[]);
        let removed = gone(&bench, "once.gone");
        let kept: Vec<usize> = (0..rows.len()).filter(|place| !removed.contains_key(place)).collect();
        let counts = [rows.len(), kept.len(), removed.len()].map(|n| n as u64);
        prop_assert_eq!([found.read, found.kept, found.removed], counts);
        let lines: Vec<String> = kept.iter().map(|place| rows[*place].line()).collect();
        prop_assert_eq!(bench.text_lines("once.kept"), lines);
        let plain = sets(&texts, name, Measure { is_guarded: false, ..measure });
        for (own, (keeper, similarity)) in &removed {
            prop_assert!(!removed.contains_key(keeper) && texts[*own].system == texts[*keeper].system);
            let is_equal = rows[*own].value() == rows[*keeper].value();
            let reference = if is_equal { Some(1.0) } else { plain.near(*own, *keeper) };
            let is_so = reference.is_some_and(|reference| (reference - similarity).abs() < 1e-9);
            prop_assert!(is_so, "{:?} is told as {}", reference, similarity);
        }
        // What looks like a label only while its copies are there is another matter.
        let rest: Vec<Texts> = kept.iter().map(|place| texts[*place].clone()).collect();
        if are_labels(&texts) == are_labels(&rest) {
            let second = bench.dedupe("once.kept", "twice", &options, &[]);
            prop_assert_eq!(second.removed, 0);
            prop_assert_eq!(bench.bytes("once.kept"), bench.bytes("twice.kept"));
        }
    }

    #[test]
    fn contradictions_are_those_of_the_reference(rows in rows()) {
        let (bench, texts) = bench(&rows);
        let found = bench.dedupe("in.jsonl", "out", &options(Measure::DEFAULT), &[]);
        let mut prompts: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (place, texts) in texts.iter().enumerate() {
            if !texts.prompt.is_empty() && !texts.answer.is_empty() {
                prompts.entry((&texts.system, &texts.prompt)).or_default().push(place);
            }
        }
        prompts.retain(|_, places| places.iter().any(|place| texts[*place].answer != texts[places[0]].answer));
        let records: usize = prompts.values().map(Vec::len).sum();
        let conflicts = found.conflicts.expect("they are looked for");
        let counts = (conflicts.groups, conflicts.records);
        prop_assert_eq!(counts, (prompts.len() as u64, records as u64));
        let are_labels = are_labels(&texts);
        for conflict in &conflicts.places {
            let place = |line: u64| usize::try_from(line).unwrap() - 1;
            let first = place(conflict.first.line);
            let members = prompts.values().find(|places| places.contains(&first)).expect("a group");
            let agree = |a: usize, b: usize| texts[a].answer == texts[b].answer;
            let votes = |place: usize| members.iter().filter(|other| agree(**other, place)).count() as u64;
            let majority = place(conflict.majority.line);
            prop_assert_eq!(conflict.majority_records, votes(majority));
            prop_assert!(members.iter().all(|other| votes(*other) <= votes(majority)));
            let grades = ["label", "json-value", "number", "paraphrase"];
            let grade = |other: usize| {
                texts[majority].contradiction(&texts[other], are_labels).unwrap_or("paraphrase")
            };
            let rank = |grade: &str| grades.iter().position(|other| *other == grade);
            let others = members.iter().filter(|other| !agree(**other, majority)).map(|other| grade(*other));
            let gravest = others.min_by_key(|grade| rank(grade)).expect("another answer");
            prop_assert_eq!(serde_json::to_value(conflict.difference).unwrap(), gravest);
            prop_assert_eq!(grade(place(conflict.differs.line)), gravest);
        }
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn threads_change_no_byte(rows in rows(), measure in measure(), has_near_conflicts in any::<bool>()) {
        let (bench, _) = bench(&rows);
        let mut options = options(measure);
        options.dedupe.near_conflicts = has_near_conflicts;
        let mut run = |threads: usize| {
            options.threads = Some(threads);
            let report = serde_json::to_string(&bench.dedupe("in.jsonl", "out", &options, &[])).unwrap();
            (report, ["out.kept", "out.gone", "out.clusters"].map(|name| bench.bytes(name)))
        };
        let alone = run(1);
        prop_assert!(alone == run(2), "two threads");
        prop_assert!(alone == run(4), "four threads");
    }

    #[test]
    fn of_texts_of_different_length_the_same_stay_in_any_order(
        (rows, mixed) in rows().prop_map(|mut rows| {
            let mut lengths = BTreeSet::new();
            rows.retain(|row| lengths.insert(row.texts().whole.len()));
            rows
        }).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        measure in measure(),
    ) {
        let mut options = options(measure);
        options.dedupe.keep = Keep::Longest;
        let kept = |rows: &[Row]| {
            let (bench, _) = bench(rows);
            bench.dedupe("in.jsonl", "out", &options, &[]);
            bench.text_lines("out.kept").into_iter().collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(kept(&rows), kept(&mixed));
    }
}
