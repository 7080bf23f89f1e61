//! Many texts in one crowd: once is enough, what stays is what the reference keeps, and the clusters are whole.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Bench;
use super::real::figures;
use super::reference::{Measure, Sets, Texts, components};
use crate::support::chat;

/// Numbers that look drawn, always the same ones.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

fn words(name: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{name}{number}")).collect()
}

/// A text of a family: its base with some words exchanged for others that stand nowhere else.
fn relative(base: &[String], exchanged: usize, number: usize, drawn: &mut Drawn) -> String {
    let mut words = base.to_vec();
    for change in 0..exchanged {
        let place = drawn.below(words.len());
        words[place] = format!("other{number}x{change}");
    }
    words.join(" ")
}

fn under(system: &str, prompt: &str, answer: &str) -> String {
    json!({"messages": [
        {"role": "system", "content": system},
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": answer},
    ]})
    .to_string()
}

fn texts(rows: &[String]) -> Vec<Texts> {
    let texts = |row: &String| {
        let row: Value = serde_json::from_str(row).unwrap();
        let turns = row["messages"].as_array().unwrap();
        Texts::new(
            turns.iter().map(|turn| (turn["role"].as_str().unwrap(), turn["content"].as_str().unwrap())),
        )
    };
    rows.iter().map(texts).collect()
}

/// The records that stay by the reference, where the first of some duplicates stays and nothing contradicts.
fn kept(rows: &[String], measure: Measure) -> Vec<String> {
    let texts = texts(rows);
    let sets = Sets::new(texts.iter().map(|texts| texts.whole.as_str()).collect(), rows.len(), measure);
    let mut kept: Vec<usize> = Vec::new();
    for own in 0..rows.len() {
        let is_alike =
            |other: &usize| texts[own].system == texts[*other].system && sets.near(own, *other).is_some();
        if !kept.iter().any(is_alike) {
            kept.push(own);
        }
    }
    kept.into_iter().map(|place| rows[place].clone()).collect()
}

/// The clusters by the reference, as the lines of their members.
fn clusters(rows: &[String]) -> BTreeSet<Vec<usize>> {
    let texts = texts(rows);
    let whole = texts.iter().map(|texts| texts.whole.as_str()).collect();
    let sets = Sets::new(whole, rows.len(), Measure::DEFAULT);
    components(rows.len(), &sets.pairs(0..rows.len(), 0..rows.len()))
}

fn written(bench: &Bench, name: &str) -> BTreeSet<Vec<usize>> {
    let line = |member: &Value| usize::try_from(member["line"].as_u64().unwrap()).unwrap() - 1;
    let members = |row: &Value| {
        let mut members: Vec<usize> = row["members"].as_array().unwrap().iter().map(line).collect();
        members.sort_unstable();
        members
    };
    bench.rows(name).iter().map(members).collect()
}

#[test]
fn of_a_large_family_nothing_near_is_left() {
    let mut drawn = Drawn(1);
    let base = words("w", 100);
    let row = |number: usize| {
        if number.is_multiple_of(12) {
            chat(&relative(&base, 2, number, &mut drawn), "It is done.")
        } else {
            chat(&words(&format!("r{number}x"), 12).join(" "), "It is not done.")
        }
    };
    let bench = Bench::new(&(0..2_400).map(row).collect::<Vec<_>>());
    let once = bench.report(&["in.jsonl", "-o", "once.jsonl"]);
    assert!(once["removed"].as_u64().unwrap() > 20, "{once}");
    assert_eq!(bench.report(&["once.jsonl"])["removed"], 0);
}

#[test]
fn under_different_system_texts_the_same_stay_as_in_the_reference() {
    let mut drawn = Drawn(2);
    let base = words("w", 60);
    let row = |number: usize| {
        let system = ["Be brief.", "Be kind.", "Be just."][drawn.below(3)];
        under(system, &relative(&base, 1 + number % 2, number, &mut drawn), "Yes, it is.")
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    let bench = Bench::new(&rows);
    let args = ["--template-guard", "off", "--keep", "first"];
    bench.report(&[&["in.jsonl", "-o", "once.jsonl"], &args[..]].concat());
    let kept = kept(&rows, Measure { is_guarded: false, ..Measure::DEFAULT });
    assert_eq!(bench.text_lines("once.jsonl"), kept);
    assert_eq!(bench.report(&[&["once.jsonl"], &args[..]].concat())["removed"], 0);
}

/// Letters about five towns, forty about each: the same ones, and such as end in a word of their own.
#[test]
fn clusters_under_a_form_are_those_of_the_reference() {
    for (length, ending) in [(40, 0), (12, 0), (40, 1), (80, 2)] {
        let row = |number: usize| {
            let mut letter = words("w", length);
            letter[length / 2] = format!("town{}", number % 5);
            letter.extend(words(&format!("end{number}x"), ending));
            chat(&letter.join(" "), "Yes, it is.")
        };
        let rows: Vec<String> = (0..200).map(row).collect();
        let bench = Bench::new(&rows);
        let found = bench.report(&["in.jsonl", "--clusters", "clusters.jsonl"]);
        let expected = clusters(&rows);
        assert_eq!(written(&bench, "clusters.jsonl"), expected, "{length} {ending}: {}", found["near"]);
    }
}

/// The form of the last record of the set has two other words, that of all others three, which is too many.
#[test]
fn the_only_near_record_of_another_set_is_found_among_many_of_its_form() {
    let mut drawn = Drawn(4);
    let form = words("w", 60);
    let answer = "It is done.";
    let bench = Bench::new(&[chat(&form.join(" "), answer)]);
    let mut rows: Vec<String> = Vec::new();
    for number in 0..3_000 {
        let exchanged = if number == 2_999 { 2 } else { 3 };
        let mut words = form.clone();
        for change in 0..exchanged {
            words[20 * change + 2 + drawn.below(15)] = format!("other{number}x{change}");
        }
        rows.push(chat(&words.join(" "), answer));
    }
    bench.write("set.jsonl", &rows);
    bench.report(&["--fingerprint", "set.jsonl", "-o", "set.fp"]);
    let found = bench.report(&["in.jsonl", "--template-guard", "off", "--against", "set.jsonl", "set.fp"]);
    for against in found["against"].as_array().unwrap() {
        assert_eq!(figures(against), [0, 1, 1, 0, 1], "{against}");
        assert_eq!(against["matches"][0]["to"]["line"], 3_000);
    }
}
