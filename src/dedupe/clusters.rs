//! Clusters: what is connected, directly or through others.

use crate::text::KeyMap;

use super::place;

/// A union of sets: which of so many items are connected.
#[derive(Debug, Clone)]
pub struct Clusters(Vec<u32>);

impl Clusters {
    /// So many items, none of them connected.
    pub fn new(items: usize) -> Self {
        Self((0..place(items)).collect())
    }

    /// The first item of the cluster of one.
    pub fn root(&mut self, mut item: u32) -> u32 {
        while self.0[item as usize] != item {
            let above = self.0[self.0[item as usize] as usize];
            self.0[item as usize] = above;
            item = above;
        }
        item
    }

    /// Connects two items; gives the item that stood for a cluster and does so no more, if they were not connected.
    pub fn unite(&mut self, a: u32, b: u32) -> Option<u32> {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
        (a != b).then_some(a.max(b))
    }
}

/// The same of items of which few are connected to any: only those are held.
#[derive(Debug, Default)]
pub struct Links(KeyMap<u32, u32>);

impl Links {
    /// Whether two items are connected.
    pub fn are_connected(&mut self, a: u32, b: u32) -> bool {
        self.root(a) == self.root(b)
    }

    /// Connects two items.
    pub fn connect(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }

    fn root(&mut self, item: u32) -> u32 {
        let mut root = item;
        while let Some(above) = self.0.get(&root) {
            root = *above;
        }
        if root != item {
            self.0.insert(item, root);
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::{Clusters, Links};

    #[test]
    fn what_is_connected_does_not_depend_on_the_order() {
        for pairs in [[(7, 9), (1, 9), (4, 2)], [(4, 2), (9, 1), (9, 7)]] {
            let mut links = Links::default();
            for (a, b) in pairs {
                links.connect(a, b);
            }
            assert!(links.are_connected(1, 7) && links.are_connected(2, 4));
            assert!(!links.are_connected(1, 2) && !links.are_connected(3, 4));
        }
    }

    #[test]
    fn the_first_of_a_cluster_stands_for_it() {
        let mut clusters = Clusters::new(6);
        clusters.unite(4, 5);
        clusters.unite(1, 4);
        clusters.unite(5, 3);
        let roots: Vec<u32> = (0..6).map(|item| clusters.root(item)).collect();
        assert_eq!(roots, [0, 1, 2, 1, 1, 1]);
    }
}
