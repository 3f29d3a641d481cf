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
        assert_eq!(error.detail()["names"], serde_json::json!(["acme2", "acme"]));
    }
    let error = load(&p12, b"x").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_SEVERAL_KEYS);
    assert!(error.message().contains("acme2, acme"), "{error}");
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

/// A certificate of the fixtures with another validity. Nothing here looks at its own signature.
fn with_dates(name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut der = der_of(&fixture(name));
    let at = memchr::memmem::find(&der, b"250101000000Z").unwrap();
    der[at..at + 13].copy_from_slice(format!("{from}0101000000Z").as_bytes());
    // The tag and the length of the second date stand between.
    der[at + 15..at + 28].copy_from_slice(format!("{to}0101000000Z").as_bytes());
    der
}

/// 1 July of a year.
fn july(year: i64) -> i64 {
    cybsign::time::days_from_civil(year, 7, 1) * 86_400
}

fn at(year: i64) -> Vec<u8> {
    serde_json::json!({"testing": {"now": july(year)}}).to_string().into_bytes()
}

#[test]
fn the_given_time_decides_which_certificate_is_taken() {
    let key = der_of(&fixture("key_leaf.pem"));
    let certificates =
        [("25", "30"), ("28", "35"), ("40", "45")].map(|(from, to)| with_dates("cert_leaf.pem", from, to));
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
    let servers = [("25", "30"), ("28", "35"), ("40", "45")].map(|(from, to)| with_dates("cert_sjc.pem", from, to));
    for order in [[0, 1, 2], [2, 1, 0]] {
        let mut chain = der_of(&fixture("cert_leaf.pem"));
        order.iter().for_each(|at| chain.extend(&servers[*at]));
        for (year, taken) in [(2026, 0), (2029, 1), (2042, 2), (2050, 2)] {
            let credential = Credential::from_der(&key, &chain, b"", &at(year)).unwrap();
            assert_eq!(credential.server_certificate().unwrap().der(), servers[taken], "{year}");
        }
    }
}
