//! Encrypting messages and opening them.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{between, credential, key_file, text};
use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::credential::Credential;
use cybsign::error::*;
use cybsign::simple_order::{open, verify, SimpleOrder};

const PROFILES: [&str; 2] = ["cpp", "java"];
const TRANSPORTS: [&str; 2] = ["rsa-oaep", "rsa-1_5"];

fn server() -> Credential {
    let read = |name: &str| std::fs::read(key_file(name)).unwrap();
    Credential::from_pem(&read("key_sjc.pem"), &read("cert_sjc.pem"), b"", b"").unwrap()
}

fn encrypting(profile: &str, transport: &str) -> SimpleOrder {
    let options = format!(r#"{{"encrypt":true,"profile":"{profile}","key_transport":"{transport}"}}"#);
    SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).unwrap()
}

fn expecting_the_merchant() -> String {
    let expected = std::fs::read_to_string(key_file("cert_leaf.pem")).unwrap();
    serde_json::json!({ "expected_certificate": expected }).to_string()
}

fn open_as_server(message: &[u8]) -> Result<String> {
    let plain = open(&server(), message, expecting_the_merchant().as_bytes())?;
    Ok(String::from_utf8(plain.to_vec()).unwrap())
}

#[test]
fn what_is_encrypted_opens_in_each_profile_and_key_transport() {
    let nvp = std::fs::read("tests/data/request.nvp").unwrap();
    let xml = std::fs::read("tests/data/guide_request.xml").unwrap();
    for profile in PROFILES {
        for transport in TRANSPORTS {
            let order = encrypting(profile, transport);
            for (message, word) in [
                (order.sign_nvp(&nvp).unwrap(), "card_accountNumber=4111111111111111"),
                (order.sign_xml(&xml).unwrap(), "<accountNumber>4111111111111111</accountNumber>"),
            ] {
                let sent = String::from_utf8(message.to_vec()).unwrap();
                assert!(!sent.contains("4111111111111111"));
                assert!(sent.contains(&format!(
                    "xmlenc#{}",
                    if transport == "rsa-oaep" { "rsa-oaep-mgf1p" } else { "rsa-1_5" }
                )));
                let plain = open_as_server(&message).unwrap();
                assert!(plain.contains(word), "{profile} {transport}");
                assert!(!plain.contains("Encrypted"));
                verify(plain.as_bytes(), expecting_the_merchant().as_bytes()).map_err(|failure| failure.error).unwrap();
            }
        }
    }
}

#[test]
fn the_elements_stand_where_each_sdk_puts_them() {
    let sent = |profile: &str| text(encrypting(profile, "rsa-oaep").sign_nvp(b"merchantID=m\n").unwrap());
    let at = |message: &str, word: &str| message.find(word).unwrap_or_else(|| panic!("{word}"));
    let java = sent("java");
    assert!(at(&java, "<xenc:EncryptedKey") < at(&java, "<wsse:BinarySecurityToken"));
    assert!(java.contains(
        "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n<wsse:SecurityTokenReference xmlns:wsse="
    ));
    assert!(java.contains("rsa-oaep-mgf1p\"/>"));
    assert!(java.contains("&#13;\n"));
    let id = between(&java, "<xenc:DataReference URI=\"#", "\"").to_owned();
    assert!(id.starts_with("ED-"));
    assert!(java
        .contains(&format!("<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" Id=\"{id}\" Type=")));
    let cpp = sent("cpp");
    assert!(at(&cpp, "</wsse:BinarySecurityToken><xenc:EncryptedKey") < at(&cpp, "<ds:Signature"));
    assert!(
        cpp.contains("URI=\"#SOAP-ENV_Body\"")
            && cpp.contains("Id=\"Cert\"")
            && !cpp.contains('\n')
            && !cpp.contains("/>")
    );
    assert_eq!(cpp.matches("<ds:KeyInfo").count(), 2);
    for message in [java, cpp] {
        let certificate: String = between(&message, "X509v3\">", "</wsse:KeyIdentifier>").replace("&#13;\n", "");
        let certificate = certificate.rsplit('>').next().unwrap();
        assert_eq!(BASE64.decode(certificate).unwrap(), server().certificate().unwrap().der());
    }
}

#[test]
fn the_signature_is_over_the_plain_text_and_each_message_is_new() {
    let order = encrypting("cpp", "rsa-oaep");
    let one = text(order.sign_nvp(b"merchantID=m\n").unwrap());
    let other = text(order.sign_nvp(b"merchantID=m\n").unwrap());
    let clear = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap().sign_nvp(b"merchantID=m\n").unwrap();
    let clear = text(clear);
    let digest = |message: &str| between(message, "<ds:DigestValue>", "<").to_owned();
    assert_eq!(digest(&one), digest(&clear));
    assert_ne!(one, other);
    assert_eq!(open_as_server(one.as_bytes()).unwrap(), clear);
}

#[test]
fn without_a_recipient_nothing_is_sent() {
    let lonely = credential("leaf_nosjc_gen2.p12");
    let error = SimpleOrder::new(&lonely, br#"{"encrypt":true}"#).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_NO_RECIPIENT);
    let pem = std::fs::read_to_string(key_file("cert_sjc.pem")).unwrap();
    let der = BASE64.encode(server().certificate().unwrap().der());
    for certificate in [pem, der] {
        let options = serde_json::json!({ "encrypt": true, "server_certificate": certificate }).to_string();
        let message = SimpleOrder::new(&lonely, options.as_bytes()).unwrap().sign_nvp(b"a=1\n").unwrap();
        assert!(open_as_server(&message).unwrap().contains("a=1"));
    }
}

#[test]
fn an_expired_recipient_is_refused_unless_the_option_says_otherwise() {
    let pem = std::fs::read_to_string(key_file("cert_sjc_expired.pem")).unwrap();
    let order = |more: bool| {
        let options =
            serde_json::json!({ "encrypt": true, "server_certificate": pem, "allow_expired_recipient": more });
        SimpleOrder::new(&credential("leaf_gen2.p12"), options.to_string().as_bytes()).unwrap()
    };
    assert_eq!(order(false).sign_nvp(b"a=1").unwrap_err().status(), CYBSIGN_E_RECIPIENT_DATE);
    assert!(text(order(true).sign_nvp(b"a=1").unwrap()).contains("EncryptedData"));
}

#[test]
fn an_envelope_signed_in_place_is_encrypted_too() {
    let envelope = std::fs::read("tests/data/guide_soap_request.xml").unwrap();
    for profile in PROFILES {
        let options = format!(r#"{{"encrypt":true,"profile":"{profile}","allow_other_username":true}}"#);
        let order = SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).unwrap();
        let message = order.sign_envelope(&envelope).unwrap().message;
        let sent = String::from_utf8(message.to_vec()).unwrap();
        assert!(!sent.contains("4111111111111111") && !sent.contains("UsernameToken"));
        let plain = open_as_server(&message).unwrap();
        assert!(
            plain.contains("<accountNumber>4111111111111111</accountNumber>") && plain.contains("urn:requestMessage")
        );
    }
}

#[test]
fn options_of_encryption_need_encryption() {
    for options in [
        r#"{"key_transport":"rsa-oaep"}"#,
        r#"{"encrypt":false,"server_certificate":"x"}"#,
        r#"{"allow_expired_recipient":true}"#,
        r#"{"encrypt":true,"key_transport":"rsa"}"#,
        r#"{"encrypt":true,"server_certificate":"x"}"#,
        r#"{"encrypt":"yes"}"#,
    ] {
        let error = SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_OPTION, "{options}");
    }
}

#[test]
fn the_recipient_is_matched_before_anything_is_decrypted() {
    let message = encrypting("java", "rsa-oaep").sign_nvp(b"a=1").unwrap();
    let merchant = credential("leaf_gen2.p12");
    let error = open(&merchant, &message, expecting_the_merchant().as_bytes()).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_NO_RECIPIENT);
    let error = open(&server(), &message, b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_VERIFY_UNTRUSTED);
    let clear = SimpleOrder::new(&merchant, b"").unwrap().sign_nvp(b"a=1").unwrap();
    assert_eq!(open_as_server(&clear).unwrap_err().status(), CYBSIGN_E_VERIFY_STRUCTURE);
}

/// Replaces the text of a CipherValue by that of other bytes.
fn with_cipher_value(message: &str, which: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let starts: Vec<usize> = message.match_indices("<xenc:CipherValue>").map(|(at, word)| at + word.len()).collect();
    let start = starts[which];
    let end = start + message[start..].find('<').unwrap();
    let mut data = BASE64.decode(&message[start..end]).unwrap();
    change(&mut data);
    format!("{}{}{}", &message[..start], BASE64.encode(data), &message[end..])
}

#[test]
fn every_fault_of_a_cipher_text_looks_the_same() {
    for transport in TRANSPORTS {
        let message = text(encrypting("cpp", transport).sign_nvp(b"merchantID=m\n").unwrap());
        let other = text(encrypting("cpp", transport).sign_nvp(b"merchantID=n\n").unwrap());
        let other_key = between(&other, "<xenc:CipherValue>", "<").to_owned();
        let key = between(&message, "<xenc:CipherValue>", "<").to_owned();
        let mut faults = vec![
            message.replace(&key, &other_key),
            with_cipher_value(&message, 0, |key| key.truncate(255)),
            with_cipher_value(&message, 0, |key| key.fill(0)),
            with_cipher_value(&message, 0, |key| key.fill(255)),
            with_cipher_value(&message, 0, Vec::clear),
            with_cipher_value(&message, 1, Vec::clear),
            with_cipher_value(&message, 1, |data| data.truncate(16)),
            with_cipher_value(&message, 1, |data| data.truncate(17)),
            with_cipher_value(&message, 1, |data| data.truncate(32)),
            with_cipher_value(&message, 1, |data| data.extend_from_slice(&[0; 16])),
        ];
        for at in [0, 15, 16, 40, 100] {
            faults.push(with_cipher_value(&message, 1, |data| data[at] ^= 1));
        }
        for bit in 0..8usize {
            // The last block of the IV chain decides the padding.
            faults.push(with_cipher_value(&message, 1, |data| {
                let at = data.len() - 17;
                data[at] ^= 1 << bit;
            }));
            faults.push(with_cipher_value(&message, 0, |key| key[bit] ^= 1 << bit));
        }
        let digest = between(&message, "<ds:DigestValue>", "<").to_owned();
        faults.push(message.replace(&digest, &BASE64.encode([7; 32])));
        let expired = expecting_the_merchant();
        let errors: Vec<Error> = faults.iter().map(|fault| open_as_server(fault.as_bytes()).unwrap_err()).collect();
        for error in &errors {
            assert_eq!(error, &errors[0]);
            assert_eq!(error.status(), CYBSIGN_E_DECRYPT);
            assert!(error.detail().is_empty());
        }
        assert!(open(&server(), message.as_bytes(), expired.as_bytes()).is_ok());
        // Another signer than the expected one looks the same too.
        let options = serde_json::json!({ "expected_sha256": "00".repeat(32) }).to_string();
        assert_eq!(open(&server(), message.as_bytes(), options.as_bytes()).err().unwrap(), errors[0]);
    }
}

#[test]
fn structures_that_no_sender_makes_are_refused_by_name() {
    let message = text(encrypting("java", "rsa-oaep").sign_nvp(b"merchantID=m\n").unwrap());
    let data = &message[message.find("<xenc:EncryptedData").unwrap()..message.find("</soap:Body>").unwrap()];
    for (changed, status) in [
        (message.replace(data, &format!("{data}{data}")), CYBSIGN_E_VERIFY_STRUCTURE),
        (message.replace(data, &format!("x{data}")), CYBSIGN_E_VERIFY_STRUCTURE),
        (message.replace("xmlenc#Content", "xmlenc#Element"), CYBSIGN_E_VERIFY_STRUCTURE),
        (message.replace("DataReference URI=\"#", "DataReference URI=\"#x"), CYBSIGN_E_VERIFY_STRUCTURE),
        (message.replace("aes256-cbc", "aes128-cbc"), CYBSIGN_E_VERIFY_ALGORITHM),
        (message.replace("rsa-oaep-mgf1p", "rsa-oaep"), CYBSIGN_E_VERIFY_ALGORITHM),
        (message.replace("#X509v3\">MII", "#X509v1\">MII"), CYBSIGN_E_VERIFY_STRUCTURE),
        (message.replace("<soap:Header>", "<!DOCTYPE x><soap:Header>"), CYBSIGN_E_XML),
    ] {
        assert_ne!(changed, message);
        assert_eq!(open_as_server(changed.as_bytes()).unwrap_err().status(), status);
    }
}

#[test]
fn no_single_byte_change_opens_as_something_else() {
    for profile in PROFILES {
        // Another change in each transport: the neighbour of a letter, and a character of another kind.
        for (transport, change) in TRANSPORTS.into_iter().zip([0x01, 0x10]) {
            let message = encrypting(profile, transport).sign_nvp(b"merchantID=m\na=<&>\n").unwrap();
            let server = server();
            let options = expecting_the_merchant();
            let body = |plain: &[u8]| {
                let text = String::from_utf8(plain.to_vec()).unwrap();
                between(&text, "nvpRequest", "</").to_owned()
            };
            let whole = body(&open(&server, &message, options.as_bytes()).ok().unwrap());
            let mut opened = 0;
            for at in 0..message.len() {
                let mut changed = message.to_vec();
                changed[at] ^= change;
                if let Ok(plain) = open(&server, &changed, options.as_bytes()) {
                    assert_eq!(body(&plain), whole, "byte {at} in {profile} with {transport}");
                    opened += 1;
                }
            }
            // White space in start tags may change, and what nobody reads; not more.
            assert!(opened < message.len() / 4, "{opened} changes of {} open in {profile}", message.len());
        }
    }
}

fn run(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    output.status.success().then_some(output.stdout)
}

/// openssl unwraps the key, xmlsec1 decrypts with it and then verifies.
#[test]
fn openssl_and_xmlsec1_open_what_we_encrypt() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for profile in PROFILES {
        for transport in TRANSPORTS {
            let message = encrypting(profile, transport).sign_nvp("merchantID=m\na=é😀&\n".as_bytes()).unwrap();
            let text = String::from_utf8(message.to_vec()).unwrap();
            let wrapped = BASE64.decode(between(&text, "<xenc:CipherValue>", "<").replace("&#13;\n", "")).unwrap();
            let padding = if transport == "rsa-oaep" { "rsa_padding_mode:oaep" } else { "rsa_padding_mode:pkcs1" };
            let key_path = key_file("key_sjc.pem");
            let unwrap = ["pkeyutl", "-decrypt", "-inkey", &key_path, "-pkeyopt", padding];
            let key = run("openssl", &unwrap, &wrapped).expect("openssl unwraps the key");
            assert_eq!(key.len(), 32);
            std::fs::write(path("key.bin"), key).unwrap();
            std::fs::write(path("message.xml"), &*message).unwrap();
            let node = "//*[local-name()='EncryptedData']";
            let (key_file_path, message_path) = (path("key.bin"), path("message.xml"));
            let decrypt = ["--decrypt", "--aeskey", &key_file_path, "--node-xpath", node, &message_path];
            let plain = run("xmlsec1", &decrypt, b"").expect("xmlsec1 decrypts");
            assert!(String::from_utf8_lossy(&plain).contains("merchantID=m"));
            std::fs::write(path("plain.xml"), &plain).unwrap();
            let (certificate, plain_path) = (key_file("cert_leaf.pem"), path("plain.xml"));
            let id = "http://schemas.xmlsoap.org/soap/envelope/:Body";
            let signature = "//*[local-name()='Signature']";
            let check = [
                "--verify",
                "--pubkey-cert-pem",
                &certificate,
                "--id-attr:Id",
                id,
                "--node-xpath",
                signature,
                &plain_path,
            ];
            assert!(run("xmlsec1", &check, b"").is_some(), "xmlsec1 verifies, {profile} {transport}");
        }
    }
}

/// xmlsec1 encrypts with a key of its own, wrapped by openssl, and we open it.
#[test]
fn we_open_what_xmlsec1_encrypts() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let message = text(encrypting("cpp", "rsa-oaep").sign_nvp(b"merchantID=m\n").unwrap());
    let clear = open_as_server(message.as_bytes()).unwrap();
    let content = {
        let start = clear.find("<ns2:nvpRequest").unwrap();
        clear[start..clear.find("</SOAP-ENV:Body>").unwrap()].to_owned()
    };
    std::fs::write(path("key.bin"), [9; 32]).unwrap();
    std::fs::write(path("content.xml"), &content).unwrap();
    std::fs::write(
        path("template.xml"),
        "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" Id=\"SOAP-ENV_Body\" \
         Type=\"http://www.w3.org/2001/04/xmlenc#Content\"><xenc:EncryptionMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes256-cbc\"/><xenc:CipherData><xenc:CipherValue/></xenc:CipherData>\
         </xenc:EncryptedData>",
    )
    .unwrap();
    let (key, template, data) = (path("key.bin"), path("template.xml"), path("content.xml"));
    let encrypt = ["--encrypt", "--aeskey", &key, "--binary-data", &data, &template];
    let encrypted = String::from_utf8(run("xmlsec1", &encrypt, b"").expect("xmlsec1 encrypts")).unwrap();
    let value = between(&encrypted, "<xenc:CipherValue>", "<").to_owned();
    let certificate = key_file("cert_sjc.pem");
    let wrap = ["pkeyutl", "-encrypt", "-certin", "-inkey", &certificate, "-pkeyopt", "rsa_padding_mode:oaep"];
    let wrapped = run("openssl", &wrap, &[9; 32]).expect("openssl wraps the key");
    let foreign = with_cipher_value(&message, 0, |key| *key = wrapped);
    let foreign = with_cipher_value(&foreign, 1, |old| *old = BASE64.decode(value.replace('\n', "")).unwrap());
    assert_eq!(open_as_server(foreign.as_bytes()).unwrap(), clear);
}

/// A certificate of its own for a key of any kind, in PEM.
fn certificate_of(key: &openssl::pkey::PKey<openssl::pkey::Private>) -> String {
    use openssl::asn1::Asn1Time;
    let mut builder = openssl::x509::X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(1_700_000_000).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(2_300_000_000).unwrap()).unwrap();
    builder.sign(key, openssl::hash::MessageDigest::sha256()).unwrap();
    String::from_utf8(builder.build().to_pem().unwrap()).unwrap()
}

#[test]
fn a_key_that_can_not_be_encrypted_to_is_refused_at_once() {
    use openssl::{ec::EcKey, nid::Nid, pkey::PKey, rsa::Rsa};
    let curve = openssl::ec::EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let ec = PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap();
    let rsa = |bits| PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
    for (key, taken) in [(ec, false), (rsa(768), false), (rsa(1024), true)] {
        let options = serde_json::json!({ "encrypt": true, "server_certificate": certificate_of(&key) }).to_string();
        let order = SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes());
        assert_eq!(
            order.map(drop).map_err(|error| error.status()),
            if taken { Ok(()) } else { Err(CYBSIGN_E_NO_RECIPIENT) }
        );
    }
}
