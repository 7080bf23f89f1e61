//! Open Assistant's trees: the best path, and all of them.

use gristmill::model::{Arena, Parsed};
use gristmill::shapes::{Paths, Shape};
use serde_json::{Value, json};

use super::{read, shape, told};

fn message(text: &str, rank: Option<u8>, replies: &[Value]) -> Value {
    let role = if text.starts_with('q') { "prompter" } else { "assistant" };
    json!({"message_id": text, "text": text, "role": role, "rank": rank, "replies": replies})
}

fn tree(prompt: &Value) -> String {
    json!({"message_tree_id": "t", "tree_state": "ready_for_export", "prompt": prompt}).to_string()
}

/// All paths of a tree, each on one line.
fn paths(record: &str) -> Vec<String> {
    let arena = Arena::default();
    let parsed = Parsed::parse(record, &arena).unwrap();
    let shape = Shape::named("oasst").unwrap();
    let all = shape.examples(&parsed.root, &arena, Paths::All);
    let best = shape.examples(&parsed.root, &arena, Paths::Best);
    assert!(best.len() == 1 && all.contains(&best[0]), "the best path is one of all");
    all.iter().map(|example| told(example).join(" ")).collect()
}

#[test]
fn the_best_path_follows_the_ranks() {
    let deep =
        message("a2", Some(0), &[message("q3", None, &[message("a4", None, &[])]), message("q4", None, &[])]);
    let record = tree(&message("q1", None, &[message("a1", Some(1), &[]), deep, message("a3", None, &[])]));
    assert_eq!(shape(&record), Some("oasst"));
    assert_eq!(read("oasst", &record), ["user: q1", "assistant: a2", "user: q3", "assistant: a4"]);
    assert_eq!(
        paths(&record),
        ["user: q1 assistant: a2 user: q3 assistant: a4", "user: q1 assistant: a1", "user: q1 assistant: a3",]
    );
}

#[test]
fn a_path_ends_with_the_assistant() {
    let asked = message("a1", None, &[message("q2", Some(1), &[]), message("q3", Some(0), &[])]);
    let record = tree(&message("q1", None, &[asked]));
    assert_eq!(read("oasst", &record), ["user: q1", "assistant: a1"]);
    assert_eq!(paths(&record), ["user: q1 assistant: a1"]);
    let open = tree(&message("q1", None, &[]));
    assert_eq!(
        (read("oasst", &open), paths(&open)),
        (vec!["user: q1".to_owned()], vec!["user: q1".to_owned()])
    );
}

#[test]
fn what_was_deleted_is_passed_over() {
    let mut deleted = message("a1", Some(0), &[message("q2", None, &[message("a3", None, &[])])]);
    deleted["deleted"] = true.into();
    let record = tree(&message("q1", None, &[deleted, message("a2", Some(1), &[])]));
    assert_eq!(paths(&record), ["user: q1 assistant: a2"]);
}

#[test]
fn the_best_order_is_that_of_the_record_where_nobody_ranked() {
    let record = tree(&message("q1", None, &[message("a2", None, &[]), message("a1", None, &[])]));
    assert_eq!(read("oasst", &record), ["user: q1", "assistant: a2"]);
    assert_eq!(paths(&record).len(), 2);
}
