//! Tokens of a text: exact with an embedded OpenAI vocabulary or a local `tokenizer.json`, an estimate where neither is
//! there.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;

/// How tokens are counted, where the user says so.
#[derive(Clone, Default)]
pub struct Tokens {
    /// The model whose limit counts; a target's first where none is named.
    pub model: Option<String>,
    /// A tokenizer of the user's own, which counts for every model.
    tokenizer: Option<Arc<Tokenizer>>,
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
    /// Counts for a model, with the tokenizer in a file where one is given.
    pub fn new(model: Option<&str>, file: Option<&Path>) -> Result<Self, Error> {
        let tokenizer = file.map(Tokenizer::load).transpose()?.map(Arc::new);
        Ok(Self { model: model.map(str::to_owned), tokenizer })
    }

    /// The tokens of a text in an encoding; an estimate of four bytes each where the encoding is not known and no
    /// tokenizer was given. Marks of a chat template inside the text count as text.
    pub fn count(&self, encoding: Option<&str>, text: &str) -> Count {
        if let Some(tokens) = self.tokenizer.as_ref().and_then(|tokenizer| tokenizer.count(text)) {
            return Count { tokens, is_exact: true };
        }
        match encoding.and_then(tiktoken::get_encoding) {
            Some(vocabulary) => Count { tokens: vocabulary.count(text) as u64, is_exact: true },
            None => Count { tokens: text.len().div_ceil(4) as u64, is_exact: false },
        }
    }
}

#[cfg(feature = "tokenizers")]
struct Tokenizer(tokenizers::Tokenizer);

#[cfg(feature = "tokenizers")]
impl Tokenizer {
    fn load(file: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(file).map_err(|cause| Error::read(file, cause))?;
        let mut tokenizer = tokenizers::Tokenizer::from_bytes(bytes).map_err(|cause| {
            let message = format!("{} is no tokenizer: {cause}", file.display());
            Error::refused(message, "give the tokenizer.json that lies beside the model")
        })?;
        // Files of models cut and pad by themselves; what is asked here is how long a text is.
        let _ = tokenizer.with_truncation(None);
        tokenizer.with_padding(None);
        Ok(Self(tokenizer))
    }

    fn count(&self, text: &str) -> Option<u64> {
        self.0.encode_fast(text, false).ok().map(|encoding| encoding.len() as u64)
    }
}

/// Without the feature `tokenizers` there is none.
#[cfg(not(feature = "tokenizers"))]
enum Tokenizer {}

#[cfg(not(feature = "tokenizers"))]
impl Tokenizer {
    fn load(file: &Path) -> Result<Self, Error> {
        let message = format!("{} cannot be read: this build has no tokenizers", file.display());
        Err(Error::refused(message, "build it with the feature `tokenizers`"))
    }

    fn count(&self, _: &str) -> Option<u64> {
        match *self {}
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
