//! Declarations of tools as datasets write them, brought into OpenAI's layout.
//!
//! They differ in what is around the function, in what its parameters are called, and in the words for types: Python's
//! (`str`, `List[int]`), Gorilla's (`dict`, `float`) or JSON Schema's own. Parameters that are no JSON Schema but a list
//! of names, as xLAM has them, become one.

use std::borrow::Cow;
use std::ops::Range;

use super::literal;
use crate::model::{Arena, Json};

/// The names under which the parameters of a function are declared.
const PARAMETERS: [&str; 4] = ["parameters", "input_schema", "inputSchema", "arguments"];

/// What a member beside the messages declares: a list, or one in a string. What is neither is left as it stands, for
/// the rules to judge; nothing where nothing is declared.
pub fn member<'t>(tools: &'t Json<'t>, arena: &'t Arena) -> Option<&'t Json<'t>> {
    let written = match tools {
        Json::Null => return None,
        Json::String(text) if text.trim().is_empty() => return None,
        Json::String(text) => literal::whole(text, arena),
        other => Some(other.clone()),
    };
    let items = match written {
        Some(Json::List([])) => return None,
        Some(Json::List(items)) => items,
        Some(one @ Json::Object(_)) => std::slice::from_ref(arena.value(one)),
        _ => return Some(tools),
    };
    Some(laid_out(items, arena).map_or(tools, |list| arena.value(list)))
}

/// Declarations in OpenAI's layout; nothing when one of them is no declaration.
pub fn laid_out<'t>(items: &'t [Json<'t>], arena: &'t Arena) -> Option<Json<'t>> {
    let tools = items.iter().map(|item| tool(item, arena)).collect::<Option<Vec<_>>>()?;
    (!tools.is_empty()).then(|| arena.list(tools))
}

/// Declarations inside a text, one after another or in a list: where they stand, and what they declare.
pub fn inside<'t>(text: &'t str, arena: &'t Arena) -> Option<(Range<usize>, Json<'t>)> {
    /// Places that are tried: prompts show what calls look like, too.
    const MOST: usize = 64;
    text.match_indices(['{', '[']).take(MOST).find_map(|(start, _)| {
        // A piece of something larger that is no declaration is none either.
        let before = text[..start].trim_end();
        let is_inside = before.ends_with(['[', ',']) || before.ends_with("\":") || before.ends_with("':");
        let (tools, rest) = run(&text[start..], arena).filter(|_| !is_inside)?;
        Some((start..text.len() - rest.len(), tools))
    })
}

/// Declarations with which a text begins, and what comes after them: a list, or one object after another.
pub fn run<'t>(text: &'t str, arena: &'t Arena) -> Option<(Json<'t>, &'t str)> {
    let (first, mut rest) = literal::read(text, arena)?;
    let mut items = vec![first];
    if let [Json::List(all)] = items.as_slice() {
        return Some((laid_out(all, arena)?, rest));
    }
    loop {
        let next = rest.trim_start();
        let next = next.strip_prefix(',').map_or(next, str::trim_start);
        if !next.starts_with('{') {
            break;
        }
        let (item, after) = literal::read(next, arena)?;
        items.push(item);
        rest = after;
    }
    let Json::List(items) = arena.list(items) else { return None };
    Some((laid_out(items, arena)?, rest))
}

/// A text without one of its pieces, nor the dot behind it; nothing when nothing is left.
pub fn without<'t>(text: &'t str, piece: &Range<usize>) -> Option<Cow<'t, str>> {
    let after = &text[piece.end..];
    match (text[..piece.start].trim(), after.strip_prefix('.').unwrap_or(after).trim()) {
        ("", "") => None,
        (before, "") => Some(Cow::Borrowed(before)),
        ("", after) => Some(Cow::Borrowed(after)),
        (before, after) => Some(Cow::Owned(format!("{before}\n{after}"))),
    }
}

fn tool<'t>(item: &'t Json<'t>, arena: &'t Arena) -> Option<Json<'t>> {
    let function = match item.get("function") {
        Some(function @ Json::Object(_)) => function,
        _ => item,
    };
    function.get("name")?.as_str().filter(|name| !name.is_empty())?;
    let members = function.last_members().filter(|(_, value)| *value != Json::Null);
    let members = members.map(|(key, value)| match value {
        // Some write an empty list for a function that takes nothing.
        Json::Object(_) | Json::List([]) if PARAMETERS.contains(key) => {
            ("parameters", parameters(value, arena))
        }
        value => (*key, value.clone()),
    });
    let function = arena.object(members.filter(|(key, _)| *key != "type"));
    Some(arena.object([("type", Json::String("function")), ("function", function)]))
}

/// The JSON Schema of some parameters.
fn parameters<'t>(value: &'t Json<'t>, arena: &'t Arena) -> Json<'t> {
    let is_type = value.get("type").is_some_and(|kind| matches!(kind, Json::String(_) | Json::List(_)));
    let are_properties = value.get("properties").is_some_and(|all| {
        matches!(all, Json::Object(_)) && !matches!(all.get("type"), Some(Json::String(_)))
    });
    let are_named = value.members().iter().all(|(_, one)| matches!(one, Json::Object(_)));
    if is_type || are_properties || !are_named {
        return schema(value, arena);
    }
    let mut required = Vec::new();
    let mut properties = Vec::new();
    for (name, one) in value.last_members() {
        let is_optional = one.get("type").and_then(Json::as_str).is_some_and(is_optional);
        let is_needed = match one.get("required") {
            Some(Json::Bool(is_needed)) => *is_needed,
            _ => !is_optional && one.get("default").is_none(),
        };
        if is_needed {
            required.push(Json::String(name));
        }
        properties.push((*name, schema(one, arena)));
    }
    arena.object([
        ("type", Json::String("object")),
        ("properties", arena.object(properties)),
        ("required", arena.list(required)),
    ])
}

/// A JSON Schema in its own words for types.
fn schema<'t>(value: &'t Json<'t>, arena: &'t Arena) -> Json<'t> {
    let below = |value: &'t Json<'t>| match value {
        Json::Object(_) => schema(value, arena),
        other => other.clone(),
    };
    let all_below = |value: &'t Json<'t>| match value {
        Json::Object(members) => arena.object(members.iter().map(|(name, one)| (*name, below(one)))),
        Json::List(items) => arena.list(items.iter().map(below)),
        other => other.clone(),
    };
    let mut members = Vec::new();
    for (key, member) in value.members() {
        match (*key, member) {
            ("type", Json::String(word)) => {
                let said = kind(word, 0, arena).into_iter();
                members.extend(said.filter(|(key, _)| *key == "type" || value.get(key).is_none()));
            }
            // In JSON Schema the object around it says what is required.
            ("required", member) if !matches!(member, Json::List(_)) => {}
            ("default", member) => members.push((*key, member.clone())),
            (_, Json::Null) => {}
            ("properties" | "anyOf" | "oneOf" | "allOf", member) => members.push((*key, all_below(member))),
            ("items" | "additionalProperties", member) => members.push((*key, below(member))),
            (_, member) => members.push((*key, member.clone())),
        }
    }
    arena.object(members)
}

/// Whether a word for a type says that the argument may be left out.
fn is_optional(word: &str) -> bool {
    word.starts_with("Optional[") || word.rsplit(',').next().is_some_and(|end| end.trim() == "optional")
}

/// What a word for a type says in JSON Schema; nothing where it can be anything, or nothing that JSON Schema knows.
fn kind<'t>(word: &str, depth: usize, arena: &'t Arena) -> Vec<(&'static str, Json<'t>)> {
    /// Nobody declares lists of lists of lists deeper than this.
    const DEEPEST: usize = 8;
    let word = word.trim().trim_end_matches("optional").trim_end_matches([',', ' ']);
    let (outer, inner) = match word.split_once('[') {
        Some((outer, inner)) => (outer, inner.strip_suffix(']').unwrap_or_default()),
        None => (word, ""),
    };
    let name = match outer.trim().to_ascii_lowercase().as_str() {
        _ if depth == DEEPEST => return Vec::new(),
        "optional" => return kind(inner, depth + 1, arena),
        "string" | "str" | "text" | "char" => "string",
        "integer" | "int" | "long" => "integer",
        "number" | "float" | "double" => "number",
        "boolean" | "bool" => "boolean",
        "array" | "list" | "arraylist" | "tuple" | "set" | "sequence" => "array",
        "object" | "dict" | "dictionary" | "hashmap" | "map" => "object",
        "null" | "none" => "null",
        _ => return Vec::new(),
    };
    let mut said = vec![("type", Json::String(name))];
    if matches!(outer.to_ascii_lowercase().as_str(), "list" | "array" | "set" | "sequence") {
        let items = kind(inner, depth + 1, arena);
        if !items.is_empty() {
            said.push(("items", arena.object(items)));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(text: &str) -> Option<String> {
        let arena = Arena::default();
        let (tools, rest) = run(text, &arena)?;
        Some(format!("{}{rest}", tools.to_value()))
    }

    #[test]
    fn layouts_become_one() {
        let own = r#"[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]}}}]"#;
        assert_eq!(declared(own).unwrap(), own);
        let others = [
            r#"{"name": "f", "parameters": {"x": {"type": "int"}}}"#,
            r#"{"name": "f", "required": null, "parameters": {"type": "dict", "properties": {"x": {"type": "integer"}}, "required": ["x"]}}"#,
            r#"{'type': 'function', 'function': {'name': 'f', 'arguments': {'x': {'type': 'int', 'required': True}}}}"#,
        ];
        for other in others {
            assert_eq!(declared(other).as_deref(), Some(own), "{other}");
        }
        let both = declared(&format!("{}\n{}\n", others[0], others[1])).unwrap();
        assert_eq!(both.matches(r#""name":"f""#).count(), 2);
        for broken in ["", "[]", "{}", r#"{"name": ""}"#, r#"{"name": "f"} {"x": 1}"#, "[3]", "text"] {
            assert_eq!(declared(broken), None, "{broken}");
        }
    }

    #[test]
    fn names_with_types_become_a_schema() {
        let flat = r#"{"name": "f", "parameters": {"a": {"type": "str, optional", "description": "d"}, "b": {"type": "List[int]"}, "c": {"type": "Dict[str, Any]", "default": ""}, "d": {"type": "Callable"}, "e": {"type": "Optional[float]"}, "type": {"type": "bool"}}}"#;
        let tools: serde_json::Value = serde_json::from_str(&declared(flat).unwrap()).unwrap();
        let expected = serde_json::json!({
            "type": "object",
            "properties": {
                "a": {"type": "string", "description": "d"},
                "b": {"type": "array", "items": {"type": "integer"}},
                "c": {"type": "object", "default": ""},
                "d": {},
                "e": {"type": "number"},
                "type": {"type": "boolean"},
            },
            "required": ["b", "d", "type"],
        });
        assert_eq!(tools[0]["function"]["parameters"], expected);
        let none = declared(r#"{"name": "f", "parameters": {}}"#).unwrap();
        assert!(none.contains(r#""parameters":{"type":"object","properties":{},"required":[]}"#), "{none}");
    }

    #[test]
    fn declarations_are_found_in_a_text() {
        let arena = Arena::default();
        let text = "Call [f(a=1)] or [g()] of these:\n[{\"name\": \"f\"}]. \nas {\"x\": 1}.";
        let (place, _) = inside(text, &arena).unwrap();
        assert_eq!(&text[place.clone()], r#"[{"name": "f"}]"#);
        assert_eq!(without(text, &place).unwrap(), "Call [f(a=1)] or [g()] of these:\nas {\"x\": 1}.");
        assert!(inside("[{\"name\": \"f\"}, {\"name\"]", &arena).is_none(), "half of a list is none");
        assert!(inside("nothing", &arena).is_none());
        assert!(without(" x ", &(1..2)).is_none());
    }
}
