//! Identification fields (clientLibrary and its kin) in XML requests.

use crate::error::Result;
use crate::secret::SecretBuffer;
use crate::xml::{escape_text, Document, Element};

/// The first elements of a requestMessage, in the order of CyberSource's schema, which is a sequence. A field that is not
/// among them stands after all of these.
const SEQUENCE: &[&str] = &[
    "merchantID",
    "merchantReferenceCode",
    "debtIndicator",
    "clientLibrary",
    "clientLibraryVersion",
    "clientEnvironment",
    "clientSecurityLibraryVersion",
    "clientApplication",
    "clientApplicationVersion",
    "clientApplicationUser",
];

/// The document with the identification fields that it lacks, or `None` where it lacks none.
pub(super) fn complete(document: &Document<'_>, client: &[(String, String)]) -> Result<Option<SecretBuffer>> {
    let root = document.root();
    let mut missing: Vec<&(String, String)> = client.iter().filter(|(name, _)| child(root, name).is_none()).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    missing.sort_by_key(|(name, _)| place(name));
    let source = document.source();
    // The longest escape has five bytes.
    let size_of = |(name, value): &(String, String)| 2 * (name.len() + root.prefix().len()) + 5 * value.len() + 8;
    let size = source.len() + root.qualified_name().len() + missing.iter().map(|field| size_of(field)).sum::<usize>();
    let mut completed = SecretBuffer::with_capacity(size + 8)?;
    let mut copied = 0;
    if root.is_self_closed() {
        // There is no content to put them in: <x/> becomes <x>…</x>.
        let tag = root.start_tag_range();
        completed.push_str(source[..tag.end].trim_end_matches("/>"));
        completed.push(b'>');
        missing.iter().for_each(|field| write_element(root, field, &mut completed));
        completed.push_str(&format!("</{}>", root.qualified_name()));
        copied = tag.end;
    } else {
        for field in missing {
            let at = insertion_point(root, &field.0).max(copied);
            completed.push_str(&source[copied..at]);
            write_element(root, field, &mut completed);
            copied = at;
        }
    }
    completed.push_str(&source[copied..]);
    Ok(Some(completed))
}

fn place(name: &str) -> usize {
    SEQUENCE.iter().position(|known| *known == name).unwrap_or(SEQUENCE.len())
}

fn child<'d, 'a>(root: Element<'d, 'a>, name: &str) -> Option<Element<'d, 'a>> {
    root.child_elements().find(|child| child.is(root.namespace_uri(), name))
}

/// Behind the last of the elements that the schema puts before this one; at the start of the content if there is none.
fn insertion_point(root: Element<'_, '_>, name: &str) -> usize {
    let before = &SEQUENCE[..place(name)];
    let last = root
        .child_elements()
        .filter(|child| child.namespace_uri() == root.namespace_uri() && before.contains(&child.local_name()))
        .last();
    last.map_or(root.content_range().start, |element| element.range().end)
}

fn write_element(root: Element<'_, '_>, (name, value): &(String, String), out: &mut SecretBuffer) {
    let colon = if root.prefix().is_empty() { "" } else { ":" };
    let prefix = root.prefix();
    out.push_str(&format!("<{prefix}{colon}{name}>"));
    escape_text(value, out);
    out.push_str(&format!("</{prefix}{colon}{name}>"));
}
