//! Content hashes: XXH3, which is fixed by its specification and so the same on every platform.

use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

/// A 128-bit content hash. Equal keys are taken for equal content: among a billion records the chance of one
/// false match is below 1 in 10^20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(u128);

impl Key {
    /// The key of an absent or empty content, which matches nothing.
    pub const NONE: Self = Self(0);

    /// The key of some bytes. Never [`Key::NONE`].
    pub fn of(bytes: &[u8]) -> Self {
        Self::from(xxh3_128(bytes))
    }

    /// Whether this is the key of an absent content.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Mixes two keys in order.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.0.to_le_bytes());
        bytes[16..].copy_from_slice(&other.0.to_le_bytes());
        Self::of(&bytes)
    }

    /// Adds a key to an unordered sum: the order in which keys are added does not matter.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// The key as bytes, little end first.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }
}

impl From<u128> for Key {
    fn from(value: u128) -> Self {
        Self(value.max(1))
    }
}

/// A [`Key`] over several pieces, each of which counts with its length, so that moving a border changes the key.
#[derive(Default)]
pub struct Hasher(Xxh3Default);

impl Hasher {
    /// Adds a piece.
    pub fn write(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The key of all pieces so far.
    pub fn finish(&self) -> Key {
        Key::from(self.0.digest128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_stable_across_releases_and_platforms() {
        assert_eq!(Key::of(b"gristmill").to_bytes(), xxh3_128(b"gristmill").to_le_bytes());
        let mut a = Hasher::default();
        a.write(b"ab");
        a.write(b"c");
        let mut b = Hasher::default();
        b.write(b"a");
        b.write(b"bc");
        assert_ne!(a.finish(), b.finish());
    }
}
