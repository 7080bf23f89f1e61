//! What is asked for: the kinds of task that a split keeps in equal shares.

use std::sync::LazyLock;

use memchr::memmem;

use crate::model::{Body, Example, Message, Role};

/// What an example asks for, told by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// One of several answers is preferred.
    Preference,
    /// An answer, or its steps, are said to be good or not.
    Feedback,
    /// Tools are called, or could be.
    ToolCall,
    /// Plain text.
    Text,
    /// A conversation of several turns.
    Chat,
    /// A JSON value.
    Json,
    /// Code.
    Code,
    /// A few words.
    ShortAnswer,
    /// Anything else.
    Generation,
}

static FENCE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("```"));

impl Task {
    /// Words of a short answer.
    const SHORT: usize = 3;

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preference => "preference",
            Self::Feedback => "feedback",
            Self::ToolCall => "tool-call",
            Self::Text => "text",
            Self::Chat => "chat",
            Self::Json => "json",
            Self::Code => "code",
            Self::ShortAnswer => "short-answer",
            Self::Generation => "generation",
        }
    }

    /// What an example asks for.
    pub fn of(example: &Example<'_>) -> Self {
        let messages = example.messages();
        match example.body {
            Body::Preference(_) => return Self::Preference,
            Body::Label(_) | Body::Steps(_) => return Self::Feedback,
            Body::Text(_) => return Self::Text,
            Body::Chat(_) => {}
        }
        if example.tools().is_some() || messages.iter().any(|message| message.tool_calls().next().is_some()) {
            return Self::ToolCall;
        }
        if messages.iter().filter(|message| message.role == Role::User).count() > 1 {
            return Self::Chat;
        }
        let answer = messages.iter().rfind(|message| message.role == Role::Assistant);
        let Some(text) = answer.and_then(|answer| Message::texts(answer).next()).map(str::trim) else {
            return Self::Generation;
        };
        if text.starts_with(['{', '[']) && text.ends_with(['}', ']']) {
            Self::Json
        } else if FENCE.find(text.as_bytes()).is_some()
            || text.starts_with("def ")
            || text.starts_with("SELECT ")
        {
            Self::Code
        } else if text.split_whitespace().take(Self::SHORT + 1).count() <= Self::SHORT && text.len() <= 64 {
            Self::ShortAnswer
        } else {
            Self::Generation
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::At;

    #[test]
    fn the_form_of_the_answer_tells_the_task() {
        let ask = |answer: &'static str| {
            let message = |role, text: &'static str| Message::text(role, text, At::Key("text"));
            Task::of(&Example::chat(vec![message(Role::User, "q"), message(Role::Assistant, answer)]))
        };
        assert_eq!(ask("{\"a\": 1}"), Task::Json);
        assert_eq!(ask("```py\nprint()\n```"), Task::Code);
        assert_eq!(ask("card_arrival"), Task::ShortAnswer);
        assert_eq!(ask("It arrives within a week, or you may ask."), Task::Generation);
    }
}
