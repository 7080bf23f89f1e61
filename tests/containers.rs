//! Containers for tests: packed files, tables, and Parquet as its own crate writes it.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// Packs with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("a Vec takes every byte");
    packer.finish().expect("a Vec takes every byte")
}

/// Packs with Zstandard.
pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    let mut packer = zstd::Encoder::new(Vec::new(), 3).expect("a Vec takes every byte");
    // As the program `zstd` writes it.
    packer.include_checksum(true).expect("the library knows checksums");
    packer.write_all(bytes).expect("a Vec takes every byte");
    packer.finish().expect("a Vec takes every byte")
}

/// A table with quotes around every cell that needs them.
pub fn table(names: &[&str], rows: &[Vec<String>], delimiter: char, end: &str) -> String {
    let cell = |text: &str| {
        let is_quoted = text.is_empty() || text.contains([delimiter, '"', '\n', '\r']);
        if is_quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let row =
        |cells: Vec<&str>| cells.into_iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string()) + end;
    let rows = rows.iter().map(|cells| row(cells.iter().map(String::as_str).collect()));
    std::iter::once(row(names.to_vec())).chain(rows).collect()
}

/// How a Parquet file is written.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub codec: Compression,
    pub has_dictionary: bool,
    pub is_second_version: bool,
    pub rows_in_group: usize,
}

impl Form {
    pub const PLAIN: Self = Self {
        codec: Compression::UNCOMPRESSED,
        has_dictionary: false,
        is_second_version: false,
        rows_in_group: 1_000_000,
    };

    fn properties(self) -> WriterProperties {
        let version =
            if self.is_second_version { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        let properties = WriterProperties::builder().set_compression(self.codec);
        let properties = properties.set_dictionary_enabled(self.has_dictionary).set_writer_version(version);
        // Small pages, so that short files have several.
        properties.set_data_page_size_limit(2_000).set_write_batch_size(16).build()
    }
}

/// Rows of texts; the empty text of `None` is null.
pub fn texts_in_parquet(names: &[&str], rows: &[Vec<Option<String>>], form: Form) -> Vec<u8> {
    let columns: Vec<String> = names.iter().map(|name| format!("optional binary {name} (UTF8);")).collect();
    let columns = columns.join(" ");
    write(&format!("message rows {{ {columns} }}"), rows, form, |group, i| {
        let levels: Vec<i16> = group.iter().map(|row| i16::from(row[i].is_some())).collect();
        let values = group.iter().filter_map(|row| row[i].as_deref()).map(ByteArray::from).collect();
        (values, levels, None)
    })
}

/// Conversations: a list of roles and contents each, in a column `messages`.
pub fn messages_in_parquet(rows: &[Vec<(String, Option<String>)>], form: Form) -> Vec<u8> {
    let schema = "message rows { optional group messages (LIST) { repeated group list { optional group element { \
                  optional binary role (UTF8); optional binary content (UTF8); } } } }";
    write(schema, rows, form, |group, i| {
        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        for messages in group {
            if messages.is_empty() {
                definitions.push(1);
                repetitions.push(0);
            }
            for (place, (role, content)) in messages.iter().enumerate() {
                let value = if i == 0 { Some(role) } else { content.as_ref() };
                definitions.push(if value.is_some() { 4 } else { 3 });
                repetitions.push(i16::from(place > 0));
                values.extend(value.map(|value| ByteArray::from(value.as_str())));
            }
        }
        (values, definitions, Some(repetitions))
    })
}

/// The values of a column with their levels.
type Leaves = (Vec<ByteArray>, Vec<i16>, Option<Vec<i16>>);

fn write<R>(schema: &str, rows: &[R], form: Form, leaves: impl Fn(&[R], usize) -> Leaves) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("the schema is lawful"));
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(form.properties()))
        .expect("a Vec takes every byte");
    for group in rows.chunks(form.rows_in_group) {
        let mut out = writer.next_row_group().expect("a Vec takes every byte");
        let mut i = 0;
        while let Some(mut column) = out.next_column().expect("a Vec takes every byte") {
            let (values, definitions, repetitions) = leaves(group, i);
            let typed = column.typed::<ByteArrayType>();
            typed.write_batch(&values, Some(&definitions), repetitions.as_deref()).expect("levels fit");
            column.close().expect("a Vec takes every byte");
            i += 1;
        }
        out.close().expect("a Vec takes every byte");
    }
    writer.close().expect("a Vec takes every byte");
    bytes
}

/// Every packing of pages that is read.
pub fn codecs() -> [Compression; 4] {
    [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ]
}
