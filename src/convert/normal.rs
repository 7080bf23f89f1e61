//! The normal form of tool use, from which every shape can be written: calls have ids, every result is a message of its
//! own and names the call that it answers, and nothing is written in the deprecated way.

use std::collections::{HashMap, HashSet};

use super::{Change, Impossible, Work};
use crate::model::{Body, Chat, Content, Example, Message, Part, Role};
use crate::shapes::CallIds;

/// The conversation of an example.
pub(super) fn chat<'e, 't>(example: &'e mut Example<'t>) -> &'e mut Chat<'t> {
    match &mut example.body {
        Body::Chat(chat) | Body::Text(chat) => chat,
        Body::Preference(preference) => &mut preference.preferred,
        Body::Label(label) => &mut label.chat,
        Body::Steps(steps) => &mut steps.chat,
    }
}

/// Every list of messages of an example: the conversation, then the rejected answers.
pub(super) fn lists<'e, 't>(example: &'e mut Example<'t>) -> Vec<&'e mut Vec<Message<'t>>> {
    match &mut example.body {
        Body::Chat(chat) | Body::Text(chat) => vec![&mut chat.messages],
        Body::Label(label) => vec![&mut label.chat.messages],
        Body::Steps(steps) => vec![&mut steps.chat.messages],
        Body::Preference(preference) => {
            let first = [&mut preference.preferred.messages, &mut preference.rejected];
            first.into_iter().chain(&mut preference.others).collect()
        }
    }
}

/// Changes the conversation of an example; of a preference, its prompt.
pub(super) fn in_prompt<'t, R>(
    example: &mut Example<'t>,
    change: impl FnOnce(&mut Vec<Message<'t>>) -> R,
) -> R {
    if let Body::Preference(preference) = &mut example.body {
        let mut answer = preference.preferred.messages.split_off(preference.prompt);
        let result = change(&mut preference.preferred.messages);
        preference.prompt = preference.preferred.messages.len();
        preference.preferred.messages.append(&mut answer);
        return result;
    }
    change(&mut chat(example).messages)
}

impl<'t> Work<'t, '_> {
    pub(super) fn normal(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        self.declared(example)?;
        let mut ids = Ids::default();
        for message in lists(example).into_iter().flatten() {
            ids.own.extend(message.tool_calls().filter_map(|call| call.id));
        }
        let has_ids = !matches!(self.form.call_ids, CallIds::Unheld | CallIds::Optional);
        for messages in lists(example) {
            let has_calls = |message: &Message<'_>| {
                message.role == Role::Tool
                    || message.is_legacy
                    || message.parts.iter().any(|p| matches!(p, Part::ToolCall(_) | Part::ToolResult { .. }))
            };
            if !messages.iter().any(has_calls) {
                continue;
            }
            if messages.iter().any(|message| message.is_legacy) {
                for message in messages.iter_mut() {
                    message.is_legacy = false;
                }
                if !self.form.has_legacy_calls {
                    self.change(Change::FunctionCalls);
                }
            }
            *messages = std::mem::take(messages).into_iter().flat_map(apart).collect();
            let is_changed = self.link(messages, &mut ids);
            if is_changed && has_ids {
                self.change(Change::CallIds);
            }
            if self.form.call_ids == CallIds::Unheld && in_order(messages) {
                self.change(Change::Results);
            }
        }
        Ok(())
    }

    /// Gives every call an id in the form of the target, and every result that of its call: by the id that it names, or
    /// else in their order. Says whether any id is another than before.
    fn link(&self, messages: &mut [Message<'t>], ids: &mut Ids<'t>) -> bool {
        let mut is_changed = false;
        let mut open: Vec<&'t str> = Vec::new();
        for message in messages {
            if message.role == Role::Assistant {
                open.clear();
            }
            for part in &mut message.parts {
                let id = match part {
                    Part::ToolCall(call) => {
                        let id = self.id(call.id, ids);
                        open.push(id);
                        is_changed |= call.id != Some(id);
                        call.id = Some(id);
                        continue;
                    }
                    Part::ToolResult { call_id, .. } => call_id,
                    _ => continue,
                };
                let known = id.and_then(|id| ids.given.get(id).copied());
                let linked = known.or_else(|| if id.is_none() { open.first().copied() } else { None });
                if let Some(linked) = linked {
                    open.retain(|other| *other != linked);
                    is_changed |= *id != Some(linked);
                    *id = Some(linked);
                }
            }
        }
        is_changed
    }

    /// The id of a call: its own where the target takes that, or else one made of the call's number.
    fn id(&self, own: Option<&'t str>, ids: &mut Ids<'t>) -> &'t str {
        let is_taken = |id: &&str| match self.form.call_ids {
            CallIds::Nine => id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            _ => !id.is_empty(),
        };
        ids.count += 1;
        let id = own.filter(is_taken).unwrap_or_else(|| {
            // A number as the only difference: equal records stay equal, wherever they stand.
            let made = |count: usize| format!("call{count:05}");
            while ids.own.contains(made(ids.count).as_str()) {
                ids.count += 1;
            }
            self.arena.text(&made(ids.count))
        });
        if let Some(own) = own {
            ids.given.insert(own, id);
        }
        id
    }
}

/// Brings results into the order of their calls, by which alone they are told where there are no ids; says whether any
/// stood otherwise.
fn in_order(messages: &mut [Message<'_>]) -> bool {
    let mut is_changed = false;
    let mut start = 0;
    while start < messages.len() {
        let calls: Vec<Option<&str>> = messages[start].tool_calls().map(|call| call.id).collect();
        let results = messages[start + 1..].iter().take_while(|message| message.role == Role::Tool).count();
        let place = |message: &Message<'_>| {
            let id = message.parts.iter().find_map(|part| match part {
                Part::ToolResult { call_id, .. } => *call_id,
                _ => None,
            });
            calls.iter().position(|call| *call == id).unwrap_or(calls.len())
        };
        let run = &mut messages[start + 1..][..results];
        if !run.is_sorted_by_key(&place) {
            is_changed = true;
            run.sort_by_key(&place);
        }
        start += results + 1;
    }
    is_changed
}

/// The ids of a record's calls: what was given, and what it is now.
#[derive(Default)]
struct Ids<'t> {
    count: usize,
    /// Every id of the record's own.
    own: HashSet<&'t str>,
    given: HashMap<&'t str, &'t str>,
}

/// The results in a turn of the user become messages of their own, before what else it says.
fn apart(message: Message<'_>) -> Vec<Message<'_>> {
    let has_results = message.parts.iter().any(|part| matches!(part, Part::ToolResult { .. }));
    if message.role == Role::Tool || !has_results {
        return vec![message];
    }
    let is_result = |part: &Part<'_>| matches!(part, Part::ToolResult { .. });
    let (results, others): (Vec<_>, Vec<_>) = message.parts.iter().cloned().partition(is_result);
    let mut apart: Vec<Message<'_>> = Vec::with_capacity(results.len() + 1);
    for part in results {
        apart.push(Message {
            role: Role::Tool,
            parts: vec![part],
            content: Content::Text,
            meta: Vec::new(),
            ..message.clone()
        });
    }
    if !others.is_empty() {
        apart.push(Message { parts: others, ..message });
    }
    apart
}
