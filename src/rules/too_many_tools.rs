//! `too-many-tools`: more tools are declared than the target takes.

use super::tools::declared;
use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer};
use crate::targets::Target;

/// More tools are declared than the target takes.
pub static RULE: Rule = Rule {
    name: "too-many-tools",
    group: Group::Tools,
    level: Level::Deny,
    docs: r#"More tools are declared than the target takes.
"#,
    check: Check::RecordFor(check),
};

fn check(view: &View<'_>, target: Option<&Target>, out: &mut Out<'_>) {
    let Some(most) = target.and_then(|target| target.limits.max_tools) else { return };
    let tools = declared(view).map_or(0, |tools| tools.len());
    if tools > most {
        out.find(|| {
            let message = format!("{tools} tools are declared, the target takes {most}");
            (Pointer::ROOT.key("tools"), message, "declare those that the conversation is about".to_owned())
        });
    }
}
