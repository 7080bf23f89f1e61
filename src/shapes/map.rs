//! Members under other names: a record of a shape that nobody knows, read as one that is known.

use crate::error::Error;
use crate::model::{Arena, Json, Pointer};

/// Which member of a record is read under which name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map(Vec<(String, Pointer)>);

impl Map {
    /// A map of names to members, by their key or by a JSON Pointer into the record: `prompt`, `/answers/0/text`.
    pub fn new<'m>(pairs: impl IntoIterator<Item = (&'m str, &'m str)>) -> Result<Self, Error> {
        let mut map: Vec<(String, Pointer)> = Vec::new();
        for (name, from) in pairs {
            if name.is_empty() || from.is_empty() {
                let message = format!("`{name}={from}` maps nothing");
                return Err(Error::refused(message, "give it as NAME=KEY, or NAME=/a/json/pointer"));
            }
            if map.iter().any(|(other, _)| other == name) {
                let message = format!("`{name}` is mapped twice");
                return Err(Error::refused(message, "give each name once"));
            }
            let from = if from.starts_with('/') { Pointer::parse(from) } else { Pointer::ROOT.key(from) };
            map.push((name.to_owned(), from));
        }
        Ok(Self(map))
    }

    /// The pairs in a text such as `prompt=question,completion=/answers/0/text`.
    pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Error> {
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, from)) => Ok((name.trim().to_owned(), from.trim().to_owned())),
            None => Err(Error::refused(
                format!("`{pair}` maps nothing"),
                "give it as NAME=KEY, or NAME=/a/json/pointer, with commas between",
            )),
        };
        text.split(',').map(pair).collect()
    }

    /// Whether it maps nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A record with the mapped members first, and behind them all that are not mapped, as metadata.
    pub fn apply<'a>(&self, record: &Json<'a>, arena: &'a Arena) -> Json<'a> {
        let mapped = self
            .0
            .iter()
            .filter_map(|(name, from)| Some((arena.text(name), record.at(from.as_str())?.clone())));
        let is_used =
            |key: &str| self.0.iter().any(|(name, from)| name == key || *from == Pointer::ROOT.key(key));
        let others = record.members().iter().filter(|(key, _)| !is_used(key)).cloned();
        arena.object(mapped.chain(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Parsed;

    #[test]
    fn members_are_read_under_other_names() {
        let pairs = Map::pairs("prompt=question, completion=/answers/0/text").unwrap();
        let map = Map::new(pairs.iter().map(|(a, b)| (a.as_str(), b.as_str()))).unwrap();
        let arena = Arena::default();
        let text = r#"{"id": 1, "question": "q", "answers": [{"text": "a"}], "prompt": "hidden"}"#;
        let parsed = Parsed::parse(text, &arena).unwrap();
        let mapped = map.apply(&parsed.root, &arena).to_value().to_string();
        assert_eq!(mapped, r#"{"prompt":"q","completion":"a","id":1,"answers":[{"text":"a"}]}"#);
    }

    #[test]
    fn what_maps_nothing_is_told() {
        assert!(Map::pairs("prompt").is_err());
        assert!(Map::new([("prompt", "")]).is_err());
        assert!(Map::new([("prompt", "a"), ("prompt", "b")]).is_err());
    }
}
