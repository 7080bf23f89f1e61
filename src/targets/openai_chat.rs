//! OpenAI, supervised fine-tuning of chat models.

use super::{Source, Status, Target};
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
    members: Some((
        &["messages", "tools", "functions", "parallel_tool_calls"],
        &["role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"],
    )),
    status: Status::Closing {
        date: "2027-01-06",
        note: "no new self-serve jobs from then on; the same file is common ground for other providers",
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
