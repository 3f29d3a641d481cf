//! Errors for what nothing here can do.

use crate::der::oid;
use crate::error::{Error, CYBSIGN_E_UNSUPPORTED};

/// The error for an algorithm that nothing here can do.
pub(super) fn unsupported(what: &str, identifier: &[u8]) -> Error {
    let dotted = oid::dotted(identifier);
    let shown = oid::name(identifier).map_or_else(|| dotted.clone(), |name| format!("{name} ({dotted})"));
    let message = format!("{what} {shown} is not supported; export the file again with AES-256 and SHA-256");
    Error::new(CYBSIGN_E_UNSUPPORTED, message).with("oid", dotted)
}

/// An OpenSSH key and the like: known, and not for us.
pub(super) fn unsupported_label(label: &str) -> Error {
    let message = match label {
        "OPENSSH PRIVATE KEY" => {
            "an OpenSSH key is not read here; write a copy of it as PKCS #8: ssh-keygen -p -m PKCS8 -f FILE"
        }
        _ => "an OpenPGP key is not used here; take the private key that the certificate was issued for, as PEM or in a P12",
    };
    Error::new(CYBSIGN_E_UNSUPPORTED, message)
}
