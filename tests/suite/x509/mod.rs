//! Certificates: what they say, and their dates.

use cybsign::x509::{validity, Certificate, Role};

use crate::support::key_files::*;

#[test]
fn roles() {
    let role = |name: &str| Certificate::from_der(&der_of(&fixture(name))).unwrap().role();
    assert_eq!(role("cert_leaf.pem"), Role::Merchant);
    assert_eq!(role("cert_sjc.pem"), Role::Server);
    assert_eq!(role("cert_ca.pem"), Role::Ca);
    let folder = tempfile::tempdir().unwrap();
    let made = |subject: &str, more: &[&str]| {
        make_pair(folder.path(), "a", subject, &[&["-newkey", "rsa:2048"], more].concat());
        let der = der_of(&std::fs::read(folder.path().join("a.crt")).unwrap());
        let certificate = Certificate::from_der(&der).unwrap();
        (certificate.role(), certificate.role_with_key(true))
    };
    assert_eq!(made("/CN=cybersource_sjc_us", &[]), (Role::Server, Role::Server));
    assert_eq!(made("/CN=a", &["-addext", "basicConstraints=critical,CA:TRUE"]), (Role::Ca, Role::Merchant));
}

/// The dates alone, those of the whole certificate, and those that another reader finds.
#[test]
fn dates_are_those_that_others_read() {
    for name in ["cert_leaf.pem", "cert_sjc.pem", "cert_ca.pem"] {
        let der = der_of(&fixture(name));
        let certificate = Certificate::from_der(&der).unwrap();
        assert_eq!(validity(&der).unwrap(), *certificate.validity());
        let (_, second) = x509_parser::parse_x509_certificate(&der).unwrap();
        let second = (second.validity().not_before.timestamp(), second.validity().not_after.timestamp());
        assert_eq!(certificate.validity().times(), Some(second));
    }
}

#[test]
fn no_cut_certificate_is_read() {
    let der = der_of(&fixture("cert_leaf.pem"));
    for len in 0..der.len() {
        assert!(Certificate::from_der(&der[..len]).is_err());
        assert!(validity(&der[..len]).is_err());
    }
}
