//! How much work a JSON Schema asks for: references can double it at every step, and tool schemas come from anywhere.

use std::collections::HashMap;

use serde_json::Value;

/// Keywords whose schemas look at what is inside a value, rather than at the value itself.
const INSIDE: [&str; 8] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "items",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value maps names to schemas, and whether these look inside.
const NAMED: [(&str, bool); 3] =
    [("properties", true), ("patternProperties", true), ("dependentSchemas", false)];

/// Keywords that are not looked at where they stand.
const PASSIVE: [&str; 6] = ["$defs", "definitions", "enum", "const", "default", "examples"];

/// Keywords that lead to another schema.
pub(super) const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Steps beyond which a schema is left alone; those of real tools ask for some hundred.
const MOST: u64 = 100_000;

/// How deep a schema may lead.
const DEEPEST: usize = 500;

/// Whether a value can be held against a schema in reasonable time.
pub(super) fn is_affordable(schema: &Value, value: &Value) -> bool {
    let mut costs = Costs { root: schema, known: HashMap::new(), level: 0 };
    costs.of(schema, depth(value)) <= MOST
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

struct Costs<'s> {
    root: &'s Value,
    /// By schema and depth of the value. A schema that leads to itself at the same depth never ends.
    known: HashMap<(*const Value, usize), u64>,
    level: usize,
}

impl<'s> Costs<'s> {
    /// The steps that a schema takes with a value of that depth.
    fn of(&mut self, schema: &'s Value, depth: usize) -> u64 {
        if self.level > DEEPEST {
            return u64::MAX;
        }
        let key = (std::ptr::from_ref(schema), depth);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        self.known.insert(key, u64::MAX);
        self.level += 1;
        let cost = match schema {
            Value::Object(members) => members
                .iter()
                .fold(1, |all: u64, (name, value)| all.saturating_add(self.keyword(name, value, depth))),
            Value::Array(items) => {
                items.iter().fold(1, |all: u64, item| all.saturating_add(self.of(item, depth)))
            }
            _ => 1,
        };
        self.level -= 1;
        self.known.insert(key, cost);
        cost
    }

    fn keyword(&mut self, name: &str, value: &'s Value, depth: usize) -> u64 {
        if PASSIVE.contains(&name) {
            return 0;
        }
        if let Some((_, is_inside)) = NAMED.iter().find(|(named, _)| *named == name) {
            let Some(depth) = depth.checked_sub(usize::from(*is_inside)) else { return 0 };
            let schemas = value.as_object().into_iter().flat_map(serde_json::Map::values);
            return schemas.fold(0, |all: u64, schema| all.saturating_add(self.of(schema, depth)));
        }
        match (name, value) {
            (_, Value::String(to)) if REFERENCES.contains(&name) => {
                // What is named in another way than by its place may be anything: the whole is the most it can be.
                let target = to.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
                self.of(target.unwrap_or(self.root), depth)
            }
            _ if INSIDE.contains(&name) => depth.checked_sub(1).map_or(0, |depth| self.of(value, depth)),
            _ => self.of(value, depth),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_that_double_at_every_step_are_left_alone() {
        let mut definitions = serde_json::Map::new();
        for step in 0..24 {
            let next = json!({"$ref": format!("#/$defs/s{}", step + 1)});
            definitions.insert(format!("s{step}"), json!({"anyOf": [next, next]}));
        }
        definitions.insert("s24".to_owned(), json!({"type": "string"}));
        assert!(!is_affordable(&json!({"$ref": "#/$defs/s0", "$defs": definitions}), &json!({})));
        let tree = json!({"properties": {"a": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}});
        let deep = (0..40).fold(json!(1), |inner, _| json!({"a": inner}));
        assert!(!is_affordable(&tree, &deep));
        assert!(is_affordable(&tree, &json!({"a": {"a": 1}})));
        assert!(!is_affordable(&json!({"allOf": [{"$ref": "#"}]}), &json!({})), "it never ends");
    }

    #[test]
    fn a_tree_of_parts_is_affordable() {
        let part = json!({"type": "object", "properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/part"}}}});
        let schema = json!({"$ref": "#/$defs/part", "$defs": {"part": part}});
        let deep = (0..60).fold(json!({}), |inner, _| json!({"parts": [inner]}));
        assert!(is_affordable(&schema, &deep));
    }
}
