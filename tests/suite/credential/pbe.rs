//! Keys encrypted by schemes old and new.

use super::*;

#[test]
fn keys_under_scrypt_and_old_schemes_are_read() {
    let certificate = fixture("cert_leaf.pem");
    let mut ways: Vec<Vec<&str>> =
        vec![vec!["-scrypt"], vec!["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"], vec!["-v1", "PBE-SHA1-3DES"]];
    if cfg!(feature = "vendored") {
        for v1 in ["PBE-MD5-DES", "PBE-SHA1-DES", "PBE-SHA1-RC2-64", "PBE-SHA1-RC4-40", "PBE-MD5-RC2-64"] {
            ways.push(vec!["-provider", "legacy", "-provider", "default", "-v1", v1]);
        }
        ways.push(vec!["-provider", "legacy", "-provider", "default", "-v2", "rc2-cbc"]);
    }
    for way in ways {
        let key = shrouded_leaf("x", &way);
        let credential = Credential::from_der(&key, &der_of(&certificate), b"x", b"");
        assert_signs(&credential.unwrap_or_else(|error| panic!("{way:?}: {error}")));
        assert_eq!(status(Credential::from_der(&key, &certificate, b"y", b"")), CYBSIGN_E_WRONG_PASSWORD);
        assert_eq!(status(Credential::from_der(&key, &certificate, b"", b"")), CYBSIGN_E_WRONG_PASSWORD);
    }
}
