//! Where the records of a file stand, and whether a pointer leads into one.

use gristmill::engine::{Container, Intake, Settings, Source};
use gristmill::model::{Arena, Json, Parsed, Pointer};

/// A record with the lines on which it stands.
pub struct Placed {
    /// The line on which it begins.
    pub first: u64,
    /// The line on which it ends.
    pub last: u64,
    /// Its bytes.
    pub raw: Vec<u8>,
}

/// The records of a file, and how they stand in it; nothing where it holds none.
pub fn records(name: &str) -> Option<(Container, Vec<Placed>)> {
    let source = Source::open(name, &Intake::default(), &()).ok()?.ok()?;
    let settings = Settings { threads: 1, ..Settings::default() };
    let mut chunks = source.chunks(0, settings).expect("an open file can be read");
    let mut records = Vec::new();
    while let Some(chunk) = chunks.next(Vec::new()).expect("an open file can be read") {
        for span in &chunk.spans {
            let raw = chunk.data[span.start..span.end].to_vec();
            let breaks = raw.split(|byte| *byte == b'\n').count() as u64 - 1;
            records.push(Placed { first: span.line, last: span.line + breaks, raw });
        }
    }
    Some((source.container(), records))
}

/// Whether a pointer leads into a record, or to the object that lacks its last member. What cannot be read has no
/// inside.
pub fn leads(raw: &[u8], pointer: &Pointer) -> bool {
    if pointer.is_root() {
        return true;
    }
    let Ok(text) = std::str::from_utf8(raw) else { return false };
    let text = mended(text);
    let arena = Arena::default();
    let Ok(parsed) = Parsed::parse(&text, &arena) else { return false };
    let steps: Vec<String> = pointer.steps().collect();
    follow(&parsed.root, &steps)
}

fn follow(value: &Json<'_>, steps: &[String]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    match value {
        Json::List(items) => {
            step.parse().is_ok_and(|place: usize| items.get(place).is_some_and(|item| follow(item, rest)))
        }
        // Of duplicate keys any may be meant.
        Json::Object(members) => {
            rest.is_empty() || members.iter().any(|(key, member)| key == step && follow(member, rest))
        }
        _ => false,
    }
}

/// A text with a character in place of every half of a surrogate pair.
fn mended(text: &str) -> String {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let taken = match (next, unit(at)) {
            ('\\', Some(0xd800..=0xdbff)) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            ('\\', Some(0xd800..=0xdfff)) => {
                whole.push_str("\\ufffd");
                at += 6;
                continue;
            }
            ('\\', _) => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => next.len_utf8(),
        };
        whole.push_str(&text[at..at + taken]);
        at += taken;
    }
    whole
}
