//! Certificates: what they say, and their dates.

use cybsign::der::{tag, Reader, Writer};
use cybsign::x509::{validity, Certificate, Date, Role, Standing};

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

/// A certificate whose Validity holds these times, each with its identifier octet.
fn with_times(times: &[(u8, &str)]) -> Certificate {
    let der = der_of(&fixture("cert_leaf.pem"));
    let mut certificate = Reader::new(&der).sequence().unwrap();
    let (tbs, algorithm, signature) = (
        certificate.expect(tag::SEQUENCE).unwrap(),
        certificate.expect(tag::SEQUENCE).unwrap(),
        certificate.expect(tag::BIT_STRING).unwrap(),
    );
    let mut writer = Writer::new();
    writer.sequence(|whole| {
        whole.sequence(|changed| {
            let mut fields = tbs.children();
            for at in 0.. {
                let Ok(field) = fields.element() else { break };
                match at {
                    4 => changed.sequence(|validity| {
                        times.iter().for_each(|(tag, text)| validity.primitive(*tag, text.as_bytes()));
                    }),
                    _ => changed.raw(field.raw),
                }
            }
        });
        whole.raw(algorithm.raw);
        whole.raw(signature.raw);
    });
    Certificate::from_der(&writer.finish()).unwrap()
}

#[test]
fn dates_that_the_specifications_do_not_know_are_unreadable() {
    const UTC: u8 = tag::UTC_TIME;
    const GENERALIZED: u8 = tag::GENERALIZED_TIME;
    let start = (UTC, "250101000000Z");
    for (end, readable) in [
        ((UTC, "450101000000Z"), true),
        ((GENERALIZED, "20450101000000Z"), true),
        ((GENERALIZED, "20450101000000.5Z"), true),
        ((GENERALIZED, "20450101000000,5Z"), false),
        ((UTC, "450101000000.5Z"), false),
        ((UTC, "450101000000,5Z"), false),
        ((tag::UTF8_STRING, "450101000000Z"), false),
    ] {
        let validity = *with_times(&[start, end]).validity();
        assert_eq!(validity.times().is_some(), readable, "{end:?}");
        assert_eq!(validity.at(1_800_000_000) == Standing::Valid, readable);
        assert_eq!(validity.not_before.time(), Some(1_735_689_600));
    }
}

#[test]
fn a_validity_holds_two_times() {
    let time = (tag::UTC_TIME, "250101000000Z");
    let later = (tag::UTC_TIME, "450101000000Z");
    assert_eq!(with_times(&[time, later]).validity().at(1_800_000_000), Standing::Valid);
    for times in [&[][..], &[time], &[time, later, later], &[time, later, (tag::NULL, "")]] {
        assert_eq!(with_times(times).validity().at(1_800_000_000), Standing::Unreadable);
    }
    let three = *with_times(&[time, later, later]).validity();
    assert_eq!((three.not_before, three.not_after), (Date::Unreadable, Date::Unreadable));
}
