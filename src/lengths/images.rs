//! Images by a published formula: their size is read from the data that the record holds, and nothing is fetched.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};

use crate::targets::ImageFormula;

/// Decodes whether or not the end is padded: only the beginning of an image is looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The tokens of an image; nothing where its size or the formula is not known.
pub fn tokens(url: &str, detail: Option<&str>, formula: Option<ImageFormula>) -> Option<u64> {
    let formula = formula?;
    let is_low = detail == Some("low");
    if let Some(flat) = formula.flat().filter(|_| is_low) {
        return Some(flat);
    }
    let (width, height) = size(url)?;
    Some(formula.tokens(width, height, is_low))
}

/// Width and height in pixels of an image in a data URL.
fn size(url: &str) -> Option<(u64, u64)> {
    /// Base64 that is read: more than what may stand before the size in an image.
    const HEAD: usize = 1 << 18;
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    if !head.ends_with(";base64") {
        return None;
    }
    let data = data.as_bytes();
    let whole = data.len().min(HEAD) / 4 * 4;
    let bytes = BASE64.decode(if data.len() <= HEAD { data } else { &data[..whole] }).ok()?;
    let size = imagesize::blob_size(&bytes).ok()?;
    Some((size.width as u64, size.height as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_read_from_the_data() {
        // The first bytes of a PNG of 1024 by 1024.
        let head = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 4, 0, 0, 0, 4, 0, 8, 2, 0, 0, 0]];
        let url = format!("data:image/png;base64,{}", BASE64.encode(head.concat()));
        assert_eq!(size(&url), Some((1_024, 1_024)));
        let formula = Some(ImageFormula::Tiles { base: 85, tile: 170 });
        assert_eq!(tokens(&url, None, formula), Some(765));
        assert_eq!(tokens(&url, Some("low"), formula), Some(85));
        assert_eq!(tokens("https://example.org/a.png", Some("low"), formula), Some(85));
        assert_eq!(tokens("https://example.org/a.png", None, formula), None);
        assert_eq!(tokens(&url, None, None), None);
    }
}
