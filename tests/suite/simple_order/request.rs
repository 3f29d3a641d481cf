//! Whole requests, and the retired UsernameToken.

use crate::support::{between, credential, key_file, PASSWORD};
use cybsign::credential::Credential;
use cybsign::error::*;
use cybsign::simple_order::{username_token, RequestContent, SimpleOrder};
use cybsign::xml::{Document, Limits};

fn order(options: &str) -> SimpleOrder {
    SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).unwrap()
}

const NVP: RequestContent<'_> = RequestContent::Nvp(b"merchantID=m\n");

#[test]
fn every_server_has_its_url() {
    for (options, url) in [
        (r#"{"environment":"test"}"#, "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor"),
        (r#"{"environment":"production"}"#, "https://ics2ws.ic3.com/commerce/1.x/transactionProcessor"),
        (
            r#"{"environment":"test","endpoint":"standard"}"#,
            "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor",
        ),
        (
            r#"{"environment":"test","endpoint":"akamai"}"#,
            "https://ics2wstesta.ic3.com/commerce/1.x/transactionProcessor",
        ),
        (
            r#"{"environment":"production","endpoint":"akamai"}"#,
            "https://ics2wsa.ic3.com/commerce/1.x/transactionProcessor",
        ),
        (
            r#"{"environment":"test","endpoint":"india"}"#,
            "https://ics2wstest.in.ic3.com/commerce/1.x/transactionProcessor",
        ),
        (
            r#"{"environment":"production","endpoint":"india"}"#,
            "https://ics2ws.in.ic3.com/commerce/1.x/transactionProcessor",
        ),
        (r#"{"endpoint":"https://localhost:8443/x?y=1"}"#, "https://localhost:8443/x?y=1"),
        (r#"{"endpoint":"https://[::1]/"}"#, "https://[::1]/"),
        (
            r#"{"environment":"production","endpoint":"https://proxy.example.com/cybs"}"#,
            "https://proxy.example.com/cybs",
        ),
    ] {
        assert_eq!(order(options).request(NVP).unwrap().url, url);
    }
    let error = order("").request(NVP).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_OPTION);
    assert!(error.message().contains("environment"));
    assert!(order("").sign_nvp(b"merchantID=m\n").is_ok());
}

#[test]
fn header_lines_are_ready_to_be_written() {
    let request = order(r#"{"environment":"test"}"#).request(NVP).unwrap();
    assert_eq!(request.headers, b"Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"runTransaction\"\r\n");
}

#[test]
fn each_kind_of_content_gives_the_message_of_its_own_function() {
    let order = order(r#"{"environment":"test","allow_other_username":true}"#);
    let xml = std::fs::read("tests/data/guide_request.xml").unwrap();
    let envelope = std::fs::read("tests/data/guide_soap_request.xml").unwrap();
    let fields: &[(&[u8], &[u8])] = &[(b"merchantID", b"m"), (b"a", b"1")];
    let body = |content| order.request(content).unwrap().body;
    assert_eq!(*body(RequestContent::Fields(fields)), *order.sign_fields(fields).unwrap());
    assert_eq!(*body(NVP), *order.sign_nvp(b"merchantID=m\n").unwrap());
    assert_eq!(*body(RequestContent::Xml(&xml)), *order.sign_xml(&xml).unwrap());
    assert_eq!(*body(RequestContent::Envelope(&envelope)), *order.sign_envelope(&envelope).unwrap().message);
}

#[test]
fn a_url_that_would_break_out_of_its_line_is_refused() {
    for url in [
        "http://ics2ws.ic3.com/",
        "https://",
        "https:///x",
        "ftp://a/",
        "Standard",
        "",
        "https://a b/",
        "https://a/\\r\\nX: y",
        "https://a/\\\"",
        "https://a/'",
        "https://a/<",
        "https://user:secret@a/",
        "https://a/#f",
        "https://a:99999/",
        "https://a:/",
        "https://a:x/",
        "https://a:0/",
        "https://-/",
        "https://-a.example/",
        "https://a-.example/",
        "https://a..example/",
        "https://./",
        "https://[]/",
        "https://[x]/",
        "https://[::1/",
        "https://é/",
        "https://a\\u0000/",
        "https://a,b/",
    ] {
        let options = format!("{{\"environment\":\"test\",\"endpoint\":\"{url}\"}}");
        let error =
            SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).err().unwrap_or_else(|| panic!("{url}"));
        assert_eq!(error.status(), CYBSIGN_E_OPTION, "{url}");
        assert!(!error.message().contains("secret"));
    }
}

#[test]
fn a_credential_of_the_other_environment_is_refused() {
    let marked = |environment: &str| {
        let options = format!(r#"{{"environment":"{environment}"}}"#);
        Credential::from_p12(&std::fs::read(key_file("leaf_gen2.p12")).unwrap(), PASSWORD, None, options.as_bytes())
            .unwrap()
    };
    for (own, options, fits) in [
        ("test", r#"{"environment":"test"}"#, true),
        ("test", r#"{"environment":"production"}"#, false),
        ("production", r#"{"environment":"test"}"#, false),
        ("production", r#"{"environment":"production","endpoint":"akamai"}"#, true),
        // CyberSource's own servers are known by their names.
        ("test", r#"{"endpoint":"https://ics2ws.ic3.com/commerce/1.x/transactionProcessor/"}"#, false),
        ("test", r#"{"endpoint":"https://ICS2WS.ic3.com.:443/"}"#, false),
        ("production", r#"{"endpoint":"https://ics2wstesta.ic3.com/"}"#, false),
        ("production", r#"{"endpoint":"https://ics2ws.in.ic3.com/"}"#, true),
        ("production", r#"{"endpoint":"https://mock.example.com/"}"#, true),
        ("test", "", true),
    ] {
        match SimpleOrder::new(&marked(own), options.as_bytes()) {
            Ok(_) => assert!(fits, "{own} {options}"),
            Err(error) => assert_eq!((error.status(), fits), (CYBSIGN_E_ENVIRONMENT, false), "{own} {options}"),
        }
    }
    for options in [
        r#"{"environment":"live"}"#,
        r#"{"environment":"test","endpoint":"https://ics2ws.ic3.com/"}"#,
        r#"{"environment":"production","endpoint":"https://ics2wstest.ic3.com/"}"#,
    ] {
        let error = SimpleOrder::new(&credential("leaf_gen2.p12"), options.as_bytes()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_OPTION, "{options}");
    }
}

#[test]
fn the_username_token_is_retired_with_all_the_dates() {
    for options in ["", "{}", r#"{"allow_retired":false}"#] {
        let error = username_token(b"m", b"Secret+key", options.as_bytes()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_RETIRED);
        for date in ["15 April 2026", "7 October 2026"] {
            assert!(error.message().contains(date), "{date}");
        }
        assert!(!error.message().contains("Secret") && !error.message().contains('\n'));
    }
}

#[test]
fn the_username_token_is_made_where_it_is_allowed() {
    let header =
        username_token("port<folio".as_bytes(), "8Sb&<>\"'+/é==".as_bytes(), br#"{"allow_retired":true}"#).unwrap();
    let text = std::str::from_utf8(&header).unwrap();
    assert_eq!(between(text, "<wsse:Username>", "</"), "port&lt;folio");
    assert_eq!(between(text, "#PasswordText\">", "</"), "8Sb&amp;&lt;&gt;\"'+/é==");
    let document = Document::parse(&header, &Limits::default()).unwrap();
    let password = document.elements().find(|element| element.local_name() == "Password").unwrap();
    assert_eq!(password.text(), "8Sb&<>\"'+/é==");
    assert_eq!(document.root().local_name(), "Security");
    for (username, password) in [
        (&b""[..], &b"p"[..]),
        (b"m", b""),
        (b"m", b"secret\n"),
        (b"m\r", b"p"),
        (b"m", b"\xFF"),
        (b"m", b"a\0b"),
        (b"m", b"\xEF\xBF\xBF"),
        (b"m", &[b'x'; 4097]),
    ] {
        let error = username_token(username, password, br#"{"allow_retired":true}"#).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_ARGUMENT);
        assert!(!error.message().contains("secret"));
    }
    assert_eq!(username_token(b"m", b"p", br#"{"allow_retire":true}"#).err().unwrap().status(), CYBSIGN_E_OPTION);
}

#[test]
fn an_envelope_with_the_old_header_can_be_signed_with_a_p12() {
    let header = username_token(b"merchant1", b"key", br#"{"allow_retired":true}"#).unwrap();
    let envelope = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header>{}</e:Header><e:Body><requestMessage \
         xmlns=\"urn:schemas-cybersource-com:transaction-data-1.151\"><merchantID>merchant1</merchantID></requestMessage>\
         </e:Body></e:Envelope>",
        std::str::from_utf8(&header).unwrap()
    );
    let signed = order("").sign_envelope(envelope.as_bytes()).unwrap();
    assert_eq!((signed.username.as_deref(), signed.meta_key), (Some("merchant1"), false));
}
