//! Any file: however small the blocks in which it is read, the same records stand on the same lines, and none is lost.

use std::io::Write;

use gristmill::engine::{Intake, Settings, Source};

/// Line, and text or length, of every record.
fn records(source: &Source, chunk_bytes: usize) -> Vec<(u64, Vec<u8>, Option<u64>)> {
    let settings = Settings { threads: 1, chunk_bytes, max_record_bytes: 40 };
    let mut chunks = source.chunks(0, settings).expect("an open file can be read");
    let mut records = Vec::new();
    while let Some(chunk) = chunks.next(Vec::new()).expect("an open file can be read") {
        for span in &chunk.spans {
            let text = chunk.data[span.start..span.end].to_vec();
            records.push((span.line, text, span.oversized.map(|(offset, _)| offset)));
        }
    }
    records
}

/// Reads a file of these bytes in blocks of several sizes.
pub fn check(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("there is room for a file");
    file.write_all(bytes).expect("there is room for a file");
    let name = file.path().to_str().expect("the name of a temporary file is text");
    let Ok(Ok(source)) = Source::open(name, &Intake::default(), &()) else { return };
    let whole = records(&source, 1 << 20);
    assert!(whole.is_sorted_by_key(|(line, ..)| *line), "records stand on lines one after another");
    for chunk_bytes in [1, 2, 3, 7, 64] {
        assert_eq!(records(&source, chunk_bytes), whole, "in blocks of {chunk_bytes}");
    }
}
