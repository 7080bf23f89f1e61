//! Targets: providers and trainers with a method, one file each, as data with sources and dates.
//!
//! A target says what it takes ([`Target::shapes`], limits, members) and how it stands to what rules find
//! ([`Target::stances`]), each with the page it was read on. Rules look; targets say how much it matters to them.
//!
//! To add a target, write `NAME.rs` with a `TARGET` and put its name into the list below.

mod billing;
mod counting;
mod layout;
mod limits;
mod media;
mod own;
mod prices;
mod stance;

pub use billing::{Billing, Cost, Epochs, Models, OwnPrice, Price, Rate, Usage, Usd, Validation};
pub use counting::{Counting, ImageCounting, ImageFormula, ToolCounting};
pub use layout::{Layout, Naming};
pub use limits::{Limits, Overlong, TokenLimit};
pub use media::{ImageFormat, Images};
pub use own::{Description, Targets};
pub use stance::{Confidence, Source, Stance, advise, deny, forgive, warn};

use crate::error::Error;
use crate::model::{Json, Level, Pointer};
use crate::shapes::{Form, Shape};

/// A provider or trainer with a method: what it takes, and until when.
#[derive(Clone)]
pub struct Target {
    /// The full id: provider and method.
    pub id: &'static str,
    /// The provider's name, under which its methods are found too.
    pub provider: &'static str,
    /// The target as people call it.
    pub title: &'static str,
    /// What kind of training it is for.
    pub method: Method,
    /// The shapes that it takes; what is written for it has the first, unless all inputs have another that is written.
    pub shapes: &'static [&'static Shape],
    /// The shapes that are written for it; empty where that is the first alone.
    pub writes: &'static [&'static Shape],
    /// What its records can hold, and how they are written.
    pub form: Form,
    /// What its trainer has to be told, so that it reads what the form holds.
    pub settings: &'static [&'static str],
    /// The names of its files, and what stands beside them.
    pub layout: Layout,
    /// Where a record of another of its shapes stands among the rest: what becomes of it.
    pub strays: Strays,
    /// Sizes and counts.
    pub limits: Limits,
    /// What a record may have, where anything else is refused or ignored.
    pub members: Option<Members>,
    /// Members with a meaning elsewhere that it passes over without a word.
    pub ignores: &'static [&'static str],
    /// The same, of messages.
    pub ignores_in_messages: &'static [&'static str],
    /// The members in which it looks for the question of a pair; empty where any name of the shape will do.
    pub questions: &'static [&'static str],
    /// The roles that its documents list, as records write them; empty where all of its shapes' roles are.
    pub roles: &'static [&'static str],
    /// Roles of other dialects that it reads as the assistant's.
    pub answers_as: &'static [&'static str],
    /// The members of a message in which it takes a reasoning trace.
    pub reasoning: &'static [&'static str],
    /// What it takes of images.
    pub images: Images,
    /// What its validators find in a text and refuse, or look for without care of case.
    pub reserved: &'static [Reserved],
    /// The pattern that ids of calls must have, in words, and the test; nothing where any text will do.
    pub call_id: Option<CallId>,
    /// The longest example that its models take, the first by default; empty where none is published.
    pub token_limits: &'static [TokenLimit],
    /// How tokens around texts are counted.
    pub counting: &'static Counting,
    /// What training costs.
    pub billing: &'static Billing,
    /// Whether it reads the file as a table in which a member has one type.
    pub is_columnar: bool,
    /// Whether it still takes new jobs.
    pub status: Status,
    /// What the two files are called when a job is created: training, holdout.
    pub parameters: (&'static str, &'static str),
    /// How it stands to what rules find.
    pub stances: &'static [&'static [Stance]],
    /// Where its rules were read, and when.
    pub sources: &'static [&'static [Source]],
}

/// A target's kind of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Supervised: conversations whose answers are learnt.
    Chat,
    /// Supervised: pairs of prompt and completion.
    Pair,
    /// Supervised: plain text.
    Text,
    /// Preference: of two answers to one prompt one is better.
    Preference,
    /// Reinforcement: prompts, whose answers a grader judges.
    Reinforcement,
}

/// What becomes of a record of another of a target's own shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strays {
    /// It is refused, or breaks the run when it is reached.
    Refused,
    /// The file is refused as a whole.
    RefuseFile,
    /// Nothing: every record is read for itself.
    Taken,
}

/// The members that a target takes.
#[derive(Debug, Clone, Copy)]
pub struct Members {
    /// Of a record; nothing where any will do.
    pub top: Option<&'static [&'static str]>,
    /// Of a message; nothing where any will do.
    pub of_messages: Option<&'static [&'static str]>,
    /// Those of either that may be `null`.
    pub nullable: &'static [&'static str],
}

/// A piece of text that must not stand in a message.
#[derive(Debug, Clone, Copy)]
pub struct Reserved {
    /// The piece.
    pub text: &'static str,
    /// Whether it counts in any case.
    pub ignores_case: bool,
}

/// The form of a call's id.
#[derive(Debug, Clone, Copy)]
pub struct CallId {
    /// The form, in words.
    pub form: &'static str,
    /// Whether an id has it.
    pub has: fn(&str) -> bool,
}

/// Whether a target takes new jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does, as far as is known.
    Open,
    /// It does until a date.
    Closing {
        /// The first day without new jobs, as year-month-day.
        date: &'static str,
        /// What to know about it.
        note: &'static str,
    },
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+
        /// Every target; of one provider's, the first that takes a file's shape is meant by the bare name.
        pub static ALL: &[&Target] = &[$(&$name::TARGET),+];
    };
}

targets![
    openai_chat,
    openai_completions,
    openai_dpo,
    openai_rft,
    azure_openai_chat,
    azure_openai_dpo,
    azure_openai_rft,
    together_conversation,
    together_instruction,
    together_preference,
    together_text,
    fireworks_chat,
    fireworks_dpo,
    fireworks_rft,
    gemini_sft,
    gemini_preference,
    bedrock_nova,
    bedrock_claude,
    bedrock_titan,
    mistral_chat,
    trl_sft,
    trl_preference,
    trl_kto,
    axolotl_chat,
    llamafactory_sharegpt,
    mlx_chat,
    oci_pair,
    llm_foundry_chat,
];

/// A model's name behind that of its maker, in small letters, and as OpenAI spells it where Azure does otherwise.
pub fn model_name(model: &str) -> String {
    let name = model.rsplit('/').next().unwrap_or(model).to_lowercase();
    name.strip_prefix("gpt-35-").map_or_else(|| name.clone(), |rest| format!("gpt-3.5-{rest}"))
}

impl Target {
    /// A target of which nothing is known: what the files start from.
    const UNKNOWN: Self = Self {
        id: "",
        provider: "",
        title: "",
        method: Method::Chat,
        shapes: &[],
        writes: &[],
        form: Form::CHAT,
        settings: &[],
        layout: Layout::PLAIN,
        strays: Strays::Refused,
        limits: Limits::NONE,
        members: None,
        ignores: &[],
        ignores_in_messages: &[],
        questions: &[],
        roles: &[],
        answers_as: &[],
        reasoning: &[],
        images: Images::ANY,
        reserved: &[],
        call_id: None,
        token_limits: &[],
        counting: &Counting::GUESSED,
        billing: &Billing::UNKNOWN,
        is_columnar: false,
        status: Status::Open,
        parameters: ("training file", "validation file"),
        stances: &[],
        sources: &[],
    };

    /// The target of that id, or what a provider's bare name means for a file of a shape that is judged as it stands:
    /// the first of its methods that takes it. Reinforcement is meant only by its full id.
    pub fn named(name: &str, shape: Option<&Shape>) -> Result<&'static Self, Error> {
        // The method that a shape is at home in comes before one that takes it too.
        let writes = |target: &Self| target.shapes.first().is_some_and(|own| shape == Some(*own));
        Self::find(name, writes)
            .ok()
            .filter(|target| target.id == name || writes(target))
            .map_or_else(|| Self::find(name, |target| shape.is_some_and(|shape| target.takes(shape))), Ok)
    }

    /// The target of that id, or what a provider's bare name means where records of a shape are to be written for it:
    /// its preference method for preferences, its chat method for all else.
    pub fn to_write(name: &str, shape: Option<&Shape>) -> Result<&'static Self, Error> {
        let method =
            if shape.is_some_and(|shape| shape.is_preference) { Method::Preference } else { Method::Chat };
        Self::find(name, |target| target.method == method)
    }

    fn find(name: &str, is_meant: impl Fn(&Self) -> bool) -> Result<&'static Self, Error> {
        let all = || ALL.iter().copied();
        let provider = if name == "llama-factory" { "llamafactory" } else { name };
        let own =
            || all().filter(|target| target.provider == provider && target.method != Method::Reinforcement);
        let by_id = all().find(|target| target.id == name);
        let found = by_id.or_else(|| own().find(|target| is_meant(target))).or_else(|| own().next());
        let ids = ALL.iter().flat_map(|target| [target.id, target.provider]);
        found.ok_or_else(|| Error::unknown("target", name, ids))
    }

    /// Whether it takes records of a shape, as what they are or as what they are as well.
    pub fn takes(&self, shape: &Shape) -> bool {
        self.shapes.contains(&shape) || self.reads_as(shape).is_some()
    }

    /// The shape as which it reads records of another one that it does not know.
    pub fn reads_as(&self, shape: &Shape) -> Option<&'static Shape> {
        let known = || shape.is_also.iter().copied().find(|also| self.shapes.contains(also));
        if self.shapes.contains(&shape) { None } else { known() }
    }

    /// Whether it reads a record of a shape that stands in a file of another one for itself.
    pub fn reads_strays(&self, shape: &Shape) -> bool {
        self.strays != Strays::Refused && self.takes(shape)
    }

    /// The shapes that are written for it.
    pub fn written(&self) -> &'static [&'static Shape] {
        if self.writes.is_empty() { &self.shapes[..1] } else { self.writes }
    }

    /// How it stands to a rule, where it has a stance.
    pub fn stance(&self, rule: &str) -> Option<&'static Stance> {
        self.stances.iter().copied().flatten().find(|stance| stance.rules.contains(&rule))
    }

    /// The source of that key.
    pub fn source(&self, key: &str) -> Option<&'static Source> {
        self.sources.iter().copied().flatten().find(|source| source.key == key)
    }

    /// The levels and rules of its stances.
    pub fn judged(&self) -> impl Iterator<Item = (&'static str, Level)> {
        self.stances
            .iter()
            .copied()
            .flatten()
            .flat_map(|stance| stance.rules.iter().map(|rule| (*rule, stance.level)))
    }

    /// Whether it reads a member of a record, or of a message.
    pub fn has_member(&self, key: &str, is_of_record: bool) -> bool {
        let (known, ignored) = match self.members {
            Some(members) if is_of_record => (members.top, self.ignores),
            Some(members) => (members.of_messages, self.ignores_in_messages),
            None => (None, if is_of_record { self.ignores } else { self.ignores_in_messages }),
        };
        known.is_none_or(|known| known.contains(&key)) && !ignored.contains(&key)
    }

    /// Where a record has members that the target refuses, in file order; then where its messages have.
    pub fn refused(&self, shape: &Shape, record: &Json<'_>) -> Vec<Pointer> {
        let Some(Members { top, of_messages, nullable }) = self.members else { return Vec::new() };
        let is_refused = |known: Option<&[&str]>, key: &str, value: &Json<'_>| {
            known.is_some_and(|known| {
                !known.contains(&key) || (*value == Json::Null && !nullable.contains(&key))
            })
        };
        shape.members_where(
            record,
            |key, value| is_refused(top, key, value),
            |key, value| is_refused(of_messages, key, value),
        )
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes::{OPENAI_CHAT, OPENAI_PREFERENCE, PROMPT_COMPLETION};

    #[test]
    fn ids_and_bare_names_are_found() {
        let id = |name, shape| Target::named(name, shape).unwrap().id;
        assert_eq!(id("openai", None), "openai-chat");
        assert_eq!(id("openai", Some(&OPENAI_CHAT)), "openai-chat");
        assert_eq!(id("openai", Some(&OPENAI_PREFERENCE)), "openai-dpo");
        assert_eq!(id("together", Some(&PROMPT_COMPLETION)), "together-instruction");
        assert_eq!(id("llama-factory", None), "llamafactory-sharegpt");
        assert_eq!(id("openai-rft", None), "openai-rft");
        let error = Target::named("opena", None).unwrap_err();
        assert_eq!(error.help().unwrap(), "did you mean `openai`?");
    }

    #[test]
    fn stances_have_sources() {
        for target in ALL {
            for stance in target.stances.iter().copied().flatten() {
                assert!(target.source(stance.source).is_some(), "{}: no source {}", target.id, stance.source);
            }
            for limit in target.token_limits {
                assert!(target.source(limit.source).is_some(), "{}: no source {}", target.id, limit.source);
            }
            // What stands first is the target's own view, before what it shares with others: once in each.
            for stances in target.stances {
                let mut rules: Vec<_> = stances.iter().flat_map(|stance| stance.rules).collect();
                rules.sort_unstable();
                let twice = rules.windows(2).find(|pair| pair[0] == pair[1]);
                assert!(twice.is_none(), "{} stands twice to {twice:?}", target.id);
            }
        }
    }
}
