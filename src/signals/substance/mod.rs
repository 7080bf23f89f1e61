//! Substance: how much the answer says.

use super::signals;
use crate::model::Task;

signals![amount, specificity, variety];

/// Whether an answer to a kind of task is running text.
fn is_prose(task: Task) -> bool {
    matches!(
        task,
        Task::Chat | Task::Rewrite | Task::List | Task::Generation | Task::Preference | Task::Feedback
    )
}
