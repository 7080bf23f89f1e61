//! Records of files on disk, read plainly.

use std::path::Path;

use serde_json::Value;

use super::reference::Texts;
use crate::support::text_of;

/// The values of a file: JSON Lines, a JSON array, or CSV with a header; packed or not.
pub fn values(path: &Path) -> Vec<Value> {
    let text = text_of(path);
    if path.extension().is_some_and(|extension| extension == "csv") {
        let mut rows = cells(&text).into_iter();
        let header = rows.next().expect("there is a header");
        let object =
            |row: Vec<String>| header.iter().cloned().zip(row.into_iter().map(Value::from)).collect();
        return rows.map(|row| Value::Object(object(row))).collect();
    }
    if text.starts_with('[') {
        return serde_json::from_str(&text).expect("it is JSON");
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

/// The cells of CSV: what stands between quotes holds no separators, and two quotes in it are one.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = vec![String::new()];
    for (place, run) in text.split('"').enumerate() {
        let cell = row.last_mut().expect("there is a cell");
        if place % 2 == 1 {
            cell.push_str(run);
            continue;
        }
        if run.is_empty() && place > 0 {
            // Between two quotes: one that is meant, unless nothing follows.
            cell.push('"');
            continue;
        }
        for c in run.chars().filter(|c| *c != '\r') {
            match c {
                ',' => row.push(String::new()),
                '\n' => rows.push(std::mem::replace(&mut row, vec![String::new()])),
                c => row.last_mut().expect("there is a cell").push(c),
            }
        }
    }
    rows
}

/// The texts of a record of one of the shapes that the tests read.
pub fn texts(value: &Value) -> Texts {
    let text = |keys: &[&str]| keys.iter().find_map(|key| value[*key].as_str());
    let list = value["messages"].as_array().or_else(|| value["conversations"].as_array());
    if let Some(list) = list {
        let turn = |turn: &Value| {
            let get = |keys: [&str; 2]| keys.iter().find_map(|key| turn[*key].as_str());
            let role = match get(["role", "from"]).expect("a turn has a role") {
                "gpt" => "assistant",
                "human" => "user",
                other => other,
            };
            let parts = turn["content"].as_array();
            let said = match parts {
                Some(parts) => {
                    parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
                }
                None => get(["content", "value"]).expect("a turn has text").to_owned(),
            };
            (role.to_owned(), said)
        };
        let turns: Vec<(String, String)> = list.iter().map(turn).collect();
        return Texts::new(turns.iter().map(|(role, said)| (role.as_str(), said.as_str())));
    }
    let mut prompt = text(&["prompt", "question", "text", "instruction"]).expect("a prompt").to_owned();
    if let Some(input) = text(&["input"]).filter(|input| !input.is_empty()) {
        prompt = format!("{prompt}\n{input}");
    }
    let answer = text(&["completion", "answer", "output", "response", "category"]).expect("an answer");
    Texts::new([("user", prompt.as_str()), ("assistant", answer)])
}
