//! What a target takes of images.

/// What a target takes of images.
#[derive(Debug, Clone, Copy)]
pub struct Images {
    /// Whether it takes any.
    pub are_taken: bool,
    /// The starts of addresses that it takes; empty where any will do.
    pub schemes: &'static [&'static str],
    /// The formats that it takes; empty where any will do.
    pub formats: &'static [ImageFormat],
    /// The most images in one example.
    pub most: Option<usize>,
    /// The largest image, in bytes.
    pub max_bytes: Option<u64>,
}

impl Images {
    /// Nothing is known of limits.
    pub const ANY: Self = Self { are_taken: true, schemes: &[], formats: &[], most: None, max_bytes: None };
    /// No images at all.
    pub const NONE: Self = Self { are_taken: false, ..Self::ANY };
}

/// A format of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    Webp,
    /// GIF
    Gif,
}

impl ImageFormat {
    /// The format's name in a media type and in Bedrock's blocks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "png" => Self::Png,
            "jpeg" | "jpg" => Self::Jpeg,
            "webp" => Self::Webp,
            "gif" => Self::Gif,
            _ => return None,
        })
    }

    /// The format of an image by its first bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            _ => None,
        }
    }
}
