//! A column while it is read: some rows' worth of values with their levels, and how far they have been used.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::metadata::ColumnChunkMetaData;

use super::damaged;
use super::pages::Pages;
use crate::engine::spool::Trouble;

/// The values of a column that are not null.
pub(super) enum Values {
    Bools(Vec<bool>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Moments(Vec<Int96>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A column that is being read.
pub(super) struct Column {
    reader: ColumnReader,
    pub values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// How many values there are, those that are null included.
    count: usize,
    at: usize,
    value_at: usize,
    most_definition: i16,
    has_repetitions: bool,
    levels: Arc<AtomicU64>,
}

impl Column {
    pub fn new(pages: Pages, chunk: &ColumnChunkMetaData) -> Self {
        let descriptor = chunk.column_descr_ptr();
        let (most_definition, has_repetitions) = (descriptor.max_def_level(), descriptor.max_rep_level() > 0);
        let levels = Arc::clone(&pages.levels);
        let reader = get_column_reader(descriptor, Box::new(pages));
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bools(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Ints(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Longs(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Moments(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Floats(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Doubles(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Self {
            reader,
            values,
            definitions: Vec::new(),
            repetitions: Vec::new(),
            count: 0,
            at: 0,
            value_at: 0,
            most_definition,
            has_repetitions,
            levels,
        }
    }

    /// Reads the next rows, at most so many; says how many there were.
    pub fn read(&mut self, rows: usize) -> Result<usize, Trouble> {
        if self.at != self.count {
            return Err(damaged("the levels of its columns do not fit together"));
        }
        self.definitions.clear();
        self.repetitions.clear();
        self.levels.store(0, Ordering::Relaxed);
        let (definitions, repetitions) = (&mut self.definitions, &mut self.repetitions);
        let definitions = (self.most_definition > 0).then_some(definitions);
        let repetitions = self.has_repetitions.then_some(repetitions);
        macro_rules! read {
            ($reader:expr, $values:expr) => {{
                $values.clear();
                $reader.read_records(rows, definitions, repetitions, $values)?
            }};
        }
        let (rows, _, count) = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(reader), Values::Bools(values)) => read!(reader, values),
            (ColumnReader::Int32ColumnReader(reader), Values::Ints(values)) => read!(reader, values),
            (ColumnReader::Int64ColumnReader(reader), Values::Longs(values)) => read!(reader, values),
            (ColumnReader::Int96ColumnReader(reader), Values::Moments(values)) => read!(reader, values),
            (ColumnReader::FloatColumnReader(reader), Values::Floats(values)) => read!(reader, values),
            (ColumnReader::DoubleColumnReader(reader), Values::Doubles(values)) => read!(reader, values),
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => read!(reader, values),
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Values::Fixed(values)) => {
                read!(reader, values)
            }
            _ => (0, 0, 0),
        };
        (self.count, self.at, self.value_at) = (count, 0, 0);
        Ok(rows)
    }

    /// The definition level of the present value: how far down its branch there is something.
    pub fn definition(&self) -> Result<i16, Trouble> {
        let is_there = self.at < self.count;
        let level = if self.most_definition == 0 { Some(&0) } else { self.definitions.get(self.at) };
        level
            .filter(|_| is_there)
            .copied()
            .ok_or_else(|| damaged("the levels of its columns do not fit together"))
    }

    /// The repetition level of the present value: which list goes on with it; 0 at the start of a row.
    pub fn repetition(&self) -> i16 {
        self.repetitions.get(self.at).copied().unwrap_or(0)
    }

    /// Goes on to the next value, from one that is null or not there.
    pub fn pass(&mut self) {
        self.at += 1;
    }

    /// The place of the present value among those that are not null; goes on to the next.
    pub fn take(&mut self) -> Result<usize, Trouble> {
        if self.definition()? < self.most_definition {
            return Err(damaged("the levels of its columns do not fit together"));
        }
        self.at += 1;
        self.value_at += 1;
        Ok(self.value_at - 1)
    }
}
