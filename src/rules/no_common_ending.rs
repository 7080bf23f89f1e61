//! `no-common-ending`: the prompts of a file have no common ending that separates them from the completions.

use super::{Check, FileView, Group, Out, Rule};
use crate::model::{Level, Pointer};
use crate::targets::Method;
use crate::targets::Target;

/// The prompts of a file have no common ending that separates them from the completions.
pub static RULE: Rule = Rule {
    name: "no-common-ending",
    group: Group::Content,
    level: Level::Allow,
    docs: r#"The prompts of a file have no common ending that separates them from the completions.

Completion models see prompt and completion as one text. The legacy preparation tool of OpenAI adds a separator such as ` ->` or `\n\n###\n\n` to every prompt where there is none (openai-python, lib/_validators.py, read 2026-11).
"#,
    check: Check::FileFor(check),
};

fn check(view: &FileView<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let is_pair = target.is_some_and(|target| target.method == Method::Pair);
    let Some((prompts, _)) = view.tally.endings.as_ref().filter(|_| is_pair && view.notes.records > 1) else {
        return;
    };
    if prompts.is_empty() {
        out.find(|| {
            let message = "the prompts do not all end in the same separator".to_owned();
            (
                Pointer::ROOT,
                message,
                "end every prompt in a separator that stands in none, for example \\n\\n###\\n\\n".to_owned(),
            )
        });
    }
}
