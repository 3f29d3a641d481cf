//! Where a value stands in a tree of elements or members.

use super::names::{child_allowed, node_below, Message, Node, SoapParent, NOWHERE, ROOT};
use super::rule::{is_track_data, Rule, MAX_DEPTH};
use super::scan::Name;

/// The names from the root to the current place.
#[derive(Debug)]
pub(super) struct Path {
    rule: Rule,
    levels: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
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

const TOP: Level =
    Level { node: ROOT, message: Message::Either, is_track: false, soap_parent: None, allowed: false, is_pairs: false };

impl Path {
    pub(super) fn new(rule: Rule) -> Path {
        Path { rule, levels: Vec::new() }
    }

    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, name: &Name) -> bool {
        let allowed = self.child_allowed(name);
        let entered = self.enter_parent(name);
        if let Some(level) = self.levels.last_mut().filter(|_| entered) {
            level.allowed = allowed;
        }
        entered
    }

    /// The same for a level that has no value.
    #[must_use]
    pub(super) fn enter_parent(&mut self, name: &Name) -> bool {
        if !self.has_room() {
            return false;
        }
        let above = self.top();
        let is_known = above.node != NOWHERE;
        let mut level = Level {
            node: if is_known { node_below(above.node, name) } else { NOWHERE },
            message: above.message,
            is_track: above.is_track || is_track_data(name),
            soap_parent: None,
            allowed: false,
            is_pairs: false,
        };
        match name.text() {
            b"requestMessage" => level = Level { message: Message::Request, is_track: level.is_track, ..TOP },
            b"replyMessage" => level = Level { message: Message::Reply, is_track: level.is_track, ..TOP },
            b"nvpRequest" | b"nvpReply" => level.is_pairs = true,
            name => level.soap_parent = SoapParent::named(name),
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
        self.levels.push(*self.top());
        true
    }

    /// Goes one level up.
    pub(super) fn leave(&mut self) {
        self.levels.pop();
    }

    /// Whether the value here may be logged.
    pub(super) fn allowed(&self) -> bool {
        self.top().allowed
    }

    /// Whether the value here is track data.
    pub(super) fn is_track(&self) -> bool {
        self.top().is_track
    }

    /// Whether the value here is a list of name-value pairs.
    pub(super) fn is_pairs(&self) -> bool {
        self.top().is_pairs
    }

    /// The same as entering a level, asking whether its value may be logged, and leaving it.
    #[inline(always)]
    pub(super) fn child_allowed(&self, name: &Name) -> bool {
        let top = self.top();
        (top.node != NOWHERE && child_allowed(top.node, name, top.message, self.rule))
            || top.soap_parent.is_some_and(|parent| parent.shows(name.text()))
    }

    /// Whether there is room for one more level.
    pub(super) fn has_room(&self) -> bool {
        self.levels.len() < MAX_DEPTH
    }

    #[inline(always)]
    fn top(&self) -> &Level {
        self.levels.last().unwrap_or(&TOP)
    }
}
