//! Weigh: a second pass, in which every example is looked at beside what was collected of all.

use super::pairs::Pair;
use super::shifts::{Shifts, Traces};
use super::survey::Survey;
use crate::dedupe::near_surplus;
use crate::engine::{self, FileNotes, Observer, Pass};
use crate::error::Error;
use crate::model::{Example, Record, Task};
use crate::pipeline::alike::Alike;
use crate::pipeline::decide::Chosen;
use crate::pipeline::sketching::Sketching;
use crate::pipeline::{Fact, Facts, Inputs, Options};
use crate::rules::View;
use crate::signals::{
    Account, Anchors, Around, Late, Policy, Set, Sight, Signature, Skeletons, Weighed, Words, effective,
};
use crate::text::Key;

/// Every record with its score, and all that is needed to tell why.
pub struct Scores<'s> {
    inputs: &'s Inputs,
    facts: &'s Facts,
    policy: Policy,
    set: Set,
    /// What every record asks for; nothing of one that means nothing.
    pub tasks: Vec<Option<Task>>,
    arounds: Vec<Around>,
    /// What is left of every record, in file order.
    pub weighed: Vec<Weighed>,
    /// Those that are preferences, in file order.
    pub pairs: Vec<Pair>,
    anchors: Anchors,
    /// Whether scores and preferences agree so far that those which do not stand out.
    trusts_pairs: bool,
    /// How questions open.
    pub skeletons: Skeletons,
    /// How many clusters of near-duplicates, all of one size, would be as diverse, where they were looked for.
    pub clusters: Option<f64>,
    /// Answers that belong to another record.
    pub shifts: Shifts,
    /// What each record is about, where a set is to be chosen.
    pub signatures: Vec<Signature>,
}

impl<'s> Scores<'s> {
    /// The share of pairs that scores may rank the other way before nothing is taken for it: people do so in about a quarter.
    const OTHER_WAY: f64 = 0.35;

    /// Scores all records, which a measuring pass surveyed.
    pub fn new(
        inputs: &'s Inputs,
        facts: &'s Facts,
        mut survey: Survey,
        sketching: Option<&Sketching>,
        policy: Policy,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let set = survey.settle(options.score.task);
        let Survey { tasks, labelled, openings, .. } = survey;
        let skeletons = openings.settle();
        let mut arounds = contradictions(&facts.records);
        for (record, misfit) in labelled.misfits() {
            arounds[record as usize].misfit = misfit;
        }
        let mut clusters = None;
        if sketching.is_some() {
            let alike = Alike { facts, inputs, sketching, policy, options: &options.dedupe, observer };
            let all = Chosen { facts, places: (0..facts.records.len()).collect(), policy };
            let found = alike.duplicates(&all)?;
            let (_, roots) = near_surplus(&all, &found.classes, &found.found.edges, alike.options);
            clusters = Some(effective(sizes(roots)));
            for (around, removed) in arounds.iter_mut().zip(found.removed) {
                around.similarity = removed.map_or(0, |removed| percent(removed.similarity));
            }
        }
        let has_signatures = options.score.budget.is_some();
        let pass =
            Weigh { inputs, facts, policy, set: &set, tasks: &tasks, arounds: &arounds, has_signatures };
        let total =
            engine::run("scoring", &pass, Part::default(), &inputs.sources, inputs.settings, observer)?;
        let Part { weighed, traces, pairs, signatures, .. } = total;
        let anchors = Anchors::new(&weighed.iter().filter(|weighed| !weighed.is_condemned));
        let shifts = Shifts::find(&traces, &set.counts, inputs.settings.threads, observer)?;
        let mut scores = Self {
            inputs,
            facts,
            policy,
            set,
            tasks,
            arounds,
            weighed,
            pairs,
            anchors,
            trusts_pairs: false,
            skeletons,
            clusters,
            shifts,
            signatures,
        };
        scores.settle();
        Ok(scores)
    }

    /// Adds what only all examples together say.
    fn settle(&mut self) {
        let bare = Late { anchors: self.anchors, ..Late::default() };
        for pair in &mut self.pairs {
            pair.chosen_score = self.weighed[pair.record as usize].settled(&bare).score();
            pair.rejected_score = pair.rejected.settled(&bare).score();
        }
        let ahead = self.pairs.iter().filter(|pair| pair.ahead() > 0).count();
        self.trusts_pairs = ahead as f64 <= Self::OTHER_WAY * self.pairs.len() as f64;
        let settled = (0..self.weighed.len()).map(|place| self.weighed[place].settled(&self.late(place)));
        self.weighed = settled.collect();
    }

    /// What the other examples say of the record at a place.
    fn late(&self, place: usize) -> Late {
        let number = u32::try_from(place).unwrap_or(u32::MAX);
        let same = self.skeletons.same(place);
        let all = u32::try_from(self.weighed.len()).unwrap_or(u32::MAX);
        let pair = self.pairs.binary_search_by_key(&number, |pair| pair.record).ok();
        Late {
            anchors: self.anchors,
            owner: self.shifts.owner(number).map(|owner| self.spot(owner as usize)),
            template: (same, all),
            pair: pair
                .filter(|_| self.trusts_pairs)
                .map(|pair| (self.pairs[pair].chosen_score, self.pairs[pair].rejected_score)),
        }
    }

    /// Where a record stands.
    pub fn spot(&self, place: usize) -> String {
        let fact = &self.facts.records[place];
        format!("{}:{}", self.inputs.name(fact.source()), fact.line)
    }

    /// The score of the record at a place.
    pub fn score(&self, place: usize) -> u32 {
        self.weighed[place].score()
    }

    /// The account of a record, read once more.
    pub fn account(&self, view: &View<'_>, place: usize, words: &mut Words) -> Account {
        let fact = &self.facts.records[place];
        let Some((example, task)) = view.compared().zip(self.tasks[place]) else {
            let title = self.inputs.shapes[fact.source()].title;
            return Account::unreadable(format!("the record is no {title} example"));
        };
        words.read(example);
        let sight = Sight::new(example, task, words, &self.set, self.arounds[place]);
        Account::new(&sight, fact.gates, self.policy, &self.late(place))
    }
}

/// How many records each cluster has.
fn sizes(mut roots: Vec<u32>) -> impl Iterator<Item = u32> {
    roots.sort_unstable();
    let sizes: Vec<u32> =
        roots.chunk_by(|a, b| a == b).map(|same| u32::try_from(same.len()).unwrap_or(u32::MAX)).collect();
    sizes.into_iter()
}

/// A share in whole percent.
fn percent(share: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let percent = (100.0 * share.clamp(0.0, 1.0)).round() as u8;
    percent
}

/// Which records answer a question that another record answers otherwise.
fn contradictions(facts: &[Fact]) -> Vec<Around> {
    let mut asked: Vec<(Key, Key, u32)> = (0..)
        .zip(facts)
        .filter(|(_, fact)| !fact.keys.prompt.is_none() && !fact.keys.answer.is_none())
        .map(|(place, fact)| (fact.keys.prompt.and(fact.keys.context), fact.keys.answer, place))
        .collect();
    asked.sort_unstable();
    let mut arounds = vec![Around::default(); facts.len()];
    for same in asked.chunk_by(|a, b| a.0 == b.0) {
        let is_contradicted = same.iter().any(|(_, answer, _)| *answer != same[0].1);
        for (.., place) in same {
            arounds[*place as usize].is_contradicted = is_contradicted;
        }
    }
    arounds
}

/// The pass.
struct Weigh<'w> {
    inputs: &'w Inputs,
    facts: &'w Facts,
    policy: Policy,
    set: &'w Set,
    tasks: &'w [Option<Task>],
    arounds: &'w [Around],
    has_signatures: bool,
}

/// What some records yield.
#[derive(Default)]
struct Part {
    words: Words,
    weighed: Vec<Weighed>,
    traces: Traces,
    pairs: Vec<Pair>,
    signatures: Vec<Signature>,
    /// The input in which a record is not what it was.
    changed: Option<usize>,
}

impl Weigh<'_> {
    fn weigh(&self, example: &Example<'_>, task: Task, place: usize, part: &mut Part) {
        let Part { words, weighed, traces, pairs, signatures, .. } = part;
        words.read(example);
        let sight = Sight::new(example, task, words, self.set, self.arounds[place]);
        let own = Weighed::new(&sight, self.facts.records[place].gates, self.policy);
        traces.add(&sight);
        if self.has_signatures {
            signatures.push(Signature::of(&sight));
        }
        weighed.push(own);
        let number = u32::try_from(weighed.len() - 1).unwrap_or(u32::MAX);
        pairs.extend(Pair::new(&sight, number, self.policy));
    }
}

impl Pass for Weigh<'_> {
    type Part = Part;
    type Total = Part;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let place = self.facts.index(record);
        if self.facts.records.get(place).is_none_or(|fact| !fact.is_of(record)) {
            part.changed = Some(record.source);
            return;
        }
        self.inputs.reading(record.source).read(record, |view| {
            if let Some((example, task)) = view.compared().zip(self.tasks[place]) {
                self.weigh(example, task, place, part);
            } else {
                part.weighed.push(Weighed::unreadable());
                part.traces.skip();
                if self.has_signatures {
                    part.signatures.push(Signature::default());
                }
            }
        });
    }

    fn fold(&self, total: &mut Part, mut part: Part) -> Result<(), Error> {
        if let Some(source) = part.changed {
            return Err(Error::Changed { path: self.inputs.name(source).into() });
        }
        let before = u32::try_from(total.weighed.len()).unwrap_or(u32::MAX);
        part.pairs.iter_mut().for_each(|pair| pair.record += before);
        total.pairs.append(&mut part.pairs);
        total.traces.join(&part.traces);
        total.weighed.append(&mut part.weighed);
        total.signatures.append(&mut part.signatures);
        Ok(())
    }

    fn file_end(&self, _: &mut Part, source: usize, notes: &FileNotes) -> Result<(), Error> {
        if notes.records == self.facts.notes[source].records {
            Ok(())
        } else {
            Err(Error::Changed { path: self.inputs.name(source).into() })
        }
    }
}
