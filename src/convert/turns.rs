//! The order of turns: repeats, open endings, masked answers, and one question with one answer.

use std::borrow::Cow;

use super::normal::in_prompt;
use super::{Change, Impossible, Loss, Work, has_masks};
use crate::model::{Body, Chat, Content, Example, Message, Part, Role, Train};
use crate::shapes::{Masks, OPENAI_CHAT, PROMPT_COMPLETION_CHAT, Repeats};

impl<'t> Work<'t, '_> {
    pub(super) fn repeats(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        if self.form.repeats == Repeats::Kept || matches!(example.body, Body::Text(_)) {
            return Ok(());
        }
        let is_repeat = |a: &Message<'_>, b: &Message<'_>| {
            a.role == b.role && matches!(a.role, Role::User | Role::Assistant)
        };
        in_prompt(example, |messages| {
            if !messages.windows(2).any(|pair| is_repeat(&pair[0], &pair[1])) {
                return Ok(());
            }
            let is_other = |pair: &[Message<'_>]| {
                is_repeat(&pair[0], &pair[1]) && (pair[0].train == Train::No) != (pair[1].train == Train::No)
            };
            if self.form.repeats == Repeats::Joined && messages.windows(2).any(is_other) {
                return Err(Impossible::because(
                    "of two turns of one side that follow each other one is masked",
                ));
            }
            if messages.windows(2).any(|pair| is_repeat(&pair[0], &pair[1]) && pair[0].name != pair[1].name) {
                self.lose(Loss::Names);
            }
            if self.form.repeats == Repeats::Refused && self.denies("repeated-user-turn") {
                return Ok(());
            }
            if self.form.repeats == Repeats::Refused {
                return Err(Impossible::because("two turns of one side follow each other"));
            }
            self.lose(Loss::JoinedTurns);
            let mut joined: Vec<Message<'t>> = Vec::with_capacity(messages.len());
            for message in std::mem::take(messages) {
                match joined.last_mut().filter(|last| is_repeat(last, &message)) {
                    Some(last) => join(last, message),
                    None => joined.push(message),
                }
            }
            *messages = joined;
            Ok(())
        })
    }

    /// A conversation ends with an answer, where the target wants one.
    pub(super) fn ending(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        let (Body::Chat(chat), false) = (&mut example.body, self.form.may_end_open) else { return Ok(()) };
        let Some(last) = chat.messages.iter().rposition(|message| message.role == Role::Assistant) else {
            return Ok(());
        };
        if last + 1 < chat.messages.len() {
            if !self.way.allowed.has(Loss::TrailingTurns) && self.denies("last-turn-not-assistant") {
                return Ok(());
            }
            self.lose_if_allowed(Loss::TrailingTurns, "it does not end with an answer")?;
            chat.messages.truncate(last + 1);
        }
        Ok(())
    }

    /// The rows that the example becomes: one, or one for each answer that is trained.
    pub(super) fn rows(&mut self, example: Example<'t>) -> Result<Vec<Example<'t>>, Impossible> {
        let Body::Chat(chat) = &example.body else { return Ok(vec![example]) };
        let is_lifted = *self.way.shape != OPENAI_CHAT || self.form.is_system_beside;
        if is_lifted && chat.messages.iter().all(Message::is_system) {
            return Err(Impossible::because("it has a system text and no turns"));
        }
        let is_masked = has_masks(&chat.messages);
        let has_weights = matches!(self.form.masks, Masks::Weight | Masks::WeightWithoutTools);
        if is_masked && !has_weights && trained(chat).next().is_none() {
            return Err(Impossible::because("all its answers are masked, so that nothing would be learnt"));
        }
        if self.form.is_pair {
            return self.pairs(example);
        }
        match self.form.masks {
            _ if self.way.unrolls => return Ok(self.unrolled(&example, chat)),
            Masks::Weight => return Ok(vec![example]),
            _ if *self.way.shape == PROMPT_COMPLETION_CHAT => return Ok(vec![example]),
            Masks::WeightWithoutTools if !is_masked || chat.tools.is_none() => return Ok(vec![example]),
            _ if !is_masked => {}
            Masks::Unheld if self.way.allowed.has(Loss::TurnsAsText) => {
                self.lose(Loss::TurnsAsText);
                return as_text(&example, chat);
            }
            _ => self.lose_if_allowed(Loss::Masks, "it masks turns, which the target cannot")?,
        }
        Ok(vec![without_marks(example)])
    }

    /// A row for each answer that is trained, with all that comes before it.
    fn unrolled(&mut self, example: &Example<'t>, chat: &Chat<'t>) -> Vec<Example<'t>> {
        let rows: Vec<Example<'t>> = trained(chat)
            .map(|place| {
                let messages = chat.messages[..=place].to_vec();
                let body = Body::Chat(Chat { messages, ..chat.clone() });
                without_marks(Example { body, ..example.clone() })
            })
            .collect();
        if rows.len() != 1 || has_masks(&chat.messages) {
            self.change(Change::Unrolled);
        }
        rows
    }

    /// One question and one answer a row.
    fn pairs(&mut self, example: Example<'t>) -> Result<Vec<Example<'t>>, Impossible> {
        let Body::Chat(chat) = &example.body else { return Ok(vec![example]) };
        let roles: Vec<Role> = chat.messages.iter().map(|message| message.role).collect();
        match roles.as_slice() {
            [Role::User, Role::Assistant] if !has_masks(&chat.messages) => Ok(vec![without_marks(example)]),
            [Role::User, Role::Assistant] => Err(Impossible::because("its only answer is masked")),
            [Role::User, Role::Assistant, ..] => {
                self.lose_if_allowed(
                    Loss::TurnsAsText,
                    "it has several turns, and a pair has one question and one answer",
                )?;
                as_text(&example, chat)
            }
            _ => Err(Impossible::because("it is no question with an answer")),
        }
    }
}

/// The places of the answers that are trained on.
fn trained<'c>(chat: &'c Chat<'_>) -> impl Iterator<Item = usize> + use<'c> {
    let is_trained = |message: &Message<'_>| message.role == Role::Assistant && message.train != Train::No;
    let all = chat.messages.iter().enumerate();
    all.filter(move |(_, message)| is_trained(message)).map(|(place, _)| place)
}

/// Every trained answer with the turns before it as one text, a blank line between them. They are headed as questions and
/// answers, because some targets refuse texts in which the names of roles stand.
fn as_text<'t>(example: &Example<'t>, chat: &Chat<'t>) -> Result<Vec<Example<'t>>, Impossible> {
    let systems = chat.messages.iter().take_while(|message| message.is_system()).count();
    let (above, turns) = chat.messages.split_at(systems);
    let is_said = |message: &Message<'_>| {
        matches!(message.role, Role::User | Role::Assistant)
            && message.parts.iter().all(|part| matches!(part, Part::Text(_)))
    };
    if !turns.iter().all(is_said) {
        return Err(Impossible::because("its earlier turns hold more than text"));
    }
    let said = |message: &Message<'_>| message.texts().collect::<Vec<_>>().join("\n");
    let row = |place: usize| {
        let (before, answer) = (&turns[..place - systems], &turns[place - systems]);
        let Some(asked) = before.last() else {
            return Err(Impossible::because("an answer of it answers nothing"));
        };
        let prompt = if before.len() == 1 {
            said(asked)
        } else {
            let line = |message: &Message<'_>| {
                let who = if message.role == Role::Assistant { "Answer" } else { "Question" };
                format!("{who}: {}", said(message))
            };
            before.iter().map(line).chain(["Answer:".to_owned()]).collect::<Vec<_>>().join("\n\n")
        };
        let mut messages = above.to_vec();
        messages.push(Message::text(Role::User, prompt, asked.at));
        messages.push(answer.clone());
        let body = Body::Chat(Chat { messages, ..chat.clone() });
        Ok(without_marks(Example { body, ..example.clone() }))
    };
    trained(chat).map(row).collect()
}

/// The example without marks of what is trained.
fn without_marks(mut example: Example<'_>) -> Example<'_> {
    for message in super::normal::lists(&mut example).into_iter().flatten() {
        message.train = Train::Unset;
    }
    example
}

/// Appends what a message says to the one before it.
fn join<'t>(first: &mut Message<'t>, second: Message<'t>) {
    let between = if first.is_blank() || second.texts().all(str::is_empty) { "" } else { "\n\n" };
    let is_text = |message: &Message<'_>| {
        message.masked_parts.is_empty()
            && message
                .parts
                .iter()
                .all(|part| matches!(part, Part::Text(_) | Part::ToolCall(_) | Part::Reasoning(_)))
    };
    if is_text(first) && is_text(&second) {
        let text = |message: &Message<'_>| message.texts().collect::<Vec<_>>().join("\n");
        let said = format!("{}{between}{}", text(first), text(&second));
        let others = |part: &Part<'_>| !matches!(part, Part::Text(_));
        first.parts.retain(others);
        let (mut thoughts, calls): (Vec<_>, Vec<_>) = std::mem::take(&mut first.parts)
            .into_iter()
            .chain(second.parts.into_iter().filter(others))
            .partition(|part| matches!(part, Part::Reasoning(_)));
        first.parts.append(&mut thoughts);
        first.parts.push(Part::Text(Cow::Owned(said)));
        first.parts.extend(calls);
        first.content = Content::Text;
    } else {
        let before = first.parts.len();
        first.masked_parts.extend(second.masked_parts.iter().map(|place| place + before));
        first.parts.extend(second.parts);
        first.content = Content::Parts;
    }
}
