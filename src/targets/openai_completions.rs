//! OpenAI, fine-tuning of the legacy completion models.

use super::openai_chat::{CLOSING, PARAMETERS, SOURCES};
use super::prices;
use super::{Counting, Limits, Members, Method, Overlong, Target, TokenLimit, deny, forgive, warn};
use crate::shapes::{Form, PROMPT_COMPLETION};

/// OpenAI, fine-tuning of the legacy completion models.
pub static TARGET: Target = Target {
    id: "openai-completions",
    provider: "openai",
    title: "OpenAI completions fine-tuning",
    method: Method::Pair,
    shapes: &[&PROMPT_COMPLETION],
    form: Form::PAIR,
    limits: Limits {
        min_examples: 10,
        max_bytes: Some(512 << 20),
        max_characters: Some(10_000),
        ..Limits::NONE
    },
    members: Some(Members { top: Some(&["prompt", "completion"]), of_messages: None, nullable: &[] }),
    token_limits: &[TokenLimit {
        models: &["babbage-002", "davinci-002"],
        tokens: 16_384,
        encoding: Some("cl100k_base"),
        effect: Overlong::Cut,
        source: "prep",
    }],
    status: CLOSING,
    parameters: PARAMETERS,
    counting: &Counting::PLAIN,
    billing: &prices::OPENAI_PAIRS,
    stances: &[&[
        deny(&["extra-field", "empty-answer"], "prep").likely(),
        deny(&["byte-order-mark"], "bom-report").likely(),
        deny(&["file-too-large", "too-few-examples"], "api"),
        warn(&["no-leading-blank", "upper-case-text", "no-common-ending"], "prep"),
        warn(&["long-example", "over-token-limit"], "prep").likely(),
        forgive(&["empty-prompt"], "prep"),
    ]],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
