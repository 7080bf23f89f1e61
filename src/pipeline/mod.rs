//! The commands as library functions: measure, decide, write.
//!
//! *Measure* is one pass that turns every record into a small [`Fact`] and collects findings. *Decide* is a pure
//! function from facts to a disposition for every record. *Write* is one more pass that carries the dispositions out.
//! Memory grows by facts, never by text.

mod against;
mod alike;
mod card;
mod clusters;
mod config;
mod cost;
mod cuts;
mod dataset_info;
mod decide;
mod dedupe;
mod delivery;
mod diversity;
mod fact;
mod fingerprint;
mod inputs;
mod inspect;
mod job;
mod lanes;
mod manifest;
mod measure;
mod meter;
mod near;
mod reading;
mod rejects;
mod route;
mod score;
mod shards;
mod sketching;
mod split;
mod spread;
mod texts;
mod tokens;
mod validate;
mod verify;

pub use against::{Against, BENCHMARKS, Benchmark};
pub use clusters::Cluster;
pub use config::{Options, ScoreOptions, WrittenAs};
pub use cost::{ModelCost, TargetCost};
pub use decide::{Disposition, Plan, decide};
pub use dedupe::{Conflicts, Deduped, Deduping, dedupe};
pub use diversity::Diversity;
pub use fact::Fact;
pub use fingerprint::{Fingerprinted, fingerprint};
pub use inputs::{Inputs, Unreadable};
pub use inspect::{
    Answers, Inspected, InspectedFile, Inspecting, Label, Outlier, Quote, Render, RoleFacts, Share,
    ToolCalls, ToolFacts, inspect, render,
};
pub use job::{Job, Prepared, emit, prepare};
pub use manifest::{FileEntry, InputEntry, MANIFEST, Manifest, ManifestSet, Rows, RuleEntry, Tool, Verdict};
pub use measure::{Facts, Keeps, Leg, Measure, RenderFinding, Sink};
pub use meter::{Bar, LimitFacts, TokenFacts, TokenShare};
pub use route::{Course, How, Route, Styles};
pub use score::{
    AxesRow, Choice, PairFacts, Reached, ReasonRow, ScoreCount, ScoreRow, Scored, Scoring, ShiftedAnswer,
    TaskCount, WrongWay, score,
};
pub use split::{
    Checked, Giant, LeakFacts, Marking, Marks, Movement, Neighbours, SplitFacts, SplitReport, StratumFacts,
    TieCount, Topic, Warning, check, split,
};
pub use spread::Spread;
pub use validate::{FileSummary, Judged, Keeping, Summary, Validated, validate};
pub use verify::{Verified, verify};
