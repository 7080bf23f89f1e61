//! What records for a target can hold, and how they are written where their shape leaves a choice.
//!
//! The conversion brings an example into this form, and says what it lost on the way; the encoders take it from there.

/// What records can hold, and how it is written.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that a target has or has not")]
pub struct Form {
    /// The kinds of examples that it holds.
    pub bodies: &'static [Kind],
    /// Whether further members of a record mean something to the target, as to a grader, and stay.
    pub keeps_fields: bool,
    /// Where instructions above the conversation may stand.
    pub system: System,
    /// Whether they stand in a member of their own where the shape would have a message.
    pub is_system_beside: bool,
    /// Whether they may stand in a member of their own too.
    pub may_stand_beside: bool,
    /// Whether instructions may go by the newer name of `developer`.
    pub has_developer: bool,
    /// What becomes of turns of one role that follow each other.
    pub repeats: Repeats,
    /// Whether a conversation may end with another turn than the assistant's.
    pub may_end_open: bool,
    /// Whether several turns can be held at all, or one question with one answer.
    pub is_pair: bool,
    /// How turns that are not trained on are told.
    pub masks: Masks,
    /// Whether parts of a message can be masked.
    pub has_part_masks: bool,
    /// The member that holds a sample's weight.
    pub sample_weight: Option<&'static str>,
    /// How tools and calls are written.
    pub calls: Calls,
    /// Whether declared tools may stand in a string.
    pub has_tool_text: bool,
    /// Whether the deprecated form of calls is taken.
    pub has_legacy_calls: bool,
    /// Which ids calls have.
    pub call_ids: CallIds,
    /// What becomes of text beside calls.
    pub text_beside_calls: Beside,
    /// Whether a turn may make several calls.
    pub has_parallel_calls: bool,
    /// Whether the results of several calls become one.
    pub joins_results: bool,
    /// Whether it can say that several calls in one turn are allowed.
    pub has_parallel_flag: bool,
    /// What becomes of calls whose arguments are not JSON.
    pub broken_arguments: Broken,
    /// Whether a tool must say what it is for and what it takes.
    pub needs_full_tools: bool,
    /// Where a reasoning trace stands.
    pub reasoning: Reasoning,
    /// How images are referred to.
    pub images: ImagePlace,
    /// Whether it can say how closely an image is looked at.
    pub has_image_details: bool,
    /// Whether participants may have names.
    pub has_names: bool,
    /// Whether a refusal is told from other text.
    pub has_refusals: bool,
    /// Whether audio, video and documents can stand in it as the record has them.
    pub has_media: bool,
    /// Whether content may be `null` or missing beside calls; otherwise it is an empty text.
    pub has_null_content: bool,
    /// Whether a list of parts is taken where a text would do.
    pub has_parts: bool,
    /// Whether all contents are lists of parts where one has to be.
    pub is_uniform: bool,
    /// How many messages an answer of a preference may have.
    pub answer: Answer,
    /// Whether more than two answers to one prompt can be ranked.
    pub has_ranking: bool,
    /// What a record says of its own version.
    pub version: Option<&'static str>,
}

/// A kind of example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A conversation.
    Chat,
    /// Plain text.
    Text,
    /// A prompt with better and worse answers.
    Preference,
    /// A conversation with a label.
    Label,
    /// An answer in labelled steps.
    Steps,
}

/// Where instructions above the conversation may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// In any message.
    Anywhere,
    /// In the first message alone; a conversation with others cannot be held.
    First,
    /// In the first message alone; others are joined to it at a loss.
    Joined,
    /// Nowhere: they are joined to the first question at a loss.
    InPrompt,
}

/// What becomes of turns of one role that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// They stay.
    Kept,
    /// They are joined at a loss.
    Joined,
    /// They cannot be held.
    Refused,
}

/// How turns that are not trained on are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Masks {
    /// By a weight beside the message.
    Weight,
    /// By a weight beside the message, unless there are tools.
    WeightWithoutTools,
    /// Not at all, but only the last message is trained on when the trainer is told so: a row for each answer.
    LastOnly(&'static str),
    /// Not at all, but there is a form of prompt and completion in which only the answer is trained on.
    PromptCompletion,
    /// Not at all.
    Unheld,
}

/// How tools and calls are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// Not at all.
    Unheld,
    /// Arguments as JSON in a string.
    Text,
    /// Arguments as an object.
    Object,
    /// Arguments as they are; as JSON in a string where they are written anew.
    Either,
}

/// Which ids calls have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallIds {
    /// None: results follow their calls in order.
    Unheld,
    /// Whatever ids a record has.
    Optional,
    /// Any, but there must be one.
    Needed,
    /// Nine letters or digits.
    Nine,
}

/// What becomes of text beside calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// It stays.
    Kept,
    /// It becomes a message of its own before them.
    Apart,
    /// It is lost.
    Lost,
}

/// What becomes of calls whose arguments are not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// They are written as they are, at a loss.
    Kept,
    /// They cannot be held.
    Refused,
}

/// Where a reasoning trace stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasoning {
    /// Nowhere: it is lost, if that is allowed.
    Lost,
    /// Nowhere, and a record without it would teach something else.
    Refused,
    /// In a member of the message; of several that are taken, written in the first.
    Member(&'static [&'static str]),
    /// In a block of the content.
    Block,
    /// In the text, between `think` tags.
    Tags,
}

/// How images are referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImagePlace {
    /// Not at all.
    Unheld,
    /// Where they stand, by the address.
    Inline,
    /// In a list beside the messages, in the order of their places.
    Column,
}

/// How many messages an answer of a preference may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// One message of text.
    Text,
    /// One message.
    Message,
    /// Any number.
    Messages,
}

impl Form {
    /// OpenAI-style chat in full.
    pub const CHAT: Self = Self {
        bodies: &[Kind::Chat],
        keeps_fields: false,
        system: System::Anywhere,
        is_system_beside: false,
        may_stand_beside: false,
        has_developer: false,
        repeats: Repeats::Kept,
        may_end_open: false,
        is_pair: false,
        masks: Masks::Weight,
        has_part_masks: false,
        sample_weight: None,
        calls: Calls::Text,
        has_tool_text: false,
        has_legacy_calls: false,
        call_ids: CallIds::Needed,
        text_beside_calls: Beside::Kept,
        has_parallel_calls: true,
        joins_results: false,
        has_parallel_flag: true,
        broken_arguments: Broken::Refused,
        needs_full_tools: false,
        reasoning: Reasoning::Lost,
        images: ImagePlace::Inline,
        has_image_details: true,
        has_names: true,
        has_refusals: true,
        has_media: true,
        has_null_content: true,
        has_parts: true,
        is_uniform: false,
        answer: Answer::Message,
        has_ranking: false,
        version: None,
    };

    /// Plain text.
    pub const TEXT: Self = Self { bodies: &[Kind::Text], ..Self::PAIR };

    /// A prompt with two answers, in OpenAI-style messages.
    pub const PREFERENCE: Self = Self { bodies: &[Kind::Preference], may_end_open: true, ..Self::CHAT };

    /// One question and one answer, both plain text.
    pub const PAIR: Self = Self {
        system: System::InPrompt,
        repeats: Repeats::Joined,
        is_pair: true,
        masks: Masks::Unheld,
        calls: Calls::Unheld,
        images: ImagePlace::Unheld,
        has_names: false,
        has_refusals: false,
        has_media: false,
        has_null_content: false,
        has_parts: false,
        answer: Answer::Text,
        reasoning: Reasoning::Refused,
        ..Self::CHAT
    };
}
