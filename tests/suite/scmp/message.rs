//! Messages from one end to the other: what they look like, what is told of them, and who is expected.

use super::*;
use cybsign::error::*;
use cybsign::scmp::ErrorLine;

const NAMED: &str = "merchant_id=testmid_oracle\nrequest_id=4803124484286005701019\n";

#[test]
fn a_request_goes_from_the_client_to_the_server() {
    let sealed = client("{}").seal(REQUEST).unwrap();
    assert_eq!((sealed.request.method, sealed.request.url.as_str()), ("POST", ""));
    assert_eq!(
        String::from_utf8(sealed.request.headers.clone()).unwrap(),
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\
         Content-Transfer-Encoding: base64\r\nSCMP-protocol-version: 2.0\r\n"
    );
    let opened = received(&mime(&sealed)).unwrap();
    assert_eq!(text_of(&opened).as_bytes(), REQUEST);
    let info = &opened.info;
    assert_eq!((info.kind, info.encrypted, info.headers_authenticated), ("message", true, true));
    assert_eq!((info.time_to_live, info.message_type.as_str()), (90, "private-CYBSCommerceService/2.0"));
    assert_eq!(info.request_id, sealed.request_id.as_str());
    assert_eq!(info.total.as_deref(), Some("32.40"));
    let sha256: String = certificate("leaf").sha256().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((&info.signer.sha256, &info.replay_key), (&sha256, &format!("{sha256}:{}", sealed.request_id)));
    assert!(info.weak.is_empty() && info.signer.not_after.as_deref() == Some("2045-01-01T00:00:00Z"));
    let json: serde_json::Value = serde_json::from_slice(&info.to_json().unwrap()).unwrap();
    assert_eq!((&json["kind"], &json["error"], &json["encrypted"]), (&"message".into(), &().into(), &true.into()));
}

#[test]
fn header_lines_and_body_may_come_apart() {
    let sealed = client("{}").seal(REQUEST).unwrap();
    let opened = server("").open(None, &sealed.request.headers, &sealed.request.body).unwrap();
    assert_eq!(text_of(&opened).as_bytes(), REQUEST);
    let more = [b"Date: Sat, 28 Nov 2026 08:00:00 GMT\nServer: x\n", &sealed.request.headers[..]].concat();
    server("").open(None, &more, &sealed.request.body).unwrap();
    let with_lf: Vec<u8> = mime(&sealed).into_iter().filter(|byte| *byte != b'\r').collect();
    received(&with_lf).unwrap();
}

#[test]
fn the_guides_request_survives_the_way() {
    let guide = include_bytes!("../../data/scmp_meta_request.txt");
    let sealed = client(r#"{"allow_other_sender": true}"#).seal(guide).unwrap();
    assert_eq!(sealed.request_id.as_str(), "5580301042523113616883");
    let opened = server(r#", "allow_other_sender": true"#).open(None, b"", &mime(&sealed)).unwrap();
    assert_eq!(text_of(&opened).as_bytes(), guide);
    assert_eq!(opened.info.request_id, "5580301042523113616883");
    let error = client("{}").seal(guide).unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_MERCHANT);
    assert!(!error.message().contains("portfolioabc"));
}

#[test]
fn a_meta_key_signs_for_the_merchant_it_names() {
    let portfolio = Scmp::new(&credential("meta"), certificate("sjc").der(), b"").unwrap();
    let request = b"sender_id=PORTFOLIO_oracle\nmerchant_id=testmid_oracle\n";
    let sealed = portfolio.seal(request).unwrap();
    let options = br#"{"role": "server"}"#;
    let other_end = Scmp::new(&credential("sjc"), certificate("meta").der(), options).unwrap();
    assert_eq!(text_of(&other_end.open(None, b"", &mime(&sealed)).unwrap()).as_bytes(), request);
    assert_eq!(portfolio.seal(b"merchant_id=testmid_oracle").unwrap_err().status(), CYBSIGN_E_MERCHANT);
    assert_eq!(portfolio.seal(b"a=b").unwrap_err().status(), CYBSIGN_E_FIELD);
    assert_eq!(received(&mime(&sealed)).unwrap_err().status(), CYBSIGN_E_DECRYPT);
}

#[test]
fn a_reply_answers_its_request_and_no_other() {
    let request = client("{}").seal(REQUEST).unwrap();
    let id = request.request_id.as_str();
    let reply = server("").seal(format!("request_id={id}\nics_rcode=1\nics_rflag=SOK\n").as_bytes()).unwrap();
    assert_eq!(reply.request_id, request.request_id);
    let opened = client("{}").open(Some(id), &reply.request.headers, &reply.request.body).unwrap();
    assert_eq!(text_of(&opened), format!("request_id={id}\nics_rcode=1\nics_rflag=SOK\n"));
    let other = client("{}").open(Some(REQUEST_ID), b"", &mime(&reply)).unwrap_err();
    assert_eq!(other.status(), CYBSIGN_E_MESSAGE);
    assert_eq!(server("").seal(b"ics_rcode=1").unwrap_err().status(), CYBSIGN_E_FIELD);
    for (end, id) in [(client("{}"), None), (client("{}"), Some("1")), (server(""), Some(REQUEST_ID))] {
        assert_eq!(end.open(id, b"", &mime(&reply)).unwrap_err().status(), CYBSIGN_E_ARGUMENT);
    }
}

#[test]
fn an_error_is_signed_and_clear_and_taken_for_nothing_else() {
    let error = server("").error(REQUEST_ID, 409, "duplicate request").unwrap();
    let text = String::from_utf8(mime(&error)).unwrap();
    assert!(text.contains("smime-type=signed-data") && text.contains("SCMP-request-id: 4803124484286005701019\r\n"));
    let opened = client("{}").open(Some(REQUEST_ID), b"", text.as_bytes()).unwrap();
    assert_eq!((opened.info.kind, opened.info.encrypted, opened.payload.len()), ("error", false, 0));
    assert_eq!(opened.info.error, Some(ErrorLine { number: 409, text: "duplicate request".to_owned() }));
    let elsewhere = client("{}").open(Some("0000000000000000000000"), b"", text.as_bytes()).unwrap_err();
    assert_eq!(elsewhere.status(), CYBSIGN_E_MESSAGE);
    // Signed by the merchant itself, it is nobody's the merchant expects.
    let own = client("{}").error(REQUEST_ID, 409, "x").unwrap();
    let status = client("{}").open(Some(REQUEST_ID), b"", &mime(&own)).unwrap_err().status();
    assert_eq!(status, CYBSIGN_E_VERIFY_SIGNER);
    for (id, number, text) in [
        ("1", 400, "x"),
        (REQUEST_ID, 1_000_000_000, "x"),
        (REQUEST_ID, 400, ""),
        (REQUEST_ID, 400, "a\r\nb"),
        (REQUEST_ID, 400, " a"),
        (REQUEST_ID, 400, "é"),
        (REQUEST_ID, 400, &"x".repeat(501)),
    ] {
        assert_eq!(
            server("").error(id, number, text).unwrap_err().status(),
            CYBSIGN_E_ARGUMENT,
            "{id} {number} {text}"
        );
    }
}

#[test]
fn what_is_only_signed_is_taken_where_both_sides_agreed() {
    let signing = client(r#"{"sign_only": true}"#);
    let sealed = signing.seal(REQUEST).unwrap();
    assert_eq!(received(&mime(&sealed)).unwrap_err().status(), CYBSIGN_E_VERIFY_STRUCTURE);
    let both = server(r#", "sign_only": true"#);
    let opened = both.open(None, b"", &mime(&sealed)).unwrap();
    assert_eq!((text_of(&opened).as_bytes(), opened.info.encrypted), (REQUEST, false));
    // An encrypted one is as good.
    assert!(both.open(None, b"", &mime(&client("{}").seal(REQUEST).unwrap())).unwrap().info.encrypted);
    // What was asked to be encrypted never comes out in clear.
    let encrypted = mime(&client("{}").seal(REQUEST).unwrap());
    assert!(!String::from_utf8(encrypted).unwrap().contains("signed-data"));
}

#[test]
fn options_change_what_is_written() {
    let options = r#"{"draft_headers": true, "content_length": true, "time_to_live": 5, "message_type": "std-CXML/1.0.2",
                      "url": "https://host.example/scmp", "key_transport": "rsa-oaep-sha256"}"#;
    let sealed = client(options).seal(REQUEST).unwrap();
    assert_eq!(sealed.request.url, "https://host.example/scmp");
    assert_eq!(
        String::from_utf8(sealed.request.headers.clone()).unwrap(),
        format!(
            "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\nContent-Length: {}\r\n\
             SCMP-protocol-version: 2.0\r\n",
            sealed.request.body.len()
        )
    );
    assert_eq!(received(&mime(&sealed)).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    let opened = server(r#", "message_type": "std-CXML/1.0.2""#).open(None, b"", &mime(&sealed)).unwrap();
    assert_eq!((opened.info.time_to_live, opened.info.message_type.as_str()), (5, "std-CXML/1.0.2"));
}

#[test]
fn options_that_are_none_are_refused() {
    for options in [
        r#"{"role": "both"}"#,
        r#"{"policy": "lax"}"#,
        r#"{"message_type": "x"}"#,
        r#"{"message_type": "a\r\nb/1"}"#,
        r#"{"time_to_live": 0}"#,
        r#"{"time_to_live": 86401}"#,
        r#"{"key_transport": "rsa-oaep"}"#,
        r#"{"any_certificate": true}"#,
        r#"{"url": "http://host.example/"}"#,
        r#"{"url": ""}"#,
        r#"{"limits": {"max_depth": 1}}"#,
        r#"{"allow_md5": true}"#,
        r#"{"testing": {"request_id": "1"}}"#,
    ] {
        let error = Scmp::new(&credential("leaf"), certificate("sjc").der(), options.as_bytes()).err();
        assert_eq!(error.map(|error| error.status()), Some(CYBSIGN_E_OPTION), "{options}");
    }
}

#[test]
fn somebody_must_be_expected() {
    assert_eq!(Scmp::new(&credential("leaf"), b"", b"").err().unwrap().status(), CYBSIGN_E_NO_RECIPIENT);
    // A P12 from the portal brings the server's certificate along: for a client.
    let from_file = crate::support::credential("leaf_gen2.p12");
    let sealed = Scmp::new(&from_file, b"", b"").unwrap().seal(REQUEST).unwrap();
    received(&mime(&sealed)).unwrap();
    let as_server = Scmp::new(&from_file, b"", br#"{"role": "server"}"#);
    assert_eq!(as_server.err().unwrap().status(), CYBSIGN_E_NO_RECIPIENT);
    // A server knows many merchants by their fingerprints, but can't seal to nobody.
    let hex = |name: &str| certificate(name).sha256().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let options = format!(r#"{{"role": "server", "expected_sha256": ["{}", "{}"]}}"#, hex("meta"), hex("leaf"));
    let many = Scmp::new(&credential("sjc"), b"", options.as_bytes()).unwrap();
    assert_eq!(text_of(&many.open(None, b"", &mime(&sealed)).unwrap()).as_bytes(), REQUEST);
    assert_eq!(many.seal(NAMED.as_bytes()).unwrap_err().status(), CYBSIGN_E_NO_RECIPIENT);
    let others = format!(r#", "expected_sha256": "{}""#, hex("meta"));
    assert_eq!(server(&others).open(None, b"", &mime(&sealed)).unwrap_err().status(), CYBSIGN_E_DECRYPT);
}

#[test]
fn certificates_out_of_date_are_refused_by_name() {
    let late = r#"{"testing": {"now": 3000000000}}"#;
    assert_eq!(client(late).seal(REQUEST).unwrap_err().status(), CYBSIGN_E_EXPIRED);
    let early = r#"{"testing": {"now": 1000000000}}"#;
    assert_eq!(client(early).seal(REQUEST).unwrap_err().status(), CYBSIGN_E_NOT_YET_VALID);
    let expired = |options: &[u8]| Scmp::new(&credential("leaf"), certificate("sjc_expired").der(), options).unwrap();
    assert_eq!(expired(b"").seal(REQUEST).unwrap_err().status(), CYBSIGN_E_RECIPIENT_DATE);
    assert!(expired(br#"{"allow_expired_recipient": true}"#).seal(REQUEST).is_ok());
    let message = mime(&client("{}").seal(REQUEST).unwrap());
    let at = |options: &str| server(options).open(None, b"", &message).map(|_| ()).map_err(|error| error.status());
    assert_eq!(at(r#", "testing": {"now": 3000000000}"#), Err(CYBSIGN_E_RECIPIENT_DATE));
    assert_eq!(at(r#", "testing": {"now": 3000000000}, "allow_expired_recipient": true"#), Ok(()));
}

#[test]
fn a_message_has_a_limit() {
    let message = mime(&client("{}").seal(REQUEST).unwrap());
    let small = server(r#", "limits": {"max_bytes": 1000}"#);
    assert_eq!(small.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_LIMIT);
    let few = server(r#", "limits": {"max_fields": 2}"#);
    assert_eq!(few.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    let seals_few = client(r#"{"limits": {"max_fields": 2}}"#);
    assert_eq!(seals_few.seal(REQUEST).unwrap_err().status(), CYBSIGN_E_LIMIT);
}

#[test]
fn a_field_that_would_be_two_is_refused() {
    let fields = [(&b"merchant_id"[..], &b"testmid_oracle"[..]), (b"user_po", b"1\nmerchant_ref_number=2")];
    assert_eq!(client("{}").seal_fields(&fields).unwrap_err().status(), CYBSIGN_E_FIELD);
    let fields = [(&b"merchant_id"[..], &b"testmid_oracle"[..]), (b"user_po", b"a=b: c")];
    let opened = received(&mime(&client("{}").seal_fields(&fields).unwrap())).unwrap();
    assert_eq!(text_of(&opened), "merchant_id=testmid_oracle\nuser_po=a=b: c\n");
}

/// A key that lives elsewhere can do both.
#[test]
fn the_callers_own_key_seals_and_opens() {
    use cybsign::credential::{Decrypter, Signer};
    use cybsign::crypto::rsa::RsaAlgorithm;
    use cybsign::secret::SecretBytes;
    struct Elsewhere(Credential);
    impl Signer for Elsewhere {
        fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>, Error> {
            self.0.sign(algorithm, digest)
        }
    }
    impl Decrypter for Elsewhere {
        fn decrypt(&self, algorithm: RsaAlgorithm, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
            self.0.decrypter().unwrap().decrypt(algorithm, ciphertext)
        }
    }
    let elsewhere = |decrypts: bool| {
        let decrypter = decrypts.then(|| Box::new(Elsewhere(credential("leaf"))) as Box<dyn Decrypter>);
        let signer = Box::new(Elsewhere(credential("leaf")));
        let credential = Credential::from_callbacks(certificate("leaf").der(), signer, decrypter, b"").unwrap();
        Scmp::new(&credential, certificate("sjc").der(), b"").unwrap()
    };
    received(&mime(&elsewhere(true).seal(REQUEST).unwrap())).unwrap();
    let reply = mime(&server("").seal(NAMED.as_bytes()).unwrap());
    assert_eq!(text_of(&elsewhere(true).open(Some(REQUEST_ID), b"", &reply).unwrap()), NAMED);
    let error = elsewhere(false).open(Some(REQUEST_ID), b"", &reply).unwrap_err();
    assert_eq!(error.status(), CYBSIGN_E_KEY_KIND);
}
