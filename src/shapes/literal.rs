//! Values that stand inside a text, written as JSON or as Python writes them.
//!
//! Prompts and answers that speak of tools hold both, often in one record: single quotes, `True` and `None` beside
//! proper JSON. One reader takes either, and says where the value ends.

use serde_json::Number;

use crate::model::{Arena, Json};

/// Values may be nested this deep, as in JSON itself.
const DEEPEST: usize = 120;

/// The value with which a text begins, after white space, and what comes after it.
pub fn read<'t>(text: &'t str, arena: &'t Arena) -> Option<(Json<'t>, &'t str)> {
    let mut reader = Reader { rest: text, arena };
    let value = reader.value(0)?;
    Some((value, reader.rest))
}

/// The value that a text is.
pub fn whole<'t>(text: &'t str, arena: &'t Arena) -> Option<Json<'t>> {
    read(text, arena).filter(|(_, rest)| rest.trim().is_empty()).map(|(value, _)| value)
}

struct Reader<'t> {
    rest: &'t str,
    arena: &'t Arena,
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: usize) -> Option<Json<'t>> {
        self.skip_blanks();
        match self.rest.bytes().next()? {
            b'{' if depth < DEEPEST => self.object(depth),
            b'[' if depth < DEEPEST => self.list(']', depth),
            // A tuple.
            b'(' if depth < DEEPEST => self.list(')', depth),
            b'"' | b'\'' => self.string().map(Json::String),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json<'t>> {
        self.rest = &self.rest[1..];
        let mut members = Vec::new();
        while !self.takes('}') {
            self.skip_blanks();
            let key = self.string()?;
            if !self.takes(':') {
                return None;
            }
            members.push((key, self.value(depth + 1)?));
            if !self.takes(',') && !self.stands_at('}') {
                return None;
            }
        }
        Some(self.arena.object(members))
    }

    fn list(&mut self, end: char, depth: usize) -> Option<Json<'t>> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        while !self.takes(end) {
            items.push(self.value(depth + 1)?);
            if !self.takes(',') && !self.stands_at(end) {
                return None;
            }
        }
        Some(self.arena.list(items))
    }

    fn string(&mut self) -> Option<&'t str> {
        let quote = self.rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let text = &self.rest[1..];
        let plain = text.find([quote, '\\'])?;
        if text[plain..].starts_with(quote) {
            self.rest = &text[plain + 1..];
            return Some(&text[..plain]);
        }
        let mut unescaped = text[..plain].to_owned();
        let mut rest = &text[plain..];
        loop {
            let next = rest.find([quote, '\\'])?;
            unescaped.push_str(&rest[..next]);
            rest = &rest[next..];
            match rest.strip_prefix('\\') {
                Some(escape) => rest = unescape(escape, &mut unescaped)?,
                None => break,
            }
        }
        self.rest = &rest[1..];
        Some(self.arena.text(&unescaped))
    }

    /// A number, or one of the words that both languages have for the same.
    fn word(&mut self) -> Option<Json<'t>> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(match word {
            "null" | "None" => Json::Null,
            "true" | "True" => Json::Bool(true),
            "false" | "False" => Json::Bool(false),
            _ => Json::Number(number(word)?),
        })
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn stands_at(&mut self, c: char) -> bool {
        self.skip_blanks();
        self.rest.starts_with(c)
    }

    fn takes(&mut self, c: char) -> bool {
        let stands = self.stands_at(c);
        if stands {
            self.rest = &self.rest[c.len_utf8()..];
        }
        stands
    }
}

/// A number as JSON has it, or in the forms that only Python has: `1_000`, `.5`, `5.`, `+1`.
fn number(word: &str) -> Option<Number> {
    if let Ok(number) = serde_json::from_str(word) {
        return Some(number);
    }
    let is_number = word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || b"+-._eE".contains(&byte));
    let digits = word.replace('_', "");
    let integer = digits.parse::<i64>().ok().map(Number::from);
    integer.or_else(|| Number::from_f64(digits.parse().ok()?)).filter(|_| is_number)
}

/// Appends the character that an escape stands for, without its backslash; gives what comes after it.
fn unescape<'t>(escape: &'t str, out: &mut String) -> Option<&'t str> {
    let first = escape.chars().next()?;
    let mut rest = &escape[first.len_utf8()..];
    let c = match first {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let (unit, after) = hexadecimal(rest, 4)?;
            rest = after;
            if let Some(c) = char::from_u32(unit) {
                c
            } else {
                let (low, after) = hexadecimal(rest.strip_prefix("\\u")?, 4)?;
                rest = after;
                let pair = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
                char::decode_utf16(pair).next()?.ok()?
            }
        }
        'x' => {
            let (unit, after) = hexadecimal(rest, 2)?;
            rest = after;
            char::from_u32(unit)?
        }
        // A line that goes on.
        '\n' => return Some(rest),
        '"' | '\'' | '\\' | '/' => first,
        // Python leaves what it does not know as it stands.
        other => {
            out.push('\\');
            other
        }
    };
    out.push(c);
    Some(rest)
}

fn hexadecimal(text: &str, digits: usize) -> Option<(u32, &str)> {
    let unit = text.get(..digits).filter(|unit| unit.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((u32::from_str_radix(unit, 16).ok()?, &text[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<String> {
        let arena = Arena::default();
        let (value, rest) = read(text, &arena)?;
        Some(format!("{}|{rest}", value.to_value()))
    }

    #[test]
    fn both_languages_are_read() {
        let json = r#"{"a": [1, -2.50, 1e3, true, null, "\u00e4\ud83d\ude42\/\n"], "b": {}} rest"#;
        assert_eq!(written(json).unwrap(), r#"{"a":[1,-2.5,1000.0,true,null,"ä🙂/\n"],"b":{}}| rest"#);
        let python = r#" {'a': ("it's", 'it\'s', True, False, None, 1_000, .5,), 'b': 'x"y\w'}"#;
        assert_eq!(
            written(python).unwrap(),
            r#"{"a":["it's","it's",true,false,null,1000,0.5],"b":"x\"y\\w"}|"#
        );
        assert_eq!(written("\"a\"]").unwrap(), "\"a\"|]");
    }

    #[test]
    fn anything_else_is_no_value() {
        let long = "[".repeat(100_000);
        for text in ["", "x", "{a: 1}", "[1 2]", "[1", "'it's'x", "{'a' 1}", "nan", "e", "\"\\ud83d\"", &long]
        {
            assert!(whole(text, &Arena::default()).is_none(), "{text}");
        }
    }
}
