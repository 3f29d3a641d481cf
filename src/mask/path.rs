//! Where a value stands in a tree of elements or members.

use super::names::{allowed, pair_allowed, soap_allowed, Message, Vocabulary};
use super::rule::{Rule, MAX_DEPTH};

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
}

const ROOT: Level = Level { before: 0, start: 0, base: 0, message: Message::Either, known: true };

impl Path {
    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, name: &[u8]) -> bool {
        if self.levels.len() >= MAX_DEPTH {
            return false;
        }
        let above = self.top();
        let before = self.joined.len();
        if before > above.base {
            self.joined.push(b'_');
        }
        let start = self.joined.len();
        self.joined.extend_from_slice(name);
        self.levels.push(match name {
            b"requestMessage" => {
                Level { before, start, base: self.joined.len(), message: Message::Request, known: true }
            }
            b"replyMessage" => Level { before, start, base: self.joined.len(), message: Message::Reply, known: true },
            // A name with an underscore could pass itself off as two.
            _ => Level { before, start, known: above.known && memchr::memchr(b'_', name).is_none(), ..above },
        });
        true
    }

    /// Goes one level down, to a thing without a name of its own.
    #[must_use]
    pub(super) fn enter_unnamed(&mut self) -> bool {
        if self.levels.len() >= MAX_DEPTH {
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
        pair_allowed(self.field(), Vocabulary::Both, rule)
    }

    /// The name of the field here.
    pub(super) fn field(&self) -> &[u8] {
        &self.joined[self.top().base..]
    }

    /// Whether the value here is a list of name-value pairs.
    pub(super) fn is_pairs(&self) -> bool {
        matches!(&self.joined[self.top().start..], b"nvpRequest" | b"nvpReply")
    }

    fn parent_and_child(&self) -> &[u8] {
        let parent = self.levels.len().checked_sub(2).map_or(ROOT, |at| self.levels[at]);
        &self.joined[parent.start..]
    }

    fn top(&self) -> Level {
        self.levels.last().copied().unwrap_or(ROOT)
    }
}
