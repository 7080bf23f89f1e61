//! Together AI, supervised fine-tuning on pairs.

use super::prices;
use super::together_conversation::{FILE, MAX_BYTES, SOURCES};
use super::{Limits, Members, Method, Target, deny, forgive, warn};
use crate::shapes::{Form, PROMPT_COMPLETION};

/// Together AI, supervised fine-tuning on pairs.
pub static TARGET: Target = Target {
    id: "together-instruction",
    provider: "together",
    title: "Together instruction fine-tuning",
    method: Method::Pair,
    shapes: &[&PROMPT_COMPLETION],
    form: Form { sample_weight: Some("weight"), ..Form::PAIR },
    limits: Limits { max_bytes: Some(MAX_BYTES), max_characters: Some(10_000), ..Limits::NONE },
    members: Some(Members {
        top: Some(&["prompt", "completion", "weight"]),
        of_messages: None,
        nullable: &[],
    }),
    billing: &prices::TOGETHER,
    stances: &[
        FILE,
        &[
            deny(&["two-forms"], "client"),
            warn(&["empty-answer"], "client").likely(),
            // Above it, OpenAI's legacy tool offered to drop a pair: short contexts may cut it here too.
            warn(&["long-example"], "skill").unsure(),
            forgive(&["empty-prompt"], "client").likely(),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
