//! P12 files of every origin.

use super::inspect::{codes, inspect};
use super::*;

#[test]
fn both_layouts_of_the_portal_are_read() {
    for (name, merchant, count) in [
        ("leaf_gen1.p12", "testmid_oracle", 3),
        ("leaf_gen2.p12", "testmid_oracle", 3),
        ("leaf_expired_gen2.p12", "testmid_oracle", 3),
        ("leaf_nosjc_gen2.p12", "testmid_oracle", 2),
        ("meta_gen1.p12", "portfolio_oracle", 3),
        ("meta_gen2.p12", "portfolio_oracle", 3),
        ("resp_gen1.p12", "testmid_oracle", 3),
        ("resp_gen2.p12", "testmid_oracle", 3),
    ] {
        let credential = load(&fixture(name), PASSWORD).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(credential.certificate().unwrap().common_name(), Some(merchant), "{name}");
        assert_eq!(credential.certificates().len(), count, "{name}");
        assert_eq!(credential.server_certificate().is_some(), count == 3, "{name}");
        assert_signs(&credential);
    }
    let credential = load(&fixture("leaf_gen2.p12"), PASSWORD).unwrap();
    assert_eq!(credential.certificate().unwrap().key_serial(), Some("1757695744950028980655"));
    assert_eq!(credential.certificate().unwrap().der(), der_of(&fixture("cert_leaf.pem")));
    assert_eq!(credential.server_certificate().unwrap().der(), der_of(&fixture("cert_sjc.pem")));
}

#[test]
fn a_wrong_and_a_missing_password_are_told_apart_in_words() {
    let wrong = load(&fixture("leaf_gen2.p12"), b"not-the-password").err().unwrap();
    assert_eq!(wrong.status(), CYBSIGN_E_WRONG_PASSWORD);
    assert!(!wrong.message().contains("not-the-password"));
    let missing = load(&fixture("leaf_gen2.p12"), b"").err().unwrap();
    assert_eq!(missing.status(), CYBSIGN_E_WRONG_PASSWORD);
    assert!(missing.message().contains("needs a password"), "{missing}");
    assert_eq!(status(load(&fixture("leaf_emptypw_gen2.p12"), b"")), CYBSIGN_OK);
    assert_eq!(status(load(&fixture("leaf_emptypw_gen2.p12"), b"x")), CYBSIGN_E_WRONG_PASSWORD);
}

#[test]
fn a_wrong_password_that_a_file_left_something_at_says_so() {
    let key = bag(2, &shrouded_leaf("other", &["-v1", "PBE-SHA1-3DES"]), None, None);
    let own_password = pfx(&[&data(&[&leaf_bags().1, &key])], Some(&bmp("x")));
    let (pem, certificate) = (fixture("resp_pkcs8_enc.pem"), fixture("cert_resp.pem"));
    for (before, after, said) in [
        ("", "\n", "line break"),
        ("", "\r\n", "line break"),
        ("", "\r", "line break"),
        ("", "\0", "NUL byte"),
        ("\u{feff}", "", "byte order mark"),
    ] {
        let with = |password: &str| format!("{before}{password}{after}").into_bytes();
        let encrypted_pem = Credential::from_pem(&pem, &certificate, &with("Chang3it"), b"").err();
        // PBKDF2 fills the password up with NULs, so that one more is the same password.
        assert_eq!(encrypted_pem.is_none(), after == "\0");
        let errors = [
            load(&fixture("leaf_gen2.p12"), &with("Chang3it")).err(),
            Credential::from_p12(&own_password, b"x", Some(&with("other")), b"").err(),
        ];
        for error in errors.into_iter().map(Option::unwrap).chain(encrypted_pem) {
            assert!([CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD].contains(&error.status()), "{error}");
            assert!(error.message().contains(said), "{said}: {error}");
            assert!(!error.message().contains("Chang3it") && !error.message().contains("other\n"), "{error}");
        }
    }
    // A right one may end as it likes.
    let p12 = pfx(&[&data(&[&leaf_bags().0, &leaf_bags().1])], Some(&bmp("x\n")));
    assert_signs(&load(&p12, b"x\n").unwrap());
}

#[test]
fn the_empty_password_and_no_password_are_both_tried() {
    let (key, certificate) = leaf_bags();
    for password in [&[0u8, 0][..], &[]] {
        let p12 = pfx(&[&data(&[&key, &certificate])], Some(password));
        assert_signs(&load(&p12, b"").unwrap());
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_WRONG_PASSWORD);
    }
}

#[test]
fn passwords_outside_ascii_are_bmp_strings_and_old_expansions() {
    let (key, certificate) = leaf_bags();
    let p12 = |password: &[u8]| pfx(&[&data(&[&key, &certificate])], Some(password));
    // Surrogate pairs for what is beyond the Basic Multilingual Plane.
    for password in ["Grüße", "σύνθημα", "key\u{1f511}"] {
        assert_signs(&load(&p12(&bmp(password)), password.as_bytes()).unwrap());
    }
    // What OpenSSL before 1.1 made of UTF-8, and Latin-1 bytes that are no UTF-8.
    let expanded: Vec<u8> = "Grüße".bytes().flat_map(|byte| [0, byte]).chain([0, 0]).collect();
    assert_signs(&load(&p12(&expanded), "Grüße".as_bytes()).unwrap());
    assert_signs(&load(&p12(&bmp("Grüße")), b"Gr\xfc\xdfe").unwrap());
}

#[test]
fn files_that_openssl_writes_are_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture_path("key_leaf.pem"), folder.path().join("key")).unwrap();
    std::fs::copy(fixture_path("cert_leaf.pem"), folder.path().join("crt")).unwrap();
    let ways: [(&str, &[&str]); 9] = [
        ("PBES2-AES-256-CBC-PBKDF2-HMAC-SHA-256", &[]),
        ("PBES2-AES-128-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "AES-128-CBC", "-keypbe", "AES-128-CBC"]),
        ("PBES2-AES-192-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "AES-192-CBC", "-keypbe", "AES-192-CBC"]),
        ("PBES2-3DES-CBC-PBKDF2-HMAC-SHA-256", &["-certpbe", "DES-EDE3-CBC", "-keypbe", "DES-EDE3-CBC"]),
        ("PBE-SHA1-RC2-40", &["-legacy"]),
        ("PBE-SHA1-3DES", &["-legacy", "-descert"]),
        ("PBE-SHA1-2-key 3DES", &["-legacy", "-certpbe", "PBE-SHA1-2DES", "-keypbe", "PBE-SHA1-2DES"]),
        ("PBE-SHA1-RC2-128", &["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"]),
        ("PBE-SHA1-RC4-128", &["-legacy", "-certpbe", "PBE-SHA1-RC4-128", "-keypbe", "PBE-SHA1-RC4-128"]),
    ];
    for (name, options) in ways {
        if cfg!(not(feature = "vendored")) && name.contains("RC") {
            continue;
        }
        let export = ["pkcs12", "-export", "-inkey", "key", "-in", "crt", "-out", "p12", "-passout", "pass:ä€🔑"];
        openssl(folder.path(), &[&export[..], options].concat());
        let p12 = std::fs::read(folder.path().join("p12")).unwrap();
        let container = read_p12(&p12, &ReadOptions::new("ä€🔑".as_bytes())).unwrap();
        assert_eq!(container.mac.unwrap().state, MacState::Verified);
        assert_eq!(container.encryption[0].algorithm, name);
        assert_signs(&load(&p12, "ä€🔑".as_bytes()).unwrap());
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_WRONG_PASSWORD);
    }
    for digest in ["SHA1", "SHA224", "SHA384", "SHA512", "SHA3-256", "SHA512-256"] {
        let export =
            ["pkcs12", "-export", "-inkey", "key", "-in", "crt", "-out", "p12", "-passout", "pass:x", "-macalg"];
        openssl(folder.path(), &[&export[..], &[digest]].concat());
        assert_signs(&load(&std::fs::read(folder.path().join("p12")).unwrap(), b"x").unwrap());
    }
}

#[test]
fn a_p12_without_a_mac_needs_leave() {
    let (key, certificate) = leaf_bags();
    let p12 = pfx(&[&data(&[&key, &certificate])], None);
    assert_eq!(status(load(&p12, b"")), CYBSIGN_E_NO_MAC);
    assert_signs(&Credential::from_p12(&p12, b"", None, br#"{"allow_no_mac": true}"#).unwrap());
    // Not through the back door either.
    assert_eq!(status(Credential::from_pem(&p12, b"", b"", b"")), CYBSIGN_E_NO_MAC);
    assert_eq!(status(Credential::from_der(&p12, &fixture("cert_leaf.pem"), b"", b"")), CYBSIGN_E_NO_MAC);
    let report = inspect(&p12, None);
    assert_eq!(report["container"]["mac"], "absent");
    assert!(codes(&report).contains(&"no_mac".to_owned()));
}

#[test]
fn nested_safe_contents_are_read_to_their_limit() {
    let (key, certificate) = leaf_bags();
    let nested = |depth: usize| {
        let mut inner = tlv(0x30, &[&key, &certificate]);
        for _ in 0..depth {
            inner = tlv(0x30, &[&bag(6, &inner, None, None)]);
        }
        let content = tlv(0x30, &[&oid("1.2.840.113549.1.7.1"), &tlv(0xa0, &[&tlv(4, &[&inner])])]);
        pfx(&[&content], Some(&bmp("x")))
    };
    assert_signs(&load(&nested(1), b"x").unwrap());
    assert_signs(&load(&nested(16), b"x").unwrap());
    assert_eq!(status(load(&nested(17), b"x")), CYBSIGN_E_LIMIT);
    assert_eq!(status(load(&nested(500), b"x")), CYBSIGN_E_LIMIT);
}

#[test]
fn ber_is_read() {
    let (key, certificate) = leaf_bags();
    let authenticated = indefinite(0x30, &[&data(&[&key, &certificate])]);
    let half = authenticated.len() / 2;
    let parts = [tlv(4, &[&authenticated[..half]]), tlv(4, &[&authenticated[half..]])];
    let octets = indefinite(0x24, &[&parts[0], &parts[1]]);
    let content = indefinite(0x30, &[&oid("1.2.840.113549.1.7.1"), &indefinite(0xa0, &[&octets])]);
    let p12 = indefinite(0x30, &[&integer(3), &content, &mac_data(&authenticated, &bmp("x"), 3)]);
    assert_signs(&load(&p12, b"x").unwrap());
}

#[test]
fn white_space_and_zeros_may_follow_and_nothing_else() {
    let p12 = fixture("leaf_gen2.p12");
    for tail in [&b"\n"[..], b"\r\n", b"\0\0\0\0", b" \t\n\0"] {
        assert_eq!(status(load(&[&p12, tail].concat(), PASSWORD)), CYBSIGN_OK);
    }
    for tail in [&b"x"[..], b"\0x", b"\n\x30\x00"] {
        assert_eq!(status(load(&[&p12, tail].concat(), PASSWORD)), CYBSIGN_E_P12_DAMAGED);
    }
}

#[test]
fn iterations_are_counted_before_they_are_done() {
    let (key, certificate) = leaf_bags();
    let contents = data(&[&key, &certificate]);
    let authenticated = tlv(0x30, &[&contents]);
    let started = std::time::Instant::now();
    for iterations in [5_000_001, 0x7fff_ffff, u64::MAX >> 1] {
        let p12 = pfx_with(&authenticated, &mac_data_of(&[0; 32], iterations));
        assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_ITERATIONS);
        let shrouded = bag(2, &tlv(0x30, &[&pbe_3des(iterations), &tlv(4, &[&[0; 16]])]), None, None);
        assert_eq!(status(load(&pfx(&[&data(&[&shrouded])], Some(&bmp("x"))), b"x")), CYBSIGN_E_ITERATIONS);
        let encrypted = encrypted_data(&pbe_3des(iterations), &[0; 16]);
        assert_eq!(status(load(&pfx(&[&encrypted], Some(&bmp("x"))), b"x")), CYBSIGN_E_ITERATIONS);
    }
    // None of them is too many, but all together are.
    let shrouded = bag(2, &tlv(0x30, &[&pbe_3des(600_000), &tlv(4, &[&[0; 16]])]), None, None);
    let ten = pfx(&[&data(&[&shrouded[..]; 10])], Some(&bmp("x")));
    assert_eq!(status(load(&ten, b"x")), CYBSIGN_E_ITERATIONS);
    // What is encrypted hides its cost until it is open.
    let hidden = bag(2, &tlv(0x30, &[&pbe_3des(5_000_000), &tlv(4, &[&[0; 16]])]), None, None);
    let p12 = pfx(&[&encrypt_bags(&[&hidden], &bmp("x"))], Some(&bmp("x")));
    assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_ITERATIONS);
    let (key, certificate) = leaf_bags();
    assert_signs(&load(&pfx(&[&encrypt_bags(&[&key, &certificate], &bmp("x"))], Some(&bmp("x"))), b"x").unwrap());
    // An encrypted PEM key costs, too.
    let key = tlv(0x30, &[&pbe_3des(6_000_000), &tlv(4, &[&[0; 16]])]);
    assert_eq!(status(Credential::from_der(&key, b"", b"x", b"")), CYBSIGN_E_ITERATIONS);
    assert!(started.elapsed().as_secs() < 3, "iterations were done");
    let p12 = pfx_with(&authenticated, &mac_data(&authenticated, &bmp("x"), 2000));
    assert_eq!(status(Credential::from_p12(&p12, b"x", None, br#"{"max_iterations": 1999}"#)), CYBSIGN_E_ITERATIONS);
    assert_eq!(status(Credential::from_p12(&p12, b"x", None, br#"{"max_iterations": 2000}"#)), CYBSIGN_OK);
    let zero = pfx_with(&authenticated, &mac_data_of(&[0; 32], 0));
    assert_eq!(status(load(&zero, b"x")), CYBSIGN_E_P12_DAMAGED);
}

#[test]
fn pbmac1_is_read_and_short_keys_are_refused() {
    let (key, certificate) = leaf_bags();
    let authenticated = tlv(0x30, &[&data(&[&key, &certificate])]);
    let p12 = |key_len: Option<u64>| {
        let len = key_len.unwrap_or(32);
        let mac_key = kdf::pbkdf2(Digest::SHA256, b"x", b"saltsalt", 10, len as usize).unwrap();
        let value = Digest::SHA256.hmac(&mac_key, &authenticated).unwrap();
        let prf = tlv(0x30, &[&oid("1.2.840.113549.2.9"), &tlv(5, &[])]);
        let len = key_len.map(integer).unwrap_or_default();
        let parameters = tlv(0x30, &[&tlv(4, &[b"saltsalt"]), &integer(10), &len, &prf]);
        let kdf = tlv(0x30, &[&oid("1.2.840.113549.1.5.12"), &parameters]);
        let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.5.14"), &tlv(0x30, &[&kdf, &prf])]);
        let info = tlv(0x30, &[&algorithm, &tlv(4, &[&value])]);
        pfx_with(&authenticated, &tlv(0x30, &[&info, &tlv(4, &[b"-"]), &integer(1)]))
    };
    assert_signs(&load(&p12(Some(32)), b"x").unwrap());
    assert_signs(&load(&p12(Some(20)), b"x").unwrap());
    assert_eq!(status(load(&p12(Some(32)), b"y")), CYBSIGN_E_WRONG_PASSWORD);
    for len in [Some(1), Some(19), Some(65), None] {
        assert_eq!(status(load(&p12(len), b"x")), CYBSIGN_E_P12_DAMAGED, "{len:?}");
    }
}

#[test]
fn once_the_mac_has_passed_it_is_not_the_password() {
    let damaged = encrypted_data(&pbe_3des(1), &[0; 24]);
    let error = load(&pfx(&[&damaged], Some(&bmp("x"))), b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_P12_DAMAGED);
    assert!(error.message().contains("another password, or damaged"), "{error}");
    // Camellia, and an identifier that nobody knows.
    for (number, name) in [("1.2.392.200011.61.1.1.1.4", "Camellia-256-CBC"), ("1.2.3.4.5", "1.2.3.4.5")] {
        let parameters = tlv(0x30, &[&tlv(4, &[b"saltsalt"]), &integer(1)]);
        let kdf = tlv(0x30, &[&oid("1.2.840.113549.1.5.12"), &parameters]);
        let cipher = tlv(0x30, &[&oid(number), &tlv(4, &[&[0; 16]])]);
        let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.5.13"), &tlv(0x30, &[&kdf, &cipher])]);
        let p12 = pfx(&[&encrypted_data(&algorithm, &[0; 32])], Some(&bmp("x")));
        let error = load(&p12, b"x").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_UNSUPPORTED);
        assert!(error.message().contains(name) && error.detail()["oid"] == number, "{error}");
    }
    let changed = mac_data_of(&[0; 32], 1);
    let authenticated = tlv(0x30, &[&data(&[])]);
    assert_eq!(status(load(&pfx_with(&authenticated, &changed), b"x")), CYBSIGN_E_WRONG_PASSWORD);
}

#[test]
fn a_key_with_a_password_of_its_own() {
    let (_, certificate) = leaf_bags();
    let key = bag(2, &shrouded_leaf("other", &["-v1", "PBE-SHA1-3DES"]), None, None);
    let p12 = pfx(&[&data(&[&certificate, &key])], Some(&bmp("x")));
    let error = load(&p12, b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_KEY_PASSWORD);
    let with = |key_password: &[u8]| Credential::from_p12(&p12, b"x", Some(key_password), b"");
    assert_eq!(status(with(b"wrong")), CYBSIGN_E_KEY_PASSWORD);
    assert_signs(&with(b"other").unwrap());
    let report = inspect(&p12, Some(b"x"));
    assert_eq!(report["private_keys"][0]["algorithm"], Value::Null);
    assert!(codes(&report).contains(&"key_password".to_owned()));
}

#[test]
fn too_many_bags_are_refused() {
    let crl = bag(4, &tlv(0x30, &[]), None, None);
    let many = tlv(0x30, &[&data(&vec![&crl[..]; 10_001])]);
    let p12 = pfx_with(&many, &mac_data(&many, &bmp("x"), 1));
    assert_eq!(status(load(&p12, b"x")), CYBSIGN_E_LIMIT);
}

#[test]
fn bytes_behind_what_was_decrypted_are_no_other_password() {
    let (key, certificate) =
        (der_of(&fixture("key_leaf.pem")), certificate_bag(&der_of(&fixture("cert_leaf.pem")), None, None));
    let encrypt = |plain: &[u8]| {
        let derive = |purpose, len| kdf::pkcs12(Digest::SHA1, &bmp("x"), b"saltsalt", purpose, 1, len).unwrap();
        let (key, iv) = (derive(kdf::Purpose::Key, 24), derive(kdf::Purpose::Iv, 8));
        let cipher = openssl::symm::Cipher::des_ede3_cbc();
        openssl::symm::encrypt(cipher, &key, Some(&iv), plain).unwrap()
    };
    for tail in [&b""[..], b"\0", b"\0\0\0\0\0\0\0\0\0", b"left over from another file"] {
        let shrouded = tlv(0x30, &[&pbe_3des(1), &tlv(4, &[&encrypt(&[&key, tail].concat())])]);
        let p12 = pfx(&[&data(&[&bag(2, &shrouded, None, None), &certificate])], Some(&bmp("x")));
        assert_signs(&load(&p12, b"x").unwrap_or_else(|error| panic!("{tail:?}: {error}")));
        let contents = [tlv(0x30, &[&bag(1, &key, None, None), &certificate]), tail.to_vec()].concat();
        let p12 = pfx(&[&encrypted_data(&pbe_3des(1), &encrypt(&contents))], Some(&bmp("x")));
        assert_signs(&load(&p12, b"x").unwrap_or_else(|error| panic!("{tail:?}: {error}")));
        // The same for a key that is encrypted by itself.
        let alone = Credential::from_der(&shrouded, &der_of(&fixture("cert_leaf.pem")), b"x", b"");
        assert_signs(&alone.unwrap_or_else(|error| panic!("{tail:?}: {error}")));
    }
    // Behind a certificate they are damage, and one piece of advice is enough.
    let longer = [der_of(&fixture("cert_leaf.pem")), b"x".to_vec()].concat();
    let p12 = pfx(&[&data(&[&bag(1, &key, None, None), &certificate_bag(&longer, None, None)])], Some(&bmp("x")));
    let damaged = load(&p12, b"x").err().unwrap();
    assert_eq!(damaged.status(), CYBSIGN_E_P12_DAMAGED);
    for error in [
        damaged,
        Credential::from_der(&key, &longer, b"", b"").err().unwrap(),
        Credential::from_pem(&fixture("key_leaf.pem"), cybsign::text::base64::encode(&longer).as_bytes(), b"", b"")
            .err()
            .unwrap(),
    ] {
        assert!(error.message().contains("damaged"), "{error}");
        assert_eq!(error.message().matches("; ").count(), 1, "{error}");
        assert!(error.detail()["offset"].is_u64(), "{error}");
    }
}

#[test]
fn an_rsa_key_without_primes_is_used() {
    let rsa = PKey::private_key_from_pem(&fixture("key_leaf.pem")).unwrap().rsa().unwrap();
    let mut exponent = rsa.d().to_vec();
    let certificate = fixture("cert_leaf.pem");
    let key = rsa_key(&exponent);
    let credential = Credential::from_der(&key, &der_of(&certificate), b"", b"").unwrap();
    assert_signs(&credential);
    let encrypted = {
        let public = PKey::public_key_from_der(credential.certificate().unwrap().spki()).unwrap();
        let mut encrypted = Vec::new();
        let mut context = openssl::pkey_ctx::PkeyCtx::new(&public).unwrap();
        context.encrypt_init().unwrap();
        context.set_rsa_padding(openssl::rsa::Padding::PKCS1_OAEP).unwrap();
        context.encrypt_to_vec(b"content key", &mut encrypted).unwrap();
        encrypted
    };
    let opened = credential.decrypter().unwrap().decrypt(RsaAlgorithm::RsaesOaepSha1, &encrypted).unwrap();
    assert_eq!(&*opened, b"content key");
    let pkcs8 = tlv(0x30, &[&integer(0), &tlv(0x30, &[&oid("1.2.840.113549.1.1.1"), &tlv(5, &[])]), &tlv(4, &[&key])]);
    let p12 = pfx(
        &[&data(&[&bag(1, &pkcs8, None, None), &certificate_bag(&der_of(&certificate), None, None)])],
        Some(&bmp("x")),
    );
    assert_signs(&load(&p12, b"x").unwrap());
    // Nothing else would show that the exponent is another key's.
    exponent[7] ^= 1;
    let error = Credential::from_der(&rsa_key(&exponent), &der_of(&certificate), b"", b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_DER, "{error}");
    assert_eq!(error.message(), "the private key can't be read; export the key again");
}
