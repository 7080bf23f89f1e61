//! Together AI, supervised fine-tuning on plain text.

use super::prices;
use super::together_conversation::{FILE, MAX_BYTES, SOURCES};
use super::{Limits, Members, Method, Target, deny, warn};
use crate::shapes::{Form, TEXT};

/// Together AI, supervised fine-tuning on plain text.
pub static TARGET: Target = Target {
    id: "together-text",
    provider: "together",
    title: "Together text fine-tuning",
    method: Method::Text,
    shapes: &[&TEXT],
    form: Form { sample_weight: Some("weight"), ..Form::TEXT },
    limits: Limits { max_bytes: Some(MAX_BYTES), ..Limits::NONE },
    members: Some(Members { top: Some(&["text", "weight"]), of_messages: None, nullable: &[] }),
    billing: &prices::TOGETHER,
    stances: &[
        FILE,
        &[
            deny(&["two-forms", "untyped-part", "unknown-part"], "client"),
            warn(&["empty-answer"], "client").likely(),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
