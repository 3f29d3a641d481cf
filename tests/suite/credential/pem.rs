//! PEM as it is found.

use super::inspect::inspect;
use super::*;

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
