//! Layouts that are known, and whose records mean no example by themselves.
//!
//! A record may fit a shape besides, and is read as that where the user names the shape or maps its members.

use crate::model::Json;

/// A layout that cannot be read.
pub struct Foreign {
    /// Whether a record has it.
    pub fits: fn(&Json<'_>) -> bool,
    /// What its records are, as the rest of a sentence.
    pub what: &'static str,
    /// What to do instead.
    pub help: &'static str,
}

/// Every known one.
pub static ALL: [Foreign; 2] = [
    Foreign {
        fits: |record| {
            let has = |key| record.get(key).is_some();
            let speaks = matches!(record.get("role"), Some(Json::String("prompter" | "assistant")));
            speaks && has("message_id") && has("parent_id") && has("text")
        },
        what: "are single messages of Open Assistant's trees; a conversation is made of several rows",
        help: "take the export of trees (`*.trees.jsonl.gz` beside the messages), or nest the rows by `parent_id` as \
               `prompt` and `replies`; `--shape text` would take every message for a text of its own",
    },
    Foreign {
        fits: |record| {
            let is_list = |value: &Json<'_>| matches!(value, Json::List(_));
            let turns = record.get("question").map_or(&[][..], Json::items);
            let has_functions =
                ["function", "involved_classes"].iter().any(|key| record.get(key).is_some_and(is_list));
            has_functions && !turns.is_empty() && turns.iter().all(is_list) && record.get("answers").is_none()
        },
        what: "are questions of the Berkeley function-calling benchmark; the answers are not in them, so nothing can be \
               learnt from them",
        help: "keep them for the evaluation (`--map messages=/question/0` reads the questions); to train, take data with \
               calls (xLAM, ToolACE, Hermes, Glaive)",
    },
];
