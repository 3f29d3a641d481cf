//! Option `limits`: how much XML is read.

use super::object::Options;
use crate::error::Result;
use crate::xml::Limits;

/// The object `limits` with `max_bytes`, `max_depth` and `max_attributes`, each from 1; the reader's own limits where it, or
/// one of them, is absent.
pub fn limits(options: &mut Options) -> Result<Limits> {
    let mut given = options.object("limits")?;
    let mut limits = Limits::default();
    // The reader's own bound: more than 1 GiB, or a depth that no message has, is a mistake.
    for (name, most, limit) in [
        ("max_bytes", 1 << 30, &mut limits.max_bytes),
        ("max_depth", 100_000, &mut limits.max_depth),
        ("max_attributes", 100_000, &mut limits.max_attributes),
    ] {
        if let Some(value) = given.unsigned(name)? {
            *limit = usize::try_from(value)
                .ok()
                .filter(|value| (1..=most).contains(value))
                .ok_or_else(|| given.refuse(name, &format!("must be from 1 to {most}")))?;
        }
    }
    given.finish()?;
    Ok(limits)
}
