//! Why a record breaks its shape, told by the shape's JSON Schema.
//!
//! Only records that the decoder refused come here, so this may take its time: the record becomes a `serde_json`
//! value, the schema lists every error, and each becomes a [`Fault`] in our words.

use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{ALL, Shape};
use crate::model::{Json, Pointer};

/// One way in which a record breaks its shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A member that must be there is not.
    Missing {
        /// The object that lacks it.
        at: Pointer,
        /// Its key.
        key: String,
        /// The keys the object has.
        present: Vec<String>,
    },
    /// A member has a value that cannot stand there.
    WrongType {
        /// The member.
        at: Pointer,
        /// What could stand there, in words.
        expected: String,
        /// What stands there, in words.
        found: String,
    },
    /// A message's role is none that the shape knows.
    UnknownRole {
        /// The role.
        at: Pointer,
        /// What it says.
        role: String,
        /// The roles that the shape knows.
        known: Vec<String>,
    },
    /// The list of messages is empty.
    NoMessages {
        /// The list.
        at: Pointer,
    },
}

/// Every way in which a record breaks a shape; empty when the schema has nothing to say.
pub fn explain(shape: &Shape, record: &Json<'_>) -> Vec<Fault> {
    let value = record.to_value();
    let Some(compiled) = compiled(shape) else { return Vec::new() };
    let mut faults: Vec<Fault> = compiled
        .validator
        .iter_errors(&value)
        .flat_map(|error| fault(&error, &compiled.schema, &value))
        .collect();
    faults.sort();
    faults.dedup_by(|a, b| {
        a.at() == b.at() && matches!((a, b), (Fault::WrongType { .. }, Fault::WrongType { .. }))
    });
    faults.dedup();
    faults
}

impl Fault {
    /// A refusal that the schema cannot explain; a test holds decoders and schemas in agreement, so that none is.
    pub fn unexplained(shape: &Shape) -> Self {
        let expected = format!("a {} record", shape.title);
        Self::WrongType { at: Pointer::ROOT, expected, found: "of another form".to_owned() }
    }

    /// Where the record is at fault: the member itself, or the object that lacks it.
    pub fn at(&self) -> &Pointer {
        match self {
            Self::Missing { at, .. }
            | Self::WrongType { at, .. }
            | Self::UnknownRole { at, .. }
            | Self::NoMessages { at } => at,
        }
    }
}

struct Compiled {
    schema: Value,
    validator: jsonschema::Validator,
}

/// The shape's schema, compiled when it is first asked for.
fn compiled(shape: &Shape) -> Option<&'static Compiled> {
    static COMPILED: OnceLock<Vec<OnceLock<Option<Compiled>>>> = OnceLock::new();
    let cells = COMPILED.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    let place = ALL.iter().position(|other| *other == shape)?;
    cells[place].get_or_init(|| compile(shape).ok()).as_ref()
}

fn compile(shape: &Shape) -> Result<Compiled, Box<dyn std::error::Error>> {
    let schema: Value = serde_json::from_str(shape.schema)?;
    let validator = jsonschema::validator_for(&schema)?;
    Ok(Compiled { schema, validator })
}

fn fault(error: &jsonschema::ValidationError<'_>, schema: &Value, record: &Value) -> Vec<Fault> {
    let at = Pointer::parse(error.instance_path().as_str());
    let found = record.pointer(at.as_str()).unwrap_or(&Value::Null);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![missing(at, property.as_str().unwrap_or_default(), found)]
        }
        ValidationErrorKind::Enum { options } if found.is_string() && names_a_role(&at) => {
            let known = options.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
            vec![Fault::UnknownRole {
                at,
                role: found.as_str().unwrap_or_default().to_owned(),
                known: known.collect(),
            }]
        }
        ValidationErrorKind::MinItems { .. } if is_message_list(&at) => vec![Fault::NoMessages { at }],
        // Alternatives of required members (question/answer): name the pair that is nearest to being there.
        ValidationErrorKind::AnyOf { context } => {
            let fewest = context.iter().min_by_key(|errors| errors.len());
            fewest.into_iter().flatten().flat_map(|error| fault(error, schema, record)).collect()
        }
        ValidationErrorKind::Not { .. } if found.is_object() => {
            vec![Fault::WrongType {
                at,
                expected: expected(error, schema),
                found: "of two forms at once".to_owned(),
            }]
        }
        _ => vec![Fault::WrongType { at, expected: expected(error, schema), found: in_words(found) }],
    }
}

fn missing(at: Pointer, key: &str, found: &Value) -> Fault {
    let present = found.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    Fault::Missing { at, key: key.to_owned(), present }
}

fn names_a_role(at: &Pointer) -> bool {
    at.as_str().ends_with("/role") || at.as_str().ends_with("/from")
}

fn is_message_list(at: &Pointer) -> bool {
    matches!(at.as_str(), "/messages" | "/conversations" | "/conversation")
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
    use crate::model::Parsed;

    fn faults(shape: &str, text: &str) -> Vec<String> {
        let shape = Shape::named(shape).unwrap();
        let parsed = Parsed::parse(text).unwrap();
        assert!((shape.decode)(&parsed.root).is_none(), "the decoder takes {text}");
        explain(shape, &parsed.root)
            .iter()
            .map(|fault| match fault {
                Fault::Missing { at, key, .. } => format!("{at} lacks {key}"),
                Fault::WrongType { at, expected, found } => format!("{at} is {found}, not {expected}"),
                Fault::UnknownRole { at, role, .. } => format!("{at} role {role}"),
                Fault::NoMessages { at } => format!("{at} is empty"),
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
                "/messages/1 lacks role",
                "/messages/2 lacks tool_call_id",
                "/messages/0/content is the number 42, not a string or a list of parts",
                "/messages/1/content is null, not a string or a list of parts",
                "/messages/1/weight is the number 0.5, not 0 or 1",
                "/messages/2/content is an empty list, not a string or a list of parts",
                "/tools is an object, not a list of tools",
                "/messages/0/role role usr",
            ]
        );
        assert_eq!(faults("openai-chat", r#"{"messages": []}"#), ["/messages is empty"]);
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
