//! `not-an-object`: a record is JSON, but not an object.

use super::{Check, Group, Out, Rule, View};
use crate::model::{Kind, Level, Pointer};
use crate::text::count;

/// A record is JSON, but not an object.
pub static RULE: Rule = Rule {
    name: "not-an-object",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A record is JSON, but not an object.

A service wants "a JSON dictionary" on every line. A row of CSV or TSV that has more or fewer fields than the header
names is none either: it is kept as the list of its cells.

```jsonl bad
[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]
"hello"
```

```jsonl good
{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
```
"#,
    check: Check::Record(check),
};

fn check(view: &View<'_>, out: &mut Out<'_>) {
    let Ok(parsed) = view.parsed else { return };
    let kind = parsed.root.kind();
    if kind == Kind::List
        && let Some(columns) = view.record.columns
    {
        let cells = parsed.root.items().len();
        out.find(|| {
            let message = format!("the row has {}, the header names {columns}", count(cells as u64, "field"));
            let help = if cells > columns {
                "put quotes around cells in which the delimiter stands, or take the surplus fields out"
            } else {
                "add the missing fields; empty ones need their delimiter too"
            };
            (Pointer::ROOT, message, help.to_owned())
        });
    } else if kind != Kind::Object {
        let looks_like_messages = parsed.root.items().iter().any(|item| item.get("role").is_some());
        out.find(|| {
            let help = if looks_like_messages {
                "wrap it: {\"messages\": [...]}"
            } else {
                "write one object a line"
            };
            (Pointer::ROOT, format!("the record is {kind}, not an object"), help.to_owned())
        });
    }
}
