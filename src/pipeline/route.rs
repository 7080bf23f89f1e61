//! A route: records on their way to one target, from what they mean to the rows that are written for it.
//!
//! A record that the target takes as it stands keeps its bytes; one with members that the target refuses loses those
//! and nothing else; every other one is written anew from its example. Whatever is written is judged by the target's
//! rules as it will stand in the file.

use std::cell::Cell;

use crate::convert::{
    Change, Changes, Impossible, Loss, Losses, Outcome, REASONING, SAMPLE_WEIGHTS, Way, convert, lower,
};
use crate::error::Error;
use crate::model::{Arena, At, Content, Example, Json, Parsed, Pointer, Record, cut, insert_first};
use crate::rules::{Findings, Selection, View, not_writable};
use crate::shapes::{Encode, Paths, Reasoning};
use crate::tokens::Tokens;

thread_local! {
    /// The memory in which examples are rewritten.
    static ARENA: Cell<Option<Arena>> = const { Cell::new(None) };
}

/// Records on their way to a target.
pub struct Route {
    /// Where they are taken.
    pub way: Way,
    /// The rules that judge them there.
    pub selection: Selection,
    /// The rules that judge what is written anew.
    strict: Selection,
    /// Whether a record that would lose what nobody allowed is rejected; otherwise somebody refuses the run.
    pub rejects_losses: bool,
    /// Which examples are made of a record that means several.
    pub paths: Paths,
    encode: Encode,
}

/// What is remembered of a record on a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// The rule that denies it first, by its place in the list.
    pub denied_by: Option<u8>,
    /// How it is written.
    pub how: How,
}

/// How a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// In its own bytes.
    Verbatim,
    /// In its own bytes, without members that the target refuses.
    Cut,
    /// Anew from its example.
    Anew,
}

/// What a route makes of a record.
pub struct Taken {
    /// What is remembered of it.
    pub course: Course,
    /// What was lost on the way.
    pub losses: Losses,
    /// What was changed.
    pub changes: Changes,
    /// How contents are written.
    pub styles: Styles,
}

/// Whether contents are texts, and whether lists of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Styles {
    /// Some content is a text.
    pub has_texts: bool,
    /// Some content is a list of parts.
    pub has_parts: bool,
}

impl Styles {
    fn of<'e, 't: 'e>(examples: impl IntoIterator<Item = &'e Example<'t>>) -> Self {
        let mut styles = Self::default();
        for message in examples.into_iter().flat_map(Example::all_messages) {
            styles.has_texts |= message.content == Content::Text;
            styles.has_parts |= message.content == Content::Parts;
        }
        styles
    }

    /// Adds those of other records.
    pub fn add(&mut self, others: Self) {
        self.has_texts |= others.has_texts;
        self.has_parts |= others.has_parts;
    }

    /// Whether a file that is read as a table would have two types in one column.
    pub fn are_mixed(self) -> bool {
        self.has_texts && self.has_parts
    }
}

/// The rows of a record.
struct Rows {
    how: How,
    lines: Vec<Vec<u8>>,
    losses: Losses,
    changes: Changes,
    styles: Styles,
}

impl Route {
    /// A route whose rules keep the messages of so many findings each, and count tokens in a way of the user's own.
    pub fn new(way: Way, keep: Option<usize>, tokens: &Tokens) -> Result<Self, Error> {
        let encode = way.shape.encode.ok_or_else(|| {
            let message = format!("{} records cannot be written", way.shape.title);
            Error::refused(message, "choose another target")
        })?;
        let selection = Selection::on_the_way(way.target).counting(tokens.clone());
        let selection = selection.keeping(keep).without_excerpts();
        let strict =
            Selection::of_written(way.target).counting(tokens.clone()).keeping(keep).without_places();
        Ok(Self { way, selection, strict, rejects_losses: false, paths: Paths::Best, encode })
    }

    /// Judges a record as it will be written. `reading` says whether a record that must be written anew can be read
    /// without a loss: the place of the rule that denies it, if any does.
    pub fn take(
        &self,
        view: &View<'_>,
        file: &str,
        reading: impl FnOnce() -> Option<usize>,
        findings: &mut Findings,
    ) -> Taken {
        let denied = |rule: Option<usize>| Taken {
            course: Course { denied_by: place(rule), how: How::Anew },
            losses: Losses::default(),
            changes: Changes::default(),
            styles: Styles::default(),
        };
        let Some(example) = view.example else { return denied(reading()) };
        with_arena(|arena| match self.rows(view, example, arena) {
            Err(Impossible(why)) => {
                denied(reading().or_else(|| self.refuse(view.record, &why, file, findings)))
            }
            Ok(Rows { how: How::Anew, lines, .. }) if lines.is_empty() => {
                let why = "it becomes no row";
                denied(reading().or_else(|| self.refuse(view.record, why, file, findings)))
            }
            Ok(Rows { losses, .. })
                if self.rejects_losses && !losses.without(self.way.allowed).is_empty() =>
            {
                let lost = losses.without(self.way.allowed);
                let names: Vec<&str> = lost.iter().map(Loss::name).collect();
                let what: Vec<String> = lost.iter().map(|loss| lower(loss.what())).collect();
                let (names, what) = (names.join(","), what.join(", and "));
                let why = format!("it would lose something; with `--allow-loss {names}` {what}");
                denied(reading().or_else(|| self.refuse(view.record, &why, file, findings)))
            }
            Ok(Rows { how: How::Anew, lines, losses, changes, styles }) => {
                let rule = reading().or_else(|| self.judge_rows(view.record, &lines, file, findings));
                Taken { course: Course { denied_by: place(rule), how: How::Anew }, losses, changes, styles }
            }
            Ok(Rows { how, losses, changes, styles, .. }) => {
                let rule = self.selection.judge(view, None, file, findings).by;
                Taken { course: Course { denied_by: place(rule), how }, losses, changes, styles }
            }
        })
    }

    /// Says that the target cannot hold a record.
    fn refuse(&self, record: &Record<'_>, why: &str, file: &str, findings: &mut Findings) -> Option<usize> {
        let say = || {
            let message = format!("{why}: {} cannot hold the record", self.way.target.title);
            (Pointer::ROOT, message, "choose another target for it".to_owned())
        };
        self.selection.find_as(&not_writable::RULE, record, file, findings, say)
    }

    /// Gives the lines of a record to `put`, and returns the members that are left out of them.
    pub fn write(&self, view: &View<'_>, put: impl FnOnce(&[Vec<u8>])) -> Vec<Pointer> {
        let (Some(object), Some(example)) = (view.object(), view.example) else { return Vec::new() };
        with_arena(|arena| {
            let Ok(rows) = self.rows(view, example, arena) else { return Vec::new() };
            match rows.how {
                How::Verbatim | How::Cut => {
                    let refused = self.way.target.refused(view.shape, object);
                    let text = std::str::from_utf8(view.record.text).unwrap_or_default();
                    let mut text = cut(text, &refused);
                    if rows.changes.has(Change::System) {
                        text = self.with_system(text, example);
                    }
                    put(&[text.into_bytes()]);
                    // A null says nothing, and a system text that stood beside the messages now stands among them.
                    let is_said = |at: &Pointer| {
                        at.as_str() != "/system"
                            && object.at(at.as_str()).is_some_and(|value| *value != Json::Null)
                    };
                    refused.into_iter().filter(is_said).collect()
                }
                How::Anew => {
                    put(&rows.lines);
                    let mut left = view.shape.extras(object);
                    left.retain(|at| !self.is_written(at));
                    if example.conversation().parallel_tool_calls.is_some()
                        && !self.way.form().has_parallel_flag
                    {
                        left.push(Pointer::ROOT.key("parallel_tool_calls"));
                    }
                    left
                }
            }
        })
    }

    fn rows<'t>(&self, view: &View<'t>, example: &Example<'t>, arena: &'t Arena) -> Result<Rows, Impossible> {
        if self.paths == Paths::All && view.shape.every.is_some() {
            return self.rows_of_all(view, arena);
        }
        let is_own = view.shape == self.way.shape && !view.is_mapped;
        let converted = match convert(example, &Way { is_own, ..self.way }, arena)? {
            Outcome::AsItIs | Outcome::OnlyItself if is_own => return Ok(self.kept(view, Changes::default())),
            Outcome::Anew(converted) if is_own && !converted.is_changed() => {
                return Ok(self.kept(view, Changes::default()));
            }
            // A system text beside the messages is put among them, and they keep their bytes.
            Outcome::Anew(converted) if is_own && converted.is_moved(self.way.form()) => {
                return Ok(Rows { how: How::Cut, ..self.kept(view, converted.changes) });
            }
            Outcome::OnlyItself => {
                return Err(Impossible("nobody knows who speaks in one of its messages".into()));
            }
            Outcome::AsItIs => None,
            Outcome::Anew(converted) => Some(converted),
        };
        let (examples, losses, mut changes) = match &converted {
            None => (std::slice::from_ref(example), Losses::default(), Changes::default()),
            Some(converted) => (converted.rows.as_slice(), converted.losses, converted.changes),
        };
        if view.shape != self.way.shape {
            changes.add(Change::Shape);
        }
        let lines = self.encoded(examples).collect();
        Ok(Rows { how: How::Anew, lines, losses, changes, styles: Styles::of(examples) })
    }

    /// Examples as lines in the form of the target.
    fn encoded(&self, examples: &[Example<'_>]) -> impl Iterator<Item = Vec<u8>> {
        examples.iter().map(|example| {
            let mut line = Vec::new();
            (self.encode)(example, self.way.form(), &mut line);
            line
        })
    }

    /// The rows of all examples that a record means.
    fn rows_of_all<'t>(&self, view: &View<'t>, arena: &'t Arena) -> Result<Rows, Impossible> {
        let (mut lines, mut losses, mut changes) = (Vec::new(), Losses::default(), Changes::default());
        let mut styles = Styles::default();
        changes.add(Change::Shape);
        let examples = view.object().map(|object| view.shape.examples(object, arena, self.paths));
        for example in examples.into_iter().flatten() {
            let rows = match convert(&example, &self.way, arena)? {
                Outcome::OnlyItself => continue,
                Outcome::AsItIs => vec![example],
                Outcome::Anew(converted) => {
                    losses.add_all(converted.losses);
                    changes.add_all(converted.changes);
                    converted.rows
                }
            };
            styles.add(Styles::of(&rows));
            lines.extend(self.encoded(&rows));
        }
        if lines.is_empty() {
            return Err(Impossible("it means no example".into()));
        }
        Ok(Rows { how: How::Anew, lines, losses, changes, styles })
    }

    /// Whether a member that the shape of the record does not read is written all the same.
    fn is_written(&self, at: &Pointer) -> bool {
        let form = self.way.form();
        let steps: Vec<String> = at.steps().collect();
        match steps.as_slice() {
            [key] => {
                form.keeps_fields
                    || form.sample_weight.is_some_and(|_| SAMPLE_WEIGHTS.contains(&key.as_str()))
            }
            [.., key] => {
                let is_lost = matches!(form.reasoning, Reasoning::Lost | Reasoning::Refused);
                !is_lost && REASONING.contains(&key.as_str())
            }
            [] => false,
        }
    }

    /// A record in its own bytes, without members that the target refuses.
    fn kept(&self, view: &View<'_>, changes: Changes) -> Rows {
        let refused = |object: &Json<'_>| self.way.target.refused(view.shape, object);
        let is_whole = view.object().is_none_or(|object| refused(object).is_empty());
        let how = if is_whole { How::Verbatim } else { How::Cut };
        // What is taken as it stands is no reason to write others in another way.
        let styles = Styles { has_parts: false, ..Styles::of(view.example) };
        Rows { how, lines: Vec::new(), losses: Losses::default(), changes, styles }
    }

    /// A record's text with a system text that stood beside the messages as the first of them.
    fn with_system(&self, text: String, example: &Example<'_>) -> String {
        let list = self.way.shape.lists.first().map(|list| Pointer::parse(list));
        match (example.messages().first(), list) {
            (Some(first), Some(list)) if first.is_system() && matches!(first.at, At::Key("system")) => {
                let system = serde_json::json!({"role": "system", "content": first.texts().next()});
                insert_first(&text, &list, &system.to_string())
            }
            _ => text,
        }
    }

    /// Judges rows as they will stand; the rule that denies one of them first.
    fn judge_rows(
        &self,
        record: &Record<'_>,
        lines: &[Vec<u8>],
        file: &str,
        findings: &mut Findings,
    ) -> Option<usize> {
        let shape = self.way.shape;
        let judged = lines.iter().map(|line| {
            let arena = Arena::default();
            let text = std::str::from_utf8(line).expect("what is encoded is text");
            let row = Record { text: line, raw: &[], is_whole_line: false, oversized: None, ..*record };
            let parsed = Parsed::parse(text, &arena).expect("what is encoded is JSON");
            let example = (shape.decode)(&parsed.root, &arena);
            let view = View::new(&row, Ok(&parsed), shape, example.as_ref());
            self.strict.judge(&view, None, file, findings).by
        });
        judged.flatten().min()
    }
}

fn place(rule: Option<usize>) -> Option<u8> {
    rule.and_then(|rule| u8::try_from(rule).ok())
}

fn with_arena<R>(work: impl FnOnce(&Arena) -> R) -> R {
    let arena = ARENA.take().unwrap_or_default();
    let result = work(&arena);
    ARENA.set(Some(arena.cleared()));
    result
}
