//! Options: one struct that is the library's argument, the table of gristmill.toml and, field by field, the flags.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dedupe;
use crate::engine::{Intake, Settings};
use crate::error::Error;
use crate::model::Task;
use crate::rules;
use crate::shapes::Paths;
use crate::split;
use crate::targets::{Description, OwnPrice, Targets};
use crate::tokens::Tokens;

/// Everything that can be set. `Default` is the only home of defaults.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// The target: an id, or a provider's bare name. `validate` takes several, with commas between.
    pub target: Option<String>,
    /// The model whose token limit counts, where a target has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// A tokenizer.json to count tokens with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<PathBuf>,
    /// A chat template that conversations are written with: a `.jinja` file, or a `tokenizer_config.json`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_template: Option<PathBuf>,
    /// How often the data is gone over in training; by the target's published rule when not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epochs: Option<u64>,
    /// How often the model is evaluated on the validation file while it trains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluations: Option<u64>,
    /// Prices of the user's own, which come before those that are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<OwnPrice>,
    /// The shape of all inputs; found by content when it is not named.
    pub shape: Option<String>,
    /// Members that are read under other names: each name with the key, or the JSON Pointer, of what is read for it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// Whether every record of a file is read as what it is, where shapes are mixed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mixed: bool,
    /// Which conversations of a tree of replies are taken.
    pub paths: Paths,
    /// What a conversion may lose, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow_loss: Vec<String>,
    /// How data files are written where a target reads tables.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub written_as: Option<WrittenAs>,
    /// Whether data files begin with a byte order mark.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bom: bool,
    /// Targets of the user's own, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<String, Description>,
    /// The only rules that run, by name or group; all where none are named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub select: Vec<String>,
    /// Rules that do not run, by name or group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Worker threads; as many as the machine has cores when not set. Never changes a result.
    #[serde(skip_serializing)]
    pub threads: Option<usize>,
    /// The longest record that is read, in bytes.
    pub max_record_bytes: Option<usize>,
    /// The names of the columns of CSV and TSV files that have no header.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// How many bytes a packed input may unpack to; 1 GiB or 200 times its own size when not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_unpacked_bytes: Option<u64>,
    /// How duplicates are found.
    pub dedupe: dedupe::Options,
    /// How quality is judged.
    pub score: ScoreOptions,
    /// How the holdout is drawn.
    pub split: split::Options,
}

/// How data files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum WrittenAs {
    /// One JSON object a line
    Jsonl,
    /// Parquet, in the folder `data`, as Hugging Face has it
    Parquet,
}

/// What `[score]` in gristmill.toml and the flags set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScoreOptions {
    /// The lowest score that is kept, 0 to 100; when not set, exactly the records that a gate condemns go.
    pub min_score: Option<u32>,
    /// So many records are kept at most: those that score highest, the earlier one where two score alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top: Option<u64>,
    /// So many records are kept at most: those that together stand best for all, by quality and diversity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
    /// Whether refusals are wanted in this dataset.
    pub allow_refusals: bool,
    /// What every example asks for; found by its form when it is not named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
}

impl ScoreOptions {
    /// Refuses what makes no sense.
    pub fn check(&self) -> Result<(), Error> {
        if self.top.is_some() && self.budget.is_some() {
            let message = "--top and --budget both say how many records are kept";
            return Err(Error::refused(
                message,
                "give one: --top for the best scores, --budget for the best set",
            ));
        }
        Ok(())
    }

    /// Whether examples are chosen by more than what gates say.
    pub fn chooses(&self) -> bool {
        self.min_score.is_some() || self.top.is_some() || self.budget.is_some()
    }
}

/// The name of the file that holds options.
const FILE: &str = "gristmill.toml";

impl Options {
    /// More threads than this only wait for each other.
    const MOST_THREADS: usize = 256;

    /// Reads the options from `file`, or else from the nearest gristmill.toml in `from` or above it, or else the
    /// defaults. A key that is not known is an error.
    pub fn load(file: Option<&Path>, from: &Path) -> Result<Self, Error> {
        let found = || from.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file());
        let Some(path) = file.map(PathBuf::from).or_else(found) else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(&path).map_err(|cause| Error::read(&path, cause))?;
        let options: Self = toml::from_str(&text).map_err(|error| Error::toml(&path, &text, &error, ""))?;
        if options.score.min_score.is_some_and(|least| least > 100) {
            return Err(Error::refused(format!("{}: min-score goes from 0 to 100", path.display()), ""));
        }
        Ok(options)
    }

    /// The targets that can be named; those of the user's own are made anew at each call, so call it once a run.
    pub fn known_targets(&self) -> Result<Targets, Error> {
        let is_rule = |name: &str| rules::ALL.iter().any(|rule| rule.name == name);
        let own = self.targets.iter().map(|(name, description)| description.build(name, is_rule));
        Ok(Targets(own.collect::<Result<_, _>>()?))
    }

    /// How tokens are counted. The files are read anew at each call, so call it once a run.
    pub fn tokens(&self) -> Result<Tokens, Error> {
        Tokens::new(self.model.as_deref(), self.tokenizer.as_deref(), self.chat_template.as_deref())
    }

    /// The names of the targets, as they stand between commas; none where none are named.
    pub fn named_targets(&self) -> impl Iterator<Item = &str> {
        self.target.iter().flat_map(|names| names.split(',')).map(str::trim)
    }

    /// The names of the targets, of which there must be one.
    pub fn target_names(&self) -> Result<Vec<&str>, Error> {
        let names: Vec<&str> = self.named_targets().filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            return Err(Error::refused("no target is named", "add --target, for example `--target openai`"));
        }
        Ok(names)
    }

    /// How inputs are opened.
    pub fn intake(&self) -> Result<Intake, Error> {
        let names = &self.columns;
        let twice = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name));
        if let Some((_, name)) = twice {
            let message = format!("--columns names `{name}` twice");
            return Err(Error::refused(message, "give each column a name of its own"));
        }
        if names.iter().any(|name| name.trim().is_empty()) {
            let message = "--columns has a name that is empty";
            return Err(Error::refused(message, "give each column a name of its own"));
        }
        Ok(Intake {
            columns: names.clone(),
            max_record_bytes: self.settings().max_record_bytes,
            max_unpacked_bytes: self.max_unpacked_bytes,
        })
    }

    /// How the engine runs.
    pub fn settings(&self) -> Settings {
        let default = Settings::default();
        Settings {
            threads: self.threads.unwrap_or(default.threads).clamp(1, Self::MOST_THREADS),
            max_record_bytes: self
                .max_record_bytes
                .unwrap_or(default.max_record_bytes)
                .clamp(1, u32::MAX as usize),
            ..default
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, "target = \"openai\"\n[split]\nhold-out = 0.1\n").unwrap();
        let error = Options::load(None, &folder.path().join("below/deeper")).unwrap_err().to_string();
        assert!(error.contains("gristmill.toml:3: unknown field `hold-out`"), "{error}");
        std::fs::write(&path, "[split]\nholdout = 0.1\n[dedupe]\nlevel = \"exact\"\n").unwrap();
        let options = Options::load(None, folder.path()).unwrap();
        assert_eq!(options.split.holdout, split::Holdout::Fraction(0.1));
        assert_eq!(options.dedupe.level, dedupe::Level::Exact);
    }
}
