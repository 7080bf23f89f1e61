//! Writes an embedded vocabulary as a file of OpenAI's own format, one token in base64 and its rank a line, so that other
//! tokenizers can be held against it: `cargo run --example vocabulary o200k_base > o200k_base.tiktoken`.

use std::io::{BufWriter, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("name an encoding: o200k_base or cl100k_base")?;
    let vocabulary = tiktoken::get_encoding(&name).ok_or("there is no such encoding")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let ranks = u32::try_from(vocabulary.vocab_size())?;
    for rank in 0..ranks {
        writeln!(out, "{} {rank}", STANDARD.encode(vocabulary.decode(&[rank])))?;
    }
    Ok(())
}
