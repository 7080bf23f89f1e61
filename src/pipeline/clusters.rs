//! Clusters of near records, for people and for files.

use std::path::Path;

use serde::Serialize;

use super::alike::{Alike, Duplicates};
use super::decide::Chosen;
use super::lanes::Files;
use crate::dedupe::Items;
use crate::error::Error;
use crate::rules::Spot;
use crate::text::{Key, KeyMap};

/// Records that are near each other, directly or through others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// How many there are.
    pub records: u64,
    /// The one that is preferred.
    pub first: Spot,
    /// How its text begins.
    pub text: String,
}

/// A line of a file of clusters.
#[derive(Serialize)]
struct Row {
    records: u64,
    /// The preferred record first, then in the order of the inputs.
    members: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    file: String,
    line: u64,
    /// The highest similarity to another member.
    similarity: f64,
    /// That member.
    to: Spot,
}

/// The clusters among some records.
pub(super) struct Clustered<'c> {
    alike: &'c Alike<'c>,
    items: &'c Chosen<'c>,
    duplicates: &'c Duplicates,
    /// The members of each, as items; the largest first, and then in the order in which their first records are preferred.
    all: Vec<Vec<u32>>,
}

impl<'c> Clustered<'c> {
    /// Gathers what has the same root; `roots` names that of every item.
    pub fn new(
        alike: &'c Alike<'c>,
        items: &'c Chosen<'c>,
        duplicates: &'c Duplicates,
        roots: &[u32],
    ) -> Self {
        let has_text = |item: &u32| !items.keys(*item as usize).part(alike.options.by).is_none();
        let mut members: Vec<(u32, u32)> =
            (0..).take(items.len()).filter(has_text).map(|item: u32| (roots[item as usize], item)).collect();
        members.sort_unstable();
        let groups = members.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
        let mut all: Vec<Vec<u32>> =
            groups.map(|group| group.iter().map(|(_, item)| *item).collect()).collect();
        all.sort_by_key(|members| std::cmp::Reverse(members.len()));
        Self { alike, items, duplicates, all }
    }

    /// The largest clusters.
    pub fn largest(&self, shown: usize) -> Result<Vec<Cluster>, Error> {
        let cluster = |members: &Vec<u32>| {
            let first = self.first(members);
            let text = self.alike.shelf().beginning(self.items.fact(first as usize))?;
            Ok(Cluster { records: members.len() as u64, first: self.alike.spot(self.items, first), text })
        };
        self.all.iter().take(shown).map(cluster).collect()
    }

    /// Writes all clusters, one a line.
    pub fn write(&self, path: &Path, files: &mut Files) -> Result<(), Error> {
        let nearest = self.nearest();
        let row = |members: &Vec<u32>| {
            // The first two records of every text: one of them is another than the one that is looked at.
            let mut equals: KeyMap<Key, [u32; 2]> = KeyMap::default();
            for item in members {
                let held = equals.entry(self.text(*item)).or_insert([*item; 2]);
                if held[0] == held[1] {
                    held[1] = *item;
                }
            }
            let first = self.first(members);
            let rest = members.iter().copied().filter(|member| *member != first);
            let all = std::iter::once(first).chain(rest);
            let members: Vec<Member> =
                all.map(|item| self.member(item, equals[&self.text(item)], &nearest)).collect();
            Row { records: members.len() as u64, members }
        };
        files.lines(path, self.all.iter().map(row))
    }

    /// The member that is preferred.
    fn first(&self, members: &[u32]) -> u32 {
        let class = |member: &&u32| self.duplicates.classes.of[**member as usize];
        members.iter().min_by_key(class).map_or(0, |member| {
            self.duplicates.classes.first[self.duplicates.classes.of[*member as usize] as usize]
        })
    }

    fn text(&self, item: u32) -> Key {
        self.items.keys(item as usize).part(self.alike.options.by)
    }

    fn member(&self, item: u32, equals: [u32; 2], nearest: &[(u32, f64)]) -> Member {
        let classes = &self.duplicates.classes;
        let (to, similarity) = if let Some(equal) = equals.into_iter().find(|other| *other != item) {
            (equal, 1.0)
        } else {
            let (other, similarity) = nearest[classes.of[item as usize] as usize];
            (classes.first[other as usize], similarity)
        };
        let Spot { file, line } = self.alike.spot(self.items, item);
        Member { file, line, similarity, to: self.alike.spot(self.items, to) }
    }

    /// The class that each class is most similar to.
    fn nearest(&self) -> Vec<(u32, f64)> {
        let mut nearest: Vec<(u32, f64)> =
            (0..).take(self.duplicates.classes.first.len()).map(|class| (class, 0.0)).collect();
        for edge in &self.duplicates.found.edges {
            for (class, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
                let held = &mut nearest[class as usize];
                if edge.similarity > held.1 {
                    *held = (other, edge.similarity);
                }
            }
        }
        nearest
    }
}
