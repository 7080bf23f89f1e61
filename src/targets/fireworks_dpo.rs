//! Fireworks AI, preference fine-tuning.

use super::fireworks_chat;
use super::fireworks_chat::{FILE, LIMITS, MESSAGES, SOURCES};
use super::prices;
use super::{Images, Members, Method, Stance, Target, deny, warn};
use crate::shapes::{Form, Kind, OPENAI_PREFERENCE};

/// Fireworks AI, preference fine-tuning.
pub static TARGET: Target = Target {
    id: "fireworks-dpo",
    provider: "fireworks",
    title: "Fireworks preference fine-tuning",
    method: Method::Preference,
    shapes: &[&OPENAI_PREFERENCE],
    form: Form { bodies: &[Kind::Preference], may_end_open: true, ..fireworks_chat::FORM },
    limits: LIMITS,
    members: Some(Members {
        top: Some(&["input", "preferred_output", "non_preferred_output"]),
        of_messages: None,
        nullable: &["content"],
    }),
    roles: &["system", "user", "assistant", "tool"],
    reasoning: &["reasoning_content"],
    images: Images::NONE,
    billing: &prices::FIREWORKS_PREFERENCE,
    stances: &[FILE, MESSAGES, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(
        &["several-answer-messages", "answer-not-assistant", "prompt-ends-with-answer", "no-user-turn"],
        "dpo",
    ),
    deny(&["several-user-turns", "empty-answer", "unlisted-role", "last-turn-not-user"], "check"),
    deny(&["call-without-text"], "check").likely(),
    warn(&["identical-answers"], "check").likely(),
    warn(&["doubtful-tools", "image-not-taken"], "dpo").unsure(),
];
