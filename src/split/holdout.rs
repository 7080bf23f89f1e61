//! How much is held out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much is held out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Holdout {
    /// 15 % of up to 1,000 examples, 10 % from 10,000 on, between them by the logarithm.
    #[default]
    Auto,
    /// A fraction of the examples, between 0 and 1.
    Fraction(f64),
    /// So many examples.
    Count(u64),
}

impl Holdout {
    /// How many of `examples` are wanted in the holdout, rounded half up.
    pub fn wanted(self, examples: u64) -> u64 {
        let rounded = |share: f64| (share * examples as f64 + 0.5).floor();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
        match self {
            Self::Auto => rounded(auto_share(examples)) as u64,
            Self::Fraction(share) => rounded(share) as u64,
            Self::Count(count) => count.min(examples),
        }
    }

    /// Whether the share lies outside the 10 to 15 % that serve most datasets.
    pub fn is_unusual(self, examples: u64) -> bool {
        let share = match self {
            Self::Auto => return false,
            Self::Fraction(share) => share,
            Self::Count(count) => count as f64 / examples.max(1) as f64,
        };
        !(0.0999..=0.1501).contains(&share)
    }
}

/// The logarithm is taken between powers of ten of counts below 10,000, where every platform's agrees to far more
/// digits than the rounding keeps; a table of thresholds would say the same less clearly.
fn auto_share(examples: u64) -> f64 {
    match examples {
        0..=1_000 => 0.15,
        10_000.. => 0.10,
        n => 0.15 - 0.05 * log10(n as f64 / 1_000.0),
    }
}

/// The decimal logarithm of a number from 1 to 10, by its power series: the same bits on every platform, which the
/// standard library does not promise.
fn log10(x: f64) -> f64 {
    // ln x = 2 artanh((x - 1) / (x + 1)); for x up to 10 the terms shrink by a factor of 0.67 or more.
    let z = (x - 1.0) / (x + 1.0);
    let (mut power, mut sum) = (z, 0.0);
    for k in 0..100 {
        sum += power / f64::from(2 * k + 1);
        power *= z * z;
    }
    2.0 * sum / std::f64::consts::LN_10
}

impl FromStr for Holdout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is neither `auto`, a fraction between 0 and 1, nor a count");
        if text == "auto" {
            return Ok(Self::Auto);
        }
        if let Ok(count) = text.parse() {
            return Ok(Self::Count(count));
        }
        let share: f64 = match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().map_err(|_| wrong())? / 100.0,
            None => text.parse().map_err(|_| wrong())?,
        };
        if share > 0.0 && share < 1.0 { Ok(Self::Fraction(share)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Holdout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Fraction(share) => write!(f, "{share}"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

impl Serialize for Holdout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::Fraction(share) => serializer.serialize_f64(*share),
            Self::Count(count) => serializer.serialize_u64(*count),
        }
    }
}

impl<'de> Deserialize<'de> for Holdout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Count(u64),
            Fraction(f64),
            Text(String),
        }
        let text = match Form::deserialize(deserializer)? {
            Form::Count(count) => count.to_string(),
            // 1.0 is no count of one.
            Form::Fraction(share) => format!("{share:?}"),
            Form::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Holdout;

    #[test]
    fn auto_falls_from_15_to_10_percent() {
        let wanted = |n| Holdout::Auto.wanted(n);
        assert_eq!([wanted(0), wanted(10), wanted(100), wanted(1_000)], [0, 2, 15, 150]);
        // 0.15 - 0.05 * log10(3.162...) is 12.5 % half-way between the two.
        assert_eq!(wanted(3_162), 395);
        assert_eq!([wanted(10_000), wanted(100_000)], [1_000, 10_000]);
        assert!(
            (super::log10(10.0) - 1.0).abs() < 1e-12 && (super::log10(2.0) - 2_f64.log10()).abs() < 1e-12
        );
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!("0.12".parse(), Ok(Holdout::Fraction(0.12)));
        assert_eq!("12%".parse(), Ok(Holdout::Fraction(0.12)));
        assert_eq!("200".parse(), Ok(Holdout::Count(200)));
        assert!("1.5".parse::<Holdout>().is_err());
        assert!("-3".parse::<Holdout>().is_err());
        assert!("NaN".parse::<Holdout>().is_err());
        assert!(Holdout::Count(1).is_unusual(100) && !Holdout::Fraction(0.15).is_unusual(100));
    }
}
