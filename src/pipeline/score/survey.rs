//! Survey: what a measuring pass collects over the whole dataset, so that single examples can be looked at in its light.

use crate::model::{Example, Task};
use crate::signals::{Counts, Labelled, Manner, Openings, Set, Words};
use crate::text::Key;

/// What was collected over all records, in file order.
#[derive(Debug, Default)]
pub struct Survey {
    /// In how many examples each stem stands.
    counts: Counts,
    manner: Manner,
    /// What every record asks for; nothing of one that means nothing.
    pub tasks: Vec<Option<Task>>,
    /// The records with short answers, which may be labels.
    pub labelled: Labelled,
    /// How questions open.
    pub openings: Openings,
}

/// What a chunk of records yields.
#[derive(Default)]
pub struct Surveyed {
    /// The stems of one example after another, and where each ends.
    stems: Vec<u32>,
    ends: Vec<usize>,
    manner: Manner,
    tasks: Vec<Option<Task>>,
    labelled: Labelled,
    openings: Openings,
    words: Words,
}

impl Surveyed {
    /// Adds a record; nothing is one that means nothing.
    pub fn add(&mut self, example: Option<&Example<'_>>, answer: Key) {
        let task = example.map(Task::of);
        let number = u32::try_from(self.tasks.len()).unwrap_or(u32::MAX);
        self.tasks.push(task);
        let Some((example, task)) = example.zip(task) else {
            self.openings.add("");
            return;
        };
        self.words.read(example);
        self.openings.add(&self.words.asked);
        self.words.all_into(&mut self.stems);
        self.ends.push(self.stems.len());
        self.manner.add(task, self.words.last_answer());
        if task == Task::ShortAnswer {
            self.labelled.add(number, answer, &self.words.prompt_set);
        }
    }
}

impl Survey {
    /// Joins what the next chunk yields.
    pub fn join(&mut self, more: &Surveyed) {
        let mut start = 0;
        for end in &more.ends {
            self.counts.add(&more.stems[start..*end]);
            start = *end;
        }
        self.manner.join(&more.manner);
        self.labelled.join(&more.labelled, u32::try_from(self.tasks.len()).unwrap_or(u32::MAX));
        self.openings.join(&more.openings);
        self.tasks.extend_from_slice(&more.tasks);
    }

    /// Ends the survey: short answers that many examples share are labels, and `declared` is what all examples ask for.
    pub fn settle(&mut self, declared: Option<Task>) -> Set {
        let are_labels = declared.map_or_else(|| self.labelled.are_labels(), |task| task == Task::Label);
        let (from, into) = (Task::ShortAnswer, Task::Label);
        if are_labels {
            self.manner.merge(from, into);
        }
        if let Some(declared) = declared {
            for task in Task::ALL {
                self.manner.merge(task, declared);
            }
        }
        for task in self.tasks.iter_mut().flatten() {
            let own = if are_labels && *task == from { into } else { *task };
            *task = declared.unwrap_or(own);
        }
        if !are_labels {
            self.labelled = Labelled::default();
        }
        let mut counts = std::mem::take(&mut self.counts);
        counts.settle();
        Set { counts, manner: std::mem::take(&mut self.manner) }
    }
}
