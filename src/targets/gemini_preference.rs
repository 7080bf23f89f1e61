//! Google Gemini, preference tuning.

use super::gemini_sft::{LENGTH, LIMITS, MEMBERS, SHARED, SOURCES};
use super::{Images, Method, Target, deny, warn};
use crate::shapes::GEMINI_PREFERENCE;

/// Google Gemini, preference tuning.
pub static TARGET: Target = Target {
    id: "gemini-preference",
    provider: "gemini",
    title: "Gemini preference tuning",
    method: Method::Preference,
    shapes: &[&GEMINI_PREFERENCE],
    limits: LIMITS,
    members: Some(MEMBERS),
    roles: &["user", "model"],
    images: Images::NONE,
    token_limits: LENGTH,
    stances: &[
        SHARED,
        &[
            deny(&["prompt-ends-with-answer", "last-turn-not-user", "answer-not-assistant"], "preference"),
            deny(&["unlisted-role", "image-not-taken"], "preference"),
            deny(&["repeated-user-turn", "repeated-assistant-turn", "starts-with-assistant"], "issues")
                .likely(),
            warn(&["identical-answers"], "preference").likely(),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
