//! Oracle Cloud Infrastructure, Generative AI fine-tuning.

use super::{Limits, Members, Method, Source, Target, deny, warn};
use crate::shapes::{Form, PROMPT_COMPLETION};

/// Oracle Cloud Infrastructure, Generative AI fine-tuning.
pub static TARGET: Target = Target {
    id: "oci-pair",
    provider: "oci",
    title: "OCI Generative AI fine-tuning",
    method: Method::Pair,
    shapes: &[&PROMPT_COMPLETION],
    form: Form::PAIR,
    limits: Limits { min_examples: 32, ..Limits::NONE },
    members: Some(Members { top: Some(&["prompt", "completion"]), of_messages: None, nullable: &[] }),
    stances: &[&[
        deny(&["extra-field", "too-few-examples"], "docs"),
        warn(&["empty-answer"], "docs").likely(),
    ]],
    sources: &[&[Source {
        key: "docs",
        title: "OCI Generative AI, training data requirements",
        url: "https://docs.oracle.com/iaas/Content/generative-ai/training-data-requirements.htm",
        read: "2026-11",
    }]],
    ..Target::UNKNOWN
};
