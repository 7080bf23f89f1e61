//! Edits of a record's own bytes: where a pointer's value stands, and a record without some of its members.
//!
//! A record that was not changed is never written anew; a key that a target refuses is cut out of the bytes,
//! and every other byte stays.

use std::borrow::Cow;
use std::collections::BTreeMap;
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
    let mut branches = Branch::default();
    for pointer in pointers {
        let end = pointer.steps().fold(&mut branches, |branch, step| branch.below.entry(step).or_default());
        end.is_cut = true;
    }
    let mut gaps = Vec::new();
    find_gaps(text, trimmed(text, 0..text.len()), &branches, &mut gaps);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for gap in gaps {
        out.push_str(&text[at..gap.start.max(at)]);
        at = gap.end.max(at);
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

/// The pointers to cut, by their steps.
#[derive(Default)]
struct Branch {
    is_cut: bool,
    below: BTreeMap<String, Branch>,
}

/// Finds the bytes to leave out, in order, so that each member goes with exactly one comma.
fn find_gaps(text: &str, span: Range<usize>, branch: &Branch, gaps: &mut Vec<Range<usize>>) {
    if branch.below.is_empty() {
        return;
    }
    let members = children(text, span);
    let mut is_first_kept = false;
    for (i, member) in members.iter().enumerate() {
        match branch.below.get(&member.name) {
            Some(below) if !below.is_cut => {
                is_first_kept = true;
                find_gaps(text, member.value.clone(), below, gaps);
            }
            None => is_first_kept = true,
            // Behind a member that stays: from the end of the one before, comma included, to its own end.
            Some(_) if is_first_kept => gaps.push(members[i - 1].value.end..member.value.end),
            // The first to stay is still to come: from its start to the start of the next.
            Some(_) => {
                gaps.push(member.start..members.get(i + 1).map_or(member.value.end, |next| next.start));
            }
        }
    }
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
