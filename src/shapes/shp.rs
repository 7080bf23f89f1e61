//! Stanford Human Preferences: `{"history": ..., "human_ref_A": ..., "human_ref_B": ..., "labels": 1}`, where 1 says that
//! A is preferred and 0 that B is.

use super::{Shape, meta, ranked};
use crate::model::{Arena, At, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["history", "human_ref_A", "human_ref_B", "labels"];

/// Stanford Human Preferences.
pub static SHAPE: Shape = Shape {
    name: "shp",
    title: "SHP",
    is_preference: true,
    schema: include_str!("../../schemas/shp.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    fits: |record| ["history", "human_ref_A", "human_ref_B"].iter().all(|key| record.get(key).is_some()),
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let text = |key| record.get(key).and_then(Json::as_str);
    let answer = |key| Some(Message::text(Role::Assistant, text(key)?, At::Key(key)));
    let prefers_first = match record.get("labels")? {
        Json::Number(label) if label.as_f64() == Some(1.0) => true,
        Json::Number(label) if label.as_f64() == Some(0.0) => false,
        _ => return None,
    };
    let prompt = vec![Message::text(Role::User, text("history")?, At::Key("history"))];
    let (first, second) = (answer("human_ref_A")?, answer("human_ref_B")?);
    let ranks = if prefers_first { [0.0, 1.0] } else { [1.0, 0.0] };
    let body = ranked::preference(prompt, ranks.into_iter().zip([first, second]).collect())?;
    Some(Example { body, meta: meta(record, MEMBERS), is_sound: true })
}
