//! Messages whose contents are lists of typed values, as LLaMA-Factory's next format has them:
//! `{"messages": [{"role": "user", "content": [{"type": "text", "value": ...}], "loss_weight": 0.0}, ...]}`.
//!
//! Preferences are two whole conversations, `chosen_messages` and `rejected_messages`; what both begin with is the prompt.

use std::borrow::Cow;

use super::{Shape, calls, given, meta};
use crate::model::{
    Arena, At, Body, Chat, Content, Example, Field, Json, Message, Part, Preference, Role, Train,
};

const MEMBERS: &[&str] = &["messages", "chosen_messages", "rejected_messages", "tools"];
const OF_MESSAGES: &[&str] = &["role", "content", "loss_weight"];

/// Messages of typed values.
pub static SHAPE: Shape = Shape {
    name: "typed-values",
    title: "typed values",
    schema: include_str!("../../schemas/typed-values.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/messages", "/chosen_messages", "/rejected_messages"],
    of_messages: OF_MESSAGES,
    fits,
    decode,
    ..Shape::UNKNOWN
};

fn fits(record: &Json<'_>) -> bool {
    let is_value = |part: &Json<'_>| part.get("type").is_some() && part.get("value").is_some();
    let has_values = |message: &Json<'_>| {
        message.get("content").is_some_and(|content| content.items().iter().any(is_value))
    };
    ["messages", "chosen_messages"]
        .iter()
        .filter_map(|list| record.get(list))
        .any(|list| list.items().iter().any(has_values))
}

fn decode<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let tools = given(record, "tools");
    is_sound &= tools.is_none_or(|tools| matches!(tools, Json::List(_) | Json::String(_)));
    let mut list = |key: &str, at: &'static str| {
        let Json::List(items) = record.get(key)? else { return None };
        is_sound &= !items.is_empty();
        let turns = items.iter().enumerate();
        let turns = turns.filter_map(|(index, item)| {
            message(item, At::Item { list: at, index, content: "content" }, arena, &mut is_sound)
        });
        Some(turns.collect::<Vec<_>>()).filter(|turns| !turns.is_empty())
    };
    let body = if record.get("messages").is_some() {
        Body::Chat(Chat { messages: list("messages", "/messages")?, tools, ..Chat::default() })
    } else {
        let messages = list("chosen_messages", "/chosen_messages")?;
        let mut rejected = list("rejected_messages", "/rejected_messages")?;
        let is_same = |pair: &(&Message<'_>, &Message<'_>)| {
            (pair.0.role, &pair.0.parts) == (pair.1.role, &pair.1.parts)
        };
        let common = messages.iter().zip(&rejected).take_while(is_same).count();
        // Two equal answers have nothing else in common that could be the answer.
        let prompt = common.min(messages.len().min(rejected.len()).saturating_sub(1));
        rejected.drain(..prompt);
        // Of a preference it goes without saying what is trained.
        let plain = |mut messages: Vec<Message<'t>>| {
            for message in &mut messages {
                message.train = Train::Unset;
            }
            messages
        };
        let preferred = Chat { messages: plain(messages), tools, ..Chat::default() };
        let rejected = plain(rejected);
        Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() })
    };
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

fn message<'t>(item: &'t Json<'t>, at: At, arena: &'t Arena, is_sound: &mut bool) -> Option<Message<'t>> {
    let Json::Object(_) = item else {
        *is_sound = false;
        return None;
    };
    let mut message = Message::empty(at);
    message.role = match item.get("role").and_then(Json::as_str) {
        Some("system") => Role::System,
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("tool") => Role::Tool,
        _ => Role::Unknown,
    };
    *is_sound &= message.role != Role::Unknown;
    message.train = match given(item, "loss_weight") {
        None => Train::Unset,
        Some(Json::Number(weight)) if weight.as_f64() == Some(0.0) => Train::No,
        Some(Json::Number(weight)) if weight.as_f64() == Some(1.0) => Train::Yes,
        Some(_) => {
            *is_sound = false;
            Train::Unset
        }
    };
    let unknown = item.last_members().filter(|(key, _)| !OF_MESSAGES.contains(key));
    message.meta = unknown.map(|(key, value)| Field { name: Cow::Borrowed(key), value }).collect();
    let Some(Json::List(parts)) = item.get("content") else {
        *is_sound = false;
        return Some(message);
    };
    *is_sound &= !parts.is_empty();
    for (place, item) in parts.iter().enumerate() {
        part(item, place, &mut message, arena, is_sound);
    }
    let texts =
        message.parts.iter().filter(|part| matches!(part, Part::Text(_) | Part::ToolResult { .. })).count();
    let is_one_text = texts == 1 && !message.parts.iter().any(|part| matches!(part, Part::Image { .. }));
    message.content = match texts {
        0 if message.tool_calls().next().is_some() => Content::Absent,
        _ if is_one_text => Content::Text,
        _ => Content::Parts,
    };
    Some(message)
}

fn part<'t>(
    item: &'t Json<'t>,
    place: usize,
    message: &mut Message<'t>,
    arena: &'t Arena,
    is_sound: &mut bool,
) {
    let (kind, value) = (item.get("type").and_then(Json::as_str), item.get("value").and_then(Json::as_str));
    let (Some(kind), Some(value)) = (kind, value) else {
        *is_sound = false;
        return;
    };
    match kind {
        "text" if message.role == Role::Tool => {
            message.parts.push(Part::ToolResult { call_id: None, body: Cow::Borrowed(value) });
        }
        "text" => message.parts.push(Part::Text(Cow::Borrowed(value))),
        "reasoning" => message.parts.push(Part::Reasoning(value)),
        "image_url" => message.parts.push(Part::Image { url: value, detail: None, part: place }),
        "tool_call" => {
            let written = crate::model::Parsed::parse(value, arena).map(|parsed| parsed.root);
            match written.ok().and_then(|value| calls::of_value(value, arena)) {
                Some(calls) => message.parts.extend(calls),
                None => message.parts.push(Part::Text(Cow::Borrowed(value))),
            }
        }
        kind => message.parts.push(Part::Medium { kind, value: item, part: place }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Parsed;

    #[test]
    fn typed_values_become_parts() {
        let arena = Arena::default();
        let line = r#"{"messages": [{"role": "user", "content": [{"type": "image_url", "value": "a.png"}, {"type": "text", "value": "q"}], "loss_weight": 0.0}, {"role": "assistant", "content": [{"type": "reasoning", "value": "t"}, {"type": "tool_call", "value": "{\"name\": \"f\", \"arguments\": {\"x\": 1}}"}], "loss_weight": 1.0}, {"role": "tool", "content": [{"type": "text", "value": "r"}]}], "tools": "[]"}"#;
        let parsed = Parsed::parse(line, &arena).unwrap();
        assert!(fits(&parsed.root));
        let example = decode(&parsed.root, &arena).unwrap();
        assert!(example.is_sound);
        let [asked, called, result] = example.messages() else { panic!("three turns") };
        assert!(matches!(asked.parts[..], [Part::Image { url: "a.png", .. }, Part::Text(_)]));
        assert_eq!((called.train, called.content), (Train::Yes, Content::Absent));
        assert_eq!(called.tool_calls().next().map(|call| call.name.as_ref()), Some("f"));
        assert!(matches!(&result.parts[..], [Part::ToolResult { call_id: None, body }] if body == "r"));
    }

    #[test]
    fn two_conversations_are_a_preference() {
        let arena = Arena::default();
        let turn = |role: &str, text: &str| {
            format!(r#"{{"role": "{role}", "content": [{{"type": "text", "value": "{text}"}}]}}"#)
        };
        let (asked, good, bad) = (turn("user", "q"), turn("assistant", "a"), turn("assistant", "b"));
        let line =
            format!(r#"{{"chosen_messages": [{asked}, {good}], "rejected_messages": [{asked}, {bad}]}}"#);
        let parsed = Parsed::parse(&line, &arena).unwrap();
        let Some(Example { body: Body::Preference(pair), is_sound: true, .. }) = decode(&parsed.root, &arena)
        else {
            panic!("it is a preference")
        };
        assert_eq!((pair.prompt, pair.rejected.len()), (1, 1));
    }
}
