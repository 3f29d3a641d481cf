//! Reads a document into its tree, in one pass and without recursion.
//!
//! quick-xml and roxmltree were measured first. quick-xml leaves nearly all rules of well-formedness to its user, who
//! then looks at each byte again (2.5 times the time of this reader); roxmltree drops the prefixes, which canonical XML
//! needs, and is slower still.

use std::ops::Range;

use memchr::memmem;

use super::chars::{find_forbidden, is_space, ncname_end, skip_space};
use super::namespaces::{Bindings, Names, DEFAULT, NO_NAMESPACE, UNBOUND, XML, XMLNS, XMLNS_URI, XML_URI};
use super::text::{attribute_value, find_bad_reference, reference, Text};
use super::tree::{AttributeData, DeclarationData, Document, NodeData, NodeKind};
use super::Limits;
use crate::error::{Error, Result, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_XML};

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Reads a document.
pub(super) fn read<'a>(source: &'a [u8], limits: &Limits) -> Result<Document<'a>> {
    if source.len() > limits.max_bytes.min(u32::MAX as usize) {
        return Err(over("bytes", limits.max_bytes, source.len()));
    }
    let source = decode(source)?;
    if let Some(offset) = find_forbidden(source) {
        return Err(malformed(offset, "a character that XML 1.0 does not allow"));
    }
    let mut builder = Builder::new(source, limits);
    let start = if source.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let start = read_declaration(source, start)?;
    builder.read(start)?;
    builder.finish()
}

fn decode(source: &[u8]) -> Result<&str> {
    let wide = matches!(source, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] | [0, 0, ..]);
    if wide {
        return Err(not_utf8("the XML is in UTF-16 or UTF-32", 0));
    }
    std::str::from_utf8(source).map_err(|error| {
        let offset = error.valid_up_to();
        not_utf8(&format!("the XML is not UTF-8 at byte {offset}"), offset)
    })
}

fn not_utf8(what: &str, offset: usize) -> Error {
    Error::new(CYBSIGN_E_ENCODING, what).advising("give it in UTF-8").with("offset", offset)
}

/// Checks the XML declaration, if there is one, and gives the position after it.
fn read_declaration(source: &str, start: usize) -> Result<usize> {
    let bytes = source.as_bytes();
    let after_target = start + 5;
    if !source[start..].starts_with("<?xml") || !bytes.get(after_target).is_some_and(|byte| is_space(*byte)) {
        return Ok(start);
    }
    let wrong = |at| malformed(at, "the XML declaration is not as XML 1.0 has it");
    let Some(length) = source[start..].find("?>") else { return Err(wrong(start)) };
    let end = start + length;
    let mut at = after_target;
    let mut expected: &[&str] = &["version", "encoding", "standalone"];
    loop {
        let name_start = skip_space(bytes, at);
        if name_start == end {
            break;
        }
        let name_end = ncname_end(source, name_start);
        let Some(place) = expected.iter().position(|name| *name == &source[name_start..name_end]) else {
            return Err(wrong(name_start));
        };
        let first = expected.len() == 3;
        if name_start == at || first != (expected[place] == "version") {
            return Err(wrong(name_start));
        }
        let value = quoted_value(source, name_end, end).ok_or_else(|| wrong(name_end))?;
        check_declared(expected[place], &source[value.clone()], value.start)?;
        expected = &expected[place + 1..];
        at = value.end + 1;
    }
    if expected.len() == 3 {
        return Err(wrong(start));
    }
    Ok(end + 2)
}

fn check_declared(name: &str, value: &str, offset: usize) -> Result<()> {
    match name {
        "version" if value != "1.0" => Err(malformed(offset, "the version is not 1.0")),
        "encoding" if !value.eq_ignore_ascii_case("UTF-8") => {
            Err(not_utf8("the XML declaration names another encoding than UTF-8", offset))
        }
        "standalone" if !matches!(value, "yes" | "no") => Err(malformed(offset, "standalone is neither yes nor no")),
        _ => Ok(()),
    }
}

/// Where the value stands in `= "value"`, which starts at `at` and ends before `limit`.
fn quoted_value(source: &str, at: usize, limit: usize) -> Option<Range<usize>> {
    let bytes = &source.as_bytes()[..limit];
    let equals = skip_space(bytes, at);
    if bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let open = skip_space(bytes, equals + 1);
    let quote = *bytes.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let length = bytes[open + 1..].iter().position(|byte| *byte == quote)?;
    Some(open + 1..open + 1 + length)
}

/// A document while it is read.
struct Builder<'a, 'l> {
    document: Document<'a>,
    limits: &'l Limits,
    bindings: Bindings,
    /// The innermost open element; the document itself where none is.
    open: u32,
    depth: usize,
    /// For each prefix, the element that declared it last: shows a prefix that is declared twice.
    declared_by: Vec<u32>,
}

/// The names of a tag, before prefixes are resolved.
struct QName {
    local_start: usize,
    end: usize,
}

impl<'a, 'l> Builder<'a, 'l> {
    fn new(source: &'a str, limits: &'l Limits) -> Builder<'a, 'l> {
        // A guess that fits most messages; the vectors grow where it doesn't.
        let guess = (source.len() / 12).clamp(8, 4096);
        let document = Document {
            source,
            nodes: Vec::with_capacity(guess),
            attributes: Vec::with_capacity(guess / 4),
            declarations: Vec::with_capacity(8),
            names: Names::new(),
            root: 0,
        };
        let bindings = Bindings::new(vec![NO_NAMESPACE, XML_URI, XMLNS_URI]);
        Builder { document, limits, bindings, open: 0, depth: 0, declared_by: Vec::new() }
    }

    fn read(&mut self, start: usize) -> Result<()> {
        let bytes = self.document.source.as_bytes();
        self.push(NodeKind::Document, start..bytes.len())?;
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            at = match (byte, bytes.get(at + 1)) {
                (b'<', Some(b'/')) => self.end_tag(at)?,
                (b'<', Some(b'!')) => self.declaration_like(at)?,
                (b'<', Some(b'?')) => self.processing_instruction(at)?,
                (b'<', _) => self.start_tag(at)?,
                _ => self.text(at)?,
            };
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Document<'a>> {
        if self.open != 0 {
            let offset = self.document.data(self.open).start as usize;
            return Err(malformed(offset, "an element that has no end tag"));
        }
        if self.document.root == 0 {
            return Err(malformed(self.document.source.len(), "there is no root element"));
        }
        self.document.nodes[0].next = self.document.nodes.len() as u32;
        Ok(self.document)
    }

    /// Adds a node that is complete, and gives its number.
    fn push(&mut self, kind: NodeKind, range: Range<usize>) -> Result<u32> {
        let document = &mut self.document;
        let used = document.nodes.len() + document.attributes.len() + document.declarations.len();
        if used > self.limits.max_nodes {
            return Err(over("nodes", self.limits.max_nodes, range.start));
        }
        let index = document.nodes.len() as u32;
        let attributes = document.attributes.len() as u32;
        let declarations = document.declarations.len() as u32;
        let (start, end) = (range.start as u32, range.end as u32);
        document.nodes.push(NodeData {
            kind,
            plain: true,
            parent: self.open,
            next: index + 1,
            start,
            start_tag_end: end,
            end_tag_start: end,
            end,
            name_end: start,
            local_start: start,
            prefix: DEFAULT,
            uri: NO_NAMESPACE,
            attributes: attributes..attributes,
            declarations: declarations..declarations,
        });
        Ok(index)
    }

    /// Character data up to the next markup, with the references in it.
    fn text(&mut self, start: usize) -> Result<usize> {
        let rest = &self.document.source[start..];
        let text = &rest[..memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())];
        let range = start..start + text.len();
        let bytes = text.as_bytes();
        if self.open == 0 {
            return match bytes.iter().position(|byte| !is_space(*byte)) {
                Some(at) => Err(malformed(start + at, "text outside the root element")),
                None => Ok(range.end),
            };
        }
        let mut plain = true;
        for at in memchr::memchr3_iter(b'&', b'>', b'\r', bytes) {
            plain = false;
            if bytes[at] == b'&' && reference(&text[at..]).is_none() {
                return Err(bad_reference(start + at));
            }
            if bytes[at] == b'>' && bytes[..at].ends_with(b"]]") {
                return Err(malformed(start + at - 2, "]]> in text: write ]]&gt;"));
            }
        }
        let end = range.end;
        let index = self.push(NodeKind::Text, range)?;
        self.document.nodes[index as usize].plain = plain;
        Ok(end)
    }

    /// What starts with `<!`.
    fn declaration_like(&mut self, start: usize) -> Result<usize> {
        let rest = &self.document.source[start..];
        if rest.starts_with("<!--") {
            self.comment(start)
        } else if rest.starts_with("<![CDATA[") && self.open != 0 {
            self.cdata(start)
        } else if rest.starts_with("<!DOCTYPE") {
            let what = "the XML has a document type declaration, which is never read";
            Err(Error::new(CYBSIGN_E_XML, what).advising("take it out").with("offset", start))
        } else {
            Err(malformed(start, "a declaration or a CDATA section that can't stand here"))
        }
    }

    fn comment(&mut self, start: usize) -> Result<usize> {
        let end = self.find("--", start + 4, start)? + 3;
        if self.document.source.as_bytes().get(end - 1) != Some(&b'>') {
            return Err(malformed(start, "a comment that holds -- or has no end"));
        }
        self.push(NodeKind::Comment, start..end)?;
        Ok(end)
    }

    fn cdata(&mut self, start: usize) -> Result<usize> {
        let end = self.find("]]>", start + 9, start)? + 3;
        self.push(NodeKind::CData, start..end)?;
        Ok(end)
    }

    fn processing_instruction(&mut self, start: usize) -> Result<usize> {
        let source = self.document.source;
        let target = start + 2;
        let end = self.find("?>", target, start)?;
        let target_end = ncname_end(source, target);
        let ended = target_end == end || is_space(source.as_bytes()[target_end]);
        if ended && &source[target..target_end] == "xml" && self.document.root == 0 {
            let what = format!("the XML declaration must stand first, but stands at byte {start}");
            return Err(Error::new(CYBSIGN_E_XML, what).advising("remove what stands before it").with("offset", start));
        }
        if target_end == target || !ended || source[target..target_end].eq_ignore_ascii_case("xml") {
            return Err(malformed(start, "a processing instruction whose target is no name, or is reserved"));
        }
        let index = self.push(NodeKind::ProcessingInstruction, start..end + 2)?;
        self.document.nodes[index as usize].name_end = target_end as u32;
        Ok(end + 2)
    }

    /// Where a delimiter stands, from `at` on, that ends the markup which starts at `start`.
    fn find(&self, delimiter: &str, at: usize, start: usize) -> Result<usize> {
        memmem::find(&self.document.source.as_bytes()[at..], delimiter.as_bytes())
            .map(|found| at + found)
            .ok_or_else(|| malformed(start, "markup that has no end"))
    }

    fn start_tag(&mut self, start: usize) -> Result<usize> {
        if self.open == 0 && self.document.root != 0 {
            return Err(malformed(start, "a second root element"));
        }
        if self.depth >= self.limits.max_depth {
            return Err(over("elements inside each other", self.limits.max_depth, start));
        }
        let name = self.qname(start + 1, "an element whose name is no name")?;
        let index = self.push(NodeKind::Element, start..start)?;
        if self.open == 0 {
            self.document.root = index;
        }
        let bytes = self.document.source.as_bytes();
        let at = if bytes.get(name.end) == Some(&b'>') { name.end } else { self.attributes(index, name.end)? };
        self.resolve(index, start + 1, name)?;
        let empty = bytes[at] == b'/';
        let end = at + if empty { 2 } else { 1 };
        let node = &mut self.document.nodes[index as usize];
        node.start_tag_end = end as u32;
        node.end_tag_start = end as u32;
        node.end = end as u32;
        if empty {
            self.bindings.close(index);
        } else {
            self.open = index;
            self.depth += 1;
        }
        Ok(end)
    }

    fn end_tag(&mut self, start: usize) -> Result<usize> {
        let wrong = || malformed(start, "an end tag that is not that of the open element");
        if self.open == 0 {
            return Err(wrong());
        }
        let source = self.document.source;
        let next = self.document.nodes.len() as u32;
        let open = &mut self.document.nodes[self.open as usize];
        let name = &source.as_bytes()[open.start as usize + 1..open.name_end as usize];
        let name_start = start + 2;
        if !source.as_bytes()[name_start..].starts_with(name) {
            return Err(wrong());
        }
        let at = skip_space(source.as_bytes(), name_start + name.len());
        if source.as_bytes().get(at) != Some(&b'>') {
            return Err(wrong());
        }
        open.end_tag_start = start as u32;
        open.end = (at + 1) as u32;
        open.next = next;
        self.bindings.close(self.open);
        self.open = open.parent;
        self.depth -= 1;
        Ok(at + 1)
    }

    /// The qualified name that starts at `start` (Namespaces in XML, production 7).
    fn qname(&self, start: usize, wrong: &str) -> Result<QName> {
        let source = self.document.source;
        let first_end = ncname_end(source, start);
        if first_end == start {
            return Err(malformed(start, wrong));
        }
        if source.as_bytes().get(first_end) != Some(&b':') {
            return Ok(QName { local_start: start, end: first_end });
        }
        let local_start = first_end + 1;
        let end = ncname_end(source, local_start);
        if end == local_start {
            return Err(malformed(start, wrong));
        }
        Ok(QName { local_start, end })
    }

    /// Reads the attributes of a start tag, binds the prefixes that are declared among them, and gives the position of
    /// the `>` or `/>` that ends the tag.
    fn attributes(&mut self, index: u32, mut at: usize) -> Result<usize> {
        let source = self.document.source;
        let mut count = 0;
        let end = loop {
            let start = skip_space(source.as_bytes(), at);
            if matches!(source.as_bytes()[start..], [b'>', ..] | [b'/', b'>', ..]) {
                break start;
            }
            if start == at {
                return Err(malformed(at, "a start tag that has no end, or no white space before an attribute"));
            }
            count += 1;
            if count > self.limits.max_attributes {
                return Err(over("attributes of an element", self.limits.max_attributes, start));
            }
            let name = self.qname(start, "an attribute whose name is no name")?;
            let value = quoted_value(source, name.end, source.len())
                .ok_or_else(|| malformed(start, "an attribute without a value in quotes"))?;
            at = value.end + 1;
            let plain = check_value(source, &value)?;
            match &source[start..name.end] {
                "xmlns" => self.declare(index, DEFAULT, value, plain)?,
                whole if whole.starts_with("xmlns:") => {
                    let prefix = self.document.names.intern_prefix(&source[name.local_start..name.end]);
                    self.declare(index, prefix, value, plain)?;
                }
                _ => self.document.attributes.push(AttributeData {
                    plain,
                    name_start: start as u32,
                    local_start: name.local_start as u32,
                    name_end: name.end as u32,
                    value: value.start as u32..value.end as u32,
                    prefix: DEFAULT,
                    uri: NO_NAMESPACE,
                }),
            }
        };
        let document = &mut self.document;
        document.nodes[index as usize].attributes.end = document.attributes.len() as u32;
        document.nodes[index as usize].declarations.end = document.declarations.len() as u32;
        Ok(end)
    }

    fn declare(&mut self, index: u32, prefix: u32, value: Range<usize>, plain: bool) -> Result<()> {
        let raw = &self.document.source[value.clone()];
        let uri = if plain { Text::Plain(raw) } else { attribute_value(raw) };
        let uri = self.document.names.intern_uri(uri);
        let allowed = match prefix {
            XML => uri == XML_URI,
            XMLNS => false,
            _ => uri != XML_URI && uri != XMLNS_URI && (prefix == DEFAULT || uri != NO_NAMESPACE),
        };
        if !allowed {
            return Err(malformed(value.start, "a namespace declaration that Namespaces in XML 1.0 does not allow"));
        }
        let at = prefix as usize;
        if at >= self.declared_by.len() {
            self.declared_by.resize(at + 1, 0);
        }
        if std::mem::replace(&mut self.declared_by[at], index) == index {
            return Err(malformed(value.start, "an element that declares a prefix twice"));
        }
        self.document.declarations.push(DeclarationData { prefix, uri });
        self.bindings.bind(index, prefix, uri);
        Ok(())
    }

    /// Finds the namespaces of an element and of its attributes, once all its declarations are known.
    fn resolve(&mut self, index: u32, name_start: usize, name: QName) -> Result<()> {
        let (prefix, uri) = self.namespace(name_start, name.local_start)?;
        let node = &mut self.document.nodes[index as usize];
        node.name_end = name.end as u32;
        node.local_start = name.local_start as u32;
        node.prefix = prefix;
        node.uri = uri;
        let attributes = node.attributes.start as usize..node.attributes.end as usize;
        for at in attributes.clone() {
            let AttributeData { name_start, local_start, .. } = self.document.attributes[at];
            // The default namespace is not that of attributes.
            if name_start != local_start {
                let (prefix, uri) = self.namespace(name_start as usize, local_start as usize)?;
                self.document.attributes[at].prefix = prefix;
                self.document.attributes[at].uri = uri;
            }
        }
        self.check_distinct(attributes)
    }

    /// The numbers of the prefix of a name, and of the namespace that it is bound to.
    fn namespace(&self, name_start: usize, local_start: usize) -> Result<(u32, u32)> {
        if name_start == local_start {
            return Ok((DEFAULT, self.bindings.get(DEFAULT)));
        }
        let prefix = self.document.names.find_prefix(&self.document.source[name_start..local_start - 1]);
        match prefix.map(|prefix| (prefix, self.bindings.get(prefix))) {
            Some((prefix, uri)) if uri != UNBOUND && prefix != XMLNS => Ok((prefix, uri)),
            _ => Err(malformed(name_start, "a prefix that is not declared")),
        }
    }

    /// No two attributes of an element have the same namespace name and local name.
    fn check_distinct(&self, range: Range<usize>) -> Result<()> {
        let source = self.document.source;
        let attributes = &self.document.attributes[range];
        let key = |attribute: &AttributeData| {
            (attribute.uri, &source[attribute.local_start as usize..attribute.name_end as usize])
        };
        let twice = |at: u32| Err(malformed(at as usize, "an attribute that stands twice in its element"));
        if attributes.len() <= 8 {
            for (at, attribute) in attributes.iter().enumerate() {
                if attributes[..at].iter().any(|before| key(before) == key(attribute)) {
                    return twice(attribute.name_start);
                }
            }
            return Ok(());
        }
        let mut sorted: Vec<&AttributeData> = attributes.iter().collect();
        sorted.sort_by_key(|attribute| key(attribute));
        match sorted.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
            Some(pair) => twice(pair[1].name_start),
            None => Ok(()),
        }
    }
}

/// Checks an attribute's value, and says whether it stands for itself.
fn check_value(source: &str, range: &Range<usize>) -> Result<bool> {
    let raw = &source[range.clone()];
    let special = |byte: &u8| matches!(byte, b'<' | b'&' | b'\t' | b'\n' | b'\r');
    if !raw.as_bytes().iter().any(special) {
        return Ok(true);
    }
    if let Some(at) = memchr::memchr(b'<', raw.as_bytes()) {
        return Err(malformed(range.start + at, "< in an attribute, where it is &lt;"));
    }
    match find_bad_reference(raw) {
        Some(at) => Err(bad_reference(range.start + at)),
        None => Ok(false),
    }
}

fn malformed(offset: usize, what: &str) -> Error {
    Error::new(CYBSIGN_E_XML, format!("the XML is not well-formed at byte {offset}: {what}")).with("offset", offset)
}

fn bad_reference(offset: usize) -> Error {
    malformed(offset, "a reference that is neither one of XML's own five nor a character that XML allows")
}

fn over(what: &str, limit: usize, offset: usize) -> Error {
    Error::new(CYBSIGN_E_LIMIT, format!("the XML has more than {limit} {what}, which is the limit"))
        .with("limit", limit)
        .with("offset", offset)
}
