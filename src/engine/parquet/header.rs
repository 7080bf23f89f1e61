//! What stands before a page: its kind, its lengths, how its values are encoded.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use parquet::basic::Encoding;
use parquet::errors::{ParquetError, Result};

use super::thrift::{I32, STRUCT, Thrift};

/// The header of a page.
pub(super) struct Header {
    /// Its own length.
    pub length: usize,
    /// The length of the page as it lies in the file.
    pub packed: usize,
    /// The length of the page unpacked, as the header says.
    pub unpacked: usize,
    /// What the page holds; nothing for pages that hold no values.
    pub body: Option<Body>,
}

/// What a page holds.
pub(super) enum Body {
    Dictionary {
        values: u32,
        encoding: Encoding,
        is_sorted: bool,
    },
    Data {
        values: u32,
        encoding: Encoding,
        definitions: Encoding,
        repetitions: Encoding,
    },
    DataV2 {
        values: u32,
        nulls: u32,
        rows: u32,
        encoding: Encoding,
        definitions: u32,
        repetitions: u32,
        is_packed: bool,
    },
}

/// Reads the header at a place in the file. Headers are short, but for those that quote the least and greatest value.
pub(super) fn read_header(mut file: &File, at: u64, end: u64) -> Result<Header> {
    const SIZES: [u64; 4] = [512, 64 << 10, 8 << 20, 64 << 20];
    for size in SIZES {
        let size = size.min(end - at);
        let mut data = Vec::new();
        file.seek(SeekFrom::Start(at))?;
        file.take(size).read_to_end(&mut data)?;
        if let Some(header) = header(&data) {
            return Ok(header);
        }
        if size == end - at {
            break;
        }
    }
    Err(ParquetError::General("the header of a page makes no sense".to_owned()))
}

fn header(data: &[u8]) -> Option<Header> {
    let mut thrift = Thrift::new(data);
    let (mut kind, mut packed, mut unpacked, mut body) = (None, None, None, None);
    let mut last = 0;
    while let Some((number, field)) = thrift.field(&mut last)? {
        match (number, field) {
            (1, I32) => kind = Some(thrift.count()?),
            (2, I32) => unpacked = Some(thrift.count()? as usize),
            (3, I32) => packed = Some(thrift.count()? as usize),
            (5, STRUCT) => {
                let numbers = numbers(&mut thrift)?;
                body = Some(Body::Data {
                    values: numbers.count(1)?,
                    encoding: numbers.encoding(2)?,
                    definitions: numbers.encoding(3)?,
                    repetitions: numbers.encoding(4)?,
                });
            }
            (7, STRUCT) => {
                let numbers = numbers(&mut thrift)?;
                let (values, encoding) = (numbers.count(1)?, numbers.encoding(2)?);
                body = Some(Body::Dictionary { values, encoding, is_sorted: numbers.truth(3, false) });
            }
            (8, STRUCT) => {
                let numbers = numbers(&mut thrift)?;
                body = Some(Body::DataV2 {
                    values: numbers.count(1)?,
                    nulls: numbers.count(2)?,
                    rows: numbers.count(3)?,
                    encoding: numbers.encoding(4)?,
                    definitions: numbers.count(5)?,
                    repetitions: numbers.count(6)?,
                    is_packed: numbers.truth(7, true),
                });
            }
            (_, field) => thrift.skip(field)?,
        }
    }
    let is_kind = matches!(
        (kind?, &body),
        (0, Some(Body::Data { .. }))
            | (1, None)
            | (2, Some(Body::Dictionary { .. }))
            | (3, Some(Body::DataV2 { .. }))
    );
    is_kind.then_some(Header { length: thrift.offset(), packed: packed?, unpacked: unpacked?, body })
}

/// The fields of a structure that are numbers, by their number; others are passed over.
struct Numbers([Option<u32>; 8]);

fn numbers(thrift: &mut Thrift<'_>) -> Option<Numbers> {
    let mut numbers = Numbers([None; 8]);
    let mut last = 0;
    while let Some((number, kind)) = thrift.field(&mut last)? {
        let value = match kind {
            1 => 1,
            2 => 0,
            I32 => thrift.count()?,
            other => {
                thrift.skip(other)?;
                continue;
            }
        };
        if let Some(slot) = usize::try_from(number).ok().and_then(|number| numbers.0.get_mut(number)) {
            *slot = Some(value);
        }
    }
    Some(numbers)
}

impl Numbers {
    fn count(&self, number: usize) -> Option<u32> {
        self.0[number]
    }

    fn truth(&self, number: usize, otherwise: bool) -> bool {
        self.0[number].map_or(otherwise, |value| value == 1)
    }

    fn encoding(&self, number: usize) -> Option<Encoding> {
        #[expect(deprecated, reason = "old files say so of levels that they do not have")]
        Some(match self.0[number]? {
            0 => Encoding::PLAIN,
            2 => Encoding::PLAIN_DICTIONARY,
            3 => Encoding::RLE,
            4 => Encoding::BIT_PACKED,
            5 => Encoding::DELTA_BINARY_PACKED,
            6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            7 => Encoding::DELTA_BYTE_ARRAY,
            8 => Encoding::RLE_DICTIONARY,
            9 => Encoding::BYTE_STREAM_SPLIT,
            _ => return None,
        })
    }
}
