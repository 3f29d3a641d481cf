//! Nothing is signed that this library's own verifier would refuse.

use crate::support::xml_generator::{Random, CYBS};
use crate::support::{credential, key_file};
use cybsign::error::*;
use cybsign::simple_order::{verify, SimpleOrder};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";

fn check(message: &[u8], of: &str) {
    let expected = std::fs::read_to_string(key_file("cert_leaf.pem")).unwrap();
    let options = serde_json::json!({ "expected_certificate": expected }).to_string();
    if let Err(failure) = verify(message, options.as_bytes()) {
        panic!("{} is signed, but: {}", of, failure.error);
    }
}

/// An element that looks like one of the envelope's, or has an Id like one of the envelope's.
fn odd_element(random: &mut Random) -> String {
    let uri = random.pick(&[SOAP, WSSE, WSU, DS, XENC, CYBS, "urn:x", ""]);
    let local = random.pick(&[
        "Envelope",
        "Header",
        "Body",
        "Fault",
        "Security",
        "BinarySecurityToken",
        "Timestamp",
        "Signature",
        "SignedInfo",
        "EncryptedData",
        "EncryptedKey",
        "requestMessage",
        "x",
    ]);
    let id = random.pick(&["X509Token", "Body", "SOAP-ENV-Body", "Cert", "SOAP-ENV_Body", "id-1", "X509-1", "own"]);
    let around = random.pick(&["", " ", "\n", "&#9;"]);
    let id = match random.below(4) {
        0 => format!(" Id='{around}{id}{around}'"),
        1 => format!(" q:ID='{id}'"),
        2 => format!(" xml:id='{id}{around}'"),
        _ => String::new(),
    };
    let prefix = if uri.is_empty() { "" } else { random.pick(&["p:", "soap:", "wsu:"]) };
    let declaration = match prefix {
        "" => " xmlns=''".to_owned(),
        prefix => format!(" xmlns:{}='{uri}'", prefix.trim_end_matches(':')),
    };
    let content =
        if random.below(3) == 0 { odd_element(random) } else { random.pick(&["", "text", "<!-- c -->"]).to_owned() };
    format!("<{prefix}{local}{declaration}{id} xmlns:q='urn:q'>{content}</{prefix}{local}>")
}

#[test]
fn what_is_signed_verifies_whatever_it_holds() {
    let mut random = Random::new(91_013);
    let ids = r#""testing":{"ids":{"token":"X509-1","signature":"SIG-1","body":"id-1","key_info":"KI-1","reference":"STR-1"}}"#;
    let orders = [
        SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap(),
        SimpleOrder::new(&credential("leaf_gen2.p12"), format!("{{\"profile\":\"java\",{ids}}}").as_bytes()).unwrap(),
    ];
    let (mut signed, mut refused) = (0, 0);
    for round in 0..600 {
        let odd = |random: &mut Random| if random.below(2) == 0 { odd_element(random) } else { String::new() };
        let (first, second) = (odd(&mut random), odd(&mut random));
        let request = format!("<requestMessage xmlns='{CYBS}'><merchantID>m</merchantID>{first}</requestMessage>");
        let text = random.pick(&["", "", "", "x", "<!-- c -->"]);
        let header = match random.below(3) {
            0 => String::new(),
            1 => format!("<e:Header>{second}</e:Header>"),
            _ => format!("<e:Header>{second}<w:Security xmlns:w='{WSSE}'/></e:Header>"),
        };
        let envelope =
            format!("<e:Envelope xmlns:e='{SOAP}'>{header}{text}<e:Body>{request}{second}</e:Body></e:Envelope>");
        let order = &orders[round % 2];
        let outcomes = [
            (&request, order.sign_xml(request.as_bytes())),
            (&envelope, order.sign_envelope(envelope.as_bytes()).map(|signed| signed.message)),
        ];
        for (of, outcome) in outcomes {
            match outcome {
                Ok(message) => {
                    check(&message, of);
                    signed += 1;
                }
                Err(error) => {
                    assert_eq!(error.status(), CYBSIGN_E_MESSAGE, "{error}: {of}");
                    refused += 1;
                }
            }
        }
    }
    assert!(signed > 200 && refused > 200, "{signed} signed, {refused} refused");
}

#[test]
fn what_is_no_request_is_refused_and_the_samples_placeholder_named() {
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    let both = |request: &str, word: &str| {
        let envelope = format!("<e:Envelope xmlns:e='{SOAP}'><e:Body>{request}</e:Body></e:Envelope>");
        for error in [
            order.sign_xml(request.as_bytes()).unwrap_err(),
            order.sign_envelope(envelope.as_bytes()).map(|signed| signed.message).unwrap_err(),
        ] {
            assert_eq!(error.status(), CYBSIGN_E_MESSAGE, "{error}");
            assert!(error.message().contains(word), "{error}");
        }
    };
    for request in [
        "<requestMessage/>".to_owned(),
        "<requestMessage xmlns='urn:x'/>".to_owned(),
        "<requestMessage xmlns='URN:schemas-cybersource-com:transaction-data-1.224'/>".to_owned(),
        format!("<replyMessage xmlns='{CYBS}'/>"),
        format!("<x xmlns='{CYBS}'/>"),
    ] {
        both(&request, "urn:schemas-cybersource-com:transaction-data-");
    }
    for request in
        ["<requestMessage xmlns='_NSURI_'/>", "<c:requestMessage xmlns:c='_NSURI_'><c:x/></c:requestMessage>"]
    {
        both(request, "placeholder");
    }
    for name in ["requestMessage", "nvpRequest"] {
        assert!(order.sign_xml(format!("<{name} xmlns='{CYBS}'>merchantID=m\n</{name}>").as_bytes()).is_ok());
    }
}

/// A line break before the declaration has one answer, whoever reads.
#[test]
fn the_declaration_stands_first_everywhere() {
    let request = format!("\r\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<requestMessage xmlns=\"{CYBS}\"/>");
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    for error in [
        order.sign_xml(request.as_bytes()).err().unwrap(),
        order.sign_envelope(request.as_bytes()).err().unwrap(),
        verify(request.as_bytes(), br#"{"any_certificate":true}"#).unwrap_err().error,
        cybsign::simple_order::parse_reply(request.as_bytes(), b"").err().unwrap(),
    ] {
        assert_eq!(error.status(), CYBSIGN_E_XML, "{error}");
        assert!(error.message().contains("the XML declaration must stand first"), "{error}");
    }
    let authors = order.sign_xml(request.as_bytes()).err().unwrap();
    assert!(authors.message().ends_with("remove what stands before it"), "{authors}");
}
