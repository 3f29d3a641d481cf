//! What each function returns is among the statuses that its comment in the header lists.

use std::collections::BTreeMap;

use super::*;

/// The statuses that the comment of a C function lists.
fn listed(header: &str, function: &str) -> BTreeMap<String, bool> {
    let declaration = header.find(&format!("cybsign_status {function}(")).unwrap_or_else(|| panic!("{function}"));
    let comment = &header[header[..declaration].rfind("/**").unwrap()..declaration];
    let returned =
        comment.split("@return").nth(1).unwrap_or_else(|| panic!("{function}")).split("@note").next().unwrap();
    let words = returned.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("CYBSIGN_")).map(|word| (word.to_owned(), false)).collect()
}

fn name(status: i32) -> String {
    status_row(status).unwrap().name.trim_end_matches('\0').to_owned()
}

/// All files of the fixtures, and each in part, changed, and wrapped.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in ["keys", "keystores"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder);
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let (name, file) =
                (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap());
            for part in 1..8 {
                files.push((format!("{part}/8 of {name}"), file[..file.len() * part / 8].to_vec()));
            }
            for at in (0..file.len()).step_by(211) {
                let mut changed = file.clone();
                changed[at] ^= 1 << (at % 8);
                files.push((format!("{name} changed at {at}"), changed));
            }
            files.push((format!("base64 of {name}"), cybsign::text::base64::encode(&file).into_bytes()));
            files.push((format!("{name} and a byte"), [&file[..], b"x"].concat()));
            files.push((name, file));
        }
    }
    let (key, certificate) = leaf_bags();
    let x = bmp("x");
    let mut more = |name: &str, file: Vec<u8>| files.push((name.to_owned(), file));
    more("nothing", Vec::new());
    more("a P12 without a MAC", pfx(&[&data(&[&key, &certificate])], None));
    more("an empty P12", pfx(&[&data(&[])], Some(&x)));
    more("a lonely key", pfx(&[&data(&[&key])], Some(&x)));
    more("a lonely certificate", pfx(&[&data(&[&certificate])], Some(&x)));
    more("a P12 that costs too much", pfx_with(&tlv(0x30, &[]), &mac_data_of(&[0; 32], 1 << 40)));
    more("two merchants", p12_of_two([("a", Some("n"), None, VALID), ("b", Some("n"), None, VALID)]));
    let other = shrouded_leaf("other", &["-v1", "PBE-SHA1-3DES"]);
    more("a key under another password", pfx(&[&data(&[&bag(2, &other, None, None), &certificate])], Some(&x)));
    more("an encrypted key", other);
    let crlf = |byte: &u8| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] };
    more("text mode", fixture("leaf_gen2.p12").iter().flat_map(crlf).collect());
    more("two certificates", [fixture("cert_leaf.pem"), fixture("cert_meta.pem")].concat());
    let unknown = tlv(0x30, &[&oid("1.2.3.4"), &tlv(5, &[])]);
    more("an unknown algorithm", tlv(0x30, &[&unknown, &tlv(4, &[&[0; 16]])]));
    more("an OpenSSH key", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".to_vec());
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    let ec = PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let pem = ec.private_key_to_pem_pkcs8().unwrap();
    let ec_certificate = unsigned_certificate("ec", None, VALID, &pem);
    let ec = der_of(&pem);
    more("an EC key and its certificate", [&ec[..], &ec_certificate].concat());
    more("an EC certificate", ec_certificate.clone());
    more(
        "an EC key in a P12",
        pfx(&[&data(&[&bag(1, &ec, None, None), &certificate_bag(&ec_certificate, None, None)])], Some(&x)),
    );
    let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.1.1"), &tlv(5, &[])]);
    let wrong = tlv(0x30, &[&integer(0), &algorithm, &tlv(4, &[&rsa_key(&[7; 256])])]);
    more("an RSA key that makes no signatures", pfx(&[&data(&[&bag(1, &wrong, None, None), &certificate])], Some(&x)));
    files
}

/// Passwords and options with which each file is loaded.
const WAYS: &[(&[u8], &str)] = &[
    (PASSWORD, ""),
    (b"", ""),
    (b"x", ""),
    (b"x", r#"{"alias": "n", "allow_no_mac": true}"#),
    (b"x", r#"{"alias": "nobody", "max_iterations": 1}"#),
    (b"x", r#"{"alia": "n"}"#),
    (b"x", "{"),
];

#[test]
fn a_function_returns_what_its_comment_lists() {
    let header = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("include/cybsign.h")).unwrap();
    let (key, certificate) = (fixture("key_leaf.pem"), fixture("cert_leaf.pem"));
    let (key_der, certificate_der) = (der_of(&key), der_of(&certificate));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.p12");
    let elsewhere = || {
        let key = PKey::private_key_from_pem(&key).unwrap();
        Box::new(super::callbacks::Elsewhere { key, lies: false })
    };
    // What is listed, and whether it was returned.
    let mut statuses: BTreeMap<&str, BTreeMap<String, bool>> = BTreeMap::new();
    let mut note = |function: &'static str, status: i32, what: &str| {
        let listed = statuses.entry(function).or_insert_with(|| listed(&header, function));
        let name = name(status);
        *listed.get_mut(&name).unwrap_or_else(|| panic!("{function} gives {name} for {what}")) = true;
    };
    for (what, file) in corpus() {
        std::fs::write(&path, &file).unwrap();
        // What is damaged is told before the options count.
        let ways = if what.contains(" changed at ") { &WAYS[..1] } else { WAYS };
        for (password, options) in ways {
            let options = options.as_bytes();
            let from_p12 = Credential::from_p12(&file, password, None, options);
            note("cybsign_credential_from_p12", status(from_p12), &what);
            let with_key = Credential::from_p12(&file, password, Some(b"wrong"), options);
            note("cybsign_credential_from_p12_with_key_password", status(with_key), &what);
            let from_file = Credential::from_p12_file(&path, password, None, options);
            note("cybsign_credential_from_p12_file", status(from_file), &what);
            let with_key = Credential::from_p12_file(&path, password, Some(b"wrong"), options);
            note("cybsign_credential_from_p12_file_with_key_password", status(with_key), &what);
            for pem in [
                Credential::from_pem(&file, b"", password, options),
                Credential::from_pem(&file, &certificate, password, options),
                Credential::from_pem(&key, &file, password, options),
            ] {
                note("cybsign_credential_from_pem", status(pem), &what);
            }
            for der in [
                Credential::from_der(&file, &certificate_der, password, options),
                Credential::from_der(&key_der, &file, password, options),
            ] {
                note("cybsign_credential_from_der", status(der), &what);
            }
            let callbacks = Credential::from_callbacks(&file, elsewhere(), None, options);
            note("cybsign_credential_from_callbacks", status(callbacks), &what);
        }
        for password in [None, Some(PASSWORD), Some(&b"x"[..])] {
            let status = inspect_json(&file, password, 0).map_or_else(|error| error.status(), |_| CYBSIGN_OK);
            note("cybsign_inspect_json", status, &what);
        }
    }
    for path in [folder.path(), &folder.path().join("missing")] {
        for (function, key_password) in [
            ("cybsign_credential_from_p12_file", None),
            ("cybsign_credential_from_p12_file_with_key_password", Some(&b"x"[..])),
        ] {
            note(function, status(Credential::from_p12_file(path, b"", key_password, b"")), "no file");
        }
    }
    // The corpus provokes all that is listed, but for what is the boundary's own, and what needs 16 MiB or another user.
    const ELSEWHERE: &[&str] =
        &["CYBSIGN_E_NULL", "CYBSIGN_E_LENGTH", "CYBSIGN_E_LIMIT", "CYBSIGN_E_ARGUMENT", "CYBSIGN_E_FILE_PERMISSION"];
    let mut missing = Vec::new();
    for (function, statuses) in &statuses {
        let unseen = statuses.iter().filter(|(name, seen)| !**seen && !ELSEWHERE.contains(&name.as_str()));
        missing.extend(unseen.map(|(name, _)| format!("{function}: {name}")));
    }
    assert!(missing.is_empty(), "nothing provokes {missing:#?}");
}
