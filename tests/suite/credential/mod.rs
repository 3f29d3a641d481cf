//! Credentials from every kind of file, and the errors of those that are none.

use std::path::Path;

use crate::support::key_files::*;
use cybsign::credential::container::MacState;
use cybsign::credential::read::{read, read_p12, ReadOptions};
use cybsign::credential::{inspect_json, Certificate, Credential, ExpiryState, RsaAlgorithm, Signer};
use cybsign::crypto::kdf;
use cybsign::crypto::legacy::Digest;
use cybsign::error::*;
use cybsign::options::Environment;
use openssl::pkey::PKey;
use serde_json::Value;

fn load(p12: &[u8], password: &[u8]) -> Result<Credential> {
    Credential::from_p12(p12, password, None, b"")
}

fn status(result: Result<Credential>) -> i32 {
    result.err().map_or(CYBSIGN_OK, |error| error.status())
}

/// Signs, and lets OpenSSL's own certificate reader verify.
fn assert_signs(credential: &Credential) {
    let digest = [7; 32];
    let signature = credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &digest).unwrap();
    let certificate = openssl::x509::X509::from_der(credential.certificate().der()).unwrap();
    let key = certificate.public_key().unwrap();
    let mut context = openssl::pkey_ctx::PkeyCtx::new(&key).unwrap();
    context.verify_init().unwrap();
    context.set_signature_md(openssl::md::Md::sha256()).unwrap();
    assert!(context.verify(&digest, &signature).unwrap());
}

#[test]
fn both_layouts_of_the_portal_are_read() {
    for (name, merchant, count) in [
        ("leaf_gen1.p12", "testmid_oracle", 3),
        ("leaf_gen2.p12", "testmid_oracle", 3),
        ("leaf_expired_gen2.p12", "testmid_oracle", 3),
        ("leaf_nosjc_gen2.p12", "testmid_oracle", 2),
        ("meta_gen1.p12", "portfolio_oracle", 3),
        ("meta_gen2.p12", "portfolio_oracle", 3),
        ("resp_gen1.p12", "testmid_oracle", 3),
        ("resp_gen2.p12", "testmid_oracle", 3),
    ] {
        let credential = load(&fixture(name), PASSWORD).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(credential.certificate().common_name(), Some(merchant), "{name}");
        assert_eq!(credential.certificates().len(), count, "{name}");
        assert_eq!(credential.server_certificate().is_some(), count == 3, "{name}");
        assert_signs(&credential);
    }
    let credential = load(&fixture("leaf_gen2.p12"), PASSWORD).unwrap();
    assert_eq!(credential.certificate().key_serial(), Some("1757695744950028980655"));
    assert_eq!(credential.certificate().der(), der_of(&fixture("cert_leaf.pem")));
    let lines = String::from_utf8(fixture("cert_leaf.pem")).unwrap().replace('\n', "");
    assert!(lines.contains(&format!("-----{}-----", credential.certificate_base64())));
    assert_eq!(credential.server_certificate().unwrap().der(), der_of(&fixture("cert_sjc.pem")));
}

#[test]
fn a_wrong_and_a_missing_password_are_told_apart_in_words() {
    let wrong = load(&fixture("leaf_gen2.p12"), b"not-the-password").err().unwrap();
    assert_eq!(wrong.status(), CYBSIGN_E_WRONG_PASSWORD);
    assert!(!wrong.message().contains("not-the-password"));
    let missing = load(&fixture("leaf_gen2.p12"), b"").err().unwrap();
    assert_eq!(missing.status(), CYBSIGN_E_WRONG_PASSWORD);
    assert!(missing.message().contains("needs a password"), "{missing}");
    assert_eq!(status(load(&fixture("leaf_emptypw_gen2.p12"), b"")), CYBSIGN_OK);
    assert_eq!(status(load(&fixture("leaf_emptypw_gen2.p12"), b"x")), CYBSIGN_E_WRONG_PASSWORD);
}

fn leaf_bags() -> (Vec<u8>, Vec<u8>) {
    let key = bag(1, &der_of(&fixture("key_leaf.pem")), None, None);
    (key, certificate_bag(&der_of(&fixture("cert_leaf.pem")), None, None))
}

#[test]
fn the_empty_password_and_no_password_are_both_tried() {
    let (key, certificate) = leaf_bags();
    for password in [&[0u8, 0][..], &[]] {
        let p12 = pfx(&[&data(&[&key, &certificate])], Some(password));
        assert_signs(&load(&p12, b"").unwrap());
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_WRONG_PASSWORD);
    }
}

#[test]
fn passwords_outside_ascii_are_bmp_strings_and_old_expansions() {
    let (key, certificate) = leaf_bags();
    let p12 = |password: &[u8]| pfx(&[&data(&[&key, &certificate])], Some(password));
    // Surrogate pairs for what is beyond the Basic Multilingual Plane.
    for password in ["Grüße", "σύνθημα", "key\u{1f511}"] {
        assert_signs(&load(&p12(&bmp(password)), password.as_bytes()).unwrap());
    }
    // What OpenSSL before 1.1 made of UTF-8, and Latin-1 bytes that are no UTF-8.
    let expanded: Vec<u8> = "Grüße".bytes().flat_map(|byte| [0, byte]).chain([0, 0]).collect();
    assert_signs(&load(&p12(&expanded), "Grüße".as_bytes()).unwrap());
    assert_signs(&load(&p12(&bmp("Grüße")), b"Gr\xfc\xdfe").unwrap());
}

#[test]
fn files_that_openssl_writes_are_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture_path("key_leaf.pem"), folder.path().join("key")).unwrap();
    std::fs::copy(fixture_path("cert_leaf.pem"), folder.path().join("crt")).unwrap();
    let ways: [(&str, &[&str]); 9] = [
        ("PBES2-AES-256-CBC-PBKDF2-HMAC-SHA-256", &[]),
        ("PBES2-AES-128-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC"]),
        ("PBES2-AES-192-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "AES-192-CBC", "-keypbe", "AES-192-CBC"]),
        ("PBES2-3DES-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "DES-EDE3-CBC", "-keypbe", "DES-EDE3-CBC"]),
        ("PBE-SHA1-RC2-40", &["-legacy"]),
        ("PBE-SHA1-3DES", &["-legacy", "-descert"]),
        ("PBE-SHA1-2-key 3DES", &["-legacy", "-certpbe", "PBE-SHA1-2DES", "-keypbe", "PBE-SHA1-2DES"]),
        ("PBE-SHA1-RC2-128", &["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"]),
        ("PBE-SHA1-RC4-128", &["-legacy", "-certpbe", "PBE-SHA1-RC4-128", "-keypbe", "PBE-SHA1-RC4-128"]),
    ];
    for (name, options) in ways {
        if cfg!(not(feature = "vendored")) && name.contains("RC") {
            continue;
        }
        let export = ["pkcs12", "-export", "-inkey", "key", "-in", "crt", "-out", "p12", "-passout", "pass:ä€🔑"];
        openssl(folder.path(), &[&export[..], options].concat());
        let p12 = std::fs::read(folder.path().join("p12")).unwrap();
        let container = read_p12(&p12, &ReadOptions::new("ä€🔑".as_bytes())).unwrap();
        assert_eq!(container.mac.unwrap().state, MacState::Verified);
        assert_eq!(container.encryption[0].algorithm, name);
        assert_signs(&load(&p12, "ä€🔑".as_bytes()).unwrap());
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_WRONG_PASSWORD);
    }
    for digest in ["SHA1", "SHA224", "SHA384", "SHA512", "SHA3-256", "SHA512-256"] {
        let export =
            ["pkcs12", "-export", "-inkey", "key", "-in", "crt", "-out", "p12", "-passout", "pass:x", "-macalg"];
        openssl(folder.path(), &[&export[..], &[digest]].concat());
        assert_signs(&load(&std::fs::read(folder.path().join("p12")).unwrap(), b"x").unwrap());
    }
}

#[test]
fn a_p12_without_a_mac_needs_leave() {
    let (key, certificate) = leaf_bags();
    let p12 = pfx(&[&data(&[&key, &certificate])], None);
    assert_eq!(status(load(&p12, b"")), CYBSIGN_E_NO_MAC);
    assert_signs(&Credential::from_p12(&p12, b"", None, br#"{"allow_no_mac": true}"#).unwrap());
    // Not through the back door either.
    assert_eq!(status(Credential::from_pem(&p12, b"", b"", b"")), CYBSIGN_E_NO_MAC);
    assert_eq!(status(Credential::from_der(&p12, &fixture("cert_leaf.pem"), b"", b"")), CYBSIGN_E_NO_MAC);
    let report = inspect(&p12, None);
    assert_eq!(report["container"]["mac"], "absent");
    assert!(codes(&report).contains(&"no_mac".to_owned()));
}

#[test]
fn nested_safe_contents_are_read_to_their_limit() {
    let (key, certificate) = leaf_bags();
    let nested = |depth: usize| {
        let mut inner = tlv(0x30, &[&key, &certificate]);
        for _ in 0..depth {
            inner = tlv(0x30, &[&bag(6, &inner, None, None)]);
        }
        let content = tlv(0x30, &[&oid("1.2.840.113549.1.7.1"), &tlv(0xa0, &[&tlv(4, &[&inner])])]);
        pfx(&[&content], Some(&bmp("x")))
    };
    assert_signs(&load(&nested(1), b"x").unwrap());
    assert_signs(&load(&nested(16), b"x").unwrap());
    assert_eq!(status(load(&nested(17), b"x")), CYBSIGN_E_LIMIT);
    assert_eq!(status(load(&nested(500), b"x")), CYBSIGN_E_LIMIT);
}

#[test]
fn ber_is_read() {
    let (key, certificate) = leaf_bags();
    let authenticated = indefinite(0x30, &[&data(&[&key, &certificate])]);
    let half = authenticated.len() / 2;
    let parts = [tlv(4, &[&authenticated[..half]]), tlv(4, &[&authenticated[half..]])];
    let octets = indefinite(0x24, &[&parts[0], &parts[1]]);
    let content = indefinite(0x30, &[&oid("1.2.840.113549.1.7.1"), &indefinite(0xa0, &[&octets])]);
    let p12 = indefinite(0x30, &[&integer(3), &content, &mac_data(&authenticated, &bmp("x"), 3)]);
    assert_signs(&load(&p12, b"x").unwrap());
}

#[test]
fn white_space_and_zeros_may_follow_and_nothing_else() {
    let p12 = fixture("leaf_gen2.p12");
    for tail in [&b"\n"[..], b"\r\n", b"\0\0\0\0", b" \t\n\0"] {
        assert_eq!(status(load(&[&p12, tail].concat(), PASSWORD)), CYBSIGN_OK);
    }
    for tail in [&b"x"[..], b"\0x", b"\n\x30\x00"] {
        assert_eq!(status(load(&[&p12, tail].concat(), PASSWORD)), CYBSIGN_E_P12_DAMAGED);
    }
}

#[test]
fn iterations_are_counted_before_they_are_done() {
    let (key, certificate) = leaf_bags();
    let contents = data(&[&key, &certificate]);
    let authenticated = tlv(0x30, &[&contents]);
    let started = std::time::Instant::now();
    for iterations in [5_000_001, 0x7fff_ffff, u64::MAX >> 1] {
        let p12 = pfx_with(&authenticated, &mac_data_of(&[0; 32], iterations));
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_ITERATIONS);
        let shrouded = bag(2, &tlv(0x30, &[&pbe_3des(iterations), &tlv(4, &[&[0; 16]])]), None, None);
        assert_eq!(status(load(&pfx(&[&data(&[&shrouded])], Some(&bmp("x"))), b"x")), CYBSIGN_E_ITERATIONS);
        let encrypted = encrypted_data(&pbe_3des(iterations), &[0; 16]);
        assert_eq!(status(load(&pfx(&[&encrypted], Some(&bmp("x"))), b"x")), CYBSIGN_E_ITERATIONS);
    }
    // None of them is too many, but all together are.
    let shrouded = bag(2, &tlv(0x30, &[&pbe_3des(600_000), &tlv(4, &[&[0; 16]])]), None, None);
    let ten = pfx(&[&data(&[&shrouded[..]; 10])], Some(&bmp("x")));
    assert_eq!(status(load(&ten, b"x")), CYBSIGN_E_ITERATIONS);
    // What is encrypted hides its cost until it is open.
    let hidden = bag(2, &tlv(0x30, &[&pbe_3des(5_000_000), &tlv(4, &[&[0; 16]])]), None, None);
    let p12 = pfx(&[&encrypt_bags(&[&hidden], &bmp("x"))], Some(&bmp("x")));
    assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_ITERATIONS);
    let (key, certificate) = leaf_bags();
    assert_signs(&load(&pfx(&[&encrypt_bags(&[&key, &certificate], &bmp("x"))], Some(&bmp("x"))), b"x").unwrap());
    // An encrypted PEM key costs, too.
    let key = tlv(0x30, &[&pbe_3des(6_000_000), &tlv(4, &[&[0; 16]])]);
    assert_eq!(status(Credential::from_der(&key, b"", b"x", b"")), CYBSIGN_E_ITERATIONS);
    assert!(started.elapsed().as_secs() < 3, "iterations were done");
    let p12 = pfx_with(&authenticated, &mac_data(&authenticated, &bmp("x"), 2000));
    assert_eq!(status(Credential::from_p12(&p12, b"x", None, br#"{"max_iterations": 1999}"#)), CYBSIGN_E_ITERATIONS);
    assert_eq!(status(Credential::from_p12(&p12, b"x", None, br#"{"max_iterations": 2000}"#)), CYBSIGN_OK);
    let zero = pfx_with(&authenticated, &mac_data_of(&[0; 32], 0));
    assert_eq!(status(load(&zero, b"x")), CYBSIGN_E_P12_DAMAGED);
}

#[test]
fn pbmac1_is_read_and_short_keys_are_refused() {
    let (key, certificate) = leaf_bags();
    let authenticated = tlv(0x30, &[&data(&[&key, &certificate])]);
    let p12 = |key_len: Option<u64>| {
        let len = key_len.unwrap_or(32);
        let mac_key = kdf::pbkdf2(Digest::SHA256, b"x", b"saltsalt", 10, len as usize).unwrap();
        let value = Digest::SHA256.hmac(&mac_key, &authenticated).unwrap();
        let prf = tlv(0x30, &[&oid("1.2.840.113549.2.9"), &tlv(5, &[])]);
        let len = key_len.map(integer).unwrap_or_default();
        let parameters = tlv(0x30, &[&tlv(4, &[b"saltsalt"]), &integer(10), &len, &prf]);
        let kdf = tlv(0x30, &[&oid("1.2.840.113549.1.5.12"), &parameters]);
        let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.5.14"), &tlv(0x30, &[&kdf, &prf])]);
        let info = tlv(0x30, &[&algorithm, &tlv(4, &[&value])]);
        pfx_with(&authenticated, &tlv(0x30, &[&info, &tlv(4, &[b"-"]), &integer(1)]))
    };
    assert_signs(&load(&p12(Some(32)), b"x").unwrap());
    assert_signs(&load(&p12(Some(20)), b"x").unwrap());
    assert_eq!(status(load(&p12(Some(32)), b"y")), CYBSIGN_E_WRONG_PASSWORD);
    for len in [Some(1), Some(19), Some(65), None] {
        assert_eq!(status(load(&p12(len), b"x")), CYBSIGN_E_P12_DAMAGED, "{len:?}");
    }
}

#[test]
fn once_the_mac_has_passed_it_is_not_the_password() {
    let damaged = encrypted_data(&pbe_3des(1), &[0; 24]);
    assert_eq!(status(load(&pfx(&[&damaged], Some(&bmp("x"))), b"x")), CYBSIGN_E_P12_DAMAGED);
    // Camellia, and an identifier that nobody knows.
    for (number, name) in [("1.2.392.200011.61.1.1.1.4", "Camellia-256-CBC"), ("1.2.3.4.5", "1.2.3.4.5")] {
        let parameters = tlv(0x30, &[&tlv(4, &[b"saltsalt"]), &integer(1)]);
        let kdf = tlv(0x30, &[&oid("1.2.840.113549.1.5.12"), &parameters]);
        let cipher = tlv(0x30, &[&oid(number), &tlv(4, &[&[0; 16]])]);
        let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.5.13"), &tlv(0x30, &[&kdf, &cipher])]);
        let p12 = pfx(&[&encrypted_data(&algorithm, &[0; 32])], Some(&bmp("x")));
        let error = load(&p12, b"x").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_UNSUPPORTED);
        assert!(error.message().contains(name) && error.detail()["oid"] == number, "{error}");
    }
    let changed = mac_data_of(&[0; 32], 1);
    let authenticated = tlv(0x30, &[&data(&[])]);
    assert_eq!(status(load(&pfx_with(&authenticated, &changed), b"x")), CYBSIGN_E_WRONG_PASSWORD);
}

/// A shrouded key bag with the leaf key, encrypted by `openssl`.
fn shrouded_leaf(password: &str, options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (key, output) = (fixture_path("key_leaf.pem"), folder.path().join("out"));
    let password = format!("pass:{password}");
    let arguments =
        ["pkcs8", "-topk8", "-in", key.to_str().unwrap(), "-outform", "DER", "-out", "out", "-passout", &password];
    openssl(folder.path(), &[&arguments[..], options].concat());
    std::fs::read(output).unwrap()
}

#[test]
fn a_key_with_a_password_of_its_own() {
    let (_, certificate) = leaf_bags();
    let key = bag(2, &shrouded_leaf("other", &["-v1", "PBE-SHA1-3DES"]), None, None);
    let p12 = pfx(&[&data(&[&certificate, &key])], Some(&bmp("x")));
    let error = load(&p12, b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_KEY_PASSWORD);
    let with = |key_password: &[u8]| Credential::from_p12(&p12, b"x", Some(key_password), b"");
    assert_eq!(status(with(b"wrong")), CYBSIGN_E_KEY_PASSWORD);
    assert_signs(&with(b"other").unwrap());
    let report = inspect(&p12, Some(b"x"));
    assert_eq!(report["private_keys"][0]["algorithm"], Value::Null);
    assert!(codes(&report).contains(&"key_password".to_owned()));
}

#[test]
fn keys_under_scrypt_and_old_schemes_are_read() {
    let certificate = fixture("cert_leaf.pem");
    let mut ways: Vec<Vec<&str>> =
        vec![vec!["-scrypt"], vec!["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"], vec!["-v1", "PBE-SHA1-3DES"]];
    if cfg!(feature = "vendored") {
        for v1 in ["PBE-MD5-DES", "PBE-SHA1-DES", "PBE-SHA1-RC2-64", "PBE-SHA1-RC4-40", "PBE-MD5-RC2-64"] {
            ways.push(vec!["-provider", "legacy", "-provider", "default", "-v1", v1]);
        }
        ways.push(vec!["-provider", "legacy", "-provider", "default", "-v2", "rc2-cbc"]);
    }
    for way in ways {
        let key = shrouded_leaf("x", &way);
        let credential = Credential::from_der(&key, &der_of(&certificate), b"x", b"");
        assert_signs(&credential.unwrap_or_else(|error| panic!("{way:?}: {error}")));
        assert_eq!(status(Credential::from_der(&key, &certificate, b"y", b"")), CYBSIGN_E_WRONG_PASSWORD);
        assert_eq!(status(Credential::from_der(&key, &certificate, b"", b"")), CYBSIGN_E_WRONG_PASSWORD);
    }
}

#[test]
fn what_is_no_p12_is_named() {
    use base64::Engine;
    let p12 = fixture("leaf_gen2.p12");
    let base64 = base64::engine::general_purpose::STANDARD.encode(&p12).into_bytes();
    let crlf: Vec<u8> =
        p12.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    let utf8 = String::from_utf8_lossy(&p12).into_owned().into_bytes();
    let latin: Vec<u8> = p12.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture_path("key_leaf.pem"), folder.path().join("key")).unwrap();
    openssl(folder.path(), &["req", "-new", "-key", "key", "-subj", "/CN=a", "-outform", "DER", "-out", "csr"]);
    let csr = std::fs::read(folder.path().join("csr")).unwrap();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("<html>".bytes().flat_map(|byte| [byte, 0])).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("zeros", vec![0; 100]),
        ("white space", b" \r\n".to_vec()),
        ("PEM", fixture("key_leaf.pem")),
        ("JKS", b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec()),
        ("JCEKS", b"\xce\xce\xce\xce\0\0\0\x02".to_vec()),
        ("HTML", b"<!DOCTYPE html><html>".to_vec()),
        ("HTML", utf16),
        ("JSON", b"{\"error\": 401}".to_vec()),
        ("base64 of a P12", base64),
        ("text mode", crlf),
        ("UTF-8", utf8),
        ("UTF-8", latin),
        ("CSR", csr),
        ("bare certificate", der_of(&fixture("cert_leaf.pem"))),
        ("bare private key", der_of(&fixture("key_leaf.pem"))),
        ("ZIP", b"PK\x03\x04abc".to_vec()),
        ("ASCII text", b"password: secret-word".to_vec()),
    ];
    for (name, file) in cases {
        let error = load(&file, PASSWORD).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_NOT_P12, "{name}: {error}");
        assert!(error.message().contains(name), "{name}: {error}");
        assert!(!error.message().contains("secret"), "{error}");
    }
    let cut = load(&p12[..p12.len() - 1], PASSWORD).err().unwrap();
    assert_eq!(cut.status(), CYBSIGN_E_P12_DAMAGED);
    assert!(cut.message().contains("cut"), "{cut}");
    assert_eq!(status(load(&vec![0x30; (16 << 20) + 1], PASSWORD)), CYBSIGN_E_LIMIT);
}

#[test]
fn too_many_bags_are_refused() {
    let crl = bag(4, &tlv(0x30, &[]), None, None);
    let many = tlv(0x30, &[&data(&vec![&crl[..]; 10_001])]);
    let p12 = pfx_with(&many, &mac_data(&many, &bmp("x"), 1));
    assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_LIMIT);
}

/// Two merchants in one file, with localKeyIDs that are swapped.
fn two_merchants(folder: &Path) -> Vec<u8> {
    make_pair(folder, "acme", "/CN=acme/serialNumber=1", &["-newkey", "rsa:2048"]);
    make_pair(folder, "acme2", "/CN=acme2/serialNumber=2", &["-newkey", "rsa:2048"]);
    let key = |name: &str| der_of(&std::fs::read(folder.join(format!("{name}.key"))).unwrap());
    let certificate = |name: &str| der_of(&std::fs::read(folder.join(format!("{name}.crt"))).unwrap());
    let bags = [
        bag(1, &key("acme2"), Some("key two"), Some(&[1])),
        certificate_bag(&certificate("acme"), Some("serialNumber=1,CN=acme"), Some(&[1])),
        certificate_bag(&certificate("acme2"), Some("serialNumber=2,CN=acme2"), Some(&[2])),
        bag(1, &key("acme"), None, Some(&[2])),
    ];
    pfx(&[&data(&[&bags[0], &bags[1], &bags[2], &bags[3]])], Some(&bmp("x")))
}

#[test]
fn one_of_several_keys_is_chosen_by_its_whole_name() {
    let folder = tempfile::tempdir().unwrap();
    let p12 = two_merchants(folder.path());
    let with = |alias: &str| {
        let options = serde_json::json!({"alias": alias}).to_string();
        Credential::from_p12(&p12, b"x", None, options.as_bytes())
    };
    for (alias, merchant) in [
        ("acme", "acme"),
        ("acme2", "acme2"),
        ("ACME2", "acme2"),
        ("key two", "acme2"),
        ("serialNumber=1,CN=acme", "acme"),
        ("SERIALNUMBER=1,cn=acme", "acme"),
    ] {
        let credential = with(alias).unwrap_or_else(|error| panic!("{alias}: {error}"));
        assert_eq!(credential.certificate().common_name(), Some(merchant), "{alias}");
        assert_signs(&credential);
    }
    for alias in ["acm", "me2", "", "serialNumber=1"] {
        let error = with(alias).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_ALIAS, "{alias}");
        assert_eq!(error.detail()["names"], serde_json::json!(["acme2", "acme"]));
    }
    let error = load(&p12, b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_SEVERAL_KEYS);
    assert!(error.message().contains("acme2, acme"), "{error}");
    let report = inspect(&p12, Some(b"x"));
    assert_eq!(report["private_keys"][0]["certificate"], 1);
    assert_eq!(report["private_keys"][1]["certificate"], 0);
}

#[test]
fn names_that_differ_by_case_only_are_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    make_pair(folder.path(), "one", "/CN=Acme", &["-newkey", "rsa:2048"]);
    make_pair(folder.path(), "two", "/CN=acme", &["-newkey", "rsa:2048"]);
    let pem: Vec<u8> = ["one.key", "one.crt", "two.key", "two.crt"]
        .iter()
        .flat_map(|name| std::fs::read(folder.path().join(name)).unwrap())
        .collect();
    let with = |alias: &str| Credential::from_pem(&pem, b"", b"", format!("{{\"alias\": \"{alias}\"}}").as_bytes());
    assert_eq!(with("Acme").unwrap().certificate().common_name(), Some("Acme"));
    assert_eq!(with("acme").unwrap().certificate().common_name(), Some("acme"));
    assert_eq!(status(with("ACME")), CYBSIGN_E_ALIAS);
}

#[test]
fn of_several_certificates_of_one_key_the_valid_one_that_ends_last_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture_path("key_leaf.pem"), folder.path().join("key")).unwrap();
    for (name, days) in [("short", "5"), ("long", "500"), ("middle", "50")] {
        openssl(folder.path(), &["req", "-x509", "-key", "key", "-subj", "/CN=a", "-days", days, "-out", name]);
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let pem = [read("short"), read("long"), read("middle"), read("key")].concat();
    let credential = Credential::from_pem(&pem, b"", b"", b"").unwrap();
    assert_eq!(credential.certificate().der(), der_of(&read("long")));
    assert!((499..=500).contains(&credential.days_left(cybsign::time::now()).unwrap()));
}

#[test]
fn keys_without_certificates_and_the_other_way_round() {
    let (key, certificate) = leaf_bags();
    let other = certificate_bag(&der_of(&fixture("cert_meta.pem")), None, None);
    let p12 = |bags: &[&[u8]]| pfx(&[&data(bags)], Some(&bmp("x")));
    assert_eq!(status(load(&p12(&[&certificate]), b"x")), CYBSIGN_E_NO_KEY);
    assert_eq!(status(load(&p12(&[]), b"x")), CYBSIGN_E_NO_KEY);
    assert_eq!(status(load(&p12(&[&key]), b"x")), CYBSIGN_E_NO_CERTIFICATE);
    assert_eq!(status(load(&p12(&[&key, &other]), b"x")), CYBSIGN_E_NO_CERTIFICATE);
    let (key, meta) = (fixture("key_leaf.pem"), fixture("cert_meta.pem"));
    assert_eq!(status(Credential::from_pem(&key, &meta, b"", b"")), CYBSIGN_E_KEY_MISMATCH);
    assert_eq!(status(Credential::from_der(&der_of(&key), &der_of(&meta), b"", b"")), CYBSIGN_E_KEY_MISMATCH);
    assert_eq!(status(Credential::from_pem(&key, b"", b"", b"")), CYBSIGN_E_NO_CERTIFICATE);
    assert_eq!(status(Credential::from_pem(&meta, b"", b"", b"")), CYBSIGN_E_NO_KEY);
}

#[test]
fn a_key_that_is_not_rsa_is_shown_but_does_not_sign() {
    let folder = tempfile::tempdir().unwrap();
    for (name, options) in [
        ("EC", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"][..]),
        ("Ed25519", &["-newkey", "ed25519"]),
        ("RSA-PSS", &["-newkey", "rsa-pss"]),
    ] {
        make_pair(folder.path(), name, "/CN=a", options);
        let read = |end: &str| std::fs::read(folder.path().join(format!("{name}.{end}"))).unwrap();
        let error = Credential::from_pem(&read("key"), &read("crt"), b"", b"").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_KEY_KIND, "{error}");
        assert!(error.message().contains(name), "{error}");
        let report = inspect(&[read("key"), read("crt")].concat(), None);
        assert_eq!(report["private_keys"][0]["algorithm"], name);
        assert_eq!(report["private_keys"][0]["certificate"], 0);
        assert_eq!(report["certificates"][0]["public_key"]["algorithm"], name);
        assert!(report["certificates"][0]["public_key"]["bits"].as_u64().unwrap() >= 256);
    }
}

#[test]
fn pem_as_it_is_found() {
    let key = String::from_utf8(fixture("key_leaf.pem")).unwrap();
    let certificate = String::from_utf8(fixture("cert_leaf.pem")).unwrap();
    let both = format!("{key}{certificate}");
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(both.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16_plain: Vec<u8> = both.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let trusted = certificate.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    let forms: Vec<Vec<u8>> = vec![
        both.clone().into(),
        format!("{certificate}{key}").into(),
        both.replace('\n', "\r\n").into(),
        both.replace('\n', "\r").into(),
        format!("\u{feff}{both}").into(),
        utf16,
        utf16_plain,
        both.replace('\n', "\\n").into(),
        both.replace('\n', "\\r\\n").into(),
        both.replace('\n', "\n    ").into(),
        both.replace("-----\n-----BEGIN", "----------BEGIN").into(),
        both.replace("-----\n", "----- ").replace('\n', " ").into(),
        format!("Bag Attributes\n  localKeyID: 01\nsubject=CN = x\n{both}\ntrailing text").into(),
        format!("{key}{trusted}").into(),
        format!("{key}{}", certificate.replace("CERTIFICATE", "X509 CERTIFICATE")).into(),
        format!("{both}\0\0").into(),
        [b"\xfcmlaut in Latin-1\n", both.as_bytes()].concat(),
    ];
    for form in forms {
        let credential = Credential::from_pem(&form, b"", b"", b"");
        assert_signs(&credential.unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(&form))));
    }
    // Bare base64, as it stands in some configuration files.
    let bare: String = certificate.lines().filter(|line| !line.starts_with('-')).collect();
    assert_signs(&Credential::from_pem(key.as_bytes(), bare.as_bytes(), b"", b"").unwrap());
}

#[test]
fn a_broken_block_among_good_ones_is_an_error() {
    let key = String::from_utf8(fixture("key_leaf.pem")).unwrap();
    let certificate = String::from_utf8(fixture("cert_leaf.pem")).unwrap();
    let middle = certificate.len() / 2;
    let damaged = [
        format!("{key}{certificate}{}", &certificate[..middle]),
        format!("{}\n{key}{certificate}", &certificate[..middle]),
        format!("{key}{}{certificate}", &certificate[middle..]),
        format!("{key}{certificate}{}", certificate.replacen("MII", "M*I", 1)),
        format!("{key}{certificate}{}", certificate.replacen("-----BEGIN", "----BEGIN", 1)),
        format!("{key}{certificate}{}", certificate.replacen("-----END CERT", "-----END X509 CERT", 1)),
        format!("{key}{certificate}-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
        format!("{key}{certificate}-----BEGIN CERTIFICATE-----\nAAAAAAAA\n-----END CERTIFICATE-----\n"),
        format!(
            "{key}{certificate}{}",
            certificate.lines().filter(|line| !line.starts_with("MII")).collect::<Vec<_>>().join("\n")
        ),
    ];
    for pem in damaged {
        let error = Credential::from_pem(pem.as_bytes(), b"", b"", b"").err().unwrap_or_else(|| panic!("{pem}"));
        assert_eq!(error.status(), CYBSIGN_E_PEM, "{error}");
        assert!(inspect_json(pem.as_bytes(), None, 0).is_err());
    }
}

#[test]
fn pem_keys_in_every_shape() {
    let certificate = fixture("cert_resp.pem");
    for (name, password) in [
        ("resp_pkcs1.key", &b""[..]),
        ("resp_pkcs8.pem", b""),
        ("resp_pkcs1_enc.pem", PASSWORD),
        ("resp_pkcs8_enc.pem", PASSWORD),
    ] {
        let key = fixture(name);
        assert_signs(
            &Credential::from_pem(&key, &certificate, password, b"").unwrap_or_else(|e| panic!("{name}: {e}")),
        );
        if !password.is_empty() {
            assert_eq!(status(Credential::from_pem(&key, &certificate, b"x", b"")), CYBSIGN_E_WRONG_PASSWORD);
            let missing = Credential::from_pem(&key, &certificate, b"", b"").err().unwrap();
            assert!(missing.message().contains("needs a password"));
            let report = inspect(&key, None);
            assert_eq!(report["private_keys"][0]["algorithm"], Value::Null);
        }
    }
    let key = der_of(&fixture("resp_pkcs1.key"));
    assert_signs(&Credential::from_der(&key, &der_of(&certificate), b"", b"").unwrap());
    let openssh = b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    assert_eq!(status(Credential::from_pem(openssh, &certificate, b"", b"")), CYBSIGN_E_UNSUPPORTED);
}

#[test]
fn pkcs7_and_concatenated_der() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["cert_leaf.pem", "cert_sjc.pem", "cert_ca.pem"];
    let all: Vec<u8> = names.iter().flat_map(|name| fixture(name)).collect();
    std::fs::write(folder.path().join("all"), &all).unwrap();
    for (form, kind) in [("PEM", "pkcs7"), ("DER", "pkcs7")] {
        let arguments = ["crl2pkcs7", "-nocrl", "-certfile", "all", "-outform", form, "-out", "p7"];
        openssl(folder.path(), &arguments);
        let file = std::fs::read(folder.path().join("p7")).unwrap();
        let report = inspect(&file, None);
        assert_eq!(report["container"]["kind"], kind);
        assert_eq!(report["certificates"].as_array().unwrap().len(), 3);
        let mislabelled = String::from_utf8_lossy(&file).replace("PKCS7", "CERTIFICATE").into_bytes();
        if form == "PEM" {
            assert_eq!(inspect(&mislabelled, None)["certificates"].as_array().unwrap().len(), 3);
        }
        assert_signs(&Credential::from_pem(&fixture("key_leaf.pem"), &file, b"", b"").unwrap());
    }
    let der: Vec<u8> = names.iter().flat_map(|name| der_of(&fixture(name))).collect();
    let report = inspect(&der, None);
    assert_eq!(report["container"]["kind"], "der");
    let roles: Vec<&str> =
        report["certificates"].as_array().unwrap().iter().map(|found| found["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["merchant", "server", "ca"]);
    assert!(inspect_json(&[&der[..], b"x"].concat(), None, 0).is_err());
    let many = fixture("cert_leaf.pem").repeat(300);
    assert_eq!(inspect(&many, None)["certificates"].as_array().unwrap().len(), 300);
    let too_many = der_of(&fixture("cert_leaf.pem")).repeat(10_001);
    assert_eq!(inspect_json(&too_many, None, 0).err().unwrap().status(), CYBSIGN_E_LIMIT);
}

struct Elsewhere {
    key: PKey<openssl::pkey::Private>,
    lies: bool,
}

impl Signer for Elsewhere {
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        assert_eq!(algorithm, RsaAlgorithm::RsassaPkcs1Sha256);
        let mut context = openssl::pkey_ctx::PkeyCtx::new(&self.key).unwrap();
        context.sign_init().unwrap();
        context.set_signature_md(openssl::md::Md::sha256()).unwrap();
        let mut signature = Vec::new();
        context.sign_to_vec(digest, &mut signature).unwrap();
        if self.lies {
            signature[9] ^= 1;
        }
        Ok(signature)
    }
}

#[test]
fn a_key_that_lives_elsewhere() {
    let make = |key: &str, lies: bool, certificate: &[u8], options: &[u8]| {
        let key = PKey::private_key_from_pem(&fixture(key)).unwrap();
        Credential::from_signer(certificate, Box::new(Elsewhere { key, lies }), None, options)
    };
    let certificate = fixture("cert_leaf.pem");
    let credential = make("key_leaf.pem", false, &certificate, b"").unwrap();
    assert_signs(&credential);
    assert!(credential.decrypter().is_none());
    // The signer is not even asked for what it can't give.
    let refused = |algorithm, digest: &[u8]| credential.sign(algorithm, digest).err().unwrap().status();
    assert_eq!(refused(RsaAlgorithm::RsassaPkcs1Sha256, &[0; 31]), CYBSIGN_E_ARGUMENT);
    assert_eq!(refused(RsaAlgorithm::RsassaPkcs1Sha1, &[0; 20]), CYBSIGN_E_UNSUPPORTED);
    assert_eq!(refused(RsaAlgorithm::RsaesPkcs1, &[0; 32]), CYBSIGN_E_UNSUPPORTED);
    for credential in [
        make("key_leaf.pem", true, &certificate, b"").unwrap(),
        make("key_sjc.pem", false, &der_of(&certificate), b"").unwrap(),
    ] {
        assert_eq!(credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[0; 32]).err().unwrap().status(), CYBSIGN_E_SIGN);
    }
    let chain = [fixture("cert_ca.pem"), fixture("cert_sjc.pem"), certificate.clone()].concat();
    let credential = make("key_leaf.pem", false, &chain, b"").unwrap();
    assert_signs(&credential);
    assert!(credential.server_certificate().is_some());
    assert_eq!(status(make("key_leaf.pem", false, &chain, br#"{"alias": "nobody"}"#)), CYBSIGN_E_ALIAS);
    let two = [certificate, fixture("cert_meta.pem")].concat();
    assert_eq!(status(make("key_leaf.pem", false, &two, b"")), CYBSIGN_E_SEVERAL_KEYS);
    assert_signs(&make("key_leaf.pem", false, &two, br#"{"alias": "TESTMID_ORACLE"}"#).unwrap());
}

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

#[test]
fn hostile_names_stay_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    make_pair(folder.path(), "a", "/O=a,b\n# HELP/CN=x\"\ny_acct/serialNumber=1", &["-newkey", "rsa:2048"]);
    let pem =
        [std::fs::read(folder.path().join("a.crt")).unwrap(), std::fs::read(folder.path().join("a.key")).unwrap()];
    let report = inspect(&pem.concat(), None);
    assert_eq!(report["certificates"][0]["subject"], "serialNumber=1,CN=x\\\"\\0ay_acct,O=a\\,b\\0a# HELP");
    assert!(codes(&report).contains(&"account".to_owned()));
    let credential = Credential::from_pem(&pem.concat(), b"", b"", b"").unwrap();
    let error = credential.check_validity(i64::MAX).err().unwrap();
    assert!(!error.message().contains('\n'));
}

#[test]
fn files_give_statuses_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.p12");
    let load = |path: &Path| Credential::from_p12_file(path, PASSWORD, None, br#"{"environment": "test"}"#);
    assert_eq!(status(load(&path)), CYBSIGN_E_FILE_NOT_FOUND);
    assert_eq!(status(load(folder.path())), CYBSIGN_E_FILE);
    std::fs::copy(fixture_path("leaf_gen2.p12"), &path).unwrap();
    #[cfg(unix)]
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true)] {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let report: Value = serde_json::from_str(&load(&path).unwrap().inspect_json(1_800_000_000).unwrap()).unwrap();
        assert_eq!(codes(&report).contains(&"file_readable".to_owned()), warned);
    }
    let credential = load(&path).unwrap();
    assert_eq!(credential.environment(), Some(Environment::Test));
    assert_eq!(
        status(Credential::from_p12_file(&path, PASSWORD, None, br#"{"environment": "live"}"#)),
        CYBSIGN_E_OPTION
    );
    assert_eq!(status(Credential::from_p12_file(&path, PASSWORD, None, br#"{"aliass": "x"}"#)), CYBSIGN_E_OPTION);
}

// --- reports

fn inspect(data: &[u8], password: Option<&[u8]>) -> Value {
    let report = serde_json::from_str(&inspect_json(data, password, 1_800_000_000).unwrap()).unwrap();
    validate(&report);
    report
}

fn codes(report: &Value) -> Vec<String> {
    report["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

fn validate(report: &Value) {
    let schema: Value = serde_json::from_str(include_str!("../../schema/inspect.schema.json")).unwrap();
    let mut errors = Vec::new();
    check(&schema, report, "$", &mut errors);
    assert!(errors.is_empty(), "{errors:?} in {report}");
}

/// As much of JSON Schema as the schema uses.
fn check(schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => true,
    };
    if !allowed || schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        errors.push(format!("{path}: {value}"));
    }
    if schema["minimum"].as_i64().is_some_and(|least| value.as_i64().is_some_and(|value| value < least)) {
        errors.push(format!("{path}: {value} is too small"));
    }
    if let Some(object) = value.as_object() {
        let properties = &schema["properties"];
        for (name, member) in object {
            match properties.get(name) {
                Some(schema) => check(schema, member, &format!("{path}.{name}"), errors),
                None => errors.push(format!("{path}.{name} is unknown")),
            }
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(required.as_str().unwrap()) {
                errors.push(format!("{path}.{required} is missing"));
            }
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check(&schema["items"], item, &format!("{path}[]"), errors);
    }
}

#[test]
fn a_credential_tells_what_it_is() {
    let options = br#"{"environment": "production"}"#;
    let credential = Credential::from_p12(&fixture("leaf_gen2.p12"), PASSWORD, None, options).unwrap();
    let report: Value = serde_json::from_str(&credential.inspect_json(1_800_000_000).unwrap()).unwrap();
    validate(&report);
    assert_eq!(report["environment"], "production");
    assert_eq!(report["container"]["kind"], "p12");
    assert_eq!(report["container"]["mac"], "verified");
    assert_eq!(report["container"]["mac_algorithm"], "HMAC-SHA-256");
    assert_eq!(report["container"]["mac_iterations"], 1);
    assert_eq!(report["container"]["encryption"][0]["algorithm"], "PBE-SHA1-3DES");
    let selected = &report["certificates"][report["selected"].as_u64().unwrap() as usize];
    assert_eq!(selected["role"], "merchant");
    assert_eq!(selected["merchant_id"], "testmid_oracle");
    assert_eq!(selected["key_serial"], "1757695744950028980655");
    assert_eq!(selected["serial_hex"], "31373537363935373434393530303238393830363535");
    assert_eq!(selected["subject"], "serialNumber=1757695744950028980655,CN=testmid_oracle");
    assert_eq!(selected["issuer"], "CN=CyberSourceCertAuth");
    assert_eq!(selected["not_before"], "2025-01-01T00:00:00Z");
    assert_eq!(selected["not_after"], "2045-01-01T00:00:00Z");
    assert_eq!(selected["date_status"], "ok");
    assert_eq!(selected["days_left"], (2_366_841_600i64 - 1_800_000_000) / 86_400);
    assert_eq!(selected["public_key"], serde_json::json!({"algorithm": "RSA", "bits": 2048}));
    assert_eq!(selected["has_private_key"], true);
    assert_eq!(report["private_keys"][0]["certificate"], report["selected"]);
    assert!(codes(&report).contains(&"one_iteration".to_owned()));
    assert!(!report.to_string().contains("Chang3it"));
}

#[test]
fn without_a_password_what_is_in_the_clear_is_shown() {
    let p12 = fixture("leaf_gen2.p12");
    for password in [None, Some(&b""[..])] {
        let report = inspect(&p12, password);
        assert_eq!(report["container"]["mac"], "not_checked");
        assert_eq!(report["certificates"].as_array().unwrap().len(), 3);
        assert_eq!(report["private_keys"][0]["algorithm"], Value::Null);
    }
    assert_eq!(inspect_json(&p12, Some(b"wrong"), 0).err().unwrap().status(), CYBSIGN_E_WRONG_PASSWORD);
    let old = inspect(&fixture("leaf_gen1.p12"), None);
    assert_eq!(old["container"]["mac"], "not_checked");
    assert!(codes(&old).contains(&"encrypted_contents".to_owned()));
    assert_eq!(inspect(&fixture("leaf_gen1.p12"), Some(PASSWORD))["private_keys"][0]["algorithm"], "RSA");
    let expired = inspect(&fixture("leaf_expired_gen2.p12"), Some(PASSWORD));
    assert!(codes(&expired).contains(&"expired".to_owned()));
}

// --- damage

#[test]
fn no_truncation_panics() {
    for name in
        ["leaf_gen1.p12", "leaf_gen2.p12", "cert_leaf.pem", "key_leaf.pem", "resp_pkcs1_enc.pem", "resp_pkcs8_enc.pem"]
    {
        let file = fixture(name);
        for len in 0..file.len() {
            let cut = &file[..len];
            if name.ends_with("p12") {
                assert!(load(cut, PASSWORD).is_err(), "{name} at {len}");
            }
            let _ = inspect_json(cut, Some(PASSWORD), 0);
        }
    }
}

#[test]
fn a_flipped_bit_is_refused_or_changes_nothing() {
    for name in ["leaf_gen1.p12", "leaf_gen2.p12"] {
        let file = fixture(name);
        let expected = load(&file, PASSWORD).unwrap();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1 << (at % 8);
            if let Ok(credential) = load(&changed, PASSWORD) {
                assert_eq!(credential.certificate().der(), expected.certificate().der(), "{name} at {at}");
                assert_eq!(
                    credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[1; 32]),
                    expected.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[1; 32]),
                    "{name} at {at}"
                );
            }
        }
    }
}

#[test]
fn flipped_bits_in_pem_and_der_never_panic() {
    for name in ["cert_leaf.pem", "key_leaf.pem", "resp_pkcs8_enc.pem"] {
        let file = fixture(name);
        for (at, bit) in (0..file.len()).flat_map(|at| [(at, 0), (at, 7)]) {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            let _ = inspect_json(&changed, Some(PASSWORD), 0);
        }
    }
    let der = der_of(&fixture("cert_leaf.pem"));
    for at in 0..der.len() * 8 {
        let mut changed = der.clone();
        changed[at / 8] ^= 1 << (at % 8);
        if let Ok(certificate) = Certificate::from_der(&changed) {
            let _ = (certificate.subject(), certificate.role());
        }
    }
}

#[test]
fn two_threads_may_use_one_credential() {
    let credential = load(&fixture("leaf_gen2.p12"), PASSWORD).unwrap();
    let expected = credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[5; 32]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                (0..50).for_each(|_| {
                    assert_eq!(credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[5; 32]).unwrap(), expected)
                })
            });
        }
    });
}

#[test]
fn nothing_is_left_in_the_error_queue() {
    for (file, password) in [(fixture("leaf_gen1.p12"), &b"wrong"[..]), (fixture("leaf_gen2.p12"), PASSWORD)] {
        let _ = load(&file, password);
        assert!(openssl::error::ErrorStack::get().errors().is_empty());
    }
    let _ = read(&fixture("resp_pkcs1_enc.pem"), &ReadOptions::new(b"wrong"));
    assert!(openssl::error::ErrorStack::get().errors().is_empty());
}
