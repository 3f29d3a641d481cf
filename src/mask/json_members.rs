//! Members as most objects have them, read without holding anything.

use std::ops::Range;

use super::edit::Edit;
use super::json::{end_of_string, mask_string, mask_word, plain_word, shows_word, Expected, Json};
use super::names::{listed_allowed, unlisted_allowed, Vocabulary};
use super::rule::{is_track_data, MAX_VALUE};
use super::scan::{after_json_blank, Window};

/// Reads members from a name on as long as their names are plain and their values objects, words and
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
            [b'"', b':', b'"', _] => name_end + 3,
            [b'"', b':', b' ', b'"'] => name_end + 4,
            [b'"', b':', b'{', _] => return start_object(json, edit, name, name_end + 3),
            _ => return other_member(json, edit, name),
        };
        let end = window.string_end(value)?;
        if window.text[end] != b'"' {
            return string_member(json, edit, name, value);
        }
        if !simple_member(json, edit, name, value..end) {
            return None;
        }
        let Some([_, b',', b'"', _]) = window.four(end) else {
            return Some(after_value(json, window.text, end + 1));
        };
        json.expected = Expected::Name;
        *member = end + 2;
    }
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
    Some(json.path.child_allowed(&window.key(name)?))
}

/// Members of an outermost object count as name-value pairs.
#[inline(never)]
fn outermost_allowed(json: &Json, window: Window, name: Range<usize>) -> Option<bool> {
    if let Some(allowed) = listed_allowed(&window.key(name.clone())?, Vocabulary::Both, json.rule) {
        return Some(allowed);
    }
    let name = window.plain_name(name)?;
    Some(unlisted_allowed(&name, name.traits(), Vocabulary::Both, json.rule))
}

/// Goes into an object, whose first byte is before a place. Gives the place of what comes next.
#[inline(never)]
fn start_object(json: &mut Json, edit: &Edit, name: Range<usize>, content: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    let key = window.key(name.clone())?;
    let level = json.path.below(&key);
    // A name that is on the list can be nothing but a name.
    if !level.is_known() {
        window.plain_name(name)?;
    }
    json.path.push(level);
    json.named = true;
    json.start(b'{');
    Some(after_json_blank(window.text, content))
}

/// Reads a member with any value, and what comes after it. Gives the place after that.
#[inline(never)]
fn other_member(json: &mut Json, edit: &mut Edit, name: Range<usize>) -> Option<usize> {
    let input = edit.input;
    let value = value_after(input, name.end)?;
    match input.get(value)? {
        b'{' => start_object(json, edit, name, value + 1),
        b'"' => string_member(json, edit, name, value + 1),
        _ => word_member(json, edit, name, value),
    }
}

/// The place where a value starts after the quote behind a name.
fn value_after(input: &[u8], quote: usize) -> Option<usize> {
    let colon = (input.get(quote) == Some(&b'"')).then(|| after_json_blank(input, quote + 1))?;
    (input.get(colon) == Some(&b':')).then(|| after_json_blank(input, colon + 1))
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
    let is_track = json.path.is_track() || is_track_data(plain_name);
    edit.replace(value..end);
    mask_string(window.text, value..end, json.rule, allowed, is_track, edit.out);
    Some(after_value(json, window.text, end + 1))
}

/// The same from a value on that is a number or one of the three words, or is left to those who can read it.
#[inline(never)]
fn word_member(json: &mut Json, edit: &mut Edit, name: Range<usize>, value: usize) -> Option<usize> {
    let window = Window::over(edit.input)?;
    let plain_name = window.plain_name(name.clone())?;
    let Some(word) = plain_word(&window.text[value..]) else { return name_only(json, window, name, value) };
    if !shows_word(word, member_allowed(json, window, name)?) {
        edit.replace(value..value + word.len());
        mask_word(word, json.rule, json.path.is_track() || is_track_data(plain_name), edit.out);
    }
    Some(after_value(json, window.text, value + word.len()))
}

/// Leaves the value that starts there to those who can read it.
#[cold]
fn name_only(json: &mut Json, window: Window, name: Range<usize>, value: usize) -> Option<usize> {
    json.enter_member(&window.key(name)?);
    json.expected = Expected::Value;
    Some(value)
}

/// The place of the next name, or another one before it, after a value in an object that ends there.
#[inline(never)]
fn after_value(json: &mut Json, input: &[u8], end: usize) -> usize {
    json.expected = Expected::CommaOrEnd;
    let mut read = after_json_blank(input, end);
    while input.get(read) == Some(&b'}') {
        json.end();
        read += 1;
        if !json.in_object() {
            return read;
        }
        read = after_json_blank(input, read);
    }
    if input.get(read) == Some(&b',') {
        json.expected = Expected::Name;
        read = after_json_blank(input, read + 1);
    }
    read
}
