//! The fields of a reply while they are gathered, and those of name-value pairs.

use std::collections::HashMap;

use super::document::ReplyField;
use super::unread::refuse;
use crate::error::{Error, Result, CYBSIGN_E_LIMIT};
use crate::secret::SecretText;
use crate::xml::Limits;

/// A name longer than this is no field's.
pub(super) const MAX_NAME: usize = 1000;

/// Fields while they are gathered: no name twice with different values, and not more text than the limit allows.
pub(super) struct Fields {
    pub(super) list: Vec<ReplyField>,
    places: HashMap<SecretText, usize>,
    room: usize,
}

impl Fields {
    pub(super) fn new(limits: &Limits) -> Fields {
        Fields { list: Vec::new(), places: HashMap::new(), room: limits.max_bytes }
    }

    /// Makes sure that a name of this length is allowed, before it is made. Nested elements repeat their parents' names, so
    /// that names could grow far beyond the reply itself.
    pub(super) fn take_room(&mut self, name_len: usize) -> Result<()> {
        if name_len > MAX_NAME {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the reply has a field's name of more than 1000 bytes"));
        }
        self.room = self.room.checked_sub(name_len).ok_or_else(|| {
            Error::new(CYBSIGN_E_LIMIT, "the names of the reply's fields are larger than limits.max_bytes allows")
        })?;
        Ok(())
    }

    pub(super) fn add(&mut self, name: SecretText, value: Option<SecretText>) -> Result<()> {
        match self.places.get(&name) {
            Some(at) if self.list[*at].1 == value => Ok(()),
            // Which of the two should count? One of them may be a decision that the other takes back.
            Some(_) => Err(refuse("a field stands twice in the reply, with different values")),
            None => {
                self.places.insert(name.clone(), self.list.len());
                self.list.push((name, value));
                Ok(())
            }
        }
    }
}

/// The fields of name-value pairs: lines `name=value`, which end with LF or CR LF.
pub(super) fn nvp_fields(text: &str, limits: &Limits) -> Result<Vec<ReplyField>> {
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
    Ok(fields.list)
}
