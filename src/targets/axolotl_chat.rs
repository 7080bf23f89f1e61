//! Axolotl, the `chat_template` strategy.

use super::trl_sft::{self, LOCAL};
use super::{Source, Target, deny, forgive, warn};
use crate::shapes::{CallIds, Calls, Form, ImagePlace, OPENAI_CHAT, Reasoning};

/// Axolotl, the `chat_template` strategy.
pub static TARGET: Target = Target {
    id: "axolotl-chat",
    provider: "axolotl",
    title: "Axolotl chat_template",
    shapes: &[&OPENAI_CHAT],
    form: FORM,
    settings: &["message_field_training: weight"],
    answers_as: &["gpt"],
    ignores_in_messages: &["weight", "train"],
    reasoning: &["reasoning_content"],
    is_columnar: true,
    parameters: ("datasets", "test_datasets"),
    stances: &[
        LOCAL,
        &[
            deny(
                &[
                    "invalid-arguments",
                    "broken-tools",
                    "malformed-tools",
                    "no-assistant-turn",
                    "nothing-trained",
                ],
                "strategy",
            ),
            deny(&["mixed-columns"], "datasets").likely(),
            forgive(&["not-json-lines"], "datasets").likely(),
            warn(
                &[
                    "empty-answer",
                    "ignored-field",
                    "second-system",
                    "part-boundary",
                    "last-turn-not-assistant",
                ],
                "strategy",
            ),
            warn(&["foreign-reasoning"], "strategy").likely(),
        ],
    ],
    sources: &[
        &[
            Source {
                key: "template",
                title: "axolotl 0.19.0: roles, calls and results are left to the chat template of the model, run",
                url: "https://github.com/axolotl-ai-cloud/axolotl",
                read: "2026-11",
            },
            Source {
                key: "strategy",
                title: "axolotl 0.19.0, prompt_strategies/chat_template.py, run",
                url: "https://github.com/axolotl-ai-cloud/axolotl",
                read: "2026-11",
            },
        ],
        trl_sft::SOURCES,
    ],
    ..Target::UNKNOWN
};

const FORM: Form = Form {
    may_stand_beside: true,
    may_end_open: true,
    has_tool_text: true,
    has_part_masks: true,
    calls: Calls::Either,
    call_ids: CallIds::Optional,
    has_parallel_flag: false,
    reasoning: Reasoning::Member(&["reasoning_content"]),
    images: ImagePlace::Column,
    has_image_details: false,
    has_refusals: false,
    ..Form::CHAT
};
