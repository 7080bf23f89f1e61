//! Amazon Bedrock, fine-tuning of Titan Text and other completion models.

use super::bedrock_nova::SOURCES;
use super::prices;
use super::{Limits, Members, Method, Overlong, Target, TokenLimit, deny, warn};
use crate::shapes::{Form, PROMPT_COMPLETION};

/// Amazon Bedrock, fine-tuning of Titan Text and other completion models.
pub static TARGET: Target = Target {
    id: "bedrock-titan",
    provider: "bedrock",
    title: "Bedrock Titan fine-tuning",
    method: Method::Pair,
    shapes: &[&PROMPT_COMPLETION],
    form: Form::PAIR,
    // Six characters a token is the documented quota.
    limits: Limits {
        max_examples: Some(10_000),
        max_bytes: Some(1 << 30),
        max_characters: Some(6 * 4_096),
        ..Limits::NONE
    },
    members: Some(Members { top: Some(&["prompt", "completion"]), of_messages: None, nullable: &[] }),
    token_limits: &[TokenLimit {
        models: &["titan-text-lite", "titan-text-express", "titan-text-premier"],
        tokens: 4_096,
        encoding: None,
        effect: Overlong::Refused,
        source: "prepare",
    }],
    billing: &prices::TITAN,
    stances: &[&[
        deny(&["blank-line", "too-many-examples"], "samples"),
        deny(&["file-too-large", "long-example"], "prepare"),
        warn(&["over-token-limit"], "prepare"),
        warn(&["extra-field", "empty-answer"], "samples"),
    ]],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};
