//! `not-writable`: a record means something that the target's form cannot hold.

use super::{Check, Group, Rule};
use crate::model::Level;

/// A record means something that the target's form cannot hold.
pub static RULE: Rule = Rule {
    name: "not-writable",
    group: Group::Shape,
    level: Level::Deny,
    docs: r#"A record means something that the target's form cannot hold.

A pair has one prompt and one completion, a preference two answers, and many targets know no images or tools. `emit` and
`prepare` reject such records instead of writing less than they say, and name the `--allow-loss` that would write them,
where there is one; `validate` judges files as they stand and leaves it alone.
"#,
    check: Check::Conversion,
};
