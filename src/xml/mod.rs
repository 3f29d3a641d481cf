//! XML: a strict reader, and exclusive canonicalization.
//!
//! The reader takes well-formed, namespace-well-formed XML 1.0 in UTF-8 without a DTD, and nothing else. What it makes of
//! a document is a flat tree that borrows the input, with the byte ranges of every node, so that a caller can cut and
//! splice the original bytes.
//!
//! Specifications: Extensible Markup Language (XML) 1.0, Fifth Edition; Namespaces in XML 1.0, Third Edition; Exclusive
//! XML Canonicalization Version 1.0.

mod c14n;
mod chars;
pub(crate) mod encryption;
mod namespaces;
mod reader;
mod text;
mod tree;

pub use c14n::{canonicalize, canonicalize_document, canonicalize_in, Canonicalization};
pub use chars::{is_ncname, is_xml_char};
pub use text::{escape_attribute, escape_text, Text};
pub use tree::{Attribute, Declaration, Document, Element, Node, NodeKind};

/// The namespace that the prefix `xml` is bound to.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace that the prefix `xmlns` is bound to.
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// What a document may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the document; never more than 4 GiB less one byte.
    pub max_bytes: usize,
    /// Elements inside each other.
    pub max_depth: usize,
    /// Attributes and namespace declarations of one element.
    pub max_attributes: usize,
    /// Elements, attributes, namespace declarations, texts, comments and processing instructions together.
    pub max_nodes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: 16 << 20, max_depth: 100, max_attributes: 100, max_nodes: 1_000_000 }
    }
}
