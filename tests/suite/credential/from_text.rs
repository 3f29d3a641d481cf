//! A certificate that is named in an option or an argument.

use super::*;
use cybsign::credential::{certificate_from, CertificateUse};
use cybsign::simple_order::{verify, SimpleOrder};

fn signer(text: &[u8]) -> Result<Certificate> {
    certificate_from(text, CertificateUse::Signer)
}

#[test]
fn whatever_can_be_loaded_can_be_named() {
    let pem = String::from_utf8(fixture("cert_leaf.pem")).unwrap();
    let der = der_of(pem.as_bytes());
    let base64 = cybsign::text::base64::encode(&der);
    let folder = tempfile::tempdir().unwrap();
    let chain = [pem.clone().into_bytes(), fixture("cert_ca.pem")].concat();
    std::fs::write(folder.path().join("chain"), &chain).unwrap();
    openssl(folder.path(), &["crl2pkcs7", "-nocrl", "-certfile", "chain", "-out", "p7"]);
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let forms: Vec<Vec<u8>> = vec![
        pem.clone().into(),
        format!("text before\n{pem}text after").into(),
        format!("\u{feff}{pem}").into(),
        pem.replace('\n', "\\n").into(),
        pem.replace('\n', "\r\n").into(),
        pem.repeat(2).into(),
        base64.clone().into(),
        format!(" {base64}\n").into(),
        base64.trim_end_matches('=').into(),
        url_safe.trim_end_matches('=').into(),
        cybsign::text::base64::encode(pem.as_bytes()).into(),
        chain.clone(),
        [fixture("cert_ca.pem"), pem.clone().into()].concat(),
        std::fs::read(folder.path().join("p7")).unwrap(),
        der.clone(),
    ];
    for form in &forms {
        let shown = String::from_utf8_lossy(form);
        for purpose in [CertificateUse::Signer, CertificateUse::Recipient] {
            let found = certificate_from(form, purpose).unwrap_or_else(|error| panic!("{shown}: {error}"));
            assert_eq!(found.der(), der);
        }
        let Ok(text) = std::str::from_utf8(form) else { continue };
        // The two options take it, and the message is judged, not they.
        let options = serde_json::json!({"expected_certificate": text}).to_string();
        assert_eq!(
            verify(b"<a/>", options.as_bytes()).unwrap_err().error.status(),
            CYBSIGN_E_VERIFY_STRUCTURE,
            "{shown}"
        );
        let options = serde_json::json!({"encrypt": true, "server_certificate": text}).to_string();
        let credential = load(&fixture("leaf_nosjc_gen2.p12"), PASSWORD).unwrap();
        SimpleOrder::new(&credential, options.as_bytes()).unwrap_or_else(|error| panic!("{shown}: {error}"));
    }
}

#[test]
fn one_of_several_is_not_guessed() {
    let (leaf, meta, sjc, ca) =
        (fixture("cert_leaf.pem"), fixture("cert_meta.pem"), fixture("cert_sjc.pem"), fixture("cert_ca.pem"));
    let two = [leaf.clone(), meta, ca.clone()].concat();
    for purpose in [CertificateUse::Signer, CertificateUse::Recipient] {
        let error = certificate_from(&two, purpose).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_SEVERAL_KEYS);
        assert!(error.message().contains("testmid_oracle, portfolio_oracle"), "{error}");
    }
    // Messages go to CyberSource; whose signature is meant is another question.
    let with_server = [leaf, sjc.clone(), ca.clone()].concat();
    let recipient = certificate_from(&with_server, CertificateUse::Recipient).unwrap();
    assert_eq!(recipient.der(), der_of(&sjc));
    assert_eq!(signer(&with_server).err().unwrap().status(), CYBSIGN_E_SEVERAL_KEYS);
    let older = fixture("cert_sjc_expired.pem");
    let both = certificate_from(&[sjc, older].concat(), CertificateUse::Recipient).err().unwrap();
    assert_eq!(both.status(), CYBSIGN_E_SEVERAL_KEYS);
    // Alone, an authority is what was given.
    assert_eq!(signer(&ca).unwrap().der(), der_of(&ca));
}

#[test]
fn what_is_no_certificate_is_named_under_the_option() {
    let pem = String::from_utf8(fixture("cert_leaf.pem")).unwrap();
    let key = String::from_utf8(fixture("key_leaf.pem")).unwrap();
    let cut = &pem[..pem.len() - 30];
    for (text, part) in [
        ("", "an empty file"),
        ("x", "an ASCII text"),
        ("card 4111111111111111", "an ASCII text"),
        (cut, "is cut"),
        (&key, "private key"),
        (&format!("{pem}{key}"), "private key"),
    ] {
        let error = signer(text.as_bytes()).err().unwrap_or_else(|| panic!("{text}"));
        assert!(error.message().contains(part), "{error}");
        let options = serde_json::json!({"expected_certificate": text}).to_string();
        let error = verify(b"<a/>", options.as_bytes()).unwrap_err().error;
        assert_eq!(error.status(), CYBSIGN_E_OPTION);
        assert!(error.message().starts_with("option expected_certificate: "), "{error}");
        assert!(!error.message().contains("4111"), "{error}");
    }
}
