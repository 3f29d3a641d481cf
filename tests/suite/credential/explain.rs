//! What a file is that is none of ours.

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
