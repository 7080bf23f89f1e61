//! `UltraFeedback` as it was published: `{"instruction": ..., "completions": [{"response": ..., "overall_score": ...}]}`.
//!
//! The mean of the fine-grained scores orders the answers. The overall score, whose first release took many a 1 for a
//! 10, counts where an answer has no other. Each answer had a system prompt of its own, which is left aside with the
//! rest of the annotations, as in the binarized sets.

use super::{Shape, given, meta, ranked};
use crate::model::{Arena, At, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["instruction", "completions"];
const SCORES: [&str; 2] = ["fine-grained_score", "overall_score"];

/// `UltraFeedback`.
pub static SHAPE: Shape = Shape {
    name: "ultrafeedback",
    title: "UltraFeedback",
    is_preference: true,
    schema: include_str!("../../schemas/ultrafeedback.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/completions"],
    of_messages: &["response", SCORES[0], SCORES[1]],
    fits: |record| {
        let is_answer = |item: &Json<'_>| item.get("response").is_some();
        record.get("instruction").is_some()
            && record.get("completions").is_some_and(|all| all.items().iter().any(is_answer))
    },
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let prompt = Message::text(Role::User, record.get("instruction")?.as_str()?, At::Key("instruction"));
    let items = record.get("completions")?.items();
    // Scores of two kinds cannot be compared.
    let kind = SCORES.into_iter().find(|kind| items.iter().all(|item| given(item, kind).is_some()))?;
    let answers = items.iter().enumerate().map(|(index, item)| {
        let Json::Number(score) = item.get(kind)? else { return None };
        let at = At::Item { list: "/completions", index, content: "response" };
        let answer = Message::text(Role::Assistant, item.get("response")?.as_str()?, at);
        Some((-score.as_f64()?, answer))
    });
    let answers = answers.collect::<Option<Vec<_>>>()?;
    let is_sound = answers.len() > 1;
    let body = ranked::preference(vec![prompt], answers)?;
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}
