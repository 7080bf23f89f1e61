//! Google Gemini, supervised tuning.

use super::prices;
use super::{Images, Limits, Members, Overlong, Source, Stance, Target, TokenLimit, deny, warn};
use crate::shapes::{CallIds, Calls, Form, GEMINI, Masks, Reasoning, Repeats, System};

/// Google Gemini, supervised tuning.
pub static TARGET: Target = Target {
    id: "gemini-sft",
    provider: "gemini",
    title: "Gemini supervised tuning",
    shapes: &[&GEMINI],
    form: FORM,
    limits: LIMITS,
    members: Some(MEMBERS),
    roles: &["user", "model", "function"],
    images: Images { schemes: &["gs://", "https://", "http://"], ..Images::ANY },
    token_limits: LENGTH,
    counting: &prices::GEMINI_COUNTING,
    billing: &prices::GEMINI,
    stances: &[
        SHARED,
        &[
            deny(&["unlisted-role", "no-assistant-turn"], "prepare"),
            deny(&["repeated-user-turn", "repeated-assistant-turn", "starts-with-assistant"], "issues")
                .likely(),
            deny(&["last-turn-not-assistant"], "issues").likely(),
            warn(&["doubtful-tools"], "issues"),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// Sizes and counts of a tuning file.
pub(super) const LIMITS: Limits =
    Limits { max_examples: Some(10_000_000), max_bytes: Some(1 << 30), ..Limits::NONE };

/// The fields of `GeminiExample`.
pub(super) const MEMBERS: Members = Members {
    top: Some(&[
        "model",
        "contents",
        "completions",
        "systemInstruction",
        "system_instruction",
        "cachedContent",
        "cached_content",
        "tools",
        "toolConfig",
        "tool_config",
        "safetySettings",
        "safety_settings",
        "generationConfig",
        "generation_config",
        "labels",
    ]),
    of_messages: Some(&["role", "parts"]),
    nullable: &["role", "systemInstruction", "system_instruction", "tools"],
};

/// Examples longer than this are left out, which only the job's statistics tell.
pub(super) const LENGTH: &[TokenLimit] = &[TokenLimit {
    models: &["gemini-2.5-flash", "gemini-2.5-pro", "gemini-2.5-flash-lite"],
    tokens: 131_072,
    encoding: None,
    effect: Overlong::Dropped,
    source: "about",
}];

/// What holds for every tuning file of the service.
pub(super) const SHARED: &[Stance] = &[
    deny(&["extra-field", "extra-message-field", "extra-part-field"], "client"),
    deny(&["file-too-large", "too-many-examples"], "about"),
    deny(&["image-scheme", "image-outside-user-turn"], "prepare"),
    warn(&["empty-answer"], "prepare").unsure(),
    warn(&["crowded-part"], "prepare").likely(),
    warn(&["over-token-limit"], "about"),
];

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "prepare",
        title: "Prepare supervised fine-tuning data for Gemini models",
        url: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare",
        read: "2026-11",
    },
    Source {
        key: "about",
        title: "About supervised fine-tuning for Gemini models, page of 2026-09-25",
        url: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning",
        read: "2026-11",
    },
    Source {
        key: "functions",
        title: "Tune function calling",
        url: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune-function-calling",
        read: "2026-11",
    },
    Source {
        key: "client",
        title: "google-genai 3.4.0 and the GeminiExample class of google-cloud-aiplatform 2.7.0, run",
        url: "https://pypi.org/project/google-genai/",
        read: "2026-11",
    },
    Source {
        key: "issues",
        title: "Reports of users: googleapis/python-aiplatform issue 6127 and third-party checkers",
        url: "https://github.com/googleapis/python-aiplatform/issues/6127",
        read: "2026-11",
    },
    Source {
        key: "preference",
        title: "Prepare preference tuning data for Gemini models",
        url: "https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-preference-tuning-prepare",
        read: "2026-11",
    },
];

/// What its records can hold.
pub(super) const FORM: Form = Form {
    system: System::Joined,
    repeats: Repeats::Joined,
    masks: Masks::Unheld,
    calls: Calls::Object,
    call_ids: CallIds::Unheld,
    has_parallel_flag: false,
    reasoning: Reasoning::Refused,
    has_image_details: false,
    has_names: false,
    has_refusals: false,
    has_media: false,
    ..Form::CHAT
};
