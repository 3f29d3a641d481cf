//! What a file is that is none of ours.

use super::inspect::{codes, inspect};
use super::*;

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

/// What each way to give a key makes of a file.
fn all_entries(file: &[u8]) -> Vec<(&'static str, Result<Credential>)> {
    let (key, certificate) = (fixture("key_leaf.pem"), fixture("cert_leaf.pem"));
    let (key_der, certificate_der) = (der_of(&key), der_of(&certificate));
    let elsewhere = || {
        let key = PKey::private_key_from_pem(&key).unwrap();
        Box::new(super::callbacks::Elsewhere { key, lies: false })
    };
    vec![
        ("P12", load(file, PASSWORD)),
        ("PEM key", Credential::from_pem(file, &certificate, PASSWORD, b"")),
        ("PEM certificate", Credential::from_pem(&key, file, PASSWORD, b"")),
        ("DER key", Credential::from_der(file, &certificate_der, PASSWORD, b"")),
        ("DER certificate", Credential::from_der(&key_der, file, PASSWORD, b"")),
        ("certificate", Credential::from_callbacks(file, elsewhere(), None, b"")),
    ]
}

fn keystore(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keystores").join(name)).unwrap()
}

fn public_key() -> Vec<u8> {
    PKey::private_key_from_pem(&fixture("key_leaf.pem")).unwrap().public_key_to_der().unwrap()
}

/// Files that hold neither a certificate nor a private key, and what they are called.
fn no_key_files() -> Vec<(&'static str, Vec<u8>)> {
    let rsa = PKey::private_key_from_pem(&fixture("key_leaf.pem")).unwrap().rsa().unwrap();
    vec![
        ("an empty file", Vec::new()),
        ("nothing but zeros", vec![0; 64]),
        ("nothing but white space", b" \n\t".to_vec()),
        ("a certificate revocation list (CRL)", fixture("crl.der")),
        ("a bare public key", public_key()),
        ("a bare public key", rsa.public_key_to_der_pkcs1().unwrap()),
        ("a Bouncy Castle keystore (BCFKS)", keystore("shop.bcfks")),
        ("a Bouncy Castle keystore (BKS)", keystore("shop.bks")),
        ("a Bouncy Castle keystore (UBER)", keystore("shop.uber")),
        ("a Java keystore (JKS)", keystore("shop.jks")),
        ("a Java keystore (JCEKS)", keystore("shop.jceks")),
        ("a ZIP archive", b"PK\x03\x04\0\0\0\0".to_vec()),
        ("an HTML or XML page", b"<html><body>Sign in</body></html>".to_vec()),
        ("a JSON text", b"{\"error\": 401}".to_vec()),
        ("an ASCII text", b"key_password=not-shown-here".to_vec()),
        ("a text", "Schlüssel: fehlt".as_bytes().to_vec()),
        // Binary, whatever the bytes look like at their beginning.
        ("no format that is known here", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0".to_vec()),
        ("no format that is known here", b"a\0b\0\x01\0\x02\0\x03\0".to_vec()),
        ("no format that is known here", b"log\x01\x02\x03 line".to_vec()),
        ("no format that is known here", [b"password \xff\xfe\xfd".as_slice(), &[0x80; 9]].concat()),
        ("no format that is known here", [&[0u8, 0, 0, 2, 0, 0, 0, 20][..], &[9; 60]].concat()),
    ]
}

#[test]
fn nothing_found_is_no_success_and_is_named_for_each_entry() {
    for (what, file) in no_key_files() {
        let inspected = inspect_json(&file, None, 0).err().unwrap_or_else(|| panic!("{what} is success"));
        assert!(inspected.message().contains(&format!("it is {what}; ")), "{what}: {inspected}");
        for (entry, result) in all_entries(&file) {
            // Without any certificate text the key's own is asked for.
            if file.is_empty() && entry.ends_with(" certificate") {
                continue;
            }
            let error = result.err().unwrap_or_else(|| panic!("{what} is a {entry}"));
            assert_eq!(error.detail()["found"], what, "{entry}: {error}");
            assert!(error.message().contains(what), "{entry}: {error}");
            let (status, missed) = match entry {
                "P12" => (CYBSIGN_E_NOT_P12, "this is not a P12 but"),
                "PEM key" => (CYBSIGN_E_PEM, "this is no private key but"),
                "PEM certificate" => (CYBSIGN_E_PEM, "this is no certificate but"),
                "DER key" => (CYBSIGN_E_DER, "this is no private key but"),
                _ => (CYBSIGN_E_DER, "this is no certificate but"),
            };
            assert_eq!(error.status(), status, "{entry}: {error}");
            assert!(error.message().starts_with(missed), "{entry}: {error}");
            // Where something else is asked for, nobody is sent for a P12; and one piece of advice is enough.
            assert!(entry == "P12" || !error.message().contains("the P12"), "{entry}: {error}");
            assert_eq!(error.message().matches("; ").count(), 1, "{entry}: {error}");
            assert!(!error.message().contains("not-shown-here"), "{error}");
        }
    }
}

#[test]
fn containers_without_anything_in_them_are_an_alarm() {
    let empty = pfx(&[&data(&[])], Some(&bmp("x")));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("crl"), fixture("crl.der")).unwrap();
    openssl(folder.path(), &["crl2pkcs7", "-inform", "DER", "-in", "crl", "-outform", "DER", "-out", "p7"]);
    for (file, password) in [(empty, Some(&b"x"[..])), (std::fs::read(folder.path().join("p7")).unwrap(), None)] {
        let report = inspect(&file, password);
        assert_eq!(report["certificates"], serde_json::json!([]));
        assert_eq!(codes(&report)[0], "empty");
        assert_eq!(report["warnings"][0]["level"], "error");
    }
    // Blocks of other things are named.
    let pem = |label: &str| {
        let base64 = cybsign::text::base64::encode(&fixture("crl.der"));
        format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
    };
    let text = pem("X509 CRL") + &pem("EC PARAMETERS") + &pem("X509 CRL");
    let error = inspect_json(text.as_bytes(), None, 0).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_PEM);
    assert!(error.message().contains("but X509 CRL, EC PARAMETERS; "), "{error}");
    assert_eq!(error.detail()["found"], serde_json::json!(["X509 CRL", "EC PARAMETERS"]));
}

/// A text in each form in which secrets stores and programs wrap it once.
fn wrapped(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let base64 = cybsign::text::base64::encode(bytes);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let url = base64.replace('+', "-").replace('/', "_");
    let hex = cybsign::text::hex::hex(bytes);
    vec![
        ("the base64", base64.clone().into()),
        ("the base64", (lines.join("\r\n") + "\r\n").into()),
        ("the base64", base64.trim_end_matches('=').into()),
        ("the base64", url.trim_end_matches('=').into()),
        ("the base64", url.into()),
        ("the hexadecimal digits", hex.to_uppercase().into()),
        ("the hexadecimal digits", format!("{}\n{}\n", &hex[..64], &hex[64..]).into()),
        ("a data URI", format!("data:application/octet-stream;base64,{base64}").into()),
    ]
}

#[test]
fn what_was_encoded_once_too_often_is_read_or_named() {
    let (key, certificate) = (fixture("key_leaf.pem"), fixture("cert_leaf.pem"));
    let both = [key.clone(), certificate.clone()].concat();
    for (_, text) in wrapped(&both) {
        assert_signs(&Credential::from_pem(&text, b"", b"", b"").unwrap());
        assert_eq!(inspect(&text, None)["container"]["kind"], "pem");
        // Twice is no accident any more.
        let (_, twice) = wrapped(&text).remove(0);
        assert_eq!(status(Credential::from_pem(&twice, b"", b"", b"")), CYBSIGN_E_PEM);
    }
    for (_, text) in wrapped(&der_of(&certificate)) {
        assert_signs(&Credential::from_pem(&key, &text, b"", b"").unwrap());
    }
    for (name, text) in wrapped(&fixture("leaf_gen2.p12")) {
        assert_signs(&Credential::from_pem(&text, b"", PASSWORD, b"").unwrap());
        let error = load(&text, PASSWORD).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_NOT_P12);
        assert!(error.message().contains(&format!("{name} of a P12; decode it first")), "{error}");
    }
    for (name, text) in wrapped(&certificate) {
        let error = load(&text, PASSWORD).err().unwrap();
        assert!(error.message().contains(&format!("{name} of a PEM file; ")), "{error}");
    }
}
