//! Where a value stands in a tree of elements or members.

use super::names::{field_allowed, is_track_data, Message};
use super::rule::{Rule, MAX_DEPTH, MAX_NAME};

/// The names from the root to the current place.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) rule: Rule,
    /// The names, joined by underscores as in name-value pairs; they start anew below `requestMessage` and `replyMessage`.
    joined: Vec<u8>,
    /// The current place,
    here: Level,
    /// and those above it.
    above: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    /// The part of `joined` that is the name of this place; `None` where no field can be.
    field: Option<(usize, usize)>,
    message: Message,
    /// Whether one of the names is that of track data.
    is_track: bool,
    /// Whether the value here may be logged.
    allowed: bool,
    /// Whether the value here is a list of name-value pairs.
    is_pairs: bool,
    soap: Option<Soap>,
}

/// A parent that has children which may be logged wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Soap {
    Fault,
    Reference,
    Timestamp,
    FaultDetails,
}

impl Soap {
    fn of(name: &[u8]) -> Option<Soap> {
        match name {
            b"Fault" => Some(Soap::Fault),
            b"Reference" => Some(Soap::Reference),
            b"Timestamp" => Some(Soap::Timestamp),
            b"faultDetails" => Some(Soap::FaultDetails),
            _ => None,
        }
    }

    fn shows(self, child: &[u8]) -> bool {
        match self {
            Soap::Fault => child == b"faultcode",
            Soap::Reference => child == b"DigestValue",
            Soap::Timestamp => matches!(child, b"Created" | b"Expires"),
            Soap::FaultDetails => child == b"requestID",
        }
    }
}

impl Path {
    pub(super) fn new(rule: Rule) -> Path {
        let here = Level {
            field: Some((0, 0)),
            message: Message::Either,
            is_track: false,
            allowed: false,
            is_pairs: false,
            soap: None,
        };
        Path { rule, joined: Vec::new(), here, above: Vec::new() }
    }

    /// Goes one level down; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter(&mut self, name: &[u8]) -> bool {
        let parent = self.here;
        if !self.enter_unnamed() {
            return false;
        }
        let (field, message) = match name {
            b"requestMessage" => (Some((self.joined.len(), self.joined.len())), Message::Request),
            b"replyMessage" => (Some((self.joined.len(), self.joined.len())), Message::Reply),
            _ => (parent.field.and_then(|field| self.join(field, name)), parent.message),
        };
        let listed = field.is_some_and(|(start, end)| field_allowed(&self.joined[start..end], message, self.rule));
        self.here = Level {
            field,
            message,
            is_track: parent.is_track || is_track_data(name),
            allowed: listed || parent.soap.is_some_and(|soap| soap.shows(name)),
            is_pairs: matches!(name, b"nvpRequest" | b"nvpReply"),
            soap: Soap::of(name),
        };
        true
    }

    /// Appends the name of a child. One with an underscore could pass for two, an empty one for none.
    fn join(&mut self, (start, end): (usize, usize), name: &[u8]) -> Option<(usize, usize)> {
        if end - start + 1 + name.len() > MAX_NAME || name.is_empty() || name.contains(&b'_') {
            return None;
        }
        self.joined.truncate(end);
        if end > start {
            self.joined.push(b'_');
        }
        self.joined.extend_from_slice(name);
        Some((start, self.joined.len()))
    }

    /// Goes one level down, to a thing without a name of its own; `false` if that is too deep.
    #[must_use]
    pub(super) fn enter_unnamed(&mut self) -> bool {
        let has_room = self.has_room();
        if has_room {
            self.above.push(self.here);
        }
        has_room
    }

    /// Goes one level up.
    pub(super) fn leave(&mut self) {
        if let Some(above) = self.above.pop() {
            self.here = above;
        }
    }

    /// Whether the value here may be logged.
    pub(super) fn allowed(&self) -> bool {
        self.here.allowed
    }

    /// Whether the value here is track data.
    pub(super) fn is_track(&self) -> bool {
        self.here.is_track
    }

    /// Whether the value here is a list of name-value pairs.
    pub(super) fn is_pairs(&self) -> bool {
        self.here.is_pairs
    }

    /// Whether there is room for one more level.
    pub(super) fn has_room(&self) -> bool {
        self.above.len() < MAX_DEPTH
    }
}
