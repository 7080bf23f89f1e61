//! Which of some duplicates stays.
//!
//! Records are taken in the order in which they are preferred; one goes when it is equal or near to one that was taken
//! before and stays. So whatever goes names a record that is kept.

use serde::Serialize;

use super::{By, Clusters, Items, Keep, Keys, Level, Options, place};
use crate::text::{Key, KeyMap};

/// A record that goes because another says the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Removed {
    /// The record that stays, by its place among the items.
    pub keeper: u32,
    /// How alike the two are.
    pub level: Level,
    /// Their Jaccard similarity; 1 where they are equal.
    pub similarity: f64,
}

/// How much stands in the data more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Surplus {
    /// What stands there more than once.
    pub groups: u64,
    /// Records that go when one of each group stays.
    pub surplus: u64,
}

/// How much stands in the data nearly more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct NearSurplus {
    /// Connected components of near texts, equal ones included.
    pub clusters: u64,
    /// Records that go when one of each cluster stays.
    pub surplus: u64,
    /// Records in the largest cluster.
    pub largest: u64,
    /// Pairs whose similarity was computed.
    pub pairs_verified: u64,
}

/// Two classes of equal texts that are near each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The class that is preferred.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their Jaccard similarity.
    pub similarity: f64,
    /// Whether the answers contradict each other, so that neither goes in favour of the other.
    pub contradicts: bool,
}

/// Records of the same text, numbered in the order in which records are preferred.
#[derive(Debug, Default)]
pub struct Classes {
    /// Items in the order in which they are preferred.
    pub order: Vec<u32>,
    /// The class of every item.
    pub of: Vec<u32>,
    /// The item of every class that is preferred.
    pub first: Vec<u32>,
}

impl Classes {
    /// The classes of some items.
    pub fn new(items: &(impl Items + ?Sized), options: &Options) -> Self {
        let order = order(items, options.keep);
        let mut classes: KeyMap<Key, u32> = KeyMap::default();
        let (mut of, mut first) = (vec![0; items.len()], Vec::new());
        for item in &order {
            let next = place(first.len());
            let key = identity(items.keys(*item as usize), options);
            let class = *classes.entry(key).or_insert(next);
            if class == next {
                first.push(*item);
            }
            of[*item as usize] = class;
        }
        Self { order, of, first }
    }
}

/// What is equal in records of a class.
fn identity(keys: &Keys, options: &Options) -> Key {
    if options.level < Level::Normalised {
        return keys.value;
    }
    match (keys.part(options.by), options.by) {
        (Key::NONE, _) => keys.value,
        // The prompt counts beside the text, so that it matters where the answer begins.
        (text, By::Example) => text.and(keys.prompt),
        (text, _) => text,
    }
}

fn order(items: &(impl Items + ?Sized), keep: Keep) -> Vec<u32> {
    let mut order: Vec<u32> = (0..place(items.len())).collect();
    match keep {
        Keep::Best => order.sort_by_key(|item| std::cmp::Reverse(items.score(*item as usize))),
        Keep::First => {}
        Keep::Last => order.reverse(),
        Keep::Longest => order.sort_by_key(|item| std::cmp::Reverse(items.length(*item as usize))),
    }
    order
}

/// Says which records go: for each, in favour of which other; nothing when it stays.
pub fn removed(
    items: &(impl Items + ?Sized),
    classes: &Classes,
    edges: &Graph,
    options: &Options,
) -> Vec<Option<Removed>> {
    let mut gone: Vec<Option<Removed>> = vec![None; items.len()];
    if options.level == Level::Off {
        return gone;
    }
    // Equal values have equal contexts.
    let context = |keys: &Keys| if options.level < Level::Normalised { Key::NONE } else { keys.context };
    let mut stays: KeyMap<(usize, Key), u32> = KeyMap::default();
    for item in classes.order.iter().map(|item| *item as usize) {
        let (keys, class) = (items.keys(item), classes.of[item]);
        let context = context(keys);
        gone[item] = if let Some(keeper) = stays.get(&(class as usize, context)) {
            let keeper = *keeper;
            let is_exact = items.keys(keeper as usize).value == keys.value;
            let level = if is_exact { options.level.min(Level::Exact) } else { Level::Normalised };
            Some(Removed { keeper, level, similarity: 1.0 })
        } else {
            let near = edges.of(class).filter_map(|(other, similarity)| {
                let keeper = *stays.get(&(other as usize, context))?;
                Some(Removed { keeper, level: Level::Near, similarity })
            });
            // Of several the most similar, and of those the one that is preferred.
            near.reduce(|best, other| if other.similarity > best.similarity { other } else { best })
        };
        if gone[item].is_none() {
            stays.insert((class as usize, context), place(item));
        }
    }
    gone
}

/// How many records stand there more than once by one of their keys, whatever the others are; an absent key matches
/// nothing.
pub fn surplus(items: &(impl Items + ?Sized), key: impl Fn(&Keys) -> Key) -> Surplus {
    let mut seen: KeyMap<Key, bool> = KeyMap::default();
    let mut surplus = Surplus::default();
    for key in (0..items.len()).map(|place| key(items.keys(place))).filter(|key| !key.is_none()) {
        if let Some(is_group) = seen.get_mut(&key) {
            surplus.groups += u64::from(!*is_group);
            surplus.surplus += 1;
            *is_group = true;
        } else {
            seen.insert(key, false);
        }
    }
    surplus
}

/// How many records stand there nearly more than once; and the cluster of every item, by its first class.
pub fn near_surplus(
    items: &(impl Items + ?Sized),
    classes: &Classes,
    edges: &[Edge],
    options: &Options,
) -> (NearSurplus, Vec<u32>) {
    let mut clusters = Clusters::new(classes.first.len());
    for edge in edges {
        clusters.unite(edge.a, edge.b);
    }
    if options.by == By::Example {
        // Equal texts are near, wherever the answer begins.
        let mut texts: KeyMap<Key, u32> = KeyMap::default();
        for (class, item) in (0..).zip(&classes.first) {
            let text = items.keys(*item as usize).text;
            if !text.is_none() {
                clusters.unite(*texts.entry(text).or_insert(class), class);
            }
        }
    }
    let roots: Vec<u32> = classes.of.iter().map(|class| clusters.root(*class)).collect();
    let mut sizes = vec![0_u64; classes.first.len()];
    for (item, root) in roots.iter().enumerate() {
        sizes[*root as usize] += u64::from(!items.keys(item).part(options.by).is_none());
    }
    let mut surplus = NearSurplus::default();
    for size in sizes.into_iter().filter(|size| *size > 1) {
        surplus.clusters += 1;
        surplus.surplus += size - 1;
        surplus.largest = surplus.largest.max(size);
    }
    (surplus, roots)
}

/// The classes that each class is near to, without those that contradict it.
#[derive(Debug, Default)]
pub struct Graph {
    /// Where the neighbours of each class begin.
    starts: Vec<u32>,
    neighbours: Vec<(u32, f64)>,
}

impl Graph {
    /// The graph of some edges.
    pub fn new(classes: usize, edges: &[Edge]) -> Self {
        let agreeing = || edges.iter().filter(|edge| !edge.contradicts);
        let mut starts = vec![0_u32; classes + 1];
        for edge in agreeing() {
            starts[edge.a as usize + 1] += 1;
            starts[edge.b as usize + 1] += 1;
        }
        for class in 0..classes {
            starts[class + 1] += starts[class];
        }
        let mut free = starts.clone();
        let mut neighbours = vec![(0, 0.0); starts[classes] as usize];
        for edge in agreeing() {
            for (class, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
                neighbours[free[class as usize] as usize] = (other, edge.similarity);
                free[class as usize] += 1;
            }
        }
        for class in 0..classes {
            neighbours[starts[class] as usize..starts[class + 1] as usize]
                .sort_unstable_by_key(|(other, _)| *other);
        }
        Self { starts, neighbours }
    }

    fn of(&self, class: u32) -> impl Iterator<Item = (u32, f64)> {
        let range = match self.starts.get(class as usize..class as usize + 2) {
            Some([start, end]) => *start as usize..*end as usize,
            _ => 0..0,
        };
        self.neighbours[range].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: &str, text: &str, context: &str, score: u32) -> (Keys, u32) {
        let key = |text: &str| if text.is_empty() { Key::NONE } else { Key::of(text.as_bytes()) };
        let keys = Keys { value: key(value), text: key(text), context: key(context), ..Keys::default() };
        (keys, score)
    }

    fn find(items: &[(Keys, u32)], level: Level, edges: &[Edge]) -> Vec<Option<Removed>> {
        let options = Options { level, ..Options::default() };
        let classes = Classes::new(items, &options);
        removed(items, &classes, &Graph::new(classes.first.len(), edges), &options)
    }

    fn equal(keeper: u32, level: Level) -> Removed {
        Removed { keeper, level, similarity: 1.0 }
    }

    #[test]
    fn the_best_stays_and_then_the_first() {
        let items =
            [item("a", "t", "", 40), item("b", "t", "", 100), item("b", "t", "", 100), item("c", "u", "", 0)];
        let found = find(&items, Level::Normalised, &[]);
        assert_eq!(found, [Some(equal(1, Level::Normalised)), None, Some(equal(1, Level::Exact)), None]);
        assert_eq!(surplus(&items[..], |keys| keys.value), Surplus { groups: 1, surplus: 1 });
        assert_eq!(surplus(&items[..], |keys| keys.text), Surplus { groups: 1, surplus: 2 });
        assert_eq!(find(&items, Level::Exact, &[]).iter().flatten().count(), 1);
        assert_eq!(find(&items, Level::Off, &[]).iter().flatten().count(), 0);
    }

    #[test]
    fn other_system_text_is_another_record() {
        let items = [item("a", "t", "s1", 100), item("b", "t", "s2", 100)];
        assert_eq!(find(&items, Level::Normalised, &[]), [None, None]);
        assert_eq!(surplus(&items[..], |keys| keys.text).surplus, 1);
    }

    #[test]
    fn an_empty_text_matches_nothing_but_its_own_value() {
        let items = [item("a", "", "", 0), item("b", "", "", 0), item("a", "", "", 0)];
        assert_eq!(find(&items, Level::Normalised, &[]).iter().flatten().count(), 1);
    }

    #[test]
    fn nothing_goes_through_a_chain_and_what_contradicts_stays() {
        // 0 - 1 - 2 - 3, of which the last two contradict each other.
        let items: Vec<_> = (0..4).map(|i| item(&format!("v{i}"), &format!("t{i}"), "", 100)).collect();
        let edge = |a, similarity, contradicts| Edge { a, b: a + 1, similarity, contradicts };
        let edges = [edge(0, 0.9, false), edge(1, 0.85, false), edge(2, 0.95, true)];
        let near = Some(Removed { keeper: 0, level: Level::Near, similarity: 0.9 });
        assert_eq!(find(&items, Level::Near, &edges), [None, near, None, None]);
        let options = Options::default();
        let classes = Classes::new(&items[..], &options);
        let (near, roots) = near_surplus(&items[..], &classes, &edges, &options);
        assert_eq!((near.clusters, near.surplus, near.largest), (1, 3, 4));
        assert_eq!(roots, [0; 4]);
    }
}
