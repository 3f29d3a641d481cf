//! SCMP messages that come to be opened: good ones with some bytes changed, and what stands in the envelope.
#![no_main]

use std::sync::OnceLock;

use cybsign::credential::Credential;
use cybsign::scmp::Scmp;
use libfuzzer_sys::fuzz_target;

const P12: &[u8] = include_bytes!("../../data/keys/leaf_gen2.p12");
const KEY: &[u8] = include_bytes!("../../data/keys/key_sjc.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../data/keys/cert_sjc.pem");
const SENDER: &[u8] = include_bytes!("../../data/keys/cert_leaf.pem");

struct Parties {
    server: Scmp,
    messages: Vec<Vec<u8>>,
}

fn parties() -> &'static Parties {
    static PARTIES: OnceLock<Parties> = OnceLock::new();
    PARTIES.get_or_init(|| {
        let merchant = Credential::from_p12(P12, b"Chang3it", None, b"").expect("the test key");
        let server = Credential::from_pem(KEY, CERTIFICATE, b"", b"").expect("the test key");
        let message = |options: &[u8]| {
            let client = Scmp::new(&merchant, b"", options).expect("these are options");
            let sealed = client.seal(b"merchant_id=testmid_oracle\noffer0=amount:1.00\n").expect("a request");
            [&sealed.request.headers[..], b"\r\n", &sealed.request.body].concat()
        };
        Parties {
            server: Scmp::new(&server, SENDER, br#"{"role": "server", "sign_only": true, "policy": "draft"}"#)
                .expect("options"),
            messages: vec![message(b""), message(br#"{"sign_only": true}"#)],
        }
    })
}

fuzz_target!(|data: &[u8]| {
    let [which, changes @ ..] = data else { return };
    let parties = parties();
    // Any bytes at all are a message too.
    if *which == 0xff {
        let _ = parties.server.open(None, b"", changes).is_ok();
        return;
    }
    let mut message = parties.messages[usize::from(*which) % parties.messages.len()].clone();
    for change in changes.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % message.len();
        message[place] = change[2];
    }
    match parties.server.open(None, b"", &message) {
        Ok(opened) => assert_eq!(&*opened.payload, b"merchant_id=testmid_oracle\noffer0=amount:1.00\n"),
        Err(error) => assert!(!changes.is_empty(), "{error}"),
    }
});
