//! OpenAI, supervised fine-tuning of chat models.

use super::{Members, Source, Status, Target};
use crate::shapes::OPENAI_CHAT;

/// OpenAI, supervised fine-tuning of chat models.
pub static TARGET: Target = Target {
    id: "openai-chat",
    provider: "openai",
    title: "OpenAI chat fine-tuning",
    shape: &OPENAI_CHAT,
    // Error invalid_n_examples: "Training file has N example(s), but must have at least 10 examples".
    min_examples: 10,
    // "Example N contains an extra ..." (error text quoted by users, and the API description's schema).
    members: Some(Members {
        top: &["messages", "tools", "functions", "parallel_tool_calls"],
        of_messages: &[
            "role",
            "content",
            "name",
            "weight",
            "tool_calls",
            "tool_call_id",
            "function_call",
            "refusal",
        ],
        // Nullable in the API description; whatever else is null is better left out.
        nullable: &["content", "refusal", "function_call"],
    }),
    status: Status::Closing {
        date: "2027-01-06",
        note: "no new jobs from then on, and none by new organisations since 2026-05-07",
    },
    parameters: ("training_file", "validation_file"),
    sources: &[
        Source {
            title: "OpenAI API description, FineTuneChatRequestInput",
            url: "https://github.com/openai/openai-openapi",
            read: "2026-11",
        },
        Source {
            title: "Supervised fine-tuning guide",
            url: "https://developers.openai.com/api/docs/guides/supervised-fine-tuning",
            read: "2026-11",
        },
        Source {
            title: "Deprecations, entries of 2026-05-07 and 2026-10-14",
            url: "https://developers.openai.com/api/docs/deprecations",
            read: "2026-11",
        },
    ],
};
