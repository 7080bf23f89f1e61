//! Strata: the kinds of records of which every side gets its share.

use super::Groups;

/// The strata of some items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strata {
    /// For each item its stratum.
    pub of: Vec<u32>,
    /// The name of each stratum, in order.
    pub names: Vec<String>,
}

impl Strata {
    /// The strata of items, each of which has one of some names, in any order; those that no item has are left out, and
    /// equal names are one stratum.
    pub fn new(of: &[u32], names: &[String]) -> Self {
        let mut is_used = vec![false; names.len()];
        for name in of {
            is_used[*name as usize] = true;
        }
        let mut used: Vec<&String> =
            names.iter().zip(&is_used).filter(|(_, is_used)| **is_used).map(|(name, _)| name).collect();
        used.sort_unstable();
        used.dedup();
        let place = |name: &String| u32::try_from(used.partition_point(|used| *used < name)).unwrap_or(0);
        let places: Vec<u32> = names.iter().map(place).collect();
        Self {
            of: of.iter().map(|name| places[*name as usize]).collect(),
            names: used.into_iter().cloned().collect(),
        }
    }

    /// The stratum of each group: that of most of its items, of equals the first by name.
    pub fn of_groups(&self, groups: &Groups) -> Vec<u32> {
        let mut members: Vec<(u32, u32)> = Vec::new();
        let mut strata: Vec<u32> = groups.first.iter().map(|first| self.of[*first as usize]).collect();
        for (group, stratum) in groups.of.iter().zip(&self.of) {
            if groups.sizes[*group as usize] > 1 {
                members.push((*group, *stratum));
            }
        }
        members.sort_unstable();
        for own in members.chunk_by(|a, b| a.0 == b.0) {
            let mut most = 0;
            for equal in own.chunk_by(|a, b| a == b) {
                if equal.len() > most {
                    most = equal.len();
                    strata[own[0].0 as usize] = equal[0].1;
                }
            }
        }
        strata
    }
}

/// The band of lengths in which a text of so many bytes lies; each is four times as wide as the one before.
pub fn length_band(bytes: u32) -> String {
    let mut least = 0_u64;
    let mut end = 64_u64;
    while u64::from(bytes) >= end {
        (least, end) = (end, end * 4);
    }
    format!("{least} to {} bytes", end - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::{Grouping, Tie};

    #[test]
    fn the_majority_names_the_stratum_of_a_group() {
        let names = ["c", "unused", "a", "b", "a"].map(str::to_owned);
        let strata = Strata::new(&[0, 2, 3, 0, 4, 3], &names);
        assert_eq!(strata.names, ["a", "b", "c"]);
        assert_eq!(strata.of, [2, 0, 1, 2, 0, 1]);
        let mut grouping = Grouping::new(6);
        for (a, b) in [(0, 1), (0, 3), (2, 4)] {
            grouping.tie(a, b, Tie::Key);
        }
        assert_eq!(strata.of_groups(&grouping.groups()), [2, 0, 1]);
    }

    #[test]
    fn bands_do_not_depend_on_the_data() {
        let bands = [0, 63, 64, 255, 256, u32::MAX].map(length_band);
        assert_eq!(bands[..3], ["0 to 63 bytes", "0 to 63 bytes", "64 to 255 bytes"]);
        assert_eq!(bands[4], "256 to 1023 bytes");
    }
}
