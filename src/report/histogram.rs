//! Histograms for a terminal: bars of blocks that fit its width.

use std::fmt::Write;

use super::{DIM, paint};
use crate::pipeline::Bar;
use crate::text::thousands;

/// A histogram, a line a bar, `indent` blanks before each, no line wider than `width` characters.
pub fn histogram(bars: &[Bar], indent: usize, width: usize) -> String {
    let name = |bar: &Bar| format!("{} to {}", thousands(bar.from), thousands(bar.below.saturating_sub(1)));
    let names: Vec<String> = bars
        .iter()
        .map(|bar| if bar.below <= bar.from + 1 { thousands(bar.from) } else { name(bar) })
        .collect();
    let wide = names.iter().map(String::len).max().unwrap_or_default();
    let most = bars.iter().map(|bar| bar.examples).max().unwrap_or_default();
    let digits = thousands(most).len();
    let room = width.saturating_sub(indent + wide + digits + 4).max(8);
    let mut text = String::new();
    for (bar, name) in bars.iter().zip(&names) {
        let count = thousands(bar.examples);
        let _ = write!(text, "{:indent$}{name:>wide$}  {count:>digits$}", "");
        if bar.examples > 0 {
            let _ = write!(text, "  {}", paint(DIM, blocks(bar.examples, most, room)));
        }
        text.push('\n');
    }
    text
}

/// A bar of eighths of blocks: `most` fills the room, and what is there at all is seen.
pub fn blocks(n: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [char; 8] = ['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if n == 0 || most == 0 {
        return String::new();
    }
    let all = u128::from(n) * room as u128 * 8 / u128::from(most);
    let eighths = usize::try_from(all).unwrap_or(0).clamp(1, room * 8);
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(EIGHTHS[eighths % 8]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fit_the_width() {
        let bars = [Bar { from: 0, below: 1, examples: 1 }, Bar { from: 512, below: 1_024, examples: 1_000 }];
        for width in [20, 40, 80, 200] {
            let text = anstream_free(&histogram(&bars, 2, width));
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(widest <= width.max(32), "{widest} of {width}:\n{text}");
            assert!(text.lines().all(|line| line.ends_with(['█', '▏'])), "{text}");
        }
    }

    /// A text without the styles.
    fn anstream_free(text: &str) -> String {
        text.replace(&format!("{DIM}"), "").replace(&format!("{DIM:#}"), "")
    }
}
