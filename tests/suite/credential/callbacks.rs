//! Keys that live elsewhere.

use super::*;

pub(super) struct Elsewhere {
    pub(super) key: PKey<openssl::pkey::Private>,
    pub(super) lies: bool,
}

impl Signer for Elsewhere {
    fn sign(&self, algorithm: RsaAlgorithm, digest: &[u8]) -> Result<Vec<u8>> {
        assert_eq!(algorithm, RsaAlgorithm::RsassaPkcs1Sha256);
        let mut context = openssl::pkey_ctx::PkeyCtx::new(&self.key).unwrap();
        context.sign_init().unwrap();
        context.set_signature_md(openssl::md::Md::sha256()).unwrap();
        let mut signature = Vec::new();
        context.sign_to_vec(digest, &mut signature).unwrap();
        if self.lies {
            signature[9] ^= 1;
        }
        Ok(signature)
    }
}

#[test]
fn a_key_that_lives_elsewhere() {
    let make = |key: &str, lies: bool, certificate: &[u8], options: &[u8]| {
        let key = PKey::private_key_from_pem(&fixture(key)).unwrap();
        Credential::from_callbacks(certificate, Box::new(Elsewhere { key, lies }), None, options)
    };
    let certificate = fixture("cert_leaf.pem");
    let credential = make("key_leaf.pem", false, &certificate, b"").unwrap();
    assert_signs(&credential);
    assert!(credential.decrypter().is_none());
    // The signer is not even asked for what it can't give.
    let refused = |algorithm, digest: &[u8]| credential.sign(algorithm, digest).err().unwrap().status();
    assert_eq!(refused(RsaAlgorithm::RsassaPkcs1Sha256, &[0; 31]), CYBSIGN_E_ARGUMENT);
    assert_eq!(refused(RsaAlgorithm::RsassaPkcs1Sha1, &[0; 20]), CYBSIGN_E_UNSUPPORTED);
    assert_eq!(refused(RsaAlgorithm::RsaesPkcs1, &[0; 32]), CYBSIGN_E_UNSUPPORTED);
    for credential in [
        make("key_leaf.pem", true, &certificate, b"").unwrap(),
        make("key_sjc.pem", false, &der_of(&certificate), b"").unwrap(),
    ] {
        assert_eq!(credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[0; 32]).err().unwrap().status(), CYBSIGN_E_SIGN);
    }
    let chain = [fixture("cert_ca.pem"), fixture("cert_sjc.pem"), certificate.clone()].concat();
    let credential = make("key_leaf.pem", false, &chain, b"").unwrap();
    assert_signs(&credential);
    assert!(credential.server_certificate().is_some());
    assert_eq!(status(make("key_leaf.pem", false, &chain, br#"{"alias": "nobody"}"#)), CYBSIGN_E_ALIAS);
    let sealed = make("key_leaf.pem", false, &fixture("leaf_gen1.p12"), b"").err().unwrap();
    assert_eq!(sealed.status(), CYBSIGN_E_NO_CERTIFICATE);
    assert!(sealed.message().contains("are encrypted"), "{sealed}");
    let two = [certificate, fixture("cert_meta.pem")].concat();
    assert_eq!(status(make("key_leaf.pem", false, &two, b"")), CYBSIGN_E_SEVERAL_KEYS);
    assert_signs(&make("key_leaf.pem", false, &two, br#"{"alias": "TESTMID_ORACLE"}"#).unwrap());
}
