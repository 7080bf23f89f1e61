//! Azure OpenAI, reinforcement fine-tuning.

use super::azure_openai_chat::SOURCES;
use super::prices;
use super::{Limits, Method, Stance, Target, advise, deny, forgive, openai_chat, openai_rft, warn};
use crate::shapes::OPENAI_CHAT;

/// Azure OpenAI, reinforcement fine-tuning.
pub static TARGET: Target = Target {
    id: "azure-openai-rft",
    provider: "azure-openai",
    title: "Azure OpenAI reinforcement fine-tuning",
    method: Method::Reinforcement,
    shapes: &[&OPENAI_CHAT],
    form: openai_rft::FORM,
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    roles: &["developer", "user", "assistant", "tool"],
    parameters: openai_chat::PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::OPENAI_RFT,
    stances: &[OWN, openai_rft::SHARED],
    sources: &[SOURCES, openai_chat::SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(&["prompt-ends-with-answer", "last-turn-not-user", "no-user-turn"], "rft"),
    deny(&["no-reference"], "azure-skills").likely(),
    warn(&["call-without-id"], "functions").likely(),
    advise(&["missing-byte-order-mark"], "docs"),
    forgive(&["byte-order-mark"], "docs"),
];
