//! Late: what is known only when every example was looked at.

use super::Weighed;
use crate::model::Task;

/// What is known of the dataset when every example was looked at, and of one of them beside the others.
#[derive(Debug, Clone, Default)]
pub struct Late {
    /// What answers amount to.
    pub anchors: Anchors,
    /// Where the record stands whose answer this one seems to have.
    pub owner: Option<String>,
    /// How many examples have the question's skeleton, and how many there are.
    pub template: (u32, u32),
    /// The scores of the answer that is preferred and of the rejected one, each by itself, where the example is a preference.
    pub pair: Option<(u32, u32)>,
}

/// What the fullest answers of the dataset amount to, and the fullest plain texts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Anchors([Anchor; 2]);

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Anchor {
    amount: f32,
    specificity: f32,
}

/// Which anchor is that of a task: plain text is no answer.
fn kind(task: Task) -> usize {
    usize::from(task == Task::Text)
}

impl Anchors {
    /// The share of answers below the anchor: what the fullest say is as much as can be asked for.
    const AMOUNT: f64 = 0.95;
    /// That of their specificity.
    const SPECIFICITY: f64 = 0.9;

    /// The anchors of a dataset.
    pub fn new<'w>(examples: &(impl Iterator<Item = &'w Weighed> + Clone)) -> Self {
        let anchor = |number: usize| {
            let own = || examples.clone().filter(move |weighed| kind(weighed.task) == number);
            Anchor {
                amount: quantile(own().map(|weighed| weighed.amount), Self::AMOUNT),
                specificity: quantile(own().map(|weighed| weighed.specificity), Self::SPECIFICITY),
            }
        };
        Self([0, 1].map(anchor))
    }

    /// How far, in nats, an example's amount lies below the anchor; 0 where it does not.
    pub fn amount_below(&self, weighed: &Weighed) -> f64 {
        f64::from(self.0[kind(weighed.task)].amount - weighed.amount).max(0.0)
    }

    /// How far, in nats a word, its specificity does.
    pub fn specificity_below(&self, weighed: &Weighed) -> f64 {
        f64::from(self.0[kind(weighed.task)].specificity - weighed.specificity).max(0.0)
    }
}

/// The value below which a share of some values lies; 0 of none.
fn quantile(values: impl Iterator<Item = f32>, share: f64) -> f32 {
    let mut values: Vec<f32> = values.collect();
    if values.is_empty() {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among the values")]
    let place = ((values.len() - 1) as f64 * share).round() as usize;
    let (_, value, _) = values.select_nth_unstable_by(place, f32::total_cmp);
    *value
}
