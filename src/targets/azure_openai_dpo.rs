//! Azure OpenAI, direct preference optimization.

use super::azure_openai_chat::SOURCES;
use super::prices;
use super::{Images, Limits, Method, Stance, Target, advise, deny, forgive, openai_chat, openai_dpo, warn};
use crate::shapes::{Answer, Form, OPENAI_PREFERENCE};

/// Azure OpenAI, direct preference optimization.
pub static TARGET: Target = Target {
    id: "azure-openai-dpo",
    provider: "azure-openai",
    title: "Azure OpenAI preference fine-tuning",
    method: Method::Preference,
    shapes: &[&OPENAI_PREFERENCE],
    form: Form { answer: Answer::Messages, ..openai_dpo::FORM },
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    members: Some(openai_dpo::MEMBERS),
    roles: &["system", "user", "assistant", "tool", "function"],
    images: Images::NONE,
    token_limits: openai_chat::MODELS,
    parameters: openai_chat::PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::AZURE,
    stances: &[OWN, openai_dpo::SHARED],
    sources: &[SOURCES, openai_chat::SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(&["no-user-turn"], "azure-skills"),
    warn(&["prompt-ends-with-answer", "several-answer-messages"], "dpo").likely(),
    warn(&["call-without-id"], "functions").likely(),
    advise(&["missing-byte-order-mark"], "docs"),
    forgive(&["byte-order-mark"], "docs"),
];
