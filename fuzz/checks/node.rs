//! A JSON tree that can hold what no value can: scalars and keys are any text, so that keys may stand twice, and
//! escapes and numbers may be such as no reader takes.

use serde_json::Value;

/// A value as it is written.
#[derive(Debug, Clone)]
pub enum Node {
    /// Any text.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// An object; its keys with their quotes.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The tree of a text that is JSON.
    pub fn parse(text: &str) -> Self {
        Self::of(&serde_json::from_str(text).expect("a seed is JSON"))
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (quoted(key), Self::of(value))).collect())
            }
            scalar => Self::Scalar(scalar.to_string()),
        }
    }

    /// Writes it, with `gap` behind commas and colons.
    pub fn write(&self, gap: &str, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                        out.push_str(gap);
                    }
                    item.write(gap, out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                        out.push_str(gap);
                    }
                    out.push_str(key);
                    out.push(':');
                    out.push_str(gap.trim_matches('\n'));
                    value.write(gap, out);
                }
                out.push('}');
            }
        }
    }

    /// How many values are in it, itself included.
    pub fn count(&self) -> usize {
        1 + self.children().map(Self::count).sum::<usize>()
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
        let (items, members): (&[Self], &[(String, Self)]) = match self {
            Self::Scalar(_) => (&[], &[]),
            Self::List(items) => (items, &[]),
            Self::Object(members) => (&[], members),
        };
        items.iter().chain(members.iter().map(|(_, value)| value))
    }

    /// The value of that number, itself being 0.
    pub fn at(&mut self, number: usize) -> &mut Self {
        let mut number = number;
        let mut here = self;
        while number > 0 {
            number -= 1;
            let sizes: Vec<usize> = here.children().map(Self::count).collect();
            let Some(place) = sizes.iter().position(|size| {
                let is_here = number < *size;
                if !is_here {
                    number -= size;
                }
                is_here
            }) else {
                return here;
            };
            here = match here {
                Self::List(items) => &mut items[place],
                Self::Object(members) => &mut members[place].1,
                Self::Scalar(_) => unreachable!("a scalar has no children"),
            };
        }
        here
    }
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
