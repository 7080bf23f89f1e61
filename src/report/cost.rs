//! What training costs, with how old each price is and where it was read.

use std::fmt::Write;

use super::{BOLD, DIM, DOUBTFUL, paint, table, wrapped};
use crate::pipeline::{ModelCost, TargetCost};
use crate::targets::Usd;
use crate::text::{count, thousands};

/// What training costs at some targets; nothing where none was asked for.
pub fn costs(costs: &[TargetCost], width: usize) -> String {
    let mut text = String::new();
    if costs.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, "cost of training"));
    let rows: Vec<(&TargetCost, &ModelCost)> =
        costs.iter().flat_map(|cost| cost.models.iter().map(move |model| (cost, model))).collect();
    let cells = |(cost, model): &(&TargetCost, &ModelCost)| {
        let epochs = model.epochs.map_or_else(|| "each".to_owned(), thousands);
        let about = if model.is_exact { "" } else { "~" };
        let amount = match (model.usd, model.per_hour) {
            (Some(usd), _) if model.is_minimum => usd.to_string(),
            (Some(usd), _) => format!("{about}{usd}"),
            (None, Some(hour)) => format!("{hour} an hour"),
            (None, None) => String::new(),
        };
        let price = model.per_million.map_or_else(String::new, |usd| format!("{usd} / M"));
        [
            cost.target.to_owned(),
            model.model.clone(),
            if model.usd.is_some() { format!("{about}{}", thousands(model.charged)) } else { String::new() },
            if model.usd.is_some() { epochs } else { String::new() },
            amount,
            price,
            model.as_of.to_owned(),
        ]
    };
    let head = ["target", "model", "tokens", "epochs", "USD", "price", "as of"].map(str::to_owned);
    if !rows.is_empty() {
        let cells: Vec<[String; 7]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
        text.push_str(&table(&cells, 2, 2..6));
    }
    write_notes(costs, &rows, width, &mut text);
    text
}

/// What training costs at one target, in a line: of one model, or of the cheapest and the dearest; nothing where no price
/// is known.
pub fn in_short(cost: &TargetCost) -> Option<String> {
    let mut priced: Vec<(Usd, &ModelCost)> =
        cost.models.iter().filter_map(|model| Some((model.usd?, model))).collect();
    priced.sort_by_key(|(usd, _)| *usd);
    let ((least, cheapest), (most, dearest)) = (priced.first()?, priced.last()?);
    let about = if cheapest.is_exact { "" } else { "about " };
    let epochs = cheapest.epochs.map_or_else(|| "an epoch".to_owned(), |epochs| count(epochs, "epoch"));
    let amount = if priced.len() == 1 {
        format!("{least} USD ({})", cheapest.model)
    } else {
        format!("{least} USD ({}) to {most} USD ({})", cheapest.model, dearest.model)
    };
    Some(format!("{about}{amount} for {epochs}, by prices as of {}", cheapest.as_of))
}

fn write_notes(costs: &[TargetCost], rows: &[(&TargetCost, &ModelCost)], width: usize, text: &mut String) {
    if rows.iter().any(|(_, model)| model.usd.is_some() && model.epochs.is_none()) {
        let note = "each: how many epochs it takes by itself is not published; --epochs says how many";
        let _ = writeln!(text, "  {}", paint(DIM, note));
    }
    if rows.iter().any(|(_, model)| model.is_minimum) {
        let mut least: Vec<&str> =
            rows.iter().filter(|(_, model)| model.is_minimum).map(|(cost, _)| cost.target).collect();
        least.dedup();
        let _ =
            writeln!(text, "  {}", paint(DIM, format!("{}: the least that a job costs", least.join(", "))));
    }
    let converted: Vec<&str> =
        costs.iter().filter(|cost| cost.is_converted).map(|cost| cost.target).collect();
    if !converted.is_empty() {
        write_list("after `gristmill emit`", &converted, width, text);
    }
    let unknown: Vec<&str> =
        costs.iter().filter(|cost| cost.models.is_empty()).map(|cost| cost.target).collect();
    if !unknown.is_empty() {
        write_list("no price is known", &unknown, width, text);
    }
    for cost in costs.iter().filter(|cost| !cost.others.is_empty()) {
        let line = format!(
            "{}: another vocabulary counts for {}; --model names one",
            cost.target,
            cost.others.join(", ")
        );
        let _ = writeln!(text, "  {}", paint(DIM, line));
    }
    for cost in costs {
        if let Some(date) = cost.closes {
            let _ = writeln!(
                text,
                "  {} {}: no new jobs from {date} on",
                paint(DOUBTFUL, "closing"),
                cost.target
            );
        }
    }
    let mut told: Vec<String> = Vec::new();
    for (_, model) in rows {
        let source = format!("{} ({})", model.source, model.confidence);
        if !told.contains(&source) {
            let _ = writeln!(text, "  {} {source}", paint(DIM, "source:"));
            told.push(source);
        }
    }
}

/// Names behind a title, on lines that fit the width.
fn write_list(title: &str, names: &[&str], width: usize, text: &mut String) {
    for (number, line) in wrapped(names, width.saturating_sub(title.len() + 4)).into_iter().enumerate() {
        let title = if number == 0 { format!("{title}:") } else { " ".repeat(title.len() + 1) };
        let _ = writeln!(text, "  {}", paint(DIM, format!("{title} {line}")));
    }
}
