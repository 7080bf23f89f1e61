//! Answerability: whether a model that sees no more than the prompt could answer at all.

use super::{Sight, signals};
use crate::model::{Message, Role};

signals![
    placeholder_input,
    asks_for_media,
    asks_for_live_data,
    asks_for_action,
    missing_material,
    asks_for_experience,
    merged_tasks,
    nothing_asked,
];

/// Whether a question is all that a model sees: one message of the user, no system text, no tools.
fn stands_alone(sight: &Sight<'_, '_>) -> bool {
    let messages = sight.example.messages();
    let is_single = messages.iter().filter(|message| message.role == Role::User).count() == 1;
    is_single && sight.example.tools().is_none() && !messages.iter().any(Message::is_system)
}

/// Whether a question is about code, which draws, fetches and calls as it is told.
fn is_about_code(asked: &str) -> bool {
    const CODE: [&str; 16] = [
        "code",
        "program",
        "script",
        "function",
        "python",
        "html",
        "css",
        "svg",
        "latex",
        "regex",
        " api",
        "sql",
        "java",
        "react",
        "algorithm",
        "json",
    ];
    CODE.iter().any(|word| asked.contains(word))
}
