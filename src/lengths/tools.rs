//! Declared tools by a published rule: so much for each function and parameter, and the texts of names, types and
//! descriptions, without the full stop at their end.

use crate::model::Json;
use crate::targets::ToolCounting;

/// The tokens of declared tools; nothing where they are no list of functions, or the rule does not know the encoding.
pub fn tokens(
    declared: &Json<'_>,
    rule: &ToolCounting,
    encoding: &str,
    count: impl Fn(&str) -> u64,
) -> Option<u64> {
    let per_function = rule.per_function.iter().find(|(own, _)| *own == encoding)?.1;
    let Json::List(items) = declared else { return None };
    let mut tokens = 0;
    for item in *items {
        let function = item.get("function").unwrap_or(item);
        let name = text(function, "name")?;
        tokens += per_function + count(&format!("{name}:{}", sentence(text(function, "description"))));
        let Some(Json::Object(parameters)) = function.at("/parameters/properties") else { continue };
        if parameters.is_empty() {
            continue;
        }
        tokens += rule.per_parameters;
        for (name, parameter) in *parameters {
            tokens += rule.per_parameter;
            if let Some(Json::List(values)) = parameter.get("enum") {
                let texts = values.iter().filter_map(Json::as_str);
                tokens += texts.map(|value| rule.per_value + count(value)).sum::<u64>();
                tokens = tokens.saturating_sub(rule.off_values);
            }
            let kind = text(parameter, "type").unwrap_or_default();
            let description = sentence(text(parameter, "description"));
            tokens += count(&format!("{name}:{kind}:{description}"));
        }
    }
    Some(tokens + if items.is_empty() { 0 } else { rule.at_end })
}

fn text<'t>(value: &'t Json<'t>, key: &str) -> Option<&'t str> {
    value.get(key).and_then(Json::as_str)
}

fn sentence(text: Option<&str>) -> &str {
    let text = text.unwrap_or_default();
    text.strip_suffix('.').unwrap_or(text)
}
