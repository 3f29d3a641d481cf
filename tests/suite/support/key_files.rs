//! Key files made by hand, and by the `openssl` program.
#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process::Command;

use cybsign::crypto::kdf::{pkcs12, Purpose};
use cybsign::crypto::legacy::Digest;

pub const PASSWORD: &[u8] = b"Chang3it";

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(fixture_path(name)).unwrap()
}

pub fn fixture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys").join(name)
}

/// The DER in the first block of a PEM text.
pub fn der_of(pem: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let text = String::from_utf8(pem.to_vec()).unwrap();
    let body: String = text.lines().skip(1).take_while(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

/// Runs `openssl` in a folder; every word is one argument.
pub fn openssl(folder: &Path, arguments: &[&str]) {
    let output =
        Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl is not installed");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A key and a self-signed certificate of this subject: `name.key`, `name.crt`.
pub fn make_pair(folder: &Path, name: &str, subject: &str, more: &[&str]) {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
    let arguments = ["req", "-x509", "-nodes", "-subj", subject, "-keyout", &key, "-out", &certificate];
    openssl(folder, &[&arguments[..], more].concat());
}

// --- DER

pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![tag];
    match body.len() {
        len @ 0..=0x7f => out.push(len as u8),
        len @ 0x80..=0xffff => out.extend([0x82, (len >> 8) as u8, len as u8]),
        len => out.extend([0x83, (len >> 16) as u8, (len >> 8) as u8, len as u8]),
    }
    out.extend(body);
    out
}

/// The same with an indefinite length.
pub fn indefinite(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], &parts.concat()[..], &[0, 0]].concat()
}

pub fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    let lead: &[u8] = if bytes[start] & 0x80 != 0 { &[0] } else { &[] };
    tlv(2, &[lead, &bytes[start..]])
}

pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut body = Vec::new();
    for arc in [&[arcs[0] * 40 + arcs[1]], &arcs[2..]].concat() {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        digits.reverse();
        body.extend(digits);
    }
    tlv(6, &[&body])
}

// --- certificates

/// A certificate as nobody signed it: CN, the subject's serialNumber, the years whose first days it is valid between, and
/// whose key it is for. What is chosen by names and dates looks at no signature.
pub fn unsigned_certificate(cn: &str, key_serial: Option<&str>, (from, to): (u16, u16), key_pem: &[u8]) -> Vec<u8> {
    let spki = openssl::pkey::PKey::private_key_from_pem(key_pem).unwrap().public_key_to_der().unwrap();
    let attribute = |kind: &str, text: &str| tlv(0x31, &[&tlv(0x30, &[&oid(kind), &tlv(0x0c, &[text.as_bytes()])])]);
    let serial = key_serial.map(|serial| attribute("2.5.4.5", serial)).unwrap_or_default();
    let subject = tlv(0x30, &[&attribute("2.5.4.3", cn), &serial]);
    let issuer = tlv(0x30, &[&attribute("2.5.4.3", "CyberSourceCertAuth")]);
    let date = |year: u16| tlv(0x18, &[format!("{year}0101000000Z").as_bytes()]);
    let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.1.11"), &tlv(5, &[])]);
    let validity = tlv(0x30, &[&date(from), &date(to)]);
    let tbs = tlv(0x30, &[&integer(7), &algorithm, &issuer, &validity, &subject, &spki]);
    tlv(0x30, &[&tbs, &algorithm, &tlv(3, &[&[0; 257]])])
}

// --- PKCS #12

pub fn bag(kind: u8, value: &[u8], friendly_name: Option<&str>, local_key_id: Option<&[u8]>) -> Vec<u8> {
    let mut attributes = Vec::new();
    if let Some(name) = friendly_name {
        let bmp: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let values = tlv(0x31, &[&tlv(0x1e, &[&bmp])]);
        attributes.extend(tlv(0x30, &[&oid("1.2.840.113549.1.9.20"), &values]));
    }
    if let Some(id) = local_key_id {
        let values = tlv(0x31, &[&tlv(4, &[id])]);
        attributes.extend(tlv(0x30, &[&oid("1.2.840.113549.1.9.21"), &values]));
    }
    let attributes = if attributes.is_empty() { Vec::new() } else { tlv(0x31, &[&attributes]) };
    let kind = oid(&format!("1.2.840.113549.1.12.10.1.{kind}"));
    tlv(0x30, &[&kind, &tlv(0xa0, &[value]), &attributes])
}

pub fn certificate_bag(der: &[u8], friendly_name: Option<&str>, local_key_id: Option<&[u8]>) -> Vec<u8> {
    let value = tlv(0x30, &[&oid("1.2.840.113549.1.9.22.1"), &tlv(0xa0, &[&tlv(4, &[der])])]);
    bag(3, &value, friendly_name, local_key_id)
}

/// ContentInfo of type data, around bags.
pub fn data(bags: &[&[u8]]) -> Vec<u8> {
    let contents = tlv(0x30, bags);
    tlv(0x30, &[&oid("1.2.840.113549.1.7.1"), &tlv(0xa0, &[&tlv(4, &[&contents])])])
}

/// ContentInfo of type encryptedData.
pub fn encrypted_data(algorithm: &[u8], bytes: &[u8]) -> Vec<u8> {
    let content = tlv(0x30, &[&oid("1.2.840.113549.1.7.1"), algorithm, &tlv(0x80, &[bytes])]);
    let value = tlv(0x30, &[&integer(0), &content]);
    tlv(0x30, &[&oid("1.2.840.113549.1.7.6"), &tlv(0xa0, &[&value])])
}

pub fn pbe_3des(iterations: u64) -> Vec<u8> {
    let parameters = tlv(0x30, &[&tlv(4, &[b"saltsalt"]), &integer(iterations)]);
    tlv(0x30, &[&oid("1.2.840.113549.1.12.1.3"), &parameters])
}

/// EncryptedData around bags, in triple DES with one iteration.
pub fn encrypt_bags(bags: &[&[u8]], password: &[u8]) -> Vec<u8> {
    let derive = |purpose, len| pkcs12(Digest::SHA1, password, b"saltsalt", purpose, 1, len).unwrap();
    let (key, iv) = (derive(Purpose::Key, 24), derive(Purpose::Iv, 8));
    let cipher = openssl::symm::Cipher::des_ede3_cbc();
    let bytes = openssl::symm::encrypt(cipher, &key, Some(&iv), &tlv(0x30, bags)).unwrap();
    encrypted_data(&pbe_3des(1), &bytes)
}

pub fn bmp(password: &str) -> Vec<u8> {
    password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect()
}

/// MacData with SHA-256 for a password that is already a BMPString.
pub fn mac_data(authenticated: &[u8], password: &[u8], iterations: u64) -> Vec<u8> {
    let key = pkcs12(Digest::SHA256, password, b"saltsalt", Purpose::Mac, iterations, 32).unwrap();
    mac_data_of(&Digest::SHA256.hmac(&key, authenticated).unwrap(), iterations)
}

pub fn mac_data_of(value: &[u8], iterations: u64) -> Vec<u8> {
    let algorithm = tlv(0x30, &[&oid("2.16.840.1.101.3.4.2.1"), &tlv(5, &[])]);
    let info = tlv(0x30, &[&algorithm, &tlv(4, &[value])]);
    tlv(0x30, &[&info, &tlv(4, &[b"saltsalt"]), &integer(iterations)])
}

pub fn pfx(contents: &[&[u8]], mac: Option<&[u8]>) -> Vec<u8> {
    let authenticated = tlv(0x30, contents);
    let mac = mac.map(|password| mac_data(&authenticated, password, 1));
    pfx_with(&authenticated, &mac.unwrap_or_default())
}

pub fn pfx_with(authenticated: &[u8], mac: &[u8]) -> Vec<u8> {
    let content = tlv(0x30, &[&oid("1.2.840.113549.1.7.1"), &tlv(0xa0, &[&tlv(4, &[authenticated])])]);
    tlv(0x30, &[&integer(3), &content, mac])
}

/// A key's certificate: CN, friendly name, key serial, and the years of its validity.
pub type Named = (&'static str, Option<&'static str>, Option<&'static str>, (u16, u16));

/// Years in which the present lies.
pub const VALID: (u16, u16) = (2025, 2045);

/// A P12 of two keys, key_leaf.pem and resp_pkcs8.pem, with the password `x`.
pub fn p12_of_two(named: [Named; 2]) -> Vec<u8> {
    let keys = [fixture("key_leaf.pem"), fixture("resp_pkcs8.pem")];
    let bags: Vec<Vec<u8>> = named
        .iter()
        .zip(&keys)
        .flat_map(|((cn, friendly, serial, years), key)| {
            let certificate = unsigned_certificate(cn, *serial, *years, key);
            [bag(1, &der_of(key), *friendly, None), certificate_bag(&certificate, *friendly, None)]
        })
        .collect();
    pfx(&[&data(&bags.iter().map(Vec::as_slice).collect::<Vec<_>>())], Some(&bmp("x")))
}
