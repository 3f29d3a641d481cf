//! The tree of a document: flat, in document order, with the byte range of everything.

use std::ops::Range;

use super::namespaces::{Names, DEFAULT, NO_NAMESPACE, UNBOUND, XML, XMLNS, XMLNS_URI, XML_URI};
use super::text::Text;
use super::{chars, reader, text, Limits};
use crate::error::Result;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// The document itself, the parent of the root element.
    Document,
    /// An element.
    Element,
    /// Character data, with the references in it.
    Text,
    /// A CDATA section.
    CData,
    /// A comment.
    Comment,
    /// A processing instruction.
    ProcessingInstruction,
}

/// A node. Positions are byte positions in the source; those of the document start after a byte order mark.
pub(super) struct NodeData {
    pub(super) kind: NodeKind,
    /// Whether a text is in canonical form as it stands.
    pub(super) plain: bool,
    pub(super) parent: u32,
    /// The node after the last descendant.
    pub(super) next: u32,
    pub(super) start: u32,
    pub(super) start_tag_end: u32,
    pub(super) end_tag_start: u32,
    pub(super) end: u32,
    pub(super) name_end: u32,
    pub(super) local_start: u32,
    pub(super) prefix: u32,
    pub(super) uri: u32,
    pub(super) attributes: Range<u32>,
    pub(super) declarations: Range<u32>,
}

/// An attribute that is no namespace declaration.
pub(super) struct AttributeData {
    /// Whether the value stands for itself, without references and without white space but blanks.
    pub(super) plain: bool,
    pub(super) name_start: u32,
    pub(super) local_start: u32,
    pub(super) name_end: u32,
    pub(super) value: Range<u32>,
    pub(super) prefix: u32,
    pub(super) uri: u32,
}

/// A namespace declaration.
pub(super) struct DeclarationData {
    pub(super) prefix: u32,
    pub(super) uri: u32,
}

/// A document that was read.
pub struct Document<'a> {
    pub(super) source: &'a str,
    /// The document itself is the first.
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) declarations: Vec<DeclarationData>,
    pub(super) names: Names<'a>,
    pub(super) root: u32,
}

impl<'a> Document<'a> {
    /// Reads a document. It keeps borrowing the source, and every range is one of bytes of the source.
    ///
    /// An error is `CYBSIGN_E_ENCODING`, `CYBSIGN_E_XML` or `CYBSIGN_E_LIMIT`, with the offset as a particular.
    pub fn parse(source: &'a [u8], limits: &Limits) -> Result<Document<'a>> {
        reader::read(source, limits)
    }

    /// The source.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The root element.
    pub fn root(&self) -> Element<'_, 'a> {
        Element { document: self, index: self.root }
    }

    /// The node that stands for the document; its children are the root, and the comments and processing instructions
    /// around it.
    pub fn node(&self) -> Node<'_, 'a> {
        Node { document: self, index: 0 }
    }

    /// All elements, in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        self.elements_from(0, self.nodes.len() as u32)
    }

    fn elements_from(&self, start: u32, end: u32) -> impl Iterator<Item = Element<'_, 'a>> {
        (start..end)
            .filter(|index| self.data(*index).kind == NodeKind::Element)
            .map(|index| Element { document: self, index })
    }

    pub(super) fn data(&self, index: u32) -> &NodeData {
        &self.nodes[index as usize]
    }

    pub(super) fn slice(&self, range: Range<u32>) -> &'a str {
        &self.source[range.start as usize..range.end as usize]
    }

    pub(super) fn attributes_of(&self, node: &NodeData) -> &[AttributeData] {
        &self.attributes[node.attributes.start as usize..node.attributes.end as usize]
    }

    pub(super) fn declarations_of(&self, node: &NodeData) -> &[DeclarationData] {
        &self.declarations[node.declarations.start as usize..node.declarations.end as usize]
    }

    /// What a prefix is bound to in an element; found by looking at its ancestors, one after the other.
    fn binding(&self, mut index: u32, prefix: u32) -> u32 {
        match prefix {
            XML => return XML_URI,
            XMLNS => return XMLNS_URI,
            _ => {}
        }
        while index != 0 {
            let node = self.data(index);
            if let Some(found) = self.declarations_of(node).iter().find(|declaration| declaration.prefix == prefix) {
                return found.uri;
            }
            index = node.parent;
        }
        if prefix == DEFAULT {
            NO_NAMESPACE
        } else {
            UNBOUND
        }
    }
}

/// A node of a document.
#[derive(Clone, Copy)]
pub struct Node<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) index: u32,
}

impl PartialEq for Node<'_, '_> {
    /// Two handles are equal if they stand for the same node of the same document.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.index == other.index
    }
}

impl<'d, 'a> Node<'d, 'a> {
    fn data(self) -> &'d NodeData {
        self.document.data(self.index)
    }

    /// What it is.
    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    /// Where it stands in the source, from its first byte to after its last.
    pub fn range(self) -> Range<usize> {
        self.data().start as usize..self.data().end as usize
    }

    /// It, if it is an element.
    pub fn as_element(self) -> Option<Element<'d, 'a>> {
        (self.kind() == NodeKind::Element).then_some(Element { document: self.document, index: self.index })
    }

    /// The children, in document order.
    pub fn children(self) -> impl Iterator<Item = Node<'d, 'a>> {
        let document = self.document;
        let end = self.data().next;
        let first = self.index + 1;
        std::iter::successors((first < end).then_some(first), move |index| {
            Some(document.data(*index).next).filter(|next| *next < end)
        })
        .map(move |index| Node { document, index })
    }

    /// The character data of a text or a CDATA section, references replaced and line ends made LF; `None` for others.
    pub fn character_data(self) -> Option<Text<'a>> {
        let node = self.data();
        match node.kind {
            NodeKind::Text => Some(text::text_value(self.document.slice(node.start..node.end))),
            NodeKind::CData => Some(text::line_ends_normalized(self.document.slice(node.start + 9..node.end - 3))),
            _ => None,
        }
    }

    /// Is it character data that is nothing but white space?
    pub fn is_white_space(self) -> bool {
        let node = self.data();
        match node.kind {
            NodeKind::Text => text::is_white_space(self.document.slice(node.start..node.end)),
            // There are no references in it.
            NodeKind::CData => self.document.slice(node.start + 9..node.end - 3).bytes().all(chars::is_space),
            _ => false,
        }
    }
}

/// An element of a document.
#[derive(Clone, Copy)]
pub struct Element<'d, 'a> {
    pub(super) document: &'d Document<'a>,
    pub(super) index: u32,
}

impl PartialEq for Element<'_, '_> {
    /// Two handles are equal if they stand for the same element of the same document.
    fn eq(&self, other: &Self) -> bool {
        self.node() == other.node()
    }
}

impl<'d, 'a> Element<'d, 'a> {
    fn data(self) -> &'d NodeData {
        self.document.data(self.index)
    }

    /// It as a node.
    pub fn node(self) -> Node<'d, 'a> {
        Node { document: self.document, index: self.index }
    }

    /// The document that it belongs to.
    pub fn document(self) -> &'d Document<'a> {
        self.document
    }

    /// The name without its prefix.
    pub fn local_name(self) -> &'a str {
        self.document.slice(self.data().local_start..self.data().name_end)
    }

    /// The prefix; empty where there is none.
    pub fn prefix(self) -> &'d str {
        self.document.names.prefix(self.data().prefix)
    }

    /// The name as it is written.
    pub fn qualified_name(self) -> &'a str {
        self.document.slice(self.data().start + 1..self.data().name_end)
    }

    /// The name of its namespace; empty where it is in none.
    pub fn namespace_uri(self) -> &'d str {
        self.document.names.uri(self.data().uri)
    }

    /// Has it this namespace name and local name?
    pub fn is(self, namespace_uri: &str, local_name: &str) -> bool {
        self.local_name() == local_name && self.namespace_uri() == namespace_uri
    }

    /// The attributes in the order of the source, without namespace declarations.
    pub fn attributes(self) -> impl ExactSizeIterator<Item = Attribute<'d, 'a>> {
        let document = self.document;
        document.attributes_of(self.data()).iter().map(move |data| Attribute { document, data })
    }

    /// The value of an attribute; the empty namespace name is that of attributes without a prefix.
    pub fn attribute(self, namespace_uri: &str, local_name: &str) -> Option<Text<'a>> {
        self.attributes().find(|attribute| attribute.is(namespace_uri, local_name)).map(Attribute::value)
    }

    /// The namespace declarations in the order of the source.
    pub fn declarations(self) -> impl ExactSizeIterator<Item = Declaration<'d>> {
        let names = &self.document.names;
        let declarations = self.document.declarations_of(self.data());
        declarations.iter().map(|data| Declaration { prefix: names.prefix(data.prefix), uri: names.uri(data.uri) })
    }

    /// The namespace name that a prefix is bound to here, whether declared here or further out. The empty prefix gives
    /// the default namespace, and the empty name where there is none.
    pub fn namespace_of_prefix(self, prefix: &str) -> Option<&'d str> {
        let number = self.document.names.find_prefix(prefix)?;
        match self.document.binding(self.index, number) {
            UNBOUND => None,
            uri => Some(self.document.names.uri(uri)),
        }
    }

    /// The element that it is in; `None` for the root.
    pub fn parent(self) -> Option<Element<'d, 'a>> {
        Some(self.data().parent).filter(|index| *index != 0).map(|index| Element { document: self.document, index })
    }

    /// The children, in document order.
    pub fn children(self) -> impl Iterator<Item = Node<'d, 'a>> {
        self.node().children()
    }

    /// The children that are elements, in document order.
    pub fn child_elements(self) -> impl Iterator<Item = Element<'d, 'a>> {
        self.children().filter_map(Node::as_element)
    }

    /// It and all elements in it, in document order.
    pub fn elements(self) -> impl Iterator<Item = Element<'d, 'a>> {
        self.document.elements_from(self.index, self.data().next)
    }

    /// Is it this other element, or inside it?
    pub fn is_within(self, other: Element<'d, 'a>) -> bool {
        (other.index..other.data().next).contains(&self.index)
    }

    /// The character data that stands directly in it, joined; that of elements in it is not part of it.
    pub fn text(self) -> Text<'a> {
        let mut parts = self.children().filter_map(Node::character_data);
        let Some(first) = parts.next() else { return Text::Plain("") };
        let Some(second) = parts.next() else { return first };
        // Large enough at once, since a text that grows leaves copies behind: none is longer than what it stands for.
        let mut text = String::with_capacity(self.content_range().len());
        [first, second].into_iter().chain(parts).for_each(|part| text.push_str(&part));
        Text::Copy(text.into())
    }

    /// Where it stands in the source, from the `<` of its start tag to after the `>` of its end tag.
    pub fn range(self) -> Range<usize> {
        self.node().range()
    }

    /// Its start tag, or its empty-element tag.
    pub fn start_tag_range(self) -> Range<usize> {
        self.data().start as usize..self.data().start_tag_end as usize
    }

    /// What stands between the tags. It is empty, and lies after the tag, for an empty-element tag.
    pub fn content_range(self) -> Range<usize> {
        self.data().start_tag_end as usize..self.data().end_tag_start as usize
    }

    /// Its end tag. It is empty, and lies after the tag, for an empty-element tag.
    pub fn end_tag_range(self) -> Range<usize> {
        self.data().end_tag_start as usize..self.data().end as usize
    }

    /// Is it written as an empty-element tag, as in `<a/>`?
    pub fn is_self_closed(self) -> bool {
        self.data().end_tag_start == self.data().end
    }
}

/// An attribute that is no namespace declaration.
#[derive(Clone, Copy)]
pub struct Attribute<'d, 'a> {
    document: &'d Document<'a>,
    data: &'d AttributeData,
}

impl<'d, 'a> Attribute<'d, 'a> {
    /// The name without its prefix.
    pub fn local_name(self) -> &'a str {
        self.document.slice(self.data.local_start..self.data.name_end)
    }

    /// The prefix; empty where there is none.
    pub fn prefix(self) -> &'d str {
        self.document.names.prefix(self.data.prefix)
    }

    /// The name of its namespace; empty where it has no prefix.
    pub fn namespace_uri(self) -> &'d str {
        self.document.names.uri(self.data.uri)
    }

    /// Has it this namespace name and local name?
    pub fn is(self, namespace_uri: &str, local_name: &str) -> bool {
        self.local_name() == local_name && self.namespace_uri() == namespace_uri
    }

    /// The value, normalized as one of type CDATA.
    pub fn value(self) -> Text<'a> {
        let raw = self.document.slice(self.data.value.clone());
        if self.data.plain {
            Text::Plain(raw)
        } else {
            text::attribute_value(raw)
        }
    }

    /// Where the value stands in the source, without its quotes.
    pub fn value_range(self) -> Range<usize> {
        self.data.value.start as usize..self.data.value.end as usize
    }
}

/// A namespace declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declaration<'d> {
    /// The prefix; empty for the default namespace.
    pub prefix: &'d str,
    /// The namespace name; empty where the default namespace is taken back.
    pub uri: &'d str,
}
