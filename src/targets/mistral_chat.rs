//! Mistral, mistral-finetune and the hosted service.

use super::{CallId, Limits, Source, Strays, Target, deny, forgive, warn};
use crate::shapes::{Beside, Broken, CallIds, Form, INTERACTIONS, Masks, OPENAI_CHAT, Reasoning, System};

/// Mistral, mistral-finetune and the hosted service.
pub static TARGET: Target = Target {
    id: "mistral-chat",
    provider: "mistral",
    title: "Mistral fine-tuning",
    shapes: &[&OPENAI_CHAT, &INTERACTIONS],
    form: FORM,
    strays: Strays::Taken,
    limits: Limits { max_bytes: Some(512 << 20), ..Limits::NONE },
    roles: &["system", "user", "assistant", "tool"],
    call_id: Some(CallId {
        form: "nine letters or digits",
        has: |id| id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    }),
    stances: &[&[
        deny(
            &["two-forms", "unlisted-role", "deprecated-functions", "null-content", "invalid-weight"],
            "tokenize",
        ),
        deny(&["arguments-not-string", "incomplete-tool", "malformed-tools", "tools-in-string"], "tokenize"),
        deny(
            &["invalid-call-id", "result-without-call-id", "call-without-id", "text-beside-call"],
            "tokenize",
        ),
        deny(
            &["last-turn-not-assistant", "several-systems", "invalid-tool-name", "empty-answer"],
            "tokenize",
        ),
        deny(
            &["unknown-call-id", "unanswered-call", "orphan-tool-result", "answer-without-prompt"],
            "common",
        ),
        warn(&["file-too-large"], "hosted"),
        warn(&["late-system", "last-answer-only", "blank-answer"], "tokenize"),
        warn(&["invalid-arguments", "foreign-reasoning", "ignored-field"], "tokenize").likely(),
        forgive(&["call-without-type"], "tokenize"),
        forgive(&["repeated-user-turn", "repeated-assistant-turn"], "common"),
    ]],
    ignores: &["parallel_tool_calls", "functions", "system", "system_prompt"],
    sources: &[&[
        Source {
            key: "tokenize",
            title: "mistral-finetune @1943535, finetune/data/tokenize.py, run with mistral-common 1.5.1",
            url: "https://github.com/mistralai/mistral-finetune",
            read: "2026-11",
        },
        Source {
            key: "common",
            title: "mistral-common 1.13.1, validator.py",
            url: "https://github.com/mistralai/mistral-common",
            read: "2026-11",
        },
        Source {
            key: "hosted",
            title: "platform-docs-public, guides/finetuning_sections/_04_faq.md",
            url: "https://docs.mistral.ai/capabilities/finetuning/text_vision_finetuning",
            read: "2026-11",
        },
    ]],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    system: System::First,
    masks: Masks::WeightWithoutTools,
    call_ids: CallIds::Nine,
    text_beside_calls: Beside::Apart,
    has_parallel_flag: false,
    broken_arguments: Broken::Kept,
    needs_full_tools: true,
    reasoning: Reasoning::Lost,
    has_names: false,
    has_refusals: false,
    ..Form::CHAT
};
