//! The pages of a column: read and unpacked one by one, each within limits.
//!
//! The reader of the `parquet` crate unpacks as much as a page holds, whatever its header says, and reserves what the
//! header says, whatever the page holds. This one believes neither.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use parquet::basic::{CompressionCodec, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;

use super::damaged;
use super::header::{Body, Header, read_header};
use super::thrift::Thrift;
use crate::engine::spool::Trouble;

/// How many values a page may have whose column lies in a list: their levels are held, eight million of which are as much
/// as the longest record.
const MOST_LEVELS: u64 = 1 << 23;

/// How large a page may be that unpacks to more than `MOST_RATIO` times its size. Writers make pages of a megabyte.
const LARGE: usize = 64 << 20;

/// No text that somebody wrote packs better in one page.
const MOST_RATIO: usize = 1_100;

/// The pages of one column in one row group.
pub(super) struct Pages {
    file: Arc<File>,
    at: u64,
    end: u64,
    values_left: u64,
    codec: CompressionCodec,
    column: Kind,
    /// The header of the next page, where somebody asked for it before.
    next: Option<Header>,
    /// Bytes that were read, for all columns together.
    taken: Arc<AtomicU64>,
    /// Values in the pages since whoever decodes them began anew.
    pub levels: Arc<AtomicU64>,
}

/// What pages must know of their column.
#[derive(Clone, Copy)]
struct Kind {
    physical: Type,
    has_repetitions: bool,
    has_definitions: bool,
}

fn wrong(why: &str) -> ParquetError {
    ParquetError::General(why.to_owned())
}

impl Pages {
    /// The pages of a column, from the first.
    pub fn open(
        file: &Arc<File>,
        chunk: &ColumnChunkMetaData,
        taken: Arc<AtomicU64>,
    ) -> std::result::Result<Self, Trouble> {
        let codec = chunk.compression_codec();
        let is_known = matches!(
            codec,
            CompressionCodec::UNCOMPRESSED
                | CompressionCodec::SNAPPY
                | CompressionCodec::GZIP
                | CompressionCodec::ZSTD
        );
        if !is_known {
            let what = format!("is Parquet packed with {codec:?}, which is not read");
            return Err(Trouble::broken(what, "write it again, packed with zstd, snappy or gzip"));
        }
        let count = |number: i64| u64::try_from(number).map_err(|_| damaged("a place in it is negative"));
        let data = count(chunk.data_page_offset())?;
        let dictionary = chunk.dictionary_page_offset().map(count).transpose()?;
        let start = dictionary.filter(|start| *start > 0).unwrap_or(data).min(data);
        let end = start.saturating_add(count(chunk.compressed_size())?);
        if start < 4 || end > file.metadata()?.len() {
            return Err(damaged("a column lies outside of the file"));
        }
        let descriptor = chunk.column_descr();
        let column = Kind {
            physical: descriptor.physical_type(),
            has_repetitions: descriptor.max_rep_level() > 0,
            has_definitions: descriptor.max_def_level() > 0,
        };
        let (next, levels) = (None, Arc::default());
        let (file, values_left) = (Arc::clone(file), count(chunk.num_values())?);
        Ok(Self { file, at: start, end, values_left, codec, column, next, taken, levels })
    }

    /// The header of the next page that is not an index; nothing at the end.
    fn header(&mut self) -> Result<Option<&Header>> {
        while self.next.is_none() && self.values_left > 0 && self.at < self.end {
            let header = read_header(&self.file, self.at, self.end)?;
            let packed = header.packed as u64;
            let start = self.at + header.length as u64;
            if packed > self.end.saturating_sub(start) {
                return Err(wrong("a page is longer than its column"));
            }
            self.at = start;
            if header.body.is_none() {
                self.at += packed;
            } else {
                self.next = Some(header);
            }
        }
        Ok(self.next.as_ref())
    }

    /// Counts the values of a page against what the column has, and against what may be held.
    fn count(&mut self, values: u32) -> Result<()> {
        let values = u64::from(values);
        self.values_left = self
            .values_left
            .checked_sub(values)
            .ok_or_else(|| wrong("a column has more values than it says"))?;
        if self.column.has_repetitions {
            let before = self.levels.fetch_add(values, Ordering::Relaxed);
            if values > MOST_LEVELS || before + values > 2 * MOST_LEVELS {
                return Err(wrong("a page has more than 8,388,608 members of lists"));
            }
        }
        Ok(())
    }

    fn unpack(&self, packed: &[u8], size: usize) -> Result<Vec<u8>> {
        let is_bomb = size > LARGE && size / MOST_RATIO > packed.len();
        if is_bomb {
            return Err(wrong("a page unpacks to more than 1,100 times its size: this may be a bomb"));
        }
        let mut data = Vec::new();
        match self.codec {
            CompressionCodec::SNAPPY => {
                if snap::raw::decompress_len(packed).ok() != Some(size) {
                    return Err(wrong("a page has not the length that it says"));
                }
                data.resize(size, 0);
                let unpacked = snap::raw::Decoder::new().decompress(packed, &mut data);
                unpacked.map_err(|cause| wrong(&cause.to_string()))?;
            }
            CompressionCodec::GZIP => {
                let unpacked = flate2::read::MultiGzDecoder::new(packed);
                data.reserve_exact(size);
                unpacked.take(size as u64 + 1).read_to_end(&mut data)?;
            }
            CompressionCodec::ZSTD => {
                data.reserve_exact(size);
                zstd::bulk::Decompressor::new()?.decompress_to_buffer(packed, &mut data)?;
            }
            _ => data.extend_from_slice(packed),
        }
        if data.len() == size { Ok(data) } else { Err(wrong("a page has not the length that it says")) }
    }

    fn page(&mut self, header: Header) -> Result<Page> {
        let mut packed = vec![0; header.packed];
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        file.read_exact(&mut packed)?;
        self.at += header.packed as u64;
        self.taken.fetch_add((header.length + header.packed) as u64, Ordering::Relaxed);
        let body = header.body.ok_or_else(|| wrong("a page has no kind"))?;
        let plain = match &body {
            Body::DataV2 { definitions, repetitions, is_packed, .. } => {
                let levels = *definitions as usize + *repetitions as usize;
                if levels > packed.len() || levels > header.unpacked {
                    return Err(wrong("the levels of a page are longer than the page"));
                }
                if *is_packed && levels < packed.len() {
                    let rest = self.unpack(&packed[levels..], header.unpacked - levels)?;
                    packed.truncate(levels);
                    packed.extend_from_slice(&rest);
                }
                packed
            }
            _ if self.codec == CompressionCodec::UNCOMPRESSED => packed,
            _ => self.unpack(&packed, header.unpacked)?,
        };
        let buf = Bytes::from(plain);
        Ok(match body {
            Body::Dictionary { values, encoding, is_sorted } => {
                if u64::from(values) * least_width(self.column.physical) > buf.len() as u64 {
                    return Err(wrong("a dictionary has more values than room for them"));
                }
                Page::DictionaryPage { buf, num_values: values, encoding, is_sorted }
            }
            Body::Data { values, encoding, definitions, repetitions } => {
                self.count(values)?;
                let start = self.levels_end(&buf, definitions, repetitions)?;
                check_lengths(encoding, &buf[start..], values)?;
                Page::DataPage {
                    buf,
                    num_values: values,
                    encoding,
                    def_level_encoding: definitions,
                    rep_level_encoding: repetitions,
                    statistics: None,
                }
            }
            Body::DataV2 { values, nulls, rows, encoding, definitions, repetitions, .. } => {
                self.count(values)?;
                check_lengths(encoding, &buf[definitions as usize + repetitions as usize..], values)?;
                Page::DataPageV2 {
                    buf,
                    num_values: values,
                    encoding,
                    num_nulls: nulls,
                    num_rows: rows,
                    def_levels_byte_len: definitions,
                    rep_levels_byte_len: repetitions,
                    is_compressed: false,
                    statistics: None,
                }
            }
        })
    }

    /// Where the values of a page of the first version begin, behind its levels.
    fn levels_end(&self, page: &[u8], definitions: Encoding, repetitions: Encoding) -> Result<usize> {
        let levels = [(self.column.has_repetitions, repetitions), (self.column.has_definitions, definitions)];
        let mut at = 0_usize;
        for (_, encoding) in levels.iter().filter(|(is_there, _)| *is_there) {
            if *encoding != Encoding::RLE {
                return Err(wrong("its levels are in an encoding that nobody writes any more"));
            }
            let length = page.get(at..at + 4).and_then(|length| length.try_into().ok());
            let length = length.map(u32::from_le_bytes).ok_or_else(|| wrong("a page ends in its levels"))?;
            at += 4 + length as usize;
            if at > page.len() {
                return Err(wrong("a page ends in its levels"));
            }
        }
        Ok(at)
    }
}

/// The fewest bytes that a value takes in a dictionary.
fn least_width(physical: Type) -> u64 {
    match physical {
        Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => 1,
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
    }
}

/// Where lengths of strings come before the strings, all of them are held: there must not be more than values.
fn check_lengths(encoding: Encoding, values: &[u8], most: u32) -> Result<()> {
    let is_checked = match encoding {
        Encoding::DELTA_LENGTH_BYTE_ARRAY => delta_end(values, most).is_some(),
        Encoding::DELTA_BYTE_ARRAY => {
            delta_end(values, most).and_then(|end| delta_end(&values[end..], most)).is_some()
        }
        _ => return Ok(()),
    };
    let is_checked = is_checked && u64::from(most) <= MOST_LEVELS;
    if is_checked { Ok(()) } else { Err(wrong("the lengths of its strings make no sense")) }
}

/// Where a block of packed differences ends that has no more than `most` values.
fn delta_end(data: &[u8], most: u32) -> Option<usize> {
    let mut thrift = Thrift::new(data);
    let block = usize::try_from(thrift.varint()?).ok().filter(|block| *block <= 1 << 20)?;
    let parts = usize::try_from(thrift.varint()?).ok().filter(|parts| (1..=block).contains(parts))?;
    let count = usize::try_from(thrift.varint()?).ok().filter(|count| *count <= most as usize)?;
    thrift.varint()?;
    let mut left = count.saturating_sub(1);
    let mut at = thrift.offset();
    while left > 0 {
        let mut block_head = Thrift::new(&data[at..]);
        block_head.varint()?;
        at += block_head.offset();
        let widths = data.get(at..at + parts)?;
        at += parts;
        for width in widths {
            if left > 0 {
                at += usize::from(*width) * (block / parts) / 8;
                left = left.saturating_sub(block / parts);
            }
        }
    }
    (at <= data.len()).then_some(at)
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.header()?;
        self.next.take().map(|header| self.page(header)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        let Some(header) = self.header()? else { return Ok(None) };
        Ok(header.body.as_ref().map(|body| match body {
            Body::Dictionary { .. } => PageMetadata { num_rows: None, num_levels: None, is_dict: true },
            Body::Data { values, .. } => {
                PageMetadata { num_rows: None, num_levels: Some(*values as usize), is_dict: false }
            }
            Body::DataV2 { values, rows, .. } => PageMetadata {
                num_rows: Some(*rows as usize),
                num_levels: Some(*values as usize),
                is_dict: false,
            },
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.get_next_page().map(drop)
    }
}
