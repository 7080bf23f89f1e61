//! JSON Pointers (RFC 6901): where in a record a finding lies.

use std::fmt;

/// A JSON Pointer such as `/messages/1/content`; the empty pointer is the whole record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The whole record.
    pub const ROOT: Self = Self(String::new());

    /// A pointer from its text, as other libraries print it.
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The member `name` of the object at this pointer.
    #[must_use]
    pub fn key(mut self, name: &str) -> Self {
        self.0.push('/');
        for c in name.chars() {
            match c {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// The item `index` (from 0) of the list at this pointer.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push('/');
        self.0.push_str(&index.to_string());
        self
    }

    /// Whether this is the whole record.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The steps from the root, unescaped.
    pub fn steps(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn names_with_slashes_survive() {
        let pointer = Pointer::ROOT.key("a/b").item(3).key("~");
        assert_eq!(pointer.as_str(), "/a~1b/3/~0");
        assert_eq!(pointer.steps().collect::<Vec<_>>(), ["a/b", "3", "~"]);
    }
}
