//! Marks: what a measuring pass remembers of a record for the sake of a split.

use std::collections::HashMap;

use crate::dedupe::{By, Texts};
use crate::error::Error;
use crate::model::{Body, Example, Json, Message, Role, Task};
use crate::rules::View;
use crate::split::{self, Stratify};
use crate::text::{Key, language};

/// Members that name the conversation a record was cut from.
const CONVERSATION: [&str; 8] = [
    "conversation_id",
    "conversationId",
    "conv_id",
    "dialogue_id",
    "dialog_id",
    "thread_id",
    "session_id",
    "message_tree_id",
];

/// What is to be remembered.
#[derive(Debug, Clone)]
pub struct Marking {
    group_by: Option<String>,
    by: Stratify,
}

/// What is remembered of some records.
#[derive(Debug, Default)]
pub struct Marks {
    /// The stratum of every record, by its place among the names; where strata are no matter of single records, its task.
    pub strata: Vec<u32>,
    /// The names of strata.
    pub names: Names,
    /// The records that have a value that the user groups by, each with its key.
    pub groups: Vec<(u32, Key)>,
    /// Those that have the id of a conversation.
    pub conversations: Vec<(u32, Key)>,
    /// How those begin that have several answers, unless they have such an id.
    pub beginnings: Vec<Begun>,
}

/// How a conversation of several answers begins.
#[derive(Debug, Clone, Copy)]
pub struct Begun {
    /// The record.
    pub place: u32,
    /// Whether the beginning is so long that none but this conversation has it.
    pub is_long: bool,
    /// Which beginning it is.
    pub kind: Beginning,
    /// The key of its text.
    pub key: Key,
}

/// A beginning of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// What stands before the first answer.
    FirstPrompt,
    /// That, and the first answer.
    FirstAnswer,
    /// All up to the last answer but one.
    AllButLast,
}

/// Names, each of which has a number.
#[derive(Debug, Default)]
pub struct Names {
    numbers: HashMap<String, u32>,
    /// In the order in which they were met.
    pub all: Vec<String>,
}

impl Names {
    /// The number of a name.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        self.all.push(name.to_owned());
        number
    }
}

impl Marking {
    /// What a split asks for. Fails where a pointer is none.
    pub fn new(options: &split::Options) -> Result<Self, Error> {
        if let Some(pointer) = options.group_by.as_ref().filter(|pointer| !pointer.starts_with('/')) {
            let message = format!("--group-by takes a JSON Pointer, and `{pointer}` is none");
            let name = if pointer.is_empty() { "user" } else { pointer };
            return Err(Error::refused(message, format!("write it with a slash, as `--group-by /{name}`")));
        }
        // Long before it is read.
        if let Some(path) = &options.previous {
            std::fs::metadata(path).map_err(|cause| Error::read(path, cause))?;
        }
        Ok(Self { group_by: options.group_by.clone(), by: options.stratify_by.clone() })
    }
}

impl Marks {
    /// Adds a record.
    pub fn add(&mut self, marking: &Marking, view: &View<'_>, example: Option<&Example<'_>>, texts: &Texts) {
        let number = u32::try_from(self.strata.len()).unwrap_or(u32::MAX);
        let root = view.parsed.ok().map(|parsed| &parsed.root);
        let at = |pointer: &str| root.and_then(|root| root.at(pointer));
        let group = marking.group_by.as_deref().and_then(at);
        let id = CONVERSATION.iter().find_map(|name| root?.get(name));
        for (value, keys) in [(group, &mut self.groups), (id, &mut self.conversations)] {
            let key = value.map_or(Key::NONE, key_of);
            keys.extend((!key.is_none()).then_some((number, key)));
        }
        if let Some(example) = example.filter(|_| id.is_none()) {
            self.begin(number, example);
        }
        let name = match (&marking.by, example) {
            (Stratify::Pointer(pointer), _) => at(pointer).map_or_else(|| "(none)".to_owned(), told),
            (Stratify::Language, Some(_)) => language(texts.part(By::Example)).0.to_owned(),
            (Stratify::Auto | Stratify::Task, Some(example)) => Task::of(example).name().to_owned(),
            _ => String::new(),
        };
        self.strata.push(self.names.number(&name));
    }

    /// Joins the marks of the records that follow.
    pub fn join(&mut self, more: &Self) {
        let before = u32::try_from(self.strata.len()).unwrap_or(u32::MAX);
        let numbers: Vec<u32> = more.names.all.iter().map(|name| self.names.number(name)).collect();
        self.strata.extend(more.strata.iter().map(|name| numbers[*name as usize]));
        for (own, more) in [(&mut self.groups, &more.groups), (&mut self.conversations, &more.conversations)]
        {
            own.extend(more.iter().map(|(number, key)| (before + number, *key)));
        }
        let moved = |begun: &Begun| Begun { place: before + begun.place, ..*begun };
        self.beginnings.extend(more.beginnings.iter().map(moved));
    }

    /// Notes how a conversation of several answers begins.
    fn begin(&mut self, place: u32, example: &Example<'_>) {
        /// Bytes of a beginning that is no greeting.
        const LONG: usize = 100;
        if !matches!(example.body, Body::Chat(_)) {
            return;
        }
        let messages = example.messages();
        let answers = messages.iter().enumerate().filter(|(_, message)| message.role == Role::Assistant);
        let answers: Vec<usize> = answers.map(|(place, _)| place).collect();
        let [first, .., _] = answers[..] else { return };
        let last = answers[answers.len() - 2];
        let mut note = |kind, turns: &[Message<'_>]| {
            let (key, bytes) = Texts::key_of(turns);
            if !key.is_none() {
                self.beginnings.push(Begun { place, is_long: bytes >= LONG, kind, key });
            }
        };
        note(Beginning::FirstPrompt, &messages[..first]);
        note(Beginning::FirstAnswer, &messages[..=first]);
        if last > first {
            note(Beginning::AllButLast, &messages[..=last]);
        }
    }
}

/// The key of a value; an empty one has none.
fn key_of(value: &Json<'_>) -> Key {
    match value {
        Json::Null => Key::NONE,
        value if value.as_str().is_some_and(|text| text.trim().is_empty()) => Key::NONE,
        value => value.key().unwrap_or_default(),
    }
}

/// A value as the name of a stratum.
fn told(value: &Json<'_>) -> String {
    /// Characters of a name.
    const LONGEST: usize = 80;
    let text = value.as_str().map_or_else(|| value.to_value().to_string(), str::to_owned);
    text.chars().take(LONGEST).collect()
}
