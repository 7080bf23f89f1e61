//! Which rules run, for which targets and at which level, and what they find.
//!
//! Every finding is counted; its message is built only while fewer than the limit of its rule are kept.

use std::sync::OnceLock;

use super::findings::{Counts, Findings};
use super::judgement::{self, Denial, Judgement, MOST_TARGETS, Plan, Step};
use super::out::{Looks, Out};
use super::view::Traits;
use super::{ALL, Check, DatasetView, FileView, Group, Rule, View};
use super::{
    arguments_not_string, blank_line, broken_array, byte_order_mark, call_without_id, call_without_type,
    conflicting_answers, deprecated_functions, empty_file, extra_field, extra_message_field,
    foreign_reasoning, json_array, lone_surrogate, malformed_image, malformed_tools, mixed_shapes, no_parts,
    not_json_lines, not_target_shape, not_writable, null_content, null_field, result_without_call_id,
    tools_in_string, unread_field, unreadable_file, untyped_part,
};
use crate::error::Error;
use crate::model::{Finding, Level, Place, Pointer, Record, Unread};
use crate::shapes::{self, Shape};
use crate::targets::Target;
use crate::tokens::Tokens;

/// The rules that run, resolved once before the first record.
#[derive(Clone)]
pub struct Selection {
    targets: Vec<&'static Target>,
    judgements: Vec<Judgement>,
    /// The judgements of records by shape of the file and by what they look at, as places in the list above.
    plans: OnceLock<Vec<Plan>>,
    /// Whether records of any shape are on their way to the targets.
    is_converting: bool,
    /// How many findings of a rule keep their message; nothing for all.
    keep: Option<usize>,
    looks: Looks,
    tokens: Tokens,
}

impl Selection {
    /// The rules that judge files as they stand, for some targets or for their shapes alone.
    pub fn standing(targets: &[&'static Target]) -> Result<Self, Error> {
        if targets.len() > MOST_TARGETS {
            let message =
                format!("{} targets are named, at most {MOST_TARGETS} can be judged for", targets.len());
            return Err(Error::refused(message, "judge in several runs"));
        }
        let own = Self::of(targets, false);
        // Records are not compared with each other, and nothing is converted.
        let own = own.with(&conflicting_answers::RULE, Level::Allow).with(&unread_field::RULE, Level::Allow);
        Ok(own.with(&not_writable::RULE, Level::Allow))
    }

    /// The rules that judge files by their shapes alone.
    pub fn of_shapes() -> Self {
        let own = Self::standing(&[]).expect("no target is not too many");
        // What is kept must be readable by everybody.
        own.with(&lone_surrogate::RULE, Level::Deny)
    }

    /// The rules that judge records on their way to a target: what the way mends is no reason to reject one.
    pub fn on_the_way(target: &'static Target) -> Self {
        let own = Self::of(&[target], true);
        let mended = [
            &extra_field::RULE,
            &extra_message_field::RULE,
            &foreign_reasoning::RULE,
            &json_array::RULE,
            &not_json_lines::RULE,
            &not_target_shape::RULE,
            &null_field::RULE,
        ];
        let told = [&broken_array::RULE, &byte_order_mark::RULE, &empty_file::RULE, &mixed_shapes::RULE];
        let own = mended.into_iter().fold(own, |own, rule| own.with(rule, Level::Allow));
        let own = told.into_iter().fold(own, |own, rule| own.with(rule, Level::Warn));
        // Half a character cannot be written anew.
        own.with(&lone_surrogate::RULE, Level::Deny)
    }

    /// The rules that judge what was written for a target, in which nothing is left to mend.
    pub fn of_written(target: &'static Target) -> Self {
        Self::of(&[target], true)
    }

    /// The rules that say whether a record can be read without a loss, so that it can be written anew: what a
    /// conversion mends is no reason to reject it.
    pub fn reading() -> Self {
        let mut own = Self::of(&[], true);
        own.judgements
            .retain(|judgement| matches!(judgement.rule.group, Group::File | Group::Fault | Group::Shape));
        let mended = [
            &call_without_id::RULE,
            &call_without_type::RULE,
            &arguments_not_string::RULE,
            &result_without_call_id::RULE,
            &untyped_part::RULE,
            &malformed_image::RULE,
            &malformed_tools::RULE,
            &tools_in_string::RULE,
            &null_content::RULE,
            &no_parts::RULE,
            &deprecated_functions::RULE,
            &json_array::RULE,
            &not_json_lines::RULE,
        ];
        let told = [
            &blank_line::RULE,
            &broken_array::RULE,
            &byte_order_mark::RULE,
            &empty_file::RULE,
            &mixed_shapes::RULE,
        ];
        let own = mended.into_iter().fold(own, |own, rule| own.with(rule, Level::Allow));
        let own = told.into_iter().fold(own, |own, rule| own.with(rule, Level::Warn));
        own.with(&lone_surrogate::RULE, Level::Deny)
    }

    /// Every rule, at the levels that the targets want.
    fn of(targets: &[&'static Target], is_converting: bool) -> Self {
        let mut judgements = judgement::all(targets);
        for judgement in judgements.iter_mut().filter(|judgement| judgement.rule.group == Group::Template) {
            judgement.level = Level::Allow;
        }
        Self {
            targets: targets.to_vec(),
            judgements,
            plans: OnceLock::new(),
            is_converting,
            keep: None,
            looks: Looks::Excerpt,
            tokens: Tokens::default(),
        }
    }

    /// Sets the level of a rule, for all targets.
    #[must_use]
    pub fn with(mut self, rule: &'static Rule, level: Level) -> Self {
        for judgement in self.judgements.iter_mut().filter(|judgement| judgement.rule == rule) {
            judgement.level = level;
        }
        self.plans = OnceLock::new();
        self
    }

    /// Leaves out every rule that is not among `select` (all are, where it is empty) or is among `ignore`; both hold
    /// names of rules and groups.
    pub fn choosing(mut self, select: &[String], ignore: &[String]) -> Result<Self, Error> {
        let known = || ALL.iter().flat_map(|rule| [rule.group.name(), rule.name]);
        for name in select.iter().chain(ignore) {
            if !known().any(|other| other == name) {
                return Err(Error::unknown("rule", name, known()));
            }
        }
        let is_among = |rule: &Rule, names: &[String]| {
            names.iter().any(|name| name == rule.name || name == rule.group.name())
        };
        self.judgements.retain(|judgement| {
            (select.is_empty() || is_among(judgement.rule, select)) && !is_among(judgement.rule, ignore)
        });
        self.plans = OnceLock::new();
        Ok(self)
    }

    /// Counts tokens in another way than the targets' first models do, and looks at what a chat template makes of
    /// conversations where there is one.
    #[must_use]
    pub fn counting(mut self, tokens: Tokens) -> Self {
        if tokens.template().is_some() {
            let is_meant = |judgement: &&mut Judgement| judgement.rule.group == Group::Template;
            for judgement in self.judgements.iter_mut().filter(is_meant) {
                judgement.level = judgement.rule.level;
            }
            self.plans = OnceLock::new();
        }
        self.tokens = tokens;
        self
    }

    /// How tokens are counted.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Finds line and column only, without a window of the line.
    #[must_use]
    pub fn without_excerpts(mut self) -> Self {
        self.looks = Looks::Column;
        self
    }

    /// Leaves the places inside records to others.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.looks = Looks::Nowhere;
        self
    }

    /// Keeps the messages of at most so many findings of each rule.
    #[must_use]
    pub fn keeping(mut self, limit: Option<usize>) -> Self {
        self.keep = limit;
        self
    }

    /// How many findings of each rule keep their messages.
    pub fn keeps(&self) -> Option<usize> {
        self.keep
    }

    /// The targets the rules judge for.
    pub fn targets(&self) -> &[&'static Target] {
        &self.targets
    }

    /// The first target the rules judge for.
    pub fn target(&self) -> Option<&'static Target> {
        self.targets.first().copied()
    }

    /// Whether any rule at work asks for what only some need.
    pub fn asks_for_columns(&self) -> bool {
        self.targets.iter().any(|target| target.is_columnar)
    }

    /// Runs the record rules; says which targets refuse the record, and why first. `own` is the record as its own
    /// shape has it, where that is another than its file's and some target reads it so.
    pub fn judge(
        &self,
        view: &View<'_>,
        own: Option<&View<'_>>,
        file: &str,
        findings: &mut Findings,
    ) -> Denial {
        let mut denial = Denial::default();
        let Some(first) = self.judgements.first() else { return denial };
        let before = findings.kept.len();
        let plan = self.plan(view.shape);
        let mut out = self.out(0, first, file, findings);
        out.keep = self.keep;
        out.record = Some(view.record);
        out.place.line = Some(view.record.line);
        out.unread = match view.parsed {
            Err(Unread::NotJson(error)) => Some((error.line, error.column)),
            Err(Unread::NotUtf8 { at }) => Some((1, at.start + 1)),
            _ => None,
        };
        if let Some(own) = own {
            let (as_own, as_files) = ((own, Traits::of(own)), (view, Traits::of(view)));
            for step in plan.of_strays() {
                let reads_own = step.target.is_some_and(|target| target.reads_strays(own.shape));
                let (view, traits) = if reads_own { as_own } else { as_files };
                if traits.interest(self.judgements[step.number].rule.group) {
                    self.take(step, view, &mut out, &mut denial);
                }
            }
        } else {
            for step in plan.of(Traits::of(view)) {
                self.take(step, view, &mut out, &mut denial);
            }
        }
        // Rules look one after another; people read from left to right.
        if findings.kept.len() > before + 1 {
            let place = |finding: &Finding| {
                (finding.place.line, finding.place.column.is_none(), finding.place.column)
            };
            findings.kept[before..].sort_by_key(place);
        }
        denial
    }

    /// Says of a record what a rule cannot find by itself; gives the rule's place where that denies the record.
    pub fn find_as(
        &self,
        rule: &Rule,
        record: &Record<'_>,
        file: &str,
        findings: &mut Findings,
        build: impl FnOnce() -> (Pointer, String, String),
    ) -> Option<usize> {
        let (number, judgement) = self.active(None).find(|(_, judgement)| judgement.rule == rule)?;
        let mut out = self.out(number, judgement, file, findings);
        out.keep = self.keep;
        out.record = Some(record);
        out.place.line = Some(record.line);
        out.find(build);
        out.has_denied.then_some(judgement.place)
    }

    fn take<'o>(&'o self, step: &Step, view: &View<'_>, out: &mut Out<'o>, denial: &mut Denial) {
        out.begin(step.number, &self.judgements[step.number]);
        match step.check {
            Check::Record(check) => check(view, out),
            Check::RecordFor(check) => check(view, step.target, out),
            _ => {}
        }
        if out.has_denied {
            denial.add(out.judgement);
        }
    }

    /// Runs the rules about blank lines in a file of a shape.
    pub fn judge_blank_line(&self, shape: &Shape, file: &str, line: u64, findings: &mut Findings) {
        for (number, judgement) in self.active(Some(shape)) {
            if let Check::BlankLine(check) = judgement.rule.check {
                let mut out = self.out(number, judgement, file, findings);
                out.place.line = Some(line);
                check(&mut out);
            }
        }
    }

    /// Runs the file rules.
    pub fn judge_file(&self, view: &FileView<'_>, file: &str, findings: &mut Findings) {
        // A file of a shape that a target does not take gets one finding about just that.
        let is_at_work = |judgement: &Judgement| match view.unreadable {
            Some(_) => *judgement.rule == unreadable_file::RULE && judgement.is_about(None),
            None => {
                judgement.is_about(Some(view.shape).filter(|_| !self.is_converting))
                    || *judgement.rule == not_target_shape::RULE
            }
        };
        let judgements =
            self.judgements.iter().enumerate().filter(|(_, judgement)| judgement.level != Level::Allow);
        for (number, judgement) in judgements.filter(|(_, judgement)| is_at_work(judgement)) {
            let mut out = self.out(number, judgement, file, findings);
            match judgement.rule.check {
                Check::File(check) => check(view, &mut out),
                Check::FileFor(check) => check(view, judgement.target, &mut out),
                _ => {}
            }
        }
    }

    /// Runs the dataset rules; `view` gives the dataset as a target takes it.
    pub fn judge_dataset<'v>(
        &self,
        view: impl Fn(Option<&'static Target>) -> DatasetView<'v>,
        findings: &mut Findings,
    ) {
        for (number, judgement) in self.active(None) {
            let mut out = self.out(number, judgement, "", findings);
            match judgement.rule.check {
                Check::Dataset(check) => check(&view(judgement.target), &mut out),
                Check::DatasetFor(check) => check(&view(judgement.target), judgement.target, &mut out),
                _ => {}
            }
        }
    }

    /// How many findings there are of a level.
    pub fn by_level(&self, counts: &Counts, level: Level) -> u64 {
        let counted = self.judgements.iter().zip(counts);
        counted.filter(|(judgement, _)| judgement.level == level).map(|(_, n)| n).sum()
    }

    /// How many findings of a level count for a target.
    pub fn by_level_for(&self, target: &Target, counts: &Counts, level: Level) -> u64 {
        let bit = self.targets.iter().position(|other| *other == target).map_or(0, |number| 1 << number);
        let counted = self.judgements.iter().zip(counts);
        counted.filter(|(own, _)| own.level == level && own.serves & bit != 0).map(|(_, n)| n).sum()
    }

    /// Every rule that fired, with its highest level among those at which it fired and its count, most first.
    pub fn by_rule(&self, counts: &Counts) -> Vec<(&'static Rule, Level, u64)> {
        let mut fired: Vec<(&'static Rule, Level, u64)> = Vec::new();
        for (judgement, n) in self.judgements.iter().zip(counts).filter(|(_, n)| **n > 0) {
            match fired.last_mut().filter(|(rule, ..)| *rule == judgement.rule) {
                Some((_, level, count)) => (*level, *count) = ((*level).max(judgement.level), *count + n),
                None => fired.push((judgement.rule, judgement.level, *n)),
            }
        }
        fired.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        fired
    }

    /// The judgements of records in files of a shape.
    fn plan(&self, shape: &Shape) -> &Plan {
        let plans = self.plans.get_or_init(|| {
            let of_records =
                |shape| self.active(Some(shape)).filter(|(_, judgement)| judgement.is_of_records());
            let strays = |shape| {
                let all = self.judgements.iter().enumerate();
                all.filter(move |(_, own)| {
                    own.level != Level::Allow && own.is_of_records() && own.is_about_strays(shape)
                })
            };
            shapes::ALL.iter().map(|shape| Plan::new(of_records(shape), strays(shape))).collect()
        });
        let place = shapes::ALL.iter().position(|other| *other == shape).expect("every shape is in the list");
        &plans[place]
    }

    /// The judgements that are at work, for targets that take a shape where one is given.
    fn active(&self, shape: Option<&Shape>) -> impl Iterator<Item = (usize, &Judgement)> {
        let judgements = self.judgements.iter().enumerate();
        // On the way to a target everything is judged as it will stand there.
        let shape = shape.filter(|_| !self.is_converting);
        judgements.filter(move |(_, judgement)| judgement.level != Level::Allow && judgement.is_about(shape))
    }

    fn out<'o>(
        &'o self,
        number: usize,
        judgement: &'o Judgement,
        file: &'o str,
        findings: &'o mut Findings,
    ) -> Out<'o> {
        let is_of_file = matches!(judgement.rule.check, Check::File(_) | Check::FileFor(_));
        Out {
            judgement,
            number,
            keep: self.keep.filter(|_| !is_of_file),
            file,
            place: Place::default(),
            record: None,
            unread: None,
            looks: self.looks,
            tokens: &self.tokens,
            findings,
            has_denied: false,
            found: 0,
        }
    }
}
