//! A JSON value that borrows from its text, keeps the order of keys and notices duplicate ones.
//!
//! Lists, objects and unescaped strings live in an [`Arena`]: a record is a tree of small pieces that all die together,
//! and to free them one by one would cost as much as to read them.
//!
//! `serde_json` does the parsing. Its own `Value` copies every string and silently drops duplicate keys, which is
//! why this tree exists; numbers keep `serde_json`'s meaning, and nothing is ever written back from them.

use std::cell::Cell;
use std::fmt;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::Pointer;
use crate::text::Key;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as `serde_json` reads it.
    Number(Number),
    /// A string, unescaped.
    String(&'a str),
    /// A list.
    List(&'a [Json<'a>]),
    /// An object: its members in file order, duplicates included.
    Object(&'a [(&'a str, Json<'a>)]),
}

/// The kind of a JSON value, as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number
    Number,
    /// A string
    String,
    /// A list
    List,
    /// An object
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}

/// Where the pieces of JSON values live. To be used again for the next record once nothing borrows from it.
#[derive(Debug, Default)]
pub struct Arena(Bump);

impl Arena {
    /// Keeps a text.
    pub fn text(&self, text: &str) -> &str {
        self.0.alloc_str(text)
    }

    /// Keeps a value.
    pub fn value<'a>(&'a self, value: Json<'a>) -> &'a Json<'a> {
        self.0.alloc(value)
    }

    /// A list of some items.
    pub fn list<'a>(&'a self, items: impl IntoIterator<Item = Json<'a>>) -> Json<'a> {
        Json::List(BumpVec::from_iter_in(items, &self.0).into_bump_slice())
    }

    /// An object of some members.
    pub fn object<'a>(&'a self, members: impl IntoIterator<Item = (&'a str, Json<'a>)>) -> Json<'a> {
        Json::Object(BumpVec::from_iter_in(members, &self.0).into_bump_slice())
    }

    /// Forgets all values, and keeps the memory for the next ones unless a huge record made it huge.
    #[must_use]
    pub fn cleared(mut self) -> Self {
        const KEPT: usize = 4 << 20;
        if self.0.allocated_bytes() > KEPT {
            return Self::default();
        }
        self.0.reset();
        self
    }
}

/// A record's JSON value with what only the parser sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<'a> {
    /// The value.
    pub root: Json<'a>,
    /// Whether some object in it has a key twice.
    pub has_duplicate_keys: bool,
}

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What the parser says, without the position.
    pub message: String,
    /// Line inside the text, from 1.
    pub line: usize,
    /// Column inside that line in bytes, from 1.
    pub column: usize,
    /// Whether the text ended too early.
    pub is_truncated: bool,
}

impl<'a> Parsed<'a> {
    /// Parses a text that holds one JSON value.
    pub fn parse(text: &'a str, arena: &'a Arena) -> Result<Self, SyntaxError> {
        let duplicates = Cell::new(false);
        let mut reader = serde_json::Deserializer::from_str(text);
        Tree { duplicates: &duplicates, arena: &arena.0 }
            .deserialize(&mut reader)
            .and_then(|root| reader.end().map(|()| root))
            .map(|root| Self { root, has_duplicate_keys: duplicates.get() })
            .map_err(|error| SyntaxError::new(&error))
    }

    /// Whether a text holds one JSON value, and why not.
    pub fn check(text: &str) -> Result<(), SyntaxError> {
        Parsed::parse(text, &Arena::default()).map(drop)
    }
}

impl SyntaxError {
    fn new(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Self { message, line: error.line(), column: error.column().max(1), is_truncated: error.is_eof() }
    }
}

impl<'a> Json<'a> {
    /// The value's kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Number(_) => Kind::Number,
            Self::String(_) => Kind::String,
            Self::List(_) => Kind::List,
            Self::Object(_) => Kind::Object,
        }
    }

    /// The member `key` of an object; of duplicates the last, as most readers take it.
    pub fn get(&self, key: &str) -> Option<&'a Self> {
        self.members().iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The value that a JSON Pointer leads to.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        // Most pointers that are asked for have one step, without anything escaped.
        if pointer.bytes().skip(1).all(|byte| !matches!(byte, b'/' | b'~')) {
            return pointer.get(1..).map_or(Some(self), |key| match self {
                Self::List(items) => items.get(key.parse::<usize>().ok()?),
                _ => self.get(key),
            });
        }
        pointer.split('/').skip(1).try_fold(self, |value, step| match value {
            Self::List(items) => items.get(step.parse::<usize>().ok()?),
            _ if step.contains('~') => value.get(&step.replace("~1", "/").replace("~0", "~")),
            _ => value.get(step),
        })
    }

    /// The members of an object; none for other kinds.
    pub fn members(&self) -> &'a [(&'a str, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The members of an object as most readers take them: of duplicates the last.
    pub fn last_members(&self) -> impl Iterator<Item = &'a (&'a str, Self)> + use<'a> {
        /// Above this a set is faster than to look at all that come after.
        const MANY: usize = 32;
        let members = self.members();
        let mut later = std::collections::HashSet::new();
        let mut is_hidden = vec![false; if members.len() > MANY { members.len() } else { 0 }];
        for (hidden, (key, _)) in is_hidden.iter_mut().zip(members).rev() {
            *hidden = !later.insert(*key);
        }
        let is_hidden = move |i: usize, key: &str| match is_hidden.get(i) {
            Some(is_hidden) => *is_hidden,
            None => members[i + 1..].iter().any(|(later, _)| *later == key),
        };
        members.iter().enumerate().filter(move |(i, (key, _))| !is_hidden(*i, key)).map(|(_, member)| member)
    }

    /// The items of a list; none for other kinds.
    pub fn items(&self) -> &'a [Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&'a str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The value `serde_json` would have made: of duplicate keys the last wins.
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => (*flag).into(),
            Self::Number(number) => serde_json::Value::Number(number.clone()),
            Self::String(text) => serde_json::Value::String((*text).to_owned()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                members.iter().map(|(key, value)| ((*key).to_owned(), value.to_value())).collect()
            }
        }
    }

    /// A key of the value that ignores white space and the order of members, or nothing when the value holds an
    /// integer too large to be compared exactly.
    pub fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Null => Key::of_kind(b'n', b""),
            Self::Bool(flag) => Key::of_kind(b'b', &[u8::from(*flag)]),
            Self::Number(number) => Key::of_kind(b'i', &exact_number(number)?),
            Self::String(text) => Key::of_kind(b's', text.as_bytes()),
            Self::List(items) => {
                let start = Key::of_kind(b'l', &(items.len() as u64).to_le_bytes());
                items.iter().try_fold(start, |key, item| Some(key.and(item.key()?)))?
            }
            Self::Object(members) => {
                let pair = |(name, value): &(&str, Self)| Some(Key::of(name.as_bytes()).and(value.key()?));
                let sum = members.iter().try_fold(Key::NONE, |sum, member| Some(sum.plus(pair(member)?)))?;
                Key::of_kind(b'o', &sum.to_bytes())
            }
        })
    }

    /// The first duplicate key of every object that has one.
    pub fn duplicate_keys(&self) -> Vec<Pointer> {
        let mut found = Vec::new();
        self.find_duplicates(&Pointer::ROOT, &mut found);
        found
    }

    fn find_duplicates(&self, at: &Pointer, found: &mut Vec<Pointer>) {
        for (i, item) in self.items().iter().enumerate() {
            item.find_duplicates(&at.clone().item(i), found);
        }
        let mut seen = std::collections::HashSet::new();
        let mut is_first = true;
        for (name, value) in self.members() {
            let here = at.clone().key(name);
            if !seen.insert(*name) && is_first {
                is_first = false;
                found.push(here.clone());
            }
            value.find_duplicates(&here, found);
        }
    }
}

/// A number's identity: 1 and 1.0 are one number; an integer beyond 2^53 that was read as a float is none.
fn exact_number(number: &Number) -> Option<[u8; 17]> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let mut bytes = [0; 17];
    if let Some(integer) = number.as_i128() {
        bytes[0] = b'i';
        bytes[1..].copy_from_slice(&integer.to_le_bytes());
        return Some(bytes);
    }
    let float = number.as_f64()?;
    if float.abs() >= EXACT {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 2^53 every integral float is an i64")]
    let integer = float as i64;
    #[expect(clippy::float_cmp, reason = "the question is whether it is exactly integral")]
    if integer as f64 == float {
        bytes[0] = b'i';
        bytes[1..].copy_from_slice(&i128::from(integer).to_le_bytes());
    } else {
        bytes[0] = b'd';
        bytes[1..9].copy_from_slice(&float.to_bits().to_le_bytes());
    }
    Some(bytes)
}

/// Builds the tree and notes duplicate keys on the way.
#[derive(Clone, Copy)]
struct Tree<'a, 's> {
    duplicates: &'s Cell<bool>,
    arena: &'a Bump,
}

impl<'a> DeserializeSeed<'a> for Tree<'a, '_> {
    type Value = Json<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Most lists and objects of records have no more than this.
const FEW: usize = 4;

impl<'a> Visitor<'a> for Tree<'a, '_> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_borrowed_str<E>(self, value: &'a str) -> Result<Self::Value, E> {
        Ok(Json::String(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::String(self.arena.alloc_str(value)))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = BumpVec::with_capacity_in(FEW, self.arena);
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Json::List(items.into_bump_slice()))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut members = BumpVec::with_capacity_in(FEW, self.arena);
        while let Some(name) = object.next_key_seed(Name(self.arena))? {
            members.push((name, object.next_value_seed(self)?));
        }
        if !self.duplicates.get() && has_duplicates(&members) {
            self.duplicates.set(true);
        }
        Ok(Json::Object(members.into_bump_slice()))
    }
}

fn has_duplicates(members: &[(&str, Json<'_>)]) -> bool {
    if members.len() <= 8 {
        members.iter().enumerate().any(|(i, (name, _))| members[..i].iter().any(|(other, _)| other == name))
    } else {
        let mut seen = std::collections::HashSet::with_capacity(members.len());
        members.iter().any(|(name, _)| !seen.insert(*name))
    }
}

/// Reads an object's key, borrowed where it has no escapes.
struct Name<'a>(&'a Bump);

impl<'a> DeserializeSeed<'a> for Name<'a> {
    type Value = &'a str;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Name<'a> {
    type Value = &'a str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'a str) -> Result<Self::Value, E> {
        Ok(value)
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.0.alloc_str(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<Key> {
        Parsed::parse(text, &Arena::default()).unwrap().root.key()
    }

    #[test]
    fn equal_values_have_equal_keys() {
        assert_eq!(key(r#"{"a": 1, "b": [true, null]}"#), key(r#"{"b":[true,null],"a":1.0}"#));
        assert_ne!(key(r#"{"a": "1"}"#), key(r#"{"a": 1}"#));
        assert_ne!(key("[1, 2]"), key("[2, 1]"));
        assert_ne!(key(r#"["a", "b"]"#), key(r#"["ab", ""]"#));
        assert_eq!(key("12345678901234567890123"), None);
    }

    #[test]
    fn duplicate_keys_are_seen_wherever_they_are() {
        let arena = Arena::default();
        let parsed = Parsed::parse(r#"{"a": [{"b": 1, "b": 2}], "c": 1, "c": 2, "c": 3}"#, &arena).unwrap();
        assert!(parsed.has_duplicate_keys);
        let found: Vec<_> = parsed.root.duplicate_keys().iter().map(ToString::to_string).collect();
        assert_eq!(found, ["/a/0/b", "/c"]);
        assert_eq!(parsed.root.get("c"), Some(&Json::Number(3.into())));
        assert!(!Parsed::parse(r#"{"a": 1, "b": 1}"#, &arena).unwrap().has_duplicate_keys);
    }

    #[test]
    fn errors_say_where() {
        let error = Parsed::check("{\"a\": 1,}").unwrap_err();
        assert_eq!((error.message.as_str(), error.line, error.column), ("trailing comma", 1, 9));
        assert!(Parsed::check("{\"a\": ").unwrap_err().is_truncated);
        assert!(Parsed::check(&"[".repeat(100_000)).unwrap_err().message.contains("recursion"));
        assert!(Parsed::check("1 2").is_err());
    }
}
