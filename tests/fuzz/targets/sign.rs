//! Requests: what is signed verifies.
#![no_main]

use std::sync::OnceLock;

use cybsign::credential::Credential;
use cybsign::simple_order::{verify, SimpleOrder};
use libfuzzer_sys::fuzz_target;

const P12: &[u8] = include_bytes!("../../data/keys/leaf_gen2.p12");
const CERTIFICATE: &str = include_str!("../../data/keys/cert_leaf.pem");

fn orders() -> &'static [SimpleOrder; 2] {
    static ORDERS: OnceLock<[SimpleOrder; 2]> = OnceLock::new();
    ORDERS.get_or_init(|| {
        let credential = Credential::from_p12(P12, b"Chang3it", None, b"").expect("the test key");
        ["cpp", "java"].map(|profile| {
            let options = format!(r#"{{"profile": "{profile}", "allow_expired": true, "allow_other_username": true}}"#);
            SimpleOrder::new(&credential, options.as_bytes()).expect("these are options")
        })
    })
}

fuzz_target!(|data: &[u8]| {
    let [how, content @ ..] = data else { return };
    let order = &orders()[usize::from(how & 1)];
    let signed = match how >> 1 & 3 {
        0 => order.sign_nvp(content),
        1 => order.sign_xml(content),
        _ => order.sign_envelope(content).map(|signed| signed.message),
    };
    let Ok(message) = signed else { return };
    let certificate = CERTIFICATE.replace('\n', "\\n");
    let options = format!(r#"{{"expected_certificate": "{certificate}", "allow_expired": true}}"#);
    if let Err(failure) = verify(&message, options.as_bytes()) {
        panic!("{:?}\n{}", failure.error, String::from_utf8_lossy(&message));
    }
});
