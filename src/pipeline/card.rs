//! The dataset card: a README.md whose YAML names every split, so that Hugging Face loads exactly those.

use std::fmt::Write;

use super::manifest::{FileEntry, Manifest};
use crate::targets::{Source, Target};
use crate::text::{count, percent, thousands};

/// Writes the card for the folder that a manifest describes.
///
/// The YAML matters: without it, Hugging Face `datasets` ignores a file named `holdout.jsonl` (measured with 5.2.0).
pub fn card(manifest: &Manifest) -> String {
    let mut text = String::from("---\n");
    let with_rows = manifest.files.iter().filter(|file| file.split.is_some() && file.rows > 0);
    let with_rows: Vec<&FileEntry> = with_rows.collect();
    if !with_rows.is_empty() {
        text.push_str("configs:\n  - config_name: default\n    data_files:\n");
    }
    // A split is named once, whatever the number of its files.
    for files in with_rows.chunk_by(|a, b| a.split == b.split) {
        let _ = writeln!(text, "      - split: {}", files[0].split.as_deref().unwrap_or_default());
        if let [FileEntry { name, .. }] = files {
            let _ = writeln!(text, "        path: {name}");
            continue;
        }
        text.push_str("        path:\n");
        for FileEntry { name, .. } in files {
            let _ = writeln!(text, "          - {name}");
        }
    }
    let _ = writeln!(
        text,
        "task_categories:\n  - text-generation\nsize_categories:\n  - {}\n---\n",
        size(manifest)
    );
    let inputs: Vec<String> = manifest.inputs.iter().map(|input| format!("`{}`", input.name)).collect();
    let _ = writeln!(text, "# Fine-tuning dataset\n");
    let target = manifest.target.map_or(String::new(), |target| format!(" for {target}"));
    let _ = writeln!(
        text,
        "Prepared from {}{target} by gristmill {}.\n",
        inputs.join(", "),
        manifest.tool.version
    );
    let _ = writeln!(text, "| | records | share |\n|---|---:|---:|");
    for (name, records) in [
        ("read", manifest.read),
        ("train", manifest.train),
        ("holdout", manifest.holdout),
        ("validation", manifest.split.validation),
        ("ood", manifest.split.ood),
        ("rejected", manifest.rejected),
    ] {
        if records == 0 && matches!(name, "validation" | "ood") {
            continue;
        }
        let _ =
            writeln!(text, "| {name} | {} | {:.1} % |", thousands(records), percent(records, manifest.read));
    }
    if !manifest.rejected_by.is_empty() {
        let _ = writeln!(text, "\n| rejected because | records |\n|---|---:|");
        for (reason, records) in &manifest.rejected_by {
            let _ = writeln!(text, "| {reason} | {} |", thousands(*records));
        }
    }
    if manifest.holdout > 0 {
        let overlap = &manifest.split.overlap;
        let (nearly, included) = match overlap.prompt_near {
            Some(_) => (" or nearly the same", ", near ones included"),
            None => ("", ""),
        };
        let _ = writeln!(
            text,
            "\nRecords with the same{nearly} prompt or text stand on one side. Measured afterwards by an exact comparison, \
             the holdout shares {} and {} with train{included}.",
            count(overlap.prompt_near.unwrap_or(overlap.prompt_equal), "prompt"),
            count(overlap.record_near.unwrap_or(overlap.record_equal), "record")
        );
    }
    write_tokens(manifest, &mut text);
    let _ = writeln!(
        text,
        "\nEvery rejected record is in `rejected.jsonl` with its reasons; `manifest.json` says how the folder was made."
    );
    if let Some(target) = manifest.target.and_then(|id| Target::named(id, None).ok()) {
        let _ = writeln!(text, "\nWhat {} takes was read here:\n", target.title);
        for Source { title, url, read, .. } in target.sources.iter().copied().flatten() {
            let _ = writeln!(text, "- [{title}]({url}), {read}");
        }
    }
    text
}

/// Tokens, and what training on them costs.
fn write_tokens(manifest: &Manifest, text: &mut String) {
    let Some(tokens) = &manifest.tokens else { return };
    let about = if tokens.is_exact { "" } else { "about " };
    let by = match tokens.vocabulary {
        "estimate" => "estimated at four bytes each".to_owned(),
        vocabulary => format!("counted with {vocabulary}"),
    };
    let _ = writeln!(
        text,
        "\nTrain has {about}{} tokens, {} of which are trained on, and the holdout {} ({by}).",
        thousands(tokens.tokens),
        thousands(tokens.trained),
        thousands(tokens.validation_tokens)
    );
    let priced = manifest.cost.iter().flat_map(|cost| &cost.models);
    let mut rows = priced.filter_map(|model| Some((model, model.usd?))).peekable();
    if rows.peek().is_none() {
        return;
    }
    let _ = writeln!(
        text,
        "\n| model | epochs | training costs, USD | price as of | read in |\n|---|---:|---:|---|---|"
    );
    for (model, usd) in rows {
        let epochs = model.epochs.map_or_else(|| "each".to_owned(), |epochs| epochs.to_string());
        let _ = writeln!(
            text,
            "| {} | {epochs} | {usd} | {} | {} ({}) |",
            model.model, model.as_of, model.source, model.confidence
        );
    }
}

/// The size category that Hugging Face uses.
fn size(manifest: &Manifest) -> &'static str {
    match manifest.train + manifest.holdout + manifest.split.validation + manifest.split.ood {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    }
}
