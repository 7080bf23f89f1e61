//! Records that are nearly right: bytes choose a seed and how it is changed.

use super::node::{Node, quoted};
use super::seeds::SEEDS;
use super::strange;

/// Bytes as a row of choices; behind their end every choice is the first.
pub struct Choices<'b>(pub &'b [u8]);

impl<'b> Choices<'b> {
    /// Whether all are made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below 256.
    pub fn small(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below 65,536.
    pub fn number(&mut self) -> usize {
        self.small() << 8 | self.small()
    }

    /// One of so many; the first where there are none.
    pub fn below(&mut self, many: usize) -> usize {
        let number = if many > 256 { self.number() } else { self.small() };
        number % many.max(1)
    }

    /// Some bytes as they are.
    pub fn bytes(&mut self) -> &'b [u8] {
        let length = self.small().min(self.0.len());
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }
}

/// Values in a record, from which on it grows no more.
const MOST_VALUES: usize = 1_500;

/// Changes of one record.
const MOST_CHANGES: usize = 12;

/// One of the seeds.
pub fn seed(choices: &mut Choices<'_>) -> Node {
    Node::parse(SEEDS[choices.below(SEEDS.len())])
}

/// Changes a record as the choices say.
pub fn change(record: &mut Node, choices: &mut Choices<'_>) {
    for _ in 0..MOST_CHANGES {
        if choices.is_empty() {
            return;
        }
        let values = record.count();
        let kind = choices.below(12);
        let number = choices.below(values);
        match kind {
            0 => drop_child(record.at(number), choices),
            1 => *record.at(number) = Node::Scalar(strange::value(choices.small())),
            2 => add(record.at(number), strange::key(choices.number()), value(choices)),
            3 if values < MOST_VALUES => repeat(record.at(number), choices),
            4 if values < MOST_VALUES => {
                let other = choices.below(values);
                let (a, b) = (record.at(number).clone(), record.at(other).clone());
                *record.at(number) = b;
                // What stands there now may have been moved.
                let other = other.min(record.count() - 1);
                *record.at(other) = a;
            }
            5 => *record.at(number) = literal(choices),
            6 => rename(record.at(number), choices),
            7 => {
                let inner = std::mem::replace(record.at(number), Node::List(Vec::new()));
                *record.at(number) = match choices.below(3) {
                    0 => Node::List(vec![inner]),
                    1 => Node::Object(vec![(strange::key(choices.number()), inner)]),
                    _ => {
                        let mut text = String::new();
                        inner.write("", &mut text);
                        Node::Scalar(quoted(&text))
                    }
                };
            }
            8 => append(record.at(number), choices),
            9 => {
                let key = quoted(&String::from_utf8_lossy(choices.bytes()));
                add(record.at(number), key, value(choices));
            }
            10 => reverse(record.at(number)),
            _ => {
                let other = Node::parse(SEEDS[choices.below(SEEDS.len())]).at(choices.small()).clone();
                *record.at(number) = other;
            }
        }
    }
}

fn value(choices: &mut Choices<'_>) -> Node {
    Node::Scalar(strange::value(choices.small()))
}

/// Bytes of the input as a string, or as they are.
fn literal(choices: &mut Choices<'_>) -> Node {
    let is_string = choices.below(4) > 0;
    let text = String::from_utf8_lossy(choices.bytes()).replace(['\n', '\r'], " ");
    Node::Scalar(if is_string { quoted(&text) } else { text })
}

fn drop_child(node: &mut Node, choices: &mut Choices<'_>) {
    match node {
        Node::List(items) if !items.is_empty() => drop(items.remove(choices.below(items.len()))),
        Node::Object(members) if !members.is_empty() => drop(members.remove(choices.below(members.len()))),
        node => *node = Node::Scalar("null".to_owned()),
    }
}

fn add(node: &mut Node, key: String, value: Node) {
    match node {
        Node::List(items) => items.push(value),
        Node::Object(members) => members.push((key, value)),
        Node::Scalar(_) => *node = Node::Object(vec![(key, value)]),
    }
}

fn repeat(node: &mut Node, choices: &mut Choices<'_>) {
    let times = [1, 2, 5, 20][choices.below(4)];
    match node {
        Node::List(items) => {
            let some: Vec<Node> = items.iter().take(20).cloned().collect();
            (0..times).for_each(|_| items.extend(some.iter().cloned()));
        }
        Node::Object(members) => {
            let some: Vec<_> = members.iter().take(1 + choices.below(3)).cloned().collect();
            members.extend(some);
        }
        Node::Scalar(_) => {}
    }
}

fn rename(node: &mut Node, choices: &mut Choices<'_>) {
    if let Node::Object(members) = node
        && !members.is_empty()
    {
        let place = choices.below(members.len());
        members[place].0 = strange::key(choices.number());
    }
}

/// Puts a strange text before or behind a string.
fn append(node: &mut Node, choices: &mut Choices<'_>) {
    let other = strange::value(choices.small());
    let Some(other) = other.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return };
    if let Node::Scalar(text) = node
        && let Some(own) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'))
    {
        *text = if choices.below(2) == 0 { format!("\"{own}{other}\"") } else { format!("\"{other}{own}\"") };
    }
}

fn reverse(node: &mut Node) {
    match node {
        Node::List(items) => items.reverse(),
        Node::Object(members) => members.reverse(),
        Node::Scalar(_) => {}
    }
}
