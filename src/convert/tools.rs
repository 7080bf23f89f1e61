//! Declared tools: whatever dialect they stand in, as a list in OpenAI's.

use super::normal::{chat, lists};
use super::{Change, Impossible, Loss, Work};
use crate::model::{Arena, Example, Json, Parsed, Part};
use crate::shapes::{Calls, Shape};

impl<'t> Work<'t, '_> {
    /// Brings the declared tools into one list; what is no tool makes the record impossible.
    pub(super) fn declared(&mut self, example: &mut Example<'t>) -> Result<(), Impossible> {
        let arena = self.arena;
        let has_calls = lists(example)
            .iter()
            .flat_map(|messages| messages.iter())
            .any(|message| message.parts.iter().any(|part| matches!(part, Part::ToolCall(_))));
        let chat = chat(example);
        if chat.functions.is_some() && !self.form.has_legacy_calls {
            self.change(Change::FunctionCalls);
        }
        let Some(own) = chat.tools.or(chat.functions) else { return Ok(()) };
        let tools = list(own, arena)
            .ok_or(Impossible::because("its tools are no list of tools, nor the text of one"))?;
        if tools.is_empty() {
            if chat.functions.is_none() && chat.tools.is_some() {
                chat.tools = Some(arena.value(Json::List(&[])));
            }
            return Ok(());
        }
        if self.form.calls == Calls::Unheld {
            if has_calls {
                return Err(Impossible::because("it calls tools, which the target cannot hold"));
            }
            self.lose(Loss::Tools);
            (chat.tools, chat.functions) = (None, None);
            return Ok(());
        }
        let tools: Vec<Json<'t>> = tools.into_iter().map(|tool| self.full(tool)).collect();
        let tools = arena.value(arena.list(tools));
        let is_kept = self.form.has_tool_text && matches!(own, Json::String(_));
        if chat.functions.is_none() && !is_kept && !is_native(own, self.way.shape) {
            self.change(Change::Tools);
        }
        (chat.tools, chat.functions) = (Some(tools), None);
        Ok(())
    }

    /// A tool with a description and parameters, where the target asks for them.
    fn full(&mut self, tool: Json<'t>) -> Json<'t> {
        if !self.form.needs_full_tools {
            return tool;
        }
        let Some(function) = tool.get("function") else { return tool };
        let is_missing = |key: &str| match function.get(key) {
            None | Some(Json::Null | Json::String("")) => true,
            Some(Json::Object([])) => key == "parameters",
            Some(_) => false,
        };
        let (description, parameters) = (is_missing("description"), is_missing("parameters"));
        if !description && !parameters {
            return tool;
        }
        self.change(Change::FullTools);
        let arena = self.arena;
        let kept = function
            .members()
            .iter()
            .filter(|(key, _)| !(description && *key == "description" || parameters && *key == "parameters"));
        let mut members: Vec<(&str, Json<'t>)> = kept.cloned().collect();
        if description {
            // The name is the least that can be said of it.
            members.push(("description", function.get("name").cloned().unwrap_or(Json::String(""))));
        }
        if parameters {
            let none = arena.object([("type", Json::String("object")), ("properties", arena.object([]))]);
            members.push(("parameters", none));
        }
        arena.object([("type", Json::String("function")), ("function", arena.object(members))])
    }
}

/// Whether tools stand as a shape has them.
fn is_native(tools: &Json<'_>, shape: &Shape) -> bool {
    let all_have = |key: &str| tools.items().iter().all(|tool| tool.get(key).is_some());
    match shape.name {
        "gemini" | "gemini-preference" => {
            all_have("functionDeclarations") || all_have("function_declarations")
        }
        "bedrock-converse" => all_have("toolSpec"),
        // It was unpacked from its string.
        "sharegpt" => true,
        _ => matches!(tools, Json::List(_)) && all_have("function"),
    }
}

/// The tools that a value declares, each in OpenAI's layout; nothing where it declares none.
fn list<'t>(value: &'t Json<'t>, arena: &'t Arena) -> Option<Vec<Json<'t>>> {
    match value {
        Json::String(text) if text.trim().is_empty() => Some(Vec::new()),
        Json::String(text) => {
            let parsed = Parsed::parse(text, arena).ok()?.root;
            // A text of a text is nobody's layout.
            if matches!(parsed, Json::String(_)) { None } else { list(arena.value(parsed), arena) }
        }
        Json::List(items) => {
            let mut tools = Vec::with_capacity(items.len());
            for item in *items {
                tools.extend(one(item, arena).filter(|tools| tools.iter().all(is_sound))?);
            }
            Some(tools)
        }
        Json::Object(_) => one(value, arena).filter(|tools| tools.iter().all(is_sound)),
        _ => None,
    }
}

/// Whether a tool has a name, and whatever else it says is of the right kind.
fn is_sound(tool: &Json<'_>) -> bool {
    let Some(function) = tool.get("function") else { return false };
    function.get("name").and_then(Json::as_str).is_some_and(|name| !name.is_empty())
        && matches!(function.get("description"), None | Some(Json::Null | Json::String(_)))
        && matches!(function.get("parameters"), None | Some(Json::Null | Json::Object(_)))
}

/// The tools in an item of the list: one in most dialects, several in Gemini's.
fn one<'t>(item: &'t Json<'t>, arena: &'t Arena) -> Option<Vec<Json<'t>>> {
    let wrapped =
        |function: Json<'t>| arena.object([("type", Json::String("function")), ("function", function)]);
    let declarations: Vec<&Json<'t>> =
        ["functionDeclarations", "function_declarations"].iter().filter_map(|key| item.get(key)).collect();
    if !declarations.is_empty() {
        let all = declarations.iter().flat_map(|list| list.items());
        return Some(all.map(|function| wrapped(lowered(function, arena, false))).collect());
    }
    if let Some(spec) = item.get("toolSpec") {
        let member = |key: &'static str, value: Option<&'t Json<'t>>| Some((key, value?.clone()));
        let members = [
            member("name", spec.get("name")),
            member("description", spec.get("description")),
            member("parameters", spec.get("inputSchema").and_then(|schema| schema.get("json"))),
        ];
        return Some(vec![wrapped(arena.object(members.into_iter().flatten()))]);
    }
    match item.get("function") {
        Some(Json::Object(_)) if item.get("type").is_some() => Some(vec![item.clone()]),
        Some(function @ Json::Object(_)) => Some(vec![wrapped(function.clone())]),
        _ if item.get("name").is_some() => {
            // Anthropic's name for the parameters.
            let renamed = item.members().iter().map(|(key, value)| {
                (if *key == "input_schema" { "parameters" } else { *key }, value.clone())
            });
            let plain = renamed.filter(|(key, value)| *key != "type" || *value != Json::String("function"));
            Some(vec![wrapped(arena.object(plain))])
        }
        _ => None,
    }
}

/// A declaration of Gemini's with the types of its schemas as JSON Schema names them.
fn lowered<'t>(value: &'t Json<'t>, arena: &'t Arena, is_schema: bool) -> Json<'t> {
    match value {
        Json::Object(members) => arena.object(members.iter().map(|(key, value)| {
            let is_type = is_schema && *key == "type";
            match value {
                Json::String(name) if is_type => (*key, Json::String(arena.text(&name.to_lowercase()))),
                // Below `properties` stand names, which may be called like anything.
                Json::Object(named) if is_schema && *key == "properties" => {
                    let named = named.iter().map(|(name, schema)| (*name, lowered(schema, arena, true)));
                    (*key, arena.object(named))
                }
                _ => (*key, lowered(value, arena, is_schema || *key == "parameters")),
            }
        })),
        Json::List(items) => arena.list(items.iter().map(|item| lowered(item, arena, is_schema))),
        _ => value.clone(),
    }
}
