//! MLX-LM, `mlx_lm.lora`.

use super::trl_sft::{self, LOCAL};
use super::{Layout, Limits, Naming, Overlong, Source, Target, TokenLimit, deny, warn};
use crate::shapes::{
    Broken, CallIds, Calls, Form, ImagePlace, Masks, OPENAI_CHAT, PROMPT_COMPLETION, Reasoning, TEXT,
};

/// MLX-LM, `mlx_lm.lora`.
pub static TARGET: Target = Target {
    id: "mlx-chat",
    provider: "mlx",
    title: "MLX-LM fine-tuning",
    shapes: &[&OPENAI_CHAT, &PROMPT_COMPLETION, &TEXT],
    writes: &[&OPENAI_CHAT, &PROMPT_COMPLETION, &TEXT],
    form: FORM,
    layout: Layout { train: "train", holdout: "valid", naming: Naming::Fixed },
    limits: Limits { min_examples: 4, ..Limits::NONE },
    ignores: &["weight", "system"],
    ignores_in_messages: &["weight", "train"],
    reasoning: &["reasoning_content"],
    token_limits: &[TokenLimit {
        models: &["max_seq_length"],
        tokens: 2_048,
        encoding: None,
        effect: Overlong::Cut,
        source: "datasets-py",
    }],
    parameters: ("train.jsonl", "valid.jsonl"),
    stances: &[
        LOCAL,
        &[
            deny(&["blank-line", "too-few-examples", "empty-text"], "datasets-py"),
            warn(&["two-forms", "no-messages", "over-token-limit", "ignored-field"], "datasets-py"),
            warn(&["no-assistant-turn", "last-turn-not-assistant", "empty-answer"], "datasets-py").likely(),
            warn(&["no-parts"], "datasets-py").likely(),
        ],
    ],
    sources: &[
        &[
            Source {
                key: "template",
                title: "mlx-lm 0.32.2: roles, calls and results are left to the chat template of the model, run",
                url: "https://github.com/ml-explore/mlx-lm",
                read: "2026-11",
            },
            Source {
                key: "datasets-py",
                title: "mlx-lm 0.32.2, tuner/datasets.py and trainer.py, run",
                url: "https://github.com/ml-explore/mlx-lm",
                read: "2026-11",
            },
        ],
        trl_sft::SOURCES,
    ],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    may_end_open: true,
    has_tool_text: true,
    masks: Masks::LastOnly("--mask-prompt"),
    calls: Calls::Either,
    call_ids: CallIds::Optional,
    has_parallel_flag: false,
    broken_arguments: Broken::Kept,
    reasoning: Reasoning::Member(&["reasoning_content"]),
    images: ImagePlace::Unheld,
    has_refusals: false,
    has_media: false,
    ..Form::CHAT
};
