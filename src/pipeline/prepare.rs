//! The main job: validate, dedupe, score, split, write a folder the target accepts, and account for every record.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::decide::{Disposition, Plan, decide};
use super::delivery::{HOLDOUT, REJECTED, TRAIN, deliver, open};
use super::lanes::{Lane, Write};
use super::manifest::{MANIFEST, Manifest, Verdict, rejected_by, rule_entries};
use super::measure::facts;
use super::reading::Reading;
use super::rejects::Rejects;
use super::{Fact, Facts, Inputs, Options};
use crate::engine::{Folder, Observer};
use crate::error::Error;
use crate::model::{At, Example, Finding, Json, Level, Pointer, Record, cut, insert_first};
use crate::rules::{DatasetView, Findings, Selection};
use crate::shapes::Encode;
use crate::targets::{self, Target};

/// What to prepare, and where to.
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

/// What was prepared.
#[derive(Debug)]
pub struct Prepared {
    /// What was done, as it stands in the folder.
    pub manifest: Manifest,
    /// The target.
    pub target: &'static Target,
    /// What the rules say about files, about the dataset, about the first prompts with several answers, and about the
    /// first record that each rule found.
    pub notes: Vec<Finding>,
}

/// Prepares a dataset for the target that the options name.
pub fn prepare(job: &Job<'_>) -> Result<Prepared, Error> {
    let name = job.options.target.as_deref().unwrap_or_default();
    // A misspelt name is told before anything is read.
    Target::to_write(name, None)?;
    let inputs = Inputs::open(job.inputs, job.options, None, job.observer)?;
    let target = Target::to_write(name, inputs.shapes.first().copied())?;
    let encode = target.shapes.first().and_then(|shape| shape.encode).filter(|_| target.is_written);
    let Encode { encode, .. } = encode.ok_or_else(|| {
        let written = targets::ALL.iter().filter(|target| target.is_written).map(|target| target.id);
        let message = format!("files for {} cannot be written yet", target.id);
        Error::refused(message, format!("choose one of {}", written.collect::<Vec<_>>().join(", ")))
    })?;
    let folder = Folder::create(job.out, job.force, MANIFEST, &inputs.sources)?;
    // One finding of each rule is shown as an example.
    let selection = Selection::on_the_way(target).keeping(Some(1)).without_excerpts();
    let mut facts = facts(&inputs, &selection, job.observer)?;
    let plan = decide(&facts, &inputs, job.options);

    let cuts = Cuts::default();
    let verbatim = AtomicU64::new(0);
    let rejects = Rejects::new(&inputs, &facts, &selection, plan.policy);
    let put = |record: &Record<'_>, place: usize, fact: &Fact, lanes: &mut [Lane]| {
        let lane = match plan.dispositions[place] {
            Disposition::Train => TRAIN,
            Disposition::Holdout => HOLDOUT,
            rejected => return rejects.put(record, rejected, &mut lanes[REJECTED]),
        };
        if fact.is_verbatim {
            verbatim.fetch_add(1, Ordering::Relaxed);
            lanes[lane].copy(record);
        } else {
            lanes[lane].row(|out| convert(record, &inputs, target, encode, &cuts, out));
        }
    };
    let outputs = open(&folder)?;
    let outputs =
        Write { inputs: &inputs, facts: &facts, lanes: outputs.len(), put }.run(outputs, job.observer)?;

    let (verdict, notes) = conclude(target, &plan, &mut facts);
    let mut manifest = Manifest {
        command: "prepare",
        target: Some(target.id),
        options: serde_json::to_value(job.options).unwrap_or_default(),
        rejected_by: rejected_by(&plan.dispositions),
        cut: cuts.into_counts(),
        verbatim: verbatim.into_inner(),
        conflicts: plan.conflicts.len() as u64,
        findings: rule_entries(&facts.findings, &selection),
        pardoned: plan.policy.pardoned(),
        verdict: Some(verdict),
        ..Manifest::new(&inputs, &facts, plan.split.clone())?
    };
    deliver(folder, outputs, &mut manifest)?;
    Ok(Prepared { manifest, target, notes })
}

/// Runs the dataset rules on what is left, and says whether the target would take it.
fn conclude(target: &'static Target, plan: &Plan, facts: &mut Facts) -> (Verdict, Vec<Finding>) {
    /// How many conflicts are shown; all are counted.
    const SHOWN: usize = 3;
    let selection = Selection::on_the_way(target).keeping(Some(SHOWN));
    let (train, holdout) = (plan.split.train, plan.split.holdout);
    let view = |_| DatasetView { examples: train, good: train + holdout, conflicts: &plan.conflicts };
    let mut findings = Findings::default();
    selection.judge_dataset(view, &mut findings);
    let verdict =
        if selection.by_level(&findings.counts, Level::Deny) > 0 { Verdict::Reject } else { Verdict::Accept };
    facts.findings.join(findings, selection.keeps());
    (verdict, facts.findings.kept.clone())
}

/// Writes a record that the target does not take as it stands: members cut out of its bytes, or written anew.
fn convert(
    record: &Record<'_>,
    inputs: &Inputs,
    target: &'static Target,
    encode: fn(&Example<'_>, &mut Vec<u8>),
    cuts: &Cuts,
    out: &mut Vec<u8>,
) {
    let shape = inputs.shapes[record.source];
    Reading::of(shape).read(record, |view| {
        let (Some(object), Some(example)) = (view.object(), view.example) else { return };
        // What the shape reads is never lost: a member that it reads and the target refuses has moved, or is null.
        cuts.add(&shape.extras(object));
        if target.shapes.first() == Some(&shape) {
            out.extend_from_slice(mend(record, target, object, example).as_bytes());
        } else {
            encode(example, out);
        }
    });
}

/// A record of the target's own shape in its own bytes: what the target refuses is cut out, and a system text that stood
/// beside the messages becomes the first of them.
fn mend(record: &Record<'_>, target: &Target, object: &Json<'_>, example: &Example<'_>) -> String {
    let text = std::str::from_utf8(record.text).unwrap_or_default();
    let shape = target.shapes.first();
    let mended = cut(text, &shape.map(|shape| target.refused(shape, object)).unwrap_or_default());
    let list = shape.and_then(|shape| shape.lists.first()).map(|list| Pointer::parse(list));
    match (example.messages().first(), list) {
        (Some(first), Some(list)) if matches!(first.at, At::Key(_)) => {
            let system = serde_json::json!({"role": first.role.name(), "content": first.texts().next()});
            insert_first(&mended, &list, &system.to_string())
        }
        _ => mended,
    }
}

/// Members that were left out, counted by name.
#[derive(Default)]
struct Cuts(Mutex<BTreeMap<String, u64>>);

impl Cuts {
    fn add(&self, extras: &[Pointer]) {
        if extras.is_empty() {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for name in extras.iter().filter_map(|pointer| pointer.steps().last()) {
            *counts.entry(name).or_default() += 1;
        }
    }

    fn into_counts(self) -> BTreeMap<String, u64> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
