//! What can be set of a split.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Holdout;

/// What `[split]` in gristmill.toml and the flags set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// How much is held out.
    pub holdout: Holdout,
    /// How much is set aside besides, to be looked at while training.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<Holdout>,
    /// How much is set aside as whole topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ood: Option<Holdout>,
    /// Which of the equally good holdouts is taken.
    pub seed: u64,
    /// From which similarity on records or prompts belong to one group.
    pub group_threshold: GroupThreshold,
    /// The value, by JSON Pointer, that ties the records that share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// Whether prompts that share a run of 13 words belong to one group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group_context: bool,
    /// What the shares of the sides are kept equal by.
    pub stratify_by: Stratify,
    /// A folder or a file of an earlier split, whose members stay where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<PathBuf>,
    /// What is written of the holdout besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval: Option<Eval>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            holdout: Holdout::Auto,
            validation: None,
            ood: None,
            seed: 42,
            group_threshold: GroupThreshold::default(),
            group_by: None,
            group_context: false,
            stratify_by: Stratify::Auto,
            previous: None,
            eval: None,
        }
    }
}

/// What is written of a holdout for an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Eval {
    /// Prompts to be answered, each with the reference answer
    Prompts,
}

/// From which Jaccard similarity on texts belong to one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GroupThreshold {
    /// Only equal texts do.
    Off,
    /// From this similarity on, 0.3 to 1.
    From(f64),
}

impl Default for GroupThreshold {
    fn default() -> Self {
        Self::From(0.7)
    }
}

impl GroupThreshold {
    /// The similarity.
    pub fn similarity(self) -> Option<f64> {
        match self {
            Self::Off => None,
            Self::From(similarity) => Some(similarity),
        }
    }
}

impl FromStr for GroupThreshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let similarity = text.parse().ok().filter(|similarity| (0.3..=1.0).contains(similarity));
        similarity
            .map(Self::From)
            .ok_or_else(|| format!("`{text}` is neither `off` nor a similarity from 0.3 to 1"))
    }
}

impl Serialize for GroupThreshold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_str("off"),
            Self::From(similarity) => serializer.serialize_f64(*similarity),
        }
    }
}

impl<'de> Deserialize<'de> for GroupThreshold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(f64),
            Text(String),
        }
        let text = match Form::deserialize(deserializer)? {
            Form::Number(number) => number.to_string(),
            Form::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What the shares of the sides are kept equal by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Stratify {
    /// By the label of a classification; else by the input where there are several, else by the task where there are
    /// several, else by length.
    #[default]
    Auto,
    /// By the answer, where answers are labels.
    Label,
    /// By what is asked for.
    Task,
    /// By the input.
    Source,
    /// By the length of the text, in bands of a factor of four.
    Length,
    /// By the language of the text.
    Language,
    /// By nothing.
    None,
    /// By the value at a JSON Pointer.
    Pointer(String),
}

impl FromStr for Stratify {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "auto" => Self::Auto,
            "label" => Self::Label,
            "task" => Self::Task,
            "source" => Self::Source,
            "length" => Self::Length,
            "language" => Self::Language,
            "none" => Self::None,
            pointer if pointer.starts_with('/') => Self::Pointer(pointer.to_owned()),
            _ => {
                let known = "auto, label, task, source, length, language, none";
                return Err(format!("`{text}` is neither one of {known} nor a JSON Pointer such as /topic"));
            }
        })
    }
}

impl TryFrom<String> for Stratify {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Stratify> for String {
    fn from(by: Stratify) -> Self {
        by.to_string()
    }
}

impl fmt::Display for Stratify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Label => "label",
            Self::Task => "task",
            Self::Source => "source",
            Self::Length => "length",
            Self::Language => "language",
            Self::None => "none",
            Self::Pointer(pointer) => pointer,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_they_are_written() {
        let text =
            "group-threshold = \"off\"\nstratify-by = \"/topic\"\nvalidation = 0.1\neval = \"prompts\"\n";
        let options: Options = toml::from_str(text).unwrap();
        assert_eq!(options.group_threshold, GroupThreshold::Off);
        assert_eq!(options.stratify_by, Stratify::Pointer("/topic".to_owned()));
        assert_eq!(options.validation, Some(Holdout::Fraction(0.1)));
        let json = serde_json::to_string(&options).unwrap();
        assert_eq!(serde_json::from_str::<Options>(&json).unwrap(), options);
        assert!(toml::from_str::<Options>("group-threshold = 0.2\n").is_err());
        assert!("topic".parse::<Stratify>().unwrap_err().contains("/topic"));
    }
}
