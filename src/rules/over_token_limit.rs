//! `over-token-limit`: an example has more tokens than the target takes, and the answer is what gets lost.

use super::{Check, Group, Out, Rule, View};
use crate::lengths::{Ruler, Scratch, limit};
use crate::model::{Level, Pointer};
use crate::targets::{Overlong, Target};
use crate::text::thousands;

/// An example has more tokens than the target takes, and the answer is what gets lost.
pub static RULE: Rule = Rule {
    name: "over-token-limit",
    group: Group::Target,
    level: Level::Warn,
    docs: r#"An example has more tokens than the target takes, and the answer is what gets lost.

Counted with the embedded OpenAI vocabularies or a local tokenizer.json (`--tokenizer`); without either the number is an estimate of four bytes a token. What stands around messages is counted by the target's published rule, or as a local chat template writes it (`--chat-template`); four tokens a message are a guess where neither is there. An estimate or a guess says "about". A record with fewer bytes than the limit has tokens is not looked at.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(target) = target else { return };
    let tokens = out.tokens();
    let model = tokens.model.as_deref();
    let limit = limit(target, model).filter(|limit| view.record.text.len() as u64 > limit.tokens);
    let (Some(limit), Some(example)) = (limit, view.example) else { return };
    let length = Ruler::of(tokens, Some(target), model).measure(example, &mut Scratch::default());
    if length.longest() <= limit.tokens {
        return;
    }
    out.find(|| {
        let about = if length.is_exact { "" } else { "about " };
        let effect = match limit.effect {
            Overlong::Cut => format!(
                "{} are cut at the end, {} of the {} of the answer among them",
                thousands(length.cut(limit.tokens)),
                thousands(length.lost(limit.tokens)),
                thousands(length.trained())
            ),
            Overlong::Dropped => "the example is left out".to_owned(),
            Overlong::Refused => "the example is refused".to_owned(),
        };
        let message = format!(
            "{about}{} tokens, {} takes {} ({}): {effect}",
            thousands(length.longest()),
            target.title,
            thousands(limit.tokens),
            limit.models.join(", ")
        );
        let help = if length.is_exact {
            "shorten the prompt, or split the conversation"
        } else {
            "shorten it, or count exactly with --tokenizer tokenizer.json and --chat-template tokenizer_config.json"
        };
        (Pointer::ROOT, message, help.to_owned())
    });
}
