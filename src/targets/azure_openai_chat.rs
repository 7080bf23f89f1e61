//! Azure OpenAI, supervised fine-tuning of chat models.

use super::openai_chat::{self, SHARED};
use super::prices;
use super::{Images, Limits, Source, Stance, Target, advise, deny, forgive, warn};
use crate::shapes::OPENAI_CHAT;

/// Azure OpenAI, supervised fine-tuning of chat models.
pub static TARGET: Target = Target {
    id: "azure-openai-chat",
    provider: "azure-openai",
    title: "Azure OpenAI chat fine-tuning",
    shapes: &[&OPENAI_CHAT],
    form: openai_chat::FORM,
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    members: openai_chat::TARGET.members,
    roles: &["system", "user", "assistant", "tool", "function"],
    images: Images { most: Some(64), ..openai_chat::TARGET.images },
    token_limits: openai_chat::MODELS,
    parameters: openai_chat::PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::AZURE,
    stances: &[OWN, SHARED],
    sources: &[SOURCES, openai_chat::SOURCES],
    ..Target::UNKNOWN
};

const OWN: &[Stance] = &[
    deny(&["no-user-turn"], "azure-skills").likely(),
    deny(&["repeated-assistant-turn"], "schema").likely(),
    deny(&["foreign-reasoning"], "schema").likely(),
    deny(&["extra-field"], "errors").likely(),
    warn(&["repeated-user-turn", "starts-with-assistant"], "azure-skills").likely(),
    warn(&["empty-answer"], "azure-skills").likely(),
    warn(&["extra-message-field"], "docs").likely(),
    warn(&["call-without-id"], "functions").likely(),
    advise(&["missing-byte-order-mark"], "docs"),
    forgive(&["byte-order-mark"], "docs"),
];

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "docs",
        title: "Fine-tuning on Azure OpenAI (Microsoft Foundry), includes/fine-tuning-oai-sdk.md",
        url: "https://learn.microsoft.com/azure/foundry/openai/how-to/fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "functions",
        title: "Fine-tuning with function calls",
        url: "https://learn.microsoft.com/azure/ai-services/openai/how-to/fine-tuning-functions",
        read: "2026-11",
    },
    Source {
        key: "vision",
        title: "Vision fine-tuning on Azure",
        url: "https://learn.microsoft.com/azure/foundry/openai/how-to/fine-tuning-vision",
        read: "2026-11",
    },
    Source {
        key: "dpo",
        title: "Direct preference optimization on Azure",
        url: "https://learn.microsoft.com/azure/foundry-classic/openai/how-to/fine-tuning-direct-preference-optimization",
        read: "2026-11",
    },
    Source {
        key: "rft",
        title: "Reinforcement fine-tuning on Azure",
        url: "https://learn.microsoft.com/azure/foundry/openai/how-to/reinforcement-fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "azure-skills",
        title: "microsoft/azure-skills, finetuning: dataset-formats.md and scripts/validate",
        url: "https://github.com/microsoft/azure-skills",
        read: "2026-11",
    },
    Source {
        key: "schema",
        title: "microsoft-foundry/fine-tuning, SCHEMA.md and issue 23",
        url: "https://github.com/microsoft-foundry/fine-tuning",
        read: "2026-11",
    },
];
