//! Where rules say what they find: counted, and with message and place while it is kept.

use super::findings::Findings;
use super::judgement::Judgement;
use super::{ALL, Conflict};
use crate::model::{Excerpt, Finding, Level, Place, Pointer, Record, locate};
use crate::text::{printable, window};
use crate::tokens::Tokens;

/// How closely the place of a finding is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// Not at all: the pointer says enough.
    Nowhere,
    /// For line and column.
    Column,
    /// For line, column and a window of the line.
    Excerpt,
}

/// Characters of a line that are shown around a place; with indent and dots less than 80.
const WINDOW: usize = 60;

/// Findings of a rule in one record whose place is looked for: looking reads the record again.
const LOOKED_AT: usize = 64;

/// Findings of a rule in one record.
const MOST_IN_A_RECORD: usize = 1_000;

/// Where a rule says what it found.
pub struct Out<'o> {
    pub(super) judgement: &'o Judgement,
    /// The judgement's place among all that run.
    pub(super) number: usize,
    pub(super) keep: Option<usize>,
    pub(super) file: &'o str,
    pub(super) place: Place,
    pub(super) record: Option<&'o Record<'o>>,
    /// Where reading stopped: line and column in the record's raw bytes.
    pub(super) unread: Option<(usize, usize)>,
    pub(super) looks: Looks,
    pub(super) tokens: &'o Tokens,
    pub(super) findings: &'o mut Findings,
    pub(super) has_denied: bool,
    /// How often the rule was heard about this record, file or dataset.
    pub(super) found: usize,
}

impl<'o> Out<'o> {
    /// Turns to the next judgement about the same record.
    pub(super) fn begin(&mut self, number: usize, judgement: &'o Judgement) {
        (self.number, self.judgement) = (number, judgement);
        (self.has_denied, self.found) = (false, 0);
    }

    /// A finding at a place of the record, with its message and help. The closure runs only when the finding is kept.
    pub fn find(&mut self, build: impl FnOnce() -> (Pointer, String, String)) {
        if !self.count() {
            return;
        }
        let (pointer, message, help) = build();
        self.push(pointer, &message, &help);
    }

    /// How tokens are counted.
    pub fn tokens(&self) -> &Tokens {
        self.tokens
    }

    /// A finding about two places in other records, for rules that compare them.
    pub fn find_conflict(&mut self, conflict: &Conflict, build: impl FnOnce() -> (String, String)) {
        if !self.count() {
            return;
        }
        self.place.line = Some(conflict.second.line);
        let (message, help) = build();
        self.push(Pointer::ROOT, &message, &help);
        if let Some(finding) = self.findings.kept.last_mut() {
            finding.place.file = Some(conflict.second.file.clone());
        }
    }

    /// Counts a finding, and says whether it keeps its message. What a rule finds in a record beyond the thousandth time
    /// is passed over: a record with so many has been judged.
    fn count(&mut self) -> bool {
        self.found += 1;
        if self.found > MOST_IN_A_RECORD {
            return false;
        }
        self.has_denied |= self.judgement.level == Level::Deny;
        if self.findings.counts.len() <= self.number {
            self.findings.counts.resize(self.number + 1, 0);
        }
        self.findings.counts[self.number] += 1;
        self.findings.kept_counts.resize(ALL.len(), 0);
        let kept = &mut self.findings.kept_counts[self.judgement.place];
        *kept += 1;
        self.keep.is_none_or(|limit| *kept <= limit as u64)
    }

    fn push(&mut self, pointer: Pointer, message: &str, help: &str) {
        let mut place = Place { pointer, ..self.place.clone() };
        place.file = (!self.file.is_empty()).then(|| self.file.to_owned());
        let excerpt = self.record.and_then(|record| self.look(record, &mut place));
        let Judgement { rule, level, target, source, .. } = self.judgement;
        let (rule, target, source) = (rule.name, target.map(|target| target.id), source.clone());
        self.findings.kept.push(Finding {
            rule,
            level: *level,
            target,
            place,
            // Keys, roles and names are quoted from records, which hold anything.
            message: printable(message).into_owned(),
            help: printable(help).into_owned(),
            source,
            excerpt,
        });
    }

    /// Finds line and column of the place in the record's own bytes, and makes the window around it.
    fn look(&self, record: &Record<'_>, place: &mut Place) -> Option<Excerpt> {
        let is_enough = self.found > LOOKED_AT;
        if self.looks == Looks::Nowhere || is_enough || record.raw.is_empty() {
            return None;
        }
        let raw = String::from_utf8_lossy(record.raw);
        let span = match self.unread {
            Some((line, column)) => {
                let start: usize = raw.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let at = (start + column - 1).min(raw.len());
                at..at + 1
            }
            None => locate(&raw, &place.pointer),
        };
        let before = &raw[..floor(&raw, span.start)];
        let own_line = before.rfind('\n').map_or(0, |at| at + 1);
        let lines = before.bytes().filter(|byte| *byte == b'\n').count() as u64;
        place.line = Some(record.line + lines);
        // The element of an array starts somewhere on its line: only from its second line on are columns known.
        place.column =
            (lines > 0 || record.is_whole_line).then(|| before[own_line..].chars().count() as u64 + 1);
        if self.looks == Looks::Column {
            return None;
        }
        let end_of_line = raw[own_line..].find('\n').map_or(raw.len(), |at| own_line + at);
        let mark = span.start.max(own_line) - own_line..span.end.min(end_of_line).max(own_line) - own_line;
        let (text, mark) = window(&raw[own_line..end_of_line], mark, WINDOW);
        Some(Excerpt { text, mark })
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
