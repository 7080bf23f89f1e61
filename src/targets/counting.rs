//! How a target counts what stands around texts: the chat format, declared tools, images.

use super::Source;

/// How tokens around texts are counted.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// Around each message, its role among it.
    pub per_message: u64,
    /// More for a message with a name, beside the name itself.
    pub per_name: u64,
    /// Once for each example.
    pub per_example: u64,
    /// Declared tools; counted as the JSON that they are where nothing is published.
    pub tools: Option<ToolCounting>,
    /// Images.
    pub images: &'static [ImageCounting],
    /// Whether the target or its makers say so, or it is a guess.
    pub is_documented: bool,
    /// Where it was read.
    pub sources: &'static [Source],
}

/// How declared tools are counted: so much for each, and the texts of names, types and descriptions.
#[derive(Debug, Clone, Copy)]
pub struct ToolCounting {
    /// For each function, by encoding.
    pub per_function: &'static [(&'static str, u64)],
    /// For parameters, where there are any.
    pub per_parameters: u64,
    /// For each parameter.
    pub per_parameter: u64,
    /// Taken off for each list of allowed values.
    pub off_values: u64,
    /// For each allowed value.
    pub per_value: u64,
    /// Once, behind all of them.
    pub at_end: u64,
}

/// How images are counted for some models.
#[derive(Debug, Clone, Copy)]
pub struct ImageCounting {
    /// How the models' names begin; empty for all others.
    pub model: &'static str,
    /// The formula.
    pub formula: ImageFormula,
}

/// What an image of a size counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormula {
    /// Scaled to fit a square of 2,048 and then to 768 along the shorter side, and counted in tiles of 512; looked at
    /// less closely it has the base alone.
    Tiles {
        /// For the image as a whole.
        base: u64,
        /// For each tile.
        tile: u64,
    },
    /// Counted in patches of 32, scaled down until there are at most 1,536, and multiplied.
    Patches {
        /// Hundredths that a patch counts for.
        hundredths: u64,
    },
    /// A small image counts once; a larger one in tiles.
    Crops {
        /// The longest side of a small image, in pixels.
        small: u64,
        /// For a small image, and for each tile.
        each: u64,
        /// The side of a tile, in pixels.
        side: u64,
    },
}

/// The most patches that an image has.
const MOST_PATCHES: u64 = 1_536;

impl ImageFormula {
    /// Tokens of an image of so many pixels; `is_low` where it is looked at less closely.
    pub fn tokens(self, width: u64, height: u64, is_low: bool) -> u64 {
        let (width, height) = (width.max(1), height.max(1));
        match self {
            Self::Tiles { base, .. } if is_low => base,
            Self::Tiles { base, tile } => {
                let (width, height) = scaled(width as f64, height as f64);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 2,048")]
                let tiles = |side: f64| (side / 512.0).ceil() as u64;
                base + tile * tiles(width) * tiles(height)
            }
            Self::Patches { hundredths } => (patches(width, height) * hundredths).div_ceil(100),
            Self::Crops { small, each, .. } if width.max(height) <= small => each,
            Self::Crops { each, side, .. } => each * width.div_ceil(side) * height.div_ceil(side),
        }
    }

    /// Tokens of an image that is looked at less closely, which need no size; nothing where the size counts.
    pub fn flat(self) -> Option<u64> {
        match self {
            Self::Tiles { base, .. } => Some(base),
            Self::Patches { .. } | Self::Crops { .. } => None,
        }
    }
}

/// The size after scaling for tiles.
fn scaled(width: f64, height: f64) -> (f64, f64) {
    const LONGEST: f64 = 2_048.0;
    const SHORTEST: f64 = 768.0;
    let fit = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = (width * fit, height * fit);
    let short = (SHORTEST / width.min(height)).min(1.0);
    // The products of such factors miss whole numbers by a little.
    let whole = |side: f64| (side * short * 1e6).round() / 1e6;
    (whole(width), whole(height))
}

/// The patches of an image, scaled down until there are few enough.
fn patches(width: u64, height: u64) -> u64 {
    let of = |width: f64, height: f64| (width / 32.0).ceil() * (height / 32.0).ceil();
    let (width, height) = (width as f64, height as f64);
    let most = MOST_PATCHES as f64;
    let mut count = of(width, height);
    if count > most {
        let shrink = (32.0 * 32.0 * most / (width * height)).sqrt();
        let (columns, rows) = (width * shrink / 32.0, height * shrink / 32.0);
        // Shrunk a little more, so that one side is whole.
        let fit = (columns.floor() / columns).min(rows.floor() / rows);
        count = of(width * shrink * fit, height * shrink * fit).min(most);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 1,536")]
    let count = count as u64;
    count
}

impl Counting {
    /// Nothing is published: four tokens around a message are a good guess for most chat formats.
    pub const GUESSED: Self = Self {
        per_message: 4,
        per_name: 1,
        per_example: 0,
        tools: None,
        images: &[],
        is_documented: false,
        sources: &[],
    };

    /// Texts and nothing around them.
    pub const PLAIN: Self = Self { per_message: 0, per_name: 0, is_documented: true, ..Self::GUESSED };

    /// How images are counted for a model; nothing where it is not known.
    pub fn image(&self, model: Option<&str>) -> Option<ImageFormula> {
        let is_of = |own: &&ImageCounting| {
            own.model.is_empty() || model.is_some_and(|model| super::model_name(model).starts_with(own.model))
        };
        self.images.iter().find(is_of).map(|own| own.formula)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_count_as_the_guide_works_them_out() {
        let tiles = ImageFormula::Tiles { base: 85, tile: 170 };
        // 1024 x 1024 is scaled to 768 x 768, four tiles: 170 * 4 + 85.
        assert_eq!(tiles.tokens(1_024, 1_024, false), 765);
        // 2048 x 4096 fits as 1024 x 2048 and becomes 768 x 1536, six tiles: 170 * 6 + 85.
        assert_eq!(tiles.tokens(2_048, 4_096, false), 1_105);
        assert_eq!(tiles.tokens(4_096, 8_192, true), 85);
        let patches = ImageFormula::Patches { hundredths: 100 };
        // 1024 x 1024 has 32 * 32 patches.
        assert_eq!(patches.tokens(1_024, 1_024, false), 1_024);
        // 1800 x 2400 would have 57 * 75, and becomes 33 * 44.
        assert_eq!(patches.tokens(1_800, 2_400, false), 1_452);
        let crops = ImageFormula::Crops { small: 384, each: 258, side: 768 };
        assert_eq!(crops.tokens(384, 200, false), 258);
        assert_eq!(crops.tokens(1_000, 700, false), 2 * 258);
    }
}
