//! Signing whole envelopes in place.

use std::process::Command;

use crate::support::{credential, key_file};
use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use cybsign::error::*;
use cybsign::secret::SecretBuffer;
use cybsign::simple_order::{verify, SignedEnvelope, SimpleOrder};
use cybsign::xml::{canonicalize, Canonicalization, Document, Limits};
use openssl::pkey::PKey;
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::symm::{Cipher, Crypter, Mode};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const CYBS: &str = "urn:schemas-cybersource-com:transaction-data-1.151";

fn guide() -> String {
    std::fs::read_to_string("tests/data/guide_soap_request.xml").unwrap()
}

fn order(key: &str, options: &str) -> SimpleOrder {
    SimpleOrder::new(&credential(key), options.as_bytes()).unwrap()
}

fn sign(envelope: &str, options: &str) -> SignedEnvelope {
    order("leaf_gen2.p12", options)
        .sign_envelope(envelope.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {envelope}"))
}

fn text(signed: &SignedEnvelope) -> &str {
    std::str::from_utf8(&signed.message).unwrap()
}

/// By this library's verifier, and by xmlsec1, which shares no code with it.
fn assert_verifies(message: &str, certificate: &str) {
    let expected = std::fs::read_to_string(key_file(certificate)).unwrap();
    let options = serde_json::json!({ "expected_certificate": expected }).to_string();
    verify(message.as_bytes(), options.as_bytes())
        .map_err(|failure| failure.error)
        .unwrap_or_else(|error| panic!("{error}\n{message}"));
    assert!(xmlsec1(message, certificate), "xmlsec1 refuses {message}");
}

fn xmlsec1(message: &str, certificate: &str) -> bool {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), message).unwrap();
    let output = Command::new("xmlsec1")
        .args(["--verify", "--pubkey-cert-pem", &key_file(certificate), "--id-attr:Id"])
        .arg(format!("{SOAP}:Body"))
        .arg(file.path())
        .output()
        .expect("xmlsec1 must be installed");
    output.status.success()
}

/// The canonical forms of the Body's children, and the raw text between its tags.
fn body_content(message: &str) -> (Vec<Vec<u8>>, String) {
    let document = Document::parse(message.as_bytes(), &Limits::default()).unwrap();
    let body = document.root().child_elements().find(|child| child.is(SOAP, "Body")).unwrap();
    let canonical = |element| {
        let mut out = SecretBuffer::new();
        canonicalize(element, &Canonicalization::default(), &mut out).unwrap();
        out.to_vec()
    };
    (body.child_elements().map(canonical).collect(), message[body.content_range()].to_owned())
}

fn envelope(header: &str, body: &str) -> String {
    format!("<s:Envelope xmlns:s=\"{SOAP}\">{header}<s:Body>{body}</s:Body></s:Envelope>")
}

fn request(merchant: &str) -> String {
    format!("<requestMessage xmlns=\"{CYBS}\"><merchantID>{merchant}</merchantID></requestMessage>")
}

fn token(username: &str) -> String {
    format!(
        "<w:UsernameToken xmlns:w=\"{WSSE}\"><w:Username>{username}</w:Username><w:Password>Secret+key/==</w:Password></w:UsernameToken>"
    )
}

fn security(content: &str) -> String {
    format!("<s:Header><w:Security xmlns:w=\"{WSSE}\" s:mustUnderstand=\"1\">{content}</w:Security></s:Header>")
}

#[test]
fn the_guides_request_is_signed_in_place_in_both_profiles() {
    let sent = guide();
    for options in [r#"{"allow_other_username":true}"#, r#"{"allow_other_username":true,"profile":"java"}"#] {
        let signed = sign(&sent, options);
        assert_eq!(signed.username.as_deref(), Some("portfolioabc"));
        assert!(signed.meta_key);
        let message = text(&signed);
        assert!(!message.contains("UsernameToken") && !message.contains("8SbCuVZ4FLYakM7Mm"));
        assert_eq!(body_content(&sent), body_content(message));
        // Everything around the token and the Body's start tag is what it was.
        let (before, after) = (sent.find("<wsse:UsernameToken>").unwrap(), sent.find("</wsse:UsernameToken>").unwrap());
        assert!(message.starts_with(&sent[..before]));
        let rest = &sent[after + "</wsse:UsernameToken>".len()..sent.find("<SOAP-ENV:Body>").unwrap()];
        assert!(message.contains(&format!("</ds:Signature>{rest}<SOAP-ENV:Body ")));
        assert!(message.ends_with(&sent[sent.find("<SOAP-ENV:Body>").unwrap() + "<SOAP-ENV:Body>".len()..]));
        assert_eq!(message.matches("wsu:Id").count(), if options.contains("java") { 3 } else { 2 });
        assert_verifies(message, "cert_leaf.pem");
    }
}

#[test]
fn the_profile_cpp_is_deterministic_and_the_profile_java_is_not() {
    let sent = envelope(&security(&token("m")), &request("m"));
    let one = sign(&sent, "");
    assert_eq!(*one.message, *sign(&sent, "").message);
    assert!(text(&one).contains("wsu:Id=\"X509Token\"") && text(&one).contains("wsu:Id=\"SOAP-ENV-Body\""));
    assert!(!text(&one).contains('\n'));
    let java = sign(&sent, r#"{"profile":"java"}"#);
    assert_ne!(*java.message, *sign(&sent, r#"{"profile":"java"}"#).message);
    let java = text(&java);
    assert!(java.contains("PrefixList=\"s\"") && java.contains("&#13;\n") && java.contains(" Id=\"SIG-"));
    assert_verifies(java, "cert_leaf.pem");
}

#[test]
fn headers_of_every_shape_take_the_signature() {
    let timestamp =
        format!("<u:Timestamp xmlns:u=\"{WSU}\" u:Id=\"T\"><u:Created>2025-01-01T00:00:00Z</u:Created></u:Timestamp>");
    let bodies =
        [request("m"), format!("<nvpRequest xmlns=\"{CYBS}\">\nmerchantID=m\nbillTo_city=Ann Arbor\n</nvpRequest>\n")];
    for header in [
        String::new(),
        "<s:Header/>".to_owned(),
        "<s:Header />".to_owned(),
        "<s:Header></s:Header>".to_owned(),
        "<s:Header>\n <a:trace xmlns:a=\"urn:a\" s:actor=\"urn:next\">1</a:trace>\n</s:Header>\n".to_owned(),
        format!("<s:Header><w:Security xmlns:w=\"{WSSE}\"/></s:Header>"),
        security(""),
        security(&token("m")),
        security(&format!("\n{timestamp}\n{}\n", token("m"))),
        format!("<s:Header><w:Security s:actor=\"urn:x\" xmlns:w=\"{WSSE}\" s:mustUnderstand=\"0\">{}</w:Security></s:Header>", token("m")),
    ] {
        for body in &bodies {
            for options in ["", r#"{"profile":"java"}"#] {
                let sent = envelope(&header, body);
                let signed = sign(&sent, options);
                let message = text(&signed);
                assert_eq!(signed.username.as_deref(), sent.contains("UsernameToken").then_some("m"), "{header}");
                assert!(!signed.meta_key);
                assert!(!message.contains("Secret+key"), "{header}");
                for kept in ["Timestamp", "a:trace", "s:actor=\"urn:x\"", "s:mustUnderstand=\"0\""] {
                    assert_eq!(message.contains(kept), sent.contains(kept), "{header}");
                }
                assert_eq!(body_content(&sent), body_content(message));
                assert_verifies(message, "cert_leaf.pem");
            }
        }
    }
}

#[test]
fn any_prefix_will_do_and_none() {
    let inner = format!("<q:requestMessage xmlns:q=\"{CYBS}\"><q:merchantID>m</q:merchantID></q:requestMessage>");
    for sent in [
        format!("<Envelope xmlns=\"{SOAP}\"><Body>{inner}</Body></Envelope>"),
        format!("<Envelope xmlns=\"{SOAP}\"><Header/><Body>{inner}</Body></Envelope>"),
        format!("<Envelope xmlns=\"{SOAP}\" xmlns:SOAP-ENV=\"urn:taken\"><Body>{inner}<SOAP-ENV:x/></Body></Envelope>"),
        format!("<SOAP-ENV:Envelope xmlns:SOAP-ENV='{SOAP}' ><SOAP-ENV:Body\n id = 'b' >{inner}</SOAP-ENV:Body ></SOAP-ENV:Envelope >"),
        // wsu, wsse and ds mean something else, and are used so.
        format!("<e:Envelope xmlns:e='{SOAP}' xmlns:wsu='urn:1' xmlns:wsse='urn:2' xmlns:ds='urn:3'><e:Body wsu:a='1'>{inner}<wsu:x/><wsse:y ds:z='1'/></e:Body></e:Envelope>"),
        format!("<e:Envelope xmlns:e='{SOAP}' xmlns:wsu='urn:1' xmlns:wsu1='urn:2'><e:Body>{inner}<wsu:x><wsu1:y/></wsu:x></e:Body></e:Envelope>"),
        // WS-Security under other prefixes, declared far out.
        format!("<e:Envelope xmlns:e='{SOAP}' xmlns:wsu='{WSU}' xmlns:wsse='{WSSE}'><e:Header><wsse:Security/></e:Header><e:Body>{inner}</e:Body></e:Envelope>"),
        // The Header has another prefix than the Envelope, whose own is bound to something else there.
        format!("<e:Envelope xmlns:e='{SOAP}' xmlns:f='{SOAP}'><f:Header xmlns:e='urn:other'><e:x/></f:Header><e:Body>{inner}</e:Body></e:Envelope>"),
        format!("\u{FEFF}<?xml version='1.0'?>\r\n<!-- c --><e:Envelope xmlns:e='{SOAP}'><e:Body><!-- c -->\r\n&#13;<![CDATA[<&>]]>{inner}\t</e:Body></e:Envelope><?pi?>"),
    ] {
        for options in ["", r#"{"profile":"java"}"#] {
            let signed = sign(&sent, options);
            assert_eq!(body_content(&sent), body_content(text(&signed)), "{sent}");
            assert!(xmlsec1(text(&signed), "cert_leaf.pem"), "{}", text(&signed));
        }
    }
}

/// The prefixes that the header itself uses may be the envelope's for SOAP.
#[test]
fn must_understand_is_soaps_whatever_the_envelopes_prefix_is() {
    for prefix in ["wsse", "wsu", "ds", "ec", "xenc", "SOAP-ENV", "soap"] {
        for header in [String::new(), format!("<{prefix}:Header/>")] {
            let inner = format!("{header}<{prefix}:Body>{}</{prefix}:Body>", request("m"));
            let sent = format!("<{prefix}:Envelope xmlns:{prefix}=\"{SOAP}\">{inner}</{prefix}:Envelope>");
            for options in ["", r#"{"profile":"java"}"#] {
                let signed = sign(&sent, options);
                let document = Document::parse(&signed.message, &Limits::default()).unwrap();
                let security = document.elements().find(|element| element.is(WSSE, "Security")).unwrap();
                assert_eq!(security.attribute(SOAP, "mustUnderstand").as_deref(), Some("1"), "{prefix}");
                assert_verifies(text(&signed), "cert_leaf.pem");
            }
        }
    }
}

#[test]
fn the_bodys_own_id_is_used_and_others_are_not_hit() {
    let with_id = |attributes: &str, inner: &str| {
        format!(
            "<s:Envelope xmlns:s=\"{SOAP}\" xmlns:u=\"{WSU}\"><s:Body {attributes}>{}{inner}</s:Body></s:Envelope>",
            request("m")
        )
    };
    let signed = sign(&with_id("u:Id=\"mine\"", ""), "");
    assert!(text(&signed).contains("URI=\"#mine\"") && text(&signed).contains("<s:Body u:Id=\"mine\">"));
    assert_verifies(text(&signed), "cert_leaf.pem");
    let signed = sign(&with_id("id=\"body1\" Id=\"SOAP-ENV-Body\"", ""), "");
    assert!(text(&signed).contains("URI=\"#SOAP-ENV-Body-2\""));
    let signed = sign(&with_id("", "<x Id=\"SOAP-ENV-Body\"/><x ID=\"X509Token\"/><x id=\"SOAP-ENV-Body-2\"/>"), "");
    assert!(text(&signed).contains("URI=\"#SOAP-ENV-Body-3\"") && text(&signed).contains("URI=\"#X509Token-2\""));
    assert_verifies(text(&signed), "cert_leaf.pem");
    for (attributes, inner) in [
        ("u:Id=\"mine\"", "<x Id=\"mine\"/>"),
        ("u:Id=\"mine\"", "<x y:Id=\"mine\" xmlns:y=\"urn:y\"/>"),
        ("u:Id=\"1\"", ""),
        ("u:Id=\"\"", ""),
        ("u:Id=\"a b\"", ""),
    ] {
        let error = order("leaf_gen2.p12", "").sign_envelope(with_id(attributes, inner).as_bytes()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_MESSAGE, "{attributes} {inner}");
    }
}

#[test]
fn a_meta_keys_envelope_wants_the_portfolios_certificate() {
    let meta = credential("meta_gen2.p12").certificate().unwrap().common_name().unwrap().to_owned();
    let sent = envelope(&security(&token(&format!(" {meta}\n"))), &request("child"));
    let signed = order("meta_gen2.p12", "").sign_envelope(sent.as_bytes()).unwrap();
    assert_eq!((signed.username.as_deref(), signed.meta_key), (Some(meta.as_str()), true));
    assert_verifies(text(&signed), "cert_meta.pem");
    let error = order("leaf_gen2.p12", "").sign_envelope(sent.as_bytes()).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_MERCHANT);
    assert!(error.message().contains("allow_other_username"));
    assert!(sign(&sent, r#"{"allow_other_username":true}"#).meta_key);
    // Without a meta key the certificate may be the merchant's own or a portfolio's.
    assert!(!sign(&envelope(&security(&token("CHILD")), &request("child")), "").meta_key);
    let nvp = format!("<nvpRequest xmlns=\"{CYBS}\">a=1\nmerchantID=child\n</nvpRequest>");
    let error = order("leaf_gen2.p12", "")
        .sign_envelope(envelope(&security(&token("portfolio")), &nvp).as_bytes())
        .err()
        .unwrap();
    assert_eq!(error.status(), CYBSIGN_E_MERCHANT);
    // Nor may the Username be another's where the Body does not say whose the request is.
    for body in [
        format!("<nvpRequest xmlns=\"{CYBS}\">a=1\n</nvpRequest>"),
        format!("<nvpRequest xmlns=\"{CYBS}\">a=1\n merchantID=child\n</nvpRequest>"),
        format!("<requestMessage xmlns=\"{CYBS}\"><a/></requestMessage>"),
    ] {
        let sent = envelope(&security(&token("portfolio")), &body);
        let error = order("leaf_gen2.p12", "").sign_envelope(sent.as_bytes()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_MERCHANT, "{body}");
        assert!(order("leaf_gen2.p12", r#"{"allow_other_username":true}"#).sign_envelope(sent.as_bytes()).is_ok());
    }
    let end = sent.rfind("</").unwrap();
    let more = format!("{}<z/>{}", &sent[..end], &sent[end..]);
    let error = order("meta_gen2.p12", "").sign_envelope(more.as_bytes()).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_MESSAGE);
}

#[test]
fn what_must_not_be_signed_is_refused() {
    let ds = "http://www.w3.org/2000/09/xmldsig#";
    let xenc = "http://www.w3.org/2001/04/xmlenc#";
    let ok = request("m");
    let signed = sign(&envelope("", &ok), "");
    for (sent, word) in [
        (text(&signed).to_owned(), "token"),
        (envelope(&security(&format!("<d:Signature xmlns:d='{ds}'/>")), &ok), "signature"),
        (envelope(&security(""), &format!("{ok}<d:Signature xmlns:d='{ds}'/>")), "signature"),
        (envelope(&security(&format!("<w:BinarySecurityToken xmlns:w='{WSSE}'/>")), &ok), "token"),
        (envelope("<s:Header><BinarySecurityToken xmlns='urn:any'/></s:Header>", &ok), "token"),
        (envelope(&security(&format!("<w:SecurityTokenReference xmlns:w='{WSSE}'/>")), &ok), "token"),
        (envelope(&security("<saml xmlns='urn:saml'/>"), &ok), "more than"),
        (envelope("", &format!("<x:EncryptedData xmlns:x='{xenc}'/>")), "encrypted"),
        (envelope(&security(&format!("<x:EncryptedKey xmlns:x='{xenc}'/>")), &ok), "encrypted"),
        (envelope(&security(&token("m").repeat(2)), &ok), "several"),
        (
            envelope(
                &(security(&token("m")).replace("</s:Header>", "") + &security("").replace("<s:Header>", "")),
                &ok,
            ),
            "several",
        ),
        (envelope(&format!("<s:Header>{}</s:Header>", token("m")), &ok), "token"),
        (envelope("", &(token("m") + &ok)), "token"),
        (
            envelope("<s:Header><o:Security xmlns:o='http://schemas.xmlsoap.org/ws/2003/06/secext'/></s:Header>", &ok),
            "version",
        ),
        (envelope("<s:Header><o:UsernameToken xmlns:o='urn:old'/></s:Header>", &ok), "token"),
        (envelope("<s:Header/><s:Header/>", &ok), "several Headers"),
        (format!("<s:Envelope xmlns:s='{SOAP}'><s:Body>{ok}</s:Body><s:Header/></s:Envelope>"), "behind"),
        (
            format!("<s:Envelope xmlns:s='{SOAP}'><s:Body>{ok}</s:Body><s:Body>{ok}</s:Body></s:Envelope>"),
            "several Bodies",
        ),
        (format!("<s:Envelope xmlns:s='{SOAP}'/>"), "no Body"),
        (format!("<s:Envelope xmlns:s='{SOAP}'><s:Body/></s:Envelope>"), "no requestMessage"),
        (envelope("", "<requestMessage xmlns='urn:other'/>"), "no requestMessage"),
        (envelope("", &(request("m") + &request("n"))), "merchantIDs"),
        (envelope("", &format!("<nvpRequest xmlns='{CYBS}'>merchantID=a\nmerchantID=b</nvpRequest>")), "merchantIDs"),
        ("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>".to_owned(), "SOAP 1.1"),
        (ok.clone(), "sign_xml"),
    ] {
        let error = order("leaf_gen2.p12", "").sign_envelope(sent.as_bytes()).err().unwrap_or_else(|| panic!("{sent}"));
        assert_eq!(error.status(), CYBSIGN_E_MESSAGE, "{sent}");
        assert!(error.message().contains(word), "{word}: {error}");
        assert!(!format!("{error:?}").contains("Secret"), "{error:?}");
    }
    let doctype = format!("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{}", envelope("", "&e;"));
    assert_eq!(order("leaf_gen2.p12", "").sign_envelope(doctype.as_bytes()).err().unwrap().status(), CYBSIGN_E_XML);
    let deep = envelope("", &("<a>".repeat(200) + &"</a>".repeat(200)));
    assert_eq!(order("leaf_gen2.p12", "").sign_envelope(deep.as_bytes()).err().unwrap().status(), CYBSIGN_E_LIMIT);
    assert_eq!(
        order("leaf_expired_gen2.p12", "").sign_envelope(guide().as_bytes()).err().unwrap().status(),
        CYBSIGN_E_EXPIRED
    );
}

#[test]
fn an_envelope_at_its_limits_is_still_signed() {
    let sent = envelope("", &request("m"));
    let options = format!(r#"{{"limits":{{"max_bytes":{},"max_depth":4,"max_attributes":1}}}}"#, sent.len());
    assert_verifies(text(&sign(&sent, &options)), "cert_leaf.pem");
}

#[test]
fn a_changed_body_is_noticed() {
    let signed = sign(&guide(), r#"{"allow_other_username":true}"#);
    let changed = text(&signed).replace("<unitPrice>1.00<", "<unitPrice>0.01<");
    assert!(!xmlsec1(&changed, "cert_leaf.pem"));
    assert!(verify(changed.as_bytes(), br#"{"any_certificate":true}"#).is_err());
}

/// Undoes the encryption with the server's key, by OpenSSL alone.
fn decrypted(message: &str) -> String {
    let values: Vec<Vec<u8>> = message
        .split("<xenc:CipherValue>")
        .skip(1)
        .map(|rest| BASE64.decode(rest[..rest.find("</").unwrap()].replace("&#13;\n", "")).unwrap())
        .collect();
    let server = std::fs::read(key_file("key_sjc.pem")).unwrap();
    let server = PKey::private_key_from_pem(&server).unwrap();
    let oaep = message.contains("rsa-oaep-mgf1p");
    let mut context = PkeyCtx::new(&server).unwrap();
    context.decrypt_init().unwrap();
    context.set_rsa_padding(if oaep { Padding::PKCS1_OAEP } else { Padding::PKCS1 }).unwrap();
    let mut key = Vec::new();
    context.decrypt_to_vec(&values[0], &mut key).unwrap();
    let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Decrypt, &key, Some(&values[1][..16])).unwrap();
    crypter.pad(false);
    let mut plain = vec![0; values[1].len() + 16];
    let count = crypter.update(&values[1][16..], &mut plain).unwrap();
    plain.truncate(count - usize::from(plain[count - 1]));
    String::from_utf8(plain).unwrap()
}

#[test]
fn an_envelope_is_encrypted_where_the_options_say_so_and_never_sent_in_clear() {
    for options in [
        r#"{"allow_other_username":true,"encrypt":true}"#,
        r#"{"allow_other_username":true,"encrypt":true,"profile":"java"}"#,
    ] {
        let signed = sign(&guide(), options);
        let message = text(&signed);
        assert!(!message.contains("4111111111111111") && !message.contains("James"));
        let document = Document::parse(message.as_bytes(), &Limits::default()).unwrap();
        let body = document.root().child_elements().find(|child| child.is(SOAP, "Body")).unwrap();
        assert_eq!(body.child_elements().map(|child| child.local_name()).collect::<Vec<_>>(), ["EncryptedData"]);
        let order: Vec<&str> = document.elements().map(|element| element.local_name()).collect();
        let place = |name: &str| order.iter().position(|local| *local == name).unwrap();
        let (key, token, signature) = (place("EncryptedKey"), place("BinarySecurityToken"), place("Signature"));
        assert!(if options.contains("java") { key < token } else { token < key && key < signature });
        // What comes out of it is what went in, and what the signature is over.
        let content = decrypted(message);
        assert_eq!(content, body_content(&guide()).1);
        let in_clear =
            format!("{}{content}{}", &message[..body.content_range().start], &message[body.content_range().end..]);
        assert!(xmlsec1(&in_clear, "cert_leaf.pem"));
    }
    let error = SimpleOrder::new(&credential("leaf_nosjc_gen2.p12"), br#"{"encrypt":true}"#).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_NO_RECIPIENT);
    // An Id that encryption needs itself.
    let taken = envelope("", &format!("{}<x Id=\"Cert\"/>", request("m")));
    let error = order("leaf_gen2.p12", r#"{"encrypt":true}"#).sign_envelope(taken.as_bytes()).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_MESSAGE);
}
