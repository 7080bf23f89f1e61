//! Contradictions: how they are graded, what the majority is, and what the policies take.

use serde_json::{Value, json};

use super::{report, under, write};
use crate::support::{chat, lines};

#[test]
fn differences_are_graded_and_the_majority_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        chat("How deep do I plant tulips?", "Plant them 15 cm deep."),
        chat("How deep do I plant tulips?", "15 cm is right for them."),
        chat("How deep do I plant tulips?", "Plant them 5 cm deep."),
        chat("How deep do I plant tulips?", "Plant them 15 cm deep."),
        chat("Give the size as JSON.", r#"{"width": 3, "height": 4}"#),
        chat("Give the size as JSON.", r#"{"height": 4, "width": 4}"#),
        chat(
            "Say hello to our guests, and mean it.",
            "A warm welcome to all of you who came here today in spite of the rain!",
        ),
        chat(
            "Say hello to our guests, and mean it.",
            "Hello everybody, it is so good to have you here with us this evening.",
        ),
        under("Answer in German.", "Say hello to our guests, and mean it.", "Hallo!"),
    ];
    write(folder.path(), "in.jsonl", &rows);
    let found = report(folder.path(), &["in.jsonl"]);
    let conflicts = &found["conflicts"];
    assert_eq!((&conflicts["groups"], &conflicts["records"]), (&3.into(), &8.into()));
    let spot = |line: u64| json!({"file": "in.jsonl", "line": line});
    let grades: Vec<_> = conflicts["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            (place["difference"].as_str().unwrap(), place["differs"].clone(), place["majority"].clone())
        })
        .collect();
    let expected = [("number", 3, 1), ("json-value", 6, 5), ("paraphrase", 8, 7)];
    assert_eq!(grades, expected.map(|(what, differs, most)| (what, spot(differs), spot(most))));
    assert_eq!(conflicts["places"][0]["majority_records"], 2);
    // Those with other numbers or values are no duplicates of each other, however near.
    report(folder.path(), &["in.jsonl", "--threshold", "0.3", "--removed", "gone.jsonl"]);
    let gone: Vec<Value> =
        lines(folder.path(), "gone.jsonl").iter().map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert!(!gone.is_empty() && [1, 3, 5, 6].iter().all(|line| gone.iter().all(|row| row["line"] != *line)));
}

#[test]
fn few_different_short_answers_are_labels() {
    let folder = tempfile::tempdir().unwrap();
    let message = "Sort this message of a customer who wrote that the card is gone since yesterday, case";
    let row = |case: usize, label: &str| chat(&format!("{message} x{case}"), label);
    let mut rows: Vec<String> = (0..12).map(|i| row(i, ["card lost", "refund"][i % 2])).collect();
    rows.push(row(0, "refund"));
    write(folder.path(), "in.jsonl", &rows);
    let args = ["in.jsonl", "--template-guard", "off", "--threshold", "0.5"];
    let found = report(folder.path(), &args);
    assert_eq!(found["conflicts"]["places"][0]["difference"], "label");
    // All are near each other; one of each label stays.
    assert_eq!((&found["near"]["largest"], &found["kept"]), (&13.into(), &2.into()));
}

#[test]
fn policies_take_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        chat("Is it open on Sundays?", "Yes, from ten to four, all year round and also in winter."),
        chat("Is it open on Sundays?", "No, we are closed on that day of the week, I am afraid so."),
        chat("Is it open on Sundays?", "No, we are closed on that day of the week, I am afraid so."),
        chat("Where can I park?", "Behind the house."),
    ];
    write(folder.path(), "in.jsonl", &rows);
    let kept = |policy: &str| {
        report(folder.path(), &["in.jsonl", "--conflicts", policy, "-o", "kept.jsonl"]);
        let written = lines(folder.path(), "kept.jsonl");
        let place =
            |line: &Vec<u8>| rows.iter().position(|row| row.as_bytes() == line.as_slice()).unwrap() + 1;
        written.iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(kept("report"), [1, 2, 4]);
    assert_eq!(kept("drop"), [4]);
    assert_eq!(kept("keep-majority"), [2, 4]);
    assert_eq!(kept("keep-best"), [1, 4]);
}

#[test]
fn near_prompts_count_as_one_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let prompt = "Tell me how long the ferry takes from the old harbour to the northern island in summer";
    let rows = [
        chat(prompt, "It takes 40 minutes."),
        chat(&prompt.replace("Tell", "Say to"), "It takes 55 minutes."),
    ];
    write(folder.path(), "in.jsonl", &rows);
    assert_eq!(report(folder.path(), &["in.jsonl"])["conflicts"]["groups"], 0);
    let found = report(folder.path(), &["in.jsonl", "--near-conflicts"]);
    assert_eq!(found["conflicts"]["groups"], 1);
    assert_eq!(found["conflicts"]["places"][0]["difference"], "number");
}

#[test]
fn preferences_and_labelled_answers_are_no_conflicts() {
    let folder = tempfile::tempdir().unwrap();
    let preference = |good: &str, bad: &str| {
        json!({"prompt": "Name a river.", "chosen": good, "rejected": bad}).to_string()
    };
    write(
        folder.path(),
        "preference.jsonl",
        &[preference("The Elbe.", "A dog."), preference("The Rhine.", "No.")],
    );
    let labelled = |label: bool| {
        json!({"prompt": "Name a river.", "completion": "The Elbe flows to the sea at Hamburg.", "label": label}).to_string()
    };
    write(folder.path(), "kto.jsonl", &[labelled(true), labelled(false), labelled(true)]);
    for file in ["preference.jsonl", "kto.jsonl"] {
        assert_eq!(report(folder.path(), &[file])["conflicts"]["groups"], 0, "{file}");
    }
    // One that is wanted and one that is not say different things.
    assert_eq!(report(folder.path(), &["kto.jsonl"])["removed"], 1);
    // So do two preferences the other way round.
    let (a, b) =
        ("It is the river that flows through Hamburg.", "It may be the one that flows through Cologne.");
    write(folder.path(), "turned.jsonl", &[preference(a, b), preference(b, a)]);
    assert_eq!(report(folder.path(), &["turned.jsonl"])["removed"], 0);
}
