//! Messages that come to be decrypted: good ones with some bytes changed.
#![no_main]

use std::sync::OnceLock;

use cybsign::credential::Credential;
use cybsign::simple_order::{open, SimpleOrder};
use libfuzzer_sys::fuzz_target;

const P12: &[u8] = include_bytes!("../../data/keys/leaf_gen2.p12");
const KEY: &[u8] = include_bytes!("../../data/keys/key_sjc.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../data/keys/cert_sjc.pem");
const SENDER: &str = include_str!("../../data/keys/cert_leaf.pem");

struct Parties {
    recipient: Credential,
    messages: Vec<Vec<u8>>,
    options: String,
}

fn parties() -> &'static Parties {
    static PARTIES: OnceLock<Parties> = OnceLock::new();
    PARTIES.get_or_init(|| {
        let sender = Credential::from_p12(P12, b"Chang3it", None, b"").expect("the test key");
        let message = |profile: &str, transport: &str| {
            let options = format!(r#"{{"profile": "{profile}", "encrypt": true, "key_transport": "{transport}"}}"#);
            let order = SimpleOrder::new(&sender, options.as_bytes()).expect("these are options");
            order.sign_nvp(b"merchantID=m\npurchaseTotals_currency=USD\n").expect("a request").to_vec()
        };
        let kinds = [("cpp", "rsa-oaep"), ("cpp", "rsa-1_5"), ("java", "rsa-oaep"), ("java", "rsa-1_5")];
        let certificate = SENDER.replace('\n', "\\n");
        Parties {
            recipient: Credential::from_pem(KEY, CERTIFICATE, b"", b"").expect("the test key"),
            messages: kinds.map(|(profile, transport)| message(profile, transport)).to_vec(),
            options: format!(r#"{{"expected_certificate": "{certificate}"}}"#),
        }
    })
}

fuzz_target!(|data: &[u8]| {
    let [which, changes @ ..] = data else { return };
    let parties = parties();
    let mut message = parties.messages[usize::from(*which) % parties.messages.len()].clone();
    for change in changes.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % message.len();
        message[place] = change[2];
    }
    let opened = open(&parties.recipient, &message, parties.options.as_bytes());
    assert!(!changes.is_empty() || opened.is_ok(), "{:?}", opened.err());
});
