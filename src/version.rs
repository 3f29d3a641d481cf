//! The library's version and how it was built.

use serde_json::json;

/// The version as a number: major * 65536 + minor * 256 + patch.
pub const NUMBER: u32 = (number(env!("CARGO_PKG_VERSION_MAJOR")) << 16)
    | (number(env!("CARGO_PKG_VERSION_MINOR")) << 8)
    | number(env!("CARGO_PKG_VERSION_PATCH"));

/// The version as text.
pub const TEXT: &str = env!("CARGO_PKG_VERSION");

/// How the library was built, as a JSON object.
pub fn build_info_json(abi_version: i32) -> String {
    json!({
        "version": TEXT,
        "abi_version": abi_version,
        "target": env!("CYBSIGN_TARGET"),
        "openssl": crate::crypto::openssl_version(),
        "openssl_linked": if cfg!(feature = "vendored") { "static" } else { "system" },
        "features": features(),
    })
    .to_string()
}

fn features() -> Vec<&'static str> {
    [("capi", cfg!(feature = "capi")), ("vendored", cfg!(feature = "vendored"))]
        .into_iter()
        .filter_map(|(name, set)| set.then_some(name))
        .collect()
}

const fn number(digits: &str) -> u32 {
    let digits = digits.as_bytes();
    let mut value = 0;
    let mut at = 0;
    while at < digits.len() {
        value = value * 10 + (digits[at] - b'0') as u32;
        at += 1;
    }
    value
}
