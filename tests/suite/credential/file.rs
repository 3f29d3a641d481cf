//! Credentials from files.

use super::inspect::codes;
use super::*;

#[test]
fn files_give_statuses_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.p12");
    let load = |path: &Path| Credential::from_p12_file(path, PASSWORD, None, br#"{"environment": "test"}"#);
    assert_eq!(status(load(&path)), CYBSIGN_E_FILE_NOT_FOUND);
    assert_eq!(status(load(folder.path())), CYBSIGN_E_FILE);
    std::fs::copy(fixture_path("leaf_gen2.p12"), &path).unwrap();
    #[cfg(unix)]
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true)] {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let report: Value = serde_json::from_str(&load(&path).unwrap().inspect_json(1_800_000_000).unwrap()).unwrap();
        assert_eq!(codes(&report).contains(&"file_readable".to_owned()), warned);
    }
    let credential = load(&path).unwrap();
    assert_eq!(credential.environment(), Some(Environment::Test));
    assert_eq!(
        status(Credential::from_p12_file(&path, PASSWORD, None, br#"{"environment": "live"}"#)),
        CYBSIGN_E_OPTION
    );
    assert_eq!(status(Credential::from_p12_file(&path, PASSWORD, None, br#"{"aliass": "x"}"#)), CYBSIGN_E_OPTION);
}
