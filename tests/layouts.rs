//! Layouts of public datasets: what their records mean, and whose they are.

mod preferences;
mod rendered;
mod tools;
mod trees;

use gristmill::model::{Arena, Body, Example, Json, Message, Parsed, Part};
use gristmill::shapes::{Shape, Sketch};

/// What a record means as a shape, one line for the tools and one for each message; the answers of a preference follow
/// lines that say so.
fn read(shape: &str, record: &str) -> Vec<String> {
    let arena = Arena::default();
    let parsed = Parsed::parse(record, &arena).unwrap();
    let shape = Shape::named(shape).unwrap();
    let example = (shape.decode)(&parsed.root, &arena).unwrap_or_else(|| panic!("{shape:?}: {record}"));
    assert!(example.is_sound, "{shape:?}: {record}");
    told(&example)
}

fn told(example: &Example<'_>) -> Vec<String> {
    let name = |tool: &Json<'_>| tool.at("/function/name").and_then(Json::as_str).unwrap_or("?").to_owned();
    let tools = example.tools().map(|tools| match tools {
        Json::List(all) => format!("tools {}", all.iter().map(name).collect::<Vec<_>>().join(",")),
        _ => "tools as written".to_owned(),
    });
    let mut lines: Vec<String> = tools.into_iter().collect();
    let Body::Preference(preference) = &example.body else {
        lines.extend(example.messages().iter().map(said));
        return lines;
    };
    let [preferred, rejected] = preference.answers();
    lines.extend(preference.preferred.messages[..preference.prompt].iter().map(said));
    lines.extend(preferred.iter().map(|message| format!("+ {}", said(message))));
    lines.extend(rejected.iter().map(|message| format!("- {}", said(message))));
    lines.extend(preference.others.iter().flatten().map(|message| format!("- - {}", said(message))));
    lines
}

fn said(message: &Message<'_>) -> String {
    let parts = message.parts.iter().map(|part| match part {
        Part::Text(text) => text.to_string(),
        Part::ToolResult { body, .. } => body.to_string(),
        Part::Reasoning(text) => format!("({text})"),
        Part::ToolCall(call) => format!("=> {}({})", call.name, call.arguments.to_text()),
        other => format!("{other:?}"),
    });
    format!("{}: {}", message.role.name(), parts.collect::<Vec<_>>().join(" "))
}

/// The name of the shape that a record is found to have.
fn shape(record: &str) -> Option<&'static str> {
    let arena = Arena::default();
    Shape::of(&Parsed::parse(record, &arena).unwrap().root).map(|shape| shape.name)
}

/// Turns of ShareGPT.
fn turns(turns: &[(&str, &str)]) -> serde_json::Value {
    turns.iter().map(|(from, value)| serde_json::json!({"from": from, "value": value})).collect()
}

#[test]
fn known_layouts_that_mean_nothing_alone_are_refused_with_a_reason() {
    let foreign = |record: &str| {
        let arena = Arena::default();
        let mut sketch = Sketch::default();
        sketch.add(&Parsed::parse(record, &arena).unwrap().root);
        (sketch.foreign(), sketch.shape())
    };
    let row =
        r#"{"message_id": "m", "parent_id": null, "text": "q", "role": "prompter", "message_tree_id": "m"}"#;
    assert!(foreign(row).0.unwrap().0.contains("single messages"));
    let question =
        r#"{"id": "q", "question": [[{"role": "user", "content": "q"}]], "function": [{"name": "f"}]}"#;
    assert!(foreign(question).0.unwrap().0.contains("benchmark"));
    for (record, own) in [
        (r#"{"text": "t", "parent_id": 1}"#, "text"),
        (r#"{"question": "q", "answer": "a", "function": []}"#, "question-answer"),
    ] {
        let (found, shape) = foreign(record);
        assert_eq!((found, shape.unwrap().name), (None, own));
    }
}
