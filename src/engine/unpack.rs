//! Packed files: gzip and Zstandard, told by their first bytes.

use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::sniff::HEAD;
use super::spool::read_full;

/// A stream that may be handed to another thread.
pub(super) type Stream = Box<dyn Read + Send>;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    /// How a file that starts so is packed, if it is.
    pub fn of(head: &[u8]) -> Option<Self> {
        // A Zstandard file may start with a frame that holds no data.
        let is_skippable = head.len() >= 4 && head[0] >> 4 == 5 && head[1..4] == *b"\x2a\x4d\x18";
        if head.starts_with(b"\x1f\x8b") {
            Some(Self::Gzip)
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable {
            Some(Self::Zstandard)
        } else {
            None
        }
    }

    /// The stream unpacked; files that were packed one by one and joined come out joined.
    pub fn unpack(self, packed: Stream) -> io::Result<Stream> {
        let packed = BufReader::with_capacity(128 << 10, packed);
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            // The library takes no window of more than 128 MiB, which bounds the memory.
            Self::Zstandard => Box::new(zstd::Decoder::with_buffer(packed)?),
        })
    }
}

/// The first bytes of a stream, and the stream as if nobody had looked.
pub(super) fn peek(mut stream: Stream) -> io::Result<(Vec<u8>, Stream)> {
    let mut head = vec![0; HEAD];
    let read = read_full(&mut stream, &mut head)?;
    head.truncate(read);
    let whole = Cursor::new(head.clone()).chain(stream);
    Ok((head, Box::new(whole)))
}
