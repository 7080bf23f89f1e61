//! Jinja as chat templates are written in it: what Hugging Face transformers gives them beyond the language
//! (`utils/chat_template_utils.py`, read 2026-11).
//!
//! White space around blocks is trimmed, loops can be left, methods of Python's texts and dicts are there, values are
//! printed as Python prints them, `tojson` writes as `json.dumps` does, `raise_exception` refuses, and what stands
//! between `{% generation %}` and `{% endgeneration %}` is what the model is trained to say.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State};
use minijinja_contrib::pycompat::unknown_method_callback;
use regex::Regex;
use serde::Serialize;

use super::Rendered;

/// The template that is meant where none is named.
pub(super) const DEFAULT: &str = "default";
/// The template for conversations with tools, where a model has one of its own.
pub(super) const TOOL_USE: &str = "tool_use";

/// Noncharacters, which no text that is handed on should hold, around what is generated.
const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// Steps that a template may take on one conversation: a second or so, and far more than a long one needs.
const STEPS: u64 = 20_000_000;

/// The templates of a model, ready to run.
pub(super) struct Dialect {
    environment: Environment<'static>,
    /// The special tokens, by their names in templates.
    tokens: BTreeMap<String, String>,
    marks_generation: bool,
}

impl Dialect {
    /// Reads templates, of which one is `default` or `tool_use`; says what is wrong where one cannot be read.
    pub fn new(templates: Vec<(String, String)>, tokens: BTreeMap<String, String>) -> Result<Self, String> {
        /// The blocks that mark what is generated. The language has no tags of one's own, and filters have the same scope.
        static GENERATION: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}").expect("the pattern is fixed")
        });
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| told(&error))?);
        environment.set_fuel(Some(STEPS));
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_unknown_method_callback(unknown_method_callback);
        environment.set_formatter(print);
        environment.add_function("raise_exception", |message: String| -> Result<Value, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, message))
        });
        environment.add_function("strftime_now", |form: String| date(&form));
        environment.add_filter("tojson", to_json);
        environment.add_filter("string", |value: &Value| python(value));
        // What is no number is zero.
        environment.add_filter("int", |value: &Value| whole(value));
        environment.add_filter("float", |value: &Value| float(value));
        environment.add_filter("generated", |text: String| format!("{}{text}{}", MARKS[0], MARKS[1]));
        let mut marks_generation = false;
        for (name, text) in templates {
            marks_generation |= GENERATION.is_match(&text);
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            let text = GENERATION.replace_all(&text, |tag: &regex::Captures<'_>| {
                let word = if tag.get(2).is_some() { "endfilter" } else { "filter generated" };
                format!("{{%{} {word} {}%}}", &tag[1], &tag[3])
            });
            environment.add_template_owned(name, text.into_owned()).map_err(|error| told(&error))?;
        }
        Ok(Self { environment, tokens, marks_generation })
    }

    /// Writes messages; says why not where the template refuses or fails.
    pub fn render<M: Serialize, T: Serialize>(
        &self,
        messages: &M,
        tools: Option<&T>,
    ) -> Result<Rendered, String> {
        let named = |name| self.environment.get_template(name);
        let template = match tools {
            Some(_) => named(TOOL_USE).or_else(|_| named(DEFAULT)),
            None => named(DEFAULT).or_else(|_| named(TOOL_USE)),
        };
        let tokens = self.tokens.iter().map(|(name, token)| (name.as_str(), Value::from(token.as_str())));
        let tools = tools.map_or(Value::from(()), |tools| Value::from(Serde(tools)));
        let context: BTreeMap<&str, Value> = tokens
            .chain([
                ("messages", Value::from(Serde(messages))),
                ("tools", tools),
                ("documents", Value::from(())),
                ("add_generation_prompt", Value::from(false)),
            ])
            .collect();
        let text = template.and_then(|template| template.render(context)).map_err(|error| told(&error))?;
        Ok(if self.marks_generation { unmarked(&text) } else { Rendered { text, generated: None } })
    }
}

/// Takes the marks out of a text, and says where they stood.
fn unmarked(text: &str) -> Rendered {
    let mut rendered = Rendered { text: String::with_capacity(text.len()), generated: None };
    let mut generated: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    for piece in text.split_inclusive(MARKS) {
        rendered.text.push_str(piece.trim_end_matches(MARKS));
        let at = rendered.text.len();
        if piece.ends_with(MARKS[0]) {
            open = Some(at);
        } else if piece.ends_with(MARKS[1])
            && let Some(start) = open.take()
        {
            generated.push(start..at);
        }
    }
    rendered.generated = Some(generated);
    rendered
}

/// What went wrong, on one line.
fn told(error: &Error) -> String {
    let line = error.line().map_or(String::new(), |line| format!(" (line {line} of the template)"));
    match error.detail() {
        Some(detail) if error.kind() == ErrorKind::InvalidOperation => format!("{detail}{line}"),
        Some(detail) => format!("{}: {detail}{line}", error.kind()),
        None => format!("{}{line}", error.kind()),
    }
}

/// Values are printed as Python prints them.
fn print(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Ok(());
    }
    out.write_str(&python(value)).map_err(Error::from)
}

/// The `int` filter: what a value, or the text of one, is as a whole number.
fn whole(value: &Value) -> i64 {
    let text = value.as_str().map(str::trim);
    #[expect(clippy::cast_possible_truncation, reason = "as Python's int cuts a number")]
    let cut = || float(value) as i64;
    value.as_i64().or_else(|| text?.parse().ok()).unwrap_or_else(cut)
}

/// The `float` filter.
fn float(value: &Value) -> f64 {
    let text = value.as_str().map(str::trim);
    f64::try_from(value.clone()).ok().or_else(|| text?.parse().ok()).unwrap_or_default()
}

/// `str(value)` of Python.
fn python(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    let mut text = String::new();
    repr(value, &mut text);
    text
}

/// `repr(value)` of Python.
fn repr(value: &Value, out: &mut String) {
    match value.kind() {
        ValueKind::None => out.push_str("None"),
        ValueKind::Bool => out.push_str(if value.is_true() { "True" } else { "False" }),
        ValueKind::Number => out.push_str(&number(value)),
        ValueKind::String => quoted(value.as_str().unwrap_or_default(), out),
        ValueKind::Seq => {
            listed(out, ["[", "]"], value.try_iter().into_iter().flatten(), |item, out| repr(&item, out));
        }
        ValueKind::Map => {
            listed(out, ["{", "}"], value.try_iter().into_iter().flatten(), |key, out| {
                repr(&key, out);
                out.push_str(": ");
                repr(&value.get_item(&key).unwrap_or_default(), out);
            });
        }
        _ => out.push_str(&value.to_string()),
    }
}

/// Items with commas between, in brackets.
fn listed(
    out: &mut String,
    [open, close]: [&str; 2],
    items: impl Iterator<Item = Value>,
    mut write: impl FnMut(Value, &mut String),
) {
    out.push_str(open);
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
    out.push_str(close);
}

/// A text as Python shows it among others.
fn quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// A number as Python writes it: the shortest decimals that mean it, and an exponent from 16 digits on.
fn number(value: &Value) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    let Ok(float) = f64::try_from(value.clone()) else { return value.to_string() };
    if float.is_nan() {
        return "nan".to_owned();
    }
    if float.is_infinite() {
        return if float > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let size = float.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{float:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or_default();
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{float:?}")
}

/// `json.dumps(value, ensure_ascii=False, indent=..., separators=..., sort_keys=...)` of Python.
#[expect(clippy::needless_pass_by_value, reason = "filters are given their options so")]
fn to_json(value: &Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<usize> = options.get("indent")?;
    let separators: Option<Vec<String>> = options.get("separators")?;
    let sorts_keys: Option<bool> = options.get("sort_keys")?;
    // Characters beyond ASCII are always written as they are.
    let _: Option<bool> = options.get("ensure_ascii")?;
    options.assert_all_used()?;
    let between = if indent.is_some() { "," } else { ", " };
    let [between, colon] = match separators.as_deref() {
        Some([between, colon]) => [between.as_str(), colon.as_str()],
        _ => [between, ": "],
    };
    let form = Dumps { indent, between, colon, sorts_keys: sorts_keys.unwrap_or_default() };
    let mut text = String::new();
    form.write(value, 0, &mut text)?;
    Ok(text)
}

/// How JSON is written.
struct Dumps<'d> {
    indent: Option<usize>,
    between: &'d str,
    colon: &'d str,
    sorts_keys: bool,
}

impl Dumps<'_> {
    fn write(&self, value: &Value, depth: usize, out: &mut String) -> Result<(), Error> {
        match value.kind() {
            ValueKind::Undefined => {
                return Err(Error::new(ErrorKind::InvalidOperation, "what is undefined has no JSON"));
            }
            ValueKind::None => out.push_str("null"),
            ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => out.push_str(match number(value).as_str() {
                "nan" => "NaN",
                "inf" => "Infinity",
                "-inf" => "-Infinity",
                number => number,
            }),
            ValueKind::Seq | ValueKind::Iterable => {
                let items: Vec<Value> = value.try_iter()?.collect();
                self.list(['[', ']'], &items, depth, out, |item, out| self.write(item, depth + 1, out))?;
            }
            ValueKind::Map => {
                let mut keys: Vec<Value> = value.try_iter()?.collect();
                if self.sorts_keys {
                    keys.sort();
                }
                self.list(['{', '}'], &keys, depth, out, |key, out| {
                    escaped(&python(key), out);
                    out.push_str(self.colon);
                    self.write(&value.get_item(key)?, depth + 1, out)
                })?;
            }
            _ => escaped(&python(value), out),
        }
        Ok(())
    }

    fn list(
        &self,
        [open, close]: [char; 2],
        items: &[Value],
        depth: usize,
        out: &mut String,
        mut write: impl FnMut(&Value, &mut String) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let new_line = |depth: usize, out: &mut String| {
            if let Some(indent) = self.indent.filter(|_| !items.is_empty()) {
                out.push('\n');
                out.push_str(&" ".repeat(indent * depth));
            }
        };
        out.push(open);
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                out.push_str(self.between);
            }
            new_line(depth + 1, out);
            write(item, out)?;
        }
        new_line(depth, out);
        out.push(close);
        Ok(())
    }
}

/// A text as JSON, as Python escapes it.
fn escaped(text: &str, out: &mut String) {
    out.push_str(&serde_json::to_string(text).expect("a text can be written as JSON"));
}

/// The date as `strftime` writes it. It is always the same one, 26 July 2024, which templates with a date of their own
/// fall back on: what is counted must not depend on the day.
fn date(form: &str) -> Result<String, Error> {
    let mut text = String::new();
    let mut rest = form.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let mut directive = rest.next();
        let is_short = directive == Some('-');
        if is_short {
            directive = rest.next();
        }
        text.push_str(match directive {
            Some('d' | 'e') => "26",
            Some('m') if is_short => "7",
            Some('m') => "07",
            Some('Y') => "2024",
            Some('y') => "24",
            Some('b' | 'h') => "Jul",
            Some('B') => "July",
            Some('a') => "Fri",
            Some('A') => "Friday",
            Some('j') => "208",
            Some('H' | 'M' | 'S') if is_short => "0",
            Some('H' | 'M' | 'S') => "00",
            Some('I') => "12",
            Some('p') => "AM",
            Some('F') => "2024-07-26",
            Some('T') => "00:00:00",
            Some('%') => "%",
            _ => {
                let message = format!("strftime_now cannot write `{form}`");
                return Err(Error::new(ErrorKind::InvalidOperation, message));
            }
        });
    }
    Ok(text)
}
