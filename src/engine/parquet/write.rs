//! JSON Lines as Parquet: columns as the rows have them, lists and objects as nested columns, compressed with Snappy.
//!
//! Every column may be null, because a row may lack what others have. What an object says freely (the arguments of a
//! call, a tool's schema) is written as JSON in a string: as nested columns, every key of one row would come back as null
//! in all others.

use std::io::{BufRead, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value};

/// Members whose objects have whatever keys they like.
const FREE: [&str; 5] = ["arguments", "parameters", "tools", "functions", "metadata"];
/// How much text a row group holds at most, in bytes.
const GROUP: usize = 32 << 20;

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Null,
    Bool,
    Int,
    Float,
    Text,
    List(Box<Kind>),
    Object(Vec<(String, Kind)>),
    /// Anything, as JSON in a string.
    Json,
}

/// Columns for rows of JSON: first every row is looked at, then written.
#[derive(Debug, Default)]
pub struct Schema(Vec<(String, Kind)>);

impl Schema {
    /// Looks at a row; one that is no object has no columns.
    pub fn add(&mut self, row: &Value) {
        if let Value::Object(members) = row {
            join_members(&mut self.0, members);
        }
    }

    fn root(&self) -> Result<TypePtr, ParquetError> {
        let fields = self.0.iter().map(|(name, kind)| kind.column(name)).collect::<Result<_, _>>()?;
        Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
    }
}

fn join_members(known: &mut Vec<(String, Kind)>, members: &Map<String, Value>) {
    for (name, value) in members {
        let kind = Kind::of(name, value);
        match known.iter_mut().find(|(other, _)| other == name) {
            Some((_, own)) => own.join(kind),
            None => known.push((name.clone(), kind)),
        }
    }
}

impl Kind {
    fn of(name: &str, value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::String(_) => Self::Text,
            _ if FREE.contains(&name) => Self::Json,
            Value::Bool(_) => Self::Bool,
            Value::Number(number) if number.is_i64() => Self::Int,
            Value::Number(_) => Self::Float,
            Value::Array(items) => {
                let mut of = Self::Null;
                for item in items {
                    of.join(Self::of("", item));
                }
                Self::List(Box::new(of))
            }
            Value::Object(members) => {
                let mut own = Vec::new();
                join_members(&mut own, members);
                Self::Object(own)
            }
        }
    }

    /// Makes the kind wide enough for another; kinds that have nothing in common are JSON.
    fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (_, Self::Null) | (Self::Float, Self::Int) => {}
            (own @ Self::Null, other) => *own = other,
            (Self::Int, Self::Float) => *self = Self::Float,
            (Self::List(own), Self::List(other)) => own.join(*other),
            (Self::Object(own), Self::Object(others)) => {
                for (name, kind) in others {
                    match own.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, own)) => own.join(kind),
                        None => own.push((name, kind)),
                    }
                }
            }
            (own, other) if *own == other => {}
            (own, _) => *own = Self::Json,
        }
    }

    fn is_leaf(&self) -> bool {
        match self {
            Self::List(_) => false,
            // A group must have a column.
            Self::Object(members) => members.is_empty(),
            _ => true,
        }
    }

    fn column(&self, name: &str) -> Result<TypePtr, ParquetError> {
        let text = || {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String))
                .with_repetition(Repetition::OPTIONAL)
                .build()
        };
        let plain = |of| Type::primitive_type_builder(name, of).with_repetition(Repetition::OPTIONAL).build();
        let group = |fields, repetition, logical| {
            Type::group_type_builder(name)
                .with_fields(fields)
                .with_repetition(repetition)
                .with_logical_type(logical)
                .build()
        };
        Ok(Arc::new(match self {
            Self::Bool => plain(Physical::BOOLEAN)?,
            Self::Int => plain(Physical::INT64)?,
            Self::Float => plain(Physical::DOUBLE)?,
            Self::List(of) => {
                let list = Type::group_type_builder("list")
                    .with_fields(vec![of.column("element")?])
                    .with_repetition(Repetition::REPEATED)
                    .build()?;
                group(vec![Arc::new(list)], Repetition::OPTIONAL, Some(LogicalType::List))?
            }
            Self::Object(members) if !members.is_empty() => {
                let fields =
                    members.iter().map(|(name, kind)| kind.column(name)).collect::<Result<_, _>>()?;
                group(fields, Repetition::OPTIONAL, None)?
            }
            _ => text()?,
        }))
    }
}

/// The values of one leaf in a row group, with the levels that say where in the rows they stand.
#[derive(Default)]
struct Leaf {
    values: Vec<Value>,
    /// How deep a value is there, one a slot.
    definition: Vec<i16>,
    /// At which list a slot goes on.
    repetition: Vec<i16>,
}

/// Puts a value into the leaves below a kind, of which the first is at `place`; gives the place behind the last.
fn shred(kind: &Kind, value: &Value, levels: (i16, i16, i16), place: usize, leaves: &mut Vec<Leaf>) -> usize {
    let (definition, repetition, lists) = levels;
    if kind.is_leaf() {
        if leaves.len() <= place {
            leaves.resize_with(place + 1, Leaf::default);
        }
        let leaf = &mut leaves[place];
        leaf.repetition.push(repetition);
        leaf.definition.push(definition + i16::from(!value.is_null()));
        if !value.is_null() {
            leaf.values.push(value.clone());
        }
        return place + 1;
    }
    match (kind, value) {
        (Kind::Object(members), Value::Object(own)) => members.iter().fold(place, |place, (name, kind)| {
            let value = own.get(name).unwrap_or(&Value::Null);
            shred(kind, value, (definition + 1, repetition, lists), place, leaves)
        }),
        (Kind::Object(members), _) => members
            .iter()
            .fold(place, |place, (_, kind)| absent(kind, (definition, repetition), place, leaves)),
        (Kind::List(of), Value::Array(items)) if !items.is_empty() => {
            let mut end = place;
            for (number, item) in items.iter().enumerate() {
                let repetition = if number == 0 { repetition } else { lists + 1 };
                end = shred(of, item, (definition + 2, repetition, lists + 1), place, leaves);
            }
            end
        }
        (Kind::List(of), Value::Array(_)) => absent(of, (definition + 1, repetition), place, leaves),
        (Kind::List(of), _) => absent(of, (definition, repetition), place, leaves),
        _ => place,
    }
}

/// Notes in every leaf below a kind that there is nothing.
fn absent(kind: &Kind, levels: (i16, i16), place: usize, leaves: &mut Vec<Leaf>) -> usize {
    match kind {
        _ if kind.is_leaf() => {
            if leaves.len() <= place {
                leaves.resize_with(place + 1, Leaf::default);
            }
            leaves[place].definition.push(levels.0);
            leaves[place].repetition.push(levels.1);
            place + 1
        }
        Kind::Object(members) => {
            members.iter().fold(place, |place, (_, kind)| absent(kind, levels, place, leaves))
        }
        Kind::List(of) => absent(of, levels, place, leaves),
        _ => place,
    }
}

/// Writes rows as a Parquet file; gives their number.
pub fn write(
    rows: impl BufRead,
    schema: &Schema,
    output: impl Write + Send,
) -> Result<u64, Box<dyn std::error::Error>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("gristmill {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = SerializedFileWriter::new(output, schema.root()?, Arc::new(properties))?;
    let (mut leaves, mut bytes, mut count) = (Vec::new(), 0, 0);
    for line in rows.lines() {
        let line = line?;
        let row: Value = serde_json::from_str(&line)?;
        schema.0.iter().fold(0, |place, (name, kind)| {
            shred(kind, row.get(name).unwrap_or(&Value::Null), (0, 0, 0), place, &mut leaves)
        });
        (bytes, count) = (bytes + line.len(), count + 1);
        if bytes > GROUP {
            group(&mut writer, std::mem::take(&mut leaves))?;
            bytes = 0;
        }
    }
    if !leaves.is_empty() {
        group(&mut writer, leaves)?;
    }
    writer.close()?;
    Ok(count)
}

fn group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    leaves: Vec<Leaf>,
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    let mut leaves = leaves.into_iter();
    while let Some(mut column) = group.next_column()? {
        let Leaf { values, definition, repetition } = leaves.next().unwrap_or_default();
        let levels = (Some(definition.as_slice()), Some(repetition.as_slice()));
        match column.untyped() {
            ColumnWriter::BoolColumnWriter(typed) => {
                let values: Vec<bool> = values.iter().filter_map(Value::as_bool).collect();
                typed.write_batch(&values, levels.0, levels.1)?;
            }
            ColumnWriter::Int64ColumnWriter(typed) => {
                let values: Vec<i64> = values.iter().filter_map(Value::as_i64).collect();
                typed.write_batch(&values, levels.0, levels.1)?;
            }
            ColumnWriter::DoubleColumnWriter(typed) => {
                let values: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
                typed.write_batch(&values, levels.0, levels.1)?;
            }
            ColumnWriter::ByteArrayColumnWriter(typed) => {
                let text = |value: Value| match value {
                    Value::String(text) => ByteArray::from(text.into_bytes()),
                    other => ByteArray::from(other.to_string().into_bytes()),
                };
                let values: Vec<ByteArray> = values.into_iter().map(text).collect();
                typed.write_batch(&values, levels.0, levels.1)?;
            }
            _ => {}
        }
        column.close()?;
    }
    group.close().map(drop)
}
