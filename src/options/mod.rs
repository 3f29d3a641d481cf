//! Options: JSON objects whose names are all known, and the groups of them that several protocols share.
//!
//! An object is read name by name; [`Options::finish`] then refuses whatever nobody asked for, with the nearest name that
//! there is. An error gives the path, the type that was expected and, for broken JSON, the offset; never a value.

mod environment;
mod limits;
mod object;
mod testing;
mod text;

pub use environment::Environment;
pub use limits::limits;
pub use object::Options;
pub use testing::Testing;
