//! Values as JSON: numbers and truth values as such; dates, times and decimals as text; bytes as text where they are.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::schema::types::ColumnDescriptor;

use super::columns::Values;
use super::damaged;
use crate::engine::escape::escape;
use crate::engine::spool::{Feed, Trouble};

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Unsigned,
    Text,
    Bytes,
    Decimal { scale: u32 },
    Date,
    Time { digits: u32 },
    Moment { digits: u32, is_utc: bool },
    HalfFloat,
    Uuid,
}

impl Form {
    pub fn of(column: &ColumnDescriptor) -> Self {
        let digits = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 3,
            TimeUnit::MICROS => 6,
            TimeUnit::NANOS => 9,
        };
        let scale = u32::try_from(column.type_scale()).unwrap_or(0);
        match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Self::Text,
            Some(LogicalType::Decimal(_)) => return Self::Decimal { scale },
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(time)) => return Self::Time { digits: digits(&time.unit) },
            Some(LogicalType::Timestamp(time)) => {
                return Self::Moment { digits: digits(&time.unit), is_utc: time.is_adjusted_to_u_t_c };
            }
            Some(LogicalType::Integer(int)) if !int.is_signed => return Self::Unsigned,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Float16) => return Self::HalfFloat,
            _ => {}
        }
        match (column.converted_type(), column.physical_type()) {
            (ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON, _) => Self::Text,
            (ConvertedType::DECIMAL, _) => Self::Decimal { scale },
            (ConvertedType::DATE, _) => Self::Date,
            (ConvertedType::TIME_MILLIS, _) => Self::Time { digits: 3 },
            (ConvertedType::TIME_MICROS, _) => Self::Time { digits: 6 },
            (ConvertedType::TIMESTAMP_MILLIS, _) => Self::Moment { digits: 3, is_utc: true },
            (ConvertedType::TIMESTAMP_MICROS, _) => Self::Moment { digits: 6, is_utc: true },
            (
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
                _,
            ) => Self::Unsigned,
            (_, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY) => Self::Bytes,
            _ => Self::Plain,
        }
    }

    /// Whether its values are JSON strings.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Plain | Self::Unsigned | Self::HalfFloat)
    }

    /// Writes one of the values.
    pub fn write(self, values: &Values, at: usize, feed: &mut Feed) -> Result<(), Trouble> {
        let missing = || damaged("a column has fewer values than it says");
        match values {
            Values::Bytes(values) => {
                return self.bytes(values.get(at).map(ByteArray::data).ok_or_else(missing)?, feed);
            }
            Values::Fixed(values) => {
                let value: &FixedLenByteArray = values.get(at).ok_or_else(missing)?;
                return self.bytes(value.data(), feed);
            }
            _ => {}
        }
        let out = &mut feed.buffer;
        match values {
            Values::Bools(values) => {
                let value = *values.get(at).ok_or_else(missing)?;
                out.extend_from_slice(if value { b"true" } else { b"false" });
            }
            Values::Ints(values) => self.int(i64::from(*values.get(at).ok_or_else(missing)?), true, out),
            Values::Longs(values) => self.int(*values.get(at).ok_or_else(missing)?, false, out),
            Values::Moments(values) => {
                // Nanoseconds of a Julian day, as Impala and old Spark wrote them.
                const EPOCH: i64 = 2_440_588;
                let [low, high, day] = values.get(at).ok_or_else(missing)?.data() else {
                    return Err(missing());
                };
                let nanos = (u64::from(*high) << 32 | u64::from(*low)).cast_signed();
                let days = i64::from(*day) - EPOCH + nanos.div_euclid(86_400_000_000_000);
                moment(days, nanos.rem_euclid(86_400_000_000_000), 9, false, out);
            }
            Values::Floats(values) => float(f64::from(*values.get(at).ok_or_else(missing)?), true, out),
            Values::Doubles(values) => float(*values.get(at).ok_or_else(missing)?, false, out),
            Values::Bytes(_) | Values::Fixed(_) => {}
        }
        Ok(())
    }

    fn int(self, value: i64, is_short: bool, out: &mut Vec<u8>) {
        match self {
            Self::Unsigned if is_short => put(out, format_args!("{}", value & i64::from(u32::MAX))),
            Self::Unsigned => put(out, format_args!("{}", value.cast_unsigned())),
            Self::Decimal { scale } => decimal(i128::from(value), scale, out),
            Self::Date => {
                out.push(b'"');
                date(value, out);
                out.push(b'"');
            }
            Self::Time { digits } => {
                out.push(b'"');
                time(value, digits, out);
                out.push(b'"');
            }
            Self::Moment { digits, is_utc } => {
                let day = 86_400 * 10_i64.pow(digits);
                moment(value.div_euclid(day), value.rem_euclid(day), digits, is_utc, out);
            }
            _ => put(out, format_args!("{value}")),
        }
    }

    fn bytes(self, value: &[u8], feed: &mut Feed) -> Result<(), Trouble> {
        /// How much of a long text is written at a time.
        const PIECE: usize = 64 << 10;
        match (self, value.len()) {
            (Self::Decimal { scale }, 1..=16) => {
                let mut number = [if value[0] & 0x80 == 0 { 0 } else { 0xff }; 16];
                number[16 - value.len()..].copy_from_slice(value);
                decimal(i128::from_be_bytes(number), scale, &mut feed.buffer);
                return Ok(());
            }
            (Self::HalfFloat, 2) => {
                float(half(u16::from_le_bytes([value[0], value[1]])), true, &mut feed.buffer);
                return Ok(());
            }
            (Self::Uuid, 16) => {
                feed.buffer.push(b'"');
                for (i, byte) in value.iter().enumerate() {
                    let dash = if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" };
                    put(&mut feed.buffer, format_args!("{dash}{byte:02x}"));
                }
                feed.buffer.push(b'"');
                return Ok(());
            }
            _ => {}
        }
        feed.buffer.push(b'"');
        if self == Self::Text || simdutf8::basic::from_utf8(value).is_ok() {
            for piece in value.chunks(PIECE) {
                escape(piece, &mut feed.buffer);
                if value.len() > PIECE {
                    feed.turn()?;
                }
            }
        } else {
            for piece in value.chunks(PIECE / 3 * 3) {
                feed.buffer.extend_from_slice(STANDARD.encode(piece).as_bytes());
                feed.turn()?;
            }
        }
        feed.buffer.push(b'"');
        Ok(())
    }
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a Vec takes every byte");
}

/// The shortest digits that mean this number; what is no number is null, as JSON has it.
fn float(value: f64, is_short: bool, out: &mut Vec<u8>) {
    #[expect(clippy::cast_possible_truncation, reason = "it was a short one before")]
    match value {
        _ if !value.is_finite() => out.extend_from_slice(b"null"),
        _ if is_short => put(out, format_args!("{:?}", value as f32)),
        _ => put(out, format_args!("{value:?}")),
    }
}

fn half(bits: u16) -> f64 {
    let (sign, exponent, fraction) = (bits >> 15, bits >> 10 & 31, f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(i32::from(exponent) - 15),
    };
    if sign == 1 { -size } else { size }
}

fn decimal(value: i128, scale: u32, out: &mut Vec<u8>) {
    /// A number has at most so many digits.
    const MOST: u32 = 64;
    let scale = scale.min(MOST) as usize;
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if value < 0 { "-" } else { "" }, if scale > 0 { "." } else { "" });
    put(out, format_args!("\"{sign}{whole}{point}{rest}\""));
}

/// A day by its number from 1 January 1970 on.
fn date(days: i64, out: &mut Vec<u8>) {
    // Years that begin in March, in cycles of 400 years: see "chrono-compatible low-level date algorithms".
    let days = days.clamp(-1_000_000_000_000, 1_000_000_000_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    put(out, format_args!("{year:04}-{month:02}-{day:02}"));
}

/// A time of day in units of so many digits behind the second.
fn time(value: i64, digits: u32, out: &mut Vec<u8>) {
    let unit = 10_i64.pow(digits);
    let (seconds, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    put(out, format_args!("{hours:02}:{minutes:02}:{seconds:02}"));
    if rest > 0 {
        put(out, format_args!(".{rest:0width$}", width = digits as usize));
    }
}

fn moment(days: i64, of_day: i64, digits: u32, is_utc: bool, out: &mut Vec<u8>) {
    out.push(b'"');
    date(days, out);
    out.push(b'T');
    time(of_day, digits, out);
    out.extend_from_slice(if is_utc { b"Z\"" } else { b"\"" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn days_and_times_are_written_as_people_write_them() {
        assert_eq!(text(|out| date(0, out)), "1970-01-01");
        assert_eq!(text(|out| date(-1, out)), "1969-12-31");
        assert_eq!(text(|out| date(19_782, out)), "2024-02-29");
        assert_eq!(text(|out| date(11_016, out)), "2000-02-29");
        assert_eq!(
            text(|out| moment(19_782, 3_723_000_500, 6, true, out)),
            "\"2024-02-29T01:02:03.000500Z\""
        );
        assert_eq!(text(|out| moment(0, 60_000, 3, false, out)), "\"1970-01-01T00:01:00\"");
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(text(|out| decimal(-12_345, 2, out)), "\"-123.45\"");
        assert_eq!(text(|out| decimal(5, 3, out)), "\"0.005\"");
        assert_eq!(text(|out| decimal(7, 0, out)), "\"7\"");
        assert_eq!(text(|out| float(f64::from(0.1_f32), true, out)), "0.1");
        assert_eq!(text(|out| float(1e300, false, out)), "1e300");
        assert_eq!(text(|out| float(f64::NAN, false, out)), "null");
        assert_eq!(text(|out| float(half(0x3c00), true, out)), "1.0");
    }
}
