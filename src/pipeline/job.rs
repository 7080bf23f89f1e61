//! The jobs that write folders for targets. *Prepare* is the main one: validate, dedupe, score, split, and account for
//! every record. *Emit* only converts: every record that a target can hold goes to the side on which its input stands.
//!
//! Several targets share one reading and one split; each has a folder of its own.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cuts::Cuts;
use super::decide::{Disposition, Plan, as_given, decide, policy};
use super::delivery::{Finish, HOLDOUT, LANES, REJECTED, SPLITS, TRAIN, deliver, deliver_set, finish, open};
use super::lanes::{Lane, Write};
use super::manifest::{FileEntry, MANIFEST, Manifest, RuleEntry, Verdict, rejected_by, rule_entries};
use super::rejects::Rejects;
use super::route::{How, Route};
use super::score::{Scores, Survey};
use super::sketching::Sketching;
use super::split::Marking;
use super::tokens;
use super::{Fact, Facts, Inputs, Keeping, Keeps, Leg, Measure, Options, WrittenAs, validate};
use crate::convert::{LOSSES, Losses, Way, lower};
use crate::engine::{Folder, Observer};
use crate::error::Error;
use crate::model::{Finding, Level, Record};
use crate::rules::{self, Check, DatasetView, Findings, Rule, Selection};
use crate::targets::Target;
use crate::text::count;

/// What to write, and where to.
pub struct Job<'j> {
    /// The inputs as the user names them.
    pub inputs: &'j [String],
    /// The folder to write.
    pub out: &'j Path,
    /// Whether an existing folder of ours is replaced.
    pub force: bool,
    /// How.
    pub options: &'j Options,
    /// Who watches.
    pub observer: &'j dyn Observer,
}

/// What was written for a target.
#[derive(Debug)]
pub struct Prepared {
    /// What was done, as it stands in the folder.
    pub manifest: Manifest,
    /// The target.
    pub target: &'static Target,
    /// The target's folder below the one that was named; empty where it is the only one.
    pub folder: String,
    /// What the rules say about files, about the dataset, about the first prompts with several answers, and about the
    /// first record that each rule found.
    pub notes: Vec<Finding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prepare,
    Emit,
}

/// Prepares a dataset for the targets that the options name, one folder each.
pub fn prepare(job: &Job<'_>) -> Result<Vec<Prepared>, Error> {
    job.run(Kind::Prepare)
}

/// Converts a dataset for the targets that the options name, one folder each.
pub fn emit(job: &Job<'_>) -> Result<Vec<Prepared>, Error> {
    job.run(Kind::Emit)
}

impl Job<'_> {
    fn run(&self, kind: Kind) -> Result<Vec<Prepared>, Error> {
        let names = self.options.target_names()?;
        let known = self.options.known_targets()?;
        let allowed = Losses::named(&self.options.allow_loss)?;
        // A misspelt name is told before anything is read.
        names.iter().try_for_each(|name| known.to_write(name, None).map(drop))?;
        let inputs = Inputs::open(self.inputs, self.options, None, self.observer)?;
        let mut targets: Vec<&'static Target> = Vec::new();
        for name in &names {
            let target = known.to_write(name, inputs.shapes.first().copied())?;
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        if kind == Kind::Prepare {
            self.refuse_senseless()?;
        }
        let marking = Marking::new(&self.options.split)?;
        let is_parquet = self.options.written_as == Some(WrittenAs::Parquet);
        if let Some(target) = targets.iter().find(|target| is_parquet && !target.is_columnar) {
            let message = format!("{} takes JSON Lines, not Parquet", target.title);
            return Err(Error::refused(message, "leave out `--as parquet`"));
        }
        let folder = Folder::create(self.out, self.force, MANIFEST, &inputs.sources)?;
        let shapes = if inputs.is_mixed { &[][..] } else { &inputs.shapes };
        let ways = targets.iter().map(|target| Way::to(target, shapes, allowed)).collect();
        let sketching = match kind {
            Kind::Prepare => Sketching::for_split(&inputs, self.options, true, self.observer)?,
            Kind::Emit => None,
        };
        let (mut facts, routes, reading) =
            self.measure(&inputs, ways, (kind == Kind::Prepare).then_some(&marking), sketching.as_ref())?;
        refuse_losses(&inputs, &facts, &routes)?;
        let (plan, written) = match kind {
            Kind::Prepare => {
                let sketching = sketching.map(|sketching| sketching.with(&mut facts));
                let survey = facts.survey.take();
                let scores = self.scores(&inputs, &facts, survey, sketching.as_ref())?;
                let plan = decide(&facts, &inputs, sketching, scores.as_ref(), self.options, self.observer)?;
                let written =
                    self.write(&inputs, &facts, &routes, &reading, (&plan, scores.as_ref()), &folder)?;
                (plan, written)
            }
            Kind::Emit => {
                let plan = as_given(&facts, &inputs);
                let written = self.write(&inputs, &facts, &routes, &reading, (&plan, None), &folder)?;
                (plan, written)
            }
        };

        let mut prepared = Vec::new();
        for (number, (route, written)) in routes.iter().zip(written).enumerate() {
            let Written { shards, cuts, verbatim } = written;
            let dispositions: Vec<Disposition> =
                (0..facts.records.len()).map(|place| disposition(&plan, &facts, number, place)).collect();
            let mut split = plan.split.clone();
            let counted = |wanted| dispositions.iter().filter(|own| **own == wanted).count() as u64;
            (split.train, split.holdout) = (counted(Disposition::Train), counted(Disposition::Holdout));
            let (verdict, mut notes) = conclude(route, &plan, split.train, split.holdout, &mut facts, number);
            let leg = &facts.routes[number];
            let mut findings = rule_entries(&facts.findings, &reading);
            for (rule, entry) in rule_entries(&leg.findings, &route.selection) {
                let own = findings.entry(rule).or_insert(RuleEntry { count: 0, ..entry });
                (own.level, own.count) = (own.level.max(entry.level), own.count + entry.count);
            }
            let mut manifest = Manifest {
                command: if kind == Kind::Prepare { "prepare" } else { "emit" },
                target: Some(route.way.target.id),
                shape: Some(route.way.shape.name),
                options: serde_json::to_value(self.options).unwrap_or_default(),
                rejected_by: rejected_by(&dispositions),
                cut: cuts,
                verbatim,
                losses: leg.losses.counts(),
                changes: leg.changes.counts(),
                conflicts: plan.conflicts.len() as u64,
                findings,
                pardoned: plan.policy.pardoned(),
                choice: plan.choice.clone(),
                verdict: Some(verdict),
                settings: route.way.settings(leg.has_masks),
                ..Manifest::new(&inputs, &facts, split)?
            };
            let below = below(&routes, route);
            let layout = route.way.target.layout;
            let how = Finish { layout, keeps_empty: kind == Kind::Prepare, is_parquet };
            let shards = SPLITS.into_iter().zip(shards).collect();
            let columns = finish(&folder, &below, shards, how, &mut manifest)?;
            notes.extend(self.judge(&folder, &below, &route.way, &mut manifest)?);
            if kind == Kind::Prepare {
                self.count(&folder, &below, route, &mut manifest)?;
            }
            deliver(&folder, &below, layout, &columns, &mut manifest)?;
            prepared.push(Prepared { manifest, target: route.way.target, folder: below, notes });
        }
        if prepared.len() > 1 {
            deliver_set(&folder, &prepared)?;
        }
        folder.commit()?;
        Ok(prepared)
    }

    /// Refuses what `prepare` cannot do.
    fn refuse_senseless(&self) -> Result<(), Error> {
        self.options.score.check()?;
        let split = &self.options.split;
        if split.validation.is_some() || split.ood.is_some() || split.eval.is_some() {
            let message = "`prepare` writes train and holdout, and gristmill.toml sets more aside";
            return Err(Error::refused(message, "run `split` first, and `emit` on its files"));
        }
        Ok(())
    }

    /// The scores of all records, where more than gates decides.
    fn scores<'s>(
        &self,
        inputs: &'s Inputs,
        facts: &'s Facts,
        survey: Option<Survey>,
        sketching: Option<&Sketching>,
    ) -> Result<Option<Scores<'s>>, Error> {
        let Some(survey) = survey else { return Ok(None) };
        let policy = policy(facts, self.options.score.allow_refusals);
        Scores::new(inputs, facts, survey, sketching, policy, self.options, self.observer).map(Some)
    }

    /// Counts the tokens of the finished files, and works out what training on them costs.
    fn count(
        &self,
        folder: &Folder,
        below: &str,
        route: &Route,
        manifest: &mut Manifest,
    ) -> Result<(), Error> {
        let written = manifest.files.iter().filter(|file| file.split.is_some() && file.rows > 0);
        let finished = |file: &FileEntry| {
            let path = folder.path(&format!("{below}{}", file.name));
            (path.display().to_string(), file.split.as_deref() != Some("train"))
        };
        let files: Vec<_> = written.map(finished).collect();
        if !files.is_empty() {
            let way = &route.way;
            let (tokens, cost) = tokens::count(
                &files,
                way.shape,
                way.target,
                self.options,
                route.selection.tokens(),
                self.observer,
            )?;
            (manifest.tokens, manifest.cost) = (Some(tokens), Some(cost));
        }
        Ok(())
    }

    /// Judges the finished files as the target will find them, before they are moved into place.
    fn judge(
        &self,
        folder: &Folder,
        below: &str,
        way: &Way,
        manifest: &mut Manifest,
    ) -> Result<Vec<Finding>, Error> {
        let written = manifest.files.iter().filter(|file| file.split.is_some() && file.rows > 0);
        let names: Vec<&str> = written.map(|file| file.name.as_str()).collect();
        let staged = names.iter().map(|name| folder.path(&format!("{below}{name}")).display().to_string());
        let staged: Vec<String> = staged.collect();
        // Every row has been judged by itself; what is left is what only whole files show.
        let of_files =
            |rule: &&&Rule| matches!(rule.check, Check::File(_) | Check::FileFor(_) | Check::BlankLine(_));
        let select = rules::ALL.iter().filter(of_files).map(|rule| rule.name.to_owned()).collect();
        let options = Options {
            target: Some(way.target.id.to_owned()),
            shape: Some(way.shape.name.to_owned()),
            targets: self.options.targets.clone(),
            threads: self.options.threads,
            select,
            ..Options::default()
        };
        if staged.is_empty() {
            return Ok(Vec::new());
        }
        let judged = validate(&staged, &options, Keeping::AtMost(1), self.observer)?;
        let mut denied: Vec<Finding> =
            judged.findings.into_iter().filter(|finding| finding.level == Level::Deny).collect();
        for finding in &mut denied {
            let place = staged.iter().position(|path| Some(path) == finding.place.file.as_ref());
            finding.place.file =
                place.map(|place| self.out.join(below).join(names[place]).display().to_string());
            finding.place.line = None;
        }
        if !denied.is_empty() {
            manifest.verdict = Some(Verdict::Reject);
        }
        Ok(denied)
    }

    /// Measures the records on all ways; where one masks turns that its target cannot, that way unrolls all of them, and
    /// where some have lists of parts in a table, all have.
    fn measure(
        &self,
        inputs: &Inputs,
        mut ways: Vec<Way>,
        marking: Option<&Marking>,
        sketching: Option<&Sketching>,
    ) -> Result<(Facts, Vec<Route>, Selection), Error> {
        let reading = Selection::reading().keeping(Some(1)).without_excerpts();
        let keeps = if marking.is_some() { Keeps::Facts } else { Keeps::Places };
        let tokens = self.options.tokens()?;
        let surveys = marking.is_some() && self.options.score.chooses();
        loop {
            // One finding of each rule is shown as an example.
            let mut routes = ways
                .iter()
                .map(|way| Route::new(*way, Some(1), &tokens))
                .collect::<Result<Vec<_>, Error>>()?;
            for route in &mut routes {
                (route.rejects_losses, route.paths) = (marking.is_some(), self.options.paths);
            }
            let measure = Measure {
                routes: &routes,
                sketching,
                marking,
                surveys,
                ..Measure::new(inputs, &reading, keeps)
            };
            let facts = measure.facts(self.observer)?;
            let again = |(way, leg): (&Way, &Leg)| {
                if leg.masked > 0 {
                    return Some(way.unrolling());
                }
                let is_mixed = way.target.is_columnar && leg.styles.are_mixed();
                (is_mixed && !way.is_uniform).then(|| way.in_parts())
            };
            let changed: Vec<Option<Way>> = ways.iter().zip(&facts.routes).map(again).collect();
            if changed.iter().all(Option::is_none) {
                return Ok((facts, routes, reading));
            }
            ways = ways.into_iter().zip(changed).map(|(way, changed)| changed.unwrap_or(way)).collect();
        }
    }

    /// Writes what the plan says, for all routes in one pass.
    fn write<'f>(
        &self,
        inputs: &Inputs,
        facts: &Facts,
        routes: &[Route],
        reading: &Selection,
        (plan, scores): (&Plan, Option<&Scores<'_>>),
        folder: &'f Folder,
    ) -> Result<Vec<Written<'f>>, Error> {
        let mut outputs = Vec::new();
        for route in routes {
            outputs.extend(open(folder, &below(routes, route), route.way.target, self.options.bom)?);
        }
        let cuts: Vec<Cuts> = routes.iter().map(|_| Cuts::default()).collect();
        let verbatim: Vec<AtomicU64> = routes.iter().map(|_| AtomicU64::new(0)).collect();
        let rejects = routes
            .iter()
            .map(|route| Rejects::new(inputs, facts, reading, plan.policy).scored(scores).on(route))
            .collect::<Result<Vec<_>, Error>>()?;
        let put = |record: &Record<'_>, place: usize, _: &Fact, lanes: &mut [Lane]| {
            for (number, route) in routes.iter().enumerate() {
                let lanes = &mut lanes[number * LANES..][..LANES];
                let lane = match disposition(plan, facts, number, place) {
                    Disposition::Train => &mut lanes[TRAIN],
                    Disposition::Holdout => &mut lanes[HOLDOUT],
                    rejected => {
                        rejects[number].put(record, rejected, &mut lanes[REJECTED]);
                        continue;
                    }
                };
                if facts.routes[number].courses[place].how == How::Verbatim {
                    verbatim[number].fetch_add(1, Ordering::Relaxed);
                    lane.copy(record);
                    continue;
                }
                inputs.reading(record.source).read(record, |view| {
                    let put = |lines: &[Vec<u8>]| {
                        for line in lines {
                            lane.row(|out| out.extend_from_slice(line));
                        }
                    };
                    cuts[number].add(&route.write(view, put));
                });
            }
        };
        let write = Write { inputs, facts, lanes: outputs.len(), put };
        let mut shards = write.run(outputs, self.observer)?.into_iter();
        let counts = cuts.into_iter().zip(verbatim);
        Ok(counts
            .map(|(cuts, verbatim)| Written {
                shards: shards.by_ref().take(LANES).collect(),
                cuts: cuts.into_counts(),
                verbatim: verbatim.into_inner(),
            })
            .collect())
    }
}

/// What was written on a route.
struct Written<'f> {
    shards: Vec<super::shards::Shards<'f>>,
    cuts: std::collections::BTreeMap<String, u64>,
    verbatim: u64,
}

/// The folder of a route below the one that was named.
fn below(routes: &[Route], route: &Route) -> String {
    if routes.len() > 1 { format!("{}/", route.way.target.id) } else { String::new() }
}

/// What becomes of a record on a route.
fn disposition(plan: &Plan, facts: &Facts, route: usize, place: usize) -> Disposition {
    match facts.routes[route].courses[place].denied_by {
        Some(rule) => Disposition::denied(rule),
        None => plan.dispositions[place],
    }
}

/// Refuses to go on where something would be lost that nobody allowed.
fn refuse_losses(inputs: &Inputs, facts: &Facts, routes: &[Route]) -> Result<(), Error> {
    for (route, leg) in routes.iter().zip(&facts.routes) {
        let is_allowed = |name: &str| route.way.allowed.iter().any(|loss| loss.name() == name);
        let lost: Vec<_> = leg.losses.iter().filter(|(name, ..)| !is_allowed(name)).collect();
        if lost.is_empty() {
            continue;
        }
        let told = lost.iter().map(|(name, records, source, line)| {
            let what = LOSSES.iter().find(|loss| loss.name() == *name).map_or("", |loss| loss.what());
            let first = format!("{}:{line}", inputs.name(*source as usize));
            format!("\n  {name}, in {} (first {first}): {}", count(*records, "record"), lower(what))
        });
        let message = format!(
            "something would be lost on the way to {}:{}",
            route.way.target.title,
            told.collect::<String>()
        );
        let names: Vec<&str> = lost.iter().map(|(name, ..)| *name).collect();
        let help = format!("add `--allow-loss {}` to go on without it", names.join(","));
        return Err(Error::refused(message, help));
    }
    Ok(())
}

/// Runs the dataset rules on what is left, and says whether the target would take it.
fn conclude(
    route: &Route,
    plan: &Plan,
    train: u64,
    holdout: u64,
    facts: &mut Facts,
    number: usize,
) -> (Verdict, Vec<Finding>) {
    /// How many conflicts are shown; all are counted.
    const SHOWN: usize = 3;
    let selection = Selection::on_the_way(route.way.target).keeping(Some(SHOWN));
    let view = |_| DatasetView { examples: train, good: train + holdout, conflicts: &plan.conflicts };
    let mut findings = Findings::default();
    selection.judge_dataset(view, &mut findings);
    let verdict =
        if selection.by_level(&findings.counts, Level::Deny) > 0 { Verdict::Reject } else { Verdict::Accept };
    let leg = &mut facts.routes[number];
    leg.findings.join(findings, selection.keeps());
    let notes = facts.findings.kept.iter().chain(&leg.findings.kept).cloned().collect();
    (verdict, notes)
}
