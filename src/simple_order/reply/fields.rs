//! The fields of a reply while they are gathered, and those of name-value pairs.

use std::collections::HashMap;

use super::document::{ReplyField, ReplyWarning};
use super::unread::{broken, Step};
use crate::secret::SecretText;
use crate::xml::Limits;

/// A name longer than this is no field's.
pub(super) const MAX_NAME: usize = 1000;

/// Fields of a whole reply that say what became of the order. Of two different ones neither counts.
pub(super) const SINGLE: [&str; 5] = ["decision", "reasonCode", "requestID", "requestToken", "merchantReferenceCode"];

/// Fields while they are gathered: each name once, and not more text than the limit allows.
pub(super) struct Fields {
    list: Vec<ReplyField>,
    places: HashMap<SecretText, usize>,
    room: usize,
    warnings: Vec<ReplyWarning>,
}

impl Fields {
    pub(super) fn new(limits: &Limits) -> Fields {
        Fields { list: Vec::new(), places: HashMap::new(), room: limits.max_bytes, warnings: Vec::new() }
    }

    /// Makes sure that a name of this length is allowed, before it is made. Nested elements repeat their parents' names, so
    /// that names could grow far beyond the reply itself.
    pub(super) fn take_room(&mut self, name_len: usize) -> Step<()> {
        if name_len > MAX_NAME {
            return Err(broken("the reply has a field's name of more than 1000 bytes"));
        }
        let room = self.room.checked_sub(name_len);
        self.room =
            room.ok_or_else(|| broken("the names of the reply's fields are larger than limits.max_bytes allows"))?;
        Ok(())
    }

    /// Adds a field. Of one that stands twice with different values the last counts, since the rest of the reply is worth more
    /// than a doubled field; but not of those that say what became of the order: one may be a decision that the other takes
    /// back.
    pub(super) fn add(&mut self, name: SecretText, value: Option<SecretText>) -> Step<()> {
        let Some(at) = self.places.get(&name).copied() else {
            self.places.insert(name.clone(), self.list.len());
            self.list.push((name, value));
            return Ok(());
        };
        if self.list[at].1 == value {
            return Ok(());
        }
        if let Some(name) = SINGLE.iter().find(|single| name == **single) {
            return Err(broken(&format!("{name} stands twice in the reply, with different values")));
        }
        if self.warnings.iter().all(|warning| warning.field != name) {
            self.warnings.push(ReplyWarning {
                code: "repeated",
                field: name,
                message: "the field stands twice in the reply, with different values; the last one is given",
            });
        }
        self.list[at].1 = value;
        Ok(())
    }

    /// What was gathered, with what is odd about it.
    pub(super) fn finish(self) -> (Vec<ReplyField>, Vec<ReplyWarning>) {
        (self.list, self.warnings)
    }
}

/// The fields of name-value pairs: lines `name=value`, which end with LF or CR LF.
pub(super) fn nvp_fields(text: &str, limits: &Limits) -> Step<Fields> {
    let mut fields = Fields::new(limits);
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        fields.take_room(line.find('=').unwrap_or(line.len()))?;
        match line.split_once('=') {
            _ if line.is_empty() => {}
            Some((name, value)) => fields.add(name.into(), Some(value.into()))?,
            None => fields.add(line.into(), None)?,
        }
    }
    Ok(fields)
}
