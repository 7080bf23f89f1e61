//! The canonical example: what a record means, whatever its shape.
//!
//! Every shape decodes into it and every target is written from it. Three distinctions are kept because targets
//! differ in them: whether a message was *marked* for training or not marked at all, whether content was absent,
//! `null`, a string or parts, and the raw text of tool arguments beside their meaning.

use std::borrow::Cow;

use super::{Json, Pointer};

/// What a record means.
#[derive(Debug, Clone, PartialEq)]
pub struct Example<'t> {
    /// The trained content.
    pub body: Body<'t>,
    /// Every top-level member that the shape does not know, in file order.
    pub meta: Vec<Field<'t>>,
}

/// The kinds of trained content. Preference pairs, labels and plain text join as their shapes do.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Body<'t> {
    /// A conversation.
    Chat(Chat<'t>),
}

/// A conversation with the tools it may use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chat<'t> {
    /// The messages in order, the system message first where the shape keeps it apart.
    pub messages: Vec<Message<'t>>,
    /// The declared tools, as they stand in the record.
    pub tools: Option<&'t Json<'t>>,
    /// The declared functions, the deprecated form of tools.
    pub functions: Option<&'t Json<'t>>,
    /// Whether several tools may be called in one turn, where the record says so.
    pub parallel_tool_calls: Option<bool>,
}

/// A member that a shape does not know: kept, and named when a target refuses it.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<'t> {
    /// The member's key.
    pub name: Cow<'t, str>,
    /// Its value.
    pub value: &'t Json<'t>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Instructions above the conversation.
    System,
    /// Instructions above the conversation, under the newer name.
    Developer,
    /// The asking side.
    User,
    /// The answering side, which is trained.
    Assistant,
    /// The result of a tool call.
    Tool,
}

impl Role {
    /// The role's name in OpenAI-style messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

/// Whether a message is trained on. *Unset* must not turn into *yes*: what unset means differs between targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Train {
    /// The record does not say.
    #[default]
    Unset,
    /// Marked to be trained on.
    Yes,
    /// Masked.
    No,
}

/// How the content was written: a matter of style for the same meaning, and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// No content key at all.
    Absent,
    /// `null`.
    Null,
    /// A string.
    #[default]
    Text,
    /// A list of typed parts.
    Parts,
}

/// One turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Message<'t> {
    /// Who speaks.
    pub role: Role,
    /// What is said, in order.
    pub parts: Vec<Part<'t>>,
    /// How the content was written.
    pub content: Content,
    /// The participant's name.
    pub name: Option<&'t str>,
    /// Whether it is trained on.
    pub train: Train,
    /// Every member that the shape does not know.
    pub meta: Vec<Field<'t>>,
    /// Where the message stands in the record.
    pub at: At,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Part<'t> {
    /// Text.
    Text(Cow<'t, str>),
    /// An image, as the record refers to it.
    Image {
        /// A URL or a data URL.
        url: &'t str,
        /// How closely it is looked at, where the record says so.
        detail: Option<&'t str>,
    },
    /// A call of a tool; without id in the deprecated form, a function call.
    ToolCall(ToolCall<'t>),
    /// What a tool answered.
    ToolResult {
        /// The call that it answers, where the record says so.
        call_id: Option<&'t str>,
        /// The answer.
        body: Cow<'t, str>,
    },
    /// A refusal in a part of its own.
    Refusal(&'t str),
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall<'t> {
    /// The call's id, where the record has one.
    pub id: Option<&'t str>,
    /// The function's name.
    pub name: &'t str,
    /// The arguments as the record writes them: JSON inside a string.
    pub arguments: &'t str,
}

/// Where a message stands in its record, so that a finding about the example can point into the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// An item of a list of messages, with the key of its content.
    Item {
        /// The list's key.
        list: &'static str,
        /// The item, from 0.
        index: usize,
        /// The content's key in the item.
        content: &'static str,
    },
    /// A member of the record.
    Key(&'static str),
}

impl At {
    /// The pointer of the message.
    pub fn message(self) -> Pointer {
        match self {
            Self::Item { list, index, .. } => Pointer::ROOT.key(list).item(index),
            Self::Key(key) => Pointer::ROOT.key(key),
        }
    }

    /// The pointer of what it says.
    pub fn content(self) -> Pointer {
        match self {
            Self::Item { content, .. } => self.message().key(content),
            Self::Key(_) => self.message(),
        }
    }
}

impl<'t> Message<'t> {
    /// A message of one text.
    pub fn text(role: Role, text: impl Into<Cow<'t, str>>, at: At) -> Self {
        Self {
            role,
            parts: vec![Part::Text(text.into())],
            content: Content::Text,
            name: None,
            train: Train::Unset,
            meta: Vec::new(),
            at,
        }
    }

    /// The texts of the message in order: content, tool results and refusals, without tool calls.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => Some(text.as_ref()),
            Part::Refusal(text) => Some(text),
            Part::Image { .. } | Part::ToolCall(_) => None,
        })
    }

    /// The tool calls of the message.
    pub fn tool_calls(&self) -> impl Iterator<Item = &ToolCall<'t>> {
        self.parts.iter().filter_map(|part| if let Part::ToolCall(call) = part { Some(call) } else { None })
    }

    /// Whether nothing is said: no text beyond white space, no image and no tool call.
    pub fn is_blank(&self) -> bool {
        self.texts().all(|text| text.trim().is_empty())
            && !self.parts.iter().any(|part| matches!(part, Part::Image { .. } | Part::ToolCall(_)))
    }

    /// Whether the message is above the conversation rather than a turn of it.
    pub fn is_system(&self) -> bool {
        matches!(self.role, Role::System | Role::Developer)
    }
}

impl<'t> Example<'t> {
    /// A conversation without further members.
    pub fn chat(messages: Vec<Message<'t>>) -> Self {
        Self { body: Body::Chat(Chat { messages, ..Chat::default() }), meta: Vec::new() }
    }

    /// The conversation.
    pub fn conversation(&self) -> &Chat<'t> {
        let Body::Chat(chat) = &self.body;
        chat
    }

    /// The conversation's messages.
    pub fn messages(&self) -> &[Message<'t>] {
        &self.conversation().messages
    }

    /// The declared tools, in either form.
    pub fn tools(&self) -> Option<&'t Json<'t>> {
        let chat = self.conversation();
        chat.tools.or(chat.functions)
    }

    /// The answers that are trained on: every assistant message that is not masked.
    pub fn answers(&self) -> impl Iterator<Item = (usize, &Message<'t>)> {
        self.messages().iter().enumerate().filter(|(_, m)| m.role == Role::Assistant && m.train != Train::No)
    }
}
