//! Instructions above the conversation: moved, joined, or put into the prompt.

use std::borrow::Cow;

use super::normal::in_prompt;
use super::{Change, Impossible, Loss, Work};
use crate::model::{At, Body, Content, Example, Message, Part, Role};
use crate::shapes::{OPENAI_CHAT, System};

impl<'t> Work<'t, '_> {
    pub(super) fn system(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        if !self.form.has_developer {
            for message in super::normal::lists(example).into_iter().flatten() {
                if message.role == Role::Developer {
                    message.role = Role::System;
                    self.change(Change::Developer);
                }
            }
        }
        if matches!(example.body, Body::Text(_)) {
            return Ok(());
        }
        in_prompt(example, |messages| self.systems(messages))
    }

    /// Whether the target's rules refuse what stands among the messages, and say it better.
    fn is_left_to_rules(&self, systems: usize) -> bool {
        let rule = if systems == 1 { "late-system" } else { "several-systems" };
        *self.way.shape == OPENAI_CHAT && self.denies(rule)
    }

    fn systems(&mut self, messages: &mut Vec<Message<'t>>) -> Result<(), Impossible> {
        let is_beside = |message: &Message<'_>| matches!(message.at, At::Key(_));
        if let Some(first) = messages.first().filter(|first| first.is_system())
            && is_beside(first) != self.form.is_system_beside
            && !self.form.may_stand_beside
            && *self.way.shape == OPENAI_CHAT
        {
            self.change(Change::System);
        }
        let systems = messages.iter().filter(|message| message.is_system()).count();
        let is_first_only = systems == 0 || (systems == 1 && messages[0].is_system());
        match self.form.system {
            System::Anywhere => Ok(()),
            System::First | System::Joined if is_first_only => Ok(()),
            System::First if self.is_left_to_rules(systems) => Ok(()),
            System::First if systems == 1 => Err(Impossible::because(
                "its system message is not the first, where alone the target takes one",
            )),
            System::First => {
                Err(Impossible::because("it has several system messages, and the target takes one"))
            }
            System::Joined => {
                self.lose(Loss::JoinedSystems);
                join(messages);
                Ok(())
            }
            System::InPrompt if systems == 0 => Ok(()),
            System::InPrompt => {
                self.lose(Loss::SystemInPrompt);
                join(messages);
                let system = messages.remove(0);
                let asked = messages.iter_mut().find(|message| message.role == Role::User);
                let asked =
                    asked.ok_or(Impossible::because("it has no prompt that could hold its system text"))?;
                prepend(asked, &said(&system));
                Ok(())
            }
        }
    }
}

/// Makes one system message of all, with blank lines between, and puts it first.
fn join(messages: &mut Vec<Message<'_>>) {
    let (systems, mut others): (Vec<_>, Vec<_>) =
        std::mem::take(messages).into_iter().partition(Message::is_system);
    let texts: Vec<String> = systems.iter().map(said).collect();
    let first = systems.into_iter().next();
    messages.extend(first.map(|first| Message {
        parts: vec![Part::Text(Cow::Owned(texts.join("\n\n")))],
        content: Content::Text,
        ..first
    }));
    messages.append(&mut others);
}

fn said(message: &Message<'_>) -> String {
    message.texts().collect::<Vec<_>>().join("\n")
}

/// Puts a text before what a message says.
fn prepend(message: &mut Message<'_>, text: &str) {
    match message.parts.iter_mut().find_map(|part| if let Part::Text(own) = part { Some(own) } else { None })
    {
        Some(own) => *own = Cow::Owned(format!("{text}\n\n{own}")),
        None => message.parts.insert(0, Part::Text(Cow::Owned(text.to_owned()))),
    }
}
