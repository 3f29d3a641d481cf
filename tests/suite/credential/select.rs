//! Which key and which certificate are taken.

use super::inspect::inspect;
use super::*;

/// Two merchants in one file, with localKeyIDs that are swapped.
fn two_merchants(folder: &Path) -> Vec<u8> {
    make_pair(folder, "acme", "/CN=acme/serialNumber=1", &["-newkey", "rsa:2048"]);
    make_pair(folder, "acme2", "/CN=acme2/serialNumber=2", &["-newkey", "rsa:2048"]);
    let key = |name: &str| der_of(&std::fs::read(folder.join(format!("{name}.key"))).unwrap());
    let certificate = |name: &str| der_of(&std::fs::read(folder.join(format!("{name}.crt"))).unwrap());
    let bags = [
        bag(1, &key("acme2"), Some("key two"), Some(&[1])),
        certificate_bag(&certificate("acme"), Some("serialNumber=1,CN=acme"), Some(&[1])),
        certificate_bag(&certificate("acme2"), Some("serialNumber=2,CN=acme2"), Some(&[2])),
        bag(1, &key("acme"), None, Some(&[2])),
    ];
    pfx(&[&data(&[&bags[0], &bags[1], &bags[2], &bags[3]])], Some(&bmp("x")))
}

#[test]
fn one_of_several_keys_is_chosen_by_its_whole_name() {
    let folder = tempfile::tempdir().unwrap();
    let p12 = two_merchants(folder.path());
    let with = |alias: &str| {
        let options = serde_json::json!({"alias": alias}).to_string();
        Credential::from_p12(&p12, b"x", None, options.as_bytes())
    };
    for (alias, merchant) in [
        ("acme", "acme"),
        ("acme2", "acme2"),
        ("ACME2", "acme2"),
        ("key two", "acme2"),
        ("serialNumber=1,CN=acme", "acme"),
        ("SERIALNUMBER=1,cn=acme", "acme"),
    ] {
        let credential = with(alias).unwrap_or_else(|error| panic!("{alias}: {error}"));
        assert_eq!(credential.certificate().unwrap().common_name(), Some(merchant), "{alias}");
        assert_signs(&credential);
    }
    for alias in ["acm", "me2", "", "serialNumber=1"] {
        let error = with(alias).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_ALIAS, "{alias}");
        let names = ["acme2", "serialNumber=2,CN=acme2", "key two", "2", "acme", "serialNumber=1,CN=acme", "1"];
        assert_eq!(error.detail()["names"], serde_json::json!(names));
    }
    let error = load(&p12, b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_SEVERAL_KEYS);
    assert!(error.message().contains("; there are: acme2 (friendly name serialNumber=2,CN=acme2, "), "{error}");
    let report = inspect(&p12, Some(b"x"));
    assert_eq!(report["private_keys"][0]["certificate"], 1);
    assert_eq!(report["private_keys"][1]["certificate"], 0);
}

#[test]
fn names_that_differ_by_case_only_are_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    make_pair(folder.path(), "one", "/CN=Acme", &["-newkey", "rsa:2048"]);
    make_pair(folder.path(), "two", "/CN=acme", &["-newkey", "rsa:2048"]);
    let pem: Vec<u8> = ["one.key", "one.crt", "two.key", "two.crt"]
        .iter()
        .flat_map(|name| std::fs::read(folder.path().join(name)).unwrap())
        .collect();
    let with = |alias: &str| Credential::from_pem(&pem, b"", b"", format!("{{\"alias\": \"{alias}\"}}").as_bytes());
    assert_eq!(with("Acme").unwrap().certificate().unwrap().common_name(), Some("Acme"));
    assert_eq!(with("acme").unwrap().certificate().unwrap().common_name(), Some("acme"));
    assert_eq!(status(with("ACME")), CYBSIGN_E_ALIAS);
}

#[test]
fn of_several_certificates_of_one_key_the_valid_one_that_ends_last_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture_path("key_leaf.pem"), folder.path().join("key")).unwrap();
    for (name, days) in [("short", "5"), ("long", "500"), ("middle", "50")] {
        openssl(folder.path(), &["req", "-x509", "-key", "key", "-subj", "/CN=a", "-days", days, "-out", name]);
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let pem = [read("short"), read("long"), read("middle"), read("key")].concat();
    let credential = Credential::from_pem(&pem, b"", b"", b"").unwrap();
    assert_eq!(credential.certificate().unwrap().der(), der_of(&read("long")));
    assert!((499..=500).contains(&credential.days_left(cybsign::time::Clock::SYSTEM.now()).unwrap()));
}

#[test]
fn keys_without_certificates_and_the_other_way_round() {
    let (key, certificate) = leaf_bags();
    let other = certificate_bag(&der_of(&fixture("cert_meta.pem")), None, None);
    let p12 = |bags: &[&[u8]]| pfx(&[&data(bags)], Some(&bmp("x")));
    assert_eq!(status(load(&p12(&[&certificate]), b"x")), CYBSIGN_E_NO_KEY);
    assert_eq!(status(load(&p12(&[]), b"x")), CYBSIGN_E_NO_KEY);
    assert_eq!(status(load(&p12(&[&key]), b"x")), CYBSIGN_E_NO_CERTIFICATE);
    assert_eq!(status(load(&p12(&[&key, &other]), b"x")), CYBSIGN_E_NO_CERTIFICATE);
    let (key, meta) = (fixture("key_leaf.pem"), fixture("cert_meta.pem"));
    assert_eq!(status(Credential::from_pem(&key, &meta, b"", b"")), CYBSIGN_E_KEY_MISMATCH);
    assert_eq!(status(Credential::from_der(&der_of(&key), &der_of(&meta), b"", b"")), CYBSIGN_E_KEY_MISMATCH);
    assert_eq!(status(Credential::from_pem(&key, b"", b"", b"")), CYBSIGN_E_NO_CERTIFICATE);
    assert_eq!(status(Credential::from_pem(&meta, b"", b"", b"")), CYBSIGN_E_NO_KEY);
}

#[test]
fn a_key_that_is_not_rsa_is_shown_but_does_not_sign() {
    let folder = tempfile::tempdir().unwrap();
    for (name, options) in [
        ("EC", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"][..]),
        ("Ed25519", &["-newkey", "ed25519"]),
        ("RSA-PSS", &["-newkey", "rsa-pss"]),
    ] {
        make_pair(folder.path(), name, "/CN=a", options);
        let read = |end: &str| std::fs::read(folder.path().join(format!("{name}.{end}"))).unwrap();
        let error = Credential::from_pem(&read("key"), &read("crt"), b"", b"").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_KEY_KIND, "{error}");
        assert!(error.message().contains(name), "{error}");
        let report = inspect(&[read("key"), read("crt")].concat(), None);
        assert_eq!(report["private_keys"][0]["algorithm"], name);
        assert_eq!(report["private_keys"][0]["certificate"], 0);
        assert_eq!(report["certificates"][0]["public_key"]["algorithm"], name);
        assert!(report["certificates"][0]["public_key"]["bits"].as_u64().unwrap() >= 256);
    }
}

/// 1 July of a year.
fn july(year: i64) -> i64 {
    cybsign::time::days_from_civil(year, 7, 1) * 86_400
}

fn at(year: i64) -> Vec<u8> {
    serde_json::json!({"testing": {"now": july(year)}}).to_string().into_bytes()
}

/// A certificate and its successors.
const YEARS: [(u16, u16); 3] = [(2025, 2030), (2028, 2035), (2040, 2045)];

#[test]
fn the_given_time_decides_which_certificate_is_taken() {
    let key = der_of(&fixture("key_leaf.pem"));
    let pem = fixture("key_leaf.pem");
    let certificates = YEARS.map(|years| unsigned_certificate("shop", Some("1"), years, &pem));
    // The order in the file has no say, and neither has the present time.
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let chain: Vec<u8> = order.iter().flat_map(|at| certificates[*at].clone()).collect();
        for (year, taken) in [(2026, 0), (2029, 1), (2032, 1), (2042, 2), (2020, 2), (2050, 2)] {
            let credential = Credential::from_der(&key, &chain, b"", &at(year)).unwrap();
            assert_eq!(credential.certificate().unwrap().der(), certificates[taken], "{year}");
            let signer = PKey::private_key_from_der(&key).unwrap();
            let elsewhere = super::callbacks::Elsewhere { key: signer, lies: false };
            let credential = Credential::from_callbacks(&chain, Box::new(elsewhere), None, &at(year)).unwrap();
            assert_eq!(credential.certificate().unwrap().der(), certificates[taken], "{year}");
        }
    }
}

#[test]
fn the_given_time_decides_which_server_certificate_is_taken() {
    let key = der_of(&fixture("key_leaf.pem"));
    let pem = fixture("key_sjc.pem");
    let servers = YEARS.map(|years| unsigned_certificate("CyberSource_SJC_US", Some("1"), years, &pem));
    for order in [[0, 1, 2], [2, 1, 0]] {
        let mut chain = der_of(&fixture("cert_leaf.pem"));
        order.iter().for_each(|at| chain.extend(&servers[*at]));
        for (year, taken) in [(2026, 0), (2029, 1), (2042, 2), (2050, 2)] {
            let credential = Credential::from_der(&key, &chain, b"", &at(year)).unwrap();
            assert_eq!(credential.server_certificate().unwrap().der(), servers[taken], "{year}");
        }
    }
}

/// CN and friendly name of the key that an alias picks at a time.
fn picked(named: [Named; 2], alias: Option<&str>) -> Result<(String, Option<&'static str>)> {
    let options = serde_json::json!({"testing": {"now": july(2026)}});
    let mut options = options.as_object().unwrap().clone();
    alias.map(|alias| options.insert("alias".to_owned(), alias.into()));
    let credential =
        Credential::from_p12(&p12_of_two(named), b"x", None, Value::Object(options).to_string().as_bytes())?;
    assert_signs(&credential);
    let certificate = credential.certificate()?;
    let leaf = unsigned_certificate("x", None, VALID, &fixture("key_leaf.pem"));
    let first = Certificate::from_der(&leaf)?.spki() == certificate.spki();
    Ok((certificate.common_name().unwrap().to_owned(), named[usize::from(!first)].1))
}

#[test]
fn a_cn_goes_before_a_friendly_name() {
    let named = [("shop_a", Some("x"), None, VALID), ("shop_b", Some("shop_a"), None, VALID)];
    for (alias, cn) in
        [("shop_a", "shop_a"), ("SHOP_A", "shop_a"), ("shop_b", "shop_b"), ("x", "shop_a"), ("X", "shop_a")]
    {
        assert_eq!(picked(named, Some(alias)).unwrap().0, cn, "{alias}");
        // The order in the file has no say.
        assert_eq!(picked([named[1], named[0]], Some(alias)).unwrap().0, cn, "{alias}");
    }
    // A CN in another case goes before it too.
    let named = [("SHOP_A", None, None, VALID), ("shop_b", Some("shop_a"), None, VALID)];
    assert_eq!(picked(named, Some("shop_a")).unwrap().0, "SHOP_A");
    // The longer validity does not decide whose key it is.
    let named = [("shop_a", None, None, (2025, 2030)), ("shop_b", Some("shop_a"), None, VALID)];
    assert_eq!(picked(named, Some("shop_a")).unwrap().0, "shop_a");
}

#[test]
fn keys_of_several_names_that_fit_equally_well_are_an_error_that_shows_them() {
    let ends_later = (2025, 2050);
    for (named, alias) in [
        ([("shop_a", Some("main"), None, VALID), ("shop_b", Some("main"), None, ends_later)], "main"),
        ([("shop_a", Some("main"), None, VALID), ("shop_b", Some("MAIN"), None, ends_later)], "Main"),
        ([("Shop", None, None, VALID), ("SHOP", None, None, ends_later)], "shop"),
        ([("shop_a", None, Some("77"), VALID), ("shop_b", None, Some("77"), ends_later)], "77"),
        ([("shop_a", Some("main"), None, (2025, 2026)), ("shop_b", Some("main"), None, ends_later)], "main"),
    ] {
        let error = picked(named, Some(alias)).err().unwrap_or_else(|| panic!("{named:?}"));
        assert_eq!(error.status(), CYBSIGN_E_ALIAS);
        for (cn, ..) in named {
            assert!(error.message().contains(&format!("{cn} (")), "{error}");
        }
        // What is offered works.
        let names = error.detail()["names"].as_array().unwrap();
        assert!(names.len() >= 2 && !names.contains(&alias.into()), "{names:?}");
        for name in names {
            picked(named, name.as_str()).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn of_two_keys_of_one_cn_each_can_be_chosen_and_the_list_says_how() {
    let named =
        [("shopmid", Some("old"), Some("17"), (2025, 2030)), ("shopmid", Some("new"), Some("18"), (2026, 2031))];
    for (alias, friendly) in [
        ("old", "old"),
        ("new", "new"),
        ("OLD", "old"),
        ("17", "old"),
        ("18", "new"),
        ("shopmid", "new"),
        ("Shopmid", "new"),
    ] {
        assert_eq!(picked(named, Some(alias)).unwrap(), ("shopmid".to_owned(), Some(friendly)), "{alias}");
    }
    for error in [picked(named, None).unwrap_err(), picked(named, Some("none of them")).unwrap_err()] {
        for part in [
            "shopmid (friendly name old, key serial 17, valid until 2030-01-01)",
            "shopmid (friendly name new, key serial 18, valid until 2031-01-01)",
        ] {
            assert!(error.message().contains(part), "{error}");
        }
        assert_eq!(error.detail()["names"], serde_json::json!(["shopmid", "old", "17", "new", "18"]));
        let key = serde_json::json!({
            "common_name": "shopmid", "friendly_names": ["old"], "key_serial": "17", "not_after": "2030-01-01T00:00:00Z",
        });
        assert_eq!(error.detail()["keys"][0], key);
    }
}

#[test]
fn letters_beyond_ascii_are_folded_and_composed() {
    let named = [
        ("Gr\u{fc}n AG", Some("\u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}"), None, VALID),
        ("other", None, None, VALID),
    ];
    for alias in
        ["Gru\u{308}n AG", "GR\u{dc}N AG", "gru\u{308}n ag", "\u{3a3}\u{38a}\u{3a3}\u{3a5}\u{3a6}\u{39f}\u{3a3}"]
    {
        assert_eq!(picked(named, Some(alias)).unwrap().0, "Gr\u{fc}n AG", "{alias}");
    }
    assert_eq!(picked(named, Some("Grun AG")).unwrap_err().status(), CYBSIGN_E_ALIAS);
}

#[test]
fn one_key_with_certificates_of_two_names_is_not_settled_by_dates() {
    let key = fixture("key_leaf.pem");
    let certificates = ["shop_a", "shop_b"].map(|cn| unsigned_certificate(cn, None, VALID, &key));
    let with = |alias: &str| Credential::from_der(&der_of(&key), &certificates.concat(), b"", alias.as_bytes());
    assert_eq!(status(with("")), CYBSIGN_E_SEVERAL_KEYS);
    for (alias, taken) in [("shop_a", 0), ("shop_b", 1)] {
        let credential = with(&serde_json::json!({"alias": alias}).to_string()).unwrap();
        assert_eq!(credential.certificate().unwrap().der(), certificates[taken]);
    }
}

#[test]
fn the_certificate_of_a_key_elsewhere_is_chosen_by_the_same_rule() {
    let keys = [fixture("key_leaf.pem"), fixture("resp_pkcs8.pem")];
    let make = |named: [(&str, &str); 2], alias: &str| {
        let blocks: String = named
            .iter()
            .zip(&keys)
            .map(|((cn, friendly), key)| {
                let der = unsigned_certificate(cn, Some("9"), VALID, key);
                let base64 = cybsign::text::base64::encode(&der);
                format!(
                    "    friendlyName: {friendly}\n-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n"
                )
            })
            .collect();
        let key = PKey::private_key_from_pem(&keys[0]).unwrap();
        let elsewhere = super::callbacks::Elsewhere { key, lies: false };
        let options = serde_json::json!({"alias": alias}).to_string();
        Credential::from_callbacks(blocks.as_bytes(), Box::new(elsewhere), None, options.as_bytes())
    };
    let cn = |credential: &Credential| credential.certificate().unwrap().common_name().unwrap().to_owned();
    let crossed = [("shop_a", "x"), ("shop_b", "shop_a")];
    assert_eq!(cn(&make(crossed, "shop_a").unwrap()), "shop_a");
    assert_eq!(cn(&make(crossed, "SHOP_B").unwrap()), "shop_b");
    let error = make([("shop_a", "main"), ("shop_b", "main")], "main").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_ALIAS);
    assert!(error.message().contains("several certificates") && error.message().contains("shop_b ("), "{error}");
}

#[test]
fn a_name_that_means_a_certificate_without_its_key_picks_no_other_key() {
    let key = fixture("key_leaf.pem");
    let own = unsigned_certificate("shop_b", None, VALID, &key);
    let alone = unsigned_certificate("shop_a", None, VALID, &fixture("resp_pkcs8.pem"));
    let p12 = pfx(
        &[&data(&[
            &bag(1, &der_of(&key), Some("shop_a"), None),
            &certificate_bag(&own, None, None),
            &certificate_bag(&alone, None, None),
        ])],
        Some(&bmp("x")),
    );
    let with = |options: &str| Credential::from_p12(&p12, b"x", None, options.as_bytes());
    let error = with(r#"{"alias": "shop_a"}"#).err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_ALIAS);
    assert!(error.message().contains("whose private key is not there"), "{error}");
    assert_eq!(with(r#"{"alias": "shop_b"}"#).unwrap().merchant_id(), Some("shop_b"));
    // There is one key: without a name that one is meant.
    assert_eq!(with("").unwrap().merchant_id(), Some("shop_b"));
    // An older certificate whose key is gone takes nothing away from its successor.
    let older = unsigned_certificate("shop_b", None, (2020, 2050), &fixture("resp_pkcs8.pem"));
    let credential =
        Credential::from_der(&der_of(&key), &[older, own.clone()].concat(), b"", br#"{"alias": "shop_b"}"#);
    assert_eq!(credential.unwrap().certificate().unwrap().der(), own);
}

/// A text of two encrypted keys with their certificates, CN=shop_a under the password x and CN=shop_b under y.
fn keys_under_two_passwords() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut text = Vec::new();
    for (key, cn, password) in [("key_leaf.pem", "shop_a", "pass:x"), ("resp_pkcs8.pem", "shop_b", "pass:y")] {
        let path = fixture_path(key);
        let arguments = [
            "pkcs8",
            "-topk8",
            "-in",
            path.to_str().unwrap(),
            "-out",
            "key",
            "-passout",
            password,
            "-v2",
            "aes-256-cbc",
        ];
        openssl(folder.path(), &arguments);
        text.extend(std::fs::read(folder.path().join("key")).unwrap());
        let base64 = cybsign::text::base64::encode(&unsigned_certificate(cn, None, VALID, &fixture(key)));
        text.extend(format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n").into_bytes());
    }
    text
}

#[test]
fn a_key_under_another_password_matters_only_where_it_may_be_meant() {
    let text = keys_under_two_passwords();
    let with = |password: &[u8], options: &str| Credential::from_pem(&text, b"", password, options.as_bytes());
    for (password, own, other, block) in [
        (b"x", "shop_a", "shop_b", "PEM block 3 (ENCRYPTED PRIVATE KEY): "),
        (b"y", "shop_b", "shop_a", "PEM block 1 (ENCRYPTED PRIVATE KEY): "),
    ] {
        let alias = |name: &str| serde_json::json!({"alias": name}).to_string();
        let credential = with(password, &alias(own)).unwrap();
        assert_eq!(credential.merchant_id(), Some(own));
        assert_signs(&credential);
        // The key that could not be opened is the one that is meant, or may be.
        for options in [alias(other), alias("nobody"), String::new()] {
            let error = with(password, &options).err().unwrap_or_else(|| panic!("{options}"));
            assert_eq!(error.status(), CYBSIGN_E_WRONG_PASSWORD, "{options}");
            assert!(error.message().starts_with(block), "{error}");
        }
        // An inspection is told that its password is not right for all.
        let error = inspect_json(&text, Some(password), 0).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_WRONG_PASSWORD);
        assert!(error.message().starts_with(block), "{error}");
    }
    assert!(with(b"z", "").err().unwrap().message().starts_with("PEM block 1 "));
}

#[test]
fn one_of_several_keys_of_a_p12_may_have_a_password_of_its_own() {
    let (key, certificate) =
        (bag(2, &shrouded_leaf("other", &["-v1", "PBE-SHA1-3DES"]), None, None), fixture("cert_leaf.pem"));
    let second = fixture("resp_pkcs8.pem");
    let shop_b = unsigned_certificate("shop_b", None, VALID, &second);
    let bags = [
        &key[..],
        &certificate_bag(&der_of(&certificate), None, None),
        &bag(1, &der_of(&second), None, None),
        &certificate_bag(&shop_b, None, None),
    ];
    let p12 = pfx(&[&data(&bags)], Some(&bmp("x")));
    let with = |options: &str| Credential::from_p12(&p12, b"x", None, options.as_bytes());
    assert_eq!(with(r#"{"alias": "shop_b"}"#).unwrap().merchant_id(), Some("shop_b"));
    assert_eq!(status(with(r#"{"alias": "testmid_oracle"}"#)), CYBSIGN_E_KEY_PASSWORD);
    assert_eq!(status(with("")), CYBSIGN_E_KEY_PASSWORD);
    let opened = Credential::from_p12(&p12, b"x", Some(b"other"), br#"{"alias": "testmid_oracle"}"#).unwrap();
    assert_signs(&opened);
}
