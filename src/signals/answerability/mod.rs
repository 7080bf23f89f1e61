//! Answerability: whether a model that sees no more than the prompt could answer at all.

use super::signals;

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
