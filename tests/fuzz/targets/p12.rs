//! Key files of every kind.
#![no_main]

use cybsign::credential::{inspect_json, Credential};
use libfuzzer_sys::fuzz_target;

/// So that no file makes it derive keys for seconds.
const OPTIONS: &[u8] = br#"{"max_iterations": 20000}"#;

fuzz_target!(|data: &[u8]| {
    let _ = Credential::from_p12(data, b"Chang3it", None, OPTIONS);
    let _ = Credential::from_pem(data, data, b"", OPTIONS);
    let _ = inspect_json(data, None, 1_750_000_000);
});
