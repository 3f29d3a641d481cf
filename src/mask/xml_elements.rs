//! Elements as most messages have them, read without holding anything.

use std::ops::Range;

use crate::crypto::vector::Bytes16;

use super::edit::Edit;
use super::rule::{is_track_data, Rule, MAX_VALUE};
use super::scan::{Name, Window};
use super::xml::{attribute_shown, Xml};

/// Masks elements as long as they are here from start to end with nothing in them but white space, elements and values
/// without references. Gives the number of bytes read; anything may come next.
#[inline(never)]
pub(super) fn plain_elements(xml: &mut Xml, input: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(window) = Window::over(input) else { return 0 };
    let mut edit = Edit::new(input, out);
    let mut read = 0;
    while !xml.ended {
        let Some(next) = plain_element(xml, window, read, &mut edit) else { break };
        read = next;
    }
    edit.finish(read);
    read
}

/// The place after white space and an element with a value, the start tag of one without, or an end tag.
#[inline(always)]
fn plain_element(xml: &mut Xml, window: Window, from: usize, edit: &mut Edit) -> Option<usize> {
    let input = window.text;
    let start = window.after_blank(from).filter(|at| input[*at] == b'<')? + 1;
    if input.get(start) == Some(&b'/') {
        return end_tag(xml, input, start + 1);
    }
    let mut local_start = start;
    let mut tag_end = window.find(start, |bytes| bytes.are(b'>') | bytes.are(b':'))?;
    if input[tag_end] == b':' {
        local_start = tag_end + 1;
        tag_end = window.find(local_start, |bytes| bytes.are(b'>'))?;
    }
    let (name, local_name) = (start..tag_end, local_start..tag_end);
    let end = window.find(tag_end + 1, |bytes| bytes.are(b'<') | bytes.are(b'&'))?;
    let value = tag_end + 1..end;
    if !is_end_tag_of(window, &name, end) {
        return start_tag(xml, window, start, edit);
    }
    if value.len() >= MAX_VALUE
        || !xml.path.has_room()
        || matches!(&input[local_name.clone()], b"nvpRequest" | b"nvpReply")
    {
        return None;
    }
    let next = end + name.len() + 3;
    // A name that is on the list can be nothing but a name; a prefix can be anything.
    let allowed = xml.path.child_allowed(window, local_name.clone())?;
    let is_known = allowed && local_start == start;
    if !is_known && !is_name(window, name) {
        return None;
    }
    xml.child_ended();
    if !allowed {
        let is_track = || xml.path.is_track() || is_track_data(Name::any(input, local_name));
        edit.mask(xml.rule, is_track, value);
    }
    Some(next)
}

/// Whether there the end tag of that name stands.
#[inline(always)]
fn is_end_tag_of(window: Window, name: &Range<usize>, at: usize) -> bool {
    window.text.get(at + 1) == Some(&b'/')
        && window.text.get(at + 2 + name.len()) == Some(&b'>')
        && window.is_same(name.start, at + 2, name.len()) == Some(true)
}

/// Whether a part of a text is a name and nothing else.
#[inline(always)]
fn is_name(window: Window, part: Range<usize>) -> bool {
    let name = window.name(part.start).filter(|name| name.is_plain() && name.starts_well());
    name.is_some_and(|name| name.end == part.end)
}

/// The place after the end tag whose name stands there, if it closes an element with children.
#[inline(always)]
fn end_tag(xml: &mut Xml, input: &[u8], at: usize) -> Option<usize> {
    let name = xml.open_parent()?;
    let end = at + name.len();
    if !input[at..].starts_with(name) || input.get(end) != Some(&b'>') {
        return None;
    }
    xml.close();
    Some(end + 1)
}

/// The place after a start tag, or after the tag of an empty element. Nothing is masked but by as many bytes, so that it
/// does not matter if the tag is not read to its end.
#[inline(never)]
fn start_tag(xml: &mut Xml, window: Window, start: usize, edit: &mut Edit) -> Option<usize> {
    let input = window.text;
    let name = window.name(start).filter(|name| name.is_plain() && name.starts_well())?;
    let mut read = name.end;
    loop {
        let at = window.after_blank(read)?;
        if !input[read..at].iter().all(u8::is_ascii_whitespace) || at - start > MAX_VALUE - 3 {
            return None;
        }
        match input[at..] {
            [b'>', ..] => return xml.open(&name).then_some(at + 1),
            [b'/', b'>', ..] => {
                xml.child_ended();
                return Some(at + 2);
            }
            _ if at > read => read = attribute(xml.rule, window, at, edit)?,
            _ => return None,
        }
    }
}

/// The place after an attribute.
fn attribute(rule: Rule, window: Window, start: usize, edit: &mut Edit) -> Option<usize> {
    let input = window.text;
    let name = window.name(start).filter(|name| name.is_plain() && name.starts_well())?;
    let quote = match input[name.end..] {
        [b'=', quote @ (b'"' | b'\''), ..] => quote,
        _ => return None,
    };
    let ends = |bytes: Bytes16| bytes.are(b'"') | bytes.are(b'\'') | bytes.are(b'<') | bytes.are(b'&');
    let end = window.find(name.end + 2, ends).filter(|end| input[*end] == quote)?;
    let value = name.end + 2..end;
    if !attribute_shown(&name, input, value.clone()) {
        if rule != Rule::Sdk || !window.is_ascii(value.clone()) {
            return None;
        }
        edit.mask(rule, || false, value);
    }
    Some(end + 1)
}
