//! Many texts in one crowd: once is enough, and what stays is what the reference keeps.

use serde_json::{Value, json};

use super::Bench;
use super::reference::{Measure, Sets, Texts};
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
