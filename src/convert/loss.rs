//! What a conversion may lose, and what it changes without a loss: names that people see and allow.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::Error;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident, $set:ident, $all:ident; $($(#[doc = $what:literal])+ $variant:ident = $name:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $type {
            $($(#[doc = $what])+ $variant,)+
        }

        /// All of them, in the order in which they are named.
        pub const $all: &[$type] = &[$($type::$variant),+];

        impl $type {
            /// Its name, kebab-case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it is, as one sentence.
            pub fn what(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($what),+).trim(),)+
                }
            }
        }

        /// A set of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $set(u32);

        impl $set {
            /// Adds one.
            pub fn add(&mut self, one: $type) {
                self.0 |= 1 << one as u32;
            }

            /// Adds all of another set.
            pub fn add_all(&mut self, others: Self) {
                self.0 |= others.0;
            }

            /// Whether it holds one.
            pub fn has(self, one: $type) -> bool {
                self.0 & (1 << one as u32) != 0
            }

            /// Whether it holds none.
            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Those in it, in the order in which they are named.
            pub fn iter(self) -> impl Iterator<Item = $type> {
                $all.iter().copied().filter(move |one| self.has(*one))
            }
        }
    };
}

words! {
    /// Something that a record means and its target cannot hold.
    Loss, Losses, LOSSES;
    /// Turns that were masked are trained on.
    Masks = "masks",
    /// Parts of messages that were masked are trained on.
    PartMasks = "part-masks",
    /// Samples count alike, whatever their weight was.
    SampleWeights = "sample-weights",
    /// The reasoning before answers is left out.
    Reasoning = "reasoning",
    /// The reasoning before answers becomes part of their text, between think tags.
    ReasoningTags = "reasoning-tags",
    /// The names of participants are left out.
    Names = "names",
    /// Refusals become answers like others.
    Refusals = "refusals",
    /// Several system texts become one at the start.
    JoinedSystems = "joined-systems",
    /// The system text becomes the start of the prompt.
    SystemInPrompt = "system-in-prompt",
    /// Turns of one role that follow each other become one.
    JoinedTurns = "joined-turns",
    /// Turns behind the last answer are left out.
    TrailingTurns = "trailing-turns",
    /// Earlier turns become text in the prompt, and every trained answer a row of its own.
    TurnsAsText = "turns-as-text",
    /// Tools are left out of conversations that never call one.
    Tools = "tools",
    /// The results of several calls in one turn become one.
    JoinedResults = "joined-results",
    /// Arguments of calls that are not JSON are written as they are.
    InvalidArguments = "invalid-arguments",
    /// How closely an image is looked at is left out.
    ImageDetails = "image-details",
    /// Text beside calls is left out.
    TextBesideCalls = "text-beside-calls",
    /// Images move into a column beside the messages, where the trainer must find them.
    ImageColumns = "image-columns",
    /// Audio, video and documents are left out.
    Media = "media",
    /// The rejected answers of preferences are left out.
    RejectedAnswers = "rejected-answers",
    /// Ranked answers become pairs of the best with each other one.
    Rankings = "rankings",
    /// Preferences become one wanted and one unwanted answer.
    Pairs = "pairs",
    /// How far apart two answers are is left out.
    Margins = "margins",
    /// Wanted answers become answers like others; unwanted ones cannot be held.
    Labels = "labels",
    /// Of steps remains whether all are right.
    Steps = "steps",
}

words! {
    /// Something that is written in another way and means the same.
    Change, Changes, CHANGES;
    /// Written in the target's shape.
    Shape = "shape",
    /// The system text moved to where the target wants it.
    System = "system",
    /// Developer messages became system messages.
    Developer = "developer",
    /// Tools declared in the target's way.
    Tools = "tools",
    /// Tools without a description or parameters got the least that is asked for.
    FullTools = "full-tools",
    /// Deprecated function calls became tool calls.
    FunctionCalls = "function-calls",
    /// Calls got ids.
    CallIds = "call-ids",
    /// Results were brought into the order of their calls.
    Results = "results",
    /// Arguments became JSON in a string.
    ArgumentsAsText = "arguments-as-text",
    /// Arguments became objects.
    ArgumentsAsObjects = "arguments-as-objects",
    /// Text beside calls became a message of its own.
    TextBesideCalls = "text-beside-calls",
    /// Reasoning moved to where the target wants it.
    Reasoning = "reasoning",
    /// Lists of parts became texts, or texts lists of parts.
    Parts = "parts",
    /// Missing content beside calls became an empty text.
    Content = "content",
    /// Marks of what is trained became weights.
    Masks = "masks",
    /// Every trained answer became a row of its own.
    Unrolled = "unrolled",
    /// Prompt and completion became turns, or the other way round.
    Turns = "turns",
}

impl Losses {
    /// Every loss.
    pub fn all() -> Self {
        let mut all = Self::default();
        for loss in LOSSES {
            all.add(*loss);
        }
        all
    }

    /// The losses of those names; `all` stands for every one.
    pub fn named(names: &[String]) -> Result<Self, Error> {
        let mut losses = Self::default();
        for name in names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|n| !n.is_empty()) {
            if name == "all" {
                return Ok(Self::all());
            }
            let known = || LOSSES.iter().map(|loss| loss.name());
            let loss = LOSSES.iter().find(|loss| loss.name() == name);
            losses.add(*loss.ok_or_else(|| Error::unknown("loss", name, known().chain(["all"])))?);
        }
        Ok(losses)
    }

    /// Those of this set that are not in another.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many records something happened to, and the line of the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallied(BTreeMap<&'static str, (u64, u32, u64)>);

impl Tallied {
    /// Counts a record of an input on a line.
    pub fn add(&mut self, name: &'static str, source: u32, line: u64) {
        self.0.entry(name).or_insert((0, source, line)).0 += 1;
    }

    /// Joins what was counted over the records that come after.
    pub fn join(&mut self, later: &Self) {
        for (name, (records, source, line)) in &later.0 {
            self.0.entry(name).or_insert((0, *source, *line)).0 += records;
        }
    }

    /// Name, records, input and line of the first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64, u32, u64)> {
        self.0.iter().map(|(name, (records, source, line))| (*name, *records, *source, *line))
    }

    /// How many records each happened to.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.0.iter().map(|(name, (records, ..))| (*name, *records)).collect()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
