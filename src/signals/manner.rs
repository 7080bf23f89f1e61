//! Manner: how the answers of a dataset are written, by which one that is written otherwise stands out.

use crate::model::Task;

/// What an answer begins or ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// An upper-case letter.
    Upper,
    /// A lower-case letter.
    Lower,
    /// A letter of a script without case.
    Letter,
    /// A digit.
    Digit,
    /// What ends a sentence, or closes a bracket, a quotation or a fence.
    Stop,
    /// What opens a bracket, a quotation or an item.
    Open,
    /// Anything else.
    Other,
}

impl Edge {
    const KINDS: usize = 7;

    /// The kind of a character.
    pub fn of(c: char) -> Self {
        if c.is_ascii_digit() {
            Self::Digit
        } else if c.is_uppercase() {
            Self::Upper
        } else if c.is_lowercase() {
            Self::Lower
        } else if c.is_alphanumeric() {
            Self::Letter
        } else if ".!?。！？…؟।;:)]}>\"'”’»」』）】》`*_~|".contains(c) {
            Self::Stop
        } else if "([{<“‘«「『（【《-#•".contains(c) {
            Self::Open
        } else {
            Self::Other
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upper => "a capital letter",
            Self::Lower => "a small letter",
            Self::Letter => "a letter",
            Self::Digit => "a digit",
            Self::Stop => "a closing mark",
            Self::Open => "an opening mark",
            Self::Other => "another mark",
        }
    }
}

/// How answers to each kind of task begin and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    tasks: [Kind; Task::ALL.len()],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Kind {
    begins: [u32; Edge::KINDS],
    ends: [u32; Edge::KINDS],
    /// How last lines begin.
    closes: [u32; Edge::KINDS],
}

impl Default for Manner {
    fn default() -> Self {
        Self { tasks: [Kind::default(); Task::ALL.len()] }
    }
}

/// The edges of a text; nothing of a blank one.
pub fn edges(text: &str) -> Option<(Edge, Edge)> {
    let text = text.trim();
    Some((Edge::of(text.chars().next()?), Edge::of(text.chars().next_back()?)))
}

/// What the last line of a text begins with.
fn closing(text: &str) -> Edge {
    let line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    line.trim_start().chars().next().map_or(Edge::Other, Edge::of)
}

impl Manner {
    /// Answers from which their manner can be told.
    const ENOUGH: u32 = 10;

    /// Adds an answer.
    pub fn add(&mut self, task: Task, answer: &str) {
        if let Some((first, last)) = edges(answer) {
            let kind = &mut self.tasks[task as usize];
            kind.begins[first as usize] += 1;
            kind.ends[last as usize] += 1;
            kind.closes[closing(answer) as usize] += 1;
        }
    }

    /// Adds what another one saw.
    pub fn join(&mut self, more: &Self) {
        for (own, more) in self.tasks.iter_mut().zip(&more.tasks) {
            let kinds = [
                (&mut own.begins, &more.begins),
                (&mut own.ends, &more.ends),
                (&mut own.closes, &more.closes),
            ];
            for (own, more) in kinds {
                own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
            }
        }
    }

    /// Counts the answers of one kind of task as those of another.
    pub fn merge(&mut self, from: Task, into: Task) {
        let kind = std::mem::take(&mut self.tasks[from as usize]);
        let mut other = Self::default();
        other.tasks[into as usize] = kind;
        self.join(&other);
    }

    /// The share of the other answers to a kind of task that begin as one of them does; nothing where there are too few.
    pub fn begin_like(&self, task: Task, edge: Edge) -> Option<f64> {
        share(&self.tasks[task as usize].begins, edge)
    }

    /// The largest share of answers to a kind of task that begin alike.
    pub fn most_begin(&self, task: Task) -> Option<f64> {
        let begins = &self.tasks[task as usize].begins;
        let (all, most): (u32, u32) = (begins.iter().sum(), begins.iter().copied().max().unwrap_or(0));
        (all > Self::ENOUGH).then(|| f64::from(most) / f64::from(all))
    }

    /// The share of the other answers to a kind of task that end with a line that begins with a mark, where nearly all do and one
    /// does not.
    pub fn close_unlike(&self, task: Task, answer: &str) -> Option<f64> {
        const NEARLY_ALL: f64 = 0.9;
        let marked = share(&self.tasks[task as usize].closes, Edge::Open)?;
        (closing(answer) != Edge::Open && marked >= NEARLY_ALL).then_some(marked)
    }

    /// The share of those that end as one does.
    pub fn end_like(&self, task: Task, edge: Edge) -> Option<f64> {
        share(&self.tasks[task as usize].ends, edge)
    }
}

fn share(kinds: &[u32; Edge::KINDS], edge: Edge) -> Option<f64> {
    let all: u32 = kinds.iter().sum();
    let others = kinds[edge as usize].saturating_sub(1);
    (all > Manner::ENOUGH).then(|| f64::from(others) / f64::from(all - 1))
}
