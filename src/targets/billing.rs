//! What training costs at a target, as data with sources and dates, and what that comes to for a dataset.
//!
//! Prices change, and nobody publishes them in one place: a price that is not known is not guessed, and one that is known
//! says since when and by whom. A file of the user's own overrides what stands here ([`OwnPrice`]).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::own::kept;
use super::{Confidence, Source, model_name};
use crate::error::Error;

/// An amount of money, in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Usd(pub u64);

/// What a target charges for training.
#[derive(Debug, Clone, Copy)]
pub struct Billing {
    /// How often the data is gone over when nobody says so.
    pub epochs: Epochs,
    /// The key of the source of that; empty where nothing is known.
    pub epochs_source: &'static str,
    /// Whether the tokens of the validation file are charged.
    pub validation: Validation,
    /// The least that a job costs.
    pub minimum: Usd,
    /// What is known of prices, each model once; sizes ascending.
    pub prices: &'static [Price],
    /// Where all that was read.
    pub sources: &'static [Source],
}

impl Billing {
    /// Nothing is published.
    pub const UNKNOWN: Self = Self {
        epochs: Epochs::Unknown,
        epochs_source: "",
        validation: Validation::Unknown,
        minimum: Usd(0),
        prices: &[],
        sources: &[],
    };
}

/// How often the data is gone over when nobody says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epochs {
    /// Nothing is published.
    Unknown,
    /// Always so often.
    Fixed(u64),
    /// By the number of examples, as OpenAI published in 2023: three, as many more as make 100 examples in all but at most
    /// 25, as many fewer as make 25,000 but at least one.
    ByExamples,
}

impl Epochs {
    /// How often so many examples are gone over.
    pub fn of(self, examples: u64) -> Option<u64> {
        const USUAL: u64 = 3;
        const LEAST_SEEN: u64 = 100;
        const MOST_SEEN: u64 = 25_000;
        const MOST: u64 = 25;
        match self {
            Self::Unknown => None,
            Self::Fixed(epochs) => Some(epochs),
            Self::ByExamples if examples == 0 => Some(USUAL),
            Self::ByExamples if examples * USUAL < LEAST_SEEN => Some((LEAST_SEEN / examples).min(MOST)),
            Self::ByExamples if examples * USUAL > MOST_SEEN => Some((MOST_SEEN / examples).max(1)),
            Self::ByExamples => Some(USUAL),
        }
    }
}

/// Whether the tokens of the validation file are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// Nothing is published.
    Unknown,
    /// They are not.
    Free,
    /// They are, each time that the model is evaluated on them.
    EachEvaluation,
}

/// What training a model costs.
#[derive(Debug, Clone, Copy)]
pub struct Price {
    /// The models.
    pub models: Models,
    /// How much for what.
    pub rate: Rate,
    /// The month, or the day, as of which it is known: year-month or year-month-day.
    pub as_of: &'static str,
    /// The key of the source, or the source itself where the user says so.
    pub source: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Which models a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Models {
    /// One whose name, behind that of its maker, begins so, in whatever case; the longest such name is meant.
    Named(&'static str),
    /// Those of at most so many billions of parameters, and what they are called.
    UpTo(u64, &'static str),
}

/// How much for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// For a million tokens that are gone over once.
    Tokens(Usd),
    /// For an hour of training, which nothing in the data tells the length of.
    Hours(Usd),
}

/// What is known of a dataset when its cost is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Training examples.
    pub examples: u64,
    /// Their tokens, each example cut at the model's limit where the target cuts.
    pub tokens: u64,
    /// The tokens of the validation file.
    pub validation_tokens: u64,
    /// How often the model is evaluated on it while it trains.
    pub evaluations: u64,
    /// How often the data is gone over, where the user says so.
    pub epochs: Option<u64>,
}

/// What training comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How often the data is gone over; nothing where nobody knows, and what follows is for going over it once.
    pub epochs: Option<u64>,
    /// The tokens that are charged: those of training as often as they are gone over, and those of evaluations.
    pub tokens: u64,
    /// The amount.
    pub usd: Usd,
    /// Whether it is the least that a job costs.
    pub is_minimum: bool,
}

impl Billing {
    /// What a price comes to; nothing where it is no price of tokens.
    pub fn cost(&self, price: &Price, usage: Usage) -> Option<Cost> {
        let Rate::Tokens(Usd(million)) = price.rate else { return None };
        let epochs = usage.epochs.or(self.epochs.of(usage.examples));
        let evaluated = match self.validation {
            Validation::EachEvaluation => usage.validation_tokens.saturating_mul(usage.evaluations),
            Validation::Free | Validation::Unknown => 0,
        };
        let tokens = usage.tokens.saturating_mul(epochs.unwrap_or(1)).saturating_add(evaluated);
        let exact = u128::from(tokens) * u128::from(million);
        let usd = Usd(u64::try_from((exact + 500_000) / 1_000_000).unwrap_or(u64::MAX));
        let is_minimum = tokens > 0 && usd < self.minimum;
        Some(Cost { epochs, tokens, usd: if is_minimum { self.minimum } else { usd }, is_minimum })
    }

    /// The price of a model, where it is known.
    pub fn price(&self, model: &str) -> Option<&'static Price> {
        let model = model_name(model);
        let named = self.prices.iter().filter_map(|price| match price.models {
            Models::Named(own) => model.starts_with(&own.to_lowercase()).then_some((own.len(), price)),
            Models::UpTo(..) => None,
        });
        // Of prices for the same name, the first counts: it is the user's own.
        let longest = named.rev().max_by_key(|(length, _)| *length).map(|(_, price)| price);
        longest.or_else(|| {
            let billions = billions(&model)?;
            self.prices
                .iter()
                .find(|price| matches!(price.models, Models::UpTo(most, _) if billions <= most as f64))
        })
    }

    /// The same with prices of the user's own, which come before those of the same models. It lives as long as the
    /// program: it is made once a run.
    #[must_use]
    pub fn with(&self, own: &[Price]) -> Self {
        if own.is_empty() {
            return *self;
        }
        let mut prices: Vec<Price> = Vec::new();
        for price in own.iter().chain(self.prices) {
            let is_same = |other: &Price| other.models.name().eq_ignore_ascii_case(price.models.name());
            if !prices.iter().any(is_same) {
                prices.push(*price);
            }
        }
        Self { prices: Box::leak(prices.into_boxed_slice()), ..*self }
    }

    /// Where something was read.
    pub fn source(&self, key: &str) -> Option<&'static Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

/// How many billions of parameters a model has by its name: `8b`, `1.5b`, `8x7b`.
fn billions(model: &str) -> Option<f64> {
    let mut pieces = model.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let size = |piece: &str| {
        let number = piece.strip_suffix('b')?;
        match number.split_once('x') {
            Some((experts, each)) => Some(experts.parse::<f64>().ok()? * each.parse::<f64>().ok()?),
            None => number.parse().ok(),
        }
    };
    pieces.find_map(size)
}

impl Models {
    /// What they are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Named(name) | Self::UpTo(_, name) => name,
        }
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = (self.0 + 5_000) / 10_000;
        if cents == 0 && self.0 > 0 {
            return f.write_str("< 0.01");
        }
        write!(f, "{}.{:02}", crate::text::thousands(cents / 100), cents % 100)
    }
}

impl Serialize for Usd {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1e6)
    }
}

/// A price as a user states it, in gristmill.toml or in a file of `[[prices]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnPrice {
    /// The target or provider that charges it.
    pub target: String,
    /// The model, or the beginning of its name.
    pub model: String,
    /// US dollars for a million tokens that are gone over once.
    pub usd_per_million_tokens: f64,
    /// Since when it is known: year-month or year-month-day.
    pub as_of: String,
    /// Where it was read.
    pub source: String,
}

/// A file of prices.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceFile {
    #[serde(default)]
    prices: Vec<OwnPrice>,
}

impl OwnPrice {
    /// Reads a file of `[[prices]]`.
    pub fn read(file: &std::path::Path) -> Result<Vec<Self>, Error> {
        let text = std::fs::read_to_string(file).map_err(|cause| Error::read(file, cause))?;
        let help = "a price has target, model, usd-per-million-tokens, as-of and source";
        let prices: PriceFile =
            toml::from_str(&text).map_err(|error| Error::toml(file, &text, &error, help))?;
        Ok(prices.prices)
    }

    /// The price as the rest of the program has it. It lives as long as the program: it is made once a run.
    pub fn build(&self) -> Result<Price, Error> {
        const MOST: f64 = 1e6;
        let amount = self.usd_per_million_tokens;
        if !(0.0..=MOST).contains(&amount) {
            let message = format!("the price of {} is {amount}", self.model);
            return Err(Error::refused(message, "give US dollars for a million tokens, 0 or more"));
        }
        let is_date = |text: &str| {
            let parts: Vec<&str> = text.split('-').collect();
            let is_part = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
            parts.iter().all(is_part)
                && matches!(
                    parts.iter().map(|part| part.len()).collect::<Vec<_>>()[..],
                    [4] | [4, 2] | [4, 2, 2]
                )
        };
        if !is_date(&self.as_of) {
            let message = format!("the price of {} is as of `{}`", self.model, self.as_of);
            return Err(Error::refused(message, "give a date, such as 2026-11 or 2026-11-28"));
        }
        if self.source.trim().is_empty() {
            let message = format!("the price of {} has no source", self.model);
            return Err(Error::refused(message, "say where it was read"));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        let micro = (amount * 1e6).round() as u64;
        Ok(Price {
            models: Models::Named(kept(&self.model)),
            rate: Rate::Tokens(Usd(micro)),
            as_of: kept(&self.as_of),
            source: kept(&self.source),
            confidence: Confidence::Sure,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_follow_the_number_of_examples() {
        let epochs = |examples| Epochs::ByExamples.of(examples).unwrap();
        // 100 / 3 = 33.3: below 34 examples more epochs, at most 25.
        assert_eq!([1, 4, 5, 10, 33, 34].map(epochs), [25, 25, 20, 10, 3, 3]);
        // 25,000 / 3 = 8,333.3: above that fewer, at least one.
        assert_eq!([8_333, 8_334, 12_500, 12_501, 25_000, 1_000_000].map(epochs), [3, 2, 2, 1, 1, 1]);
    }

    #[test]
    fn the_longest_name_is_meant_and_sizes_are_read() {
        let price = |models| Price {
            models,
            rate: Rate::Hours(Usd(1)),
            as_of: "2026-11",
            source: "",
            confidence: Confidence::Sure,
        };
        let prices = Box::leak(Box::new([
            price(Models::Named("gpt-4o")),
            price(Models::Named("gpt-4o-mini")),
            price(Models::UpTo(16, "up to 16B")),
            price(Models::UpTo(80, "up to 80B")),
        ]));
        let billing = Billing { prices, ..Billing::UNKNOWN };
        let meant = |model: &str| billing.price(model).map(|price| price.models.name());
        assert_eq!(meant("gpt-4o-2024-08-06"), Some("gpt-4o"));
        assert_eq!(meant("openai/GPT-4o-mini-2024-07-18"), Some("gpt-4o-mini"));
        assert_eq!(meant("accounts/fireworks/models/llama-v3p1-8b-instruct"), Some("up to 16B"));
        assert_eq!(meant("Qwen/Qwen3-30B-A3B"), Some("up to 80B"));
        assert_eq!(meant("mixtral-8x7b"), Some("up to 80B"));
        assert_eq!(meant("llama-405b"), None);
        assert_eq!(meant("some-model"), None);
    }

    #[test]
    fn money_has_cents() {
        let shown = |micro| Usd(micro).to_string();
        assert_eq!(shown(0), "0.00");
        assert_eq!(shown(4_999), "< 0.01");
        assert_eq!(shown(900_000), "0.90");
        assert_eq!(shown(1_234_567_890), "1,234.57");
    }
}
