//! From a record's bytes to what it means: decoded once, seen by everybody.

use crate::model::{Parsed, Record, Unread};
use crate::rules::View;
use crate::shapes::Shape;
use crate::targets::Target;

/// Decodes a record and shows it to `look`.
pub fn read<R>(
    record: &Record<'_>,
    shape: &'static Shape,
    target: Option<&'static Target>,
    look: impl FnOnce(&View<'_>) -> R,
) -> R {
    match parse(record) {
        Err(unread) => look(&View::new(record, Err(&unread), shape, None, target)),
        Ok(parsed) => {
            let example = (shape.decode)(&parsed.root);
            look(&View::new(record, Ok(&parsed), shape, example.as_ref(), target))
        }
    }
}

fn parse<'r>(record: &Record<'r>) -> Result<Parsed<'r>, Unread> {
    if let Some((_, bytes)) = record.oversized {
        return Err(Unread::Oversized { bytes });
    }
    let text = simdutf8::compat::from_utf8(record.text).map_err(|error| {
        let start = error.valid_up_to();
        Unread::NotUtf8 { at: start..start + error.error_len().unwrap_or(1) }
    })?;
    Parsed::parse(text).map_err(|error| {
        // An element that spans lines was joined: the place of the error is that in the file.
        let in_file = std::str::from_utf8(record.raw).ok().and_then(|raw| Parsed::parse(raw).err());
        Unread::NotJson(in_file.unwrap_or(error))
    })
}
