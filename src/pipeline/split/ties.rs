//! What ties records together: equal and near texts and prompts, keys of the user's, conversations, shared context.

use super::contexts::tie_contexts;
use super::marks::Beginning;
use crate::dedupe::{self, By, Classes, Items, Level};
use crate::engine::Observer;
use crate::error::Error;
use crate::pipeline::decide::Chosen;
use crate::pipeline::near::Search;
use crate::pipeline::sketching::Sketching;
use crate::pipeline::texts::Shelf;
use crate::pipeline::{Inputs, Options};
use crate::split::{Grouping, Tie};
use crate::text::{Key, KeyMap};

/// Ties records by all that the options name.
pub fn grouping(
    items: &Chosen<'_>,
    inputs: &Inputs,
    sketching: Option<&Sketching>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Grouping, Error> {
    let mut grouping = Grouping::new(items.len());
    let keys = || (0..items.len()).map(|item| items.keys(item));
    let marks = &items.facts.marks;
    if let Some(pointer) =
        options.split.group_by.as_ref().filter(|_| marks.groups.is_empty() && !items.is_empty())
    {
        let message = format!("no record has a value at `{pointer}`");
        return Err(Error::refused(message, "name another --group-by, or leave it out"));
    }
    grouping.tie_equal(keys().map(|keys| keys.value), Tie::EqualText);
    grouping.tie_equal(keys().map(|keys| keys.text), Tie::EqualText);
    grouping.tie_equal(keys().map(|keys| keys.prompt), Tie::EqualPrompt);
    tie_marked(&mut grouping, items, &marks.groups, Tie::Key);
    tie_marked(&mut grouping, items, &marks.conversations, Tie::Conversation);
    tie_conversations(&mut grouping, items);
    for (by, tie) in [(By::Example, Tie::NearText), (By::Prompt, Tie::NearPrompt)] {
        let Some(threshold) = options.split.group_threshold.similarity() else { continue };
        let dedupe = dedupe::Options { by, threshold, level: Level::Near, ..options.dedupe };
        let classes = Classes::new(items, &dedupe);
        let shelf = Shelf { inputs, grams: dedupe.grams() };
        let Some(search) = Search::new(items, &classes, sketching, shelf, &dedupe) else { continue };
        for edge in search.without_answers().run(observer)?.edges {
            grouping.tie(classes.first[edge.a as usize], classes.first[edge.b as usize], tie);
        }
    }
    if options.split.group_context {
        tie_contexts(&mut grouping, items, inputs, observer)?;
    }
    Ok(grouping)
}

/// Ties the records that share a key, of which few may have one.
fn tie_marked(grouping: &mut Grouping, items: &Chosen<'_>, marked: &[(u32, Key)], tie: Tie) {
    let mut firsts: KeyMap<Key, u32> = KeyMap::default();
    for (place, key) in marked {
        if let Some(item) = items.item(*place) {
            grouping.tie(*firsts.entry(*key).or_insert(item), item, tie);
        }
    }
}

/// Ties the records of one conversation, of which each goes on further than the one before: one that ends where another
/// goes on, or whose prompt another has among its turns. A short beginning that many records have is a greeting.
fn tie_conversations(grouping: &mut Grouping, items: &Chosen<'_>) {
    /// Records that a conversation with a short beginning may have become.
    const MOST: usize = 8;
    for kind in [Beginning::FirstPrompt, Beginning::FirstAnswer, Beginning::AllButLast] {
        let mut begun: KeyMap<Key, (bool, Vec<u32>)> = KeyMap::default();
        let marked = items.facts.marks.beginnings.iter().filter(|mark| mark.kind == kind);
        for mark in marked {
            if let Some(item) = items.item(mark.place) {
                let (is_long, records) = begun.entry(mark.key).or_default();
                *is_long |= mark.is_long;
                records.push(item);
            }
        }
        begun.retain(|_, (is_long, records)| *is_long || records.len() <= MOST);
        // The record that ends there, if there is one.
        for item in 0..items.len() {
            let keys = items.keys(item);
            let key = if kind == Beginning::FirstPrompt { keys.prompt } else { keys.text };
            if let Some((_, records)) = begun.get_mut(&key) {
                records.extend(u32::try_from(item));
            }
        }
        let mut begun: Vec<Vec<u32>> = begun.into_values().map(|(_, records)| records).collect();
        begun.sort_unstable();
        for records in begun {
            for item in &records[1..] {
                grouping.tie(records[0], *item, Tie::Conversation);
            }
        }
    }
}
