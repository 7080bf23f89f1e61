//! Edits of a record's own bytes: where a pointer's value stands, and a record without some of its members.
//!
//! A record that was not changed is never written anew; a key that a target refuses is cut out of the bytes,
//! and every other byte stays.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Pointer;

/// Where in `text` the value at `pointer` stands, or the deepest part of the pointer that exists.
/// Of duplicate keys, the last.
pub fn locate(text: &str, pointer: &Pointer) -> Range<usize> {
    let mut here = trimmed(text, 0..text.len());
    for step in pointer.steps() {
        let found = children(text, here.clone()).into_iter().rev().find(|child| child.name == step);
        match found {
            Some(child) => here = child.value,
            None => break,
        }
    }
    here
}

/// `text` without the object members at `pointers`; pointers that lead nowhere are passed over.
///
/// ```
/// use gristmill::model::{Pointer, cut};
/// let line = r#"{"id": 7, "messages": [], "n": 1.10}"#;
/// assert_eq!(cut(line, &[Pointer::ROOT.key("id")]), r#"{"messages": [], "n": 1.10}"#);
/// ```
pub fn cut(text: &str, pointers: &[Pointer]) -> String {
    let mut gaps: Vec<Range<usize>> =
        pointers.iter().flat_map(|pointer| gaps(text, pointers, pointer)).collect();
    gaps.sort_by_key(|gap| (gap.start, gap.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for gap in gaps {
        if gap.start >= at {
            out.push_str(&text[at..gap.start]);
        }
        at = at.max(gap.end);
    }
    out.push_str(&text[at..]);
    out
}

/// `text` with `item` as the first item of the list at `pointer`; unchanged when there is no list.
pub fn insert_first(text: &str, pointer: &Pointer, item: &str) -> String {
    let list = locate(text, pointer);
    if !text[list.clone()].starts_with('[') {
        return text.to_owned();
    }
    let comma = if children(text, list.clone()).is_empty() { "" } else { ", " };
    let (before, after) = text.split_at(list.start + 1);
    format!("{before}{item}{comma}{after}")
}

/// The bytes to leave out so that the member at `pointer` goes with exactly one comma.
fn gaps(text: &str, all: &[Pointer], pointer: &Pointer) -> Vec<Range<usize>> {
    let Some((parent, _)) = pointer.as_str().rsplit_once('/') else { return Vec::new() };
    let parent_pointer = Pointer::parse(parent);
    let members = children(text, locate(text, &parent_pointer));
    let is_cut = |name: &str| all.contains(&parent_pointer.clone().key(name));
    let Some(name) = pointer.steps().last() else { return Vec::new() };
    let kept_before = |i: usize| members[..i].iter().rev().find(|m| !is_cut(&m.name));
    let mut gaps = Vec::new();
    for (i, member) in members.iter().enumerate().filter(|(_, m)| m.name == name) {
        gaps.push(match (kept_before(i), members.get(i + 1)) {
            // After a member that stays: from its end, comma included, to our own end.
            (Some(_), _) => members[i - 1].value.end..member.value.end,
            // The first to stay is still to come: from our start to the start of the next member.
            (None, Some(next)) => member.start..next.start,
            (None, None) => member.start..member.value.end,
        });
    }
    gaps
}

struct Child {
    name: String,
    /// Where the member begins: its key, for an object's.
    start: usize,
    value: Range<usize>,
}

/// The members or items of the value that stands at `span`; none when it has none.
fn children(text: &str, span: Range<usize>) -> Vec<Child> {
    let inner = &text[span.clone()];
    let mut reader = serde_json::Deserializer::from_str(inner);
    let values = match inner.as_bytes().first() {
        Some(b'{') => reader.deserialize_map(Slots),
        Some(b'[') => reader.deserialize_seq(Slots),
        _ => return Vec::new(),
    };
    let mut after = span.start + 1;
    values
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| {
            let offset = span.start + (value.get().as_ptr() as usize - inner.as_ptr() as usize);
            // Between the end of the one value and this one stand a comma, white space and the key.
            let between = &text[after..offset];
            let start =
                between.find(|c: char| c != ',' && !c.is_ascii_whitespace()).map_or(offset, |at| after + at);
            after = offset + value.get().len();
            Child { name: name.into_owned(), start, value: offset..after }
        })
        .collect()
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let inner = &text[span.clone()];
    let start = span.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

/// Collects the raw values of an object or a list with their names.
struct Slots;

impl<'de> Visitor<'de> for Slots {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut slots = Vec::new();
        while let Some((name, value)) = object.next_entry::<String, &RawValue>()? {
            slots.push((Cow::Owned(name), value));
        }
        Ok(slots)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut slots = Vec::new();
        while let Some(value) = list.next_element::<&RawValue>()? {
            slots.push((Cow::Owned(slots.len().to_string()), value));
        }
        Ok(slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, pointers: &[&str]) -> String {
        cut(text, &pointers.iter().map(|p| Pointer::parse(p)).collect::<Vec<_>>())
    }

    #[test]
    fn members_go_with_one_comma() {
        let text = r#"{ "a" : 1 , "b":[2, 3], "c": "}" }"#;
        assert_eq!(without(text, &["/a"]), r#"{ "b":[2, 3], "c": "}" }"#);
        assert_eq!(without(text, &["/b"]), r#"{ "a" : 1, "c": "}" }"#);
        assert_eq!(without(text, &["/c"]), r#"{ "a" : 1 , "b":[2, 3] }"#);
        assert_eq!(without(text, &["/a", "/b"]), r#"{ "c": "}" }"#);
        assert_eq!(without(text, &["/b", "/c"]), r#"{ "a" : 1 }"#);
        assert_eq!(without(text, &["/a", "/c"]), r#"{ "b":[2, 3] }"#);
        assert_eq!(without(text, &["/a", "/b", "/c"]), "{  }");
        assert_eq!(without(text, &["/x", "/a/b"]), text);
    }

    #[test]
    fn nested_and_duplicate_members_go_too() {
        assert_eq!(
            without(r#"{"m":[{"r":1,"t":2},{"t":3}]}"#, &["/m/0/t", "/m/1/t"]),
            r#"{"m":[{"r":1},{}]}"#
        );
        assert_eq!(without(r#"{"a":1,"b":2,"a":3}"#, &["/a"]), r#"{"b":2}"#);
    }

    #[test]
    fn an_item_goes_before_the_others() {
        let list = Pointer::ROOT.key("m");
        assert_eq!(insert_first(r#"{"m": [1]}"#, &list, "0"), r#"{"m": [0, 1]}"#);
        assert_eq!(insert_first(r#"{"m":[ ]}"#, &list, "0"), r#"{"m":[0 ]}"#);
        assert_eq!(insert_first(r#"{"m": {}}"#, &list, "0"), r#"{"m": {}}"#);
    }

    #[test]
    fn places_are_found_as_deep_as_they_go() {
        let text = r#" {"m": [{"role": "x"}]}"#;
        assert_eq!(&text[locate(text, &Pointer::parse("/m/0/role"))], "\"x\"");
        assert_eq!(&text[locate(text, &Pointer::parse("/m/0/content"))], "{\"role\": \"x\"}");
        assert_eq!(locate("not json", &Pointer::parse("/m")), 0..8);
    }
}
