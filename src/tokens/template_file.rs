//! Where chat templates are read from: a `.jinja` file, or a `tokenizer_config.json` with one template or several by name.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::dialect::{DEFAULT, Dialect, TOOL_USE};
use crate::error::Error;

/// The file beside a template with the tokens that it writes.
const CONFIG: &str = "tokenizer_config.json";
/// The file beside a configuration with its template.
const TEMPLATE: &str = "chat_template.jinja";
const HELP: &str = "give a chat_template.jinja, or the tokenizer_config.json that lies beside the model";

/// The templates in a file, or beside it, and the token that ends a text.
pub(super) fn read(file: &Path) -> Result<(Dialect, Option<String>), Error> {
    let text = text_of(file)?;
    let is_config = file.extension().is_some_and(|ending| ending == "json");
    let beside = |name: &str| file.with_file_name(name);
    let (config, templates) = if is_config {
        let config: Value = serde_json::from_str(&text)
            .map_err(|cause| Error::refused(format!("{} is no JSON: {cause}", file.display()), HELP))?;
        let mut templates = templates(&config);
        if templates.is_empty() && beside(TEMPLATE).is_file() {
            templates.push((DEFAULT.to_owned(), text_of(&beside(TEMPLATE))?));
        }
        (config, templates)
    } else {
        let config = std::fs::read_to_string(beside(CONFIG)).ok();
        let config = config.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        (config, vec![(DEFAULT.to_owned(), text)])
    };
    if templates.iter().all(|(name, _)| name != DEFAULT && name != TOOL_USE) {
        return Err(Error::refused(format!("{} has no chat template", file.display()), HELP));
    }
    let tokens = tokens(&config);
    let eos = tokens.get("eos_token").cloned();
    let dialect = Dialect::new(templates, tokens)
        .map_err(|cause| Error::refused(format!("{} is no chat template: {cause}", file.display()), HELP))?;
    Ok((dialect, eos))
}

fn text_of(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|cause| Error::read(file, cause))
}

/// The templates of a configuration by name: one that has none, or a list of named ones.
fn templates(config: &Value) -> Vec<(String, String)> {
    match &config["chat_template"] {
        Value::String(text) => vec![(DEFAULT.to_owned(), text.clone())],
        Value::Array(list) => {
            let own = |item: &Value| {
                Some((item["name"].as_str()?.to_owned(), item["template"].as_str()?.to_owned()))
            };
            list.iter().filter_map(own).collect()
        }
        _ => Vec::new(),
    }
}

/// The special tokens of a configuration: texts, or objects with the text as `content`.
fn tokens(config: &Value) -> BTreeMap<String, String> {
    let members = config.as_object().into_iter().flatten();
    let tokens = members.filter(|(key, _)| key.ends_with("_token")).filter_map(|(key, value)| {
        let text = value.as_str().or_else(|| value["content"].as_str())?;
        Some((key.clone(), text.to_owned()))
    });
    tokens.collect()
}
