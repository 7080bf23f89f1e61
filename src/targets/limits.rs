//! How much a target takes: of examples, bytes, messages and tools, and of tokens in one example.

/// Sizes and counts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The fewest training examples.
    pub min_examples: u64,
    /// The most training examples.
    pub max_examples: Option<u64>,
    /// The largest file, in bytes.
    pub max_bytes: Option<u64>,
    /// The fewest messages of a conversation.
    pub min_messages: usize,
    /// The most declared tools.
    pub max_tools: Option<usize>,
    /// The most characters of a pair that its own preparation tool lets pass without a word.
    pub max_characters: Option<usize>,
}

impl Limits {
    /// Nothing is published.
    pub const NONE: Self = Self {
        min_examples: 1,
        max_examples: None,
        max_bytes: None,
        min_messages: 1,
        max_tools: None,
        max_characters: None,
    };
}

/// The longest example that a model takes.
#[derive(Debug, Clone, Copy)]
pub struct TokenLimit {
    /// The models, as a user names them.
    pub models: &'static [&'static str],
    /// Tokens per example.
    pub tokens: u64,
    /// The vocabulary that counts exactly; nothing where it is not known.
    pub encoding: Option<&'static str>,
    /// What becomes of the rest.
    pub effect: Overlong,
    /// The key of the source.
    pub source: &'static str,
}

/// What becomes of an example that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlong {
    /// It is cut at the end, where the answer is.
    Cut,
    /// It is left out.
    Dropped,
    /// It is refused.
    Refused,
}

impl Overlong {
    /// It in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Dropped => "dropped",
            Self::Refused => "refused",
        }
    }
}
