//! The report of `inspect`: what a dataset is, on one screen or two.

use std::fmt::Write;

use super::histogram::histogram;
use super::wrapped;
use super::{BOLD, DIM, DOUBTFUL, paint};
use crate::pipeline::{Inspected, Outlier, Quote, Render, RoleFacts, Spread, TokenFacts};
use crate::text::{count, percent, printable, thousands};

/// What a dataset is, for a terminal of so many columns.
pub fn inspected(inspected: &Inspected, width: usize) -> String {
    let mut text = String::new();
    for file in &inspected.files {
        let held = if file.is_held_out { ", held out by its name" } else { "" };
        let what = format!("{}, {}, {}{held}", file.container, file.shape, count(file.records, "record"));
        let _ = writeln!(text, "{}  {}", paint(BOLD, &file.name), paint(DIM, what));
    }
    text.push('\n');
    write_overview(inspected, width, &mut text);
    if inspected.examples == 0 {
        return text;
    }
    write_lengths(inspected, &mut text);
    let _ = writeln!(text, "\n{}", paint(BOLD, "characters of answers in an example"));
    text.push_str(&histogram(&inspected.answer_histogram, 2, width));
    if let Some(tokens) = &inspected.tokens {
        text.push('\n');
        text.push_str(&token_lines(tokens));
        text.push_str(&histogram(&tokens.histogram, 2, width));
        text.push_str(&limit_lines(tokens));
    }
    text.push_str(&super::cost::costs(&inspected.costs, width));
    write_quotes("how questions open", &inspected.openings, inspected.examples, width, &mut text);
    let _ = writeln!(text, "\n{}", paint(BOLD, "diversity"));
    for line in super::score::diversity(&inspected.diversity, inspected.examples, width) {
        let _ = writeln!(text, "  {line}");
    }
    write_quotes("system texts", &inspected.systems, inspected.examples, width, &mut text);
    write_labels(inspected, width, &mut text);
    write_outliers("longest", &inspected.longest, &mut text);
    write_outliers("oddest", &inspected.oddest, &mut text);
    text
}

/// What the trainer sees of a record, with what is trained on set off. Characters that command a terminal stand as their
/// escapes; the JSON report has them as they are.
pub fn render(render: &Render) -> String {
    let shown = |text: &str| {
        let lines: Vec<_> = text.split('\n').map(|line| printable(line).replace("\\t", "\t")).collect();
        lines.join("\n")
    };
    let mut text = String::new();
    let mut from = 0;
    for range in &render.trained {
        text.push_str(&shown(&render.text[from..range.start]));
        text.push_str(&paint(super::GOOD, shown(&render.text[range.clone()])));
        from = range.end;
    }
    text.push_str(&shown(&render.text[from..]));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn write_overview(inspected: &Inspected, width: usize, text: &mut String) {
    let examples = inspected.examples;
    let mut row = |name: &str, items: Vec<String>| {
        let mut lines = wrapped(&items, width.saturating_sub(INDENT)).into_iter();
        let _ = writeln!(text, "  {name:<10}  {}", lines.next().unwrap_or_default());
        lines.for_each(|line| {
            let _ = writeln!(text, "{:INDENT$}{line}", "");
        });
    };
    let mut records = vec![thousands(inspected.read)];
    if inspected.read > examples {
        let unread = thousands(inspected.read - examples);
        records.push(format!("{unread} of them mean nothing: `gristmill validate` says why"));
    }
    if inspected.blank_lines > 0 {
        records.push(format!("{} passed over", count(inspected.blank_lines, "blank line")));
    }
    row("records", records);
    if examples == 0 {
        return;
    }
    let share = |name: &str, n: u64, all: u64| format!("{name} {}", shown_share(n, all));
    row("tasks", inspected.tasks.iter().map(|task| share(task.name, task.examples, examples)).collect());
    let messages = |role: &RoleFacts| format!("{} {}", role.role, thousands(role.messages));
    row("messages", inspected.roles.iter().map(messages).collect());
    row("languages", languages(inspected));
    row("answers", vec![answers(inspected)]);
    row("repeats", repeats(inspected));
    let good = inspected.scores.iter().find(|scores| scores.score == 100).map_or(0, |scores| scores.records);
    let fired = inspected.signals.iter().map(|(signal, n)| format!("{signal} {}", thousands(*n)));
    row(
        "quality",
        std::iter::once(format!("{} pass every gate", shown_share(good, examples))).chain(fired).collect(),
    );
    let tools = &inspected.tools;
    if tools.declaring + tools.calling > 0 {
        let using = [
            format!("declared in {}", count(tools.declaring, "example")),
            format!("called in {}", thousands(tools.calling)),
        ];
        let calls = tools
            .calls
            .iter()
            .take(NAMED)
            .map(|tool| format!("{} {}", printable(&tool.name), thousands(tool.calls)));
        row("tools", using.into_iter().chain(calls).chain(more(tools.calls.len())).collect());
    }
}

/// Where the second column of the overview begins.
const INDENT: usize = 14;
/// Names that are listed.
const NAMED: usize = 5;

/// How many more there are than are listed.
fn more(all: usize) -> Option<String> {
    (all > NAMED).then(|| format!("{} more", all - NAMED))
}

fn languages(inspected: &Inspected) -> Vec<String> {
    let all_examples: u64 = inspected.languages.iter().map(|language| language.examples).sum();
    let shown = inspected.languages.iter().take(NAMED);
    let mut all: Vec<String> = shown
        .map(|language| format!("{} {}", language.name, shown_share(language.examples, all_examples)))
        .collect();
    all.extend(more(inspected.languages.len()));
    if inspected.language_sample < inspected.examples {
        all.push(format!("by {} looked at", thousands(inspected.language_sample)));
    }
    all
}

fn answers(inspected: &Inspected) -> String {
    let answers = &inspected.answers;
    if let (Some(balance), [first, ..]) = (answers.balance, answers.labels.as_slice()) {
        return format!(
            "{}, the largest {}, evenness {balance:.2}",
            count(answers.different_labels, "label"),
            shown_share(first.examples, inspected.examples)
        );
    }
    format!("{} different", thousands(answers.different))
}

fn repeats(inspected: &Inspected) -> Vec<String> {
    let Inspected { duplicates, repeated_prompts, .. } = inspected;
    let near = "`gristmill dedupe` finds near ones".to_owned();
    if duplicates + repeated_prompts == 0 {
        return vec!["none that are equal".to_owned(), near];
    }
    let verb = if *duplicates == 1 { "repeats" } else { "repeat" };
    let told = format!("{} {verb} an earlier one", count(*duplicates, "example"));
    vec![told, format!("{} more its prompt", thousands(*repeated_prompts)), near]
}

fn write_lengths(inspected: &Inspected, text: &mut String) {
    let mut rows = vec![
        ("answers", &inspected.turns),
        ("characters asked", &inspected.prompt_characters),
        ("characters answered", &inspected.answer_characters),
    ];
    if let Some(tokens) = &inspected.tokens {
        rows.push(("tokens", &tokens.an_example));
        rows.push(("tokens trained on", &tokens.its_answers));
    }
    let numbers = |spread: &Spread| [spread.p5, spread.p50, spread.p95, spread.max].map(thousands);
    let cells = rows.iter().flat_map(|(_, spread)| numbers(spread));
    let wide = cells.map(|cell| cell.len()).max().unwrap_or_default().max(5);
    let names = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let line = |name: &str, cells: [&str; 4]| {
        cells.iter().fold(format!("{name:<names$}"), |line, cell| line + &format!("  {cell:>wide$}"))
    };
    let head = line("in an example", ["p5", "p50", "p95", "max"]);
    let _ = writeln!(text, "\n  {}", paint(DIM, head));
    for (name, spread) in rows {
        let _ = writeln!(text, "  {}", line(name, numbers(spread).each_ref().map(String::as_str)));
    }
}

/// How many tokens, of whom.
pub(super) fn token_lines(tokens: &TokenFacts) -> String {
    let mut text = String::new();
    let about = if tokens.is_exact { "" } else { "about " };
    let by = match (tokens.vocabulary, tokens.chat_template) {
        ("estimate", _) => "estimated at four bytes each; --tokenizer tokenizer.json counts".to_owned(),
        (vocabulary, true) => format!("{vocabulary}, as the chat template writes them"),
        (vocabulary, false) => vocabulary.to_owned(),
    };
    let _ = writeln!(
        text,
        "{}  {about}{} in {}, {} trained on  {}",
        paint(BOLD, "tokens"),
        thousands(tokens.tokens),
        count(tokens.examples, "example"),
        shown_share(tokens.trained, tokens.tokens),
        paint(DIM, format!("({by})"))
    );
    let shares: Vec<String> = tokens
        .by
        .iter()
        .map(|share| format!("{} {}", share.name, shown_share(share.tokens, tokens.tokens)))
        .collect();
    if !shares.is_empty() {
        let _ = writeln!(text, "  {}", shares.join(", "));
    }
    if let Some(model) = tokens.counted_as {
        let _ = writeln!(
            text,
            "  {} the model is not among those that are known of the target: counted as {model}",
            paint(DOUBTFUL, "note:")
        );
    }
    if tokens.refused > 0 {
        let _ = writeln!(
            text,
            "  {} the chat template refuses, and not counted: `gristmill validate --chat-template` says why",
            paint(DOUBTFUL, count(tokens.refused, "example"))
        );
    }
    if tokens.validation_examples > 0 {
        let _ = writeln!(
            text,
            "  and {} in {} held out for validation",
            thousands(tokens.validation_tokens),
            count(tokens.validation_examples, "example")
        );
    }
    if tokens.unsized_images > 0 {
        let _ = writeln!(
            text,
            "  not counted: {}, of which the size, or what it counts for, is not known",
            count(tokens.unsized_images, "image or other medium")
        );
    }
    text
}

/// What stands behind limits.
fn limit_lines(tokens: &TokenFacts) -> String {
    let mut text = String::new();
    let told = tokens.limits.iter().filter(|limit| limit.examples > 0 || !limit.models.is_empty());
    for limit in told {
        let of =
            if limit.models.is_empty() { String::new() } else { format!("  ({})", limit.models.join(", ")) };
        let what = if limit.examples == 0 {
            "no example is longer".to_owned()
        } else {
            let becomes = match limit.effect {
                Some("refused") => "refused",
                Some("dropped") => "left out",
                _ => "cut there",
            };
            format!(
                "{} longer and {becomes}: {} tokens go, {} of answers",
                if limit.examples == 1 {
                    "1 example is".to_owned()
                } else {
                    format!("{} examples are", thousands(limit.examples))
                },
                thousands(limit.cut),
                thousands(limit.lost)
            )
        };
        let style = if limit.lost > 0 && !limit.models.is_empty() { DOUBTFUL } else { DIM };
        let _ = writeln!(text, "  limit {:>7}  {what}{}", thousands(limit.limit), paint(style, of));
    }
    text
}

fn write_quotes(title: &str, quotes: &[Quote], all: u64, width: usize, text: &mut String) {
    if quotes.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, title));
    let digits = quotes.iter().map(|quote| thousands(quote.examples).len()).max().unwrap_or_default();
    for quote in quotes {
        let share = shown_share(quote.examples, all);
        let head = format!("  {:>digits$}  {share:>7}  ", thousands(quote.examples));
        let room = width.saturating_sub(head.chars().count()).max(20);
        let _ = writeln!(text, "{head}{}", within(&quote.text, room));
    }
}

fn write_labels(inspected: &Inspected, width: usize, text: &mut String) {
    const SHOWN: usize = 10;
    let labels = &inspected.answers.labels;
    if labels.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, "labels"));
    let most = labels.first().map_or(0, |label| label.examples);
    let shown = &labels[..labels.len().min(SHOWN)];
    let wide = shown.iter().map(|label| label.label.chars().count()).max().unwrap_or_default().min(40);
    let digits = thousands(most).len();
    let room = width.saturating_sub(wide + digits + 6).max(8);
    for label in shown {
        let bar = paint(DIM, super::histogram::blocks(label.examples, most, room));
        let _ = writeln!(
            text,
            "  {:<wide$}  {:>digits$}  {bar}",
            within(&label.label, wide),
            thousands(label.examples)
        );
    }
    let rest = inspected.answers.different_labels - shown.len() as u64;
    if rest > 0 {
        let least = labels.last().map_or(0, |label| label.examples);
        let _ = writeln!(
            text,
            "  {}",
            paint(DIM, format!("and {} more, the rarest with {}", thousands(rest), count(least, "example")))
        );
    }
}

fn write_outliers(title: &str, outliers: &[Outlier], text: &mut String) {
    if outliers.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(BOLD, title));
    let places: Vec<String> = outliers.iter().map(|outlier| outlier.place.to_string()).collect();
    let wide = places.iter().map(|place| place.chars().count()).max().unwrap_or_default();
    for (place, outlier) in places.iter().zip(outliers) {
        let _ = writeln!(text, "  {place:<wide$}  {}", outlier.what);
    }
}

/// A share in percent, as exact as it is worth.
pub(super) fn shown_share(n: u64, all: u64) -> String {
    let share = percent(n, all);
    if n == all || n == 0 || share >= 10.0 {
        // What is not all must not look like all.
        return format!("{:.0} %", if n < all { share.min(99.4) } else { share });
    }
    if share < 0.1 { "< 0.1 %".to_owned() } else { format!("{share:.1} %") }
}

/// So many characters of a text.
pub(super) fn within(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}
