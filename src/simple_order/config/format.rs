//! Whose configuration file it is.

use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Ini,
    Properties,
}

impl Format {
    pub(super) fn of(path: &Path) -> Format {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("properties") => Format::Properties,
            _ => Format::Ini,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Ini => "ini",
            Format::Properties => "properties",
        }
    }

    /// The SDK whose file it is.
    pub(super) fn profile(self) -> &'static str {
        match self {
            Format::Ini => "cpp",
            Format::Properties => "java",
        }
    }
}
