//! Certificates in PKCS #7 and one after the other.

use super::inspect::inspect;
use super::*;

#[test]
fn pkcs7_and_concatenated_der() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["cert_leaf.pem", "cert_sjc.pem", "cert_ca.pem"];
    let all: Vec<u8> = names.iter().flat_map(|name| fixture(name)).collect();
    std::fs::write(folder.path().join("all"), &all).unwrap();
    for (form, kind) in [("PEM", "pkcs7"), ("DER", "pkcs7")] {
        let arguments = ["crl2pkcs7", "-nocrl", "-certfile", "all", "-outform", form, "-out", "p7"];
        openssl(folder.path(), &arguments);
        let file = std::fs::read(folder.path().join("p7")).unwrap();
        let report = inspect(&file, None);
        assert_eq!(report["container"]["kind"], kind);
        assert_eq!(report["certificates"].as_array().unwrap().len(), 3);
        let mislabelled = String::from_utf8_lossy(&file).replace("PKCS7", "CERTIFICATE").into_bytes();
        if form == "PEM" {
            assert_eq!(inspect(&mislabelled, None)["certificates"].as_array().unwrap().len(), 3);
        }
        assert_signs(&Credential::from_pem(&fixture("key_leaf.pem"), &file, b"", b"").unwrap());
    }
    let der: Vec<u8> = names.iter().flat_map(|name| der_of(&fixture(name))).collect();
    let report = inspect(&der, None);
    assert_eq!(report["container"]["kind"], "der");
    let roles: Vec<&str> =
        report["certificates"].as_array().unwrap().iter().map(|found| found["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["merchant", "server", "ca"]);
    assert!(inspect_json(&[&der[..], b"x"].concat(), None, 0).is_err());
    let many = fixture("cert_leaf.pem").repeat(300);
    assert_eq!(inspect(&many, None)["certificates"].as_array().unwrap().len(), 300);
    let too_many = der_of(&fixture("cert_leaf.pem")).repeat(10_001);
    assert_eq!(inspect_json(&too_many, None, 0).err().unwrap().status(), CYBSIGN_E_LIMIT);
}
