//! Amazon Bedrock, fine-tuning of Claude 3 Haiku.

use super::bedrock_nova::SOURCES;
use super::prices;
use super::{Images, Limits, Members, Overlong, Reserved, Target, TokenLimit, deny, warn};
use crate::shapes::{Calls, Form, ImagePlace, Masks, OPENAI_CHAT, Reasoning, Repeats, System};

/// Amazon Bedrock, fine-tuning of Claude 3 Haiku.
pub static TARGET: Target = Target {
    id: "bedrock-claude",
    provider: "bedrock",
    title: "Bedrock Claude fine-tuning",
    shapes: &[&OPENAI_CHAT],
    form: FORM,
    limits: Limits {
        min_examples: 32,
        max_examples: Some(10_000),
        max_bytes: Some(10 << 30),
        min_messages: 2,
        // The script estimates a token at three characters.
        max_characters: Some(3 * 32_000),
        ..Limits::NONE
    },
    members: Some(Members {
        top: Some(&["system", "messages"]),
        of_messages: Some(&["role", "content"]),
        nullable: &["content"],
    }),
    roles: &["user", "assistant"],
    images: Images::NONE,
    reserved: &[
        Reserved { text: "\nHuman:", ignores_case: false },
        Reserved { text: "\nAssistant:", ignores_case: false },
    ],
    token_limits: &[TokenLimit {
        models: &["claude-3-haiku"],
        tokens: 32_000,
        encoding: None,
        effect: Overlong::Refused,
        source: "prepare",
    }],
    billing: &prices::CLAUDE,
    stances: &[&[
        deny(
            &["unlisted-role", "parts-not-taken", "reserved-word", "too-few-messages", "null-field"],
            "samples",
        ),
        deny(&["repeated-user-turn", "repeated-assistant-turn", "starts-with-assistant"], "samples"),
        deny(&["last-turn-not-assistant", "null-content", "over-token-limit", "long-example"], "samples"),
        deny(&["too-few-examples", "too-many-examples", "file-too-large"], "prepare"),
        deny(&["image-not-taken", "deprecated-functions"], "prepare").likely(),
        warn(&["empty-answer", "empty-prompt"], "samples"),
        warn(&["extra-field", "extra-message-field"], "notebook"),
        warn(&["invalid-weight", "malformed-tools", "call-without-id", "call-without-type"], "notebook"),
        warn(&["arguments-not-string"], "notebook"),
    ]],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    system: System::Joined,
    is_system_beside: true,
    repeats: Repeats::Joined,
    masks: Masks::Unheld,
    calls: Calls::Unheld,
    has_parallel_flag: false,
    reasoning: Reasoning::Refused,
    images: ImagePlace::Unheld,
    has_names: false,
    has_refusals: false,
    has_media: false,
    has_null_content: false,
    has_parts: false,
    ..Form::CHAT
};
