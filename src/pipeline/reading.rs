//! From a record's bytes to what it means: decoded once, seen by everybody.

use std::cell::Cell;

use crate::model::{Arena, Parsed, Record, Unread};
use crate::rules::View;
use crate::shapes::Shape;

thread_local! {
    /// The memory in which the values of one record after another live.
    static ARENA: Cell<Option<Arena>> = const { Cell::new(None) };
}

/// How records of a file are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'r> {
    /// The shape of the file.
    pub shape: &'static Shape,
    /// The shapes as which a record is read too where it has one of them instead, because somebody reads every record
    /// for itself.
    pub others: &'r [&'static Shape],
}

impl Reading<'_> {
    /// Reads records as their file's shape.
    pub fn of(shape: &'static Shape) -> Self {
        Self { shape, others: &[] }
    }

    /// Decodes a record and shows it to `look`.
    pub fn read<R>(self, record: &Record<'_>, look: impl FnOnce(&View<'_>) -> R) -> R {
        self.read_both(record, |view, _| look(view))
    }

    /// Decodes a record and shows it to `look`: as its file's shape has it, and as its own where that is one of the
    /// others.
    pub fn read_both<R>(
        self,
        record: &Record<'_>,
        look: impl FnOnce(&View<'_>, Option<&View<'_>>) -> R,
    ) -> R {
        let text = match text(record) {
            Ok(text) => text,
            Err(unread) => return look(&self.unread(record, &unread), None),
        };
        let arena = ARENA.take().unwrap_or_default();
        let shown = self.read_text(record, text, &arena, look);
        ARENA.set(Some(arena.cleared()));
        shown
    }

    fn read_text<R>(
        self,
        record: &Record<'_>,
        text: &str,
        arena: &Arena,
        look: impl FnOnce(&View<'_>, Option<&View<'_>>) -> R,
    ) -> R {
        match Parsed::parse(text, arena) {
            Ok(parsed) => self.show(record, &parsed, arena, false, look),
            Err(error) if error.message.contains("surrogate") || error.message.contains("hex escape") => {
                // Half of a surrogate pair is no character, but the rest can still be read.
                let whole = without_lone_surrogates(text);
                match Parsed::parse(&whole, arena) {
                    Ok(parsed) => self.show(record, &parsed, arena, true, look),
                    Err(error) => look(&self.unread(record, &not_json(record, error)), None),
                }
            }
            Err(error) => look(&self.unread(record, &not_json(record, error)), None),
        }
    }

    fn show<'t, R>(
        self,
        record: &Record<'_>,
        parsed: &'t Parsed<'t>,
        arena: &'t Arena,
        has_lone_surrogate: bool,
        look: impl FnOnce(&View<'_>, Option<&View<'_>>) -> R,
    ) -> R {
        let is_stray = !self.others.is_empty() && !(self.shape.fits)(&parsed.root);
        let own = || Shape::of(&parsed.root).filter(|own| self.others.contains(own));
        let own = is_stray.then(own).flatten();
        let example = (self.shape.decode)(&parsed.root, arena);
        let mut view = View::new(record, Ok(parsed), self.shape, example.as_ref());
        view.has_lone_surrogate = has_lone_surrogate;
        let Some(own) = own else { return look(&view, None) };
        let example = (own.decode)(&parsed.root, arena);
        let mut own = View::new(record, Ok(parsed), own, example.as_ref());
        own.has_lone_surrogate = has_lone_surrogate;
        look(&view, Some(&own))
    }

    fn unread<'v>(self, record: &'v Record<'v>, unread: &'v Unread) -> View<'v> {
        View::new(record, Err(unread), self.shape, None)
    }
}

fn text<'r>(record: &Record<'r>) -> Result<&'r str, Unread> {
    if let Some((_, bytes)) = record.oversized {
        return Err(Unread::Oversized { bytes });
    }
    simdutf8::compat::from_utf8(record.text).map_err(|error| {
        let start = error.valid_up_to();
        Unread::NotUtf8 { at: start..start + error.error_len().unwrap_or(1) }
    })
}

fn not_json(record: &Record<'_>, error: crate::model::SyntaxError) -> Unread {
    // An element that spans lines was joined: the place of the error is that in the file.
    let in_file = std::str::from_utf8(record.raw).ok().and_then(|raw| Parsed::check(raw).err());
    Unread::NotJson(in_file.unwrap_or(error))
}

/// The text with `\\ufffd` for every escape that is half of a surrogate pair; its length stays the same.
fn without_lone_surrogates(text: &str) -> String {
    let mut whole = text.to_owned();
    let escape = |text: &str, at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    while let Some(next) = text[at..].find('\\') {
        at += next;
        match escape(text, at) {
            Some(0xd800..=0xdbff) if matches!(escape(text, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                whole.replace_range(at..at + 6, "\\ufffd");
                at += 6;
            }
            Some(_) => at += 6,
            None => at = text.len().min(at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8)),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_nothing_else() {
        let whole = |text: &str| without_lone_surrogates(text);
        assert_eq!(whole(r#""a\ud83d""#), r#""a\ufffd""#);
        assert_eq!(whole(r#""\ud83d\ude42""#), r#""\ud83d\ude42""#);
        assert_eq!(whole(r#""\ude42\ud83d\u0041""#), r#""\ufffd\ufffd\u0041""#);
        assert_eq!(whole(r#""\\ud83d""#), r#""\\ud83d""#);
        assert_eq!(whole("\"\\"), "\"\\");
        assert_eq!(whole("\"\\é\\ud800"), "\"\\é\\ufffd");
    }
}
