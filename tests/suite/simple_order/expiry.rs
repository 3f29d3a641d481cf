//! How the certificates of a handle stand.

use crate::support::credential;
use crate::support::key_files::{fixture, unsigned_certificate};
use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::error::*;
use cybsign::report::{Finding, Level};
use cybsign::simple_order::{HandleCertificate, SimpleOrder};
use cybsign::x509::ExpiryState;
use serde_json::{json, Value};

const DAY: i64 = 86_400;
/// Until when the signer's certificate is valid, and the recipient's that comes with it: 2045-01-01.
const END: i64 = 2_366_841_600;
/// Until when the recipient's certificate is valid that is given: 2030-01-01.
const RECIPIENT_END: i64 = 1_893_456_000;

fn order(key: &str, options: Value) -> SimpleOrder {
    SimpleOrder::new(&credential(key), options.to_string().as_bytes()).unwrap()
}

/// Encrypts to a recipient whose certificate ends before the signer's.
fn order_at(now: Option<i64>) -> SimpleOrder {
    let certificate = unsigned_certificate("CyberSource_SJC_US", None, (2025, 2030), &fixture("key_sjc.pem"));
    let testing = now.map_or(json!({}), |now| json!({ "now": now }));
    let certificate = BASE64.encode(certificate);
    order("leaf_gen2.p12", json!({"encrypt": true, "server_certificate": certificate, "testing": testing}))
}

#[test]
fn the_one_that_fails_first_counts() {
    let expiry = |order: &SimpleOrder, now: i64| {
        let found = order.expiry(now, 60).unwrap();
        (found.expiry.state, found.expiry.days_left, found.certificate)
    };
    let (signer, recipient) = (HandleCertificate::Signer, HandleCertificate::Recipient);
    // Without encryption the recipient does not matter.
    let plain = order("leaf_gen2.p12", json!({}));
    assert_eq!(expiry(&plain, END - 100 * DAY), (ExpiryState::Ok, 100, signer));
    assert_eq!(expiry(&plain, END - 10 * DAY), (ExpiryState::Warning, 10, signer));
    let encrypting = order_at(None);
    assert_eq!(expiry(&encrypting, RECIPIENT_END - 100 * DAY), (ExpiryState::Ok, 100, recipient));
    assert_eq!(expiry(&encrypting, RECIPIENT_END - 60 * DAY), (ExpiryState::Warning, 60, recipient));
    assert_eq!(expiry(&encrypting, RECIPIENT_END + 1), (ExpiryState::Expired, -1, recipient));
    assert_eq!(expiry(&encrypting, i64::MAX).0, ExpiryState::Expired);
    assert_eq!(expiry(&encrypting, 0).0, ExpiryState::NotYetValid);
    // An expired signer is worse than a recipient that ends soon.
    let expired = order("leaf_expired_gen2.p12", json!({"encrypt": true}));
    assert_eq!(expiry(&expired, END - 10 * DAY).2, signer);
    assert_eq!(plain.expiry(0, -1).unwrap_err().status(), CYBSIGN_E_ARGUMENT);
}

#[test]
fn a_handle_that_encrypts_says_what_lets_requests_fail() {
    let brief = |found: &Finding| (found.level, found.code, found.detail["role"].as_str().unwrap().to_owned());
    let findings = |order: &SimpleOrder, now| order.findings(now).unwrap().iter().map(brief).collect::<Vec<_>>();
    let of = |level, code, role: &str| (level, code, role.to_owned());
    let encrypting = order_at(None);
    assert_eq!(findings(&encrypting, RECIPIENT_END - 61 * DAY), []);
    let soon = of(Level::Warning, "expires_soon", "recipient");
    assert_eq!(findings(&encrypting, RECIPIENT_END - DAY), [soon]);
    let gone = of(Level::Error, "expired", "recipient");
    assert_eq!(findings(&encrypting, RECIPIENT_END + DAY), std::slice::from_ref(&gone));
    assert_eq!(findings(&encrypting, END + DAY), [of(Level::Error, "expired", "signer"), gone]);
    let early = [of(Level::Error, "not_yet_valid", "signer"), of(Level::Error, "not_yet_valid", "recipient")];
    assert_eq!(findings(&encrypting, 0), early);
    assert_eq!(findings(&order("leaf_gen2.p12", json!({})), RECIPIENT_END + DAY), []);
    // What it says is what then happens, and names the certificate.
    let error = order_at(Some(RECIPIENT_END + DAY)).sign_nvp(b"merchantID=m\n").unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_RECIPIENT_DATE);
    let found = &encrypting.findings(RECIPIENT_END + DAY).unwrap()[0];
    assert!(found.subject.contains("CyberSource_SJC_US") && error.message().contains("CyberSource_SJC_US"));
    assert_eq!(
        (&found.detail["not_after"], &found.detail["days_left"]),
        (&"2030-01-01T00:00:00Z".into(), &(-1).into())
    );
}

#[test]
fn the_credential_reports_its_server_certificate_beside_its_own() {
    let both = credential("leaf_gen2.p12");
    let server = both.server_expiry(END - 10 * DAY, 60).unwrap().unwrap();
    assert_eq!(
        (server.state, both.expiry(END - 10 * DAY, 60).unwrap().state),
        (ExpiryState::Warning, ExpiryState::Warning)
    );
    assert_eq!(credential("leaf_nosjc_gen2.p12").server_expiry(0, 60).unwrap(), None);
    let report: Value = serde_json::from_str(&both.inspect_json(END).unwrap()).unwrap();
    let at = |name: &str| &report["certificates"][report[name].as_u64().unwrap() as usize];
    assert_eq!((&at("selected")["role"], &at("server")["role"]), (&"merchant".into(), &"server".into()));
    let report: Value = serde_json::from_str(&credential("leaf_nosjc_gen2.p12").inspect_json(0).unwrap()).unwrap();
    assert_eq!(report["server"], Value::Null);
}
