//! xmlsec1, which shares no code with this library, accepts what is signed here; the signature is the one openssl makes.
#[allow(dead_code)]
use std::process::Command;

use crate::support::xml_generator::{request, Random, CYBS};
use crate::support::{between, credential, key_file, text};
use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::simple_order::SimpleOrder;

const DOCUMENTS: usize = 220;

/// Has xmlsec1 verify messages, many in one run.
fn xmlsec1_accepts(files: &[String]) -> Result<(), String> {
    let output = Command::new("xmlsec1")
        .args(["--verify", "--pubkey-cert-pem", &key_file("cert_leaf.pem")])
        .args(["--id-attr:Id", "http://schemas.xmlsoap.org/soap/envelope/:Body"])
        // A document may hold an element of that name; the signature is the one in the Security header.
        .args(["--node-xpath", "/*/*/*[local-name()='Security']/*[local-name()='Signature']"])
        .args(files)
        .output()
        .expect("xmlsec1");
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
fn xmlsec1_accepts_every_generated_request_in_both_profiles() {
    let folder = tempfile::tempdir().unwrap();
    for profile in ["cpp", "java"] {
        let options = format!(r#"{{"profile":"{profile}"}}"#);
        let order = SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).unwrap();
        let mut random = Random::new(20_261_121);
        let mut files = Vec::new();
        for _ in 0..DOCUMENTS {
            let request = request(&mut random);
            match order.sign_xml(request.as_bytes()) {
                Ok(message) => {
                    let path = folder.path().join(format!("{profile}{}.xml", files.len()));
                    std::fs::write(&path, &*message).unwrap();
                    files.push(path.to_str().unwrap().to_owned());
                }
                // A few documents have an Id of the envelope's own.
                Err(error) => assert!(error.message().contains("has an Id"), "{error}\n{request}"),
            }
        }
        assert!(files.len() > DOCUMENTS * 9 / 10, "{} of {DOCUMENTS} requests were signed", files.len());
        for file in &files {
            if let Err(why) = xmlsec1_accepts(std::slice::from_ref(file)) {
                panic!("{why}\n{}", std::fs::read_to_string(file).unwrap());
            }
        }
    }
}

#[test]
fn xmlsec1_refuses_a_changed_request() {
    let folder = tempfile::tempdir().unwrap();
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    let message = text(
        order.sign_xml(format!("<requestMessage xmlns='{CYBS}'><b>10.00</b></requestMessage>").as_bytes()).unwrap(),
    );
    let path = folder.path().join("changed.xml").to_str().unwrap().to_owned();
    std::fs::write(&path, message.replace("10.00", "99.00")).unwrap();
    assert!(xmlsec1_accepts(&[path]).is_err());
}

/// PKCS #1 v1.5 is deterministic: the machine's own openssl gives the same bytes over the canonical SignedInfo.
#[test]
fn the_signature_value_is_the_one_that_openssl_makes() {
    let folder = tempfile::tempdir().unwrap();
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    let message = text(order.sign_nvp(b"merchantID=m\n").unwrap());
    let signed_info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}</ds:SignedInfo>",
        between(&message, "<ds:SignedInfo>", "</ds:SignedInfo>")
    );
    let path = folder.path().join("signed_info").to_str().unwrap().to_owned();
    std::fs::write(&path, signed_info).unwrap();
    let output =
        Command::new("openssl").args(["dgst", "-sha256", "-sign", &key_file("key_leaf.pem"), &path]).output().unwrap();
    assert_eq!(BASE64.encode(output.stdout), between(&message, "<ds:SignatureValue>", "<"));
}
