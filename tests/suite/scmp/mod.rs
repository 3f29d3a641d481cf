mod cms;
mod convert;
mod message;
mod openssl_cms;
mod payload;
mod reply;
mod tampering;

use cybsign::credential::Credential;
use cybsign::error::Error;
use cybsign::scmp::{Opened, Scmp, Sealed};
use cybsign::x509::Certificate;

use crate::support::key_files::{der_of, fixture};

/// A request of the merchant whose certificate the tests have.
const REQUEST: &[u8] = b"merchant_id=testmid_oracle\nmerchant_ref_number=R1\nics_applications=ics_auth\n\
                         offer0=amount:10.00^quantity:1^tax_amount:0.80\noffer1=amount:20.00^quantity:1^tax_amount:1.60\n";
const REQUEST_ID: &str = "4803124484286005701019";

fn credential(name: &str) -> Credential {
    if !matches!(name, "leaf" | "sjc") {
        return crate::support::credential(&format!("{name}_gen2.p12"));
    }
    let (key, certificate) = (fixture(&format!("key_{name}.pem")), fixture(&format!("cert_{name}.pem")));
    Credential::from_pem(&key, &certificate, b"", b"").unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&der_of(&fixture(&format!("cert_{name}.pem")))).unwrap()
}

/// The merchant's end.
fn client(options: &str) -> Scmp {
    Scmp::new(&credential("leaf"), certificate("sjc").der(), options.as_bytes()).unwrap()
}

/// The other end: `options` are its members after the role.
fn server(options: &str) -> Scmp {
    let options = format!(r#"{{"role": "server"{options}}}"#);
    Scmp::new(&credential("sjc"), certificate("leaf").der(), options.as_bytes()).unwrap()
}

/// The whole MIME entity.
fn mime(sealed: &Sealed) -> Vec<u8> {
    [&sealed.request.headers[..], b"\r\n", &sealed.request.body].concat()
}

fn received(message: &[u8]) -> Result<Opened, Error> {
    server("").open(None, b"", message)
}

fn text_of(opened: &Opened) -> String {
    String::from_utf8(opened.payload.to_vec()).unwrap()
}

/// What the other end makes with any bytes for the signed entity and the inner one.
fn forged(inner_header: &str, signed: &[u8]) -> Vec<u8> {
    let inner = format!(
        "{inner_header}Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(signed)
    );
    enveloped(inner.as_bytes(), "sjc")
}

/// An envelope around any bytes.
fn enveloped(inner: &[u8], recipient: &str) -> Vec<u8> {
    use cybsign::crypto::{cms, rsa};
    let certificate = certificate(recipient);
    let key = rsa::PublicKey::from_spki(certificate.spki()).unwrap();
    let id = cms::IssuerAndSerial { issuer: certificate.issuer_der(), serial: certificate.serial() };
    let recipient = cms::Recipient { id, key: &key, key_transport: rsa::RsaAlgorithm::RsaesPkcs1 };
    let der = cms::envelop(&[inner], &recipient).unwrap();
    let header =
        "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\nSCMP-protocol-version: 2.0\r\n";
    format!("{header}\r\n{}", base64(&der)).into_bytes()
}

/// A SignedData over any bytes by the key of this name.
fn signed(content: &[u8], signer: &str) -> Vec<u8> {
    use cybsign::crypto::{cms, rsa};
    let (credential, certificate) = (credential(signer), certificate(signer));
    let id = cms::IssuerAndSerial { issuer: certificate.issuer_der(), serial: certificate.serial() };
    let sign = |digest: &[u8; 32]| credential.sign(rsa::RsaAlgorithm::RsassaPkcs1Sha256, digest);
    cms::sign(content, &id, certificate.der(), 1_780_000_000, sign).unwrap().to_vec()
}

/// The headers of the inner entity with this id.
fn headers(request_id: &str) -> String {
    format!(
        "SCMP-request-time-to-live: 90\r\nSCMP-message-type: private-CYBSCommerceService/2.0\r\nSCMP-request-id: {request_id}\r\n"
    )
}

/// A payload entity as it is signed, for a recipient.
fn payload_entity(request_id: &str, recipient: &str, payload: &[u8]) -> Vec<u8> {
    let sha256: String = certificate(recipient).sha256().iter().map(|byte| format!("{byte:02x}")).collect();
    let header = format!(
        "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\nSCMP-protocol-version: 2.0\r\n\
         {}SCMP-X-Recipient: sha256={sha256}\r\n\r\n",
        headers(request_id)
    );
    let payload = String::from_utf8(payload.to_vec()).unwrap().replace('\n', "\r\n");
    [header.as_bytes(), payload.as_bytes()].concat()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    text.as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap() + "\r\n").collect()
}
