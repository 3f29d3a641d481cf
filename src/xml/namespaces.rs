//! Prefixes and namespace names: each kept once, and which prefix means what where.

use std::collections::HashMap;

use super::text::Text;
use super::{XMLNS_NAMESPACE, XML_NAMESPACE};

/// The number of the empty prefix, that is the default namespace.
pub(super) const DEFAULT: u32 = 0;
/// The number of the prefix `xml`.
pub(super) const XML: u32 = 1;
/// The number of the prefix `xmlns`.
pub(super) const XMLNS: u32 = 2;

/// The number of the empty namespace name: in no namespace.
pub(super) const NO_NAMESPACE: u32 = 0;
/// The number of XML's own namespace.
pub(super) const XML_URI: u32 = 1;
/// The number of the namespace of declarations.
pub(super) const XMLNS_URI: u32 = 2;
/// Stands where a prefix is bound to nothing.
pub(super) const UNBOUND: u32 = u32::MAX;

/// Up to so many texts a look through them all is faster than hashing.
const FEW: usize = 12;

/// Texts, each kept once and known by its number.
pub(super) struct Interner<'a> {
    texts: Vec<Text<'a>>,
    numbers: HashMap<Text<'a>, u32>,
}

impl<'a> Interner<'a> {
    fn new(first: [&'static str; 3]) -> Interner<'a> {
        Interner { texts: first.into_iter().map(Text::Plain).collect(), numbers: HashMap::new() }
    }

    /// The number of a text, if it is known.
    fn find(&self, text: &str) -> Option<u32> {
        if self.numbers.is_empty() {
            return self.texts.iter().position(|known| known == text).map(|at| at as u32);
        }
        self.numbers.get(text).copied()
    }

    /// The number of a text, which is known from now on.
    fn intern(&mut self, text: Text<'a>) -> u32 {
        if let Some(number) = self.find(&text) {
            return number;
        }
        let number = self.texts.len() as u32;
        if !self.numbers.is_empty() {
            self.numbers.insert(text.clone(), number);
        } else if self.texts.len() >= FEW {
            self.numbers = self.texts.iter().cloned().zip(0..).collect();
            self.numbers.insert(text.clone(), number);
        }
        self.texts.push(text);
        number
    }
}

/// The tables of a document that is read: prefixes and namespace names.
pub(super) struct Names<'a> {
    prefixes: Interner<'a>,
    uris: Interner<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new() -> Names<'a> {
        Names {
            prefixes: Interner::new(["", "xml", "xmlns"]),
            uris: Interner::new(["", XML_NAMESPACE, XMLNS_NAMESPACE]),
        }
    }

    pub(super) fn prefix(&self, number: u32) -> &str {
        &self.prefixes.texts[number as usize]
    }

    pub(super) fn uri(&self, number: u32) -> &str {
        &self.uris.texts[number as usize]
    }

    pub(super) fn find_prefix(&self, prefix: &str) -> Option<u32> {
        self.prefixes.find(prefix)
    }

    pub(super) fn find_uri(&self, uri: &str) -> Option<u32> {
        self.uris.find(uri)
    }

    pub(super) fn prefix_count(&self) -> usize {
        self.prefixes.texts.len()
    }

    pub(super) fn intern_prefix(&mut self, prefix: &'a str) -> u32 {
        self.prefixes.intern(Text::Plain(prefix))
    }

    pub(super) fn intern_uri(&mut self, uri: Text<'a>) -> u32 {
        self.uris.intern(uri)
    }
}

/// What each prefix is bound to, as elements open and close.
pub(super) struct Bindings {
    bound: Vec<u32>,
    undo: Vec<(u32, u32, u32)>,
}

impl Bindings {
    /// `bound` gives the start: the number of a namespace name for each number of a prefix.
    pub(super) fn new(bound: Vec<u32>) -> Bindings {
        Bindings { bound, undo: Vec::new() }
    }

    pub(super) fn get(&self, prefix: u32) -> u32 {
        self.bound.get(prefix as usize).copied().unwrap_or(UNBOUND)
    }

    /// Binds a prefix until the element of number `owner` is closed.
    pub(super) fn bind(&mut self, owner: u32, prefix: u32, uri: u32) {
        let at = prefix as usize;
        if at >= self.bound.len() {
            self.bound.resize(at + 1, UNBOUND);
        }
        let before = std::mem::replace(&mut self.bound[at], uri);
        self.undo.push((owner, prefix, before));
    }

    /// Takes back what the element of this number had bound.
    pub(super) fn close(&mut self, owner: u32) {
        while let Some(&(of, prefix, before)) = self.undo.last() {
            if of != owner {
                break;
            }
            self.bound[prefix as usize] = before;
            self.undo.pop();
        }
    }
}
