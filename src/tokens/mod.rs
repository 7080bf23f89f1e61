//! Tokens of a text: exact with an embedded OpenAI vocabulary or a local `tokenizer.json`, an estimate where neither is
//! there. And what a local chat template makes of messages.

mod chat_template;
#[cfg(feature = "templates")]
mod dialect;
#[cfg(feature = "templates")]
mod template_file;
mod tokenizer;

use std::path::Path;
use std::sync::Arc;

pub use chat_template::{ChatTemplate, Rendered};
use tokenizer::Tokenizer;

use crate::error::Error;

/// How tokens are counted, where the user says so.
#[derive(Clone, Default)]
pub struct Tokens {
    /// The model whose limit counts; a target's first where none is named.
    pub model: Option<String>,
    /// A tokenizer of the user's own, which counts for every model.
    tokenizer: Option<Arc<Tokenizer>>,
    /// A chat template of the user's own, by which conversations are written for every model.
    template: Option<Arc<ChatTemplate>>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Tokens.
    pub tokens: u64,
    /// Whether they were counted with the model's own vocabulary, not estimated.
    pub is_exact: bool,
}

impl Tokens {
    /// Counts for a model, with the tokenizer and the chat template in files where they are given.
    pub fn new(
        model: Option<&str>,
        tokenizer: Option<&Path>,
        template: Option<&Path>,
    ) -> Result<Self, Error> {
        Ok(Self {
            model: model.map(str::to_owned),
            tokenizer: tokenizer.map(Tokenizer::load).transpose()?.map(Arc::new),
            template: template.map(ChatTemplate::load).transpose()?.map(Arc::new),
        })
    }

    /// The chat template, where one was given.
    pub fn template(&self) -> Option<&ChatTemplate> {
        self.template.as_deref()
    }

    /// Whether a tokenizer was given.
    pub fn has_tokenizer(&self) -> bool {
        self.tokenizer.is_some()
    }

    /// The tokens of a text in an encoding; an estimate of four bytes each where the encoding is not known and no
    /// tokenizer was given. Marks of a chat template inside the text count as text with an embedded vocabulary, and as
    /// the tokenizer has them with one that was given.
    pub fn count(&self, encoding: Option<&str>, text: &str) -> Count {
        if let Some(tokens) = self.tokenizer.as_ref().and_then(|tokenizer| tokenizer.count(text)) {
            return Count { tokens, is_exact: true };
        }
        match encoding.and_then(tiktoken::get_encoding) {
            Some(vocabulary) => Count { tokens: vocabulary.count(text) as u64, is_exact: true },
            None => Count { tokens: text.len().div_ceil(4) as u64, is_exact: false },
        }
    }

    /// Where each token of a text begins, in bytes; nothing where tokens can only be estimated.
    pub fn starts(&self, encoding: Option<&str>, text: &str) -> Option<Vec<usize>> {
        if let Some(starts) = self.tokenizer.as_ref().and_then(|tokenizer| tokenizer.starts(text)) {
            return Some(starts);
        }
        let vocabulary = encoding.and_then(tiktoken::get_encoding)?;
        let mut end = 0;
        let start = |token: &u32| {
            let start = end;
            end += vocabulary.decode(&[*token]).len();
            start
        };
        Some(vocabulary.encode(text).iter().map(start).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openai_vocabularies_count_exactly() {
        // The totals of OpenAI's own tiktoken.
        let tokens = Tokens::default();
        let count = |encoding, text| tokens.count(Some(encoding), text);
        assert_eq!(count("cl100k_base", "hello world"), Count { tokens: 2, is_exact: true });
        assert_eq!(count("o200k_base", "hello world"), Count { tokens: 2, is_exact: true });
        assert_eq!(count("cl100k_base", "tiktoken is great!").tokens, 6);
        assert_eq!(count("cl100k_base", "お誕生日おめでとう").tokens, 9);
        assert_eq!(count("o200k_base", "お誕生日おめでとう").tokens, 8);
    }

    #[test]
    fn the_rest_is_estimated() {
        let count = Tokens::default().count(None, "hello world");
        assert_eq!(count, Count { tokens: 3, is_exact: false });
    }
}
