//! Messages that come to be verified.
#![no_main]

use cybsign::simple_order::verify;
use libfuzzer_sys::fuzz_target;

const CERTIFICATE: &str = include_str!("../../data/keys/cert_leaf.pem");

fuzz_target!(|data: &[u8]| {
    let certificate = CERTIFICATE.replace('\n', "\\n");
    let options = format!(r#"{{"expected_certificate": "{certificate}", "allow_expired": true}}"#);
    let _ = verify(data, options.as_bytes());
});
