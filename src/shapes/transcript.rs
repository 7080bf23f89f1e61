//! Conversations written as one text, with a mark such as `USER:` before each turn.

/// The turns of a text, each with the number of its mark, and what stands before the first. A mark counts where the text
/// begins and after a blank line: inside a line, or at the next one, it is part of what is said.
pub fn turns<'t>(text: &'t str, marks: &[&str]) -> (&'t str, Vec<(usize, &'t str)>) {
    let mut cuts = Vec::new();
    for (number, mark) in marks.iter().enumerate() {
        let found = text.match_indices(mark).map(|(at, _)| at);
        let counts = |at: &usize| {
            let before = &text[..*at];
            before.ends_with("\n\n") || before.ends_with("\n\r\n") || before.trim_ascii().is_empty()
        };
        cuts.extend(found.filter(counts).map(|at| (at, number)));
    }
    cuts.sort_unstable();
    let ends = cuts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let said =
        cuts.iter().zip(ends).map(|((at, number), end)| (*number, &text[at + marks[*number].len()..end]));
    (&text[..cuts.first().map_or(text.len(), |(at, _)| *at)], said.collect())
}

#[cfg(test)]
mod tests {
    use super::turns;

    #[test]
    fn marks_count_after_blank_lines() {
        let text = "\n\nA: one\nB: still one\n\n\nB: two A: too\n\nA:";
        assert_eq!(
            turns(text, &["A:", "B:"]),
            ("\n\n", vec![(0, " one\nB: still one\n\n\n"), (1, " two A: too\n\n"), (0, "")])
        );
        assert_eq!(turns("x\nA: y", &["A:"]), ("x\nA: y", vec![]));
    }
}
