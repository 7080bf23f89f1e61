//! Hugging Face TRL, training on answers that are wanted or not (KTO).

use super::trl_sft;
use super::trl_sft::{LENGTH, LOCAL, ROWS, SOURCES};
use super::{Method, Target, deny, forgive, warn};
use crate::shapes::{Form, Kind, PROMPT_COMPLETION_LABEL};

/// Hugging Face TRL, training on answers that are wanted or not (KTO).
pub static TARGET: Target = Target {
    id: "trl-kto",
    provider: "trl",
    title: "TRL KTO training",
    method: Method::Preference,
    shapes: &[&PROMPT_COMPLETION_LABEL],
    form: FORM,
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
            deny(&["broken-tools"], "trainer"),
            warn(&["empty-prompt", "empty-answer"], "trainer").likely(),
            forgive(&["no-user-turn"], "formats"),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const FORM: Form = Form { bodies: &[Kind::Label], ..trl_sft::FORM };
