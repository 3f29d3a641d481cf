//! What only one room of the sources may know.

use std::fs;
use std::path::{Path, PathBuf};

/// The text, the rooms (folders or files of `src`) in which it may stand, and why nowhere else.
const ONLY: &[(&str, &[&str], &str)] = &[
    ("ring::", &["crypto/"], "one room decides which library does what"),
    ("openssl::", &["crypto/"], "one room decides which library does what"),
    ("openssl_sys::", &["crypto/"], "one room decides which library does what"),
    ("SystemTime", &["time.rs"], "a time is given, so that it can be another one in tests"),
    ("base64::engine", &["text/base64.rs"], "one place says which base64 is read"),
    ("\"1.2.840.", &["der/oid.rs"], "there is one list of object identifiers"),
    ("0x2a, 0x86", &[], "object identifiers stand in der/oid.rs, in numbers that a person can read"),
    ("0x60, 0x86", &[], "object identifiers stand in der/oid.rs, in numbers that a person can read"),
    ("unsafe ", &["crypto/", "ffi/"], "raw pointers stay at the two borders"),
    ("allow(unsafe_code)", &["crypto/", "ffi/"], "raw pointers stay at the two borders"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src") {
        let path = entry.expect("an entry of src").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn each_stands_in_its_own_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for (text, rooms, why) in ONLY {
        let mut seen = false;
        for file in &files {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let content = fs::read_to_string(file).expect("a source");
            // The words of another crate or identifier may end in the same letters.
            let stands = content
                .match_indices(text)
                .any(|(at, _)| !content[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':')));
            let is_allowed = rooms.iter().any(|room| name.starts_with(room));
            assert!(is_allowed || !stands, "{text} stands in src/{name}, but belongs to {rooms:?}: {why}");
            seen |= stands;
        }
        assert!(seen || rooms.is_empty(), "{text} stands nowhere: this test is out of date");
    }
}
