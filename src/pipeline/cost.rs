//! Cost: what training on a dataset comes to, by the prices that are known of targets.

use serde::Serialize;

use super::meter::{Metered, Meters, Over};
use super::{Inputs, Options};
use crate::error::Error;
use crate::lengths::Ruler;
use crate::targets::{self, Billing, Models, Overlong, OwnPrice, Price, Rate, Target, Targets, Usage, Usd};
use crate::tokens::Tokens;

/// What training costs at a target.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TargetCost {
    /// The target's id.
    pub target: &'static str,
    /// Whether the data has to be converted for it first.
    pub is_converted: bool,
    /// The first day without new jobs, where it closes.
    pub closes: Option<&'static str>,
    /// For each model of which a price is known; for the one that was asked for alone, where one was.
    pub models: Vec<ModelCost>,
    /// Priced models whose tokens another vocabulary counts, and which are told only when they are asked for.
    pub others: Vec<&'static str>,
}

/// What training a model costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelCost {
    /// The model, or what models of its size are called.
    pub model: String,
    /// The tokens of the training file, as far as they are charged, gone over once.
    pub tokens: u64,
    /// Whether they were counted exactly, and not estimated.
    pub is_exact: bool,
    /// How often they are gone over; nothing where nobody says so, and the amount is for once.
    pub epochs: Option<u64>,
    /// The tokens that are charged in all, evaluations among them.
    pub charged: u64,
    /// The amount in US dollars; nothing where time is charged.
    pub usd: Option<Usd>,
    /// Whether it is the least that a job costs.
    pub is_minimum: bool,
    /// US dollars for a million tokens.
    pub per_million: Option<Usd>,
    /// US dollars for an hour of training.
    pub per_hour: Option<Usd>,
    /// The month or day as of which the price is known.
    pub as_of: &'static str,
    /// Where it was read.
    pub source: String,
    /// How sure it is.
    pub confidence: &'static str,
}

/// A target with its prices.
pub(super) struct Priced {
    target: &'static Target,
    billing: Billing,
    is_converted: bool,
}

/// What costs are asked for.
pub(super) struct Asked<'o> {
    options: &'o Options,
    pub targets: Vec<Priced>,
}

impl<'o> Asked<'o> {
    /// The costs at some targets; the first is the one that is told of.
    pub fn new(options: &'o Options, targets: &[(&'static Target, bool)]) -> Result<Self, Error> {
        let own = options.prices.iter().map(|own| Ok((own, own.build()?)));
        let own: Vec<(&OwnPrice, Price)> = own.collect::<Result<_, Error>>()?;
        let priced = targets.iter().map(|(target, is_converted)| {
            let is_meant = |own: &OwnPrice| own.target == target.id || own.target == target.provider;
            let own: Vec<Price> =
                own.iter().filter(|(own, _)| is_meant(own)).map(|(_, price)| *price).collect();
            let billing = target.billing.with(&own);
            Priced { target, billing, is_converted: *is_converted }
        });
        Ok(Self { options, targets: priced.collect() })
    }

    /// Whose way of counting is needed.
    pub fn ways(&self, tokens: &Tokens) -> Vec<(Option<&'static Target>, Option<String>)> {
        let mut ways = Vec::new();
        for priced in &self.targets {
            let models = self.prices(priced, tokens).into_iter();
            ways.extend(models.map(|(model, _)| (Some(priced.target), Some(model))));
        }
        ways
    }

    /// The prices at a target, each with the model that it is counted for: the user's model alone, where one is named
    /// and priced; otherwise all whose tokens one vocabulary counts.
    fn prices(&self, priced: &Priced, tokens: &Tokens) -> Vec<(String, &'static Price)> {
        let all = || {
            let all = priced.billing.prices.iter().map(|price| (price.models.name().to_owned(), price));
            all.filter(|(model, _)| has_usual_vocabulary(priced, model, tokens)).collect()
        };
        match &self.options.model {
            Some(model) => match priced.billing.price(model) {
                Some(price) => vec![(model.clone(), price)],
                // Another provider's model is no reason to tell nothing of this one's.
                None if self.targets.len() > 1 => all(),
                None => Vec::new(),
            },
            None => all(),
        }
    }

    /// The priced models that are not told of, because another vocabulary counts their tokens.
    fn others(&self, priced: &Priced, tokens: &Tokens) -> Vec<&'static str> {
        if self.options.model.is_some() {
            return Vec::new();
        }
        let names = priced.billing.prices.iter().map(|price| price.models.name());
        names.filter(|model| !has_usual_vocabulary(priced, model, tokens)).collect()
    }

    /// What training comes to at each target.
    pub fn costs(&self, tokens: &Tokens, meters: &Meters<'_>, metered: &Metered) -> Vec<TargetCost> {
        let cost = |priced: &Priced| TargetCost {
            target: priced.target.id,
            is_converted: priced.is_converted,
            closes: match priced.target.status {
                targets::Status::Open => None,
                targets::Status::Closing { date, .. } => Some(date),
            },
            models: self
                .prices(priced, tokens)
                .into_iter()
                .filter_map(|(model, price)| self.cost(priced, &model, price, tokens, meters, metered))
                .collect(),
            others: self.others(priced, tokens),
        };
        self.targets.iter().map(cost).collect()
    }

    fn cost(
        &self,
        priced: &Priced,
        model: &str,
        price: &'static Price,
        tokens: &Tokens,
        meters: &Meters<'_>,
        metered: &Metered,
    ) -> Option<ModelCost> {
        let sums = |side| meters.sums(tokens, priced.target, Some(model), side, metered);
        let (train, over) = sums(0)?;
        let charged = |all: u64, over: Option<(Over, Overlong)>| match over {
            Some((over, Overlong::Cut)) => all.saturating_sub(over.cut),
            Some((over, Overlong::Dropped)) => all - over.tokens,
            Some((_, Overlong::Refused)) | None => all,
        };
        let (validation, validation_over) = sums(1)?;
        let usage = Usage {
            examples: train.examples,
            tokens: charged(train.tokens, over),
            validation_tokens: charged(validation.tokens, validation_over),
            evaluations: self.options.evaluations.unwrap_or_default(),
            epochs: self.options.epochs,
        };
        let cost = priced.billing.cost(price, usage);
        let source = priced.billing.source(price.source);
        let (per_million, per_hour) = match price.rate {
            Rate::Tokens(usd) => (Some(usd), None),
            Rate::Hours(usd) => (None, Some(usd)),
        };
        Some(ModelCost {
            model: match price.models {
                Models::UpTo(_, size) if model != size => format!("{model} ({size})"),
                _ => model.to_owned(),
            },
            tokens: usage.tokens,
            is_exact: train.is_exact(),
            epochs: cost.and_then(|cost| cost.epochs),
            charged: cost.map_or(0, |cost| cost.tokens),
            usd: cost.map(|cost| cost.usd),
            is_minimum: cost.is_some_and(|cost| cost.is_minimum),
            per_million,
            per_hour,
            as_of: price.as_of,
            source: source.map_or_else(
                || price.source.to_owned(),
                |source| format!("{}, {}", source.title, source.url),
            ),
            confidence: price.confidence.name(),
        })
    }
}

/// Whether tokens of a model are counted with the vocabulary of the target's first models.
fn has_usual_vocabulary(priced: &Priced, model: &str, tokens: &Tokens) -> bool {
    let encoding = |model| Ruler::of(tokens, Some(priced.target), model).encoding();
    tokens.has_tokenizer() || encoding(Some(model)) == encoding(None)
}

/// The targets that take the data, with whether it has to be converted first: of each provider the one that takes it as
/// it stands, or else the one that it would be written for. Those that are named come first.
pub(super) fn takers(
    named: &[&'static Target],
    known: &Targets,
    inputs: &Inputs,
) -> Vec<(&'static Target, bool)> {
    let Some(shape) = inputs.shapes.first().copied() else { return Vec::new() };
    let mut takers: Vec<(&'static Target, bool)> =
        named.iter().map(|target| (*target, !inputs.are_taken_by(target))).collect();
    let others = known.0.iter().copied().chain(targets::ALL.iter().copied());
    for target in others {
        if takers.iter().any(|(known, _)| known.provider == target.provider) {
            continue;
        }
        let as_it_stands = known.named(target.provider, Some(shape)).ok().filter(|own| own.takes(shape));
        let written = || known.to_write(target.provider, Some(shape)).ok();
        if let Some(taker) = as_it_stands.or_else(written) {
            takers.push((taker, !inputs.are_taken_by(taker)));
        }
    }
    takers
}
