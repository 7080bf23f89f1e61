//! Preferences from several answers to one prompt, as datasets rank or score them.

use crate::model::{Body, Chat, Message, Preference};

/// A preference from a prompt and answers with their ranks, the lowest best. The first of the best is preferred, all that
/// are ranked lower are rejected, best first. Between equals nothing was preferred: what is ranked like the best is left
/// out, and where all are, nothing is rejected.
pub fn preference<'t>(
    mut prompt: Vec<Message<'t>>,
    mut answers: Vec<(f64, Message<'t>)>,
) -> Option<Body<'t>> {
    answers.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut answers = answers.into_iter();
    let (best, preferred) = answers.next()?;
    let mut lower = answers.filter(|(rank, _)| *rank > best).map(|(_, answer)| vec![answer]);
    let rejected = lower.next().unwrap_or_default();
    let others = lower.collect();
    let asked = prompt.len();
    prompt.push(preferred);
    let preferred = Chat { messages: prompt, ..Chat::default() };
    Some(Body::Preference(Preference { preferred, prompt: asked, rejected, others }))
}
