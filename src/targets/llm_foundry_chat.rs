//! `MosaicML` llm-foundry, fine-tuning data.

use super::{Limits, Members, Source, Strays, Target, deny, forgive, warn};
use crate::shapes::{
    Calls, Form, ImagePlace, Masks, OPENAI_CHAT, PROMPT_COMPLETION, QUESTION_ANSWER, Reasoning, Repeats,
    System,
};

/// `MosaicML` llm-foundry, fine-tuning data.
pub static TARGET: Target = Target {
    id: "llm-foundry-chat",
    provider: "llm-foundry",
    title: "llm-foundry fine-tuning",
    shapes: &[&OPENAI_CHAT, &PROMPT_COMPLETION, &QUESTION_ANSWER],
    writes: &[&OPENAI_CHAT, &PROMPT_COMPLETION],
    form: FORM,
    strays: Strays::Taken,
    limits: Limits { min_messages: 2, ..Limits::NONE },
    members: Some(Members { top: None, of_messages: Some(&["role", "content"]), nullable: &[] }),
    ignores: &["system", "tools"],
    roles: &["system", "user", "assistant", "tool"],
    questions: &["prompt"],
    stances: &[&[
        deny(&["extra-message-field", "foreign-reasoning", "unlisted-role", "deprecated-functions"], "tasks"),
        deny(
            &["repeated-user-turn", "repeated-assistant-turn", "several-systems", "too-few-messages"],
            "tasks",
        ),
        deny(&["last-turn-not-assistant", "null-content", "repeated-result", "foreign-pair"], "tasks"),
        warn(&["empty-answer", "ignored-field"], "tasks").unsure(),
        deny(&["two-forms"], "tasks").likely(),
        forgive(&["result-without-call-id", "orphan-tool-result", "unanswered-call"], "tasks"),
        forgive(&["starts-with-assistant"], "tasks").likely(),
    ]],
    sources: &[&[Source {
        key: "tasks",
        title: "mosaicml/llm-foundry, llmfoundry/data/finetuning/tasks.py",
        url: "https://github.com/mosaicml/llm-foundry",
        read: "2026-11",
    }]],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    system: System::First,
    repeats: Repeats::Refused,
    masks: Masks::Unheld,
    calls: Calls::Unheld,
    has_parallel_flag: false,
    images: ImagePlace::Unheld,
    has_names: false,
    has_refusals: false,
    has_media: false,
    has_null_content: false,
    reasoning: Reasoning::Lost,
    ..Form::CHAT
};
