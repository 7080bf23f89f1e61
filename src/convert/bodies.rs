//! The kind of an example: what a target holds of preferences, labels, steps and plain text.

use super::{Change, Impossible, Loss, Work};
use crate::model::{At, Body, Chat, Content, Example, Label, Message, Part, Preference, Role, Steps, Train};
use crate::shapes::{Answer, CHOSEN_REJECTED, Kind};

impl<'t> Work<'t, '_> {
    /// The example as examples of a kind that the target holds.
    pub(super) fn bodies(&mut self, example: &Example<'t>) -> Result<Vec<Example<'t>>, Impossible> {
        let of = |body| Example { body, meta: example.meta.clone(), is_sound: example.is_sound };
        let bodies = match &example.body {
            Body::Chat(chat) if self.holds(Kind::Chat) => vec![Body::Chat(chat.clone())],
            Body::Chat(_) => return Err(self.no_chat()),
            Body::Text(chat) => vec![self.text(chat)?],
            Body::Preference(preference) => self.preference(preference)?,
            Body::Label(label) => vec![self.label(label)?],
            Body::Steps(steps) => vec![self.steps(steps)?],
        };
        Ok(bodies.into_iter().map(of).collect())
    }

    fn holds(&self, kind: Kind) -> bool {
        self.form.bodies.contains(&kind)
    }

    fn no_chat(&self) -> Impossible {
        Impossible::because(match self.form.bodies {
            [Kind::Text] => {
                "it is no plain text, and how a conversation becomes one is the model's chat template's to say"
            }
            _ => "it has one answer, and a preference has two",
        })
    }

    fn text(&mut self, chat: &Chat<'t>) -> Result<Body<'t>, Impossible> {
        let masked = |chat: &Chat<'_>| chat.messages.iter().any(|message| !message.masked_parts.is_empty());
        if self.holds(Kind::Text) {
            if masked(chat) {
                self.lose(Loss::PartMasks);
            }
            // Who reads conversations too knows a text only as such.
            let has_parts = chat.messages.iter().any(|message| message.content == Content::Parts);
            if has_parts && self.way.target.form.bodies != [Kind::Text] {
                self.change(Change::Parts);
            }
            return Ok(Body::Text(chat.clone()));
        }
        let pair = (self.form.is_pair && masked(chat)).then(|| pair(chat)).flatten();
        let reason = "it is plain text, and the target takes conversations";
        let pair = pair.ok_or(Impossible::because(reason))?;
        self.change(Change::Turns);
        Ok(Body::Chat(pair))
    }

    fn preference(&mut self, preference: &Preference<'t>) -> Result<Vec<Body<'t>>, Impossible> {
        let Preference { preferred, prompt, rejected, others } = preference;
        if self.holds(Kind::Preference) {
            if *prompt == 0 && *self.way.shape != CHOSEN_REJECTED {
                return Err(Impossible::because("its two answers answer nothing"));
            }
            // A trainer that finds a prompt in one row expects it in all of them.
            let stands_in_answer =
                |message: &Message<'_>| matches!(message.at, At::Item { list: "/chosen", .. });
            if preferred.messages[..*prompt].iter().any(stands_in_answer) {
                self.change(Change::Turns);
            }
            let answers = preference.answers().into_iter().chain(others.iter().map(Vec::as_slice));
            answers.into_iter().try_for_each(|answer| self.answer(answer))?;
            if others.is_empty() || self.form.has_ranking {
                return Ok(vec![Body::Preference(preference.clone())]);
            }
            self.lose(Loss::Rankings);
            let pair = |rejected: &Vec<Message<'t>>| {
                let (preferred, rejected) = (preferred.clone(), rejected.clone());
                Body::Preference(Preference { preferred, prompt: *prompt, rejected, others: Vec::new() })
            };
            return Ok(std::iter::once(rejected).chain(others).map(pair).collect());
        }
        if self.holds(Kind::Label) {
            if *prompt == 0 {
                return Err(Impossible::because("its two answers answer nothing"));
            }
            if preference.answers().iter().any(|answer| answer.is_empty()) {
                return Err(Impossible::because("an answer of it is missing"));
            }
            self.lose(Loss::Pairs);
            let label = |answer: &[Message<'t>], is_good| {
                let mut chat = preferred.clone();
                chat.messages.truncate(*prompt);
                chat.messages.extend_from_slice(answer);
                // Where the labelled answer begins.
                for (place, message) in chat.messages.iter_mut().enumerate() {
                    if message.role == Role::Assistant {
                        message.train = if place < *prompt { Train::No } else { Train::Yes };
                    }
                }
                Body::Label(Label { chat, is_good })
            };
            let [chosen, _] = preference.answers();
            let worse = std::iter::once(rejected).chain(others).map(|answer| label(answer, false));
            return Ok(std::iter::once(label(chosen, true)).chain(worse).collect());
        }
        if self.holds(Kind::Chat) {
            self.lose(Loss::RejectedAnswers);
            return Ok(vec![Body::Chat(preferred.clone())]);
        }
        Err(Impossible::because("it is a preference, and the target takes plain text"))
    }

    /// Whether an answer of a preference can be held.
    fn answer(&self, answer: &[Message<'_>]) -> Result<(), Impossible> {
        let is_text = |message: &Message<'_>| message.parts.iter().all(|part| matches!(part, Part::Text(_)));
        match self.form.answer {
            _ if answer.is_empty() => Err(Impossible::because("an answer of it is missing")),
            Answer::Messages => Ok(()),
            _ if answer.len() != 1 => Err(Impossible::because("an answer of it is not one message")),
            Answer::Text if !answer.iter().all(is_text) => {
                Err(Impossible::because("an answer of it is not text alone"))
            }
            _ => Ok(()),
        }
    }

    fn label(&mut self, label: &Label<'t>) -> Result<Body<'t>, Impossible> {
        if self.holds(Kind::Label) {
            if label.chat.messages.len() < 2 {
                return Err(Impossible::because("its answer answers nothing"));
            }
            return Ok(Body::Label(label.clone()));
        }
        if !self.holds(Kind::Chat) {
            return Err(Impossible::because("it has one labelled answer, and a preference has two"));
        }
        if !label.is_good {
            return Err(Impossible::because(
                "its answer is labelled as unwanted, and the target learns answers",
            ));
        }
        self.lose(Loss::Labels);
        Ok(Body::Chat(label.chat.clone()))
    }

    fn steps(&mut self, steps: &Steps<'t>) -> Result<Body<'t>, Impossible> {
        if self.holds(Kind::Steps) {
            return Ok(Body::Steps(steps.clone()));
        }
        if !self.holds(Kind::Label) {
            return Err(Impossible::because(
                "its steps are labelled one by one, which the target does not read",
            ));
        }
        self.lose(Loss::Steps);
        let mut chat = steps.chat.clone();
        if let Some(answer) = chat.messages.last_mut() {
            let all: Vec<&str> = answer.texts().collect();
            let text = self.arena.text(&all.join("\n"));
            *answer = Message { content: Content::Text, ..Message::text(Role::Assistant, text, answer.at) };
        }
        Ok(Body::Label(Label { chat, is_good: steps.are_right.iter().all(|is_right| *is_right) }))
    }
}

/// A text of which the start is masked, as prompt and completion.
fn pair<'t>(chat: &Chat<'t>) -> Option<Chat<'t>> {
    let [message] = chat.messages.as_slice() else { return None };
    let is_masked = |place: usize| message.masked_parts.contains(&place);
    let cut = (0..message.parts.len()).find(|place| !is_masked(*place))?;
    if cut == 0 || (cut..message.parts.len()).any(is_masked) {
        return None;
    }
    let joined = |parts: &[Part<'t>], role| {
        let texts = Message { parts: parts.to_vec(), ..message.clone() };
        Message::text(role, texts.texts().collect::<String>(), message.at)
    };
    let (prompt, completion) = message.parts.split_at(cut);
    let messages = vec![joined(prompt, Role::User), joined(completion, Role::Assistant)];
    Some(Chat { messages, ..Chat::default() })
}
