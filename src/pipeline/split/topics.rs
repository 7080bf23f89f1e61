//! Topics: whole subjects that are set aside, told by the words that only they have.
//!
//! A topic is a word of some prompts that comes with other words of its own: in prompts about refunds "refund" comes with
//! "payment". All groups with the word are set aside, so that no record of train has it.

use serde::Serialize;

use crate::dedupe::{By, Texts};
use crate::engine::{self, Observer, Pass};
use crate::error::Error;
use crate::model::Record;
use crate::pipeline::Inputs;
use crate::pipeline::decide::Chosen;
use crate::split::{Draw, Groups, Side};
use crate::text::{Key, KeyMap, is_ideograph, words};

/// A topic that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// The word that no prompt of train has.
    pub word: String,
    /// Records that were set aside for it.
    pub records: u64,
}

/// Words of which one may tell a topic, with the records that have them.
pub struct Topics {
    words: Vec<String>,
    /// For each word its items, in order.
    items: Vec<Vec<u32>>,
}

impl Topics {
    /// Words that are looked at.
    const MOST: usize = 512;

    /// The words by which topics of about so many records can be told.
    pub fn new(
        chosen: &Chosen<'_>,
        inputs: &Inputs,
        wanted: u64,
        seed: u64,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let mut number = vec![u32::MAX; chosen.facts.records.len()];
        for (item, place) in (0..).zip(&chosen.places) {
            number[*place] = item;
        }
        let run = |wanted: Option<&KeyMap<Key, u32>>, total: Met| {
            let pass = Reading { inputs, chosen, number: &number, wanted };
            engine::run("reading", &pass, total, &inputs.sources, inputs.settings, observer)
        };
        let met = run(None, Met::default())?;
        let (least, most) = ((wanted / 12).max(3), wanted.max(3));
        let is_fit = |count: u32| (least..=most).contains(&u64::from(count));
        let seed = blake3::derive_key("gristmill topics 1", &seed.to_le_bytes());
        let draw = |key: &Key| *blake3::keyed_hash(&seed, &key.to_bytes()).as_bytes();
        let mut fit: Vec<([u8; 32], Key)> = met
            .counts
            .iter()
            .filter(|(_, count)| is_fit(**count))
            .map(|(key, _)| (draw(key), *key))
            .collect();
        fit.sort_unstable();
        fit.truncate(Self::MOST);
        let places: KeyMap<Key, u32> = fit.iter().zip(0..).map(|((_, key), place)| (*key, place)).collect();
        let met = run(Some(&places), Met::default())?;
        let mut topics = Self { words: vec![String::new(); fit.len()], items: vec![Vec::new(); fit.len()] };
        for (word, item) in met.found {
            topics.items[word as usize].push(item);
        }
        for (word, text) in met.words {
            topics.words[word as usize] = text;
        }
        topics.choose(chosen.places.len());
        Ok(topics)
    }

    /// Leaves the quarter of the words that have the closest companions.
    fn choose(&mut self, items: usize) {
        let mut of_item: Vec<Vec<u16>> = vec![Vec::new(); items];
        for (word, own) in (0..).zip(&self.items) {
            for item in own {
                of_item[*item as usize].push(word);
            }
        }
        let mut kept: Vec<(u64, usize)> = Vec::new();
        let mut together = vec![0_u64; self.words.len()];
        for (word, own) in self.items.iter().enumerate() {
            together.fill(0);
            for other in own.iter().flat_map(|item| &of_item[*item as usize]) {
                together[usize::from(*other)] += 1;
            }
            together[word] = 0;
            // How close its three closest companions are, in millionths: the square of the cosine, which a word that
            // comes with everything does not reach.
            let close = |(other, both): (usize, &u64)| {
                1_000_000 * both * both / (own.len() * self.items[other].len()).max(1) as u64
            };
            let mut most: Vec<u64> = together.iter().enumerate().map(close).collect();
            most.sort_unstable_by_key(|close| std::cmp::Reverse(*close));
            kept.push((most.iter().take(3).sum(), word));
        }
        kept.sort_by_key(|(close, word)| (std::cmp::Reverse(*close), *word));
        kept.truncate(self.words.len().div_ceil(4));
        kept.sort_unstable_by_key(|(_, word)| *word);
        let take =
            |word: usize| (std::mem::take(&mut self.words[word]), std::mem::take(&mut self.items[word]));
        (self.words, self.items) = kept.into_iter().map(|(_, word)| word).map(take).unzip();
    }

    /// Sets whole topics aside until there are about so many records.
    pub fn set_aside(&self, draw: &mut Draw<'_>, groups: &Groups, wanted: u64) -> Vec<Topic> {
        let mut missing = wanted;
        let mut topics = Vec::new();
        for (word, items) in self.words.iter().zip(&self.items) {
            let mut own: Vec<u32> = items.iter().map(|item| groups.of[*item as usize]).collect();
            own.sort_unstable();
            own.dedup();
            own.retain(|group| !draw.is_on(*group, Side::Ood));
            let records: u64 = own.iter().map(|group| groups.sizes[*group as usize]).sum();
            let is_fit = records > 0
                && records <= missing + missing / 4
                && own.iter().all(|group| draw.is_free(*group));
            if is_fit {
                for group in own {
                    draw.put(group, Side::Ood);
                }
                topics.push(Topic { word: word.clone(), records });
                missing = missing.saturating_sub(records);
            }
            if missing <= wanted / 12 {
                break;
            }
        }
        topics
    }
}

/// The pass over the words of prompts: counts all, or notes where some are.
struct Reading<'r> {
    inputs: &'r Inputs,
    chosen: &'r Chosen<'r>,
    number: &'r [u32],
    wanted: Option<&'r KeyMap<Key, u32>>,
}

#[derive(Default)]
struct Met {
    counts: KeyMap<Key, u32>,
    /// Words that are wanted, with the items that have them.
    found: Vec<(u32, u32)>,
    words: Vec<(u32, String)>,
}

#[derive(Default)]
struct Part {
    met: Met,
    texts: Texts,
}

impl Met {
    /// Words that are counted; the rarest go when there are more.
    const COUNTED: usize = 1 << 20;
}

impl Pass for Reading<'_> {
    type Part = Part;
    type Total = Met;

    fn record(&self, record: &Record<'_>, part: &mut Part) {
        let item = self.number[self.chosen.facts.index(record)];
        if item == u32::MAX {
            return;
        }
        self.inputs.reading(record.source).read(record, |view| {
            let Some(example) = view.compared() else { return };
            let Part { met, texts } = part;
            texts.read(example);
            let prompt = texts.part(By::Prompt);
            let text = if prompt.is_empty() { texts.part(By::Example) } else { prompt };
            for (key, word) in telling(text) {
                match self.wanted.map(|wanted| wanted.get(&key)) {
                    None => *met.counts.entry(key).or_default() += 1,
                    Some(Some(place)) => {
                        met.found.push((*place, item));
                        if !met.words.iter().any(|(known, _)| known == place) {
                            met.words.push((*place, word.to_owned()));
                        }
                    }
                    Some(None) => {}
                }
            }
        });
    }

    fn fold(&self, total: &mut Met, part: Part) -> Result<(), Error> {
        let mut counts: Vec<(Key, u32)> = part.met.counts.into_iter().collect();
        counts.sort_unstable();
        for (key, count) in counts {
            *total.counts.entry(key).or_default() += count;
        }
        if total.counts.len() > Met::COUNTED {
            total.counts.retain(|_, count| *count > 1);
        }
        total.found.extend(part.met.found);
        total.words.extend(part.met.words);
        Ok(())
    }
}

/// The words of a text that may tell a topic, each once: those of five bytes and more, and pairs of characters where
/// every character is a word.
fn telling(text: &str) -> Vec<(Key, &str)> {
    /// Bytes of a word; shorter ones are of every topic.
    const LEAST: usize = 5;
    let mut found: Vec<(Key, &str)> = Vec::new();
    let mut before: Option<usize> = None;
    for word in words(text) {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let is_character = word.chars().next().is_some_and(is_ideograph);
        let telling = match before.filter(|_| is_character) {
            Some(before) => &text[before..start + word.len()],
            None => word,
        };
        before = (is_character && text[start + word.len()..].starts_with(is_ideograph)).then_some(start);
        if telling.len() >= LEAST && !telling.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push((Key::of(telling.as_bytes()), telling));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::telling;

    #[test]
    fn words_and_pairs_of_characters_tell_topics() {
        let mut found: Vec<&str> =
            telling("the refund of 2024, refund 東京駅 a").into_iter().map(|(_, word)| word).collect();
        found.sort_unstable();
        assert_eq!(found, ["refund", "京駅", "東京"]);
    }
}
