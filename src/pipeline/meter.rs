//! Meters: tokens of examples, measured as several targets count them, and summed.
//!
//! Targets that count alike share a meter. Nothing is kept of a record but its length by the first of them.

use serde::Serialize;

use super::spread::Spread;
use crate::lengths::{Length, Ruler, Scratch, Speaker, limit};
use crate::model::{Example, Part};
use crate::targets::{Overlong, Target, model_name};
use crate::tokens::Tokens;

/// Lengths at which trainers cut by default, or are commonly told to.
const USUAL_LIMITS: [u64; 8] = [1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072];

/// How tokens are measured.
pub(super) struct Meters<'t> {
    rulers: Vec<Ruler<'t>>,
    /// Ascending.
    limits: Vec<u64>,
}

/// What is trained on, and what is held out for validation.
pub(super) const SIDES: usize = 2;

/// The sums of one meter on one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub examples: u64,
    pub tokens: u64,
    trained: u64,
    by: [u64; Speaker::ALL.len()],
    /// Examples that the chat template refuses, which count for nothing else.
    refused: u64,
    /// Examples that could only be estimated.
    estimated: u64,
    unsized_images: u64,
    /// What stands behind each limit.
    pub over: Vec<Over>,
}

/// What stands behind a limit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Over {
    /// Examples that are longer.
    pub examples: u64,
    /// All their tokens.
    pub tokens: u64,
    /// Those that are trained on.
    trained: u64,
    /// Their tokens behind the limit.
    pub cut: u64,
    /// Those among them that are trained on.
    lost: u64,
}

/// What a stretch of records comes to.
#[derive(Default)]
pub(super) struct Metered {
    /// By meter and side.
    sums: Vec<[Sums; SIDES]>,
    /// The tokens of each example on the side that is trained on, by the first meter: all, and those that are trained.
    lengths: Vec<(u32, u32)>,
    scratch: Vec<Scratch>,
}

/// Tokens of a dataset, as its first target counts them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenFacts {
    /// The vocabulary: an encoding, `tokenizer` for a file of the user's own, `estimate` where none is known.
    pub vocabulary: &'static str,
    /// The model that is counted for instead of one that was named and that the target is not known to have.
    pub counted_as: Option<&'static str>,
    /// Whether conversations were written with a chat template of the user's own.
    pub chat_template: bool,
    /// Whether every example was counted exactly, by a published rule or the template.
    pub is_exact: bool,
    /// Training examples that were counted.
    pub examples: u64,
    /// Examples that the chat template refuses: they have no length, and are not counted.
    pub refused: u64,
    /// Their tokens.
    pub tokens: u64,
    /// Those that are trained on.
    pub trained: u64,
    /// Tokens by who speaks.
    pub by: Vec<TokenShare>,
    /// Tokens of one example.
    pub an_example: Spread,
    /// Tokens of one example that are trained on.
    pub its_answers: Spread,
    /// How many examples have how many tokens.
    pub histogram: Vec<Bar>,
    /// Images that count for nothing, because their size or what it counts for is not known.
    pub unsized_images: u64,
    /// Examples that are held out for validation.
    pub validation_examples: u64,
    /// Their tokens.
    pub validation_tokens: u64,
    /// What stands behind limits: those of the target's models, and usual ones that some example reaches.
    pub limits: Vec<LimitFacts>,
}

/// Tokens of one speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TokenShare {
    /// Who speaks: a role, declared tools, images, or what the chat format puts around all.
    pub name: &'static str,
    /// Tokens.
    pub tokens: u64,
}

/// A bar of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// The least that counts.
    pub from: u64,
    /// What is already too much.
    pub below: u64,
    /// How many there are.
    pub examples: u64,
}

/// What stands behind a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitFacts {
    /// The limit, in tokens of an example.
    pub limit: u64,
    /// The target's models that have it; empty for a usual limit.
    pub models: Vec<&'static str>,
    /// What becomes of longer examples: cut, dropped, refused; nothing for a usual limit.
    pub effect: Option<&'static str>,
    /// Training examples that are longer.
    pub examples: u64,
    /// Their tokens behind the limit; all of them where they are dropped or refused.
    pub cut: u64,
    /// Those among them that are trained on.
    pub lost: u64,
}

impl<'t> Meters<'t> {
    /// A meter for each way of counting among some targets and models; the first is the one that is told of.
    pub fn new(
        tokens: &'t Tokens,
        wanted: impl IntoIterator<Item = (Option<&'static Target>, Option<String>)>,
    ) -> Self {
        let mut meters = Self { rulers: Vec::new(), limits: USUAL_LIMITS.to_vec() };
        for (target, model) in wanted {
            let ruler = Ruler::of(tokens, target, model.as_deref());
            if !meters.rulers.iter().any(|own| own.is_like(&ruler)) {
                meters.rulers.push(ruler);
            }
            meters
                .limits
                .extend(target.into_iter().flat_map(|target| target.token_limits).map(|limit| limit.tokens));
        }
        meters.limits.sort_unstable();
        meters.limits.dedup();
        meters
    }

    /// Measures an example on a side; gives its length by the first meter.
    pub fn measure(&self, example: &Example<'_>, side: usize, part: &mut Metered) -> Length {
        part.sums.resize_with(self.rulers.len(), Default::default);
        part.scratch.resize_with(self.rulers.len(), Scratch::default);
        let is_image = |part: &Part<'_>| matches!(part, Part::Image { .. });
        let has_images = example.all_messages().flat_map(|message| &message.parts).any(is_image);
        let mut lengths: Vec<Length> = Vec::with_capacity(self.rulers.len());
        for (number, ruler) in self.rulers.iter().enumerate() {
            // Most rulers differ in what images count for, and most examples have none.
            let like = self.rulers[..number].iter().position(|other| ruler.counts_texts_like(other));
            let length = match like.filter(|_| !has_images) {
                Some(like) => lengths[like].clone(),
                None => ruler.measure(example, &mut part.scratch[number]),
            };
            part.sums[number][side].add(&length, &self.limits);
            lengths.push(length);
        }
        let first = lengths.into_iter().next().unwrap_or_default();
        if side == 0 && !first.is_refused {
            let short = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            part.lengths.push((short(first.tokens), short(first.trained())));
        }
        first
    }

    /// The sums on a side as a target counts for a model, and what stands behind the limit of that model.
    pub fn sums<'m>(
        &self,
        tokens: &Tokens,
        target: &'static Target,
        model: Option<&str>,
        side: usize,
        metered: &'m Metered,
    ) -> Option<(&'m Sums, Option<(Over, Overlong)>)> {
        let ruler = Ruler::of(tokens, Some(target), model);
        let place = self.rulers.iter().position(|own| own.is_like(&ruler))?;
        let sums = &metered.sums.get(place)?[side];
        let over = limit(target, model).and_then(|limit| {
            let place = self.limits.iter().position(|own| *own == limit.tokens)?;
            Some((sums.over.get(place).copied().unwrap_or_default(), limit.effect))
        });
        Some((sums, over))
    }

    /// What the first meter tells, which counts for a target.
    pub fn facts(&self, tokens: &Tokens, target: Option<&'static Target>, metered: &Metered) -> TokenFacts {
        let none = Sums::default();
        let side = |side: usize| metered.sums.first().map_or(&none, |sums| &sums[side]);
        let [train, validation] = [side(0), side(1)];
        let encoding = self.rulers.first().and_then(Ruler::encoding);
        let by = Speaker::ALL.into_iter().zip(train.by).filter(|(_, tokens)| *tokens > 0);
        let of = |which: fn(&(u32, u32)) -> u32| Spread::of(metered.lengths.iter().map(which).collect());
        TokenFacts {
            vocabulary: if tokens.has_tokenizer() { "tokenizer" } else { encoding.unwrap_or("estimate") },
            counted_as: target.and_then(|target| counted_as(target, tokens)),
            chat_template: tokens.template().is_some(),
            is_exact: train.estimated + validation.estimated == 0,
            examples: train.examples,
            refused: train.refused + validation.refused,
            tokens: train.tokens,
            trained: train.trained,
            by: by.map(|(speaker, tokens)| TokenShare { name: speaker.name(), tokens }).collect(),
            an_example: of(|(all, _)| *all),
            its_answers: of(|(_, trained)| *trained),
            histogram: Bar::histogram(metered.lengths.iter().map(|(all, _)| *all)),
            unsized_images: train.unsized_images,
            validation_examples: validation.examples,
            validation_tokens: validation.tokens,
            limits: self.limits(target, tokens.model.as_deref(), train),
        }
    }

    /// What stands behind limits: those of the target, or of the one model that is named.
    fn limits(&self, target: Option<&'static Target>, model: Option<&str>, train: &Sums) -> Vec<LimitFacts> {
        let of_model = model.and_then(|model| limit(target?, Some(model)));
        let told = self.limits.iter().enumerate().filter_map(|(place, most)| {
            let own = target.into_iter().flat_map(|target| target.token_limits);
            let own = own.filter(|own| of_model.is_none_or(|of_model| std::ptr::eq(of_model, *own)));
            let own: Vec<_> = own.filter(|own| own.tokens == *most).collect();
            let over = train.over.get(place).copied().unwrap_or_default();
            let is_usual = USUAL_LIMITS.contains(most) && over.examples > 0;
            // What is dropped or refused goes as a whole.
            let goes = own.iter().any(|own| own.effect != Overlong::Cut);
            (is_usual || !own.is_empty()).then(|| LimitFacts {
                limit: *most,
                models: own.iter().flat_map(|own| own.models).copied().collect(),
                effect: own.first().map(|own| own.effect.name()),
                examples: over.examples,
                cut: if goes { over.tokens } else { over.cut },
                lost: if goes { over.trained } else { over.lost },
            })
        });
        told.collect()
    }
}

/// The model that a target's limits and vocabulary are taken of, where another was named that it is not known to have.
fn counted_as(target: &Target, tokens: &Tokens) -> Option<&'static str> {
    let named = tokens.model.as_deref()?;
    let is_known = |own: &&str| model_name(named).starts_with(&own.to_lowercase());
    // Where a vocabulary is known, limits are of models; elsewhere they may be of a trainer's setting.
    let limits = target.token_limits.iter().filter(|limit| limit.encoding.is_some());
    let mut models = limits.flat_map(|limit| limit.models).copied();
    let first = models.clone().next()?;
    (!models.any(|own| is_known(&own)) && target.billing.price(named).is_none()).then_some(first)
}

impl Sums {
    /// Whether every example was counted exactly.
    pub fn is_exact(&self) -> bool {
        self.estimated == 0
    }

    fn add(&mut self, length: &Length, limits: &[u64]) {
        if length.is_refused {
            self.refused += 1;
            return;
        }
        self.examples += 1;
        self.tokens += length.tokens;
        self.trained += length.trained();
        self.by.iter_mut().zip(length.by).for_each(|(own, more)| *own += more);
        self.estimated += u64::from(!length.is_exact);
        self.unsized_images += length.unsized_images;
        self.over.resize(limits.len(), Over::default());
        let longest = length.longest();
        for (over, limit) in self.over.iter_mut().zip(limits).take_while(|(_, limit)| **limit < longest) {
            over.examples += 1;
            over.tokens += length.tokens;
            over.trained += length.trained();
            over.cut += length.cut(*limit);
            over.lost += length.lost(*limit);
        }
    }

    fn join(&mut self, more: &Self) {
        self.examples += more.examples;
        self.tokens += more.tokens;
        self.trained += more.trained;
        self.by.iter_mut().zip(more.by).for_each(|(own, more)| *own += more);
        self.refused += more.refused;
        self.estimated += more.estimated;
        self.unsized_images += more.unsized_images;
        self.over.resize(self.over.len().max(more.over.len()), Over::default());
        for (own, more) in self.over.iter_mut().zip(&more.over) {
            own.examples += more.examples;
            own.tokens += more.tokens;
            own.trained += more.trained;
            own.cut += more.cut;
            own.lost += more.lost;
        }
    }
}

impl Metered {
    /// Joins what comes after.
    pub fn join(&mut self, later: &Self) {
        self.sums.resize_with(self.sums.len().max(later.sums.len()), Default::default);
        for (own, more) in self.sums.iter_mut().flatten().zip(later.sums.iter().flatten()) {
            own.join(more);
        }
        self.lengths.extend_from_slice(&later.lengths);
    }
}

impl Bar {
    /// How many examples have which length: each bar is twice as wide as the one before it.
    pub fn histogram(lengths: impl Iterator<Item = u32>) -> Vec<Bar> {
        let mut counts = [0_u64; 33];
        lengths.for_each(|length| counts[(u32::BITS - length.leading_zeros()) as usize] += 1);
        let bars = counts.iter().enumerate().map(|(bits, examples)| Self {
            from: if bits == 0 { 0 } else { 1 << (bits - 1) },
            below: 1 << bits,
            examples: *examples,
        });
        let first = counts.iter().position(|examples| *examples > 0).unwrap_or(counts.len());
        let last = counts.iter().rposition(|examples| *examples > 0).unwrap_or(0);
        bars.skip(first).take((last + 1).saturating_sub(first)).collect()
    }
}
