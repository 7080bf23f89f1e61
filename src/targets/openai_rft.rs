//! OpenAI, reinforcement fine-tuning.

use super::openai_chat::{CLOSING, PARAMETERS, SOURCES};
use super::prices;
use super::{Limits, Method, Stance, Target, deny, forgive, warn};
use crate::shapes::{Form, OPENAI_CHAT};

/// OpenAI, reinforcement fine-tuning.
pub static TARGET: Target = Target {
    id: "openai-rft",
    provider: "openai",
    title: "OpenAI reinforcement fine-tuning",
    method: Method::Reinforcement,
    shapes: &[&OPENAI_CHAT],
    form: FORM,
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    roles: &["developer", "user", "assistant", "tool"],
    token_limits: &[],
    status: CLOSING,
    parameters: PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::OPENAI_RFT,
    stances: &[SHARED, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// What holds for every reinforcement record of the service, on OpenAI's own platform and on Azure.
pub(super) const SHARED: &[Stance] = &[
    deny(
        &["unknown-part", "untyped-part", "null-content", "no-parts", "malformed-tools", "tools-in-string"],
        "spec",
    ),
    deny(&["arguments-not-string", "call-without-type", "result-without-call-id"], "spec"),
    deny(&["prompt-ends-with-answer", "last-turn-not-user", "no-user-turn"], "rft").likely(),
    deny(&["deprecated-functions"], "spec").likely(),
    deny(&["file-too-large", "too-few-examples"], "api"),
    warn(&["unlisted-role", "empty-reference"], "spec").likely(),
    warn(&["reserved-reference"], "spec").unsure(),
    forgive(&["no-assistant-turn", "last-turn-not-assistant"], "spec"),
];

const OWN: &[Stance] =
    &[deny(&["byte-order-mark"], "bom-report").likely(), warn(&["no-reference"], "spec").likely()];

/// What a prompt of the service can hold.
pub(super) const FORM: Form =
    Form { may_end_open: true, keeps_fields: true, has_developer: true, ..Form::CHAT };
