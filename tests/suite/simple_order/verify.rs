//! Verification: what is rightly signed passes, and every kind of tampering is refused with the right status.
use std::process::Command;

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::error::*;
use cybsign::report::Level;
use cybsign::secret::SecretBuffer;
use cybsign::simple_order::{verify, Report, VerifyFailure};
use cybsign::xml::{canonicalize, Canonicalization, Document, Element, Limits};
use openssl::hash::{hash, MessageDigest};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::X509;
use serde_json::{json, Value};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const X509_V3: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

// --- messages: templates in the layouts of CyberSource's SDKs, with @CERTIFICATE@, @DIGEST@ and @SIGNATURE@ to fill in

fn reference(id: &str) -> String {
    format!("<ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"{EXC}\"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>@DIGEST@</ds:DigestValue></ds:Reference>")
}

fn exclusive() -> String {
    format!("<ds:Transform Algorithm=\"{EXC}\"></ds:Transform>")
}

fn enveloped() -> String {
    format!("<ds:Transform Algorithm=\"{DS}enveloped-signature\"></ds:Transform>")
}

fn cpp() -> String {
    let reference = reference("Body");
    format!("<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"{SOAP}\"><SOAP-ENV:Header><wsse:Security xmlns:wsse=\"{WSSE}\" SOAP-ENV:mustUnderstand=\"1\"><wsse:BinarySecurityToken xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\" wsu:Id=\"X509Token\">@CERTIFICATE@</wsse:BinarySecurityToken><ds:Signature xmlns:ds=\"{DS}\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{EXC}\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"></ds:SignatureMethod>{reference}</ds:SignedInfo><ds:SignatureValue>@SIGNATURE@</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI=\"#X509Token\" ValueType=\"{X509_V3}\"></wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security></SOAP-ENV:Header><SOAP-ENV:Body xmlns:SOAP-ENV=\"{SOAP}\" xmlns:wsu=\"{WSU}\" wsu:Id=\"Body\"><ns2:nvpRequest xmlns:ns2=\"urn:schemas-cybersource-com:transaction-data-1.183\">billTo_firstName=J&amp;J\npurchaseTotals_grandTotalAmount=100.00\n</ns2:nvpRequest></SOAP-ENV:Body></SOAP-ENV:Envelope>")
}

fn java() -> String {
    let reference = reference("id-4d1a8924").replace("></ds:Transform>", "/>").replace("></ds:DigestMethod>", "/>");
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Header><wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" soap:mustUnderstand=\"1\"><wsse:BinarySecurityToken EncodingType=\"{BASE64_BINARY}\" ValueType=\"{X509_V3}\" wsu:Id=\"X509-1\">@CERTIFICATE@</wsse:BinarySecurityToken><ds:Signature xmlns:ds=\"{DS}\" Id=\"SIG-2\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{EXC}\"><ec:InclusiveNamespaces xmlns:ec=\"{EXC}\" PrefixList=\"soap\"/></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"/>{reference}</ds:SignedInfo><ds:SignatureValue>@SIGNATURE@</ds:SignatureValue><ds:KeyInfo Id=\"KI-3\"><wsse:SecurityTokenReference wsu:Id=\"STR-4\"><wsse:Reference URI=\"#X509-1\" ValueType=\"{X509_V3}\"/></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security></soap:Header>\n<soap:Body xmlns:wsu=\"{WSU}\" id=\"body1\" wsu:Id=\"id-4d1a8924\">\n<nvpRequest xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\">\nmerchantID=testmid\nbillTo_firstName=J&amp;J\n</nvpRequest>\n</soap:Body>\n</soap:Envelope>")
}

fn key_file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/keys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

struct Identity {
    certificate: X509,
    key: PKey<Private>,
}

impl Identity {
    fn of(certificate: &str, key: &str) -> Identity {
        Identity {
            certificate: X509::from_pem(&key_file(certificate)).unwrap(),
            key: PKey::private_key_from_pem(&key_file(key)).unwrap(),
        }
    }

    fn leaf() -> Identity {
        Identity::of("cert_leaf.pem", "key_leaf.pem")
    }

    fn self_signed(key: PKey<Private>) -> Identity {
        use openssl::asn1::Asn1Time;
        let mut builder = openssl::x509::X509Builder::new().unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::from_unix(4_000_000_000).unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        Identity { certificate: builder.build(), key }
    }
}

fn find<'d, 'a>(document: &'d Document<'a>, name: &str) -> Element<'d, 'a> {
    document.elements().find(|element| element.local_name() == name).unwrap()
}

fn canonical(element: Element<'_, '_>, prefixes: &[&str]) -> Vec<u8> {
    let mut out = SecretBuffer::new();
    canonicalize(element, &Canonicalization { with_comments: false, inclusive_prefixes: prefixes }, &mut out).unwrap();
    out.to_vec()
}

/// Fills a template in as a signer would, whatever the template looks like.
fn sign_as(template: &str, identity: &Identity) -> String {
    let der = identity.certificate.to_der().unwrap();
    let mut message = template.replace("@CERTIFICATE@", &BASE64.encode(der));
    while message.contains("@DIGEST@") {
        let copy = message.clone();
        let document = Document::parse(copy.as_bytes(), &Limits::default()).unwrap();
        let reference = document
            .elements()
            .find(|element| element.is(DS, "Reference") && element.elements().any(|value| value.text() == "@DIGEST@"))
            .unwrap();
        let uri = reference.attribute("", "URI").unwrap_or_default();
        let id = uri.trim_start_matches('#');
        let target = document.elements().find(|element| element.attribute(WSU, "Id").as_deref() == Some(id));
        let method = reference.elements().find(|element| element.is(DS, "DigestMethod")).unwrap();
        let digest = if method.attribute("", "Algorithm").as_deref() == Some(SHA1) {
            MessageDigest::sha1()
        } else {
            MessageDigest::sha256()
        };
        let value = target.map_or(vec![0; 32], |target| hash(digest, &canonical(target, &[])).unwrap().to_vec());
        message = message.replacen("@DIGEST@", &BASE64.encode(value), 1);
    }
    let signature = {
        let document = Document::parse(message.as_bytes(), &Limits::default()).unwrap();
        let prefixes = document.elements().find(|element| element.local_name() == "InclusiveNamespaces");
        let prefixes = prefixes.and_then(|list| list.attribute("", "PrefixList")).unwrap_or_default();
        let signed = canonical(
            find(&document, "SignedInfo"),
            &prefixes.split(' ').filter(|prefix| !prefix.is_empty()).collect::<Vec<_>>(),
        );
        let digest = if message.contains(RSA_SHA1) { MessageDigest::sha1() } else { MessageDigest::sha256() };
        let mut signer = Signer::new(digest, &identity.key).unwrap();
        signer.update(&signed).unwrap();
        signer.sign_to_vec().unwrap()
    };
    message.replace("@SIGNATURE@", &BASE64.encode(signature))
}

fn sign(template: &str) -> String {
    sign_as(template, &Identity::leaf())
}

/// Replaces a text that must be there.
fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn cut<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    &text[start..start + text[start..].find(to).unwrap() + to.len()]
}

// --- running it

fn expecting_leaf() -> Value {
    json!({ "expected_certificate": String::from_utf8(key_file("cert_leaf.pem")).unwrap() })
}

#[allow(clippy::result_large_err)]
fn run(message: &str, options: &Value) -> Result<Report, VerifyFailure> {
    verify(message.as_bytes(), options.to_string().as_bytes())
}

/// The status, after a look at the report, which belongs to a verdict and to no other status.
fn status(message: &str, options: &Value) -> i32 {
    match run(message, options) {
        Ok(report) => {
            assert!(report.ok && report.signer.is_some() && report.checks.iter().all(|check| check.level == Level::Ok));
            CYBSIGN_OK
        }
        Err(failure) => {
            let status = failure.error.status();
            assert_eq!(failure.report.is_some(), status_category(status) == "verification\0", "{status}");
            if let Some(report) = failure.report {
                assert!(!report.ok && report.signer.is_none());
                let first = report.checks.iter().find(|check| check.level != Level::Ok).unwrap();
                assert_eq!(first.message, failure.error.message());
            }
            status
        }
    }
}

#[test]
fn both_layouts_verify() {
    for template in [cpp(), java()] {
        assert_eq!(status(&sign(&template), &expecting_leaf()), CYBSIGN_OK);
    }
}

/// The messages of these tests are right by the judgement of a verifier that shares nothing with us.
#[test]
fn xmlsec1_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.xml");
    for (template, good) in [(cpp(), true), (java(), true), (cpp(), false)] {
        let message = sign(&template);
        std::fs::write(&file, if good { message } else { swap(&message, "100.00", "900.00") }).unwrap();
        let output = Command::new("xmlsec1")
            .args(["--verify", "--pubkey-cert-pem"])
            .arg(format!("{}/tests/data/keys/cert_leaf.pem", env!("CARGO_MANIFEST_DIR")))
            .args(["--id-attr:Id", &format!("{SOAP}:Body")])
            .arg(&file)
            .output()
            .expect("xmlsec1 must be installed");
        assert_eq!(output.status.success(), good, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_other_clients_write_verifies() {
    let wrapped = |text: &str, tag: &str, end: &str| {
        let start = text.find(tag).unwrap() + tag.len();
        let stop = start + text[start..].find('<').unwrap();
        let lines: Vec<&str> =
            text.as_bytes()[start..stop].chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{}{}{}", &text[..start], lines.join(end), &text[stop..])
    };
    let java = sign(&java());
    let broken = wrapped(&wrapped(&java, "<ds:SignatureValue>", "&#13;\n"), "wsu:Id=\"X509-1\">", "&#13;\n");
    assert_ne!(broken, java);
    assert_eq!(status(&broken, &expecting_leaf()), CYBSIGN_OK, "base64 in lines");

    let token = cut(&cpp(), "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>").to_owned();
    let beside = swap(&swap(&cpp(), &token, ""), "</wsse:Security>", &format!("</wsse:Security>{token}"));
    let both = swap(&beside, "wsu:Id=\"Body\"", "Id=\"Body\" wsu:Id=\"Body\"");
    let twice = swap(&both, "</ds:SignedInfo>", &format!("{}</ds:SignedInfo>", reference("Body")));
    assert_eq!(status(&sign(&twice), &expecting_leaf()), CYBSIGN_OK, "the .NET client's oddities");

    let timestamp =
        format!("<wsu:Timestamp xmlns:wsu=\"{WSU}\" wsu:Id=\"T\"><wsu:Created>2026</wsu:Created></wsu:Timestamp>");
    let stamped = swap(&cpp(), "<ds:Signature ", &format!("{timestamp}<ds:Signature "));
    let signed = swap(&stamped, "</ds:SignedInfo>", &format!("{}</ds:SignedInfo>", reference("T")));
    assert_eq!(status(&sign(&stamped), &expecting_leaf()), CYBSIGN_OK, "a Timestamp");
    assert_eq!(status(&sign(&signed), &expecting_leaf()), CYBSIGN_OK, "a signed Timestamp");

    let items = swap(&cpp(), "</ns2:nvpRequest>", "<i id='0'/><j id='0'/></ns2:nvpRequest>");
    assert_eq!(status(&sign(&items), &expecting_leaf()), CYBSIGN_OK, "ids that nobody refers to");

    let commented = swap(&sign(&cpp()), "J&amp;J", "J<!-- not signed -->&#38;J");
    assert_eq!(status(&commented, &expecting_leaf()), CYBSIGN_OK, "comments are no part of the canonical form");
}

/// A kind of tampering: how, before or after the message is signed, and the status that it must give.
struct Case {
    name: &'static str,
    signed_as_is: bool,
    tamper: fn(&str) -> String,
    status: i32,
}

/// What somebody does to a message who has no key.
fn after(name: &'static str, status: i32, tamper: fn(&str) -> String) -> Case {
    Case { name, signed_as_is: false, tamper, status }
}

/// What a message may be that was signed with the right key, and still is not to be taken.
fn before(name: &'static str, status: i32, tamper: fn(&str) -> String) -> Case {
    Case { name, signed_as_is: true, tamper, status }
}

fn whole_body(text: &str) -> &str {
    cut(text, "<SOAP-ENV:Body", "</SOAP-ENV:Body>")
}

/// Another Body in the place of the signed one, which is put somewhere else.
fn wrap(text: &str, place: &str, evil_id: &str, wrapper: fn(&str) -> String) -> String {
    let body = whole_body(text).to_owned();
    let evil = swap(&swap(&body, "100.00", "900.00"), "wsu:Id=\"Body\"", evil_id);
    let text = swap(text, &body, &evil);
    swap(&text, place, &format!("{}{place}", wrapper(&body)))
}

fn cases() -> Vec<Case> {
    use {
        CYBSIGN_E_VERIFY_ALGORITHM as ALGORITHM, CYBSIGN_E_VERIFY_DIGEST as DIGEST,
        CYBSIGN_E_VERIFY_REFERENCE as REFERENCE, CYBSIGN_E_VERIFY_SIGNATURE as SIGNATURE,
        CYBSIGN_E_VERIFY_STRUCTURE as STRUCTURE, CYBSIGN_E_XML as XML,
    };
    vec![
        after("value changed", DIGEST, |m| swap(m, "100.00", "900.00")),
        after("white space added to the Body", DIGEST, |m| swap(m, "<ns2:nvpRequest", " <ns2:nvpRequest")),
        after("attribute added to the Body", DIGEST, |m| swap(m, " wsu:Id=\"Body\">", " wsu:Id=\"Body\" a=\"b\">")),
        after("processing instruction in the Body", DIGEST, |m| swap(m, "J&amp;J", "J<?x?>&amp;J")),
        after("namespace of the request changed", DIGEST, |m| swap(m, "data-1.183", "data-1.184")),
        after("digest fitted to another value", SIGNATURE, |m| {
            let evil = swap(m, "100.00", "900.00");
            let digest = {
                let document = Document::parse(evil.as_bytes(), &Limits::default()).unwrap();
                BASE64.encode(hash(MessageDigest::sha256(), &canonical(find(&document, "Body"), &[])).unwrap())
            };
            swap(
                &evil,
                cut(m, "<ds:DigestValue>", "</ds:DigestValue>"),
                &format!("<ds:DigestValue>{digest}</ds:DigestValue>"),
            )
        }),
        after("white space added to SignedInfo", SIGNATURE, |m| swap(m, "<ds:SignatureMethod", " <ds:SignatureMethod")),
        after("prefix list added", SIGNATURE, |m| {
            let list = format!("<ec:InclusiveNamespaces xmlns:ec=\"{EXC}\" PrefixList=\"SOAP-ENV\"/>");
            swap(m, "></ds:CanonicalizationMethod>", &format!(">{list}</ds:CanonicalizationMethod>"))
        }),
        after("signature of another message", SIGNATURE, |m| {
            let other = sign(&swap(&cpp(), "100.00", "900.00"));
            let value = |text: &str| cut(text, "<ds:SignatureValue>", "</ds:SignatureValue>").to_owned();
            swap(m, &value(m), &value(&other))
        }),
        after("signature cut short", SIGNATURE, |m| {
            let value = cut(m, "<ds:SignatureValue>", "</ds:SignatureValue>");
            swap(m, value, &format!("{}</ds:SignatureValue>", &value[..19 + 100]))
        }),
        after("certificate of another key", SIGNATURE, |m| {
            let other = BASE64.encode(Identity::of("cert_sjc.pem", "key_sjc.pem").certificate.to_der().unwrap());
            let token = cut(m, "\"X509Token\">", "</wsse:BinarySecurityToken>");
            swap(m, token, &format!("\"X509Token\">{other}</wsse:BinarySecurityToken>"))
        }),
        // Signature wrapping: the signed Body stays in the message, where nobody reads it.
        after("wrapping: signed Body moved into the Header", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Header>", "wsu:Id=\"Evil\"", |body| body.to_owned())
        }),
        after("wrapping: signed Body in an unknown header", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Header>", "wsu:Id=\"Evil\"", |body| format!("<w xmlns='urn:w'>{body}</w>"))
        }),
        after("wrapping: signed Body in Security", STRUCTURE, |m| {
            wrap(m, "</wsse:Security>", "wsu:Id=\"Evil\"", |body| body.to_owned())
        }),
        after("wrapping: signed Body in the Signature", STRUCTURE, |m| {
            wrap(m, "</ds:Signature>", "wsu:Id=\"Evil\"", |body| format!("<ds:Object>{body}</ds:Object>"))
        }),
        after("wrapping: signed Body in the other one", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Body>", "wsu:Id=\"Evil\"", |body| body.to_owned())
        }),
        after("wrapping: signed Body after the other one", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Envelope>", "wsu:Id=\"Evil\"", |body| body.to_owned())
        }),
        after("wrapping: two Bodies, one Id", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Envelope>", "wsu:Id=\"Body\"", |body| body.to_owned())
        }),
        after("wrapping: other Body without Id", STRUCTURE, |m| {
            wrap(m, "</SOAP-ENV:Header>", "", |body| body.to_owned())
        }),
        after("wrapping: the whole message in an Envelope", STRUCTURE, |m| {
            let evil = swap(whole_body(m), "100.00", "900.00");
            format!("<e:Envelope xmlns:e=\"{SOAP}\"><e:Header>{m}</e:Header>{evil}</e:Envelope>")
        }),
        after("wrapping: Body of another namespace", REFERENCE, |m| {
            let evil = whole_body(m).replace("SOAP-ENV:Body", "x:Body").replace("<x:Body", "<x:Body xmlns:x='urn:x'");
            let unsigned = swap(m, "wsu:Id=\"Body\"", "wsu:Id=\"Evil\"");
            swap(&unsigned, "</SOAP-ENV:Header>", &format!("{evil}</SOAP-ENV:Header>"))
        }),
        after("Id taken from the Body", REFERENCE, |m| swap(m, " wsu:Id=\"Body\"", "")),
        after("Id of another case", REFERENCE, |m| swap(m, "wsu:Id=\"Body\"", "wsu:Id=\"body\"")),
        after("Id with a blank", REFERENCE, |m| swap(m, "wsu:Id=\"Body\"", "wsu:Id=\" Body\"")),
        after("Id made a plain id", REFERENCE, |m| swap(m, "wsu:Id=\"Body\"", "id=\"Body\"")),
        after("second element with the Body's wsu:Id", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", &format!("<x xmlns:u=\"{WSU}\" u:Id=\"Body\"/></SOAP-ENV:Header>"))
        }),
        after("second element with the Body's Id", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<x Id=\"Body\"/></SOAP-ENV:Header>")
        }),
        after("second element with the Body's ID", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<x ID=\"Body\"/></SOAP-ENV:Header>")
        }),
        after("second element with the Body's id", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<x id=\"Body\"/></SOAP-ENV:Header>")
        }),
        after("second element with the Body's xml:id", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<x xml:id=\" Body \"/></SOAP-ENV:Header>")
        }),
        after("second element with the token's Id", REFERENCE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<x Id=\"X509Token\"/></SOAP-ENV:Header>")
        }),
        after("KeyInfo leads to another element", REFERENCE, |m| {
            swap(
                &swap(m, "URI=\"#X509Token\"", "URI=\"#Other\""),
                "</SOAP-ENV:Header>",
                "<x Id=\"Other\"/></SOAP-ENV:Header>",
            )
        }),
        after("KeyInfo leads nowhere", REFERENCE, |m| swap(m, "URI=\"#X509Token\"", "URI=\"#Nowhere\"")),
        after("KeyInfo with an outside URI", REFERENCE, |m| {
            swap(m, "URI=\"#X509Token\"", "URI=\"http://x/#X509Token\"")
        }),
        after("KeyInfo with a key of its own", STRUCTURE, |m| swap(m, "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyValue/>")),
        after("KeyInfo twice", STRUCTURE, |m| {
            let key_info = cut(m, "<ds:KeyInfo>", "</ds:KeyInfo>");
            swap(m, "</ds:Signature>", &format!("{key_info}</ds:Signature>"))
        }),
        after("SignatureValue twice", STRUCTURE, |m| {
            let value = cut(m, "<ds:SignatureValue>", "</ds:SignatureValue>");
            swap(m, "<ds:KeyInfo>", &format!("{value}<ds:KeyInfo>"))
        }),
        after("SignedInfo twice", STRUCTURE, |m| {
            let signed_info = cut(m, "<ds:SignedInfo>", "</ds:SignedInfo>");
            swap(m, "<ds:SignatureValue>", &format!("{signed_info}<ds:SignatureValue>"))
        }),
        after("DigestValue twice", STRUCTURE, |m| {
            let value = cut(m, "<ds:DigestValue>", "</ds:DigestValue>");
            swap(m, "</ds:Reference>", &format!("{value}</ds:Reference>"))
        }),
        after("Object in the Signature", STRUCTURE, |m| swap(m, "</ds:Signature>", "<ds:Object/></ds:Signature>")),
        after("text in SignedInfo", STRUCTURE, |m| swap(m, "<ds:SignatureMethod", "x<ds:SignatureMethod")),
        after("comment in SignedInfo", STRUCTURE, |m| swap(m, "<ds:SignatureMethod", "<!-- --><ds:SignatureMethod")),
        after("comment in the DigestValue", STRUCTURE, |m| swap(m, "</ds:DigestValue>", "<!-- --></ds:DigestValue>")),
        after("comment in the SignatureValue", STRUCTURE, |m| {
            swap(m, "</ds:SignatureValue>", "<!-- --></ds:SignatureValue>")
        }),
        after("comment in the token", STRUCTURE, |m| {
            swap(m, "</wsse:BinarySecurityToken>", "<!-- --></wsse:BinarySecurityToken>")
        }),
        after("element in the token", STRUCTURE, |m| {
            swap(m, "</wsse:BinarySecurityToken>", "<x/></wsse:BinarySecurityToken>")
        }),
        after("empty signature", STRUCTURE, |m| {
            swap(m, cut(m, "<ds:SignatureValue>", "</ds:SignatureValue>"), "<ds:SignatureValue/>")
        }),
        after("base64 without its padding", STRUCTURE, |m| swap(m, "=</ds:DigestValue>", "</ds:DigestValue>")),
        after("base64 with too much padding", STRUCTURE, |m| swap(m, "=</ds:DigestValue>", "==</ds:DigestValue>")),
        after("base64 with bits that mean nothing", STRUCTURE, |m| {
            let value = cut(m, "<ds:DigestValue>", "=</ds:DigestValue>").to_owned();
            let at = value.len() - "=</ds:DigestValue>".len() - 1;
            let next = char::from(value.as_bytes()[at] + 1);
            swap(m, &value, &format!("{}{next}=</ds:DigestValue>", &value[..at]))
        }),
        after("base64 of the URL alphabet", STRUCTURE, |m| {
            let value = cut(m, "<ds:SignatureValue>", "</ds:SignatureValue>").to_owned();
            let inner = &value["<ds:SignatureValue>".len()..value.len() - "</ds:SignatureValue>".len()];
            assert!(inner.contains(['+', '/']));
            swap(m, inner, &inner.replace('+', "-").replace('/', "_"))
        }),
        after("two Security headers", STRUCTURE, |m| {
            swap(m, "</wsse:Security>", &format!("</wsse:Security><wsse:Security xmlns:wsse=\"{WSSE}\"/>"))
        }),
        after("Security in the wrong place", STRUCTURE, |m| {
            swap(&swap(m, "<wsse:Security ", "<x><wsse:Security "), "</wsse:Security>", "</wsse:Security></x>")
        }),
        after("no Security header", STRUCTURE, |m| swap(m, cut(m, "<wsse:Security ", "</wsse:Security>"), "")),
        after("two Signatures", STRUCTURE, |m| {
            let signature = cut(m, "<ds:Signature ", "</ds:Signature>");
            swap(m, "</wsse:Security>", &format!("{signature}</wsse:Security>"))
        }),
        after("no Signature", STRUCTURE, |m| swap(m, cut(m, "<ds:Signature ", "</ds:Signature>"), "")),
        after("two tokens", STRUCTURE, |m| {
            let token = swap(cut(m, "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>"), "X509Token", "Other");
            swap(m, "</wsse:Security>", &format!("{token}</wsse:Security>"))
        }),
        after("no token", STRUCTURE, |m| {
            swap(m, cut(m, "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>"), "")
        }),
        after("token in the Body", STRUCTURE, |m| {
            let token = cut(m, "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>").to_owned();
            swap(&swap(m, &token, ""), "</ns2:nvpRequest>", &format!("{token}</ns2:nvpRequest>"))
        }),
        after("token of another ValueType", STRUCTURE, |m| swap(m, "#X509v3\" wsu:Id", "#X509PKIPathv1\" wsu:Id")),
        after("token of another EncodingType", STRUCTURE, |m| swap(m, "#Base64Binary", "#HexBinary")),
        after("two certificates in the token", STRUCTURE, |m| {
            let token = cut(m, "\"X509Token\">", "</wsse:BinarySecurityToken>").to_owned();
            let base64 = &token["\"X509Token\">".len()..token.len() - "</wsse:BinarySecurityToken>".len()];
            let der = BASE64.decode(base64).unwrap();
            swap(m, base64, &BASE64.encode([&der[..], &der[..]].concat()))
        }),
        after("certificate cut short", STRUCTURE, |m| {
            let token = cut(m, "\"X509Token\">", "</wsse:BinarySecurityToken>").to_owned();
            let base64 = &token["\"X509Token\">".len()..token.len() - "</wsse:BinarySecurityToken>".len()];
            swap(m, base64, &base64[..base64.len() / 8 * 4])
        }),
        after("two Headers", STRUCTURE, |m| swap(m, "</SOAP-ENV:Header>", "</SOAP-ENV:Header><SOAP-ENV:Header/>")),
        after("Envelope in the Header", STRUCTURE, |m| {
            swap(m, "</SOAP-ENV:Header>", "<SOAP-ENV:Envelope/></SOAP-ENV:Header>")
        }),
        after("no Body", STRUCTURE, |m| swap(m, whole_body(m), "")),
        after("element after the Body", STRUCTURE, |m| swap(m, "</SOAP-ENV:Envelope>", "<x/></SOAP-ENV:Envelope>")),
        after("text in the Envelope", STRUCTURE, |m| swap(m, "</SOAP-ENV:Header>", "</SOAP-ENV:Header>x")),
        after("SOAP 1.2", STRUCTURE, |m| m.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope")),
        after("encrypted", STRUCTURE, |m| {
            swap(
                m,
                "</SOAP-ENV:Body>",
                "<x:EncryptedData xmlns:x='http://www.w3.org/2001/04/xmlenc#'/></SOAP-ENV:Body>",
            )
        }),
        after("document type declaration", XML, |m| format!("<!DOCTYPE x [<!ATTLIST x Id ID #IMPLIED>]>{m}")),
        after("entity bomb", XML, |m| {
            format!("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>{}", swap(m, "100.00", "&b;"))
        }),
        after("cut in the middle", XML, |m| m[..m.len() / 2].to_owned()),
        after("text after the end", XML, |m| format!("{m}x")),
        after("algorithm changed to rsa-sha1", ALGORITHM, |m| swap(m, RSA_SHA256, RSA_SHA1)),
        after("algorithm changed to HMAC", ALGORITHM, |m| {
            swap(m, RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
        }),
        after("algorithm taken away", ALGORITHM, |m| swap(m, &format!(" Algorithm=\"{RSA_SHA256}\""), "")),
        after("truncated output asked for", STRUCTURE, |m| {
            swap(m, "</ds:SignatureMethod>", "<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>")
        }),
        // Messages that the right key signed as they are.
        before("signed: rsa-sha1", ALGORITHM, |t| swap(t, RSA_SHA256, RSA_SHA1)),
        before("signed: digest sha1", ALGORITHM, |t| swap(t, SHA256, SHA1)),
        before("signed: inclusive canonicalization", ALGORITHM, |t| {
            swap(
                t,
                &format!("CanonicalizationMethod Algorithm=\"{EXC}\""),
                "CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"",
            )
        }),
        before("signed: canonicalization with comments", ALGORITHM, |t| {
            swap(
                t,
                &format!("CanonicalizationMethod Algorithm=\"{EXC}\""),
                &format!("CanonicalizationMethod Algorithm=\"{EXC}WithComments\""),
            )
        }),
        before("signed: the mistyped URI of an old guide", ALGORITHM, |t| swap(t, "2001/10/xml-exc", "10/xml-exc")),
        before("signed: XPath transform", ALGORITHM, |t| {
            swap(
                t,
                &format!("Transform Algorithm=\"{EXC}\""),
                "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"",
            )
        }),
        before("signed: XSLT transform", ALGORITHM, |t| {
            swap(
                t,
                &format!("Transform Algorithm=\"{EXC}\""),
                "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"",
            )
        }),
        before("signed: transform added", STRUCTURE, |t| {
            swap(t, "</ds:Transforms>", &format!("<ds:Transform Algorithm=\"{EXC}\"/></ds:Transforms>"))
        }),
        before("signed: enveloped-signature alone", ALGORITHM, |t| swap(t, &exclusive(), &enveloped())),
        before("signed: enveloped-signature behind the canonicalization", STRUCTURE, |t| {
            swap(t, &exclusive(), &[exclusive(), enveloped()].concat())
        }),
        before("signed: enveloped-signature twice", STRUCTURE, |t| {
            swap(t, &exclusive(), &[enveloped(), enveloped(), exclusive()].concat())
        }),
        before("signed: enveloped-signature with something in it", STRUCTURE, |t| {
            let full = enveloped().replace("></ds:Transform>", "><x/></ds:Transform>");
            swap(t, &exclusive(), &[full, exclusive()].concat())
        }),
        before("signed: enveloped-signature over what holds the Signature", REFERENCE, |t| {
            let header = swap(t, "<SOAP-ENV:Header>", &format!("<SOAP-ENV:Header xmlns:u=\"{WSU}\" u:Id=\"H\">"));
            let reference = swap(&reference("H"), &exclusive(), &[enveloped(), exclusive()].concat());
            swap(&header, "</ds:SignedInfo>", &format!("{reference}</ds:SignedInfo>"))
        }),
        before("signed: no transforms", STRUCTURE, |t| swap(t, cut(t, "<ds:Transforms>", "</ds:Transforms>"), "")),
        before("signed: no References", STRUCTURE, |t| swap(t, cut(t, "<ds:Reference ", "</ds:Reference>"), "")),
        before("signed: nine References", STRUCTURE, |t| {
            let one = cut(t, "<ds:Reference ", "</ds:Reference>");
            swap(t, one, &one.repeat(9))
        }),
        before("signed: something among the References", STRUCTURE, |t| {
            swap(t, "</ds:SignedInfo>", "<x/></ds:SignedInfo>")
        }),
        before("signed: Body not referenced", REFERENCE, |t| swap(t, "URI=\"#Body\"", "URI=\"#X509Token\"")),
        before("signed: whole-document reference", REFERENCE, |t| swap(t, "URI=\"#Body\"", "URI=\"\"")),
        before("signed: XPointer reference", REFERENCE, |t| swap(t, "URI=\"#Body\"", "URI=\"#xpointer(id('Body'))\"")),
        before("signed: Id that is no name", REFERENCE, |t| {
            t.replace("\"#Body\"", "\"#a(b)\"").replace("\"Body\"", "\"a(b)\"")
        }),
        before("signed: outside reference", REFERENCE, |t| swap(t, "URI=\"#Body\"", "URI=\"file:///etc/passwd\"")),
        before("signed: reference without URI", REFERENCE, |t| swap(t, " URI=\"#Body\"", "")),
        before("signed: reference to nothing", REFERENCE, |t| {
            swap(t, "</ds:SignedInfo>", &format!("{}</ds:SignedInfo>", reference("Nothing")))
        }),
        before("signed: reference to what holds the Signature", REFERENCE, |t| {
            let header = swap(t, "<SOAP-ENV:Header>", &format!("<SOAP-ENV:Header xmlns:u=\"{WSU}\" u:Id=\"H\">"));
            swap(&header, "</ds:SignedInfo>", &format!("{}</ds:SignedInfo>", reference("H")))
        }),
    ]
}

/// Of an element that does not hold the Signature the transform takes nothing away: npm's soap signs so.
#[test]
fn an_enveloped_signature_transform_that_takes_nothing_away_is_accepted() {
    let template = swap(&cpp(), &exclusive(), &[enveloped(), exclusive()].concat());
    assert_eq!(status(&sign(&template), &expecting_leaf()), CYBSIGN_OK);
    let changed = swap(&sign(&template), "100.00", "900.00");
    assert_eq!(status(&changed, &expecting_leaf()), CYBSIGN_E_VERIFY_DIGEST);
    let of_node = std::fs::read_to_string("tests/data/node_soap_message.xml").unwrap();
    assert_eq!(status(&of_node, &expecting_leaf()), CYBSIGN_OK);
    let later = swap(&of_node, "2026-11-28T07:14:20Z", "2036-11-28T07:14:20Z");
    assert_eq!(status(&later, &expecting_leaf()), CYBSIGN_E_VERIFY_DIGEST);
}

#[test]
fn tampering_is_refused() {
    let good = sign(&cpp());
    let options = expecting_leaf();
    for case in cases() {
        let message = if case.signed_as_is { sign(&(case.tamper)(&cpp())) } else { (case.tamper)(&good) };
        assert_ne!(message, good, "{}", case.name);
        let got = status(&message, &options);
        assert_eq!(got, case.status, "{}: {:?}", case.name, run(&message, &options).map_err(|failure| failure.error));
    }
}

#[test]
fn sha1_is_taken_only_where_it_is_allowed() {
    let weak = sign(&swap(&swap(&cpp(), RSA_SHA256, RSA_SHA1), SHA256, SHA1));
    let mut options = expecting_leaf();
    assert_eq!(status(&weak, &options), CYBSIGN_E_VERIFY_ALGORITHM);
    options["allow_sha1"] = json!(true);
    assert_eq!(status(&weak, &options), CYBSIGN_OK);
    assert_eq!(status(&sign(&cpp()), &options), CYBSIGN_OK);
    assert_eq!(status(&swap(&weak, "100.00", "900.00"), &options), CYBSIGN_E_VERIFY_DIGEST);
}

#[test]
fn the_signer_must_be_the_expected_one() {
    let message = sign(&cpp());
    let leaf = Identity::leaf().certificate;
    let fingerprint: String =
        leaf.digest(MessageDigest::sha256()).unwrap().iter().map(|byte| format!("{byte:02X}:")).collect();
    let fingerprint = fingerprint.trim_end_matches(':');
    let other = "00".repeat(32);
    let sjc = String::from_utf8(key_file("cert_sjc.pem")).unwrap();
    for (options, expected) in [
        (json!({}), CYBSIGN_E_VERIFY_UNTRUSTED),
        (json!({ "any_certificate": false }), CYBSIGN_E_VERIFY_UNTRUSTED),
        (json!({ "any_certificate": true }), CYBSIGN_OK),
        (json!({ "expected_certificate": BASE64.encode(leaf.to_der().unwrap()) }), CYBSIGN_OK),
        (json!({ "expected_certificate": sjc }), CYBSIGN_E_VERIFY_SIGNER),
        (json!({ "expected_sha256": fingerprint }), CYBSIGN_OK),
        (json!({ "expected_sha256": [other, fingerprint.to_lowercase().replace(':', "")] }), CYBSIGN_OK),
        (json!({ "expected_sha256": [other] }), CYBSIGN_E_VERIFY_SIGNER),
        (json!({ "expected_sha256": fingerprint, "expected_certificate": sjc }), CYBSIGN_E_VERIFY_SIGNER),
    ] {
        assert_eq!(status(&message, &options), expected, "{options}");
    }
    // A good signature of somebody else.
    let foreign = sign_as(&cpp(), &Identity::of("cert_sjc.pem", "key_sjc.pem"));
    assert_eq!(status(&foreign, &expecting_leaf()), CYBSIGN_E_VERIFY_SIGNER);
    assert_eq!(status(&foreign, &json!({ "expected_certificate": sjc })), CYBSIGN_OK);
    // Another certificate for the same key is not the expected one either.
    let twin = Identity::self_signed(Identity::leaf().key);
    assert_eq!(status(&sign_as(&cpp(), &twin), &expecting_leaf()), CYBSIGN_E_VERIFY_SIGNER);
    // A wrong signature is never reported as a matter of trust.
    assert_eq!(status(&swap(&message, "100.00", "900.00"), &json!({})), CYBSIGN_E_VERIFY_DIGEST);
    assert_eq!(
        status(&swap(&message, "100.00", "900.00"), &json!({ "any_certificate": true })),
        CYBSIGN_E_VERIFY_DIGEST
    );
}

#[test]
fn keys_that_are_weak_or_not_rsa_are_refused() {
    let weak = Identity::self_signed(PKey::from_rsa(Rsa::generate(768).unwrap()).unwrap());
    assert_eq!(status(&sign_as(&cpp(), &weak), &json!({ "any_certificate": true })), CYBSIGN_E_VERIFY_ALGORITHM);
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    let curve = PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let curve = Identity::self_signed(curve);
    assert_eq!(status(&sign_as(&cpp(), &curve), &json!({ "any_certificate": true })), CYBSIGN_E_VERIFY_ALGORITHM);
}

#[test]
fn the_certificate_must_be_in_date() {
    let message = sign(&cpp());
    // The certificate is valid from 2025-01-01 to 2045-01-01.
    for (now, allow_expired, expected) in [
        (1_735_689_600_i64 - 301, false, CYBSIGN_E_VERIFY_DATE),
        (1_735_689_600 - 301, true, CYBSIGN_E_VERIFY_DATE),
        (1_735_689_600 - 300, false, CYBSIGN_OK),
        (2_366_841_600, false, CYBSIGN_OK),
        (2_366_841_601, false, CYBSIGN_E_VERIFY_DATE),
        (2_366_841_601, true, CYBSIGN_OK),
    ] {
        let mut options = expecting_leaf();
        options["testing"] = json!({ "now": now });
        options["allow_expired"] = json!(allow_expired);
        assert_eq!(status(&message, &options), expected, "{now} {allow_expired}");
    }
}

#[test]
fn the_report_tells_the_checks_and_the_signer() {
    let message = sign(&java());
    let report = |options: &Value| -> Value {
        let report = run(&message, options).unwrap_or_else(|failure| failure.report.unwrap());
        serde_json::from_str(&report.to_json()).unwrap()
    };
    let good = report(&expecting_leaf());
    assert_eq!(good["ok"], true);
    assert_eq!(good["signer"], good["certificate"]);
    assert!(good["signer"]["subject"].as_str().unwrap().contains("CN=testmid_oracle"));
    assert_eq!(good["signer"]["not_after"], "2045-01-01T00:00:00Z");
    assert_eq!(good["signer"]["sha256"].as_str().unwrap().len(), 64);
    assert!(good["checks"].as_array().unwrap().len() >= 15);
    let any = report(&json!({ "any_certificate": true }));
    assert_eq!(any["signer"], "not authenticated");
    assert_eq!(any["certificate"], good["certificate"]);
    let untrusted = report(&json!({}));
    assert_eq!((&untrusted["ok"], &untrusted["signer"]), (&json!(false), &Value::Null));
    let failed: Vec<&Value> =
        untrusted["checks"].as_array().unwrap().iter().filter(|check| check["ok"] == false).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["name"], &failed[0]["code"]), (&json!("expected signer"), &json!("signer")));
}

#[test]
fn options_are_checked_first() {
    for options in [
        json!({ "expected_certificate": "secret" }),
        json!({ "expected_certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }),
        json!({ "expected_certificate": String::from_utf8([key_file("cert_leaf.pem"), key_file("cert_meta.pem")].concat()).unwrap() }),
        json!({ "expected_certificate": 1 }),
        json!({ "expected_sha256": "secret" }),
        json!({ "expected_sha256": [] }),
        json!({ "expected_sha256": [1] }),
        json!({ "any_certificate": true, "expected_sha256": "00".repeat(32) }),
        json!({ "any_certificates": true }),
        json!({ "limits": { "max_bytes": 0 } }),
        json!({ "limits": { "max_byte": 1 } }),
        json!({ "testing": { "then": 1 } }),
    ] {
        let failure = run(&sign(&cpp()), &options).unwrap_err();
        assert_eq!((failure.error.status(), failure.report), (CYBSIGN_E_OPTION, None), "{options}");
        assert!(!failure.error.message().contains("secret"));
    }
}

#[test]
fn limits_are_those_of_the_options() {
    let message = sign(&cpp());
    for limit in ["max_bytes", "max_depth", "max_attributes"] {
        let mut options = expecting_leaf();
        options["limits"] = json!({ limit: 3 });
        assert_eq!(status(&message, &options), CYBSIGN_E_LIMIT, "{limit}");
    }
}

/// What a signature is about: none of it may change unseen.
fn substance(message: &[u8]) -> [Vec<u8>; 4] {
    let document = Document::parse(message, &Limits::default()).unwrap();
    let decoded = |name: &str| {
        let text: String = find(&document, name).text().split_ascii_whitespace().collect();
        BASE64.decode(text).unwrap()
    };
    let prefixes = if document.elements().any(|element| element.local_name() == "InclusiveNamespaces") {
        &["soap"][..]
    } else {
        &[]
    };
    [
        canonical(find(&document, "Body"), &[]),
        canonical(find(&document, "SignedInfo"), prefixes),
        decoded("SignatureValue"),
        decoded("BinarySecurityToken"),
    ]
}

#[test]
fn no_single_byte_changes_anything_unseen() {
    let options = expecting_leaf().to_string();
    for template in [cpp(), java()] {
        let message = sign(&template).into_bytes();
        let expected = substance(&message);
        let (mut accepted, mut refused) = (0, 0);
        let mut check = |changed: &[u8], at: usize| match verify(changed, options.as_bytes()) {
            Ok(_) => {
                accepted += 1;
                assert!(substance(changed) == expected, "byte {at}: {}", String::from_utf8_lossy(changed));
            }
            Err(_) => refused += 1,
        };
        for at in 0..message.len() {
            let byte = message[at];
            for other in [byte ^ 1, b" =A'\n"[at % 5]] {
                if other != byte {
                    let mut changed = message.clone();
                    changed[at] = other;
                    check(&changed, at);
                }
            }
            let mut shorter = message.clone();
            shorter.remove(at);
            check(&shorter, at);
        }
        assert!(accepted > 10 && refused > 2 * message.len(), "{accepted} accepted, {refused} refused");
    }
}

/// Bytes that are no message at all: a refusal, and no panic.
#[test]
fn rubbish_is_refused() {
    let options = expecting_leaf();
    for message in ["", "x", "<x/>", "<Envelope/>", "{\"a\": 1}", "\u{0}"] {
        assert!([CYBSIGN_E_XML, CYBSIGN_E_VERIFY_STRUCTURE].contains(&status(message, &options)), "{message}");
    }
    let failure = verify(b"\xFF\xFE<\0a\0", options.to_string().as_bytes()).unwrap_err();
    assert_eq!(failure.error.status(), CYBSIGN_E_ENCODING);
}
