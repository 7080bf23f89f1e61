//! The draw: groups, strata and earlier members decide the sides; the exact join has the last word.

use super::join::{Join, Joined, Leak, Lens, PARTS};
use super::parted::{Giant, SplitFacts, StratumFacts, TieCount};
use super::previous::Previous;
use super::strata::strata;
use super::ties::grouping;
use super::topics::{Topic, Topics};
use crate::dedupe::{By, Common, Items};
use crate::engine::Observer;
use crate::error::Error;
use crate::pipeline::decide::Chosen;
use crate::pipeline::sketching::{Sketching, is_longer, lenses};
use crate::pipeline::{Facts, Inputs, Options};
use crate::rules::Spot;
use crate::split::{
    Draw, Grouping, Groups, Holdout, Interval, Overlap, Pinned, Side, Strata, Tie, equal_rows,
};
use crate::text::KeySet;

/// Splits records.
pub struct Splitter<'s> {
    /// The inputs.
    pub inputs: &'s Inputs,
    /// What was measured of them.
    pub facts: &'s Facts,
    /// How they are split.
    pub options: &'s Options,
    /// Who watches.
    pub observer: &'s dyn Observer,
}

/// Records on their sides.
pub struct Parted {
    /// For each record its side.
    pub sides: Vec<Side>,
    /// How it came out.
    pub facts: SplitFacts,
}

/// What is drawn from, round after round.
struct Pool<'p, 's> {
    splitter: &'p Splitter<'s>,
    items: &'p Chosen<'p>,
    grouping: Grouping,
    strata: Strata,
    previous: Option<Previous>,
    topics: Option<Topics>,
    /// Items whose groups stay in train for good.
    barred: KeySet<u32>,
    /// The only items whose groups may be drawn, once there were many rounds.
    only: Option<KeySet<u32>>,
}

/// What one round draws.
struct Round {
    groups: Groups,
    sides: Vec<Side>,
    topics: Vec<Topic>,
}

impl Splitter<'_> {
    /// Rounds in which groups are drawn anew for those that turned out to be tied.
    const ROUNDS: u64 = 6;
    /// Rounds in which further groups may be drawn at all.
    const MOST: u64 = 10;

    /// Splits some records, whose sketches are needed for groups alone.
    pub fn part(&self, items: &Chosen<'_>, sketching: Option<Sketching>) -> Result<Parted, Error> {
        let options = &self.options.split;
        let all = items.len() as u64;
        let grouping = grouping(items, self.inputs, sketching.as_ref(), self.options, self.observer)?;
        let lenses = sketching.map_or_else(Vec::new, |sketching| self.lenses(&sketching));
        let (strata, by) = strata(items, self.inputs, &options.stratify_by)?;
        let previous = options.previous.as_deref();
        let previous = previous.map(|path| Previous::open(path, self.options, self.observer)).transpose()?;
        let ood = options.ood.map(|ood| ood.wanted(all));
        let topics = ood.map(|ood| Topics::new(items, self.inputs, ood, options.seed, self.observer));
        let mut pool = Pool {
            splitter: self,
            items,
            grouping,
            strata,
            previous,
            topics: topics.transpose()?,
            barred: KeySet::default(),
            only: None,
        };
        let mut rounds = 0;
        let (round, joined) = loop {
            rounds += 1;
            let round = pool.draw();
            let joined = self.join(items, &round.sides, &lenses)?;
            if !pool.mend(&joined.leaks, &round, rounds) {
                break (round, joined);
            }
        };
        let overlap = self.overlap(items, &round.sides, &joined);
        let mut facts = pool.facts(&round, overlap);
        facts.stratified_by = by.to_string();
        facts.rounds = rounds;
        let mut held: Vec<u32> = round
            .groups
            .of
            .iter()
            .zip(&round.sides)
            .filter(|(_, side)| **side == Side::Holdout)
            .map(|(group, _)| *group)
            .collect();
        held.sort_unstable();
        held.dedup();
        facts.interval = Some(Interval::new(held.len() as u64));
        facts.neighbours = (!lenses.is_empty()).then_some(joined.neighbours);
        facts.warn(joined.templated, held.len() as u64);
        let wanted = |side, size: Option<Holdout>| (side, size.map_or(0, |size| size.wanted(all)));
        facts.warn_of_short(&[
            wanted(Side::Holdout, Some(options.holdout)),
            wanted(Side::Validation, options.validation),
            wanted(Side::Ood, options.ood),
        ]);
        Ok(Parted { sides: round.sides, facts })
    }

    /// How the sides are compared.
    fn lenses(&self, sketching: &Sketching) -> Vec<Lens> {
        let lens = |(grams, threshold)| Lens {
            grams,
            threshold,
            commons: PARTS.map(|by| sketching.common(by, grams)),
        };
        let mut lenses: Vec<Lens> = lenses(self.options).into_iter().map(lens).collect();
        if let Some(own) = lenses.first().map(|own| own.grams)
            && lenses[0].commons.iter().all(Common::is_empty)
        {
            lenses.retain(|lens| !is_longer(lens.grams, own));
        }
        lenses
    }

    /// Compares the sides.
    fn join(&self, items: &Chosen<'_>, sides: &[Side], lenses: &[Lens]) -> Result<Joined, Error> {
        if lenses.is_empty() {
            return Ok(Joined::default());
        }
        let mut of_records = vec![None; self.facts.records.len()];
        for (place, side) in items.places.iter().zip(sides) {
            of_records[*place] = Some(*side);
        }
        let Self { inputs, facts, observer, .. } = *self;
        Join { inputs, facts, sides: &of_records, lenses, observer }.run()
    }

    /// What the holdout shares with train.
    fn overlap(&self, items: &Chosen<'_>, sides: &[Side], joined: &Joined) -> Overlap {
        let equal =
            |by| equal_rows(items, sides, by).into_iter().map(|(item, _)| items.places[item as usize]);
        let near = |by: By| {
            let is_on =
                |place: u32, side: Side| items.item(place).is_some_and(|item| sides[item as usize] == side);
            let is_between = |leak: &&Leak| is_on(leak.other, Side::Train) && is_on(leak.held, Side::Holdout);
            let leaks = joined.leaks.iter().filter(|leak| leak.by == by).filter(is_between);
            let mut rows: Vec<usize> = leaks.map(|leak| leak.held as usize).chain(equal(by)).collect();
            rows.sort_unstable();
            rows.dedup();
            rows.len() as u64
        };
        let is_near = self.options.split.group_threshold.similarity().is_some();
        Overlap {
            prompt_equal: equal(By::Prompt).count() as u64,
            prompt_near: is_near.then(|| near(By::Prompt)),
            record_equal: equal(By::Example).count() as u64,
            record_near: is_near.then(|| near(By::Example)),
            ngram: is_near.then_some(joined.runs),
        }
    }
}

impl Pool<'_, '_> {
    /// Draws all sides.
    fn draw(&mut self) -> Round {
        let options = &self.splitter.options.split;
        let all = self.items.len() as u64;
        let groups = self.grouping.groups();
        let strata = self.strata.of_groups(&groups);
        let pinned = self.pinned(&groups);
        let mut draw = Draw::new(self.items, &groups, &strata, pinned, options.seed);
        let mut topics = Vec::new();
        if let (Some(own), Some(ood)) = (&self.topics, options.ood) {
            topics = own.set_aside(&mut draw, &groups, ood.wanted(all));
        }
        draw.take(Side::Holdout, options.holdout.wanted(all));
        if let Some(validation) = options.validation {
            draw.take(Side::Validation, validation.wanted(all));
        }
        let of_groups = draw.sides();
        let side = |(item, group): (usize, &u32)| {
            let earlier = self.previous.as_ref().and_then(|previous| previous.side(self.items.keys(item)));
            earlier.filter(|side| *side != Side::Train).unwrap_or(of_groups[*group as usize])
        };
        let sides = groups.of.iter().enumerate().map(side).collect();
        Round { groups, sides, topics }
    }

    /// Where groups must stand because of an earlier split, and which must stay in train.
    fn pinned(&self, groups: &Groups) -> Pinned {
        let mut pinned =
            Pinned { sides: vec![None; groups.sizes.len()], stay: vec![false; groups.sizes.len()] };
        for (item, group) in groups.of.iter().enumerate() {
            let group = *group as usize;
            if let Some(previous) = &self.previous {
                match previous.side_of_prompt(self.items.keys(item)) {
                    Some(Side::Train) => pinned.stay[group] = true,
                    // Of several sides the holdout is the one to be kept clean.
                    Some(side) => {
                        pinned.sides[group] = Some(pinned.sides[group].map_or(side, |own| own.min(side)));
                    }
                    None => {}
                }
            }
            let item = u32::try_from(item).unwrap_or(u32::MAX);
            pinned.stay[group] |= self.barred.contains(&item);
        }
        if let Some(only) = &self.only {
            let mut may = vec![false; groups.sizes.len()];
            for (item, group) in (0..).zip(&groups.of) {
                may[*group as usize] |= only.contains(&item);
            }
            pinned.stay.iter_mut().zip(may).for_each(|(stay, may)| *stay |= !may);
        }
        pinned
    }

    /// Ties what turned out to be near across sides; says whether sides have to be drawn again.
    fn mend(&mut self, leaks: &[Leak], round: &Round, rounds: u64) -> bool {
        let mut is_changed = false;
        for leak in leaks {
            let both = self.items.item(leak.held).zip(self.items.item(leak.other));
            let Some((held, other)) = both else { continue };
            let tie = if leak.by == By::Prompt { Tie::NearPrompt } else { Tie::NearText };
            is_changed |= self.grouping.tie(held, other, tie);
            if rounds >= Splitter::ROUNDS {
                is_changed |= self.barred.insert(held);
            }
        }
        if is_changed && rounds >= Splitter::MOST {
            let aside = (0..).zip(&round.sides).filter(|(_, side)| **side != Side::Train);
            self.only = Some(aside.map(|(item, _)| item).collect());
        }
        is_changed
    }

    /// How the last round came out.
    fn facts(&self, round: &Round, overlap: Overlap) -> SplitFacts {
        let Round { groups, sides, topics } = round;
        let count = |side| sides.iter().filter(|own| **own == side).count() as u64;
        let mut strata: Vec<StratumFacts> = Vec::new();
        for name in &self.strata.names {
            strata.push(StratumFacts { name: name.clone(), train: 0, holdout: 0, validation: 0, ood: 0 });
        }
        for (stratum, side) in self.strata.of.iter().zip(sides) {
            let stratum = &mut strata[*stratum as usize];
            *match side {
                Side::Train => &mut stratum.train,
                Side::Holdout => &mut stratum.holdout,
                Side::Validation => &mut stratum.validation,
                Side::Ood => &mut stratum.ood,
            } += 1;
        }
        let wanted = self.splitter.options.split.holdout.wanted(sides.len() as u64);
        let mut of_stratum = vec![0_u64; strata.len()];
        self.strata.of_groups(groups).iter().for_each(|stratum| of_stratum[*stratum as usize] += 1);
        let is_rare = |groups: &&u64| groups.saturating_mul(wanted) < sides.len() as u64;
        let rare = of_stratum.iter().filter(is_rare).count() as u64;
        SplitFacts {
            train: count(Side::Train),
            holdout: count(Side::Holdout),
            validation: count(Side::Validation),
            ood: count(Side::Ood),
            wanted,
            groups: groups.sizes.len() as u64,
            largest_group: groups.sizes.iter().copied().max().unwrap_or_default(),
            overlap,
            strata,
            rare_strata: rare,
            topics: topics.clone(),
            giants: self.giants(groups, wanted),
            previous: self.previous.as_ref().map(|own| own.movement(self.items, sides, &groups.of)),
            ..SplitFacts::default()
        }
    }

    /// The groups that have more than half of what is wanted, the largest first.
    fn giants(&self, groups: &Groups, wanted: u64) -> Vec<Giant> {
        /// Giants that are told.
        const TOLD: usize = 5;
        /// Records of a group that is worth telling.
        const LEAST: u64 = 5;
        let is_giant = |(_, size): &(u32, &u64)| **size >= LEAST && 2 * **size > wanted;
        let mut found: Vec<(u32, &u64)> = (0..).zip(&groups.sizes).filter(is_giant).collect();
        found.sort_by_key(|(group, size)| (std::cmp::Reverse(**size), *group));
        found.truncate(TOLD);
        let giant = |(group, size): (u32, &u64)| {
            let ties = self.grouping.ties(groups, group);
            let fact = self.items.fact(groups.first[group as usize] as usize);
            let name = self.splitter.inputs.name(fact.source()).to_owned();
            Giant {
                records: *size,
                first: Spot { file: name, line: fact.line },
                help: ties.first().map_or("", |(tie, _)| tie.cut()),
                ties: ties.into_iter().map(|(tie, records)| TieCount { tie, records }).collect(),
            }
        };
        found.into_iter().map(giant).collect()
    }
}
