//! OpenAI, supervised fine-tuning of chat models.

use super::prices;
use super::{
    ImageFormat, Images, Limits, Members, Overlong, Source, Stance, Status, Target, TokenLimit, deny,
    forgive, warn,
};
use crate::shapes::{Form, OPENAI_CHAT};

/// OpenAI, supervised fine-tuning of chat models.
pub static TARGET: Target = Target {
    id: "openai-chat",
    provider: "openai",
    title: "OpenAI chat fine-tuning",
    shapes: &[&OPENAI_CHAT],
    form: FORM,
    // Error invalid_n_examples: "Training file has N example(s), but must have at least 10 examples".
    limits: Limits { min_examples: 10, max_bytes: Some(512 << 20), max_tools: Some(128), ..Limits::NONE },
    // "Example N contains an extra ..."; nullable in the API description, whatever else is null is better left out.
    members: Some(Members {
        top: Some(&["messages", "tools", "functions", "parallel_tool_calls"]),
        ..MEMBERS_OF_MESSAGES
    }),
    roles: &["system", "user", "assistant", "tool", "function"],
    images: Images {
        schemes: &["https://", "http://", "data:"],
        formats: &[ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Webp],
        most: Some(10),
        max_bytes: Some(10 << 20),
        ..Images::ANY
    },
    token_limits: MODELS,
    status: CLOSING,
    parameters: PARAMETERS,
    counting: &prices::OPENAI_COUNTING,
    billing: &prices::OPENAI,
    stances: &[SHARED, OWN],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// What messages may have, in any method.
pub(super) const MEMBERS_OF_MESSAGES: Members = Members {
    top: None,
    of_messages: Some(&[
        "role",
        "content",
        "name",
        "weight",
        "tool_calls",
        "tool_call_id",
        "function_call",
        "refusal",
    ]),
    nullable: &["content", "refusal", "function_call"],
};

/// What the two files are called when a job is created.
pub(super) const PARAMETERS: (&str, &str) = ("training_file", "validation_file");

/// Self-serve fine-tuning ends.
pub(super) const CLOSING: Status = Status::Closing {
    date: "2027-01-06",
    note: "no new jobs from then on, and none by new organisations since 2026-05-07",
};

/// Examples longer than this are cut at the end.
pub(super) const MODELS: &[TokenLimit] = &[
    TokenLimit {
        models: &["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"],
        tokens: 65_536,
        encoding: Some("o200k_base"),
        effect: Overlong::Cut,
        source: "guide",
    },
    TokenLimit {
        models: &["gpt-3.5-turbo"],
        tokens: 16_385,
        encoding: Some("cl100k_base"),
        effect: Overlong::Cut,
        source: "guide",
    },
];

/// What holds for every chat record of the service, on OpenAI's own platform and on Azure.
pub(super) const SHARED: &[Stance] = &[
    deny(
        &[
            "unknown-part",
            "untyped-part",
            "null-content",
            "no-parts",
            "malformed-image",
            "image-outside-user-turn",
        ],
        "spec",
    ),
    deny(
        &[
            "invalid-weight",
            "malformed-tools",
            "tools-in-string",
            "invalid-tool-name",
            "arguments-not-string",
        ],
        "spec",
    ),
    deny(&["call-without-type", "result-without-call-id", "too-many-tools"], "spec"),
    deny(&["unknown-call-id", "unanswered-call", "orphan-tool-result"], "linkage").likely(),
    deny(&["too-many-images"], "vision"),
    deny(&["image-detail", "invalid-name", "image-scheme"], "spec").likely(),
    deny(&["last-turn-not-assistant"], "azure-skills").likely(),
    deny(&["file-too-large", "too-few-examples"], "api"),
    warn(&["image-format", "broken-image", "image-too-large"], "vision"),
    warn(&["undeclared-tool", "repeated-tool", "invalid-arguments", "arguments-against-schema"], "spec")
        .likely(),
    warn(&["deprecated-functions"], "spec"),
    warn(
        &[
            "unlisted-role",
            "late-system",
            "several-systems",
            "misplaced-weight",
            "nothing-trained",
            "empty-tools",
        ],
        "spec",
    )
    .unsure(),
    warn(&["weighted-image", "blank-line", "duplicate-key", "lone-surrogate", "blank-answer"], "spec")
        .unsure(),
    warn(&["empty-prompt"], "cookbook").likely(),
    warn(&["over-token-limit"], "guide"),
];

const OWN: &[Stance] = &[
    deny(&["byte-order-mark"], "bom-report").likely(),
    deny(&["extra-field"], "errors"),
    deny(&["extra-message-field", "foreign-reasoning", "call-without-id", "null-field"], "spec").likely(),
    deny(&["empty-answer"], "cookbook").likely(),
    warn(&["no-user-turn"], "cookbook").likely(),
    warn(&["repeated-assistant-turn"], "spec").unsure(),
    forgive(&["repeated-user-turn"], "vision"),
    forgive(&["starts-with-assistant"], "spec").likely(),
];

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "spec",
        title: "OpenAI API description, schemas of fine-tuning requests",
        url: "https://github.com/openai/openai-openapi",
        read: "2026-11",
    },
    Source {
        key: "api",
        title: "OpenAI API description, files and jobs; error texts quoted by users (invalid_n_examples)",
        url: "https://github.com/openai/openai-openapi",
        read: "2026-11",
    },
    Source {
        key: "errors",
        title: "Error texts of jobs quoted by users: Example N contains an extra ..., is missing key ...",
        url: "https://community.openai.com/t/fine-tuning-with-function-call-in-jsonl/966285",
        read: "2026-11",
    },
    Source {
        key: "guide",
        title: "Supervised fine-tuning guide",
        url: "https://developers.openai.com/api/docs/guides/supervised-fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "vision",
        title: "Vision fine-tuning guide",
        url: "https://developers.openai.com/api/docs/guides/vision-fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "dpo",
        title: "Direct preference optimization guide",
        url: "https://developers.openai.com/api/docs/guides/direct-preference-optimization",
        read: "2026-11",
    },
    Source {
        key: "cookbook",
        title: "OpenAI cookbook, Chat_finetuning_data_prep",
        url: "https://github.com/openai/openai-cookbook",
        read: "2026-11",
    },
    Source {
        key: "prep",
        title: "Legacy prepare_data tool, openai-python, lib/_validators.py",
        url: "https://github.com/openai/openai-python",
        read: "2026-11",
    },
    Source {
        key: "bom-report",
        title: "openai-python issue 426: Line 1 is not a dictionary",
        url: "https://github.com/openai/openai-python/issues/426",
        read: "2026-11",
    },
    Source {
        key: "linkage",
        title: "Chat endpoint: every tool message answers a call of the turn before",
        url: "https://portkey.ai/error-library/invalid-parameter-error-10034",
        read: "2026-11",
    },
    Source {
        key: "azure-skills",
        title: "microsoft/azure-skills, finetuning/references/dataset-formats.md, for the same service family",
        url: "https://github.com/microsoft/azure-skills",
        read: "2026-11",
    },
    Source {
        key: "rft",
        title: "Reinforcement fine-tuning, Azure page for the same format",
        url: "https://learn.microsoft.com/azure/foundry/openai/how-to/reinforcement-fine-tuning",
        read: "2026-11",
    },
    Source {
        key: "deprecations",
        title: "Deprecations, entries of 2026-05-07 and 2026-10-14",
        url: "https://developers.openai.com/api/docs/deprecations",
        read: "2026-11",
    },
];

/// What its records can hold.
pub(super) const FORM: Form = Form { has_legacy_calls: true, has_developer: true, ..Form::CHAT };
