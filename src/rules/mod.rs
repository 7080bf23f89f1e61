//! Rules: what is looked for in records, files and datasets, one file each.
//!
//! A rule has one meaning for all targets; how much a finding of it matters to a target is said by the target. Its docs
//! say what it checks, why, and show bad and good lines, which a test runs. Rules only look: they never read files, and
//! what happens to a record with a finding is decided elsewhere.
//!
//! To add a rule, write `NAME.rs` with a `RULE` and put its name into the list below.

mod faults;
mod findings;
mod images;
mod judgement;
mod out;
mod schema_cost;
mod selection;
mod tally;
mod tools;
mod view;

pub use findings::{Counts, Findings};
pub use judgement::Denial;
pub use out::Out;
pub use selection::Selection;
pub use tally::{Columns, Seen, Tally};
pub use view::{Conflict, DatasetView, FileView, Spot, View};

use crate::model::Level;
use crate::targets::Target;

/// Behind a help: that the conversion to the target does what it asks for.
const BY_EMIT: &str = "; `gristmill emit` does it for you";

/// Something that is looked for.
pub struct Rule {
    /// The rule's identity: kebab-case, never reused for another meaning.
    pub name: &'static str,
    /// Which rules it belongs with.
    pub group: Group,
    /// How much a finding matters, where no target that is judged for has a stance of its own.
    pub level: Level,
    /// What it checks, why, and examples, in Markdown.
    pub docs: &'static str,
    /// How it looks.
    pub check: Check,
}

/// What a rule looks at. A check that takes a target runs once for each that is judged for, and once without where
/// none is named; the others say the same for all.
#[derive(Clone, Copy)]
pub enum Check {
    /// A line of nothing but white space.
    BlankLine(fn(&mut Out<'_>)),
    /// A record.
    Record(fn(&View<'_>, &mut Out<'_>)),
    /// A record, where the conversion to a target finds it.
    Conversion,
    /// A record, as a target sees it.
    RecordFor(fn(&View<'_>, Option<&Target>, &mut Out<'_>)),
    /// A file as a whole.
    File(fn(&FileView<'_>, &mut Out<'_>)),
    /// A file as a whole, as a target sees it.
    FileFor(fn(&FileView<'_>, Option<&Target>, &mut Out<'_>)),
    /// All files together.
    Dataset(fn(&DatasetView<'_>, &mut Out<'_>)),
    /// All files together, as a target sees them.
    DatasetFor(fn(&DatasetView<'_>, Option<&Target>, &mut Out<'_>)),
}

/// Rules that belong together. Those about faults, tools, images and preferences look only at records that have some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Bytes, lines and JSON.
    File,
    /// How a record breaks its shape.
    Fault,
    /// The form of a record.
    Shape,
    /// Who speaks, in which order, and whether something is said.
    Conversation,
    /// What stands in the texts.
    Content,
    /// Tools, calls and results.
    Tools,
    /// Images and other media.
    Images,
    /// Two answers to one prompt.
    Preference,
    /// What a chat template of the user's own makes of a conversation.
    Template,
    /// What a target wants of the dataset.
    Target,
    /// Records compared with each other.
    Duplicates,
}

impl Group {
    /// The group's name, as `explain` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Fault => "fault",
            Self::Shape => "shape",
            Self::Conversation => "conversation",
            Self::Content => "content",
            Self::Tools => "tools",
            Self::Images => "images",
            Self::Preference => "preference",
            Self::Template => "template",
            Self::Target => "target",
            Self::Duplicates => "duplicates",
        }
    }
}

macro_rules! rules {
    ($($name:ident),+ $(,)?) => {
        $(pub mod $name;)+
        /// Every rule.
        pub static ALL: &[&Rule] = &[$(&$name::RULE),+];
    };
}

rules![
    oversized_line,
    invalid_utf8,
    invalid_json,
    lone_surrogate,
    duplicate_key,
    blank_line,
    byte_order_mark,
    missing_byte_order_mark,
    unreadable_file,
    empty_file,
    file_too_large,
    broken_array,
    json_array,
    not_json_lines,
    not_an_object,
    other_shape,
    mixed_shapes,
    mixed_columns,
    not_target_shape,
    token_ids,
    missing_field,
    wrong_type,
    null_field,
    null_content,
    no_parts,
    untyped_part,
    unknown_part,
    malformed_image,
    invalid_weight,
    invalid_sample_weight,
    malformed_tools,
    tools_in_string,
    broken_tools,
    call_without_id,
    call_without_type,
    arguments_not_string,
    result_without_call_id,
    extra_field,
    extra_message_field,
    ignored_field,
    two_forms,
    stray_prompt,
    foreign_pair,
    unread_field,
    not_writable,
    unknown_role,
    unlisted_role,
    unmapped_roles,
    deprecated_functions,
    parts_not_taken,
    crowded_part,
    extra_part_field,
    part_boundary,
    no_messages,
    too_few_messages,
    no_assistant_turn,
    answer_without_prompt,
    last_turn_not_assistant,
    last_turn_not_user,
    prompt_ends_with_answer,
    several_user_turns,
    repeated_user_turn,
    repeated_assistant_turn,
    starts_with_assistant,
    late_system,
    several_systems,
    second_system,
    empty_answer,
    blank_answer,
    empty_text,
    empty_prompt,
    empty_context,
    no_user_turn,
    misplaced_weight,
    nothing_trained,
    invalid_name,
    foreign_reasoning,
    reasoning_without_answer,
    mixed_reasoning,
    special_token,
    placeholder_mismatch,
    reserved_word,
    no_leading_blank,
    no_common_ending,
    upper_case_text,
    long_example,
    over_token_limit,
    refused_by_template,
    system_not_rendered,
    tool_not_rendered,
    reasoning_not_rendered,
    arguments_encoded_twice,
    no_stop_token,
    nothing_rendered_to_train,
    invalid_tool_name,
    incomplete_tool,
    repeated_tool,
    too_many_tools,
    empty_tools,
    doubtful_tools,
    undeclared_tool,
    invalid_arguments,
    arguments_against_schema,
    invalid_call_id,
    repeated_call_id,
    unknown_call_id,
    orphan_tool_result,
    unanswered_call,
    unused_result,
    repeated_result,
    misplaced_block,
    reused_call_id,
    arguments_in_string,
    call_without_text,
    text_beside_call,
    last_answer_only,
    image_not_taken,
    image_outside_user_turn,
    too_many_images,
    image_scheme,
    image_format,
    image_too_large,
    broken_image,
    image_detail,
    weighted_image,
    mixed_content_styles,
    mixed_media,
    storage_path,
    answer_not_assistant,
    several_answer_messages,
    identical_answers,
    empty_pair,
    cut_prompt,
    uneven_steps,
    no_reference,
    empty_reference,
    reserved_reference,
    too_few_examples,
    too_many_examples,
    few_good_examples,
    conflicting_answers,
];

impl Rule {
    /// The rule of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|rule| rule.name == name)
    }

    /// How much a finding matters for a target, or when none is named.
    pub fn level(&self, target: Option<&Target>) -> Level {
        target.and_then(|target| target.stance(self.name)).map_or(self.level, |stance| stance.level)
    }

    /// Whether it looks with a target's eyes.
    pub(crate) fn is_for_target(&self) -> bool {
        matches!(self.check, Check::RecordFor(_) | Check::FileFor(_) | Check::DatasetFor(_))
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
