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
    /// Whether the record keeps its shape to the letter. One that does not is decoded as far as it can be, so that
    /// everything else that is wrong with it is found too; the shape's schema says where it is at fault.
    pub is_sound: bool,
}

/// The kinds of trained content.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Body<'t> {
    /// A conversation.
    Chat(Chat<'t>),
    /// Plain text, all of it trained on: one assistant message.
    Text(Chat<'t>),
    /// A prompt with a preferred and a rejected answer.
    Preference(Preference<'t>),
    /// A conversation whose answer is said to be wanted or not.
    Label(Label<'t>),
    /// An answer in steps, each of which is said to be right or wrong.
    Steps(Steps<'t>),
}

/// A conversation with a label on its last answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Label<'t> {
    /// The conversation, the labelled answer last.
    pub chat: Chat<'t>,
    /// Whether the answer is wanted.
    pub is_good: bool,
}

/// An answer in steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps<'t> {
    /// The prompt, and an answer with one text part a step.
    pub chat: Chat<'t>,
    /// Whether each step is right.
    pub are_right: Vec<bool>,
}

/// A prompt with two answers, one of which is preferred.
#[derive(Debug, Clone, PartialEq)]
pub struct Preference<'t> {
    /// The prompt and, after it, the preferred answer.
    pub preferred: Chat<'t>,
    /// How many of the preferred side's messages are the prompt.
    pub prompt: usize,
    /// The messages of the rejected answer; of several, the best.
    pub rejected: Vec<Message<'t>>,
    /// Further rejected answers where more than two were ranked, best first.
    pub others: Vec<Vec<Message<'t>>>,
}

impl<'t> Preference<'t> {
    /// The two answers: what the preferred one says after the prompt, and the rejected one.
    pub fn answers(&self) -> [&[Message<'t>]; 2] {
        [&self.preferred.messages[self.prompt..], &self.rejected]
    }
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
    /// Nobody that the shape knows.
    Unknown,
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
            Self::Unknown => "unknown",
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
    /// The places among its parts of texts that are masked while the rest of the message is trained on.
    pub masked_parts: Vec<usize>,
    /// Whether it speaks of functions in the deprecated way: the role `function`, or a `function_call`.
    pub is_legacy: bool,
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
        /// Its place in the list of parts, from 0.
        part: usize,
    },
    /// Another medium (audio, video, a document), as the record has it.
    Medium {
        /// What it is called.
        kind: &'t str,
        /// The part that holds it.
        value: &'t Json<'t>,
        /// Its place in the list of parts, from 0.
        part: usize,
    },
    /// What was thought before the answer, where the shape has a part for it.
    Reasoning(&'t str),
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
    pub name: Cow<'t, str>,
    /// The arguments as the record writes them.
    pub arguments: Arguments<'t>,
    /// Where the call stands in its message.
    pub place: CallPlace,
}

/// The arguments of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments<'t> {
    /// JSON inside a string.
    Text(Cow<'t, str>),
    /// A JSON value.
    Value(&'t Json<'t>),
    /// None at all.
    Absent,
}

impl Arguments<'_> {
    /// The arguments as JSON text: the string as it stands, or the value written.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Value(value) => Cow::Owned(value.to_value().to_string()),
            Self::Absent => Cow::Borrowed(""),
        }
    }
}

/// Where a call stands in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallPlace {
    /// An item of `tool_calls`, from 0.
    Call(usize),
    /// The member `function_call`.
    FunctionCall,
    /// A member of an item of the list of parts.
    Part(usize, &'static str),
    /// What the message says as a whole.
    Content,
}

/// Where a message stands in its record, so that a finding about the example can point into the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// An item of a list of messages, with the key of its content.
    Item {
        /// The list's pointer.
        list: &'static str,
        /// The item, from 0.
        index: usize,
        /// The content's key in the item.
        content: &'static str,
    },
    /// A member of the record.
    Key(&'static str),
    /// Deeper in the record, at a fixed pointer.
    Pointer(&'static str),
}

impl At {
    /// The pointer of the message.
    pub fn message(self) -> Pointer {
        match self {
            Self::Item { list, index, .. } => Pointer::parse(list).item(index),
            Self::Key(key) => Pointer::ROOT.key(key),
            Self::Pointer(pointer) => Pointer::parse(pointer),
        }
    }

    /// The pointer of what it says.
    pub fn content(self) -> Pointer {
        match self {
            Self::Item { content, .. } => self.message().key(content),
            Self::Key(_) | Self::Pointer(_) => self.message(),
        }
    }
}

impl<'t> Message<'t> {
    /// A message of nobody who says nothing, to be filled.
    pub fn empty(at: At) -> Self {
        Self {
            role: Role::Unknown,
            parts: Vec::new(),
            content: Content::Text,
            name: None,
            train: Train::Unset,
            masked_parts: Vec::new(),
            is_legacy: false,
            meta: Vec::new(),
            at,
        }
    }

    /// A message of one text.
    pub fn text(role: Role, text: impl Into<Cow<'t, str>>, at: At) -> Self {
        Self { role, parts: vec![Part::Text(text.into())], ..Self::empty(at) }
    }

    /// The pointer of a part of a list of parts; where the parts stand in one text, that of the text.
    pub fn part_at(&self, part: usize) -> Pointer {
        match self.at {
            At::Item { content: "value", .. } => self.at.content(),
            at => at.content().item(part),
        }
    }

    /// The pointer of a tool call.
    pub fn call_at(&self, call: &ToolCall<'_>) -> Pointer {
        match call.place {
            CallPlace::Call(place) => self.at.message().key("tool_calls").item(place),
            CallPlace::FunctionCall => self.at.message().key("function_call"),
            CallPlace::Part(place, key) => self.part_at(place).key(key),
            CallPlace::Content => self.at.content(),
        }
    }

    /// The texts of the message in order: content, tool results and refusals, without tool calls.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) | Part::ToolResult { body: text, .. } => Some(text.as_ref()),
            Part::Refusal(text) => Some(text),
            _ => None,
        })
    }

    /// The tool calls of the message.
    pub fn tool_calls(&self) -> impl Iterator<Item = &ToolCall<'t>> {
        self.parts.iter().filter_map(|part| if let Part::ToolCall(call) = part { Some(call) } else { None })
    }

    /// Whether there is content, be it empty; content that is missing is a fault of the shape.
    pub fn has_content(&self) -> bool {
        matches!(self.content, Content::Text | Content::Parts) && !self.parts.is_empty()
    }

    /// Whether nothing is said: no text beyond white space, no image or other medium, and no tool call.
    pub fn is_blank(&self) -> bool {
        let is_said =
            |part: &Part<'_>| matches!(part, Part::Image { .. } | Part::Medium { .. } | Part::ToolCall(_));
        self.texts().all(|text| text.trim().is_empty()) && !self.parts.iter().any(is_said)
    }

    /// Whether there is no text at all, not even white space, and nothing else either.
    pub fn is_empty(&self) -> bool {
        self.is_blank() && self.texts().all(str::is_empty)
    }

    /// Whether the message is above the conversation rather than a turn of it.
    pub fn is_system(&self) -> bool {
        matches!(self.role, Role::System | Role::Developer)
    }
}

impl<'t> Example<'t> {
    /// A conversation without further members.
    pub fn chat(messages: Vec<Message<'t>>) -> Self {
        let body = Body::Chat(Chat { messages, ..Chat::default() });
        Self { body, meta: Vec::new(), is_sound: true }
    }

    /// The conversation; of a preference, the side that is preferred.
    pub fn conversation(&self) -> &Chat<'t> {
        match &self.body {
            Body::Chat(chat) | Body::Text(chat) => chat,
            Body::Label(label) => &label.chat,
            Body::Steps(steps) => &steps.chat,
            Body::Preference(preference) => &preference.preferred,
        }
    }

    /// The conversation's messages; of a preference, those of the side that is preferred.
    pub fn messages(&self) -> &[Message<'t>] {
        &self.conversation().messages
    }

    /// The messages of a preference's rejected answer.
    pub fn rejected(&self) -> &[Message<'t>] {
        if let Body::Preference(preference) = &self.body { &preference.rejected } else { &[] }
    }

    /// Every message, those of rejected answers last.
    pub fn all_messages(&self) -> impl Iterator<Item = &Message<'t>> {
        self.messages().iter().chain(self.rejected()).chain(self.others().iter().flatten())
    }

    /// The further rejected answers of a preference.
    pub fn others(&self) -> &[Vec<Message<'t>>] {
        if let Body::Preference(preference) = &self.body { &preference.others } else { &[] }
    }

    /// The messages that lead to what is trained: all of a conversation, the prompt of a preference, none of a text.
    pub fn turns(&self) -> &[Message<'t>] {
        match &self.body {
            Body::Chat(_) | Body::Label(_) | Body::Steps(_) => self.messages(),
            Body::Text(_) => &[],
            Body::Preference(preference) => &preference.preferred.messages[..preference.prompt],
        }
    }

    /// The declared tools, in either form.
    pub fn tools(&self) -> Option<&'t Json<'t>> {
        let chat = self.conversation();
        chat.tools.or(chat.functions)
    }

    /// The answers that are trained on: every assistant message that is not masked; of a preference, the answers
    /// alone.
    pub fn answers(&self) -> impl Iterator<Item = (usize, &Message<'t>)> {
        let context = if let Body::Preference(preference) = &self.body { preference.prompt } else { 0 };
        let answers = self.messages().iter().enumerate().skip(context);
        answers.filter(|(_, m)| m.role == Role::Assistant && m.train != Train::No)
    }
}
