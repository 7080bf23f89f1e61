//! Contradictions: what counts as one, whose answer is the majority's, and what each policy takes.

use serde_json::{Value, json};

use super::Bench;
use crate::support::chat;

const FERRY: &str = "Tell me in one short sentence what a single ticket for the ferry to the northern island costs these days";

#[test]
fn answers_that_say_other_things_are_graded_and_both_stay() {
    let (number, value, words) = ("number", "json-value", "paraphrase");
    let pairs = [
        ("It costs 12 euros.", "It costs 13 euros.", number),
        ("It costs 12 euros.", "It costs 12 euros in all.", words),
        ("It costs 12 euros.", "It costs 12.0 euros!", words),
        ("It costs 1,200 euros.", "It costs 1200 euros.", words),
        ("It costs １２ euros or so.", "It costs 12 euros.", words),
        ("It costs 12 euros, or 13 by night.", "It costs 12 euros.", words),
        ("It is -5 degrees.", "It is 5 degrees.", number),
        ("From 10-12 euros.", "From 10-14 euros.", number),
        ("票价大约是 12 元。", "票价大约是 13 元。", number),
        (r#"{"price": 12}"#, r#"{"price": 13}"#, value),
        (r#"{"price": "low"}"#, r#"{"price": "high"}"#, value),
        (r#"{"price": 12, "to": 1}"#, r#"{"to": 1, "price": 12}"#, words),
        (r#"["a", "b"]"#, r#"["b", "a"]"#, value),
        (r#"{"price": 12}"#, "```json\n{\"price\": 12}\n```", words),
        (r#"{"price": 12}"#, "```json\n{\"price\": 13}\n```", value),
        (r#"{"price": 12}"#, "It costs 13 euros.", number),
    ];
    for (first, second, grade) in pairs {
        let bench = Bench::new(&[chat(FERRY, first), chat(FERRY, second)]);
        let found = bench.report(&["in.jsonl", "--threshold", "0.3"]);
        assert_eq!(found["near"]["clusters"], 1, "{first} and {second} are near");
        assert_eq!(found["conflicts"]["places"][0]["difference"], grade, "{first} and {second}");
        assert_eq!(found["removed"], u64::from(grade == words), "{first} and {second}");
    }
}

#[test]
fn a_prompt_is_all_that_came_before_under_one_system_text() {
    let turns = |turns: &[(&str, &str)]| {
        let turns: Vec<Value> =
            turns.iter().map(|(role, said)| json!({"role": role, "content": said})).collect();
        json!({"messages": turns}).to_string()
    };
    let talk = |system: &str, first: &str, last: &str| {
        turns(&[
            ("system", system),
            ("user", "Hello"),
            ("assistant", first),
            ("user", "And now?"),
            ("assistant", last),
        ])
    };
    let bench = Bench::new(&[
        talk("Be brief.", "Good morning.", "It is late."),
        talk("Be brief.", "Good evening.", "It is early."),
        talk("Be kind.", "Good morning.", "It is noon."),
        talk("Be brief.", "GOOD  morning.", "It is noon."),
    ]);
    let found = bench.report(&["in.jsonl"]);
    let conflicts = &found["conflicts"];
    assert_eq!((&conflicts["groups"], &conflicts["records"]), (&1.into(), &2.into()));
    let place = &conflicts["places"][0];
    assert_eq!((&place["first"]["line"], &place["second"]["line"]), (&1.into(), &4.into()));
}

/// One prompt five times, with three answers; the second and the fourth are wanted by most.
fn votes() -> (Bench, Vec<String>) {
    let rows = vec![
        chat(FERRY, "It costs 14 euros."),
        chat(FERRY, "It costs 12 euros."),
        chat("Where does it leave?", "From the old harbour."),
        chat(FERRY, "it costs 12  euros."),
        chat(FERRY, "It costs 15 euros."),
    ];
    (Bench::new(&rows), rows)
}

#[test]
fn policies_tell_what_they_took_and_why() {
    let (bench, rows) = votes();
    for (policy, kept, told) in [
        ("report", &[0, 1, 2, 4][..], [].as_slice()),
        ("drop", &[2], &[2, 1, 1, 1]),
        ("keep-majority", &[1, 2], &[2, 2]),
        ("keep-best", &[0, 2], &[1, 1, 1]),
    ] {
        let args = ["in.jsonl", "--conflicts", policy, "-o", "kept.jsonl", "--removed", "gone.jsonl"];
        let found = bench.report(&args);
        let expected: Vec<&str> = kept.iter().map(|place| rows[*place].as_str()).collect();
        assert_eq!(bench.text_lines("kept.jsonl"), expected, "{policy}");
        // The counts are those of the data as it stands.
        let conflicts = &found["conflicts"];
        assert_eq!((&conflicts["groups"], &conflicts["records"]), (&1.into(), &4.into()), "{policy}");
        let place = &conflicts["places"][0];
        assert_eq!((&place["majority"]["line"], &place["majority_records"]), (&2.into(), &2.into()));
        let gone = bench.rows("gone.jsonl");
        let conflicting: Vec<&Value> =
            gone.iter().filter(|row| row["rules"] == json!(["conflicting-answer"])).collect();
        assert_eq!(conflicting.len(), told.len(), "{policy}");
        for (row, other) in conflicting.iter().zip(told) {
            let reason = row["reasons"][0].as_str().unwrap();
            assert!(reason.contains(&format!("than in.jsonl:{other}")), "{policy}: {reason}");
        }
    }
}

#[test]
fn near_prompts_are_one_through_others_too() {
    // Of 20 words the second has one other, the third two, so that the first and the third are not near.
    let (second, third) =
        (FERRY.replace("Tell", "Say"), FERRY.replace("Tell", "Say").replace("days", "nights"));
    let rows = [
        chat(FERRY, "It costs 12 euros."),
        chat(&second, "It costs 12 euros."),
        chat(&third, "It costs 15 euros."),
        chat("Where does it leave?", "From the old harbour."),
    ];
    let bench = Bench::new(&rows);
    let args = ["in.jsonl", "--threshold", "0.9", "--ngram", "1"];
    assert_eq!(bench.report(&args)["conflicts"]["groups"], 0);
    let args = [&args[..], &["--near-conflicts", "--conflicts", "drop", "-o", "kept.jsonl"]].concat();
    let found = bench.report(&args);
    assert_eq!((&found["conflicts"]["groups"], &found["conflicts"]["records"]), (&1.into(), &3.into()));
    assert_eq!(bench.text_lines("kept.jsonl"), rows[3..]);
}
