//! Parquet: every row becomes one JSON object with typed values, on a line of its own.
//!
//! The `parquet` crate decodes columns. What stands between it and a hostile file is here: the footer is looked through
//! before it is parsed, pages are unpacked with limits, and rows are put together from the columns without trust in
//! their levels. The crate may still give up; it runs on a thread of its own, and that ends in a finding.

mod columns;
mod header;
mod pages;
mod rows;
mod thrift;
mod values;
mod write;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaDataReader;

use super::spool::{COPY_AGAIN, Feed, Trouble};
use columns::Column;
use pages::Pages;
use rows::Node;

pub(super) use write::{Schema, write};

/// The longest footer that is read. It describes the columns of every row group: a thousand groups of fifty columns have
/// about five megabytes.
const LONGEST_FOOTER: usize = 32 << 20;

/// What stands at both ends of a file.
const MAGIC: &[u8] = b"PAR1";

impl From<ParquetError> for Trouble {
    fn from(error: ParquetError) -> Self {
        let said = error.to_string();
        let said = said.split_once("error: ").map_or(said.as_str(), |(_, said)| said);
        damaged(said.lines().next().unwrap_or_default())
    }
}

/// What a file is whose parts do not fit together.
fn damaged(why: &str) -> Trouble {
    Trouble::broken(format!("is damaged Parquet: {why}"), COPY_AGAIN)
}

/// Writes all rows of a file.
pub(super) fn convert(file: File, feed: &mut Feed) -> Result<(), Trouble> {
    let footer = footer(&file)?;
    thrift::look_through(&footer).map_err(damaged)?;
    let metadata = ParquetMetaDataReader::decode_metadata(&footer)?;
    drop(footer);
    let schema = metadata.file_metadata().schema_descr();
    let root = Node::root(schema)?;
    let file = Arc::new(file);
    for group in metadata.row_groups() {
        let rows =
            u64::try_from(group.num_rows()).map_err(|_| damaged("a row group has less than no rows"))?;
        let bytes: i64 = group.columns().iter().map(|column| column.uncompressed_size().max(0)).sum();
        let batch = batch(rows, bytes);
        let mut columns: Vec<Column> = group
            .columns()
            .iter()
            .map(|chunk| Ok(Column::new(Pages::open(&file, chunk, Arc::clone(&feed.taken))?, chunk)))
            .collect::<Result<_, Trouble>>()?;
        let mut read = 0;
        loop {
            let mut counts = columns.iter_mut().map(|column| column.read(batch));
            let count = counts.next().unwrap_or(Ok(0))?;
            for other in counts {
                if other? != count {
                    return Err(damaged("its columns have not the same number of rows"));
                }
            }
            if count == 0 {
                break;
            }
            for _ in 0..count {
                root.write_row(&mut columns, feed)?;
            }
            read += count as u64;
        }
        if read != rows {
            return Err(damaged("a row group has not the number of rows that it says"));
        }
    }
    Ok(())
}

/// How many rows are decoded at a time: about a megabyte of them.
fn batch(rows: u64, bytes: i64) -> usize {
    const BYTES: u64 = 1 << 20;
    let each = u64::try_from(bytes).unwrap_or(0) / rows.max(1);
    usize::try_from(BYTES / each.max(1)).unwrap_or(1).clamp(1, 1024)
}

/// The end of the file that says what is in it.
fn footer(mut file: &File) -> Result<Vec<u8>, Trouble> {
    /// The length of the footer, and the magic.
    const TAIL: usize = 8;
    let length = file.seek(SeekFrom::End(0))?;
    let Some(before) = length.checked_sub(TAIL as u64).filter(|before| *before >= MAGIC.len() as u64) else {
        return Err(damaged("it is cut off"));
    };
    let mut tail = [0; TAIL];
    file.seek(SeekFrom::Start(before))?;
    file.read_exact(&mut tail)?;
    let (size, magic) = tail.split_at(4);
    if magic == b"PARE" {
        return Err(Trouble::broken("is Parquet with an encrypted footer", "decrypt it first"));
    }
    if magic != MAGIC {
        return Err(damaged("it does not end as Parquet ends, so it is cut off or was written halfway"));
    }
    let size = u32::from_le_bytes(size.try_into().unwrap_or_default()) as usize;
    if size as u64 > before - MAGIC.len() as u64 {
        return Err(damaged("its footer is longer than the file"));
    }
    if size > LONGEST_FOOTER {
        let what = format!("has a footer of {} MiB; at most {} are read", size >> 20, LONGEST_FOOTER >> 20);
        return Err(Trouble::broken(what, "write it again with fewer row groups or columns"));
    }
    let mut footer = vec![0; size];
    file.seek(SeekFrom::Start(before - size as u64))?;
    file.read_exact(&mut footer)?;
    Ok(footer)
}
