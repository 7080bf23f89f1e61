//! Fireworks AI, supervised fine-tuning.

use super::prices;
use super::{ImageFormat, Images, Limits, Members, Source, Stance, Target, deny, forgive, warn};
use crate::shapes::{Form, OPENAI_CHAT, Reasoning, Repeats, System};

/// Fireworks AI, supervised fine-tuning.
pub static TARGET: Target = Target {
    id: "fireworks-chat",
    provider: "fireworks",
    title: "Fireworks chat fine-tuning",
    shapes: &[&OPENAI_CHAT],
    form: FORM,
    limits: LIMITS,
    members: Some(Members {
        top: None,
        of_messages: Some(&[
            "role",
            "content",
            "weight",
            "trainable",
            "tool_calls",
            "tool_call_id",
            "name",
            "reasoning_content",
        ]),
        nullable: &["content"],
    }),
    ignores: &[
        "weight",
        "parallel_tool_calls",
        "model",
        "temperature",
        "top_p",
        "max_tokens",
        "text",
        "system",
    ],
    roles: &["system", "user", "assistant", "tool"],
    reasoning: &["reasoning_content"],
    images: Images {
        schemes: &["data:image/"],
        formats: &[ImageFormat::Png, ImageFormat::Jpeg],
        most: Some(10),
        ..Images::ANY
    },
    billing: &prices::FIREWORKS,
    stances: &[FILE, MESSAGES, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// How many examples a dataset may have.
pub(super) const LIMITS: Limits = Limits { min_examples: 3, max_examples: Some(3_000_000), ..Limits::NONE };

/// What holds for every file of the service.
pub(super) const FILE: &[Stance] = &[
    deny(&["too-few-examples", "too-many-examples"], "docs"),
    warn(&["duplicate-key", "lone-surrogate"], "check").likely(),
    warn(&["extra-field"], "check").likely(),
    forgive(&["blank-line"], "check"),
];

/// What holds for every list of messages of the service.
pub(super) const MESSAGES: &[Stance] = &[
    deny(&["deprecated-functions", "null-content", "no-parts"], "check"),
    deny(&["unknown-part"], "vision").likely(),
    deny(&["image-scheme"], "vision"),
    deny(&["image-format"], "vision").likely(),
    warn(
        &["call-without-id", "call-without-type", "arguments-not-string", "result-without-call-id"],
        "check",
    )
    .likely(),
    warn(
        &["malformed-tools", "tools-in-string", "untyped-part", "malformed-image", "invalid-tool-name"],
        "check",
    )
    .likely(),
    warn(&["invalid-name", "repeated-tool", "undeclared-tool", "invalid-arguments"], "check").likely(),
    warn(&["arguments-against-schema", "unknown-call-id", "unanswered-call", "broken-image"], "check")
        .likely(),
    warn(&["misplaced-weight", "extra-message-field"], "renderer").likely(),
    warn(&["invalid-weight", "image-detail", "too-many-images", "weighted-image"], "renderer").unsure(),
    forgive(&["empty-tools"], "check").likely(),
];

const OWN: &[Stance] = &[
    deny(&["unlisted-role", "no-user-turn", "last-turn-not-assistant", "repeated-user-turn"], "check"),
    deny(&["repeated-assistant-turn", "starts-with-assistant", "late-system", "orphan-tool-result"], "check"),
    deny(&["empty-answer", "empty-prompt", "empty-context", "unused-result"], "check"),
    deny(&["image-outside-user-turn"], "vision").likely(),
    warn(&["call-without-text", "nothing-trained"], "check").likely(),
    warn(&["foreign-reasoning"], "renderer").likely(),
    warn(&["ignored-field"], "check").likely(),
    warn(&["several-systems"], "check").likely(),
    warn(&["two-forms", "blank-answer"], "check").unsure(),
];

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "check",
        title: "fw-ai/cookbook, fireworks-training/references: the official pre-upload check",
        url: "https://github.com/fw-ai/cookbook",
        read: "2026-11",
    },
    Source {
        key: "docs",
        title: "Fireworks, fine-tuning models",
        url: "https://docs.fireworks.ai/fine-tuning/fine-tuning-models",
        read: "2026-11",
    },
    Source {
        key: "vision",
        title: "Fireworks, fine-tuning vision models",
        url: "https://docs.fireworks.ai/fine-tuning/fine-tuning-vlm",
        read: "2026-11",
    },
    Source {
        key: "dpo",
        title: "Fireworks, DPO fine-tuning",
        url: "https://docs.fireworks.ai/fine-tuning/dpo-fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "renderer",
        title: "fw-ai/cookbook, training/renderer/_disaggregate_mixin.py",
        url: "https://github.com/fw-ai/cookbook",
        read: "2026-11",
    },
];

/// What its records can hold.
pub(super) const FORM: Form = Form {
    system: System::Joined,
    repeats: Repeats::Joined,
    has_parallel_flag: false,
    reasoning: Reasoning::Member(&["reasoning_content"]),
    has_refusals: false,
    has_null_content: false,
    ..Form::CHAT
};
