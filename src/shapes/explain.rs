//! Why a record breaks its shape, told by the shape's JSON Schema.
//!
//! Only records that the decoder refused come here, so this may take its time: the record becomes a `serde_json`
//! value, the schema lists every error, and each becomes a [`Fault`] in our words.

use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{ALL, OPENAI_CHAT, SHAREGPT, Shape};
use crate::model::{Json, Pointer};

/// One way in which a record breaks its shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where: the member itself, or the object that lacks it.
    pub at: Pointer,
    /// What it is about.
    pub concern: Concern,
    /// What is wrong there.
    pub flaw: Flaw,
}

/// What a fault is about. Targets differ in what they forgive, so each concern has a rule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// Something else is missing, or of the wrong type.
    Form,
    /// There are no messages.
    Messages,
    /// Who speaks.
    Role,
    /// Content is `null` where something must be said.
    NullContent,
    /// Content is a list without parts.
    NoParts,
    /// A part does not say what it is.
    UntypedPart,
    /// A part is of a type that is not known.
    UnknownPart,
    /// An image does not stand in an object with its address.
    Image,
    /// A message's weight.
    Weight,
    /// A tool call has no id.
    CallId,
    /// A tool call does not say that it calls a function.
    CallType,
    /// A call's arguments are no string.
    Arguments,
    /// A tool's answer does not say which call it answers.
    ResultId,
    /// The declaration of tools.
    Tools,
}

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A member that must be there is not.
    Missing {
        /// Its key.
        key: String,
        /// The keys the object has.
        present: Vec<String>,
    },
    /// A member has a value that cannot stand there.
    WrongType {
        /// What could stand there, in words.
        expected: String,
        /// What stands there, in words.
        found: String,
    },
    /// A message's role is none that the shape knows.
    UnknownRole {
        /// What it says.
        role: String,
        /// The roles that the shape knows.
        known: Vec<String>,
    },
}

/// More faults of one record than this tell nothing new.
const MOST_FAULTS: usize = 1_000;

/// Every way in which a record breaks a shape, up to a thousand; empty when the schema has nothing to say.
pub fn explain(shape: &Shape, record: &Json<'_>) -> Vec<Fault> {
    let value = record.to_value();
    let Some(compiled) = compiled(shape) else { return Vec::new() };
    let mut faults: Vec<Fault> = compiled
        .validator
        .iter_errors(&value)
        .take(MOST_FAULTS)
        .flat_map(|error| fault(&error, &compiled.schema, &value))
        .collect();
    faults.sort();
    faults.dedup_by(|a, b| {
        a.at == b.at && matches!((&a.flaw, &b.flaw), (Flaw::WrongType { .. }, Flaw::WrongType { .. }))
    });
    faults.dedup();
    faults
}

/// A shape's schema in one piece: what it takes from the schemas of others is put into its own `$defs`.
pub fn schema(shape: &Shape) -> Value {
    const LENDERS: [(&str, &Shape); 2] =
        [("openai-chat.schema.json#/$defs/", &OPENAI_CHAT), ("sharegpt.schema.json#/$defs/", &SHAREGPT)];
    let own = |text: &str| serde_json::from_str::<Value>(text).expect("a test reads every schema");
    let lenders = || LENDERS.iter().filter(|(prefix, _)| shape.schema.contains(prefix));
    let text = lenders().fold(shape.schema.to_owned(), |text, (prefix, _)| text.replace(prefix, "#/$defs/"));
    let mut schema = own(&text);
    for (_, lender) in lenders() {
        let mut lent = own(lender.schema);
        let (Some(Value::Object(lent)), Some(members)) = (lent.get_mut("$defs"), schema.as_object_mut())
        else {
            continue;
        };
        let all = members.entry("$defs").or_insert_with(|| Value::Object(serde_json::Map::new()));
        if let Value::Object(all) = all {
            all.extend(std::mem::take(lent));
        }
    }
    schema
}

/// The shape's schema, compiled when it is first asked for.
pub fn validator(shape: &Shape) -> Option<&'static jsonschema::Validator> {
    compiled(shape).map(|compiled| &compiled.validator)
}

impl Fault {
    /// A refusal that the schema cannot explain; a test holds decoders and schemas in agreement, so that none is.
    pub fn unexplained(shape: &Shape) -> Self {
        let expected = format!("a {} record", shape.title);
        let flaw = Flaw::WrongType { expected, found: "of another form".to_owned() };
        Self { concern: Concern::Form, at: Pointer::ROOT, flaw }
    }

    fn new(at: Pointer, flaw: Flaw, value: &Value) -> Self {
        Self { concern: concern(&at, &flaw, value), at, flaw }
    }
}

/// What a fault is about, by its place and the key that is missing there.
fn concern(at: &Pointer, flaw: &Flaw, value: &Value) -> Concern {
    // None of the keys that decide has a character that pointers escape.
    let missing = if let Flaw::Missing { key, .. } = flaw { Some(key.as_str()) } else { None };
    let mut path: Vec<&str> = at.as_str().split('/').skip(1).chain(missing).collect();
    path.reverse();
    match path.as_slice() {
        _ if matches!(flaw, Flaw::UnknownRole { .. }) => Concern::Role,
        [key, ..] if is_message_list(key) && is_empty_list(value) => Concern::Messages,
        [.., "tools" | "functions" | "parallel_tool_calls"]
        | [.., "tools" | "functions" | "parallel_tool_calls", "input"] => Concern::Tools,
        ["id", _, "tool_calls", ..] => Concern::CallId,
        ["type", _, "tool_calls", ..] => Concern::CallType,
        ["arguments", ..] if missing.is_none() => Concern::Arguments,
        ["tool_call_id", ..] => Concern::ResultId,
        ["weight", ..] => Concern::Weight,
        ["content", ..] if missing.is_none() && value.is_null() => Concern::NullContent,
        ["content", ..] if is_empty_list(value) => Concern::NoParts,
        ["type", _, "content" | "text", ..] if missing.is_some() => Concern::UntypedPart,
        ["type", _, "content" | "text", ..] => Concern::UnknownPart,
        ["image_url", ..] | [_, "image_url", ..] => Concern::Image,
        _ => Concern::Form,
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

struct Compiled {
    schema: Value,
    validator: jsonschema::Validator,
}

/// Every shape's schema, compiled when it is first asked for.
fn compiled(shape: &Shape) -> Option<&'static Compiled> {
    static COMPILED: OnceLock<Vec<OnceLock<Option<Compiled>>>> = OnceLock::new();
    let cells = COMPILED.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    let place = ALL.iter().position(|other| *other == shape)?;
    cells[place].get_or_init(|| compile(shape).ok()).as_ref()
}

fn compile(shape: &Shape) -> Result<Compiled, Box<dyn std::error::Error>> {
    let schema = schema(shape);
    let validator = jsonschema::validator_for(&schema)?;
    Ok(Compiled { schema, validator })
}

fn fault(error: &jsonschema::ValidationError<'_>, schema: &Value, record: &Value) -> Vec<Fault> {
    let at = Pointer::parse(error.instance_path().as_str());
    let found = record.pointer(at.as_str()).unwrap_or(&Value::Null);
    let wrong = |at: Pointer, found_in_words: String| {
        let flaw = Flaw::WrongType { expected: expected(error, schema), found: found_in_words };
        vec![Fault::new(at, flaw, found)]
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let present = found.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
            let key = property.as_str().unwrap_or_default().to_owned();
            vec![Fault::new(at, Flaw::Missing { key, present }, found)]
        }
        ValidationErrorKind::Enum { options } if found.is_string() && names_a_role(&at) => {
            let known = options.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
            let role = found.as_str().unwrap_or_default().to_owned();
            vec![Fault::new(at, Flaw::UnknownRole { role, known: known.collect() }, found)]
        }
        // Alternatives of required members: name the pair that is nearest to being there, or what could stand there
        // where every alternative is one member.
        ValidationErrorKind::AnyOf { context }
            if context.iter().any(|errors| errors.len() > 1) || at.is_root() =>
        {
            let fewest = context.iter().min_by_key(|errors| errors.len());
            fewest.into_iter().flatten().flat_map(|error| fault(error, schema, record)).collect()
        }
        ValidationErrorKind::Not { .. } if found.is_object() => wrong(at, "of two forms at once".to_owned()),
        _ => wrong(at, in_words(found)),
    }
}

fn names_a_role(at: &Pointer) -> bool {
    at.as_str().ends_with("/role") || at.as_str().ends_with("/from")
}

fn is_message_list(key: &str) -> bool {
    matches!(
        key,
        "messages"
            | "conversations"
            | "conversation"
            | "contents"
            | "interactions"
            | "preferred_output"
            | "non_preferred_output"
    )
}

/// The description of the part of the schema that failed.
fn expected(error: &jsonschema::ValidationError<'_>, schema: &Value) -> String {
    let path = error.schema_path().as_str();
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let description = schema.pointer(parent).and_then(|part| part.get("description")?.as_str());
    description.unwrap_or("something else").to_owned()
}

/// A value as a message names it: its kind, and a short scalar itself.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.chars().count() <= 24 => format!("the string {text:?}"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Arena, Parsed};

    fn faults(shape: &str, text: &str) -> Vec<String> {
        let shape = Shape::named(shape).unwrap();
        let arena = Arena::default();
        let parsed = Parsed::parse(text, &arena).unwrap();
        let example = (shape.decode)(&parsed.root, &arena);
        assert!(!example.is_some_and(|example| example.is_sound), "the decoder takes {text}");
        explain(shape, &parsed.root)
            .iter()
            .map(|Fault { at, flaw, .. }| match flaw {
                Flaw::Missing { key, .. } => format!("{at} lacks {key}"),
                Flaw::WrongType { expected, found } => format!("{at} is {found}, not {expected}"),
                Flaw::UnknownRole { role, .. } => format!("{at} role {role}"),
            })
            .collect()
    }

    #[test]
    fn every_schema_compiles() {
        for shape in ALL {
            assert!(compile(shape).is_ok(), "{}", shape.name);
        }
    }

    #[test]
    fn every_fault_of_a_record_is_named() {
        let text = r#"{"messages": [{"role": "usr", "content": 42}, {"content": null, "weight": 0.5}, {"role": "tool", "content": []}], "tools": {}}"#;
        assert_eq!(
            faults("openai-chat", text),
            [
                "/messages/0/content is the number 42, not a string or a list of parts",
                "/messages/0/role role usr",
                "/messages/1 lacks role",
                "/messages/1/content is null, not a string or a list of parts",
                "/messages/1/weight is the number 0.5, not 0 or 1",
                "/messages/2 lacks tool_call_id",
                "/messages/2/content is an empty list, not a string or a list of parts",
                "/tools is an object, not a list of tools",
            ]
        );
        assert_eq!(
            faults("openai-chat", r#"{"messages": []}"#),
            ["/messages is an empty list, not a list of messages"]
        );
    }

    #[test]
    fn flat_shapes_name_the_nearest_pair() {
        assert_eq!(
            faults("prompt-completion", r#"{"prompt": 3}"#),
            [" lacks completion", "/prompt is the number 3, not a string"]
        );
        assert_eq!(faults("question-answer", r#"{"question": "x"}"#), [" lacks answer"]);
        assert_eq!(faults("alpaca", r#"{"instruction": "x"}"#), [" lacks output"]);
    }
}
