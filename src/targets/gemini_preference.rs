//! Google Gemini, preference tuning.

use super::gemini_sft;
use super::gemini_sft::{LENGTH, LIMITS, MEMBERS, SHARED, SOURCES};
use super::prices;
use super::{Images, Method, Target, deny, warn};
use crate::shapes::{Answer, Form, GEMINI_PREFERENCE, ImagePlace, Kind};

/// Google Gemini, preference tuning.
pub static TARGET: Target = Target {
    id: "gemini-preference",
    provider: "gemini",
    title: "Gemini preference tuning",
    method: Method::Preference,
    shapes: &[&GEMINI_PREFERENCE],
    form: FORM,
    limits: LIMITS,
    members: Some(MEMBERS),
    roles: &["user", "model"],
    images: Images::NONE,
    token_limits: LENGTH,
    counting: &prices::GEMINI_COUNTING,
    billing: &prices::GEMINI,
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

const FORM: Form = Form {
    bodies: &[Kind::Preference],
    may_end_open: true,
    images: ImagePlace::Unheld,
    answer: Answer::Text,
    ..gemini_sft::FORM
};
