//! The `openssl cms` program, which shares no code with this library's CMS, opens what is sealed here and makes what is
//! opened here.

use std::path::Path;

use super::*;
use crate::support::key_files::{fixture_path, make_pair, openssl};
use cybsign::error::*;

fn path(name: &str) -> String {
    fixture_path(name).to_str().unwrap().to_owned()
}

fn run(folder: &Path, words: &[&str]) {
    openssl(folder, words);
}

/// Signs a file, with the merchant's key.
fn sign(folder: &Path, content: &[u8], more: &[&str]) -> Vec<u8> {
    std::fs::write(folder.join("content"), content).unwrap();
    let (certificate, key) = (path("cert_leaf.pem"), path("key_leaf.pem"));
    let words =
        ["cms", "-sign", "-binary", "-in", "content", "-out", "signed", "-signer", &certificate, "-inkey", &key];
    run(folder, &[&words[..], more].concat());
    std::fs::read(folder.join("signed")).unwrap()
}

/// Encrypts an entity to the server, and puts the outer headers in front.
fn encrypt(folder: &Path, entity: &[u8], more: &[&str]) -> Vec<u8> {
    std::fs::write(folder.join("inner"), entity).unwrap();
    let certificate = path("cert_sjc.pem");
    let words = ["cms", "-encrypt", "-binary", "-in", "inner", "-outform", "DER", "-out", "enveloped"];
    let named: &[&str] = if more.contains(&"-recip") { &[] } else { &[&certificate] };
    run(folder, &[&words[..], more, named].concat());
    let der = std::fs::read(folder.join("enveloped")).unwrap();
    let header =
        "SCMP-Protocol-Version: v2.0\nContent-Type: application/x-pkcs7-mime\nContent-Transfer-Encoding: BASE64\n\n";
    format!("{header}{}", base64(&der)).into_bytes()
}

fn inner(signed: &[u8]) -> Vec<u8> {
    let header = headers(REQUEST_ID);
    let body = base64(signed);
    format!("{header}Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}")
        .into_bytes()
}

const OPAQUE: [&str; 3] = ["-nodetach", "-outform", "DER"];

#[test]
fn openssl_opens_what_is_sealed_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for options in
        ["{}", r#"{"draft_headers": true, "content_length": true}"#, r#"{"key_transport": "rsa-oaep-sha256"}"#]
    {
        let sealed = client(options).seal(REQUEST).unwrap();
        std::fs::write(folder.join("message"), mime(&sealed)).unwrap();
        let (certificate, key) = (path("cert_sjc.pem"), path("key_sjc.pem"));
        let decrypt =
            ["cms", "-decrypt", "-inform", "SMIME", "-in", "message", "-out", "inner", "-recip", &certificate];
        run(folder, &[&decrypt[..], &["-inkey", &key]].concat());
        let inner = String::from_utf8(std::fs::read(folder.join("inner")).unwrap()).unwrap();
        assert!(inner.starts_with("SCMP-request-time-to-live: 90\r\nSCMP-message-type: "), "{inner}");
        let signer = path("cert_leaf.pem");
        let verify = ["cms", "-verify", "-inform", "SMIME", "-in", "inner", "-out", "payload", "-CAfile", &signer];
        run(
            folder,
            &[&verify[..], &["-purpose", "any", "-partial_chain", "-binary", "-signer", "signer.pem"]].concat(),
        );
        let payload = std::fs::read(folder.join("payload")).unwrap();
        assert_eq!(payload, payload_entity(sealed.request_id.as_str(), "sjc", REQUEST));
    }
    // What is only signed, and errors, are verified in one step.
    let signed = client(r#"{"sign_only": true}"#).seal(REQUEST).unwrap();
    let error = server("").error(REQUEST_ID, 400, "x").unwrap();
    for (sealed, name) in [(signed, "cert_leaf.pem"), (error, "cert_sjc.pem")] {
        std::fs::write(folder.join("message"), mime(&sealed)).unwrap();
        let signer = path(name);
        let verify = ["cms", "-verify", "-inform", "SMIME", "-in", "message", "-out", "payload", "-CAfile", &signer];
        run(folder, &[&verify[..], &["-purpose", "any", "-partial_chain", "-binary"]].concat());
    }
}

#[test]
fn what_openssl_makes_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let oaep = [
        "-aes-256-cbc",
        "-recip",
        &path("cert_sjc.pem"),
        "-keyopt",
        "rsa_padding_mode:oaep",
        "-keyopt",
        "rsa_oaep_md:sha256",
    ];
    let other = path("cert_resp.pem");
    for (signing, encrypting) in [
        (&[][..], &["-aes-256-cbc"][..]),
        (&["-md", "sha384"], &["-aes-192-cbc"]),
        (&["-md", "sha512", "-nosmimecap"], &["-aes-128-cbc", "-stream"]),
        (&["-nocerts", "-indef"], &["-aes-256-cbc", &other]),
        (&[], &oaep),
    ] {
        let signed = sign(folder, &entity, &[&OPAQUE[..], signing].concat());
        let message = encrypt(folder, &inner(&signed), encrypting);
        let opened = received(&message).unwrap_or_else(|error| panic!("{error}: {signing:?} {encrypting:?}"));
        assert_eq!((text_of(&opened).as_bytes(), opened.info.headers_authenticated), (REQUEST, true));
        assert!(opened.info.weak.is_empty());
    }
}

#[test]
fn a_signature_beside_its_content_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // The program turns the content of a multipart into lines that end in CR LF.
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    std::fs::write(folder.join("content"), &entity).unwrap();
    let multipart = sign(folder, &entity, &["-outform", "SMIME", "-crlfeol"]);
    let text = String::from_utf8(multipart).unwrap();
    assert!(text.contains("multipart/signed"), "{text}");
    let message = encrypt(folder, format!("{}{text}", headers(REQUEST_ID)).as_bytes(), &["-aes-256-cbc"]);
    assert_eq!(text_of(&received(&message).unwrap()).as_bytes(), REQUEST);
    let changed = text.replacen("amount:10.00", "amount:10.01", 1);
    let message = encrypt(folder, format!("{}{changed}", headers(REQUEST_ID)).as_bytes(), &["-aes-256-cbc"]);
    assert_eq!(received(&message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
}

#[test]
fn a_payload_in_every_transfer_encoding_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let plain = String::from_utf8(payload_entity(REQUEST_ID, "sjc", REQUEST)).unwrap();
    let (header, body) = plain.split_once("\r\n\r\n").unwrap();
    for (encoding, body) in [
        ("7bit", body.to_owned()),
        ("binary", body.to_owned()),
        ("base64", base64(body.as_bytes())),
        ("Quoted-Printable", body.replace('=', "=3D").replace("merchant_ref", "merchant=\r\n_ref")),
    ] {
        let entity = format!("{}\r\n\r\n{body}", header.replace("8bit", encoding));
        let signed = sign(folder, entity.as_bytes(), &OPAQUE);
        let message = encrypt(folder, &inner(&signed), &["-aes-256-cbc"]);
        assert_eq!(text_of(&received(&message).unwrap()).as_bytes(), REQUEST, "{encoding}");
    }
}

#[test]
fn a_message_as_the_draft_writes_it_is_opened_under_its_policy_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let entity = format!("Content-Type: text/plain\r\n\r\n{}", String::from_utf8_lossy(REQUEST).replace('\n', "\r\n"));
    let signed = sign(folder, entity.as_bytes(), &OPAQUE);
    let message = encrypt(folder, &inner(&signed), &["-aes-256-cbc"]);
    assert_eq!(received(&message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    let draft = server(r#", "policy": "draft""#);
    let opened = draft.open(None, b"", &message).unwrap();
    assert_eq!((text_of(&opened).as_bytes(), opened.info.headers_authenticated), (REQUEST, false));
    // A copy that differs is refused under both.
    let entity = entity.replacen("\r\n\r\n", "\r\nSCMP-request-id: 4803124484286005701010\r\n\r\n", 1);
    let message = encrypt(folder, &inner(&sign(folder, entity.as_bytes(), &OPAQUE)), &["-aes-256-cbc"]);
    assert_eq!(draft.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    // Without signed attributes.
    let bare = sign(folder, &payload_entity(REQUEST_ID, "sjc", REQUEST), &[&OPAQUE[..], &["-noattr"]].concat());
    let message = encrypt(folder, &inner(&bare), &["-aes-256-cbc"]);
    assert_eq!(received(&message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    assert!(draft.open(None, b"", &message).unwrap().info.headers_authenticated);
}

#[test]
fn weak_algorithms_are_received_by_option_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let with_sha1 =
        encrypt(folder, &inner(&sign(folder, &entity, &[&OPAQUE[..], &["-md", "sha1"]].concat())), &["-aes-128-cbc"]);
    assert_eq!(received(&with_sha1).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    let opened = server(r#", "allow_sha1": true"#).open(None, b"", &with_sha1).unwrap();
    assert_eq!(opened.info.weak, ["sha1"]);
    let with_3des = encrypt(folder, &inner(&sign(folder, &entity, &OPAQUE)), &["-des3"]);
    assert_eq!(received(&with_3des).unwrap_err().status(), CYBSIGN_E_VERIFY_ALGORITHM);
    let opened = server(r#", "allow_3des": true"#).open(None, b"", &with_3des).unwrap();
    assert_eq!((opened.info.weak, *opened.payload == *REQUEST), (vec!["3des"], true));
    // MD5, DES and RC2 have no option.
    let all = server(r#", "allow_sha1": true, "allow_3des": true, "allow_short_keys": true"#);
    let with_md5 =
        encrypt(folder, &inner(&sign(folder, &entity, &[&OPAQUE[..], &["-md", "md5"]].concat())), &["-aes-128-cbc"]);
    assert_eq!(all.open(None, b"", &with_md5).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    let legacy = ["-provider", "legacy", "-provider", "default"];
    for cipher in ["-des", "-rc2-40", "-rc2-128"] {
        let message = encrypt(folder, &inner(&sign(folder, &entity, &OPAQUE)), &[&[cipher][..], &legacy].concat());
        assert_eq!(all.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_VERIFY_ALGORITHM, "{cipher}");
    }
    let message = encrypt(folder, &inner(&sign(folder, &entity, &OPAQUE)), &["-aes-256-gcm"]);
    assert_eq!(all.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_VERIFY_STRUCTURE);
}

#[test]
fn short_keys_are_received_from_1024_bits_on_and_never_sent() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make_pair(folder, "short", "/CN=testmid_oracle", &["-newkey", "rsa:1024", "-days", "3650"]);
    make_pair(folder, "shortest", "/CN=testmid_oracle", &["-newkey", "rsa:1023", "-days", "3650"]);
    let pair = |name: &str| {
        let read = |end: &str| std::fs::read(folder.join(format!("{name}.{end}"))).unwrap();
        (Credential::from_pem(&read("key"), &read("crt"), b"", b"").unwrap(), read("crt"))
    };
    let (short, pem) = pair("short");
    let short_certificate = Certificate::from_der(&crate::support::key_files::der_of(&pem)).unwrap();
    let status = |scmp: Result<Scmp, Error>| scmp.err().map(|error| error.status());
    let peer = certificate("sjc");
    assert_eq!(status(Scmp::new(&short, peer.der(), b"")), Some(CYBSIGN_E_KEY_KIND));
    let option = br#"{"allow_short_keys": true}"#;
    assert_eq!(status(Scmp::new(&pair("shortest").0, peer.der(), option)), Some(CYBSIGN_E_KEY_KIND));
    let sealing = Scmp::new(&short, peer.der(), option).unwrap();
    assert_eq!(sealing.seal(REQUEST).unwrap_err().status(), CYBSIGN_E_KEY_KIND);
    std::fs::write(folder.join("content"), payload_entity(REQUEST_ID, "sjc", REQUEST)).unwrap();
    let sign =
        ["cms", "-sign", "-binary", "-in", "content", "-out", "signed", "-signer", "short.crt", "-inkey", "short.key"];
    run(folder, &[&sign[..], &OPAQUE].concat());
    let message = encrypt(folder, &inner(&std::fs::read(folder.join("signed")).unwrap()), &["-aes-256-cbc"]);
    let end = |options: &[u8]| Scmp::new(&credential("sjc"), short_certificate.der(), options);
    assert_eq!(status(end(br#"{"role": "server"}"#)), Some(CYBSIGN_E_KEY_KIND));
    let accepting = end(br#"{"role": "server", "allow_short_keys": true}"#).unwrap();
    let opened = accepting.open(None, b"", &message).unwrap();
    assert_eq!(opened.info.weak, ["short_keys"]);
}

#[test]
fn signers_and_recipients_that_are_no_issuer_and_serial_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make_pair(folder, "peer", "/CN=testmid_oracle", &["-newkey", "rsa:2048", "-days", "3650"]);
    let pem = std::fs::read(folder.join("peer.crt")).unwrap();
    let peer = Certificate::from_der(&crate::support::key_files::der_of(&pem)).unwrap();
    std::fs::write(folder.join("content"), payload_entity(REQUEST_ID, "sjc", REQUEST)).unwrap();
    let sign =
        ["cms", "-sign", "-binary", "-in", "content", "-out", "signed", "-signer", "peer.crt", "-inkey", "peer.key"];
    let end = Scmp::new(&credential("sjc"), peer.der(), br#"{"role": "server"}"#).unwrap();
    for (more, opens) in [(&[][..], true), (&["-keyid"], false)] {
        run(folder, &[&sign[..], &OPAQUE, more].concat());
        let message = encrypt(folder, &inner(&std::fs::read(folder.join("signed")).unwrap()), &["-aes-256-cbc"]);
        let opened = end.open(None, b"", &message);
        assert_eq!(opened.is_ok(), opens, "{more:?}");
        assert!(opens || opened.unwrap_err().status() == CYBSIGN_E_DECRYPT);
    }
    let two = ["-signer", &path("cert_leaf.pem"), "-inkey", &path("key_leaf.pem")];
    run(folder, &[&sign[..], &OPAQUE, &two].concat());
    let message = encrypt(folder, &inner(&std::fs::read(folder.join("signed")).unwrap()), &["-aes-256-cbc"]);
    assert_eq!(end.open(None, b"", &message).unwrap_err().status(), CYBSIGN_E_DECRYPT);
    // Twice the same recipient.
    let signed = sign_with_leaf(folder);
    let message = encrypt(folder, &inner(&signed), &["-aes-256-cbc", &path("cert_sjc.pem")]);
    assert_eq!(received(&message).unwrap_err().status(), CYBSIGN_E_VERIFY_STRUCTURE);
}

fn sign_with_leaf(folder: &Path) -> Vec<u8> {
    sign(folder, &payload_entity(REQUEST_ID, "sjc", REQUEST), &OPAQUE)
}
