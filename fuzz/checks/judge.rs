//! Any file, judged for every target: nothing panics, findings lie where they say, messages are short, a verdict is
//! what its findings make it, and whom else a file is judged for changes nothing.

use std::io::Write;

use gristmill::engine::Container;
use gristmill::error::Error;
use gristmill::model::{Finding, Level};
use gristmill::pipeline::{Judged, Keeping, Options, Validated, Verdict, validate};
use gristmill::shapes::Shape;
use gristmill::targets::{self, Target};
use tempfile::NamedTempFile;

use super::mutate::{Choices, change, seed};
use super::places::{self, Placed};

/// The longest message or help, in bytes.
const LONGEST: usize = 600;

/// The shortest record that a message must not hold as a whole, in bytes.
const SHOWN: usize = 60;

/// Judges the file that some bytes stand for.
pub fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let mode = choices.small();
    let pick = choices.small();
    let text = if mode % 8 == 7 { choices.0.to_vec() } else { arranged(&mut choices) };
    let file = File::new(&text);
    let own = file.judge(&[], None, Keeping::All);
    let shape = own.as_ref().ok().and_then(|own| Shape::named(own.summary.files.first()?.shape));
    if let Ok(own) = own {
        file.hold(&own, &[]);
    }
    // To judge for all takes its time.
    if shape.is_none() || mode / 8 % 8 == 0 {
        let Ok(for_all) = file.judge(targets::ALL, shape, Keeping::All) else { return };
        file.hold(&for_all, targets::ALL);
    }
    let Some(shape) = shape else { return };
    let takers: Vec<&Target> = targets::ALL.iter().copied().filter(|target| target.takes(shape)).collect();
    let judge = |targets: &[&'static Target], keeping| {
        file.judge(targets, Some(shape), keeping).expect("it was judged before")
    };
    let Some(target) = takers.get(pick % takers.len().max(1)).copied() else { return };
    let mut some: Vec<&Target> =
        takers.iter().copied().cycle().skip(pick / 2).take(takers.len().min(4)).collect();
    if !some.contains(&target) {
        some.push(target);
    }
    let together = judge(&some, Keeping::All);
    file.hold(&together, &some);
    let alone = judge(&[target], Keeping::All);
    file.hold(&alone, &[target]);
    assert_eq!(
        File::said(&together, target),
        File::said(&alone, target),
        "{} among {some:?}\n{file}",
        target.id
    );
    assert_eq!(verdict(&together, target), verdict(&alone, target), "{} among {some:?}\n{file}", target.id);
    let shown = judge(&[target], Keeping::AtMost(3));
    assert_eq!(shown.summary, alone.summary, "what is kept changes no count\n{file}");
    for excerpt in shown.findings.iter().filter_map(|finding| finding.excerpt.as_ref()) {
        let length = excerpt.text.chars().count();
        assert!(excerpt.mark.start <= excerpt.mark.end && excerpt.mark.end <= length, "{excerpt:?}\n{file}");
        assert!(length < 80 && !excerpt.text.chars().any(char::is_control), "{excerpt:?}\n{file}");
    }
}

/// A file with a changed record among good ones.
fn arranged(choices: &mut Choices<'_>) -> Vec<u8> {
    let (around, container) = (choices.small(), choices.small() % 8);
    let good = seed(choices);
    let mut bad = good.clone();
    change(&mut bad, choices);
    let mut records = vec![good.clone(); around % 3];
    records.push(bad);
    records.extend(vec![good; around / 3 % 3]);
    let gap = if container == 5 { "\n " } else { " " };
    let lines: Vec<String> = records
        .iter()
        .map(|record| {
            let mut line = String::new();
            record.write(gap, &mut line);
            line
        })
        .collect();
    let text = match container {
        3 => lines.join("\r\n") + "\r\n",
        4 => format!("[{}]\n", lines.join(", ")),
        5 => format!("[\n{}\n]\n", lines.join(",\n")),
        6 => format!("\u{feff}{}\n", lines.join("\n")),
        7 => lines.join("\n\n \n"),
        _ => lines.join("\n") + "\n",
    };
    text.into_bytes()
}

/// Whether a finding counts for a target: it is the target's own, or all share it that have no stance of their own.
fn counts(finding: &Finding, target: &Target) -> bool {
    finding.target.map_or_else(|| target.stance(finding.rule).is_none(), |id| id == target.id)
}

fn verdict(validated: &Validated, target: &'static Target) -> Option<Verdict> {
    let own = validated.judged.iter().find(|judged| judged.target == Some(target));
    own.map(|judged| judged.verdict)
}

/// A file to judge, with its records.
struct File {
    on_disk: NamedTempFile,
    text: Vec<u8>,
    container: Container,
    records: Vec<Placed>,
    /// Its lines; nothing where it is packed.
    lines: Option<u64>,
}

impl File {
    fn new(text: &[u8]) -> Self {
        let mut file = NamedTempFile::new().expect("there is room for a file");
        file.write_all(text).expect("there is room for a file");
        let name = file.path().to_str().expect("the name of a temporary file is text");
        let (container, records) = places::records(name).unwrap_or((Container::Lines, Vec::new()));
        let lines = text.split(|byte| *byte == b'\n').count() as u64;
        let is_packed =
            [&b"\x1f\x8b"[..], b"\x28\xb5\x2f\xfd", b"PAR1"].iter().any(|magic| text.starts_with(magic));
        let lines = (!is_packed).then_some(lines);
        Self { on_disk: file, text: text.to_vec(), container, records, lines }
    }

    fn judge(
        &self,
        targets: &[&'static Target],
        shape: Option<&Shape>,
        keeping: Keeping<'_>,
    ) -> Result<Validated, Error> {
        let ids: Vec<&str> = targets.iter().map(|target| target.id).collect();
        let options = Options {
            target: (!ids.is_empty()).then(|| ids.join(",")),
            shape: shape.map(|shape| shape.name.to_owned()),
            threads: Some(1),
            ..Options::default()
        };
        validate(&[self.on_disk.path().display().to_string()], &options, keeping, &())
    }

    /// What a target has to say, in an order of its own.
    fn said(validated: &Validated, target: &Target) -> Vec<String> {
        let mut said: Vec<String> = validated
            .findings
            .iter()
            .filter(|finding| counts(finding, target))
            .map(|Finding { rule, level, place, message, help, source, .. }| {
                let (line, column, at) = (place.line, place.column, place.pointer.as_str());
                format!("{rule} {level:?} {line:?}:{column:?} {at} {message} {help} {source:?}")
            })
            .collect();
        said.sort_unstable();
        said
    }

    /// What holds of any result.
    fn hold(&self, validated: &Validated, targets: &[&'static Target]) {
        let Validated { findings, judged, summary } = validated;
        for finding in findings {
            self.hold_finding(finding);
        }
        for (level, counted) in
            [(Level::Deny, summary.deny), (Level::Warn, summary.warn), (Level::Info, summary.info)]
        {
            let kept = findings.iter().filter(|finding| finding.level == level).count() as u64;
            assert_eq!(kept, counted, "findings that {level:?}\n{self}");
        }
        for (rule, counted) in &summary.rules {
            let kept = findings.iter().filter(|finding| finding.rule == *rule).count() as u64;
            assert_eq!(kept, *counted, "findings of {rule}\n{self}");
        }
        assert!(summary.accepted <= summary.read, "{summary:?}\n{self}");
        assert_eq!(summary.read, self.records.len() as u64, "records\n{self}");
        assert_eq!(judged.len(), targets.len().max(1), "a verdict for each\n{self}");
        for Judged { target, verdict } in judged {
            let is_own = |finding: &&Finding| target.is_none_or(|target| counts(finding, target));
            let highest = findings.iter().filter(is_own).map(|finding| finding.level).max();
            let expected = match highest {
                Some(Level::Deny) => Verdict::Reject,
                Some(Level::Warn) => Verdict::Warn,
                _ => Verdict::Accept,
            };
            assert_eq!(*verdict, expected, "{target:?}\n{self}");
        }
    }

    fn hold_finding(&self, finding: &Finding) {
        let Finding { rule, place, message, help, .. } = finding;
        for text in [message, help] {
            let is_one_line = !text.chars().any(char::is_control);
            let is_short = !text.trim().is_empty() && text.len() <= LONGEST;
            assert!(is_one_line && is_short, "{rule} says {} bytes: {text:?}\n{self}", text.len());
        }
        for record in self.records.iter().filter(|record| record.raw.len() >= SHOWN) {
            let raw = String::from_utf8_lossy(&record.raw);
            assert!(!message.contains(raw.trim()), "{rule} says all of a record: {message}\n{self}");
        }
        let Some(line) = place.line else {
            assert!(place.pointer.is_root() && place.column.is_none(), "{finding:?}\n{self}");
            return;
        };
        assert!(line > 0 && self.lines.is_none_or(|lines| line <= lines), "{finding:?}\n{self}");
        let mut meant =
            self.records.iter().filter(|record| (record.first..=record.last).contains(&line)).peekable();
        if let (Some(record), Some(column), Container::Lines) = (meant.peek(), place.column, self.container) {
            let length = String::from_utf8_lossy(&record.raw).chars().count() as u64;
            assert!(column > 0 && column <= length + 1, "{finding:?}\n{self}");
        }
        let is_inside =
            place.pointer.is_root() || meant.any(|record| places::leads(&record.raw, &place.pointer));
        assert!(is_inside, "{finding:?} leads nowhere\n{self}");
    }
}

impl std::fmt::Display for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "in {}", String::from_utf8_lossy(&self.text))
    }
}
