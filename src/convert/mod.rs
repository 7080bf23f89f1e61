//! Conversion: an example brought into the form that a target can hold.
//!
//! What can be written in another way is; what would be lost is named as a [`Loss`], which somebody must allow; what
//! cannot be held at all makes the record [`Impossible`] for the target. The conversion only rewrites examples: shapes
//! write them down, and the rules of the target judge what was written.

mod bodies;
mod calls;
mod content;
mod loss;
mod normal;
mod system;
mod tools;
mod turns;

pub use content::{REASONING, SAMPLE_WEIGHTS, traces};
pub use loss::{CHANGES, Change, Changes, LOSSES, Loss, Losses, Tallied};

use std::borrow::Cow;

use crate::model::{Arena, At, Body, Content, Example, Field, Level, Message, Part, Role, Train};
use crate::shapes::{
    Form, Kind, Masks, PROMPT_COMPLETION, PROMPT_COMPLETION_CHAT, Repeats, Shape, System, TEXT,
};
use crate::targets::Target;

/// Where records are taken.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// The target.
    pub target: &'static Target,
    /// The shape in which rows are written for it.
    pub shape: &'static Shape,
    /// What may be lost.
    pub allowed: Losses,
    /// Whether every trained answer becomes a row of its own, because some record masks turns.
    pub unrolls: bool,
    /// Whether every content becomes a list of parts, because some are in a file that is read as a table.
    pub is_uniform: bool,
    /// Whether the record has the written shape already, so that its style is kept where it can be.
    pub is_own: bool,
}

/// What became of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'t> {
    /// It is plain text of people who take turns, which the target can hold as it is.
    AsItIs,
    /// Nobody knows who speaks in it, so that only its own bytes can say it.
    OnlyItself,
    /// It was brought into the form of the target.
    Anew(Converted<'t>),
}

/// An example that was rewritten.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted<'t> {
    /// One example, or several where it was unrolled or parted.
    pub rows: Vec<Example<'t>>,
    /// What was lost.
    pub losses: Losses,
    /// What is written in another way.
    pub changes: Changes,
}

/// Why the target's form cannot hold an example, as the rest of a sentence that begins with the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible(pub Cow<'static, str>);

impl Converted<'_> {
    /// Whether nothing happened but that the system text moved into the messages of its own record.
    pub fn is_moved(&self, form: &Form) -> bool {
        let mut moved = Changes::default();
        moved.add(Change::System);
        !form.is_system_beside && self.losses.is_empty() && self.changes == moved && self.rows.len() == 1
    }

    /// Whether the example cannot stand as it was.
    pub fn is_changed(&self) -> bool {
        !self.losses.is_empty() || !self.changes.is_empty() || self.rows.len() != 1
    }
}

impl Impossible {
    /// A fixed reason.
    const fn because(reason: &'static str) -> Self {
        Self(Cow::Borrowed(reason))
    }
}

impl Way {
    /// The way to a target, in the shape that inputs of some shapes are written in: their own where all have one that
    /// the target is written in, or else its first.
    pub fn to(target: &'static Target, shapes: &[&'static Shape], allowed: Losses) -> Self {
        let common = shapes.first().filter(|first| shapes.iter().all(|shape| shape == *first));
        let own = common.filter(|shape| target.written().contains(shape));
        let shape = own.copied().unwrap_or(target.shapes[0]);
        Self { target, shape, allowed, unrolls: false, is_uniform: false, is_own: false }
    }

    /// What can be held there.
    pub fn form(&self) -> &'static Form {
        match self.shape {
            shape if shape == self.target.shapes[0] => &self.target.form,
            shape if *shape == PROMPT_COMPLETION => &Form::PAIR,
            shape if *shape == TEXT => &Form::TEXT,
            _ => &self.target.form,
        }
    }

    /// The same, with lists of parts for all contents.
    #[must_use]
    pub fn in_parts(self) -> Self {
        Self { is_uniform: true, ..self }
    }

    /// The same, with a row for every trained answer.
    #[must_use]
    pub fn unrolling(self) -> Self {
        let is_pair = self.form().masks == Masks::PromptCompletion;
        let shape = if is_pair { &PROMPT_COMPLETION_CHAT } else { self.shape };
        Self { shape, unrolls: true, ..self }
    }

    /// What the trainer has to be told, so that it reads the files as they are meant.
    pub fn settings(&self, has_masks: bool) -> Vec<&'static str> {
        match self.form().masks {
            Masks::LastOnly(setting) if self.unrolls => vec![setting],
            _ if has_masks => self.target.settings.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether some records mask turns so that all must be unrolled.
    pub fn unrolls_for(&self, example: &Example<'_>) -> bool {
        let is_asked = matches!(self.form().masks, Masks::LastOnly(_) | Masks::PromptCompletion);
        let is_held = self.unrolls || *self.shape == PROMPT_COMPLETION_CHAT;
        is_asked && !is_held && matches!(example.body, Body::Chat(_)) && has_masks(example.messages())
    }
}

/// Whether some answer is masked.
pub fn has_masks(messages: &[Message<'_>]) -> bool {
    messages.iter().any(|message| message.role == Role::Assistant && message.train == Train::No)
}

/// Brings an example into the form of a target.
pub fn convert<'t>(example: &Example<'t>, way: &Way, arena: &'t Arena) -> Result<Outcome<'t>, Impossible> {
    if is_plain(example, way) {
        return Ok(Outcome::AsItIs);
    }
    if example.all_messages().any(|message| message.role == Role::Unknown) {
        return Ok(Outcome::OnlyItself);
    }
    let mut work =
        Work { way, form: way.form(), arena, losses: Losses::default(), changes: Changes::default() };
    let mut rows = Vec::new();
    for mut one in work.bodies(example)? {
        work.fields(&mut one);
        work.normal(&mut one)?;
        work.system(&mut one)?;
        work.content(&mut one)?;
        work.calls(&mut one)?;
        work.repeats(&mut one)?;
        work.ending(&mut one)?;
        rows.extend(work.rows(one)?);
    }
    let Work { losses, changes, .. } = work;
    Ok(Outcome::Anew(Converted { rows, losses, changes }))
}

/// Whether nothing of an example can be in the way: most are texts of people who take turns.
fn is_plain(example: &Example<'_>, way: &Way) -> bool {
    let form = way.form();
    let Body::Chat(chat) = &example.body else { return false };
    // A member that the shape has a meaning for would be read as that.
    let is_misread = |field: &Field<'_>| way.shape.members.contains(&field.name.as_ref());
    if form.keeps_fields && example.meta.iter().any(is_misread) {
        return false;
    }
    if way.unrolls
        || way.is_uniform
        || !form.bodies.contains(&Kind::Chat)
        || form.is_pair
        || has_weight(example)
    {
        return false;
    }
    let is_plain_message = |message: &Message<'_>| {
        matches!(message.parts.as_slice(), [Part::Text(_)])
            && message.content == Content::Text
            && message.name.is_none()
            && message.meta.is_empty()
            && (message.train != Train::No || form.masks == Masks::Weight)
            && (message.train == Train::Unset || form.masks != Masks::Unheld)
    };
    let follows = |pair: &[Message<'_>]| match (pair[0].role, pair[1].role) {
        (_, Role::System) => form.system == System::Anywhere,
        (a, b) => a != b || form.repeats == Repeats::Kept,
    };
    let role = |message: &Message<'_>| matches!(message.role, Role::System | Role::User | Role::Assistant);
    chat.tools.is_none()
        && chat.functions.is_none()
        && !form.is_system_beside
        && !chat.messages.first().is_some_and(|first| matches!(first.at, At::Key(_)) && first.is_system())
        && chat.messages.last().is_some_and(|last| last.role == Role::Assistant)
        && chat.messages.iter().all(|message| role(message) && is_plain_message(message))
        && chat.messages.windows(2).all(follows)
}

/// Whether a member beside the messages weighs the sample.
fn has_weight(example: &Example<'_>) -> bool {
    example.meta.iter().any(|field| SAMPLE_WEIGHTS.contains(&field.name.as_ref()))
}

/// A conversion at work.
struct Work<'t, 'w> {
    way: &'w Way,
    form: &'w Form,
    arena: &'t Arena,
    losses: Losses,
    changes: Changes,
}

impl Work<'_, '_> {
    /// Notes a loss.
    fn lose(&mut self, loss: Loss) {
        self.losses.add(loss);
    }

    /// Notes a change.
    fn change(&mut self, change: Change) {
        self.changes.add(change);
    }

    /// Whether a rule of the target refuses what it finds: the rule says it better.
    fn denies(&self, rule: &str) -> bool {
        self.way.target.stance(rule).is_some_and(|stance| stance.level == Level::Deny)
    }

    /// Notes a loss that must be allowed for the record to be held at all.
    fn lose_if_allowed(&mut self, loss: Loss, otherwise: &str) -> Result<(), Impossible> {
        if self.way.allowed.has(loss) {
            self.lose(loss);
            return Ok(());
        }
        Err(Impossible(format!("{otherwise}; `--allow-loss {loss}` goes on: {}", lower(loss.what())).into()))
    }
}

/// A sentence as the rest of another one.
pub fn lower(sentence: &str) -> String {
    let rest = sentence.trim_end_matches('.');
    let mut letters = rest.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
