//! Where a value stands in a tree of elements or members.

use super::names::{allowed, is_soap_parent, pair_allowed, soap_allowed, Message, Vocabulary};
use super::rule::{is_track_data, Rule, MAX_DEPTH};
use super::scan::{traits, Traits, UNDERSCORE};

/// The names from the root to the current place.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// The names, joined by underscores as in a name-value pair.
    joined: Vec<u8>,
    levels: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    /// The length of `joined` without this level.
    before: usize,
    /// Where the name of this level starts.
    start: usize,
    /// Where the name of a field starts: after `requestMessage` or `replyMessage`, if there is one.
    base: usize,
    message: Message,
    /// Whether all names so far can be on the list.
    known: bool,
    /// Whether one of the names is that of track data.
    is_track: bool,
    /// Whether there are children that may be logged wherever this stands.
    is_soap: bool,
}

const ROOT: Level =
    Level { before: 0, start: 0, base: 0, message: Message::Either, known: true, is_track: false, is_soap: false };

impl Path {
    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, name: &[u8]) -> bool {
        if !self.has_room() {
            return false;
        }
        let above = self.top();
        let before = self.joined.len();
        if before > above.base {
            self.joined.push(b'_');
        }
        let start = self.joined.len();
        self.joined.extend_from_slice(name);
        let traits = traits(name);
        let mut level = Level { before, start, ..above };
        level.is_track |= is_track_data(name, traits);
        level.is_soap = is_soap_parent(name);
        match name {
            b"requestMessage" => (level.base, level.message, level.known) = (self.joined.len(), Message::Request, true),
            b"replyMessage" => (level.base, level.message, level.known) = (self.joined.len(), Message::Reply, true),
            // A name with an underscore could pass itself off as two.
            _ => level.known &= traits & UNDERSCORE == 0,
        }
        self.levels.push(level);
        true
    }

    /// Goes one level down, to a thing without a name of its own.
    #[must_use]
    pub(super) fn enter_unnamed(&mut self) -> bool {
        if !self.has_room() {
            return false;
        }
        self.levels.push(Level { before: self.joined.len(), ..self.top() });
        true
    }

    /// Goes one level up.
    pub(super) fn leave(&mut self) {
        if let Some(level) = self.levels.pop() {
            self.joined.truncate(level.before);
        }
    }

    /// Whether the value here may be logged.
    pub(super) fn allowed(&self, rule: Rule) -> bool {
        let top = self.top();
        top.known && (allowed(&self.joined[top.base..], top.message, rule) || soap_allowed(self.parent_and_child()))
    }

    /// The same for a member that may also be the name of a name-value pair, since nothing stands above it.
    pub(super) fn flat_allowed(&self, rule: Rule) -> bool {
        {
            let field = &self.joined[self.top().base..];
            pair_allowed(field, Vocabulary::Both, rule)
        }
    }

    /// Whether the value here is track data.
    pub(super) fn is_track(&self) -> bool {
        self.top().is_track
    }

    /// Whether the value here is a list of name-value pairs.
    pub(super) fn is_pairs(&self) -> bool {
        matches!(&self.joined[self.top().start..], b"nvpRequest" | b"nvpReply")
    }

    /// The same as entering a level, asking whether its value may be logged, and leaving it. Not for the names of
    /// messages, and not where there is no room for a level.
    pub(super) fn child_allowed(&mut self, name: &[u8], traits: Traits, rule: Rule) -> bool {
        let top = self.levels.last().unwrap_or(&ROOT);
        if !top.known || traits & UNDERSCORE != 0 {
            return false;
        }
        let before = self.joined.len();
        if before > top.base {
            self.joined.push(b'_');
        }
        self.joined.extend_from_slice(name);
        let allowed = allowed(&self.joined[top.base..], top.message, rule)
            || (top.is_soap && soap_allowed(&self.joined[top.start..]));
        self.joined.truncate(before);
        allowed
    }

    /// Whether there is room for one more level.
    pub(super) fn has_room(&self) -> bool {
        self.levels.len() < MAX_DEPTH
    }

    fn parent_and_child(&self) -> &[u8] {
        let parent = self.levels.len().checked_sub(2).map_or(ROOT, |at| self.levels[at]);
        &self.joined[parent.start..]
    }

    fn top(&self) -> Level {
        self.levels.last().copied().unwrap_or(ROOT)
    }
}
