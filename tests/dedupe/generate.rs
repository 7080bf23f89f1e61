//! Datasets in which near texts, templates, chains, labels and contradictions happen often.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

use super::reference::{Measure, Texts};

/// A record as it was made.
#[derive(Debug, Clone)]
pub struct Row {
    system: Option<&'static str>,
    /// User and assistant by turns, an assistant last.
    said: Vec<String>,
    is_turned: bool,
}

impl Row {
    fn turns(&self) -> Vec<(&str, &str)> {
        let said = ["user", "assistant"].into_iter().cycle().zip(self.said.iter().map(String::as_str));
        self.system.iter().map(|system| ("system", *system)).chain(said).collect()
    }

    /// The record on one line; some have the keys of their turns the other way round.
    pub fn line(&self) -> String {
        let turn = |(role, said): (&str, &str)| {
            let (role, said) = (json!(role), json!(said));
            if self.is_turned {
                format!("{{\"content\": {said}, \"role\": {role}}}")
            } else {
                format!("{{\"role\": {role}, \"content\": {said}}}")
            }
        };
        let turns: Vec<String> = self.turns().into_iter().map(turn).collect();
        format!("{{\"messages\": [{}]}}", turns.join(", "))
    }

    pub fn texts(&self) -> Texts {
        Texts::new(self.turns())
    }

    /// What is equal in records of equal value.
    pub fn value(&self) -> String {
        format!("{:?}", self.turns())
    }
}

const WORDS: [&str; 12] =
    ["River", "stone", "amber", "harbour", "BLUE", "quiet", "größe", "ΣΑΣ", "map_3", "old", "ﬁne", "nine"];

const INSTRUCTION: &str =
    "You are asked to read what follows with care and to answer in one or two plain sentences, please. ";

/// A text of 24 words of which some are others, more from one to the next: near ones, and chains of them.
fn worded() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec((0..24_usize, select(&WORDS[..])), 0..3);
    (0..3_usize, 0..5_usize, edits, 0..4_usize).prop_map(|(base, step, edits, form)| {
        let mut words: Vec<String> =
            (0..24).map(|i| format!("{}{}", WORDS[(i * 5 + base) % 9], i / 3)).collect();
        // Each step changes one word more, so that neighbours are near and ends are not.
        for word in words.iter_mut().step_by(5).take(step) {
            word.push_str("_changed");
        }
        for (at, word) in edits {
            word.clone_into(&mut words[at]);
        }
        match form {
            0 => words.join("  ").to_uppercase(),
            1 => words.join(", ") + "!",
            _ => words.join(" "),
        }
    })
}

fn template() -> impl Strategy<Value = String> {
    (select(&WORDS[..]), select(&WORDS[..])).prop_map(|(what, place)| {
        format!(
            "Write a short and friendly note about the {what} to our customer in {place}, with many thanks."
        )
    })
}

fn chinese() -> impl Strategy<Value = String> {
    (prop::collection::vec(select(vec!["河", "山", "港", "ラ", "한"]), 0..3), 0..2_usize).prop_map(
        |(more, base)| {
            ["请给我讲一个关于北方港口城市的故事，越长越好。", "请问从这里到火车站要走多长时间？"][base]
                .to_owned()
                + &more.concat()
        },
    )
}

fn short() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&WORDS[..]), 0..5).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![5 => worded(), 2 => template(), 1 => chinese(), 1 => short(), 1 => Just("?!".to_owned())]
}

fn answer() -> impl Strategy<Value = String> {
    let exact = [
        "card_lost",
        "refund",
        "It costs 12 euros.",
        "It costs 13 euros.",
        "12 or 13 euros.",
        "{\"a\": 1, \"b\": [2]}",
        "{\"b\": [2], \"a\": 1}",
        "{\"a\": 2, \"b\": [2]}",
        "[1, 2]",
    ];
    prop_oneof![2 => text(), 3 => select(exact.map(str::to_owned).to_vec())]
}

/// Records of one dataset: from many answers to few, with and without system texts, some of them there again.
pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    let system = select(vec![None, None, None, Some("Be brief."), Some("Be kind.")]);
    let turns = prop_oneof![
        6 => (text(), answer()).prop_map(|(prompt, answer)| vec![prompt, answer]),
        1 => (text(), short(), template(), answer()).prop_map(|(a, b, c, d)| vec![a, b, c, d]),
    ];
    let row =
        (system, turns, any::<bool>()).prop_map(|(system, said, is_turned)| Row { system, said, is_turned });
    (prop::collection::vec(row, 1..50), prop::collection::vec((any::<Index>(), 0..3_u8), 0..11), 0..4_u8)
        .prop_map(|(mut rows, again, kind)| {
            for (index, how) in again {
                let mut row = index.get(&rows).clone();
                match how {
                    0 => row.is_turned = !row.is_turned,
                    1 => row.said[0] = row.said[0].to_lowercase() + " ",
                    _ => {}
                }
                rows.push(row);
            }
            for (place, row) in rows.iter_mut().enumerate() {
                match kind {
                    // Few different answers, which are labels then.
                    0 => ["card_lost", "refund"][place % 2].clone_into(row.said.last_mut().expect("turns")),
                    // One instruction over most of them, which is common text where they are many.
                    1 if place % 5 > 0 => row.said[0].insert_str(0, INSTRUCTION),
                    _ => {}
                }
            }
            rows
        })
}

pub fn measure() -> impl Strategy<Value = Measure> {
    (1..6_usize, select(vec![5, 7, 8, 9]), any::<bool>()).prop_map(|(ngram, tenths, is_guarded)| Measure {
        ngram,
        tenths,
        is_guarded,
    })
}
