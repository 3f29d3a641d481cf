//! How a credential stands in time.

use super::inspect::{codes, inspect};
use super::*;

#[test]
fn validity_is_inclusive_and_a_little_early() {
    let credential = load(&fixture("leaf_gen2.p12"), PASSWORD).unwrap();
    let (start, end) = (1_735_689_600, 2_366_841_600);
    assert_eq!(credential.not_after().unwrap(), end);
    let check = |now| credential.check_validity(now).err().map_or(0, |error| error.status());
    assert_eq!(check(start), 0);
    assert_eq!(check(start - 300), 0);
    assert_eq!(check(start - 301), CYBSIGN_E_NOT_YET_VALID);
    assert_eq!(check(end), 0);
    assert_eq!(check(end + 1), CYBSIGN_E_EXPIRED);
    let error = credential.check_validity(end + 3 * 86_400).err().unwrap();
    for part in ["testmid_oracle", "2045-01-01T00:00:00Z", "3 days", "Business Center"] {
        assert!(error.message().contains(part), "{error}");
    }
    assert_eq!(credential.days_left(end).unwrap(), 0);
    assert_eq!(credential.days_left(end + 1).unwrap(), -1);
    assert_eq!(credential.days_left(end - 86_399).unwrap(), 0);
    let state = |now, warn| credential.expiry(now, warn).unwrap().state;
    assert_eq!(state(end - 60 * 86_400, 60), ExpiryState::Warning);
    assert_eq!(state(end - 60 * 86_400 - 1, 60), ExpiryState::Ok);
    assert_eq!(state(end, 0), ExpiryState::Warning);
    assert_eq!(state(end + 1, 60), ExpiryState::Expired);
    assert_eq!(state(start - 301, 60), ExpiryState::NotYetValid);
    for now in [i64::MIN, i64::MAX] {
        credential.check_validity(now).unwrap_err();
        credential.expiry(now, i64::MAX).unwrap();
    }
}

#[test]
fn an_unreadable_date_is_never_good_news() {
    let der = der_of(&fixture("cert_leaf.pem"));
    let at = memchr::memmem::find(&der, b"450101000000Z").unwrap();
    let with = |date: &[u8]| [&der[..at], date, &der[at + 13..]].concat();
    for date in [&b"451301000000Z"[..], b"450229000000Z", b"450101000060Z", b"4501010000xxZ"] {
        let certificate = with(date);
        let credential = Credential::from_der(&der_of(&fixture("key_leaf.pem")), &certificate, b"", b"").unwrap();
        assert_eq!(credential.check_validity(1_800_000_000).err().unwrap().status(), CYBSIGN_E_DATE_UNREADABLE);
        assert_eq!(credential.not_after().err().unwrap().status(), CYBSIGN_E_DATE_UNREADABLE);
        assert_eq!(credential.expiry(1_800_000_000, 60).unwrap().state, ExpiryState::Unreadable);
        let report = inspect(&certificate, None);
        assert_eq!(report["certificates"][0]["date_status"], "unreadable");
        assert_eq!(report["certificates"][0]["not_after"], Value::Null);
        assert_eq!(report["certificates"][0]["days_left"], Value::Null);
        assert!(codes(&report).contains(&"date_unreadable".to_owned()));
    }
}
