//! LLaMA-Factory, sharegpt formatting.

use super::{Layout, Limits, Naming, Overlong, Source, Target, TokenLimit, deny, forgive, warn};
use crate::shapes::{
    Beside, Broken, CallIds, Calls, Form, ImagePlace, Masks, Reasoning, Repeats, SHAREGPT, System,
};

/// LLaMA-Factory, sharegpt formatting.
pub static TARGET: Target = Target {
    id: "llamafactory-sharegpt",
    provider: "llamafactory",
    title: "LLaMA-Factory sharegpt",
    shapes: &[&SHAREGPT],
    form: FORM,
    layout: Layout { naming: Naming::DatasetInfo, ..Layout::PLAIN },
    limits: Limits { min_messages: 2, ..Limits::NONE },
    ignores: &["weight"],
    ignores_in_messages: &["weight", "loss", "train"],
    roles: &["system", "human", "gpt", "function_call", "observation"],
    token_limits: &[TokenLimit {
        models: &["cutoff_len"],
        tokens: 2_048,
        encoding: None,
        effect: Overlong::Cut,
        source: "supervised",
    }],
    is_columnar: true,
    parameters: ("dataset", "eval_dataset"),
    stances: &[&[
        deny(
            &["unlisted-role", "repeated-user-turn", "repeated-assistant-turn", "starts-with-assistant"],
            "converter",
        ),
        deny(&["late-system", "several-systems", "last-turn-not-assistant", "too-few-messages"], "converter"),
        deny(&["mixed-columns"], "converter").likely(),
        deny(&["placeholder-mismatch"], "supervised"),
        warn(&["empty-answer", "second-system"], "converter"),
        warn(&["ignored-field"], "converter"),
        warn(&["over-token-limit"], "supervised"),
        warn(&["invalid-arguments"], "readme"),
        forgive(&["unknown-call-id", "unanswered-call", "orphan-tool-result", "json-array"], "converter"),
        forgive(&["not-json-lines"], "readme").likely(),
    ]],
    sources: &[&[
        Source {
            key: "converter",
            title: "llamafactory 0.9.5, data/converter.py and parser.py, run",
            url: "https://github.com/hiyouga/LLaMA-Factory",
            read: "2026-11",
        },
        Source {
            key: "supervised",
            title: "llamafactory 0.9.5, data/processor/supervised.py",
            url: "https://github.com/hiyouga/LLaMA-Factory",
            read: "2026-11",
        },
        Source {
            key: "readme",
            title: "LLaMA-Factory, data/README.md @ff6d4d12e",
            url: "https://github.com/hiyouga/LLaMA-Factory",
            read: "2026-11",
        },
    ]],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    system: System::First,
    repeats: Repeats::Joined,
    masks: Masks::LastOnly("mask_history: true"),
    calls: Calls::Object,
    call_ids: CallIds::Unheld,
    text_beside_calls: Beside::Lost,
    joins_results: true,
    has_parallel_flag: false,
    broken_arguments: Broken::Kept,
    needs_full_tools: true,
    reasoning: Reasoning::Tags,
    images: ImagePlace::Column,
    has_image_details: false,
    has_names: false,
    has_refusals: false,
    has_media: false,
    has_parts: false,
    ..Form::CHAT
};
