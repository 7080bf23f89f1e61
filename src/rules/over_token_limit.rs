//! `over-token-limit`: an example has more tokens than the target takes, and the answer is what gets lost.

use std::ops::Range;

use super::{Check, Group, Out, Rule, View};
use crate::model::{Body, Example, Level, Pointer, Role};
use crate::targets::Target;
use crate::targets::{Overlong, TokenLimit};
use crate::text::thousands;
use crate::tokens::Count;

/// An example has more tokens than the target takes, and the answer is what gets lost.
pub static RULE: Rule = Rule {
    name: "over-token-limit",
    group: Group::Target,
    level: Level::Warn,
    docs: r#"An example has more tokens than the target takes, and the answer is what gets lost.

Counted exactly with the embedded OpenAI vocabularies or a local tokenizer.json (`--tokenizer`); without either the number is an estimate of four bytes a token, and says so. Messages are counted with the four tokens that the chat format of OpenAI puts around each (cookbook, Chat_finetuning_data_prep). A record with fewer bytes than the limit has tokens is not looked at.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target else { return };
    let named = out.tokens().model.as_deref();
    let of_model = |limit: &&TokenLimit| {
        limit.models.iter().any(|model| named.is_some_and(|named| named.starts_with(model)))
    };
    let limit = target.token_limits.iter().find(of_model).or(target.token_limits.first());
    let Some(limit) = limit.filter(|limit| view.record.text.len() as u64 > limit.tokens) else { return };
    let Some(example) = view.example else { return };
    let length = measure(example, |text| out.tokens().count(limit.encoding, text));
    if length.tokens <= limit.tokens {
        return;
    }
    out.find(|| {
        let about = if length.is_exact { "" } else { "about " };
        let over = length.tokens - limit.tokens;
        let lost = length
            .answers
            .iter()
            .map(|range| range.end.saturating_sub(range.start.max(limit.tokens)))
            .sum::<u64>();
        let answers: u64 = length.answers.iter().map(|range| range.end - range.start).sum();
        let effect = match limit.effect {
            Overlong::Cut => format!(
                "{} are cut at the end, {} of the {} of the answer among them",
                thousands(over),
                thousands(lost),
                thousands(answers)
            ),
            Overlong::Dropped => "the example is left out".to_owned(),
            Overlong::Refused => "the example is refused".to_owned(),
        };
        let message = format!(
            "{about}{} tokens, {} takes {} ({}): {effect}",
            thousands(length.tokens),
            target.title,
            thousands(limit.tokens),
            limit.models.join(", ")
        );
        let help = if length.is_exact {
            "shorten the prompt, or split the conversation"
        } else {
            "shorten it, or count exactly with --tokenizer tokenizer.json"
        };
        (Pointer::ROOT, message, help.to_owned())
    });
}

/// The tokens of an example, and where in them its answers stand.
struct Length {
    tokens: u64,
    answers: Vec<Range<u64>>,
    is_exact: bool,
}

fn measure(example: &Example<'_>, count: impl Fn(&str) -> Count) -> Length {
    /// What the chat format puts around a message, its role among it.
    const AROUND: u64 = 4;
    let around = if matches!(example.body, Body::Text(_)) { 0 } else { AROUND };
    let mut length = Length { tokens: 0, answers: Vec::new(), is_exact: true };
    let add = |text: &str, length: &mut Length| {
        let Count { tokens, is_exact } = count(text);
        length.tokens += tokens;
        length.is_exact &= is_exact;
    };
    if let Some(tools) = example.tools() {
        // How tools are written for the model is not published.
        add(&tools.to_value().to_string(), &mut length);
        length.is_exact = false;
    }
    for message in example.messages() {
        length.tokens += around;
        let start = length.tokens;
        for text in message.texts() {
            add(text, &mut length);
        }
        for call in message.tool_calls() {
            add(&call.name, &mut length);
            add(&call.arguments.to_text(), &mut length);
            length.is_exact = false;
        }
        if message.role == Role::Assistant {
            length.answers.push(start..length.tokens);
        }
    }
    length
}
