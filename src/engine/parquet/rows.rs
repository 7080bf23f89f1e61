//! Rows put together from columns.
//!
//! A Parquet column holds its values in one run, with two levels each: how far down the branch there is something, and
//! which of the lists around it goes on. Walking along the schema with both gives the row back.

use std::ops::Range;

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::{SchemaDescriptor, Type};

use super::columns::Column;
use super::damaged;
use super::values::Form;
use crate::engine::escape::quoted;
use crate::engine::spool::{Feed, Trouble};

/// A part of the schema.
pub(super) struct Node {
    /// The columns below it.
    columns: Range<usize>,
    /// The level from which on it is there, where it may be null.
    present: Option<i16>,
    kind: Kind,
}

enum Kind {
    Value(Form),
    /// Its members, each with what stands before it: `"name":`.
    Struct(Vec<(Vec<u8>, Node)>),
    List(Repeated, Box<Node>),
    Map(Repeated, Box<(Node, Node)>),
}

/// The levels of a list.
#[derive(Clone, Copy)]
struct Repeated {
    /// The definition level from which on it has a member.
    definition: i16,
    /// The repetition level of its second member and all after it.
    repetition: i16,
}

/// Goes along the schema and counts columns.
struct Builder<'s> {
    schema: &'s SchemaDescriptor,
    column: usize,
}

impl Node {
    /// The row.
    pub fn root(schema: &SchemaDescriptor) -> Result<Self, Trouble> {
        if schema.num_columns() == 0 {
            return Err(Trouble::broken("is Parquet without columns", "export it again"));
        }
        let mut builder = Builder { schema, column: 0 };
        let members = builder.members(schema.root_schema(), 0, 0);
        if let Some(twice) = repeated_name(schema.root_schema()) {
            let what = format!("names the column `{}` twice", twice.chars().take(40).collect::<String>());
            return Err(Trouble::broken(what, "give each column a name of its own"));
        }
        Ok(Self { columns: 0..builder.column, present: None, kind: Kind::Struct(members) })
    }

    /// Writes the next row as a line.
    pub fn write_row(&self, columns: &mut [Column], feed: &mut Feed) -> Result<(), Trouble> {
        if columns.iter().any(|column| column.repetition() != 0) {
            return Err(damaged("the levels of its columns do not fit together"));
        }
        self.write(columns, feed)?;
        feed.buffer.push(b'\n');
        feed.turn()
    }

    fn write(&self, columns: &mut [Column], feed: &mut Feed) -> Result<(), Trouble> {
        if let Some(present) = self.present
            && self.definition(columns)? < present
        {
            self.pass(columns);
            feed.buffer.extend_from_slice(b"null");
            return Ok(());
        }
        match &self.kind {
            Kind::Value(form) => {
                let column = &mut columns[self.columns.start];
                let at = column.take()?;
                form.write(&column.values, at, feed)
            }
            Kind::Struct(members) => {
                feed.buffer.push(b'{');
                for (i, (key, member)) in members.iter().enumerate() {
                    if i > 0 {
                        feed.buffer.push(b',');
                    }
                    feed.buffer.extend_from_slice(key);
                    member.write(columns, feed)?;
                }
                feed.buffer.push(b'}');
                Ok(())
            }
            Kind::List(repeated, item) => {
                feed.buffer.push(b'[');
                self.each(*repeated, columns, feed, |columns, feed| item.write(columns, feed))?;
                feed.buffer.push(b']');
                Ok(())
            }
            Kind::Map(repeated, entry) => {
                let (key, value) = entry.as_ref();
                feed.buffer.push(b'{');
                self.each(*repeated, columns, feed, |columns, feed| {
                    // A key is text in JSON; the buffer may have been handed on while a long one was written.
                    let is_text = matches!(&key.kind, Kind::Value(form) if form.is_text());
                    if is_text {
                        key.write(columns, feed)?;
                    } else {
                        let start = feed.buffer.len();
                        key.write(columns, feed)?;
                        let text = feed.buffer.split_off(start.min(feed.buffer.len()));
                        feed.buffer.extend_from_slice(&quoted(text.trim_ascii()));
                    }
                    feed.buffer.push(b':');
                    value.write(columns, feed)
                })?;
                feed.buffer.push(b'}');
                Ok(())
            }
        }
    }

    /// Goes through the members of a list.
    fn each(
        &self,
        repeated: Repeated,
        columns: &mut [Column],
        feed: &mut Feed,
        mut write: impl FnMut(&mut [Column], &mut Feed) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        if self.definition(columns)? < repeated.definition {
            self.pass(columns);
            return Ok(());
        }
        loop {
            write(columns, feed)?;
            feed.turn()?;
            if columns[self.columns.start].repetition() != repeated.repetition {
                return Ok(());
            }
            feed.buffer.push(b',');
        }
    }

    fn definition(&self, columns: &[Column]) -> Result<i16, Trouble> {
        columns[self.columns.start].definition()
    }

    /// What is not there has one place in every column below it.
    fn pass(&self, columns: &mut [Column]) {
        columns[self.columns.clone()].iter_mut().for_each(Column::pass);
    }
}

impl Builder<'_> {
    fn members(&mut self, group: &Type, definition: i16, repetition: i16) -> Vec<(Vec<u8>, Node)> {
        let member = |member: &std::sync::Arc<Type>| {
            let key = [&quoted(member.name().as_bytes())[..], b":"].concat();
            (key, self.node(member, definition, repetition))
        };
        group.get_fields().iter().map(member).collect()
    }

    /// What a member of a group is; the levels are those of the group.
    fn node(&mut self, field: &Type, definition: i16, repetition: i16) -> Node {
        let start = self.column;
        let info = field.get_basic_info();
        let (present, kind) = match info.has_repetition().then(|| info.repetition()) {
            Some(Repetition::OPTIONAL) => {
                (Some(definition + 1), self.kind(field, definition + 1, repetition))
            }
            // Without a list around it, it is one itself.
            Some(Repetition::REPEATED) => {
                let repeated = Repeated { definition: definition + 1, repetition: repetition + 1 };
                let kind = self.kind(field, definition + 1, repetition + 1);
                let item = Node { columns: start..self.column, present: None, kind };
                (None, Kind::List(repeated, Box::new(item)))
            }
            _ => (None, self.kind(field, definition, repetition)),
        };
        Node { columns: start..self.column, present, kind }
    }

    fn kind(&mut self, field: &Type, definition: i16, repetition: i16) -> Kind {
        if field.is_primitive() {
            let form = Form::of(&self.schema.column(self.column));
            self.column += 1;
            return Kind::Value(form);
        }
        let info = field.get_basic_info();
        let is_list = info.converted_type() == ConvertedType::LIST
            || info.logical_type_ref() == Some(&LogicalType::List);
        let is_map = matches!(info.converted_type(), ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE)
            || info.logical_type_ref() == Some(&LogicalType::Map);
        let fields = field.get_fields();
        let inner = fields.first().filter(|inner| {
            let info = inner.get_basic_info();
            fields.len() == 1 && info.has_repetition() && info.repetition() == Repetition::REPEATED
        });
        let repeated = Repeated { definition: definition + 1, repetition: repetition + 1 };
        match inner {
            Some(inner) if is_list => {
                let start = self.column;
                // Three levels as they are written today, or two as they were.
                let is_wrapped = inner.is_group()
                    && inner.get_fields().len() == 1
                    && inner.name() != "array"
                    && inner.name() != format!("{}_tuple", field.name());
                let item = if is_wrapped {
                    self.node(&inner.get_fields()[0], definition + 1, repetition + 1)
                } else {
                    let kind = self.kind(inner, definition + 1, repetition + 1);
                    Node { columns: start..self.column, present: None, kind }
                };
                Kind::List(repeated, Box::new(item))
            }
            Some(inner) if is_map && inner.is_group() && inner.get_fields().len() == 2 => {
                let key = self.node(&inner.get_fields()[0], definition + 1, repetition + 1);
                let value = self.node(&inner.get_fields()[1], definition + 1, repetition + 1);
                Kind::Map(repeated, Box::new((key, value)))
            }
            _ => Kind::Struct(self.members(field, definition, repetition)),
        }
    }
}

/// A name that two columns have.
fn repeated_name(root: &Type) -> Option<&str> {
    let mut seen = std::collections::HashSet::new();
    root.get_fields().iter().map(|field| field.name()).find(|name| !seen.insert(*name))
}
