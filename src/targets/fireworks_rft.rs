//! Fireworks AI, reinforcement fine-tuning.

use super::fireworks_chat::{LIMITS, SOURCES};
use super::openai_rft;
use super::{Method, Target, deny, forgive, warn};
use crate::shapes::{Form, OPENAI_CHAT};

/// Fireworks AI, reinforcement fine-tuning.
pub static TARGET: Target = Target {
    id: "fireworks-rft",
    provider: "fireworks",
    title: "Fireworks reinforcement fine-tuning",
    method: Method::Reinforcement,
    shapes: &[&OPENAI_CHAT],
    form: Form { has_developer: false, ..openai_rft::FORM },
    limits: LIMITS,
    roles: &["system", "user", "assistant", "tool"],
    stances: &[&[
        deny(&["no-user-turn", "deprecated-functions", "null-content", "no-parts", "unknown-part"], "check"),
        deny(&["last-turn-not-user", "empty-prompt"], "check"),
        deny(&["too-few-examples", "too-many-examples"], "docs"),
        warn(&["prompt-ends-with-answer", "unlisted-role", "no-reference", "empty-reference"], "check")
            .likely(),
        warn(
            &["call-without-id", "call-without-type", "arguments-not-string", "result-without-call-id"],
            "check",
        )
        .likely(),
        warn(&["malformed-tools", "untyped-part"], "check").likely(),
        warn(&["reserved-reference"], "check").unsure(),
        forgive(&["no-assistant-turn", "last-turn-not-assistant", "blank-line"], "check"),
    ]],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
