//! Where a value stands in a tree of elements or members.

use std::ops::Range;

use super::names::{child_allowed, node_below, Message, Node, SoapParent, NOWHERE, ROOT};
use super::rule::{is_track_data, Rule, MAX_DEPTH};
use super::scan::{Key, Name, Window};

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
        Path { rule, top: TOP, above: Vec::new() }
    }

    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, key: &Key) -> bool {
        if !self.has_room() {
            return false;
        }
        let Level { node, message, soap_parent, .. } = self.top;
        let is_known = node != NOWHERE;
        let allowed = (is_known && child_allowed(node, key, message, self.rule))
            || soap_parent.is_some_and(|parent| parent.shows(key.name.text()));
        match if is_known { node_below(node, key) } else { NOWHERE } {
            NOWHERE => self.enter_unlisted(key.name.input, key.name.place()),
            node => self.enter_node(node),
        }
        self.top.allowed = allowed;
        true
    }

    /// The place in the tree of fields of what has a name here, which is a part of the text; `None` if that ends too soon
    /// after it.
    #[inline(always)]
    pub(super) fn node_below(&self, window: Window, name: Range<usize>) -> Option<Node> {
        match self.top.node {
            NOWHERE => Some(NOWHERE),
            node => Some(node_below(node, &window.key(name)?)),
        }
    }

    /// Goes down to a place in the tree of fields, where no value is. There must be room.
    #[inline(always)]
    pub(super) fn enter_node(&mut self, node: Node) {
        self.above.push(self.top);
        // No name in the tree is one of those that have a meaning of their own.
        self.top.node = node;
        self.top.soap_parent = None;
        self.top.allowed = false;
        self.top.is_pairs = false;
    }

    /// Goes down to a part of a text, a name that is in no such place. There must be room.
    #[inline(never)]
    pub(super) fn enter_unlisted(&mut self, input: &[u8], name: Range<usize>) {
        self.enter_node(NOWHERE);
        let name = Name::any(input, name);
        let top = &mut self.top;
        match name.text() {
            b"requestMessage" => (top.node, top.message) = (ROOT, Message::Request),
            b"replyMessage" => (top.node, top.message) = (ROOT, Message::Reply),
            b"nvpRequest" | b"nvpReply" => top.is_pairs = true,
            b"Fault" => top.soap_parent = Some(SoapParent::Fault),
            b"Reference" => top.soap_parent = Some(SoapParent::Reference),
            b"Timestamp" => top.soap_parent = Some(SoapParent::Timestamp),
            b"faultDetails" => top.soap_parent = Some(SoapParent::FaultDetails),
            _ => top.is_track |= is_track_data(name),
        }
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

    /// The same as entering a level, asking whether its value may be logged, and leaving it. The name is a part of the text;
    /// `None` if that ends too soon after it.
    #[inline(always)]
    pub(super) fn child_allowed(&self, window: Window, name: Range<usize>) -> Option<bool> {
        let top = &self.top;
        if top.node != NOWHERE && child_allowed(top.node, &window.key(name.clone())?, top.message, self.rule) {
            return Some(true);
        }
        Some(match top.soap_parent {
            Some(parent) => parent.shows(&window.text[name]),
            None => false,
        })
    }

    /// Whether there is room for one more level.
    pub(super) fn has_room(&self) -> bool {
        self.above.len() < MAX_DEPTH
    }
}
