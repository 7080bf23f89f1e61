//! How long an example is in tokens: in all, by who speaks, and what of it is trained on.
//!
//! A [`Ruler`] measures as one target counts for one of its models, or as a chat template of the user's own writes the
//! example. Where nothing is published the number is an estimate and says so.

mod images;
mod rendering;
mod tools;

use std::ops::Range;

pub use rendering::Rendering;

use crate::convert::traces;
use crate::model::{Body, Example, Message, Part, Role, Train};
use crate::targets::{Counting, ImageFormula, Target, TokenLimit, model_name};
use crate::text::Key;
use crate::tokens::Tokens;

/// How tokens are counted: by whose rules, with which vocabulary.
#[derive(Clone, Copy)]
pub struct Ruler<'r> {
    tokens: &'r Tokens,
    encoding: Option<&'static str>,
    counting: &'static Counting,
    images: Option<ImageFormula>,
}

/// How long an example is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Length {
    /// Tokens in all.
    pub tokens: u64,
    /// Tokens by who speaks, in the order of [`Speaker::ALL`].
    pub by: [u64; Speaker::ALL.len()],
    /// Where the answers stand that are trained on.
    pub answers: Vec<Range<u64>>,
    /// Whether all of it was counted exactly, by a documented rule or a template, with the model's own vocabulary.
    pub is_exact: bool,
    /// Images and other media that count for nothing here, because their size or the formula is not known.
    pub unsized_images: u64,
    /// Whether the chat template refuses the example, which has no length then.
    pub is_refused: bool,
    /// Of a preference: the tokens before the answers, those of the rejected one, and those of further ones.
    pair: Option<Pair>,
}

/// The parts of a preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    prompt: u64,
    rejected: u64,
    others: u64,
}

/// What tokens are spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Instructions above the conversation.
    System,
    /// The asking side.
    User,
    /// The answering side.
    Assistant,
    /// Results of tool calls, and speakers that the shape does not know.
    Tool,
    /// Declared tools.
    Declared,
    /// Images.
    Images,
    /// What the chat format puts around all that.
    Around,
}

impl Speaker {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::System, Self::User, Self::Assistant, Self::Tool, Self::Declared, Self::Images, Self::Around];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
            Self::Declared => "declared tools",
            Self::Images => "images",
            Self::Around => "chat format",
        }
    }

    fn of(role: Role) -> Self {
        match role {
            Role::System | Role::Developer => Self::System,
            Role::User => Self::User,
            Role::Assistant => Self::Assistant,
            Role::Tool | Role::Unknown => Self::Tool,
        }
    }
}

/// What stands in many examples, counted once.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The last system text, with its tokens.
    system: (String, u64),
    /// The last declared tools, with their tokens.
    tools: Option<(Key, u64)>,
}

impl Length {
    /// Tokens that are trained on.
    pub fn trained(&self) -> u64 {
        self.answers.iter().map(|range| range.end - range.start).sum()
    }

    /// The sequences that are trained on: one, or of a preference the prompt with either answer.
    fn sequences(&self) -> (u64, Option<u64>) {
        match self.pair {
            Some(pair) => (self.tokens - pair.rejected - pair.others, Some(pair.prompt + pair.rejected)),
            None => (self.tokens, None),
        }
    }

    /// The tokens of the longest sequence.
    pub fn longest(&self) -> u64 {
        let (first, second) = self.sequences();
        first.max(second.unwrap_or_default())
    }

    /// Tokens of its sequences that stand behind a limit.
    pub fn cut(&self, limit: u64) -> u64 {
        let (first, second) = self.sequences();
        first.saturating_sub(limit) + second.unwrap_or_default().saturating_sub(limit)
    }

    /// Trained tokens that stand behind a limit.
    pub fn lost(&self, limit: u64) -> u64 {
        let (first, second) = self.sequences();
        let own = self.answers.iter().filter(|range| range.end <= first);
        let lost = |start: u64, end: u64| end.saturating_sub(start.max(limit));
        let rejected = self.pair.zip(second).map_or(0, |(pair, end)| lost(pair.prompt, end));
        own.map(|range| lost(range.start, range.end)).sum::<u64>() + rejected
    }

    fn add(&mut self, speaker: Speaker, tokens: u64) {
        self.tokens += tokens;
        self.by[speaker as usize] += tokens;
    }
}

impl<'r> Ruler<'r> {
    /// Counts as a target does for a model, or as OpenAI's newer models do where there is no target.
    pub fn of(tokens: &'r Tokens, target: Option<&Target>, model: Option<&str>) -> Self {
        const USUAL: &str = "o200k_base";
        let Some(target) = target else {
            let counting = &Counting::GUESSED;
            return Self { tokens, encoding: Some(USUAL), counting, images: None };
        };
        let limit = limit(target, model);
        let named = model.or(limit.and_then(|limit| limit.models.first().copied()));
        Self {
            tokens,
            encoding: limit.and_then(|limit| limit.encoding),
            counting: target.counting,
            images: target.counting.image(named),
        }
    }

    /// The vocabulary that counts, where one is embedded for it.
    pub fn encoding(&self) -> Option<&'static str> {
        self.encoding
    }

    /// Whether two rulers measure alike.
    pub fn is_like(&self, other: &Self) -> bool {
        self.counts_texts_like(other) && (self.tokens.template().is_some() || self.images == other.images)
    }

    /// Whether two rulers measure examples without images alike.
    pub fn counts_texts_like(&self, other: &Self) -> bool {
        let is_templated = self.tokens.template().is_some();
        self.encoding == other.encoding && (is_templated || std::ptr::eq(self.counting, other.counting))
    }

    /// Measures an example. `scratch` belongs to one ruler.
    pub fn measure(&self, example: &Example<'_>, scratch: &mut Scratch) -> Length {
        if let Some(template) = self.tokens.template().filter(|_| !matches!(example.body, Body::Text(_))) {
            return match Rendering::new(template, example) {
                Ok(rendering) => self.measure_rendering(example, &rendering),
                Err(_) => Length { is_refused: true, ..Length::default() },
            };
        }
        let mut length = Length { is_exact: true, ..Length::default() };
        let is_text = matches!(example.body, Body::Text(_));
        let Counting { per_message, per_name, per_example, is_documented, .. } = *self.counting;
        if !is_text {
            length.is_exact = is_documented;
            if let Some(declared) = example.tools() {
                self.count_tools(declared, scratch, &mut length);
            }
        }
        let mut prompt = 0;
        let mut turn = |length: &mut Length, message: &Message<'_>, is_trained: bool| {
            if !is_text {
                length.add(Speaker::Around, per_message);
                if let Some(name) = message.name {
                    length.add(Speaker::Around, per_name);
                    let name = self.count(name, length);
                    length.add(Speaker::Around, name);
                }
            }
            let start = length.tokens;
            self.count_message(message, scratch, length);
            if is_trained && length.tokens > start {
                let answer = start..length.tokens;
                length.answers.push(answer);
            }
        };
        let context = if let Body::Preference(preference) = &example.body { preference.prompt } else { 0 };
        for (place, message) in example.messages().iter().enumerate() {
            let is_answer = message.role == Role::Assistant && place >= context;
            turn(&mut length, message, is_answer && message.train != Train::No);
            if place + 1 == context {
                prompt = length.tokens;
            }
        }
        let preferred = length.tokens;
        for message in example.rejected() {
            turn(&mut length, message, message.role == Role::Assistant);
        }
        let rejected = length.tokens;
        for message in example.others().iter().flatten() {
            turn(&mut length, message, message.role == Role::Assistant);
        }
        if matches!(example.body, Body::Preference(_)) {
            let others = length.tokens - rejected;
            length.pair = Some(Pair { prompt, rejected: rejected - preferred, others });
        }
        if !is_text {
            length.add(Speaker::Around, per_example);
        }
        length
    }

    /// Measures what a chat template made of an example; of a preference, the rejected answers as texts beside it.
    fn measure_rendering(&self, example: &Example<'_>, rendering: &Rendering) -> Length {
        let text = &rendering.text;
        let starts = self.tokens.starts(self.encoding, text);
        let at = |byte: usize| match &starts {
            Some(starts) => starts.partition_point(|start| *start < byte) as u64,
            None => byte.div_ceil(4) as u64,
        };
        let between = |range: &Range<usize>| at(range.start)..at(range.end);
        let mut length = Length { is_exact: starts.is_some(), ..Length::default() };
        for (message, range) in example.messages().iter().zip(&rendering.messages) {
            if let Some(range) = range.as_ref().map(between) {
                length.add(Speaker::of(message.role), range.end - range.start);
            }
        }
        let all = at(text.len());
        length.add(Speaker::Around, all.saturating_sub(length.tokens));
        length.answers = rendering.trained(example).iter().map(between).collect();
        let images = example.messages().iter().flat_map(|message| &message.parts);
        length.unsized_images = images.filter(|part| matches!(part, Part::Image { .. })).count() as u64;
        let preferred = length.tokens;
        let prompt = length.answers.first().map_or(preferred, |answer| answer.start);
        for message in example.rejected() {
            self.count_message(message, &mut Scratch::default(), &mut length);
        }
        let rejected = length.tokens;
        if rejected > preferred {
            length.answers.push(preferred..rejected);
        }
        for message in example.others().iter().flatten() {
            self.count_message(message, &mut Scratch::default(), &mut length);
        }
        if matches!(example.body, Body::Preference(_)) {
            let others = length.tokens - rejected;
            length.pair = Some(Pair { prompt, rejected: rejected - preferred, others });
        }
        length
    }

    fn count(&self, text: &str, length: &mut Length) -> u64 {
        let count = self.tokens.count(self.encoding, text);
        length.is_exact &= count.is_exact;
        count.tokens
    }

    fn count_message(&self, message: &Message<'_>, scratch: &mut Scratch, length: &mut Length) {
        let speaker = Speaker::of(message.role);
        for part in &message.parts {
            match part {
                Part::Text(text) if speaker == Speaker::System => {
                    if scratch.system.0 != text.as_ref() || !length.is_exact {
                        scratch.system = (text.as_ref().to_owned(), self.count(text, length));
                    }
                    length.add(speaker, scratch.system.1);
                }
                Part::Text(text) | Part::ToolResult { body: text, .. } => {
                    let tokens = self.count(text, length);
                    length.add(speaker, tokens);
                }
                Part::Refusal(text) | Part::Reasoning(text) => {
                    let tokens = self.count(text, length);
                    length.add(speaker, tokens);
                }
                Part::ToolCall(call) => {
                    let tokens =
                        self.count(&call.name, length) + self.count(&call.arguments.to_text(), length);
                    length.add(speaker, tokens);
                    // How calls are written for the model is not published.
                    length.is_exact = false;
                }
                Part::Image { url, detail, .. } => match images::tokens(url, *detail, self.images) {
                    Some(tokens) => length.add(Speaker::Images, tokens),
                    None => length.unsized_images += 1,
                },
                Part::Medium { .. } => length.unsized_images += 1,
            }
        }
        // A trace of reasoning may be a member that the shape does not know.
        for text in traces(message) {
            let tokens = self.count(text, length);
            length.add(speaker, tokens);
        }
    }

    fn count_tools(&self, declared: &crate::model::Json<'_>, scratch: &mut Scratch, length: &mut Length) {
        let key = declared.key();
        let known = scratch.tools.filter(|(last, _)| key == Some(*last)).map(|(_, tokens)| tokens);
        let tokens = known.unwrap_or_else(|| {
            let count = |text: &str| self.tokens.count(self.encoding, text).tokens;
            let by_rule = self.counting.tools.zip(self.encoding);
            by_rule
                .and_then(|(rule, encoding)| tools::tokens(declared, &rule, encoding, count))
                .unwrap_or_else(|| count(&declared.to_value().to_string()))
        });
        scratch.tools = key.map(|key| (key, tokens));
        // A published count is by the makers' own word an estimate.
        length.is_exact = false;
        length.add(Speaker::Declared, tokens);
    }
}

/// A target's limit for a model; its first where none is named, or none is of that name.
pub fn limit(target: &Target, model: Option<&str>) -> Option<&'static TokenLimit> {
    let model = model.map(model_name);
    let is_of = |limit: &&TokenLimit| {
        limit
            .models
            .iter()
            .any(|own| model.as_ref().is_some_and(|model| model.starts_with(&own.to_lowercase())))
    };
    target.token_limits.iter().find(is_of).or(target.token_limits.first())
}
