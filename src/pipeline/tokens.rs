//! Tokens and cost of files as they were written for a target.

use super::cost::{Asked, TargetCost};
use super::meter::{Metered, Meters, TokenFacts};
use super::{Inputs, Options};
use crate::engine::{self, Observer, Pass};
use crate::error::Error;
use crate::model::Record;
use crate::shapes::Shape;
use crate::targets::Target;
use crate::tokens::Tokens;

/// A finished file: where it is, and whether it is held out.
pub(super) type Finished = (String, bool);

/// Counts the tokens of finished files of a shape as their target does, and works out what training on them costs.
pub(super) fn count(
    files: &[Finished],
    shape: &'static Shape,
    target: &'static Target,
    options: &Options,
    tokens: &Tokens,
    observer: &dyn Observer,
) -> Result<(TokenFacts, TargetCost), Error> {
    let own = Options {
        shape: Some(shape.name.to_owned()),
        map: std::collections::BTreeMap::new(),
        mixed: false,
        columns: Vec::new(),
        max_unpacked_bytes: None,
        ..options.clone()
    };
    let asked = Asked::new(&own, &[(target, false)])?;
    let first = (Some(target), own.model.clone());
    let meters = Meters::new(tokens, std::iter::once(first).chain(asked.ways(tokens)));
    let mut metered = Metered::default();
    for (file, is_held_out) in files {
        let inputs = Inputs::open(std::slice::from_ref(file), &own, None, observer)?;
        let pass = Count { inputs: &inputs, meters: &meters, side: usize::from(*is_held_out) };
        let counted =
            engine::run("counting", &pass, Metered::default(), &inputs.sources, inputs.settings, observer)?;
        metered.join(&counted);
    }
    let facts = meters.facts(tokens, Some(target), &metered);
    let cost = asked.costs(tokens, &meters, &metered).pop();
    Ok((facts, cost.unwrap_or_default()))
}

struct Count<'c> {
    inputs: &'c Inputs,
    meters: &'c Meters<'c>,
    side: usize,
}

impl Pass for Count<'_> {
    type Part = Metered;
    type Total = Metered;

    fn record(&self, record: &Record<'_>, part: &mut Metered) {
        self.inputs.reading(record.source).read(record, |view| {
            if let Some(example) = view.example {
                self.meters.measure(example, self.side, part);
            }
        });
    }

    fn fold(&self, total: &mut Metered, part: Metered) -> Result<(), Error> {
        total.join(&part);
        Ok(())
    }
}
