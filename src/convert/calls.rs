//! Calls and their results: arguments as text or objects, and what may stand beside them.

use std::borrow::Cow;

use super::normal::lists;
use super::{Change, Impossible, Loss, Work};
use crate::model::{Arguments, Content, Example, Json, Message, Parsed, Part, Role, ToolCall};
use crate::shapes::{Beside, Broken, Calls};

impl<'t> Work<'t, '_> {
    pub(super) fn calls(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        for messages in lists(example) {
            // Some take the role for what it says, and know nothing of calls.
            let has_role = self.way.target.roles.contains(&"tool");
            let is_tool_use = |message: &Message<'_>| {
                (message.role == Role::Tool && !has_role) || message.tool_calls().next().is_some()
            };
            if !messages.iter().any(is_tool_use) {
                continue;
            }
            if self.form.calls == Calls::Unheld {
                return Err(Impossible::because("it calls tools, which the target cannot hold"));
            }
            for message in messages.iter_mut() {
                if message.role != Role::Assistant && message.tool_calls().next().is_some() {
                    return Err(Impossible::because("a turn that is not the assistant's calls a tool"));
                }
                if message.tool_calls().nth(1).is_some() && !self.form.has_parallel_calls {
                    return Err(Impossible::because("it makes several calls in one turn"));
                }
                for part in &mut message.parts {
                    if let Part::ToolCall(call) = part {
                        if call.name.is_empty() {
                            return Err(Impossible::because("a call of it names no tool"));
                        }
                        self.arguments(call)?;
                    }
                }
            }
            if self.form.text_beside_calls != Beside::Kept {
                *messages = std::mem::take(messages).into_iter().flat_map(|m| self.beside(m)).collect();
            }
            if self.form.joins_results {
                self.join_results(messages);
            }
        }
        Ok(())
    }

    fn arguments(&mut self, call: &mut ToolCall<'t>) -> Result<(), Impossible> {
        let arena = self.arena;
        match (&call.arguments, self.form.calls) {
            (Arguments::Absent, Calls::Object | Calls::Either) => {
                call.arguments = Arguments::Value(arena.value(arena.object([])));
            }
            (Arguments::Absent, _) => {
                call.arguments = Arguments::Text(Cow::Borrowed("{}"));
                self.change(Change::ArgumentsAsText);
            }
            (Arguments::Value(value), Calls::Text) => {
                call.arguments = Arguments::Text(Cow::Owned(value.to_value().to_string()));
                self.change(Change::ArgumentsAsText);
            }
            (Arguments::Value(_), _) => {}
            (Arguments::Text(text), calls) => {
                let text = arena.text(text);
                match Parsed::parse(text, arena).map(|parsed| parsed.root) {
                    Ok(object @ Json::Object(_)) if calls == Calls::Object => {
                        call.arguments = Arguments::Value(arena.value(object));
                        self.change(Change::ArgumentsAsObjects);
                    }
                    Ok(_) if calls != Calls::Object => {}
                    _ if self.form.broken_arguments == Broken::Kept => self.lose(Loss::InvalidArguments),
                    _ => return Err(Impossible::because("the arguments of a call are no JSON object")),
                }
            }
        }
        Ok(())
    }

    /// Text beside calls as a message of its own.
    fn beside(&mut self, message: Message<'t>) -> Vec<Message<'t>> {
        let is_call = |part: &Part<'_>| matches!(part, Part::ToolCall(_));
        let (calls, others): (Vec<_>, Vec<_>) = message.parts.iter().cloned().partition(is_call);
        if calls.is_empty() || others.is_empty() {
            return vec![message];
        }
        let calling = Message { parts: calls, content: Content::Absent, meta: Vec::new(), ..message.clone() };
        if self.form.text_beside_calls == Beside::Lost {
            if !(Message { parts: others, ..message }).is_blank() {
                self.lose(Loss::TextBesideCalls);
            }
            return vec![calling];
        }
        self.change(Change::TextBesideCalls);
        let saying = Message { parts: others, ..message };
        if saying.is_blank() { vec![calling] } else { vec![saying, calling] }
    }

    /// Results that follow each other as one message.
    fn join_results(&mut self, messages: &mut Vec<Message<'t>>) {
        let mut joined: Vec<Message<'t>> = Vec::with_capacity(messages.len());
        for message in std::mem::take(messages) {
            match joined.last_mut() {
                Some(last) if last.role == Role::Tool && message.role == Role::Tool => {
                    self.lose(Loss::JoinedResults);
                    let texts: Vec<&str> = last.texts().chain(message.texts()).collect();
                    let body = Cow::Owned(texts.join("\n"));
                    last.parts = vec![Part::ToolResult { call_id: None, body }];
                }
                _ => joined.push(message),
            }
        }
        *messages = joined;
    }
}
