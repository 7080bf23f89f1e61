//! Nectar: `{"prompt": "\n\nHuman: ... \n\nAssistant: ", "answers": [{"answer": ..., "rank": 1}, ...]}`, best first.

use super::{Shape, meta, ranked, transcript};
use crate::model::{Arena, At, Example, Json, Message, Role};

const MEMBERS: &[&str] = &["prompt", "answers"];

/// Nectar.
pub static SHAPE: Shape = Shape {
    name: "nectar",
    title: "Nectar",
    is_preference: true,
    schema: include_str!("../../schemas/nectar.schema.json"),
    members: MEMBERS,
    reads: |_| MEMBERS,
    lists: &["/answers"],
    of_messages: &["answer", "rank"],
    fits: |record| {
        let is_ranked = |item: &Json<'_>| item.get("answer").is_some() && item.get("rank").is_some();
        record.get("prompt").is_some()
            && record.get("answers").is_some_and(|answers| answers.items().iter().any(is_ranked))
    },
    decode,
    ..Shape::UNKNOWN
};

fn decode<'t>(record: &'t Json<'t>, _: &'t Arena) -> Option<Example<'t>> {
    let prompt = record.get("prompt")?.as_str()?;
    let items = record.get("answers")?.items();
    let answers = items.iter().enumerate().map(|(index, item)| {
        let Json::Number(rank) = item.get("rank")? else { return None };
        let at = At::Item { list: "/answers", index, content: "answer" };
        Some((rank.as_f64()?, Message::text(Role::Assistant, item.get("answer")?.as_str()?, at)))
    });
    let answers = answers.collect::<Option<Vec<_>>>()?;
    let is_sound = answers.len() > 1;
    let body = ranked::preference(turns(prompt), answers)?;
    Some(Example { body, meta: meta(record, MEMBERS), is_sound })
}

fn message(role: Role, text: &str) -> Message<'_> {
    Message::text(role, text.trim(), At::Key("prompt"))
}

/// The turns of a prompt; the last is that of the assistant who has not answered yet.
fn turns(prompt: &str) -> Vec<Message<'_>> {
    let (before, mut turns) = transcript::turns(prompt, &["Human:", "Assistant:"]);
    if !before.trim().is_empty() {
        return vec![message(Role::User, prompt)];
    }
    if turns.last().is_some_and(|(speaker, text)| *speaker == 1 && text.trim().is_empty()) {
        turns.pop();
    }
    let role = |speaker| if speaker == 0 { Role::User } else { Role::Assistant };
    turns.into_iter().map(|(speaker, text)| message(role(speaker), text)).collect()
}
