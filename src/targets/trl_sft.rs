//! Hugging Face TRL, supervised fine-tuning.

use super::{Overlong, Source, Stance, Target, TokenLimit, deny, forgive, warn};
use crate::shapes::{
    Broken, CallIds, Calls, Form, ImagePlace, Masks, OPENAI_CHAT, PROMPT_COMPLETION, PROMPT_COMPLETION_CHAT,
    Reasoning, SHAREGPT, TEXT,
};

/// Hugging Face TRL, supervised fine-tuning.
pub static TARGET: Target = Target {
    id: "trl-sft",
    provider: "trl",
    title: "TRL supervised fine-tuning",
    shapes: &[&OPENAI_CHAT, &PROMPT_COMPLETION_CHAT, &PROMPT_COMPLETION, &TEXT, &SHAREGPT],
    writes: &[&OPENAI_CHAT, &PROMPT_COMPLETION_CHAT, &PROMPT_COMPLETION, &TEXT],
    form: FORM,
    ignores: &["weight", "system"],
    ignores_in_messages: &["weight", "train", "loss"],
    reasoning: &["reasoning_content", "thinking"],
    token_limits: LENGTH,
    is_columnar: true,
    parameters: ("train_dataset", "eval_dataset"),
    stances: &[
        LOCAL,
        ROWS,
        &[
            deny(&["stray-prompt", "broken-tools"], "trainer"),
            warn(&["unmapped-roles", "no-assistant-turn", "last-turn-not-assistant"], "trainer"),
            warn(&["two-forms", "empty-answer"], "trainer"),
            warn(&["arguments-in-string"], "formats").likely(),
        ],
    ],
    sources: &[SOURCES],
    ..Target::UNKNOWN
};

/// The default of `max_length`, above which rows are cut at the end.
pub(super) const LENGTH: &[TokenLimit] = &[TokenLimit {
    models: &["max_length"],
    tokens: 1_024,
    encoding: None,
    effect: Overlong::Cut,
    source: "config",
}];

/// What trainers leave to the chat template of the model, which takes calls and results in several forms.
pub(super) const LOCAL: &[Stance] = &[
    forgive(
        &["call-without-id", "call-without-type", "arguments-not-string", "result-without-call-id"],
        "template",
    )
    .likely(),
    forgive(
        &["tools-in-string", "empty-tools", "unknown-call-id", "invalid-tool-name", "invalid-name"],
        "template",
    )
    .likely(),
    warn(&["unknown-role", "unlisted-role", "null-content", "untyped-part", "unknown-part"], "template")
        .likely(),
    warn(&["invalid-weight"], "template").likely(),
    forgive(&["late-system", "several-systems", "json-array"], "template").likely(),
];

/// What holds for every table that TRL reads.
pub(super) const ROWS: &[Stance] = &[
    deny(&["mixed-columns"], "datasets"),
    warn(&["ignored-field", "foreign-reasoning", "over-token-limit"], "config"),
    forgive(&["not-json-lines"], "datasets").likely(),
];

/// Where it was read.
pub(super) const SOURCES: &[Source] = &[
    Source {
        key: "trainer",
        title: "trl 1.16.0, trainer/sft_trainer.py and data_utils.py, run with datasets 5.2.0",
        url: "https://github.com/huggingface/trl",
        read: "2026-11",
    },
    Source {
        key: "config",
        title: "trl 1.16.0, trainer configurations, run",
        url: "https://github.com/huggingface/trl",
        read: "2026-11",
    },
    Source {
        key: "template",
        title: "trl 1.16.0: roles, calls and results are left to the chat template of the model, dataset_formats.md @f2cd57710",
        url: "https://huggingface.co/docs/trl/dataset_formats",
        read: "2026-11",
    },
    Source {
        key: "formats",
        title: "TRL, dataset_formats.md @f2cd57710",
        url: "https://huggingface.co/docs/trl/dataset_formats",
        read: "2026-11",
    },
    Source {
        key: "datasets",
        title: "datasets 5.2.0: one Arrow schema for all rows, run",
        url: "https://github.com/huggingface/datasets",
        read: "2026-11",
    },
];

/// What its records can hold; the rest is the chat template's to say.
pub(super) const FORM: Form = Form {
    may_end_open: true,
    has_tool_text: true,
    masks: Masks::PromptCompletion,
    calls: Calls::Object,
    call_ids: CallIds::Optional,
    has_parallel_flag: false,
    broken_arguments: Broken::Kept,
    reasoning: Reasoning::Member(&["reasoning_content", "thinking"]),
    images: ImagePlace::Column,
    has_image_details: false,
    has_refusals: false,
    // Images are counted against places in lists of parts; a text is given places of its own.
    is_uniform: true,
    ..Form::CHAT
};
