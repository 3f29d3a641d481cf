//! Damaged files, and what must not be left behind.

use super::*;

#[test]
fn no_truncation_panics() {
    for name in
        ["leaf_gen1.p12", "leaf_gen2.p12", "cert_leaf.pem", "key_leaf.pem", "resp_pkcs1_enc.pem", "resp_pkcs8_enc.pem"]
    {
        let file = fixture(name);
        for len in 0..file.len() {
            let cut = &file[..len];
            if name.ends_with("p12") {
                assert!(load(cut, PASSWORD).is_err(), "{name} at {len}");
            }
            let _ = inspect_json(cut, Some(PASSWORD), 0);
        }
    }
}

#[test]
fn a_flipped_bit_is_refused_or_changes_nothing() {
    for name in ["leaf_gen1.p12", "leaf_gen2.p12"] {
        let file = fixture(name);
        let expected = load(&file, PASSWORD).unwrap();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1 << (at % 8);
            if let Ok(credential) = load(&changed, PASSWORD) {
                assert_eq!(
                    credential.certificate().unwrap().der(),
                    expected.certificate().unwrap().der(),
                    "{name} at {at}"
                );
                assert_eq!(
                    credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[1; 32]),
                    expected.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[1; 32]),
                    "{name} at {at}"
                );
            }
        }
    }
}

#[test]
fn flipped_bits_in_pem_and_der_never_panic() {
    for name in ["cert_leaf.pem", "key_leaf.pem", "resp_pkcs8_enc.pem"] {
        let file = fixture(name);
        for (at, bit) in (0..file.len()).flat_map(|at| [(at, 0), (at, 7)]) {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            let _ = inspect_json(&changed, Some(PASSWORD), 0);
        }
    }
    let der = der_of(&fixture("cert_leaf.pem"));
    for at in 0..der.len() * 8 {
        let mut changed = der.clone();
        changed[at / 8] ^= 1 << (at % 8);
        if let Ok(certificate) = Certificate::from_der(&changed) {
            let _ = (certificate.subject(), certificate.role());
        }
    }
}

#[test]
fn two_threads_may_use_one_credential() {
    let credential = load(&fixture("leaf_gen2.p12"), PASSWORD).unwrap();
    let expected = credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[5; 32]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                (0..50).for_each(|_| {
                    assert_eq!(credential.sign(RsaAlgorithm::RsassaPkcs1Sha256, &[5; 32]).unwrap(), expected)
                })
            });
        }
    });
}

#[test]
fn nothing_is_left_in_the_error_queue() {
    for (file, password) in [(fixture("leaf_gen1.p12"), &b"wrong"[..]), (fixture("leaf_gen2.p12"), PASSWORD)] {
        let _ = load(&file, password);
        assert!(openssl::error::ErrorStack::get().errors().is_empty());
    }
    let _ = read(&fixture("resp_pkcs1_enc.pem"), &ReadOptions::new(b"wrong"));
    assert!(openssl::error::ErrorStack::get().errors().is_empty());
}
