//! On which physical line each row of a table stands, where rows span lines: a few bytes for each that does.

/// The lines of the rows of a converted input, in the order of the rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Heights {
    /// How far below the line of its number the first row stands: a header stands above it.
    first: u64,
    /// After so many rows more, the rest stands so many lines further down.
    steps: Vec<(u32, u32)>,
    rows: u64,
    at_step: u64,
    shift: u64,
}

impl Heights {
    /// Adds the next row, which starts on `line`, from 1.
    pub fn add(&mut self, line: u64) {
        let shift = line.saturating_sub(self.rows + 1);
        if self.rows == 0 {
            (self.first, self.shift) = (shift, shift);
        }
        while self.shift < shift {
            let gap = u32::try_from(self.rows - self.at_step).unwrap_or(u32::MAX);
            let is_near = u64::from(gap) == self.rows - self.at_step;
            let more = if is_near { u32::try_from(shift - self.shift).unwrap_or(u32::MAX) } else { 0 };
            self.steps.push((gap, more));
            self.at_step += u64::from(gap);
            self.shift += u64::from(more);
        }
        self.rows += 1;
    }

    /// Goes through the rows from the first on.
    pub fn walk(&self) -> Walk<'_> {
        Walk { steps: &self.steps, row: 0, at_step: 0, shift: self.first }
    }
}

/// Where one is among the rows.
pub(super) struct Walk<'h> {
    steps: &'h [(u32, u32)],
    row: u64,
    at_step: u64,
    shift: u64,
}

impl Walk<'_> {
    /// The line of the next row.
    pub fn next(&mut self) -> u64 {
        while let Some(((gap, more), rest)) = self.steps.split_first() {
            if self.at_step + u64::from(*gap) > self.row {
                break;
            }
            self.at_step += u64::from(*gap);
            self.shift += u64::from(*more);
            self.steps = rest;
        }
        self.row += 1;
        self.row + self.shift
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_cost_only_where_rows_span_lines() {
        for lines in [&[2, 3, 4, 5][..], &[1], &[4, 9, 10, 11, 20], &[2, 3, 7, 8, 9, 5_000_000_000]] {
            let mut heights = Heights::default();
            for line in lines {
                heights.add(*line);
            }
            let mut walk = heights.walk();
            assert_eq!(lines.iter().map(|_| walk.next()).collect::<Vec<_>>(), lines);
            let jumps = lines.windows(2).filter(|pair| pair[1] != pair[0] + 1).count();
            assert!(heights.steps.len() <= jumps + 1);
        }
    }
}
