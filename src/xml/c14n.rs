//! Exclusive XML Canonicalization 1.0 (W3C Recommendation, 18 July 2002).

use super::namespaces::{Bindings, DEFAULT, NO_NAMESPACE, UNBOUND, XML};
use super::text::{escape_attribute, escape_text, line_ends_normalized, write_text};
use super::tree::{AttributeData, Document, Element, NodeData, NodeKind};
use crate::error::{Error, Result, CYBSIGN_E_LIMIT, CYBSIGN_E_XML};
use crate::secret::SecretBuffer;

/// Which form is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Canonicalization<'p> {
    /// Whether comments are kept.
    pub with_comments: bool,
    /// The InclusiveNamespaces PrefixList: prefixes that are treated as Canonical XML 1.0 does. `#default`, or an empty
    /// text, stands for the default namespace.
    pub inclusive_prefixes: &'p [&'p str],
}

/// Appends the canonical form of an element and everything in it.
///
/// Fails where a namespace name is a relative URI, as the specification wants, and where the canonical form is many times
/// as long as the document; then part of it may have been appended.
pub fn canonicalize(element: Element<'_, '_>, form: &Canonicalization<'_>, out: &mut SecretBuffer) -> Result<()> {
    canonicalize_in(element, &[], form, out)
}

/// Appends the canonical form that an element has inside an outer element whose canonical form has already rendered
/// these pairs of prefix and namespace name.
///
/// The namespaces in scope, which count for inclusive prefixes, are those of the element's own document alone.
pub fn canonicalize_in(
    element: Element<'_, '_>,
    rendered: &[(&str, &str)],
    form: &Canonicalization<'_>,
    out: &mut SecretBuffer,
) -> Result<()> {
    Writer::new(element.document, rendered, form, out).element(element.index)
}

/// Appends the canonical form of a whole document, with the processing instructions around the root, and the comments
/// there if comments are kept.
pub fn canonicalize_document(
    document: &Document<'_>,
    form: &Canonicalization<'_>,
    out: &mut SecretBuffer,
) -> Result<()> {
    let mut after_root = false;
    for node in document.node().children() {
        let wanted =
            node.kind() == NodeKind::ProcessingInstruction || node.kind() == NodeKind::Comment && form.with_comments;
        if node.kind() == NodeKind::Element {
            canonicalize(document.root(), form, out)?;
            after_root = true;
        } else if wanted {
            if after_root {
                out.push(b'\n');
            }
            write_leaf(document, document.data(node.index), form.with_comments, out);
            if !after_root {
                out.push(b'\n');
            }
        }
    }
    Ok(())
}

/// A namespace that is declared once may be rendered in each of many elements: so a canonical form may be this many times
/// as long as the document, and a little more.
const MAX_GROWTH: usize = 8;
const SMALL: usize = 1 << 20;

struct Writer<'w, 'a> {
    document: &'w Document<'a>,
    with_comments: bool,
    /// Which prefixes are inclusive, by number; empty where none is.
    inclusive: Vec<bool>,
    /// What the output ancestors have rendered.
    rendered: Bindings,
    /// Prefixes and namespace names that the start tag at hand has to render.
    fresh: Vec<(u32, u32)>,
    sorted: Vec<&'w AttributeData>,
    out: &'w mut SecretBuffer,
    /// The length that `out` may reach.
    max_length: usize,
}

impl<'w, 'a> Writer<'w, 'a> {
    fn new(
        document: &'w Document<'a>,
        rendered: &[(&str, &str)],
        form: &Canonicalization<'_>,
        out: &'w mut SecretBuffer,
    ) -> Writer<'w, 'a> {
        let mut bound = vec![UNBOUND; document.names.prefix_count()];
        bound[DEFAULT as usize] = NO_NAMESPACE;
        for (prefix, uri) in rendered {
            if let Some(prefix) = document.names.find_prefix(prefix) {
                // A name that the document doesn't know is none that it could use.
                bound[prefix as usize] = document.names.find_uri(uri).unwrap_or(UNBOUND);
            }
        }
        let mut inclusive = Vec::new();
        if !form.inclusive_prefixes.is_empty() {
            inclusive = vec![false; document.names.prefix_count()];
            for prefix in form.inclusive_prefixes {
                let prefix = if *prefix == "#default" { "" } else { prefix };
                if let Some(number) = document.names.find_prefix(prefix) {
                    inclusive[number as usize] = true;
                }
            }
        }
        let growth = document.source.len().saturating_mul(MAX_GROWTH).saturating_add(SMALL);
        Writer {
            document,
            max_length: out.len().saturating_add(growth),
            with_comments: form.with_comments,
            inclusive,
            rendered: Bindings::new(bound),
            fresh: Vec::new(),
            sorted: Vec::new(),
            out,
        }
    }

    fn element(&mut self, apex: u32) -> Result<()> {
        let document = self.document;
        let end = document.data(apex).next;
        self.render_inclusive(apex);
        let mut open = apex;
        let mut index = apex;
        while index < end {
            while index == document.data(open).next {
                open = self.end_tag(open);
            }
            let node = document.data(index);
            if node.kind == NodeKind::Element {
                self.start_tag(index, node)?;
                open = index;
            } else {
                write_leaf(document, node, self.with_comments, self.out);
            }
            index += 1;
        }
        while open != apex {
            open = self.end_tag(open);
        }
        self.end_tag(apex);
        Ok(())
    }

    /// Renders what the inclusive prefixes are bound to in the apex element, wherever they are declared.
    fn render_inclusive(&mut self, apex: u32) {
        let mut wanted = self.inclusive.clone();
        let mut index = apex;
        while index != 0 && !wanted.is_empty() {
            let node = self.document.data(index);
            for declaration in self.document.declarations_of(node) {
                if std::mem::take(&mut wanted[declaration.prefix as usize]) {
                    self.render(apex, declaration.prefix, declaration.uri);
                }
            }
            index = node.parent;
        }
        if wanted.first() == Some(&true) {
            self.render(apex, DEFAULT, NO_NAMESPACE);
        }
    }

    /// Notes that a prefix is to be rendered in the start tag at hand, unless an output ancestor has done so.
    fn render(&mut self, index: u32, prefix: u32, uri: u32) {
        if prefix != XML && uri != UNBOUND && self.rendered.get(prefix) != uri {
            self.rendered.bind(index, prefix, uri);
            self.fresh.push((prefix, uri));
        }
    }

    fn start_tag(&mut self, index: u32, node: &'w NodeData) -> Result<()> {
        let document = self.document;
        self.out.push(b'<');
        self.out.extend_from_slice(document.slice(node.start + 1..node.name_end).as_bytes());
        self.render(index, node.prefix, node.uri);
        let attributes = document.attributes_of(node);
        for attribute in attributes.iter().filter(|attribute| attribute.prefix != DEFAULT) {
            self.render(index, attribute.prefix, attribute.uri);
        }
        for declaration in document.declarations_of(node) {
            if is_relative(document.names.uri(declaration.uri)) {
                let what = "a namespace name is a relative URI, for which there is no canonical form";
                return Err(Error::new(CYBSIGN_E_XML, what).advising("use an absolute one").with("offset", node.start));
            }
            if self.inclusive.get(declaration.prefix as usize) == Some(&true) {
                self.render(index, declaration.prefix, declaration.uri);
            }
        }
        self.write_namespaces();
        self.write_attributes(attributes);
        self.out.push(b'>');
        if self.out.len() > self.max_length {
            let error = Error::new(CYBSIGN_E_LIMIT, "the canonical form is many times as long as the XML");
            return Err(error.advising("declare namespaces further inside").with("offset", node.start));
        }
        Ok(())
    }

    fn write_namespaces(&mut self) {
        let names = &self.document.names;
        if self.fresh.len() > 1 {
            self.fresh.sort_unstable_by_key(|(prefix, _)| names.prefix(*prefix));
        }
        for (prefix, uri) in self.fresh.drain(..) {
            self.out.extend_from_slice(b" xmlns");
            if prefix != DEFAULT {
                self.out.push(b':');
                self.out.extend_from_slice(names.prefix(prefix).as_bytes());
            }
            self.out.extend_from_slice(b"=\"");
            escape_attribute(names.uri(uri), self.out);
            self.out.push(b'"');
        }
    }

    fn write_attributes(&mut self, attributes: &'w [AttributeData]) {
        let document = self.document;
        self.sorted.clear();
        self.sorted.extend(attributes);
        if attributes.len() > 1 {
            let local = |data: &AttributeData| document.slice(data.local_start..data.name_end);
            self.sorted.sort_unstable_by_key(|data| (document.names.uri(data.uri), local(data)));
        }
        for data in &self.sorted {
            self.out.push(b' ');
            self.out.extend_from_slice(document.slice(data.name_start..data.name_end).as_bytes());
            self.out.extend_from_slice(b"=\"");
            let raw = document.slice(data.value.clone());
            if data.plain {
                escape_attribute(raw, self.out);
            } else {
                escape_attribute(&super::text::attribute_value(raw), self.out);
            }
            self.out.push(b'"');
        }
    }

    /// Writes an end tag, and gives the element that is open then.
    fn end_tag(&mut self, index: u32) -> u32 {
        let node = self.document.data(index);
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(self.document.slice(node.start + 1..node.name_end).as_bytes());
        self.out.push(b'>');
        self.rendered.close(index);
        node.parent
    }
}

/// Writes a node that is no element.
fn write_leaf(document: &Document<'_>, node: &NodeData, with_comments: bool, out: &mut SecretBuffer) {
    let raw = document.slice(node.start..node.end);
    match node.kind {
        NodeKind::Text if node.plain => out.extend_from_slice(raw.as_bytes()),
        NodeKind::Text => write_text(raw, out),
        NodeKind::CData => {
            escape_text(&line_ends_normalized(document.slice(node.start + 9..node.end - 3)), out);
        }
        NodeKind::Comment if with_comments => out.extend_from_slice(line_ends_normalized(raw).as_bytes()),
        NodeKind::ProcessingInstruction => {
            let data = document.slice(node.name_end..node.end - 2).trim_start_matches([' ', '\t', '\r', '\n']);
            out.extend_from_slice(document.slice(node.start..node.name_end).as_bytes());
            if !data.is_empty() {
                out.push(b' ');
                out.extend_from_slice(line_ends_normalized(data).as_bytes());
            }
            out.extend_from_slice(b"?>");
        }
        NodeKind::Comment | NodeKind::Document | NodeKind::Element => {}
    }
}

/// Has a namespace name no scheme? The empty one is no URI at all.
fn is_relative(uri: &str) -> bool {
    let scheme = uri.split(':').next().filter(|scheme| scheme.len() < uri.len()).unwrap_or("");
    let well_formed = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    !uri.is_empty() && !well_formed
}
