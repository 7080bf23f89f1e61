//! What rules about one concern of a shape have in common: they say what the schema found there.

use super::{Out, View};
use crate::model::Pointer;
use crate::shapes::{Concern, Fault, Flaw};
use crate::text::nearest;

/// Reports every fault of a record that is about `concern`.
pub(super) fn report(view: &View<'_>, concern: Concern, out: &mut Out<'_>) {
    for fault in view.faults().iter().filter(|fault| fault.concern == concern) {
        out.find(|| {
            let (message, help) = in_words(fault);
            (fault.at.clone(), message, help)
        });
    }
}

/// A fault in general words: what is wrong, and what to do.
pub(super) fn in_words(fault: &Fault) -> (String, String) {
    match &fault.flaw {
        Flaw::Missing { key, present } => (format!("{} has no `{key}`", owner(&fault.at)), add(key, present)),
        Flaw::WrongType { expected, found } => {
            let subject = match fault.at.steps().last() {
                None => "the record".to_owned(),
                Some(step) if step.parse::<u64>().is_ok() => owner(&fault.at).to_owned(),
                Some(step) => format!("`{step}`"),
            };
            (format!("{subject} is {found}"), format!("make it {expected}"))
        }
        Flaw::UnknownRole { role, known } => {
            let shown: String = role.chars().take(40).collect();
            (format!("the role `{shown}` is not known"), meant(role, known))
        }
    }
}

/// What stands at a pointer, by the list that it is an item of.
fn owner(at: &Pointer) -> &'static str {
    let steps: Vec<String> = at.steps().collect();
    match steps.as_slice() {
        [] => "the record",
        [.., list, _] => match list.as_str() {
            "messages"
            | "conversations"
            | "conversation"
            | "contents"
            | "interactions"
            | "preferred_output"
            | "non_preferred_output"
            | "prompt"
            | "completion"
            | "chosen"
            | "rejected" => "the message",
            "segments" => "the segment",
            "tool_calls" => "the tool call",
            "tools" | "functions" => "the tool",
            "content" | "parts" => "the part",
            _ => "the object",
        },
        _ => "the object",
    }
}

fn add(key: &str, present: &[String]) -> String {
    match present.iter().find(|other| nearest(other, [key]).is_some()) {
        Some(other) => format!("did you mean `{key}` instead of `{other}`?"),
        None => format!("add `{key}`, or take the record out"),
    }
}

fn meant(role: &str, known: &[String]) -> String {
    let meant = match role.to_lowercase().as_str() {
        "human" => Some("user"),
        "model" if known.iter().any(|role| role == "assistant") => {
            return "`model` is Gemini's role, in `contents`; here it is `assistant`".to_owned();
        }
        "gpt" | "bot" | "ai" => Some("assistant"),
        _ => nearest(role, known.iter().map(String::as_str)),
    };
    match meant.filter(|meant| known.iter().any(|role| role == meant)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {}", known.join(", ")),
    }
}
