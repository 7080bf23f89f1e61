//! Calls of tools that stand in a text, as datasets write them.
//!
//! A turn whose calls cannot all be read stays the text that it is: half of them would be a lie.

use std::borrow::Cow;

use super::{declarations, literal};
use crate::model::{Arena, Arguments, At, CallPlace, Content, Json, Message, Part, Role, ToolCall};

/// The calls in a value: an object with a name and arguments, or a list of such; nothing when anything else is in it.
pub fn of_value<'t>(value: Json<'t>, arena: &'t Arena) -> Option<Vec<Part<'t>>> {
    let all = match value {
        Json::List(all) => all,
        one => std::slice::from_ref(arena.value(one)),
    };
    let calls = all.iter().map(|item| Some(Part::ToolCall(of_object(item)?))).collect::<Option<Vec<_>>>();
    calls.filter(|calls| !calls.is_empty())
}

fn of_object<'t>(item: &'t Json<'t>) -> Option<ToolCall<'t>> {
    let function = item.get("function").filter(|function| matches!(function, Json::Object(_)));
    let item = function.unwrap_or(item);
    let name = item.get("name")?.as_str().filter(|name| !name.is_empty())?;
    let arguments = match item.get("arguments").or_else(|| item.get("parameters")) {
        None | Some(Json::Null) => Arguments::Absent,
        Some(Json::String(text)) => Arguments::Text(Cow::Borrowed(text)),
        Some(value @ Json::Object(_)) => Arguments::Value(value),
        Some(_) => return None,
    };
    Some(ToolCall { id: None, name: Cow::Borrowed(name), arguments, place: CallPlace::Content })
}

/// The calls that a text is, written as Python writes them: `[f(a="x", n=3), g()]`; nothing where it is anything else.
pub fn of_python<'t>(text: &'t str, arena: &'t Arena) -> Option<Vec<Part<'t>>> {
    let mut rest = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut calls = Vec::new();
    loop {
        let (call, after) = python_call(rest, arena)?;
        calls.push(Part::ToolCall(call));
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(calls);
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}

/// The call with which a text begins, and what comes after it. Names may hold blanks: some tools have titles.
fn python_call<'t>(text: &'t str, arena: &'t Arena) -> Option<(ToolCall<'t>, &'t str)> {
    let (name, arguments) = text.split_once('(')?;
    let name = Some(name.trim()).filter(|name| is_name(name))?;
    let mut rest = arguments.trim_start();
    let mut members = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(')') {
            let arguments = Arguments::Value(arena.value(arena.object(members)));
            let call = ToolCall { id: None, name: Cow::Borrowed(name), arguments, place: CallPlace::Content };
            return Some((call, after));
        }
        let (key, value) = rest.split_once('=')?;
        let key = Some(key.trim()).filter(|key| is_name(key) && !key.contains(char::is_whitespace))?;
        let (value, after) = literal::read(value, arena)?;
        members.push((key, value));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None => Some(after).filter(|after| after.starts_with(')'))?,
        };
    }
}

fn is_name(name: &str) -> bool {
    let is_foreign = |c: char| c.is_control() || "()[]{}\"'=,:;<>`".contains(c);
    !name.is_empty() && !name.contains(is_foreign)
}

/// A turn in which pieces are set apart by tags: calls and thoughts of an assistant, results of tools, declarations in
/// a system text. What the system text declares goes into `tools`; the rest of its text is kept, and no turn is made of
/// nothing.
pub fn tagged<'t>(
    role: Role,
    text: &'t str,
    at: At,
    tools: &mut Option<&'t Json<'t>>,
    arena: &'t Arena,
) -> Vec<Message<'t>> {
    let results = || between(text, RESULT).filter(|(said, _)| said.is_none());
    match role {
        Role::System if text.contains(TOOLS.0) => match declared(text, arena) {
            Some((rest, list)) => {
                tools.get_or_insert(arena.value(list));
                rest.map(|rest| Message::text(role, rest, at)).into_iter().collect()
            }
            None => vec![Message::text(role, text, at)],
        },
        Role::Assistant => vec![assistant(text, at, arena)],
        Role::Tool => {
            let bodies = results().map_or_else(|| vec![text.trim()], |(_, bodies)| bodies);
            bodies.into_iter().map(|body| result(body, at)).collect()
        }
        Role::User => match results() {
            Some((_, bodies)) => bodies.into_iter().map(|body| result(body, at)).collect(),
            None => vec![Message::text(role, text, at)],
        },
        _ => vec![Message::text(role, text, at)],
    }
}

/// Opening and closing tag.
type Tags = (&'static str, &'static str);

/// Around declarations in a system text.
pub const TOOLS: Tags = ("<tools>", "</tools>");
/// Around a call.
pub const CALL: Tags = ("<tool_call>", "</tool_call>");
const RESULT: Tags = ("<tool_response>", "</tool_response>");
const THOUGHTS: [Tags; 2] = [("<think>", "</think>"), ("<scratch_pad>", "</scratch_pad>")];

/// What a tool answered.
pub fn result(body: &str, at: At) -> Message<'_> {
    let parts = vec![Part::ToolResult { call_id: None, body: Cow::Borrowed(body) }];
    Message { role: Role::Tool, parts, ..Message::empty(at) }
}

/// An assistant's turn: what it thinks first, what it says, and whom it calls.
fn assistant<'t>(text: &'t str, at: At, arena: &'t Arena) -> Message<'t> {
    let (thought, rest) = thought(text);
    let called = between(rest, CALL).and_then(|(said, bodies)| {
        let read = |body: &'t str| of_value(literal::whole(body, arena)?, arena);
        Some((said, bodies.into_iter().map(read).collect::<Option<Vec<_>>>()?.concat()))
    });
    let (said, calls) = called.unwrap_or_else(|| {
        let said = if thought.is_some() { rest.trim() } else { rest };
        (Some(Cow::Borrowed(said)).filter(|said| thought.is_none() || !said.is_empty()), Vec::new())
    });
    spoken(thought, said, calls, at)
}

/// A turn of an assistant from its pieces.
pub fn spoken<'t>(
    thought: Option<&'t str>,
    said: Option<Cow<'t, str>>,
    calls: Vec<Part<'t>>,
    at: At,
) -> Message<'t> {
    let content = if said.is_some() { Content::Text } else { Content::Absent };
    let parts = thought.map(Part::Reasoning).into_iter().chain(said.map(Part::Text)).chain(calls);
    Message { role: Role::Assistant, parts: parts.collect(), content, ..Message::empty(at) }
}

/// What is thought at the beginning of a text, and the rest.
fn thought(text: &str) -> (Option<&str>, &str) {
    let found = THOUGHTS.iter().find_map(|(open, close)| {
        let (thought, rest) = text.trim_start().strip_prefix(open)?.split_once(close)?;
        (!thought.trim().is_empty() && !thought.contains(open)).then_some((Some(thought.trim()), rest))
    });
    found.unwrap_or((None, text))
}

/// A text that has pieces between tags: what is said around them, and the pieces. Nothing when there are none, or one is
/// left open.
fn between(text: &str, (open, close): Tags) -> Option<(Option<Cow<'_, str>>, Vec<&str>)> {
    let (mut said, mut pieces) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let (piece, after) = after.split_once(close)?;
        said.push(before.trim());
        pieces.push(piece.trim());
        rest = after;
    }
    said.push(rest.trim());
    said.retain(|text| !text.is_empty());
    let said = match said.as_slice() {
        [] => None,
        [one] => Some(Cow::Borrowed(*one)),
        several => Some(Cow::Owned(several.join("\n"))),
    };
    (!pieces.is_empty()).then_some((said, pieces))
}

/// What a system text declares between tags, and the text without it. The tags may also be spoken of without anything
/// between them.
fn declared<'t>(text: &'t str, arena: &'t Arena) -> Option<(Option<Cow<'t, str>>, Json<'t>)> {
    /// Places that are tried.
    const MOST: usize = 16;
    text.match_indices(TOOLS.0).take(MOST).find_map(|(start, _)| {
        let inner = start + TOOLS.0.len();
        let end = inner + text[inner..].find(TOOLS.1)?;
        let (tools, rest) = declarations::run(&text[inner..end], arena)?;
        rest.trim().is_empty().then(|| {
            let piece = start..end + TOOLS.1.len();
            (declarations::without(text, &piece), tools)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(parts: Option<Vec<Part<'_>>>) -> Option<Vec<String>> {
        let written = |part: &Part<'_>| match part {
            Part::ToolCall(call) => format!("{} {}", call.name, call.arguments.to_text()),
            other => format!("{other:?}"),
        };
        parts.map(|parts| parts.iter().map(written).collect())
    }

    #[test]
    fn calls_of_python_are_read_whole_or_not_at_all() {
        let arena = Arena::default();
        let read = |text| calls(of_python(text, &arena));
        assert_eq!(
            read("[Tide Table (port=\"St, Ives (old)\", days=[1, 2]), moon.phase()]\n").unwrap(),
            [r#"Tide Table {"port":"St, Ives (old)","days":[1,2]}"#, "moon.phase {}"]
        );
        assert_eq!(read("[f(a={'b': None}, c=-1.5,)]").unwrap(), [r#"f {"a":{"b":null},"c":-1.5}"#]);
        for text in [
            "",
            "[]",
            "f(a=1)",
            "[f(1)]",
            "[f(a=b)]",
            "[f(a=1) or g()]",
            "[f(a=1), see below]",
            "[1] Smith (2020)",
            "[see (a = 1) and more]",
            "[f(a=1]",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn calls_of_objects_have_a_name() {
        let arena = Arena::default();
        let read = |text| calls(of_value(literal::whole(text, &arena).unwrap(), &arena));
        assert_eq!(read("{'arguments': {'x': 1}, 'name': 'f'}").unwrap(), [r#"f {"x":1}"#]);
        assert_eq!(read(r#"[{"name": "f", "arguments": "{}"}, {"name": "g"}]"#).unwrap(), ["f {}", "g "]);
        assert_eq!(read(r#"{"function": {"name": "f", "parameters": {}}}"#).unwrap(), ["f {}"]);
        for text in ["3", "[]", "[3]", r#"{"name": 3}"#, r#"{"name": "f", "arguments": [1]}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_between_tags_is_taken_out() {
        let tags = ("<a>", "</a>");
        let (said, pieces) = between("x <a> 1 </a> y <a>2</a>", tags).unwrap();
        assert_eq!((said.as_deref(), pieces), (Some("x\ny"), vec!["1", "2"]));
        assert_eq!(between("<a>1</a>", tags).unwrap().0, None);
        assert!(between("x", tags).is_none() && between("<a>1</a> <a>", tags).is_none());
        assert_eq!(thought("<think>\nt</think>\na"), (Some("t"), "\na"));
        assert_eq!(thought("<think>t"), (None, "<think>t"));
    }
}
