//! Credentials from every kind of file, and the errors of those that are none.

mod callbacks;
mod commands;
mod damage;
mod dates;
mod explain;
mod file;
mod from_text;
mod inspect;
mod p12;
mod pbe;
mod pem;
mod pkcs7;
mod select;
mod statuses;

use std::path::Path;

use crate::support::key_files::*;
use cybsign::credential::container::MacState;
use cybsign::credential::read::{read, read_p12, ReadOptions};
use cybsign::credential::{inspect_json, Certificate, Credential, ExpiryState, RsaAlgorithm, Signer};
use cybsign::crypto::kdf;
use cybsign::crypto::legacy::Digest;
use cybsign::error::*;
use cybsign::options::Environment;
use openssl::pkey::PKey;
use serde_json::Value;

fn load(p12: &[u8], password: &[u8]) -> Result<Credential> {
    Credential::from_p12(p12, password, None, b"")
}

fn status(result: Result<Credential>) -> i32 {
    result.err().map_or(CYBSIGN_OK, |error| error.status())
}

/// Signs, and lets OpenSSL's own certificate reader verify.
fn assert_signs(credential: &Credential) {
    let digest = [7; 32];
    let signature = credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &digest).unwrap();
    let certificate = openssl::x509::X509::from_der(credential.certificate().unwrap().der()).unwrap();
    let key = certificate.public_key().unwrap();
    let mut context = openssl::pkey_ctx::PkeyCtx::new(&key).unwrap();
    context.verify_init().unwrap();
    context.set_signature_md(openssl::md::Md::sha256()).unwrap();
    assert!(context.verify(&digest, &signature).unwrap());
}

fn leaf_bags() -> (Vec<u8>, Vec<u8>) {
    let key = bag(1, &der_of(&fixture("key_leaf.pem")), None, None);
    (key, certificate_bag(&der_of(&fixture("cert_leaf.pem")), None, None))
}

/// A shrouded key bag with the leaf key, encrypted by `openssl`.
fn shrouded_leaf(password: &str, options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (key, output) = (fixture_path("key_leaf.pem"), folder.path().join("out"));
    let password = format!("pass:{password}");
    let arguments =
        ["pkcs8", "-topk8", "-in", key.to_str().unwrap(), "-outform", "DER", "-out", "out", "-passout", &password];
    openssl(folder.path(), &[&arguments[..], options].concat());
    std::fs::read(output).unwrap()
}

/// RSAPrivateKey with zeros in place of the primes and of what is computed from them.
fn rsa_key(private_exponent: &[u8]) -> Vec<u8> {
    let rsa = PKey::private_key_from_pem(&fixture("key_leaf.pem")).unwrap().rsa().unwrap();
    let number = |bytes: &[u8]| tlv(2, &[&[0], bytes]);
    let parts = [integer(0), number(&rsa.n().to_vec()), number(&rsa.e().to_vec()), number(private_exponent)];
    tlv(0x30, &[&parts.concat(), &integer(0).repeat(5)])
}
