//! Members as most objects have them, read without holding anything.

use std::ops::Range;

use super::edit::Edit;
use super::json::{end_of_string, mask_string, mask_word, plain_word, shows_word, Expected, Json};
use super::names::{listed_allowed, unlisted_allowed, Vocabulary};
use super::rule::{is_track_data, MAX_VALUE};
use super::scan::{after_json_blank, Name, Window};

/// Reads members from a name on as long as their names are plain and their values objects, words and
/// strings. Gives the place up to which that is so; of the last member perhaps only the name has been read.
#[inline(never)]
pub(super) fn plain_members(json: &mut Json, edit: &mut Edit, from: usize) -> usize {
    let Some(window) = Window::over(edit.input) else { return from };
    let mut read = from;
    while json.path.has_room() {
        let Some(next) = plain_member(json, window, read, edit) else { break };
        read = next;
        if window.text.get(read) != Some(&b'"') || !json.takes_name() {
            break;
        }
    }
    read
}

/// The place up to which a member has been read. There must be room on the path.
#[inline(always)]
fn plain_member(json: &mut Json, window: Window, quote: usize, edit: &mut Edit) -> Option<usize> {
    let input = window.text;
    let start = quote + 1;
    let name_end = window.name(start).filter(Name::is_plain)?.end;
    let value = match input.get(name_end..)?.first_chunk()? {
        [b'"', b':', visible, _] if *visible > b' ' => name_end + 2,
        [b'"', b':', b' ', visible] if *visible > b' ' => name_end + 3,
        [b'"', ..] => value_after(input, name_end + 1)?,
        _ => return None,
    };
    match input.get(value)? {
        b'"' => {}
        b'{' => return Some(object_member(json, input, start..name_end, value)),
        _ => return Some(word_member(json, window, start..name_end, value, edit)),
    }
    let (end, is_ascii) = window.end_of_value(value + 1, |bytes| bytes.are(b'"') | bytes.are(b'\\'))?;
    if input[end] != b'"' || end - value > MAX_VALUE {
        return Some(string_member(json, window, start..name_end, value, edit));
    }
    if !member_allowed(json, &Name::any(input, start..name_end)) {
        let is_track = || json.path.is_track() || is_track_data(&Name::any(input, start..name_end));
        edit.mask(json.rule, is_track, value + 1..end, is_ascii);
    }
    Some(after_value(json, window, end + 1))
}

/// The same from the value on, which is a string with escapes, or one that is not here to its end, or too long.
#[inline(never)]
fn string_member(json: &mut Json, window: Window, name: Range<usize>, value: usize, edit: &mut Edit) -> usize {
    let input = window.text;
    let name = Name::any(input, name);
    match end_of_string(&input[value + 1..], &mut false) {
        Some(length) if length <= MAX_VALUE => {
            let content = value + 1..value + 1 + length;
            let is_track = json.path.is_track() || is_track_data(&name);
            edit.replace(content.clone());
            mask_string(&input[content.clone()], json.rule, member_allowed(json, &name), is_track, edit.out);
            after_value(json, window, content.end + 1)
        }
        _ => name_only(json, &name, value),
    }
}

/// The same from the value on, which is an object.
#[inline(never)]
fn object_member(json: &mut Json, input: &[u8], name: Range<usize>, value: usize) -> usize {
    // There is room: this can't fail.
    json.named = json.path.enter_parent(&Name::any(input, name));
    json.start(b'{');
    after_json_blank(input, value + 1)
}

/// The same from the value on, which is a number or one of the three words, or anything else.
#[inline(never)]
fn word_member(json: &mut Json, window: Window, name: Range<usize>, value: usize, edit: &mut Edit) -> usize {
    let input = window.text;
    let name = Name::any(input, name);
    let Some(word) = plain_word(&input[value..]) else { return name_only(json, &name, value) };
    if !shows_word(word, member_allowed(json, &name)) {
        edit.replace(value..value + word.len());
        mask_word(word, json.rule, json.path.is_track() || is_track_data(&name), edit.out);
    }
    after_value(json, window, value + word.len())
}

#[inline(always)]
fn member_allowed(json: &Json, name: &Name) -> bool {
    if json.open.len() != 1 {
        return json.path.child_allowed(name);
    }
    listed_allowed(name, Vocabulary::Both, json.rule)
        .unwrap_or_else(|| unlisted_allowed(name, name.traits(), Vocabulary::Both, json.rule))
}

/// The place where a value starts after a colon.
#[inline(never)]
fn value_after(input: &[u8], name: usize) -> Option<usize> {
    let colon = after_json_blank(input, name);
    (input.get(colon) == Some(&b':')).then(|| after_json_blank(input, colon + 1))
}

/// Leaves the value that starts there to those who can read it.
#[cold]
fn name_only(json: &mut Json, name: &Name, value: usize) -> usize {
    json.enter_member(name);
    json.expected = Expected::Value;
    value
}

/// The place of the next name, or another one before it, after a value in an object that ends there.
#[inline(always)]
fn after_value(json: &mut Json, window: Window, end: usize) -> usize {
    let input = window.text;
    json.expected = Expected::Name;
    match input.get(end..).and_then(|rest| rest.first_chunk()) {
        Some([b',', b'"', _]) => return end + 1,
        Some(b", \"") => return end + 2,
        _ => {}
    }
    json.expected = Expected::CommaOrEnd;
    let mut read = after_json_blank(input, end);
    while json.in_object() && input.get(read) == Some(&b'}') {
        json.end();
        read += 1;
        if json.ended {
            return read;
        }
        read = after_json_blank(input, read);
    }
    if json.in_object() && input.get(read) == Some(&b',') {
        json.expected = Expected::Name;
        read = after_json_blank(input, read + 1);
    }
    read
}
