//! Preferences from several answers to one prompt, as datasets rank or score them.

use crate::model::{Body, Chat, Message, Preference};

/// A preference from a prompt and answers with their ranks, the lowest best. The first of the best is preferred. The
/// best of those that are ranked lower is the one rejected, since between equals nothing was preferred; where all are
/// equal the order of the record decides. All others follow, best first.
pub fn preference<'t>(prompt: Vec<Message<'t>>, mut answers: Vec<(f64, Message<'t>)>) -> Option<Body<'t>> {
    answers.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut answers = answers.into_iter();
    let (best, preferred) = answers.next()?;
    let mut others: Vec<(f64, Message<'t>)> = answers.collect();
    let place = others.iter().position(|(rank, _)| *rank > best).unwrap_or_default();
    let rejected = if others.is_empty() { Vec::new() } else { vec![others.remove(place).1] };
    let mut chat = Chat { messages: prompt, ..Chat::default() };
    let prompt = chat.messages.len();
    chat.messages.push(preferred);
    let others = others.into_iter().map(|(_, answer)| vec![answer]).collect();
    Some(Body::Preference(Preference { preferred: chat, prompt, rejected, others }))
}
