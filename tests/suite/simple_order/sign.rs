//! Signing Simple Order requests: the worked vectors, the layouts, and what is refused.

use crate::support::{between, credential, digest_of_body, key_file, text, PASSWORD};
use cybsign::credential::Credential;
use cybsign::error::*;
use cybsign::simple_order::{verify, SimpleOrder};

const JAVA_IDS: &str = r#"{"token":"X509-1b0f","signature":"SIG-2","body":"id-4d1a8924-5c0a-467e-bb80-c40b507c2182","key_info":"KI-3","reference":"STR-4"}"#;

const CYBS: &str = "urn:schemas-cybersource-com:transaction-data-1.224";

fn signer(options: &str) -> SimpleOrder {
    SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).unwrap()
}

fn java(more: &str) -> SimpleOrder {
    signer(&format!(r#"{{"profile":"java","testing":{{"ids":{JAVA_IDS}}}{more}}}"#))
}

/// A requestMessage with this in it.
fn request(attributes: &str, content: &str) -> Vec<u8> {
    format!("<requestMessage xmlns='{CYBS}'{attributes}>{content}</requestMessage>").into_bytes()
}

fn assert_verifies(message: &str) {
    let expected = std::fs::read_to_string(key_file("cert_leaf.pem")).unwrap();
    let options = serde_json::json!({ "expected_certificate": expected }).to_string();
    let report = verify(message.as_bytes(), options.as_bytes()).map_err(|failure| failure.error).unwrap();
    assert!(report.to_json().contains("\"ok\":true"));
}

#[test]
fn vector_c1_is_the_cpp_profile_to_the_byte() {
    let order = signer(r#"{"api_version":"1.183"}"#);
    let message = text(
        order
            .sign_nvp(
                "merchantReferenceCode=ref1\nbillTo_firstName=J&J é\ncard_accountNumber=4111111111111111\n\
                 ccAuthService_run=true\nclientApplication=Simple Order API\nclientEnvironment=Linux x86_64\n\
                 clientLibrary=C SOAP\nclientLibraryVersion=6.0.4\nmerchantID=testmid\n"
                    .as_bytes(),
            )
            .unwrap(),
    );
    assert_eq!(between(&message, "<ds:DigestValue>", "<"), "RkAkPee7x5JT7zS0tYJQe6hNB2ZB3Ne6xZ9Fa8eK5SQ=");
    let body = &message[message.find("<SOAP-ENV:Body").unwrap()..message.find("</SOAP-ENV:Envelope>").unwrap()];
    assert_eq!(body.len(), 542);
    assert!(body.starts_with("<SOAP-ENV:Body xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:wsu="));
    assert_verifies(&message);
}

#[test]
fn vector_j1_is_the_java_profile_to_the_byte() {
    let message =
        text(java("").sign_nvp(b"merchantID=testmid\nbillTo_firstName=J&J\nccAuthService_run=true\n").unwrap());
    assert_eq!(between(&message, "<ds:DigestValue>", "<"), "WX3rAUiZFWLBDpS42qWvVtC6G9rW2oKq6yYvPLQs8jw=");
    let body = &message[message.find("<soap:Body").unwrap()..];
    assert!(body.starts_with(
        "<soap:Body xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" \
         id=\"body1\" wsu:Id=\"id-4d1a8924-5c0a-467e-bb80-c40b507c2182\">\n\
         <nvpRequest xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\">\nmerchantID=testmid\n\
         billTo_firstName=J&amp;J\nccAuthService_run=true\n</nvpRequest>\n</soap:Body>\n</soap:Envelope>"
    ));
    let signed_info = crate::support::java_signed_info(&message);
    assert_eq!(signed_info.len(), 812);
    assert_eq!(
        crate::support::sha256_hex(signed_info.as_bytes()),
        "f074751b403a1fade03bacff3f92146b62c22623824cbc54a5db1c671ca8b320"
    );
    assert_verifies(&message);
}

#[test]
fn the_java_profile_breaks_base64_as_the_sdk_does() {
    let message = text(java("").sign_nvp(b"merchantID=testmid").unwrap());
    for element in ["wsse:BinarySecurityToken", "ds:SignatureValue"] {
        let start = message.find(&format!("<{element}")).unwrap();
        let value = between(&message[start..], ">", "</");
        let lines: Vec<&str> = value.split("&#13;\n").collect();
        assert!(lines.len() > 1);
        assert!(lines[..lines.len() - 1].iter().all(|line| line.len() == 76), "{element}");
        assert!(!lines.concat().contains(['\r', '\n', '&']));
    }
    assert!(message.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><soap:Envelope"));
}

#[test]
fn the_cpp_profile_is_deterministic_on_one_line() {
    let order = signer("{}");
    let request = std::fs::read("tests/data/request.nvp").unwrap();
    let message = order.sign_nvp(&request).unwrap();
    assert_eq!(*message, *order.sign_nvp(&request).unwrap());
    let message = text(message);
    assert_eq!(message.lines().count(), request.split(|byte| *byte == b'\n').count());
    assert!(!message.contains("/>"));
    assert_verifies(&message);
}

#[test]
fn fresh_ids_are_random_and_distinct() {
    let order = signer(r#"{"profile":"java"}"#);
    let one = text(order.sign_nvp(b"merchantID=a").unwrap());
    let other = text(order.sign_nvp(b"merchantID=a").unwrap());
    let id = |message: &str| between(message, "id=\"body1\" wsu:Id=\"", "\"").to_owned();
    assert_ne!(id(&one), id(&other));
    let uuid = id(&one);
    let uuid = uuid.strip_prefix("id-").unwrap();
    assert_eq!(uuid.len(), 36);
    assert_eq!(&uuid[14..15], "4");
    assert!(uuid.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    assert_verifies(&one);
}

#[test]
fn the_guides_request_is_signed_in_both_profiles() {
    let request = std::fs::read("tests/data/guide_request.xml").unwrap();
    let order = signer(r#"{"client":{"clientLibrary":"never taken","clientEnvironment":"never taken"}}"#);
    let message = text(order.sign_xml(&request).unwrap());
    assert!(message.contains("wsu:Id=\"SOAP-ENV-Body\""));
    assert!(message.contains("transaction-data-1.135"));
    assert!(message.contains("<ccCaptureService run=\"true\"></ccCaptureService>"));
    assert!(!message.contains("never taken"));
    assert_verifies(&message);

    let message = text(java("").sign_xml(&request).unwrap());
    let sent = String::from_utf8(request).unwrap();
    assert!(message.contains(&format!(">{}</soap:Body></soap:Envelope>", sent.trim_end())));
    assert!(!message.contains("body1"));
    assert_verifies(&message);
}

#[test]
fn xml_in_canonical_form_keeps_what_it_means() {
    let xml = format!(
        "<?xml version='1.0' encoding='utf-8'?><!-- prolog --><a:requestMessage b='2' xmlns:a='{CYBS}' a='1\t2' \
         xmlns:unused='urn:u'><!-- c --><a:x><![CDATA[<&>]]>&#13;&#128512;\r\n</a:x><y/>é😀</a:requestMessage><!-- e -->"
    );
    let message = text(signer("{}").sign_xml(xml.as_bytes()).unwrap());
    let canonical = format!(
        "<a:requestMessage xmlns:a=\"{CYBS}\" a=\"1 2\" b=\"2\"><a:x>&lt;&amp;&gt;&#xD;😀\n</a:x><y></y>é😀</a:requestMessage></SOAP-ENV:Body>"
    );
    assert!(message.contains(&canonical));
    assert_verifies(&message);

    let message = text(java("").sign_xml(xml.as_bytes()).unwrap());
    assert!(message.contains("<![CDATA[<&>]]>&#13;&#128512;\r\n</a:x><y/>"));
    assert!(!message.contains("prolog") && !message.contains("<!-- e -->"));
    assert_verifies(&message);
}

#[test]
fn prefixes_of_the_envelope_in_the_request_are_seen() {
    let wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    for xml in [
        format!("<SOAP-ENV:requestMessage xmlns:SOAP-ENV='{CYBS}'><wsu:b xmlns:wsu='urn:other'/></SOAP-ENV:requestMessage>"),
        format!("<requestMessage xmlns='{CYBS}' xmlns:wsu='{wsu}' wsu:Id='mine'/>"),
        format!("<r:requestMessage xmlns:r='{CYBS}' xmlns=''/>"),
        format!("<soap:requestMessage xmlns:soap='{CYBS}' soap:c='1'><b xmlns='urn:q'><c xmlns=''/></b></soap:requestMessage>"),
    ] {
        assert_verifies(&text(signer("{}").sign_xml(xml.as_bytes()).unwrap()));
        assert_verifies(&text(java("").sign_xml(xml.as_bytes()).unwrap()));
    }
}

#[test]
fn a_byte_order_mark_is_allowed_and_other_encodings_are_not() {
    let order = signer("{}");
    let marked = [b"\xEF\xBB\xBF", &request("", "")[..]].concat();
    assert_verifies(&text(order.sign_xml(&marked).unwrap()));
    let declared = [b"\xEF\xBB\xBF<?xml version=\"1.0\"?>", &request("", "")[..]].concat();
    assert_verifies(&text(java("").sign_xml(&declared).unwrap()));
    for (xml, status) in [
        (&b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>"[..], CYBSIGN_E_ENCODING),
        (b"\xFF\xFE<\0a\0/\0>\0", CYBSIGN_E_ENCODING),
        (b"<a>\xE9</a>", CYBSIGN_E_ENCODING),
        (b"<?xml version='1.1'?><a/>", CYBSIGN_E_XML),
        (b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", CYBSIGN_E_XML),
        (b"<a>&e;</a>", CYBSIGN_E_XML),
        (b"<a></b>", CYBSIGN_E_XML),
        (b"", CYBSIGN_E_XML),
        (&request(" Id='X509Token'", ""), CYBSIGN_E_MESSAGE),
        (&request("", "<b id='\n Cert '/>"), CYBSIGN_E_MESSAGE),
        (&request("", "<b x:Id='SOAP-ENV-Body' xmlns:x='urn:x'/>"), CYBSIGN_E_MESSAGE),
        (b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>", CYBSIGN_E_MESSAGE),
    ] {
        assert_eq!(order.sign_xml(xml).unwrap_err().status(), status, "{}", String::from_utf8_lossy(xml));
    }
}

#[test]
fn identification_fields_are_added_where_they_lack() {
    let client = r#","client":{"clientApplication":"Shop & Co","clientLibrary":"own","note":"n"}"#;
    let message = text(java(client).sign_nvp(b"merchantID=m\nclientLibrary=mine\n").unwrap());
    assert!(
        message.contains("\nmerchantID=m\nclientLibrary=mine\nclientApplication=Shop &amp; Co\nnote=n\n</nvpRequest>")
    );

    let xml = format!(
        "<c:requestMessage xmlns:c='{CYBS}'><c:merchantID>m</c:merchantID><c:clientEnvironment>e</c:clientEnvironment><c:z/></c:requestMessage>"
    );
    let message = text(java(client).sign_xml(xml.as_bytes()).unwrap());
    assert!(message.contains(
        "<c:merchantID>m</c:merchantID><c:clientLibrary>own</c:clientLibrary><c:clientEnvironment>e</c:clientEnvironment>\
         <c:clientApplication>Shop &amp; Co</c:clientApplication><c:note>n</c:note><c:z/></c:requestMessage>"
    ));
    assert_verifies(&message);
    let message = text(java(client).sign_xml(format!("<requestMessage xmlns='{CYBS}' />").as_bytes()).unwrap());
    assert!(message.contains(&format!("<requestMessage xmlns='{CYBS}' ><clientLibrary>own</clientLibrary>")));
    assert_verifies(&message);
    assert!(!text(signer("{}").sign_nvp(b"merchantID=m").unwrap()).contains("client"));
}

#[test]
fn fields_are_sorted_by_name_in_cpp_and_kept_in_order_in_java() {
    let fields: &[(&[u8], &[u8])] =
        &[(b"a_b", b"1"), (b"a0", b"2"), (b"a", b"3"), ("é".as_bytes(), b"4"), (b"Z", b"5")];
    let cpp = text(signer("{}").sign_fields(fields).unwrap());
    assert!(cpp.contains(">Z=5\na=3\na0=2\na_b=1\né=4\n</ns2:nvpRequest>"));
    let java = text(java("").sign_fields(fields).unwrap());
    assert!(java.contains(">\na_b=1\na0=2\na=3\né=4\nZ=5\n</nvpRequest>"));
}

#[test]
fn the_java_profile_writes_characters_as_the_jdk_does() {
    let message = text(java("").sign_fields(&[(b"a", "\t\u{7F}\u{85}\u{2028}😀\"'<>&".as_bytes())]).unwrap());
    assert!(message.contains("a=\t&#127;&#133;\u{2028}&#128512;\"'&lt;&gt;&amp;\n"));
    assert_verifies(&message);
}

#[test]
fn a_field_that_would_become_another_is_refused() {
    let order = signer("{}");
    for (name, value) in [
        (&b"a"[..], &b"J\nX=1"[..]),
        (b"a", b"J\rX=1"),
        (b"a", b"x\0"),
        (b"a", b"\x01"),
        (b"a", b"\xEF\xBF\xBE"),
        (b"a", b"\xEF\xBF\xBF"),
        (b"a", b"\xED\xA0\x80"),
        (b"a", b"\xFF"),
        (b"a=b", b"1"),
        (b"", b"1"),
        (b"a\nb", b"1"),
        (b"a\tb", b"1"),
        (b"\xEF\xBF\xBF", b"1"),
    ] {
        for order in [&order, &java("")] {
            let error = order.sign_fields(&[(b"merchantID", b"m"), (name, value)]).unwrap_err();
            assert_eq!(error.status(), CYBSIGN_E_FIELD, "{name:?} {value:?}");
            assert_eq!(error.detail()["field"], 2);
        }
    }
    for value in ["1", "true", "TRUE", " True "] {
        let error = order.sign_fields(&[(b"a", b"&amp;"), (b"_has_escapes", value.as_bytes())]).unwrap_err();
        assert_eq!((error.status(), &error.detail()["field"]), (CYBSIGN_E_FIELD, &2.into()));
        assert!(error.message().contains("_has_escapes") && error.message().contains("escaped twice"), "{error}");
        assert_eq!(order.sign_nvp(format!("_has_escapes={value}").as_bytes()).unwrap_err().status(), CYBSIGN_E_FIELD);
    }
    assert!(order.sign_nvp(b"_has_escapes=false\na=&").is_ok());
    for text in ["\u{FEFF}merchantID=m\n", "merchantID\u{200B}=m\n", "merchantID\u{A0}=m\n", " merchantID=m\n"] {
        assert_eq!(order.sign_nvp(text.as_bytes()).unwrap_err().status(), CYBSIGN_E_FIELD, "{text:?}");
        assert_eq!(java("").sign_nvp(text.as_bytes()).unwrap_err().status(), CYBSIGN_E_FIELD, "{text:?}");
    }
    assert_eq!(order.sign_fields(&[]).unwrap_err().status(), CYBSIGN_E_FIELD);
    let twice: &[(&[u8], &[u8])] = &[(b"a", b"1"), (b"b", b"2"), (b"a", b"3")];
    assert_eq!(order.sign_fields(twice).unwrap_err().status(), CYBSIGN_E_FIELD);
    assert_eq!(java("").sign_fields(twice).unwrap_err().status(), CYBSIGN_E_FIELD);
    let replaced = "\u{FFFD}\u{FEFF}\u{10FFFF} ".as_bytes();
    assert_verifies(&text(order.sign_fields(&[(b"a", replaced)]).unwrap()));
}

#[test]
fn blank_lines_are_refused_and_a_missing_last_line_feed_is_not() {
    let order = signer("{}");
    assert_eq!(*order.sign_nvp(b"a=1\nb=2").unwrap(), *order.sign_nvp(b"a=1\nb=2\n").unwrap());
    for nvp in
        [&b"a=1\n\nb=2\n"[..], b"\na=1", b"a=1\n\n", b"", b"\n", b"a=1\r\nb=2\r\n", b"a=1\nb", b"=1", b"a=1\na=2"]
    {
        assert_eq!(order.sign_nvp(nvp).unwrap_err().status(), CYBSIGN_E_FIELD, "{nvp:?}");
    }
    assert!(text(order.sign_nvp(b"a=\nb=x=y").unwrap()).contains(">a=\nb=x=y\n<"));
}

#[test]
fn errors_show_no_value() {
    let order = signer("{}");
    let pan = "4111111111111111";
    let cases = [
        order.sign_nvp(format!("card_accountNumber={pan}\nx={pan}\n\n").as_bytes()).unwrap_err(),
        order.sign_nvp(format!("{pan}\n").as_bytes()).unwrap_err(),
        order.sign_nvp(format!("{pan}={pan}\n{pan}={pan}\n").as_bytes()).unwrap_err(),
        order.sign_fields(&[(pan.as_bytes(), b"\n")]).unwrap_err(),
        order.sign_xml(format!("<card><accountNumber>{pan}</card>").as_bytes()).unwrap_err(),
        order.sign_xml(format!("<card>&{pan};</card>").as_bytes()).unwrap_err(),
        order.sign_xml(format!("<card a{pan}='1' a{pan}='2'></card>").as_bytes()).unwrap_err(),
    ];
    for error in cases {
        let shown = format!("{error} {error:?} {:?}", error.detail());
        assert!(!shown.contains(pan), "{shown}");
    }
}

#[test]
fn options_are_checked() {
    let credential = credential("leaf_gen2.p12");
    for (options, word) in [
        (r#"{"profile":"dotnet"}"#, "profile"),
        (r#"{"api_version":"1"}"#, "api_version"),
        (r#"{"api_version":"1.2\" x=\"y"}"#, "api_version"),
        (r#"{"api_version":1.224}"#, "api_version"),
        (r#"{"namespace":"no uri"}"#, "namespace"),
        (r#"{"namespace":"urn:a\" b=\""}"#, "namespace"),
        (r#"{"namespace":"urn:a","api_version":"1.224"}"#, "namespace"),
        (r#"{"client":true}"#, "client"),
        (r#"{"client":{"a b":"c"}}"#, "client"),
        (r#"{"client":{"a":"c\nd=e"}}"#, "client"),
        (r#"{"allow_expired":1}"#, "allow_expired"),
        (r#"{"limits":{"max_depth":0}}"#, "limits.max_depth"),
        (r#"{"limits":{"max_dept":10}}"#, "limits.max_depth"),
        (r#"{"testing":{"ids":{"token":"a"}}}"#, "testing.ids"),
        (
            r#"{"testing":{"ids":{"token":"a","signature":"a","body":"b","key_info":"c","reference":"d"}}}"#,
            "testing.ids",
        ),
        (
            r#"{"testing":{"ids":{"token":"1","signature":"a","body":"b","key_info":"c","reference":"d"}}}"#,
            "testing.ids",
        ),
        (r#"{"profil":"java"}"#, "profile"),
    ] {
        let error = SimpleOrder::new(&credential, options.as_bytes()).err().unwrap_or_else(|| panic!("{options}"));
        assert_eq!(error.status(), CYBSIGN_E_OPTION, "{options}");
        assert!(error.message().contains(word), "{options}: {error}");
    }
    let error = SimpleOrder::new(&credential, b"{").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_JSON);
}

#[test]
fn limits_hold() {
    let order = signer(r#"{"limits":{"max_bytes":1000,"max_depth":3,"max_attributes":2}}"#);
    let long = "x".repeat(1001);
    for error in [
        order.sign_nvp(format!("a={long}").as_bytes()).unwrap_err(),
        order.sign_fields(&[(b"a", long.as_bytes())]).unwrap_err(),
        order.sign_xml(format!("<a>{long}</a>").as_bytes()).unwrap_err(),
        order.sign_xml(b"<a><a><a><a/></a></a></a>").unwrap_err(),
        order.sign_xml(&request(" b='1' c='2'", "")).unwrap_err(),
    ] {
        assert_eq!(error.status(), CYBSIGN_E_LIMIT);
    }
    assert!(order.sign_xml(&request(" b='1'", "<a><a/></a>")).is_ok());
}

#[test]
fn a_key_out_of_date_is_refused_unless_the_option_says_otherwise() {
    let expired = credential("leaf_expired_gen2.p12");
    let order = SimpleOrder::new(&expired, b"{}").unwrap();
    assert_eq!(order.sign_nvp(b"a=1").unwrap_err().status(), CYBSIGN_E_EXPIRED);
    assert!(SimpleOrder::new(&expired, br#"{"allow_expired":true}"#).unwrap().sign_nvp(b"a=1").is_ok());

    let at = |now: i64| {
        signer(&format!(r#"{{"testing":{{"now":{now}}}}}"#)).sign_nvp(b"a=1").map(|_| ()).map_err(|e| e.status())
    };
    let valid = credential("leaf_gen2.p12");
    let until = valid.not_after().unwrap();
    assert_eq!(at(until), Ok(()));
    assert_eq!(at(until + 1), Err(CYBSIGN_E_EXPIRED));
    let (from, _) = valid.certificate().unwrap().validity().times().unwrap();
    assert_eq!(at(from - 300), Ok(()));
    assert_eq!(at(from - 301), Err(CYBSIGN_E_NOT_YET_VALID));
}

/// Whoever verifies refuses such a key.
#[test]
fn a_key_that_proves_nothing_signs_nothing() {
    use openssl::asn1::Asn1Time;
    use openssl::hash::MessageDigest;
    use openssl::pkey::PKey;
    for (bits, status) in [(1016, Some(CYBSIGN_E_KEY_KIND)), (1024, None)] {
        let key = PKey::from_rsa(openssl::rsa::Rsa::generate(bits).unwrap()).unwrap();
        let mut builder = openssl::x509::X509Builder::new().unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(4_000_000_000).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        let (key, certificate) = (key.private_key_to_pem_pkcs8().unwrap(), builder.build().to_pem().unwrap());
        let credential = Credential::from_pem(&key, &certificate, b"", b"").unwrap();
        let made = SimpleOrder::new(&credential, b"").err().map(|error| error.status());
        assert_eq!(made, status, "{bits}");
    }
}

#[test]
fn a_meta_key_signs_for_another_merchant() {
    let order = SimpleOrder::new(&credential("meta_gen2.p12"), b"{}").unwrap();
    let message = text(order.sign_nvp(b"merchantID=child\n").unwrap());
    assert!(message.contains("merchantID=child\n"));
    assert!(!message.contains("portfolio_oracle"));
}

#[test]
fn only_the_body_is_signed_and_no_timestamp_is_sent() {
    for message in [text(signer("{}").sign_nvp(b"a=1").unwrap()), text(java("").sign_nvp(b"a=1").unwrap())] {
        assert_eq!(message.matches("<ds:Reference ").count(), 1);
        assert!(!message.contains("Timestamp"));
        assert_eq!(message.matches("mustUnderstand=\"1\"").count(), 1);
        assert!(message.contains("http://www.w3.org/2001/10/xml-exc-c14n#"));
        // CyberSource's pages print this without the year 2001.
        assert!(!message.contains("w3.org/10/"));
    }
}

#[test]
fn the_token_is_one_bare_certificate() {
    use base64::Engine;
    let message = text(signer("{}").sign_nvp(b"a=1").unwrap());
    let token = between(&message, "wsu:Id=\"X509Token\">", "<");
    let der = base64::engine::general_purpose::STANDARD.decode(token).unwrap();
    assert_eq!(der, credential("leaf_gen2.p12").certificate().unwrap().der());
}

#[test]
fn the_digest_is_that_of_the_canonical_body() {
    let message = text(signer("{}").sign_xml(&request("", "\n <b/>")).unwrap());
    assert_eq!(between(&message, "<ds:DigestValue>", "<"), digest_of_body(&message, "SOAP-ENV:Body"));
}

#[test]
fn a_namespace_of_the_callers_own_is_escaped() {
    let message = text(signer(r#"{"namespace":"urn:a?b&c"}"#).sign_nvp(b"a=1").unwrap());
    assert!(message.contains("xmlns:ns2=\"urn:a?b&amp;c\""));
    assert_verifies(&message);
}

#[test]
fn every_layout_signs_the_same_bytes() {
    let options = b"{}";
    let one = SimpleOrder::new(&credential("leaf_gen1.p12"), options).unwrap().sign_nvp(b"a=1").unwrap();
    let pem = std::fs::read(key_file("key_leaf.pem")).unwrap();
    let certificate = std::fs::read(key_file("cert_leaf.pem")).unwrap();
    let from_pem = Credential::from_pem(&pem, &certificate, b"", b"").unwrap();
    assert_eq!(*one, *SimpleOrder::new(&from_pem, options).unwrap().sign_nvp(b"a=1").unwrap());
    let data = std::fs::read(key_file("leaf_gen2.p12")).unwrap();
    let from_p12 = Credential::from_p12(&data, PASSWORD, None, b"").unwrap();
    assert_eq!(*one, *SimpleOrder::new(&from_p12, options).unwrap().sign_nvp(b"a=1").unwrap());
}
