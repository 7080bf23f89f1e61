//! Who stays together, and which shares the sides have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Bench, SIDES, alone, count, names, plain, rows_with};
use crate::support::{chat, lines};

/// On which sides each value at a key stands.
fn sides_of(bench: &Bench, key: &str) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut found: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for side in SIDES {
        for row in bench.rows(side) {
            found.entry(row[key].to_string()).or_default().insert(side);
        }
    }
    found
}

/// Checks that every stratum gives its share, but for a record.
fn assert_shares(report: &Value, strata: usize) {
    let found = report["strata"].as_array().unwrap();
    assert_eq!(found.len(), strata, "{found:?}");
    let (wanted, all) = (count(report, "wanted"), count(report, "read"));
    for stratum in found {
        let (train, holdout) = (count(stratum, "train"), count(stratum, "holdout"));
        let off = (holdout * all).abs_diff((train + holdout) * wanted);
        assert!(off <= all, "{stratum} where {wanted} of {all} are wanted");
    }
}

#[test]
fn validation_is_a_side_of_its_own() {
    let bench = Bench::new(&plain(400));
    let report = bench.report(&["--holdout", "0.1", "--validation", "0.2"]);
    assert_eq!(["train", "holdout", "validation"].map(|side| count(&report, side)), [280, 40, 80]);
    let found = SIDES.map(|side| bench.rows(side).len());
    assert_eq!(found, [280, 40, 80, 0]);
    let names: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"validation.jsonl") && !names.contains(&"ood.jsonl"), "{names:?}");
    assert_eq!(bench.run(&["verify", "out"]).0, 0);
    // The holdout does not depend on what else is set aside.
    let held = lines(&bench.path("out"), "holdout.jsonl");
    bench.report(&["--holdout", "0.1"]);
    assert_eq!(held, lines(&bench.path("out"), "holdout.jsonl"));
    assert!(!bench.path("out").join("validation.jsonl").exists());
    bench.report(&["--validation", "7"]);
    assert_eq!(bench.rows("validation").len(), 7);
}

#[test]
fn topics_are_set_aside_whole() {
    // Of four words of its topic a prompt has three.
    let row = |number: usize| {
        let topic = number / 20;
        let words: Vec<String> = ["alpha", "bravo", "delta", "gamma"]
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != number % 4)
            .map(|(_, word)| format!("{word}{topic}"))
            .collect();
        chat(&format!("{} {}", words.join(" of "), alone(number, 6)), &alone(500_000 + number, 6))
    };
    let bench = Bench::new(&(0..400).map(row).collect::<Vec<_>>());
    let report = bench.report(&["--ood", "0.05", "--validation", "0.1"]);
    let topics = report["topics"].as_array().unwrap();
    assert!(!topics.is_empty());
    let records: u64 = topics.iter().map(|topic| count(topic, "records")).sum();
    assert_eq!(records, count(&report, "ood"));
    assert_eq!(records, bench.rows("ood").len() as u64);
    assert!((1..=25).contains(&records), "{records} of 20");
    assert_eq!(count(&report, "holdout"), 60);
    for topic in topics {
        let word = topic["word"].as_str().unwrap();
        let has = |side: &str| {
            let asked = |row: &Value| row["messages"][0]["content"].as_str().unwrap().to_owned();
            bench.rows(side).iter().filter(|row| asked(row).split(' ').any(|own| own == word)).count()
        };
        assert_eq!(["train", "holdout", "validation"].map(has), [0, 0, 0], "{word}");
        assert!(has("ood") > 0, "{word}");
    }
    let text = bench.text(&["--ood", "0.05"]);
    assert!(text.contains("topics set aside"), "{text}");
}

#[test]
fn what_shares_a_key_of_the_users_stays_together() {
    let users = rows_with(300, "user", |number| match number % 41 {
        40 => Value::Null,
        user => format!("user {user}").into(),
    });
    let bench = Bench::new(&users);
    let report = bench.report(&["--group-by", "/user"]);
    let sides = sides_of(&bench, "user");
    let parted: Vec<&String> = sides
        .iter()
        .filter(|(user, sides)| *user != "null" && sides.len() > 1)
        .map(|(user, _)| user)
        .collect();
    assert!(parted.is_empty(), "{parted:?}");
    // Nobody's rows are not tied to each other.
    assert_eq!(count(&report, "groups"), 40 + 7);
    assert!(count(&report, "holdout").abs_diff(45) <= 4);
    bench.report(&[]);
    assert!(sides_of(&bench, "user").values().any(|sides| sides.len() > 1));

    let nested = rows_with(100, "source", |number| json!({"page": number / 4}));
    bench.write("in.jsonl", &nested);
    assert_eq!(count(&bench.report(&["--group-by", "/source/page"]), "groups"), 25);

    let (code, _, stderr) = bench.run(&["split", "in.jsonl", "--out", "other", "--group-by", "user"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--group-by /user"), "{stderr}");
    assert!(!bench.path("other").exists());
}

#[test]
fn a_conversation_stays_together() {
    let bench = Bench::new(&rows_with(300, "conversation_id", |number| (number / 5).into()));
    let report = bench.report(&[]);
    assert_eq!(count(&report, "groups"), 60);
    assert!(sides_of(&bench, "conversation_id").values().all(|sides| sides.len() == 1));

    // One that became a record for every answer is known by how it begins.
    let conversation = |number: usize| {
        let turn = |turn: usize| {
            let messages: Vec<Value> = (0..2 * turn)
                .map(|place| {
                    let role = if place % 2 == 0 { "user" } else { "assistant" };
                    json!({"role": role, "content": alone(10 * number + place, 9)})
                })
                .collect();
            json!({"messages": messages, "of": number}).to_string()
        };
        (1..5).map(turn).collect::<Vec<_>>()
    };
    bench.write("in.jsonl", &(0..50).flat_map(conversation).collect::<Vec<_>>());
    assert_eq!(count(&bench.report(&[]), "groups"), 50);
    assert!(sides_of(&bench, "of").values().all(|sides| sides.len() == 1));
}

#[test]
fn prompts_about_one_passage_stay_together_where_that_is_asked_for() {
    let row = |number: usize| {
        let passage = alone(100_000 + number / 3, 20);
        let mut row: Value = serde_json::from_str(&chat(
            &format!("{passage} {}", alone(number, 30)),
            &alone(500_000 + number, 6),
        ))
        .unwrap();
        row["passage"] = (number / 3).into();
        row.to_string()
    };
    let bench = Bench::new(&(0..120).map(row).collect::<Vec<_>>());
    assert_eq!(count(&bench.report(&[]), "groups"), 120);
    assert!(sides_of(&bench, "passage").values().any(|sides| sides.len() > 1));
    let report = bench.report(&["--group-context"]);
    assert_eq!((count(&report, "groups"), count(&report["overlap"], "ngram")), (40, 0));
    assert!(sides_of(&bench, "passage").values().all(|sides| sides.len() == 1));

    // What more than 20 records and more than a tenth of them share is boilerplate.
    for (all, shared, groups) in [(100, 20, 81), (100, 21, 100), (400, 40, 361), (400, 41, 400)] {
        let row = |number: usize| {
            let context = if number < shared { alone(999_999, 15) } else { alone(200_000 + number, 15) };
            chat(&format!("{context} {}", alone(number, 40)), &alone(500_000 + number, 6))
        };
        bench.write("in.jsonl", &(0..all).map(row).collect::<Vec<_>>());
        assert_eq!(count(&bench.report(&["--group-context"]), "groups"), groups, "{shared} of {all}");
    }
}

#[test]
fn every_stratum_gives_its_share() {
    let answer = |number: usize| match number % 10 {
        0..5 => "a label".to_owned(),
        5..8 => "another".to_owned(),
        _ => "a third one".to_owned(),
    };
    let bench =
        Bench::new(&(0..300).map(|number| chat(&alone(number, 8), &answer(number))).collect::<Vec<_>>());
    for by in ["label", "auto"] {
        let report = bench.report(&["--stratify-by", by]);
        assert_eq!(report["stratified_by"], "label");
        assert_shares(&report, 3);
    }
    assert_shares(&bench.report(&["--stratify-by", "none"]), 1);

    let answer = |number: usize| match number % 4 {
        0 => json!({ "value": alone(number, 3) }).to_string(),
        1 => format!("```py\n{}\n```", alone(number, 3)),
        2 => alone(number, 1),
        _ => alone(number, 9),
    };
    bench.write(
        "in.jsonl",
        &(0..300).map(|number| chat(&alone(number, 8), &answer(number))).collect::<Vec<_>>(),
    );
    let report = bench.report(&["--stratify-by", "task"]);
    assert_eq!(names(&report, "strata"), ["code", "generation", "json", "short-answer"]);
    assert_shares(&report, 4);

    let long = |number: usize| if number.is_multiple_of(3) { 100 } else { 8 };
    let rows: Vec<String> = (1_000..1_300)
        .map(|number| chat(&alone(number, long(number)), &alone(500_000 + number, 2)))
        .collect();
    bench.write("in.jsonl", &rows);
    let report = bench.report(&["--stratify-by", "length"]);
    assert_shares(&report, 2);
    assert!(names(&report, "strata")[0].contains("bytes"));

    bench.write("more.jsonl", &plain(900)[700..]);
    let report = bench.report(&["more.jsonl", "--stratify-by", "source"]);
    assert_eq!(names(&report, "strata"), ["in.jsonl", "more.jsonl"]);
    assert_shares(&report, 2);

    bench.write("in.jsonl", &rows_with(300, "topic", |number| ["art", "law", "sea"][number % 3].into()));
    let report = bench.report(&["--stratify-by", "/topic"]);
    assert_eq!(
        (names(&report, "strata").join(" "), &report["stratified_by"]),
        ("art law sea".to_owned(), &json!("/topic"))
    );
    assert_shares(&report, 3);
    for (by, told) in [("/nobody", "/nobody"), ("topic", "/topic")] {
        let (code, _, stderr) = bench.run(&["split", "in.jsonl", "--out", "other", "--stratify-by", by]);
        assert_eq!(code, 2);
        assert!(stderr.contains(told) && !bench.path("other").exists(), "{stderr}");
    }
}

#[test]
fn every_language_gives_its_share() {
    const SAID: [[&str; 12]; 3] = [
        [
            "the weather",
            "was not",
            "very good",
            "when we",
            "came back",
            "from the",
            "old house",
            "which they",
            "had bought",
            "with their",
            "own money",
            "last year",
        ],
        [
            "das Wetter",
            "war nicht",
            "besonders schön",
            "als wir",
            "zurück kamen",
            "aus dem",
            "alten Haus",
            "welches sie",
            "gekauft hatten",
            "mit ihrem",
            "eigenen Geld",
            "im letzten Jahr",
        ],
        [
            "el tiempo",
            "no era",
            "muy bueno",
            "cuando nosotros",
            "volvimos",
            "de la",
            "casa antigua",
            "que ellos",
            "habían comprado",
            "con su",
            "propio dinero",
            "el año pasado",
        ],
    ];
    let row = |number: usize| {
        // A third in each language; the order of the pieces is drawn.
        let mut pieces = SAID[number % 3].to_vec();
        let mut drawn = gristmill::text::mixed(number as u64);
        for place in (1..pieces.len()).rev() {
            pieces.swap(place, usize::try_from(drawn % (place as u64 + 1)).unwrap());
            drawn = gristmill::text::mixed(drawn);
        }
        chat(&pieces.join(" "), pieces[3])
    };
    let bench = Bench::new(&(0..300).map(row).collect::<Vec<_>>());
    let report = bench.report(&["--stratify-by", "language"]);
    let strata = report["strata"].as_array().unwrap();
    for language in ["deu", "eng", "spa"] {
        let stratum = strata.iter().find(|stratum| stratum["name"] == language).expect("it is found");
        let (train, holdout) = (count(stratum, "train"), count(stratum, "holdout"));
        assert!((90..=110).contains(&(train + holdout)) && (13..=17).contains(&holdout), "{stratum}");
    }
}

#[test]
fn near_texts_are_not_looked_for_where_that_is_off() {
    // Fifty prompts with nine near ones each; two of the ten are equal.
    let row = |number: usize| {
        let word = if number.is_multiple_of(10) { 1 } else { number % 10 };
        chat(&format!("{} end{word}", alone(number / 10, 20)), &alone(500_000 + number, 9))
    };
    let bench = Bench::new(&(0..500).map(row).collect::<Vec<_>>());
    let report = bench.report(&[]);
    assert_eq!((count(&report, "groups"), count(&report["overlap"], "prompt_near")), (50, 0));
    assert!(report["neighbours"].is_object());
    let report = bench.report(&["--group-threshold", "off"]);
    assert_eq!(count(&report, "groups"), 450);
    let overlap = &report["overlap"];
    assert!(overlap["prompt_near"].is_null() && overlap["record_near"].is_null(), "{overlap}");
    assert_eq!((count(overlap, "prompt_equal"), count(overlap, "record_equal")), (0, 0));
    assert!(report.get("neighbours").is_none());
    // From 0.95 on only equal ones are near: 17 of 19 shingles are shared.
    assert_eq!(count(&bench.report(&["--group-threshold", "0.95"]), "groups"), 450);
    assert_eq!(bench.run(&["split", "in.jsonl", "--out", "other", "--group-threshold", "0.2"]).0, 2);
}

#[test]
fn prepare_keeps_near_prompts_on_one_side() {
    let row = |number: usize| {
        let prompt = format!("{} end{}", alone(number / 2, 20), number % 2);
        chat(
            &prompt,
            &format!(
                "The answer is {} and that is all there is to say about it.",
                alone(500_000 + number, 9)
            ),
        )
    };
    let bench = Bench::new(&(0..120).map(row).collect::<Vec<_>>());
    let (code, _, stderr) =
        bench.run(&["prepare", "in.jsonl", "--target", "openai", "--out", "out", "--holdout", "0.3"]);
    assert_eq!(code, 0, "{stderr}");
    let of = |side: &str| {
        let first = |row: &Value| {
            row["messages"][0]["content"].as_str().unwrap().split(' ').next().unwrap().to_owned()
        };
        bench.rows(side).iter().map(first).collect::<Vec<_>>()
    };
    let (train, holdout) = (of("train"), of("holdout"));
    assert_eq!((train.len() + holdout.len(), holdout.len()), (120, 36));
    assert!(holdout.iter().all(|prompt| !train.contains(prompt)));
}

#[test]
fn prepare_takes_up_an_earlier_holdout_and_no_other_side() {
    let bench = Bench::new(&plain(200));
    bench.report(&["--validation", "0.1", "--seed", "5"]);
    let held: BTreeSet<Vec<u8>> = lines(&bench.path("out"), "holdout.jsonl").into_iter().collect();
    let prepare = |previous: &str| {
        bench.run(&["prepare", "in.jsonl", "--target", "openai", "--out", "prepared", "--previous", previous])
    };
    // Its records would stand nowhere.
    let (code, _, stderr) = prepare("out");
    assert_eq!(code, 2);
    assert!(stderr.contains("--previous DIR/holdout.jsonl") && !bench.path("prepared").exists(), "{stderr}");
    let (code, _, stderr) = prepare("out/holdout.jsonl");
    assert_eq!(code, 0, "{stderr}");
    let of = |side: &str| lines(&bench.path("prepared"), &format!("{side}.jsonl"));
    assert_eq!(of("holdout").into_iter().collect::<BTreeSet<_>>(), held);
    assert_eq!(of("train").len() + of("rejected").len(), 200 - held.len());
    // What `split` set aside it finds again, on each side.
    let before = SIDES.map(|side| lines(&bench.path("out"), &format!("{side}.jsonl")));
    let (code, _, stderr) =
        bench.run(&["split", "in.jsonl", "--out", "again", "--previous", "out", "--seed", "6"]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(before, SIDES.map(|side| lines(&bench.path("again"), &format!("{side}.jsonl"))));
}
