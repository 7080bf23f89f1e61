//! Open Assistant's trees: `{"message_tree_id": ..., "prompt": {"text": ..., "role": "prompter", "replies": [...]}}`.
//!
//! A tree holds many conversations. Its example is the best path: from every message on to the reply of the lowest rank,
//! the first in the record where none is ranked, until nobody replies. A path ends with the assistant, so that prompts
//! after the last answer are left out. All paths of a tree, one for every answer after which no other comes, are its
//! examples where [all are asked for](super::Paths).
//!
//! Messages that were deleted are passed over with everything below them.

use super::{Shape, meta};
use crate::model::{Arena, At, Body, Chat, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["prompt"];

/// Open Assistant's trees.
pub static SHAPE: Shape = Shape {
    name: "oasst",
    title: "Open Assistant tree",
    schema: include_str!("../../schemas/oasst.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    fits: |record| record.at("/prompt/text").is_some() && record.at("/prompt/replies").is_some(),
    decode,
    every: Some(every),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let root = record.get("prompt").filter(|root| matches!(root, Json::Object(_)))?;
    let mut path = vec![root];
    while let Some(best) = replies(path[path.len() - 1]).min_by(|a, b| rank(a).total_cmp(&rank(b))) {
        path.push(best);
    }
    let is_last_prompt = |path: &[&Json<'_>]| path.len() > 1 && role(path[path.len() - 1]) == Role::User;
    while is_last_prompt(&path) {
        path.pop();
    }
    Some(example(record, &path, is_sound(root)))
}

/// One example for every answer after which no other comes; of a tree without answers, its prompt.
fn every<'t>(record: &'t Json<'t>, arena: &'t Arena) -> Vec<Example<'t>> {
    let Some(root) = record.get("prompt") else { return Vec::new() };
    let mut paths = Vec::new();
    walk(&mut vec![root], &mut paths);
    if paths.is_empty() {
        return decode(record, arena).into_iter().collect();
    }
    let is_sound = is_sound(root);
    paths.iter().map(|path| example(record, path, is_sound)).collect()
}

/// Collects the paths through the last message of one that end with an assistant's last word; says whether there are any.
fn walk<'t>(path: &mut Vec<&'t Json<'t>>, paths: &mut Vec<Vec<&'t Json<'t>>>) -> bool {
    let last = path[path.len() - 1];
    let mut below: Vec<&Json<'_>> = replies(last).collect();
    below.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    let mut has_answers = false;
    for reply in below {
        path.push(reply);
        has_answers |= walk(path, paths);
        path.pop();
    }
    if !has_answers && role(last) == Role::Assistant {
        paths.push(path.clone());
        return true;
    }
    has_answers
}

fn replies<'t>(message: &Json<'t>) -> impl Iterator<Item = &'t Json<'t>> + use<'t> {
    let replies = message.get("replies").map_or(&[][..], Json::items);
    replies.iter().filter(|reply| reply.get("deleted") != Some(&Json::Bool(true)))
}

/// The lower, the better; what nobody ranked comes after what somebody did, in the order of the record.
fn rank(message: &Json<'_>) -> f64 {
    let Some(Json::Number(rank)) = message.get("rank") else { return f64::INFINITY };
    rank.as_f64().unwrap_or(f64::INFINITY)
}

fn role(message: &Json<'_>) -> Role {
    match message.get("role").and_then(Json::as_str) {
        Some("prompter") => Role::User,
        Some("assistant") => Role::Assistant,
        _ => Role::Unknown,
    }
}

fn example<'t>(record: &'t Json<'t>, path: &[&'t Json<'t>], is_sound: bool) -> Example<'t> {
    // How deep a message stands differs from record to record: below the first reply, that is as near as it gets.
    let first_reply = path.get(1).and_then(|reply| {
        let all = record.at("/prompt/replies")?.items();
        all.iter().position(|other| std::ptr::eq(other, *reply))
    });
    let messages = path.iter().enumerate().filter_map(|(depth, message)| {
        let content = if depth == 1 { "text" } else { "replies" };
        let at = match first_reply {
            Some(index) if depth > 0 => At::Item { list: "/prompt/replies", index, content },
            _ => At::Pointer("/prompt/text"),
        };
        Some(Message::text(role(message), message.get("text")?.as_str()?, at))
    });
    let body = Body::Chat(Chat { messages: messages.collect(), ..Chat::default() });
    Example { body, meta: meta(record, MEMBERS), is_sound }
}

/// Whether a message and all below it have their form.
fn is_sound(message: &Json<'_>) -> bool {
    let are_sound = match message.get("replies") {
        None | Some(Json::Null) => true,
        Some(Json::List(replies)) => replies.iter().all(is_sound),
        Some(_) => false,
    };
    let is_ranked = matches!(message.get("rank"), None | Some(Json::Null | Json::Number(_)));
    let is_text = message.get("text").is_some_and(|text| text.as_str().is_some());
    are_sound && is_ranked && is_text && role(message) != Role::Unknown
}
