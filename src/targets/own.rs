//! A user's own target, described in gristmill.toml by what it has otherwise than one that is known.
//!
//! ```toml
//! [targets.our-trainer]
//! like = "openai-chat"
//! min-examples = 100
//! message-members = ["role", "content"]
//! system = "first"
//! ```

use serde::{Deserialize, Serialize};

use super::{Layout, Limits, Members, Stance, Status, Target, deny, forgive, warn};
use crate::error::Error;
use crate::shapes::{CallIds, Calls, Form, ImagePlace, Masks, Reasoning, Repeats, Shape, System};

/// What a target has otherwise than another one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Description {
    /// The id of the known target that it is like in all that is not said here.
    pub like: String,
    /// What people call it.
    pub title: Option<String>,
    /// The shape of its records.
    pub shape: Option<String>,
    /// The fewest training examples.
    pub min_examples: Option<u64>,
    /// The most training examples of a file.
    pub max_examples: Option<u64>,
    /// The largest file, in bytes.
    pub max_bytes: Option<u64>,
    /// The members of a record that it takes.
    pub members: Option<Vec<String>>,
    /// The members of a message that it takes.
    pub message_members: Option<Vec<String>>,
    /// Where a system text may stand.
    pub system: Option<Place>,
    /// Whether turns of one role may follow each other.
    pub repeats: Option<bool>,
    /// Whether single turns can be masked by a weight.
    pub weights: Option<bool>,
    /// How tools are called.
    pub tools: Option<Tools>,
    /// The member of a message for a reasoning trace; empty for none.
    pub reasoning: Option<String>,
    /// Whether images are taken where they stand.
    pub images: Option<bool>,
    /// The stem of the file to train on.
    pub train: Option<String>,
    /// The stem of the file that is held out.
    pub holdout: Option<String>,
    /// The first day without new jobs, as year-month-day.
    pub closes: Option<String>,
    /// Rules whose findings it refuses.
    pub deny: Vec<String>,
    /// Rules whose findings it doubts.
    pub warn: Vec<String>,
    /// Rules whose findings it takes.
    pub allow: Vec<String>,
}

/// Where a system text may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In any message.
    Anywhere,
    /// In the first message alone.
    First,
    /// In a member beside the messages.
    Beside,
    /// Nowhere: it is joined to the first question, at a loss.
    InPrompt,
}

/// How tools are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tools {
    /// Not at all.
    None,
    /// Arguments as JSON in a string.
    Text,
    /// Arguments as an object.
    Object,
}

impl Description {
    /// The target of that name. It lives as long as the program: it is made once a run.
    pub fn build(&self, name: &str, is_rule: impl Fn(&str) -> bool) -> Result<&'static Target, Error> {
        let refused = |what: String, help: &str| Error::refused(format!("targets.{name}: {what}"), help);
        let base = Target::named(&self.like, None).map_err(|error| {
            let help = error.help().unwrap_or_default();
            refused(format!("`like` names no known target ({error})"), &help)
        })?;
        if Target::named(name, None).is_ok() {
            return Err(refused("the name is taken by a known target".to_owned(), "choose another name"));
        }
        let unknown = self.deny.iter().chain(&self.warn).chain(&self.allow).find(|rule| !is_rule(rule));
        if let Some(rule) = unknown {
            return Err(refused(format!("there is no rule `{rule}`"), "`gristmill explain` lists the rules"));
        }
        let mut target = Target { id: kept(name), provider: kept(name), ..base.clone() };
        if let Some(shape) = &self.shape {
            let shape = Shape::named(shape).filter(|shape| shape.encode.is_some());
            let shape = shape.ok_or_else(|| {
                refused(
                    "`shape` is none that can be written".to_owned(),
                    "`gristmill schema` lists the shapes",
                )
            })?;
            (target.shapes, target.writes) = (list(vec![shape]), &[]);
        }
        target.title = self.title.as_deref().map_or(target.id, kept);
        target.limits = Limits {
            min_examples: self.min_examples.unwrap_or(base.limits.min_examples),
            max_examples: self.max_examples.or(base.limits.max_examples),
            max_bytes: self.max_bytes.or(base.limits.max_bytes),
            ..base.limits
        };
        if self.members.is_some() || self.message_members.is_some() {
            let known =
                base.members.unwrap_or(Members { top: None, of_messages: None, nullable: &["content"] });
            target.members = Some(Members {
                top: self.members.as_deref().map(names).or(known.top),
                of_messages: self.message_members.as_deref().map(names).or(known.of_messages),
                ..known
            });
        }
        target.form = self.form(&base.form);
        if let Some(Members { of_messages: Some(known), .. }) = target.members {
            // What has no member cannot be held.
            let form = &mut target.form;
            form.has_names &= known.contains(&"name");
            form.has_refusals &= known.contains(&"refusal");
            if !known.contains(&"weight") {
                form.masks = Masks::Unheld;
            }
            if !known.contains(&"tool_calls") {
                (form.calls, form.call_ids) = (Calls::Unheld, CallIds::Unheld);
            }
        }
        if let Some(key) = self.reasoning.as_deref().filter(|key| !key.is_empty()) {
            target.reasoning = list(vec![kept(key)]);
        }
        target.layout = Layout {
            train: self.train.as_deref().map_or(base.layout.train, kept),
            holdout: self.holdout.as_deref().map_or(base.layout.holdout, kept),
            ..base.layout
        };
        if let Some(date) = &self.closes {
            target.status = Status::Closing { date: kept(date), note: "as gristmill.toml says" };
        }
        // Its own stances come before those of the target that it is like.
        let own: [fn(&'static [&'static str], &'static str) -> Stance; 3] = [deny, warn, forgive];
        let own = own.into_iter().zip([&self.deny, &self.warn, &self.allow]);
        let own = own.filter(|(_, rules)| !rules.is_empty());
        let source = base.sources.iter().copied().flatten().next().map_or("", |source| source.key);
        let own: Vec<Stance> = own.map(|(stance, rules)| stance(names(rules), source)).collect();
        let all: Vec<&'static [Stance]> =
            std::iter::once(list(own)).chain(base.stances.iter().copied()).collect();
        target.stances = list(all);
        Ok(Box::leak(Box::new(target)))
    }

    fn form(&self, base: &Form) -> Form {
        let mut form = *base;
        if let Some(place) = self.system {
            form.system = match place {
                Place::Anywhere => System::Anywhere,
                Place::First => System::First,
                Place::Beside => System::Joined,
                Place::InPrompt => System::InPrompt,
            };
            form.is_system_beside = place == Place::Beside;
        }
        if let Some(are_kept) = self.repeats {
            form.repeats = if are_kept { Repeats::Kept } else { Repeats::Joined };
        }
        if let Some(has_weights) = self.weights {
            form.masks = if has_weights { Masks::Weight } else { Masks::Unheld };
        }
        if let Some(tools) = self.tools {
            (form.calls, form.call_ids) = match tools {
                Tools::None => (Calls::Unheld, CallIds::Unheld),
                Tools::Text => (Calls::Text, CallIds::Needed),
                Tools::Object => (Calls::Object, CallIds::Optional),
            };
        }
        if let Some(key) = &self.reasoning {
            form.reasoning =
                if key.is_empty() { Reasoning::Lost } else { Reasoning::Member(list(vec![kept(key)])) };
        }
        if let Some(are_taken) = self.images {
            form.images = if are_taken { ImagePlace::Inline } else { ImagePlace::Unheld };
        }
        form
    }
}

/// The known targets and those of the user's own.
#[derive(Debug, Clone, Default)]
pub struct Targets(pub Vec<&'static Target>);

impl Targets {
    /// As [`Target::named`], the user's own first.
    pub fn named(&self, name: &str, shape: Option<&Shape>) -> Result<&'static Target, Error> {
        self.own(name).map_or_else(|| Target::named(name, shape), Ok)
    }

    /// As [`Target::to_write`], the user's own first.
    pub fn to_write(&self, name: &str, shape: Option<&Shape>) -> Result<&'static Target, Error> {
        self.own(name).map_or_else(|| Target::to_write(name, shape), Ok)
    }

    fn own(&self, name: &str) -> Option<&'static Target> {
        self.0.iter().copied().find(|target| target.id == name)
    }
}

/// A text that lives as long as the program.
pub(super) fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn list<T>(items: Vec<T>) -> &'static [T] {
    Box::leak(items.into_boxed_slice())
}

fn names(names: &[String]) -> &'static [&'static str] {
    list(names.iter().map(|name| kept(name)).collect())
}
