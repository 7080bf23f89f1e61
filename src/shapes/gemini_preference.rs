//! Gemini preference data: `contents` as in Gemini tuning data, and `completions` with scores 1 and 0.

use super::{Shape, contents, meta, write};
use crate::model::{Arena, At, Body, Example, Json, Preference};

const MEMBERS: &[&str] = &["contents", "completions", "systemInstruction", "system_instruction", "tools"];

/// Gemini preference data.
pub static SHAPE: Shape = Shape {
    name: "gemini-preference",
    title: "Gemini preference",
    is_preference: true,
    schema: include_str!("../../schemas/gemini-preference.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/contents"],
    of_messages: contents::MEMBERS,
    fits: |record| record.get("contents").is_some() && record.get("completions").is_some(),
    decode,
    encode: Some(write::gemini::encode_preference),
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let mut is_sound = true;
    let mut preferred = contents::read(record, &mut is_sound)?;
    let prompt = preferred.messages.len();
    let mut rejected = Vec::new();
    let [first, second] = record.get("completions")?.items() else { return None };
    let score = |item: &Json<'_>| {
        if let Some(Json::Number(score)) = item.get("score") { score.as_f64() } else { None }
    };
    // Of two scores that are no 1 and 0 the first is taken for the preferred one, so that the rest can be looked at.
    let is_swapped = match (score(first), score(second)) {
        (Some(1.0), Some(0.0)) => false,
        (Some(0.0), Some(1.0)) => true,
        _ => {
            is_sound = false;
            false
        }
    };
    for (place, item) in [first, second].into_iter().enumerate() {
        let at = At::Pointer(["/completions/0/completion", "/completions/1/completion"][place]);
        let Some(answer) = item.get("completion") else {
            is_sound = false;
            continue;
        };
        let side = if (place == 0) == is_swapped { &mut rejected } else { &mut preferred.messages };
        side.extend(contents::turn(answer, at, &mut is_sound));
    }
    let body = Body::Preference(Preference { preferred, prompt, rejected, others: Vec::new() });
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}
