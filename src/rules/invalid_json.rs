//! `invalid-json`: a record is not JSON.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Level, Pointer, SyntaxError, Unread};

/// A record is not JSON.
pub static RULE: Rule = Rule {
    name: "invalid-json",
    group: Group::File,
    level: Level::Deny,
    docs: r#"A record is not JSON.

One broken line makes a provider refuse the whole file, usually without saying which line it was.

```jsonl bad
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"},]}
{'messages': [{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'Hello!'}]}
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "conte
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    if let Err(Unread::NotJson(error)) = view.parsed {
        // Whatever else a cell holds was escaped.
        if view.record.columns.is_some() && view.record.text.contains(&0) {
            let help = "take it out: texts hold none, so the file was damaged or is no text";
            out.find(|| (Pointer::ROOT, "a cell holds a NUL character (U+0000)".to_owned(), help.to_owned()));
            return;
        }
        out.find(|| {
            (Pointer::ROOT, format!("this is not JSON: {}", in_words(&error.message)), help(view, error))
        });
    }
}

/// What the parser says, in words that do not need its source.
fn in_words(message: &str) -> &str {
    match message {
        "EOF while parsing a string" => "it ends inside a string",
        "EOF while parsing an object" => "it ends inside an object",
        "EOF while parsing a list" => "it ends inside a list",
        "EOF while parsing a value" => "it ends where a value should stand",
        "key must be a string" => "a key must be a string in double quotes",
        message if message.starts_with("control character") => "a control character stands inside a string",
        message if message.contains("hex escape") => "a string holds half of a \\u pair",
        message => message,
    }
}

fn help(view: &View<'_>, error: &SyntaxError) -> String {
    let text = String::from_utf8_lossy(view.record.text);
    let help = if text.starts_with("{'") {
        "write it with json.dumps: this is a Python dictionary, not JSON"
    } else if error.is_truncated && text == "{" {
        "write each record on one line, for example with `jq -c .`"
    } else if error.is_truncated {
        "export it again: the record ends too early"
    } else if error.message.contains("control character") {
        "escape the character inside the string: a line break is \\n, a tab is \\t"
    } else if error.message.starts_with("trailing comma") {
        "take the last comma away"
    } else if error.message.contains("recursion") {
        "flatten it: more than 128 levels of nesting are not read"
    } else if error.message.contains("surrogate") || error.message.contains("hex escape") {
        "replace the half character (a lone \\ud8xx escape)"
    } else if text.contains("NaN") || text.contains("Infinity") {
        "write null or a number: NaN and Infinity are not JSON"
    } else {
        "repair the line, or take it out"
    };
    help.to_owned()
}
