//! A tokenizer of the user's own: the `tokenizer.json` that lies beside a model.

use std::path::Path;

use crate::error::Error;

/// A tokenizer of the user's own.
#[cfg(feature = "tokenizers")]
pub(super) struct Tokenizer(tokenizers::Tokenizer);

#[cfg(feature = "tokenizers")]
impl Tokenizer {
    pub(super) fn load(file: &Path) -> Result<Self, Error> {
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

    pub(super) fn count(&self, text: &str) -> Option<u64> {
        self.0.encode_fast(text, false).ok().map(|encoding| encoding.len() as u64)
    }

    /// Where each token begins, in bytes.
    pub(super) fn starts(&self, text: &str) -> Option<Vec<usize>> {
        let encoding = self.0.encode(text, false).ok()?;
        Some(encoding.get_offsets().iter().map(|(start, _)| *start).collect())
    }
}

/// Without the feature `tokenizers` there is none.
#[cfg(not(feature = "tokenizers"))]
pub(super) enum Tokenizer {}

#[cfg(not(feature = "tokenizers"))]
impl Tokenizer {
    pub(super) fn load(file: &Path) -> Result<Self, Error> {
        let message = format!("{} cannot be read: this build has no tokenizers", file.display());
        Err(Error::refused(message, "build it with the feature `tokenizers`"))
    }

    pub(super) fn count(&self, _: &str) -> Option<u64> {
        match *self {}
    }

    pub(super) fn starts(&self, _: &str) -> Option<Vec<usize>> {
        match *self {}
    }
}
