//! Together AI, preference fine-tuning.

use super::prices;
use super::together_conversation;
use super::together_conversation::{FILE, IMAGES, MAX_BYTES, MESSAGES, SOURCES};
use super::{Limits, Members, Method, Stance, Target, deny, warn};
use crate::shapes::{Form, Kind, OPENAI_PREFERENCE};

/// Together AI, preference fine-tuning.
pub static TARGET: Target = Target {
    id: "together-preference",
    provider: "together",
    title: "Together preference fine-tuning",
    method: Method::Preference,
    shapes: &[&OPENAI_PREFERENCE],
    form: FORM,
    limits: Limits { max_bytes: Some(MAX_BYTES), ..Limits::NONE },
    members: Some(Members {
        top: Some(&["input", "preferred_output", "non_preferred_output", "weight"]),
        of_messages: None,
        nullable: &["content"],
    }),
    roles: &["system", "user", "assistant", "tool"],
    reasoning: &["reasoning", "reasoning_content"],
    images: IMAGES,
    billing: &prices::TOGETHER_PREFERENCE,
    stances: &[FILE, MESSAGES, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(
        &["several-answer-messages", "answer-not-assistant", "null-content", "prompt-ends-with-answer"],
        "client",
    ),
    warn(&["no-user-turn", "empty-answer", "identical-answers"], "client").likely(),
    warn(&["misplaced-weight"], "skill").likely(),
];

const FORM: Form = Form {
    bodies: &[Kind::Preference],
    may_end_open: true,
    has_parallel_flag: true,
    is_uniform: false,
    ..together_conversation::FORM
};
