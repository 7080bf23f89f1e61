//! Which rules run and at which level, and what they find.
//!
//! Every finding is counted; its message is built only while fewer than the limit of its rule are kept.

use super::findings::{Counts, Findings};
use super::out::{Looks, Out};
use super::{ALL, Check, DatasetView, FileView, Rule, View};
use super::{
    broken_array, byte_order_mark, conflicting_answers, empty_file, extra_field, json_array, mixed_shapes,
    not_target_shape, unread_field,
};
use crate::model::{Level, Place, Record, Unread};
use crate::targets::Target;

/// The rules that run, resolved once before the first record.
#[derive(Clone)]
pub struct Selection {
    target: Option<&'static Target>,
    levels: Vec<Level>,
    /// How many findings of a rule keep their message; nothing for all.
    keep: Option<usize>,
    looks: Looks,
}

impl Selection {
    /// The rules that judge files as they stand, for a target or for their shape alone.
    pub fn standing(target: Option<&'static Target>) -> Self {
        let levels = ALL.iter().map(|rule| rule.level(target.map(|target| target.id))).collect();
        // Records are not compared with each other, and nothing is converted.
        let own = Self { target, levels, keep: None, looks: Looks::Excerpt };
        own.with(&conflicting_answers::RULE, Level::Allow).with(&unread_field::RULE, Level::Allow)
    }

    /// The rules that judge records on their way to a target: what the way mends is no reason to reject one.
    pub fn on_the_way(target: &'static Target) -> Self {
        let levels = ALL.iter().map(|rule| rule.level(Some(target.id))).collect();
        let own = Self { target: Some(target), levels, keep: None, looks: Looks::Excerpt };
        let mended = [&extra_field::RULE, &json_array::RULE, &not_target_shape::RULE];
        let told = [&broken_array::RULE, &byte_order_mark::RULE, &empty_file::RULE, &mixed_shapes::RULE];
        let own = mended.into_iter().fold(own, |own, rule| own.with(rule, Level::Allow));
        told.into_iter().fold(own, |own, rule| own.with(rule, Level::Warn))
    }

    /// Sets the level of a rule.
    #[must_use]
    pub fn with(mut self, rule: &Rule, level: Level) -> Self {
        let place = ALL.iter().position(|other| other.name == rule.name);
        self.levels[place.expect("every rule is in the list")] = level;
        self
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

    /// The target the rules judge for.
    pub fn target(&self) -> Option<&'static Target> {
        self.target
    }

    /// Runs the record rules; gives the place in the list of the first that denies the record.
    pub fn judge(&self, view: &View<'_>, file: &str, findings: &mut Findings) -> Option<usize> {
        let mut denied_by = None;
        let before = findings.kept.len();
        for (place, rule) in self.active() {
            if let Check::Record(check) = rule.check {
                let mut out = self.out(place, rule, file, Some(view.record), findings);
                out.before = before;
                out.unread = match view.parsed {
                    Err(Unread::NotJson(error)) => Some((error.line, error.column)),
                    Err(Unread::NotUtf8 { at }) => Some((1, at.start + 1)),
                    _ => None,
                };
                check(view, &mut out);
                if out.has_denied {
                    denied_by = denied_by.or(Some(place));
                }
            }
        }
        // Rules look one after another; people read from left to right.
        findings.kept[before..].sort_by_key(|finding| (finding.place.line, finding.place.column));
        denied_by
    }

    /// Runs the rules about blank lines.
    pub fn judge_blank_line(&self, file: &str, line: u64, findings: &mut Findings) {
        for (place, rule) in self.active() {
            if let Check::BlankLine(check) = rule.check {
                let mut out = self.out(place, rule, file, None, findings);
                out.place.line = Some(line);
                check(&mut out);
            }
        }
    }

    /// Runs the file rules.
    pub fn judge_file(&self, view: &FileView<'_>, file: &str, findings: &mut Findings) {
        for (place, rule) in self.active() {
            if let Check::File(check) = rule.check {
                check(view, &mut self.out(place, rule, file, None, findings));
            }
        }
    }

    /// Runs the dataset rules.
    pub fn judge_dataset(&self, view: &DatasetView<'_>, findings: &mut Findings) {
        for (place, rule) in self.active() {
            if let Check::Dataset(check) = rule.check {
                let mut out = self.out(place, rule, "", None, findings);
                out.place.file = None;
                check(view, &mut out);
            }
        }
    }

    /// How many findings there are of each level.
    pub fn by_level(&self, counts: &Counts, level: Level) -> u64 {
        self.levels.iter().zip(counts).filter(|(own, _)| **own == level).map(|(_, n)| n).sum()
    }

    /// The level of a rule.
    pub fn level(&self, rule: &Rule) -> Level {
        ALL.iter().position(|other| other.name == rule.name).map_or(Level::Allow, |place| self.levels[place])
    }

    fn active(&self) -> impl Iterator<Item = (usize, &'static Rule)> {
        ALL.iter().copied().enumerate().filter(|(place, _)| self.levels[*place] != Level::Allow)
    }

    fn out<'o>(
        &'o self,
        place: usize,
        rule: &'static Rule,
        file: &'o str,
        record: Option<&'o Record<'o>>,
        findings: &'o mut Findings,
    ) -> Out<'o> {
        let at = Place { file: None, line: record.map(|record| record.line), ..Place::default() };
        let is_of_file = matches!(rule.check, Check::File(_));
        Out {
            rule,
            rule_place: place,
            level: self.levels[place],
            target: self.target,
            keep: self.keep.filter(|_| !is_of_file),
            file,
            place: at,
            record,
            unread: None,
            looks: self.looks,
            before: findings.kept.len(),
            findings,
            has_denied: false,
        }
    }
}
