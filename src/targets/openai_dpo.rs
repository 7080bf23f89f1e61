//! OpenAI, direct preference optimization.

use super::openai_chat::{CLOSING, MEMBERS_OF_MESSAGES, MODELS, PARAMETERS, SOURCES};
use super::prices;
use super::{Images, Limits, Members, Method, Stance, Target, deny, forgive, warn};
use crate::shapes::{Form, OPENAI_PREFERENCE};

/// OpenAI, direct preference optimization.
pub static TARGET: Target = Target {
    id: "openai-dpo",
    provider: "openai",
    title: "OpenAI preference fine-tuning",
    method: Method::Preference,
    shapes: &[&OPENAI_PREFERENCE],
    form: FORM,
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    members: Some(MEMBERS),
    roles: &["system", "user", "assistant", "tool", "function"],
    images: Images::NONE,
    token_limits: MODELS,
    status: CLOSING,
    parameters: PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::OPENAI,
    stances: &[SHARED, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// The members of a preference record.
pub(super) const MEMBERS: Members =
    Members { top: Some(&["input", "preferred_output", "non_preferred_output"]), ..MEMBERS_OF_MESSAGES };

/// What holds for every preference record of the service, on OpenAI's own platform and on Azure.
pub(super) const SHARED: &[Stance] = &[
    deny(
        &[
            "answer-not-assistant",
            "unknown-part",
            "untyped-part",
            "null-content",
            "no-parts",
            "malformed-image",
        ],
        "spec",
    ),
    deny(
        &[
            "malformed-tools",
            "tools-in-string",
            "arguments-not-string",
            "call-without-type",
            "result-without-call-id",
        ],
        "spec",
    ),
    deny(&["invalid-tool-name"], "spec"),
    deny(&["extra-field"], "spec").likely(),
    warn(&["extra-message-field", "null-field"], "spec").likely(),
    deny(&["foreign-reasoning"], "spec").likely(),
    deny(&["unknown-call-id", "unanswered-call", "orphan-tool-result"], "linkage").likely(),
    deny(&["image-not-taken"], "dpo").likely(),
    deny(&["file-too-large", "too-few-examples"], "api"),
    warn(&["identical-answers"], "azure-skills"),
    warn(&["empty-answer", "deprecated-functions"], "spec").likely(),
    warn(&["misplaced-weight", "unlisted-role"], "spec").unsure(),
    warn(&["over-token-limit"], "guide"),
    forgive(&["empty-tools"], "dpo"),
];

const OWN: &[Stance] = &[
    deny(&["several-answer-messages"], "spec"),
    deny(&["prompt-ends-with-answer"], "dpo").likely(),
    deny(&["byte-order-mark"], "bom-report").likely(),
    deny(&["call-without-id", "last-turn-not-user"], "spec").likely(),
    warn(&["no-user-turn"], "spec").unsure(),
];

/// What a preference of the service can hold.
pub(super) const FORM: Form = Form { has_developer: true, ..Form::PREFERENCE };
