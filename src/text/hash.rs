//! Content hashes: XXH3, which is fixed by its specification and so the same on every platform.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use xxhash_rust::xxh3::{xxh3_128, xxh3_128_with_seed};

/// A 128-bit content hash. Equal keys are taken for equal content: among a billion records the chance of one
/// false match is below 1 in 10^20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Key {
    // Two halves instead of one u128, whose alignment would pad every struct that holds a key.
    high: u64,
    low: u64,
}

impl Key {
    /// The key of an absent or empty content, which matches nothing.
    pub const NONE: Self = Self { high: 0, low: 0 };

    /// The key of some bytes. Never [`Key::NONE`].
    pub fn of(bytes: &[u8]) -> Self {
        Self::from(xxh3_128(bytes))
    }

    /// The key of some bytes of a kind: equal bytes of different kinds have different keys.
    pub fn of_kind(kind: u8, bytes: &[u8]) -> Self {
        Self::from(xxh3_128_with_seed(bytes, u64::from(kind)))
    }

    /// Whether this is the key of an absent content.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Mixes two keys in order.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.to_bytes());
        bytes[16..].copy_from_slice(&other.to_bytes());
        Self::of(&bytes)
    }

    /// Adds a key to an unordered sum: the order in which keys are added does not matter.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::split(self.whole().wrapping_add(other.whole()))
    }

    /// The key as bytes, little end first.
    pub fn to_bytes(self) -> [u8; 16] {
        self.whole().to_le_bytes()
    }

    /// The key that has these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self::split(u128::from_le_bytes(bytes))
    }

    fn whole(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is meant")]
    fn split(value: u128) -> Self {
        Self { high: (value >> 64) as u64, low: value as u64 }
    }
}

impl From<u128> for Key {
    fn from(value: u128) -> Self {
        Self::split(value.max(1))
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Half of a good hash is a good hash.
        state.write_u64(self.low);
    }
}

/// A map by keys.
pub type KeyMap<K, V> = HashMap<K, V, BuildHasherDefault<Mixed>>;
/// A set of keys.
pub type KeySet<K> = HashSet<K, BuildHasherDefault<Mixed>>;

/// The hasher of maps by keys. Keys are hashes already, so it only mixes the few that a tuple has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn write_u64(&mut self, value: u64) {
        self.0 = self.0.rotate_left(29) ^ value;
    }

    fn write_u32(&mut self, value: u32) {
        self.write_usize(value as usize);
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64((value as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }

    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(xxhash_rust::xxh3::xxh3_64(bytes));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_stable_across_releases_and_platforms() {
        assert_eq!(
            crate::text::to_hex(&Key::of(b"gristmill").to_bytes()),
            "d591316efe38d9063cf52d3132a7ac69"
        );
        assert_ne!(Key::of(b"a").and(Key::of(b"b")), Key::of(b"b").and(Key::of(b"a")));
        assert_eq!(Key::of(b"a").plus(Key::of(b"b")), Key::of(b"b").plus(Key::of(b"a")));
        assert_ne!(Key::of_kind(1, b"a"), Key::of_kind(2, b"a"));
    }
}
