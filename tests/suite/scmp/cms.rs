//! CMS structures as such.

use super::*;
use cybsign::crypto::cms::{EnvelopedData, IssuerAndSerial, SignedData};
use cybsign::error::*;

fn id(certificate: &Certificate) -> IssuerAndSerial<'_> {
    IssuerAndSerial { issuer: certificate.issuer_der(), serial: certificate.serial() }
}

/// RSASSA-PKCS1-v1_5 is deterministic: content and time give the bytes.
#[test]
fn the_same_content_and_time_give_the_same_signed_data() {
    let one = signed(b"content", "leaf");
    assert_eq!(one, signed(b"content", "leaf"));
    let read = SignedData::read(&one).unwrap();
    assert_eq!(read.content.as_deref(), Some(&b"content"[..]));
    assert_eq!(read.certificates, [certificate("leaf").der()]);
    assert_eq!(read.signer.id, id(&certificate("leaf")));
    let key = cybsign::crypto::rsa::PublicKey::from_spki(certificate("leaf").spki()).unwrap();
    assert!(read.verify(b"content", &key) && !read.verify(b"Content", &key));
    let other = cybsign::crypto::rsa::PublicKey::from_spki(certificate("meta").spki()).unwrap();
    assert!(!read.verify(b"content", &other));
}

#[test]
fn what_is_no_such_structure_is_refused() {
    let signed = signed(b"content", "leaf");
    for end in 0..signed.len() {
        assert!(SignedData::read(&signed[..end]).is_err(), "{end}");
    }
    let leaf = certificate("leaf");
    let longer = [&signed[..], &[0]].concat();
    assert!(SignedData::read(&longer).is_err());
    assert_eq!(EnvelopedData::read(&signed, &id(&leaf)).err().unwrap().status(), CYBSIGN_E_VERIFY_STRUCTURE);
    for junk in [&b""[..], b"0", b"\x30\x80", b"\x30\x80\x00\x00", &[0x30; 300]] {
        assert!(SignedData::read(junk).is_err() && EnvelopedData::read(junk, &id(&leaf)).is_err());
    }
}
