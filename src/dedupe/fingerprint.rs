//! Fingerprints: what an evaluation set is compared by, without its text.
//!
//! A file begins with [`MAGIC`] and a line of JSON, the [`Header`]. Behind it stand the records, all numbers little end
//! first:
//!
//! - the line (8 bytes) and the number of the source (2),
//! - the keys of the whole text and of the prompt (16 each),
//! - the shingles of the whole text, and a bit for each (8 to a byte) that says whether it is in the prompt too,
//! - the shingles of the prompt that are not among them,
//! - the [`OVERLAP`]-word runs of the prompt.
//!
//! Each of the three lists is a count (4 bytes) and so many hashes in order (8 each).

use serde::{Deserialize, Serialize};

use super::{By, Texts};
use crate::text::{Grams, Key, order, shingles};

/// How a fingerprint begins.
pub const MAGIC: &[u8] = b"gristmill fingerprint 1\n";

/// Words in the runs by which prompts are said to overlap, as in the contamination studies of GPT-3 (Brown et al. 2020,
/// appendix C).
pub const OVERLAP: usize = 13;

/// What is said of a fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The files that it was made of, as they were named.
    pub sources: Vec<String>,
    /// Their SHA-256.
    pub sha256: Vec<String>,
    /// Records.
    pub records: u64,
    /// Words in a shingle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ngram: Option<usize>,
    /// Characters in a shingle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_ngram: Option<usize>,
}

impl Header {
    /// What shingles are runs of.
    pub fn grams(&self) -> Option<Grams> {
        self.ngram.map(Grams::Words).or(self.char_ngram.map(Grams::Characters))
    }
}

/// What is kept of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Print {
    /// Its line.
    pub line: u64,
    /// Its source, by its place among the sources.
    pub source: u16,
    /// The key of its text.
    pub text: Key,
    /// The key of its prompt.
    pub prompt: Key,
    /// The shingles of its text, in order.
    pub of_text: Vec<u64>,
    /// The shingles of its prompt, in order.
    pub of_prompt: Vec<u64>,
    /// The runs of [`OVERLAP`] words in its prompt, in order.
    pub overlaps: Vec<u64>,
}

impl Print {
    /// What is kept of the texts of an example.
    pub fn new(line: u64, source: u16, texts: &mut Texts, grams: Grams) -> Self {
        let mut of = |by| {
            let mut all = Vec::new();
            texts.shingles(by, grams, &mut all);
            ordered(all)
        };
        let (of_text, of_prompt) = (of(By::Example), of(By::Prompt));
        let mut overlaps = Vec::new();
        overlapping(texts, &mut overlaps);
        let (text, prompt) = (texts.key(By::Example), texts.key(By::Prompt));
        Self { line, source, text, prompt, of_text, of_prompt, overlaps: ordered(overlaps) }
    }

    /// The shingles of a part.
    pub fn part(&self, by: By) -> &[u64] {
        if by == By::Prompt { &self.of_prompt } else { &self.of_text }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.line.to_le_bytes());
        out.extend_from_slice(&self.source.to_le_bytes());
        out.extend_from_slice(&self.text.to_bytes());
        out.extend_from_slice(&self.prompt.to_bytes());
        write_list(&self.of_text, out);
        let is_in_prompt = |shingle: &u64| self.of_prompt.binary_search(shingle).is_ok();
        for eight in self.of_text.chunks(8) {
            out.push(eight.iter().rev().fold(0, |byte, shingle| byte << 1 | u8::from(is_in_prompt(shingle))));
        }
        let is_alone = |shingle: &&u64| self.of_text.binary_search(shingle).is_err();
        let alone: Vec<u64> = self.of_prompt.iter().filter(is_alone).copied().collect();
        write_list(&alone, out);
        write_list(&self.overlaps, out);
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        let line = u64::from_le_bytes(take(rest)?);
        let source = u16::from_le_bytes(take(rest)?);
        let (text, prompt) = (Key::from_bytes(take(rest)?), Key::from_bytes(take(rest)?));
        let of_text = read_list(rest)?;
        let (bits, behind) = rest.split_at_checked(of_text.len().div_ceil(8))?;
        *rest = behind;
        let is_in_prompt = |place: &usize| bits[place / 8] >> (place % 8) & 1 == 1;
        let mut of_prompt: Vec<u64> =
            (0..of_text.len()).filter(is_in_prompt).map(|place| of_text[place]).collect();
        of_prompt.extend(read_list(rest)?);
        let overlaps = read_list(rest)?;
        Some(Self { line, source, text, prompt, of_text, of_prompt: ordered(of_prompt), overlaps })
    }
}

/// Replaces `out` by the runs of [`OVERLAP`] words in the prompt of an example, those that occur again included; a shorter
/// prompt has none.
pub fn overlapping(texts: &mut Texts, out: &mut Vec<u64>) {
    let words = texts.units(By::Prompt, Grams::Words(OVERLAP));
    out.clear();
    if words.len() >= OVERLAP {
        shingles(words, OVERLAP, out);
    }
}

/// A fingerprint as bytes.
pub fn to_bytes(header: &Header, prints: &[Print]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    serde_json::to_writer(&mut out, header).expect("a Vec takes every byte");
    out.push(b'\n');
    for print in prints {
        print.write(&mut out);
    }
    out
}

/// A fingerprint from bytes; says what is wrong with them where they are none.
pub fn from_bytes(bytes: &[u8]) -> Result<(Header, Vec<Print>), String> {
    let rest = bytes.strip_prefix(MAGIC).ok_or("is no fingerprint")?;
    let end = memchr::memchr(b'\n', rest).ok_or("ends in its header")?;
    let header: Header =
        serde_json::from_slice(&rest[..end]).map_err(|error| format!("has a broken header: {error}"))?;
    if header.grams().is_none() || header.sources.is_empty() {
        return Err("has a header that names no shingles or no source".into());
    }
    let mut rest = &rest[end + 1..];
    let mut prints = Vec::new();
    while !rest.is_empty() {
        let print = Print::read(&mut rest).ok_or_else(|| format!("ends in record {}", prints.len() + 1))?;
        if usize::from(print.source) >= header.sources.len() {
            return Err(format!("names a source that it has not, in record {}", prints.len() + 1));
        }
        prints.push(print);
    }
    if prints.len() as u64 != header.records {
        return Err(format!("has {} records instead of {}", prints.len(), header.records));
    }
    Ok((header, prints))
}

fn ordered(mut hashes: Vec<u64>) -> Vec<u64> {
    order(&mut hashes);
    hashes
}

fn write_list(hashes: &[u64], out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(hashes.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(hashes.iter().flat_map(|hash| hash.to_le_bytes()));
}

fn read_list(rest: &mut &[u8]) -> Option<Vec<u64>> {
    let length = u32::from_le_bytes(take(rest)?) as usize;
    let (list, behind) = rest.split_at_checked(length.checked_mul(8)?)?;
    *rest = behind;
    let hashes = list.chunks_exact(8).map(|bytes| u64::from_le_bytes(bytes.try_into().unwrap_or_default()));
    Some(ordered(hashes.collect()))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{At, Example, Message, Role};

    fn print(prompt: &str, answer: &str) -> Print {
        let message = |role, text: &str| Message::text(role, text.to_owned(), At::Key("prompt"));
        let example = Example::chat(vec![message(Role::User, prompt), message(Role::Assistant, answer)]);
        let mut texts = Texts::default();
        texts.read(&example);
        Print::new(7, 0, &mut texts, Grams::Words(3))
    }

    fn header(records: u64) -> Header {
        Header {
            sources: vec!["a".into()],
            sha256: vec!["0".into()],
            records,
            ngram: Some(3),
            char_ngram: None,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        let prints = [print(long, "an answer of five words"), print("two words", "one"), print("", "")];
        assert_eq!([prints[0].overlaps.len(), prints[1].overlaps.len()], [2, 0]);
        assert_eq!([prints[0].of_prompt.len(), prints[1].of_prompt.len()], [12, 1]);
        let bytes = to_bytes(&header(3), &prints);
        let (read, all) = from_bytes(&bytes).unwrap();
        assert_eq!((read, &all[..]), (header(3), &prints[..]));
        for end in 0..bytes.len() {
            assert!(from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn no_word_of_the_text_is_in_it() {
        let bytes = to_bytes(
            &header(1),
            &[print("the unmistakable phrase of a prompt", "and its consequential answer")],
        );
        let has = |word: &str| memchr::memmem::find(&bytes, word.as_bytes()).is_some();
        assert!(!has("unmistakable") && !has("phrase") && !has("consequential"));
    }
}
