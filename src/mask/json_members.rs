//! Members as most objects have them, read without holding anything.

use std::ops::Range;

use super::edit::Edit;
use super::json::{end_of_string, is_value, mask_string, mask_word, shows_word, Expected, Json, MAX_BEFORE_COLON};
use super::names::{listed_allowed, unlisted_allowed, Vocabulary, NOWHERE};
use super::rule::{is_track_data, MAX_VALUE};
use super::scan::{after_json_blank, Window};

/// Reads members from a name on as long as their names are plain and their values objects, arrays of objects, words and
/// strings. Gives the place up to which that is so; of the last member perhaps only the name has been read.
#[inline(never)]
pub(super) fn plain_members(json: &mut Json, edit: &mut Edit, from: usize) -> usize {
    let Some(window) = Window::over(edit.input) else { return from };
    let mut read = from;
    while json.takes_name() && json.path.has_room() && window.text.get(read) == Some(&b'"') {
        let Some(next) = plain_member(json, window, edit, &mut read) else { break };
        read = next;
    }
    read
}

/// Gives the place after a member and what comes after it. The place of the member is moved on over all before it that are
/// simple: their values are strings without escapes, and each is followed by a comma and the next name.
#[inline(always)]
fn plain_member(json: &mut Json, window: Window, edit: &mut Edit, member: &mut usize) -> Option<usize> {
    loop {
        let name_end = window.string_end(*member + 1)?;
        let name = *member + 1..name_end;
        let value = match window.four(name_end)? {
            four if starts_with(four, b"\":\"") => name_end + 3,
            four if four == *b"\": \"" => name_end + 4,
            four if starts_with(four, b"\":{") => return start_object(json, edit, name, name_end + 3),
            four if four == *b"\": {" => return start_object(json, edit, name, name_end + 4),
            _ => return other_member(json, edit, name),
        };
        let end = window.string_end(value)?;
        if window.text[end] != b'"' {
            return string_member(json, edit, name, value);
        }
        if !simple_member(json, edit, name, value..end) {
            return None;
        }
        *member = match next_name(window, end) {
            Some(next) => next,
            None => return Some(next_member(json, window, end + 1)),
        };
        json.expected = Expected::Name;
    }
}

/// The place of the next member after the closing quote of a value, if it follows in the same object.
#[inline(always)]
fn next_name(window: Window, quote: usize) -> Option<usize> {
    match window.four(quote)? {
        four if starts_with(four, b"\",\"") => Some(quote + 2),
        four if four == *b"\", \"" => Some(quote + 3),
        [_, b',', ..] => Some(window.after_json_blank(quote + 2)).filter(|next| window.text.get(*next) == Some(&b'"')),
        _ => None,
    }
}

/// A single comparison, which a pattern would not be.
#[inline(always)]
fn starts_with(four: [u8; 4], text: &[u8; 3]) -> bool {
    u32::from_le_bytes(four) << 8 == u32::from_le_bytes([0, text[0], text[1], text[2]])
}

/// Masks a value, if it may not be logged; `false` if its name is not plain.
#[inline(never)]
fn simple_member(json: &Json, edit: &mut Edit, name: Range<usize>, value: Range<usize>) -> bool {
    let Some(window) = Window::over(edit.input) else { return false };
    match member_allowed(json, window, name.clone()) {
        None => return false,
        Some(true) => return true,
        Some(false) => {}
    }
    let Some(name) = window.plain_name(name) else { return false };
    edit.mask(json.rule, || json.path.is_track() || is_track_data(name), value);
    true
}

/// Whether a member's value may be logged; `None` if its name was found not to be plain. A name that is on the list can be
/// nothing but a name.
#[inline(always)]
fn member_allowed(json: &Json, window: Window, name: Range<usize>) -> Option<bool> {
    if json.open.len() == 1 {
        return outermost_allowed(json, window, name);
    }
    json.path.child_allowed(window, name)
}

/// Members of an outermost object count as name-value pairs.
#[inline(never)]
fn outermost_allowed(json: &Json, window: Window, name: Range<usize>) -> Option<bool> {
    if let Some(allowed) = listed_allowed(&window.key(name.clone())?, Vocabulary::Both, json.rule) {
        return Some(allowed);
    }
    let (plain, traits) = window.name_and_traits(name.start)?;
    (plain.is_plain() && plain.end == name.end).then(|| unlisted_allowed(&plain, traits, Vocabulary::Both, json.rule))
}

/// Goes into an object, whose first byte is before a place. Gives the place of what comes next.
#[inline(never)]
fn start_object(json: &mut Json, edit: &Edit, name: Range<usize>, content: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    match json.path.node_below(window, name.clone())? {
        NOWHERE => {
            window.plain_name(name.clone())?;
            json.path.enter_unlisted(window.text, name);
        }
        // A name that is on the list can be nothing but a name.
        node => json.path.enter_node(node),
    }
    json.named = true;
    json.start(b'{');
    Some(window.after_json_blank(content))
}

/// Goes into an array, whose first byte is before a place, and into its first element if that is an object. Gives the place
/// of what comes next.
#[inline(never)]
fn start_array(json: &mut Json, edit: &Edit, name: Range<usize>, content: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    window.plain_name(name.clone())?;
    json.enter_member(&window.key(name)?);
    json.start(b'[');
    Some(start_element(json, window, window.after_json_blank(content)))
}

/// Goes into an element of an array if it is an object. Gives the place of what comes next.
#[inline(always)]
fn start_element(json: &mut Json, window: Window, element: usize) -> usize {
    if window.text.get(element) != Some(&b'{') || !json.path.has_room() {
        return element;
    }
    json.start(b'{');
    window.after_json_blank(element + 1)
}

/// Reads a member with any value, and what comes after it. Gives the place after that.
#[inline(never)]
fn other_member(json: &mut Json, edit: &mut Edit, name: Range<usize>) -> Option<usize> {
    let input = edit.input;
    let value = value_after(input, name.end)?;
    match input.get(value)? {
        b'{' => start_object(json, edit, name, value + 1),
        b'[' => start_array(json, edit, name, value + 1),
        b'"' => string_member(json, edit, name, value + 1),
        _ => word_member(json, edit, name, value),
    }
}

/// The place where a value starts after the quote behind a name.
fn value_after(input: &[u8], quote: usize) -> Option<usize> {
    let colon = (input.get(quote) == Some(&b'"')).then(|| after_json_blank(input, quote + 1))?;
    (input.get(colon) == Some(&b':') && colon - quote <= MAX_BEFORE_COLON + 1)
        .then(|| after_json_blank(input, colon + 1))
}

/// The same from the content on of a value that is a string.
#[inline(never)]
fn string_member(json: &mut Json, edit: &mut Edit, name: Range<usize>, value: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    let plain_name = window.plain_name(name.clone())?;
    let Some(end) = end_of_string(window.text, value, &mut false).filter(|end| end - value <= MAX_VALUE) else {
        return name_only(json, window, name, value - 1);
    };
    let allowed = member_allowed(json, window, name)?;
    let is_track = !allowed && (json.path.is_track() || is_track_data(plain_name));
    edit.replace(value..end);
    mask_string(&window.text[value..end], json.rule, allowed, is_track, edit.out);
    Some(after_value(json, window, end + 1))
}

/// The same from a value on that is a number or one of the three words, or is left to those who can read it.
#[inline(never)]
fn word_member(json: &mut Json, edit: &mut Edit, name: Range<usize>, value: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    let plain_name = window.plain_name(name.clone())?;
    let Some(word) = window.word(value).filter(|word| is_value(word)) else {
        return name_only(json, window, name, value);
    };
    if !shows_word(word, member_allowed(json, window, name)?) {
        edit.replace(value..value + word.len());
        mask_word(word, json.rule, json.path.is_track() || is_track_data(plain_name), edit.out);
    }
    Some(after_value(json, window, value + word.len()))
}

/// Leaves the value that starts there to those who can read it.
#[cold]
fn name_only(json: &mut Json, window: Window, name: Range<usize>, value: usize) -> Option<usize> {
    json.enter_member(&window.key(name)?);
    json.expected = Expected::Value;
    Some(value)
}

/// The same as `next_member`, where one more call does not matter.
#[inline(never)]
fn after_value(json: &mut Json, window: Window, end: usize) -> usize {
    next_member(json, window, end)
}

/// The place of the next name, or another one before it, after a value that ends there.
#[inline(always)]
fn next_member(json: &mut Json, window: Window, end: usize) -> usize {
    json.expected = Expected::CommaOrEnd;
    let mut read = end;
    loop {
        read = window.after_json_blank(read);
        match window.text.get(read) {
            Some(bracket @ (b'}' | b']')) if json.closes(*bracket) => json.end(),
            Some(b',') => break,
            _ => return read,
        }
        read += 1;
        if json.open.is_empty() {
            return read;
        }
    }
    read = window.after_json_blank(read + 1);
    if json.in_object() {
        json.expected = Expected::Name;
        return read;
    }
    json.expected = Expected::Value;
    start_element(json, window, read)
}
