//! As much of the compact Thrift protocol as it takes to read page headers, and to look through a footer before the
//! `parquet` crate trusts it.

/// Values one after another; nothing when the bytes end or make no sense.
pub(super) struct Thrift<'t> {
    data: &'t [u8],
    at: usize,
}

/// The types of fields that are looked at.
pub(super) const I32: u8 = 5;
pub(super) const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// How deep structures may lie in each other in a footer.
const DEEPEST: usize = 32;

impl<'t> Thrift<'t> {
    pub fn new(data: &'t [u8]) -> Self {
        Self { data, at: 0 }
    }

    /// How many bytes were read.
    pub fn offset(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.data.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    /// A number of any length.
    pub fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number with its sign.
    pub fn int(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A number that must not be negative.
    pub fn count(&mut self) -> Option<u32> {
        u32::try_from(self.int()?).ok().filter(|count| i32::try_from(*count).is_ok())
    }

    /// The next field of a structure, by its number and type. Nothing at the end: the inner `None`.
    #[expect(clippy::option_option, reason = "the end of a structure is no fault")]
    pub fn field(&mut self, last: &mut i16) -> Option<Option<(i16, u8)>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        *last = match head >> 4 {
            0 => i16::try_from(self.int()?).ok()?,
            more => last.checked_add(i16::from(more))?,
        };
        Some(Some((*last, head & 15)))
    }

    /// The type and number of a list's elements.
    pub fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            count => usize::from(count),
        };
        // Each has a byte at least.
        (count <= self.data.len() - self.at).then_some((head & 15, count))
    }

    fn bytes(&mut self) -> Option<()> {
        let length = usize::try_from(self.varint()?).ok()?;
        self.at = self.at.checked_add(length).filter(|end| *end <= self.data.len())?;
        Some(())
    }

    /// Passes over a value of a type.
    pub fn skip(&mut self, kind: u8) -> Option<()> {
        self.skip_within(kind, DEEPEST, false)
    }

    fn skip_within(&mut self, kind: u8, depth: usize, is_element: bool) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            // A truth value is in its field's type; in a list it has a byte.
            1 | 2 if is_element => self.byte().map(drop),
            1 | 2 => Some(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => {
                self.at = self.at.checked_add(8).filter(|end| *end <= self.data.len())?;
                Some(())
            }
            BINARY => self.bytes(),
            LIST | 10 => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.skip_within(kind, depth, true))
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip_within(kind, depth, false)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

/// Columns inside each other, and all columns: more would be for nothing but to exhaust who reads them.
const DEEPEST_COLUMN: usize = 64;
const MOST_COLUMNS: usize = 10_000;

/// Looks through a footer: whether its parts are all there, and its columns neither too many nor too deep.
pub(super) fn look_through(footer: &[u8]) -> Result<(), &'static str> {
    let broken = "its footer makes no sense";
    let mut thrift = Thrift::new(footer);
    let mut last = 0;
    while let Some((number, kind)) = thrift.field(&mut last).ok_or(broken)? {
        if (number, kind) == (2, LIST) {
            schema(&mut thrift).ok_or(broken)??;
        } else {
            thrift.skip(kind).ok_or(broken)?;
        }
    }
    Ok(())
}

fn schema(thrift: &mut Thrift<'_>) -> Option<Result<(), &'static str>> {
    let (kind, count) = thrift.list()?;
    if kind != STRUCT {
        return None;
    }
    if count > MOST_COLUMNS {
        return Some(Err("it has more than 10,000 columns"));
    }
    // How many members are still to come, of each structure around the present one.
    let mut open: Vec<u32> = Vec::new();
    for _ in 0..count {
        let children = children(thrift)?;
        if let Some(rest) = open.last_mut() {
            *rest -= 1;
        }
        open.push(children);
        while open.last() == Some(&0) {
            open.pop();
        }
        if open.len() > DEEPEST_COLUMN {
            return Some(Err("its columns lie more than 64 levels inside each other"));
        }
    }
    open.is_empty().then_some(Ok(()))
}

fn children(thrift: &mut Thrift<'_>) -> Option<u32> {
    let (mut last, mut children) = (0, 0);
    while let Some((number, kind)) = thrift.field(&mut last)? {
        if (number, kind) == (5, I32) {
            children = thrift.count()?;
        } else {
            thrift.skip(kind)?;
        }
    }
    Some(children)
}
