//! Where a value stands in a tree of elements or members.

use super::names::{child_allowed, node_below, Message, Node, SoapParent, NOWHERE, ROOT};
use super::rule::{is_track_data, Rule, MAX_DEPTH};
use super::scan::{Key, Name};

/// The names from the root to the current place.
#[derive(Debug)]
pub(super) struct Path {
    rule: Rule,
    /// The current place,
    top: Level,
    /// and those above it.
    above: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    /// The place in the tree of fields, which starts anew below `requestMessage` and `replyMessage`.
    node: Node,
    message: Message,
    /// Whether one of the names is that of track data.
    is_track: bool,
    soap_parent: Option<SoapParent>,
    /// Whether the value here may be logged.
    allowed: bool,
    /// Whether the value here is a list of name-value pairs.
    is_pairs: bool,
}

impl Level {
    /// Whether a list has names below it.
    #[inline(always)]
    pub(super) fn is_known(&self) -> bool {
        self.node != NOWHERE
    }
}

const TOP: Level =
    Level { node: ROOT, message: Message::Either, is_track: false, soap_parent: None, allowed: false, is_pairs: false };

impl Path {
    pub(super) fn new(rule: Rule) -> Path {
        Path { rule, top: TOP, above: Vec::new() }
    }

    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, key: &Key) -> bool {
        let allowed = self.child_allowed(key);
        let entered = self.enter_parent(key);
        self.top.allowed = allowed && entered;
        entered
    }

    /// The same for a level that has no value.
    #[must_use]
    pub(super) fn enter_parent(&mut self, key: &Key) -> bool {
        let has_room = self.has_room();
        if has_room {
            self.push(self.below(key));
        }
        has_room
    }

    /// What a level would be that has no value.
    #[inline(always)]
    pub(super) fn below(&self, key: &Key) -> Level {
        let above = &self.top;
        let node = if above.is_known() { node_below(above.node, key) } else { NOWHERE };
        if node == NOWHERE {
            return self.unlisted_below(key.name);
        }
        // No name on the list is one of those that have a meaning of their own.
        Level { node, message: above.message, is_track: above.is_track, ..TOP }
    }

    fn unlisted_below(&self, name: Name) -> Level {
        let above = &self.top;
        let is_track = above.is_track || is_track_data(name);
        let level = Level { node: NOWHERE, message: above.message, is_track, ..TOP };
        match name.text() {
            b"requestMessage" => Level { message: Message::Request, is_track, ..TOP },
            b"replyMessage" => Level { message: Message::Reply, is_track, ..TOP },
            b"nvpRequest" | b"nvpReply" => Level { is_pairs: true, ..level },
            name => Level { soap_parent: SoapParent::named(name), ..level },
        }
    }

    /// Goes down to such a level. There must be room.
    #[inline(always)]
    pub(super) fn push(&mut self, level: Level) {
        self.above.push(self.top);
        self.top = level;
    }

    /// Goes one level down, to a thing without a name of its own.
    #[must_use]
    pub(super) fn enter_unnamed(&mut self) -> bool {
        if !self.has_room() {
            return false;
        }
        self.above.push(self.top);
        true
    }

    /// Goes one level up.
    pub(super) fn leave(&mut self) {
        if let Some(above) = self.above.pop() {
            self.top = above;
        }
    }

    /// Whether the value here may be logged.
    pub(super) fn allowed(&self) -> bool {
        self.top.allowed
    }

    /// Whether the value here is track data.
    pub(super) fn is_track(&self) -> bool {
        self.top.is_track
    }

    /// Whether the value here is a list of name-value pairs.
    pub(super) fn is_pairs(&self) -> bool {
        self.top.is_pairs
    }

    /// The same as entering a level, asking whether its value may be logged, and leaving it.
    #[inline(always)]
    pub(super) fn child_allowed(&self, key: &Key) -> bool {
        let top = &self.top;
        (top.is_known() && child_allowed(top.node, key, top.message, self.rule))
            || match top.soap_parent {
                Some(parent) => parent.shows(key.name.text()),
                None => false,
            }
    }

    /// Whether there is room for one more level.
    pub(super) fn has_room(&self) -> bool {
        self.above.len() < MAX_DEPTH
    }
}
