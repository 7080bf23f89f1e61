//! Hugging Face TRL, preference training.

use super::trl_sft::{LENGTH, LOCAL, ROWS, SOURCES};
use super::{Method, Target, deny, forgive, warn};
use crate::shapes::{CHOSEN_REJECTED, HH_RLHF};

/// Hugging Face TRL, preference training.
pub static TARGET: Target = Target {
    id: "trl-preference",
    provider: "trl",
    title: "TRL preference training",
    method: Method::Preference,
    shapes: &[&CHOSEN_REJECTED, &HH_RLHF],
    ignores: &["weight", "system"],
    ignores_in_messages: &["weight", "train", "loss"],
    reasoning: &["reasoning_content", "thinking"],
    token_limits: LENGTH,
    is_columnar: true,
    parameters: ("train_dataset", "eval_dataset"),
    stances: &[
        LOCAL,
        ROWS,
        &[
            deny(&["broken-tools", "empty-pair"], "trainer"),
            warn(&["identical-answers", "cut-prompt", "empty-prompt", "empty-answer"], "trainer"),
            forgive(&["no-user-turn"], "formats"),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
