//! `arguments-against-schema`: the arguments of a call break the JSON Schema that the tool declares.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::schema_cost::{REFERENCES, is_affordable};
use super::tools::{arguments, arguments_at, calls, declared};
use super::{Check, Group, Out, Rule, View};
use crate::model::{Json, Level};
use crate::text::{Key, KeyMap, shortened};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

/// The arguments of a call break the JSON Schema that the tool declares.
pub static RULE: Rule = Rule {
    name: "arguments-against-schema",
    group: Group::Tools,
    level: Level::Warn,
    docs: r#"The arguments of a call break the JSON Schema that the tool declares.

A missing argument, a wrong type, a value outside the list: the model would learn calls that its own tools refuse. Schemas that cannot be compiled judge nothing, nor do those whose references multiply beyond reason.

```jsonl bad
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": 6}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```

```jsonl good
{"messages": [{"role": "user", "content": "M6 stock?"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\"part\": \"M6\"}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "40"}, {"role": "assistant", "content": "There are 40."}], "tools": [{"type": "function", "function": {"name": "stock", "description": "Units on hand.", "parameters": {"type": "object", "properties": {"part": {"type": "string"}}, "required": ["part"]}}}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Some(tools) = declared(view) else { return };
    let by_name: BTreeMap<&str, &Json<'_>> =
        tools.iter().filter_map(|tool| Some((tool.name?, tool.parameters?))).collect();
    for (message, call) in calls(view) {
        let parameters = by_name.get(call.name.as_ref()).copied();
        let (Some(parameters), Some(arguments)) = (parameters, arguments(call)) else { continue };
        let Some(schema) = compiled(parameters).filter(|schema| schema.is_quick_with(&arguments)) else {
            continue;
        };
        for error in schema.validator.iter_errors(&arguments) {
            out.find(|| {
                let inside = shortened(error.instance_path().as_str());
                let place = if inside.is_empty() { String::new() } else { format!(" at {inside}") };
                let what = format!(
                    "the arguments break the schema of `{}`{place}: {}",
                    shortened(&call.name),
                    in_words(&error)
                );
                (arguments_at(message, call), what, "call it as it is declared".to_owned())
            });
        }
    }
}

/// What is wrong, without the value itself: it may be long, or secret.
fn in_words(error: &jsonschema::ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            format!("`{}` is missing", shortened(property.as_str().unwrap_or_default()))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let names: Vec<String> =
                unexpected.iter().take(4).map(|name| format!("`{}`", shortened(name))).collect();
            format!("it has no {}", names.join(", "))
        }
        ValidationErrorKind::Type { kind } => {
            let expected = serde_json::to_string(&serde_json::json!(format!("{kind:?}"))).unwrap_or_default();
            match error.instance() {
                value if value.is_object() => "an object is not what it takes".to_owned(),
                value if value.is_array() => "a list is not what it takes".to_owned(),
                value if value.is_string() => "a string is not what it takes".to_owned(),
                value if value.is_number() => "a number is not what it takes".to_owned(),
                _ => format!("not what it takes ({expected})"),
            }
        }
        ValidationErrorKind::Enum { .. } => "it is none of the values that it lists".to_owned(),
        other => format!("`{}` does not hold", other.keyword()),
    }
}

/// A schema that is ready for use.
struct Compiled {
    validator: Validator,
    /// The schema itself, where it has references.
    linked: Option<Value>,
}

impl Compiled {
    fn new(schema: &Json<'_>) -> Option<Self> {
        let schema = schema.to_value();
        let validator = jsonschema::validator_for(&schema).ok()?;
        Some(Self { validator, linked: has_references(&schema).then_some(schema) })
    }

    fn is_quick_with(&self, arguments: &Value) -> bool {
        self.linked.as_ref().is_none_or(|schema| is_affordable(schema, arguments))
    }
}

fn has_references(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(key, value)| {
            REFERENCES.contains(&key.as_str()) && value.is_string() || has_references(value)
        }),
        Value::Array(items) => items.iter().any(has_references),
        _ => false,
    }
}

/// A schema, compiled once a thread: a dataset has few tools and many calls.
fn compiled(schema: &Json<'_>) -> Option<Rc<Compiled>> {
    /// More schemas than this are compiled anew each time.
    const KEPT: usize = 256;
    thread_local! {
        static COMPILED: RefCell<KeyMap<Key, Option<Rc<Compiled>>>> = RefCell::default();
    }
    let compile = || Compiled::new(schema).map(Rc::new);
    let Some(key) = schema.key() else { return compile() };
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(known) = compiled.get(&key) {
            return known.clone();
        }
        let new = compile();
        if compiled.len() < KEPT {
            compiled.insert(key, new.clone());
        }
        new
    })
}
