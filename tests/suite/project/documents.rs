//! The documents say what the code does: each option where it is taken, and each status.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cybsign::credential::Credential;
use cybsign::error::{Error, CYBSIGN_E_OPTION, STATUS_TABLE};
use cybsign::mask::mask_text;
use cybsign::scmp::{self, convert::convert_json, Scmp};
use cybsign::simple_order::{open, parse_reply, username_token, verify, SimpleOrder};
use cybsign::xml::Limits;
use serde_json::{json, Value};

use crate::support::{credential, key_file, PASSWORD};

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
}

/// The rows of the tables in a section, without the tables' heads.
fn rows(document: &str, section: &str) -> Vec<Vec<String>> {
    let text = document.split("\n## ").find(|text| text.lines().next() == Some(section)).expect(section);
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()).collect()
}

/// What a function makes of an options text.
type Taker = fn(&[u8]) -> Option<Error>;

/// For each section of docs/options.md the functions that take its options.
const SECTIONS: &[(&str, &[Taker])] = &[
    (
        "Loading a key",
        &[
            |options| {
                Credential::from_p12(&fs::read(key_file("leaf_gen2.p12")).unwrap(), PASSWORD, None, options).err()
            },
            |options| Credential::from_p12_file(Path::new(&key_file("leaf_gen2.p12")), PASSWORD, None, options).err(),
            |options| {
                let (key, certificate) = (key_file("key_leaf.pem"), key_file("cert_leaf.pem"));
                Credential::from_pem(&fs::read(key).unwrap(), &fs::read(certificate).unwrap(), b"", options).err()
            },
        ],
    ),
    ("Signing", &[|options| SimpleOrder::new(&credential("leaf_gen2.p12"), options).err()]),
    (
        "Verifying and opening",
        &[
            |options| verify(b"<a/>", options).err().map(|failure| failure.error),
            |options| open(&credential("leaf_gen2.p12"), b"<a/>", options).err(),
        ],
    ),
    ("Reading a reply", &[|options| parse_reply(b"a=1", options).err()]),
    ("The old UsernameToken", &[|options| username_token(b"a", b"b", options).err()]),
    ("SCMP messages", &[|options| Scmp::new(&credential("leaf_gen2.p12"), b"", options).err()]),
    ("Reading an SCMP reply", &[|options| scmp::parse_reply(b"a=1", options).err()]),
    ("Converting an SCMP request", &[|options| convert_json(&[(b"ics_applications", b"ics_auth")], options).err()]),
    ("Masking", &[|options| mask_text(b"a", options).err()]),
];

const UNKNOWN: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

/// The names that there are in the object at this path, as the error for an unknown one lists them.
fn known(take: Taker, path: &[&str]) -> BTreeSet<String> {
    let inner = json!({UNKNOWN: 1});
    let options = path.iter().rev().fold(inner, |value, name| json!({*name: value}));
    let message = take(options.to_string().as_bytes()).expect("an unknown option is an error").message().to_owned();
    let names = message.split_once(" is unknown; there are ").unwrap_or_else(|| panic!("{message}")).1;
    names.split(", ").map(str::to_owned).collect()
}

/// The documented names in the object at this path.
fn documented<'r>(rows: &'r [Vec<String>], path: &[&str]) -> impl Iterator<Item = &'r Vec<String>> {
    let prefix: String = path.iter().map(|name| format!("{name}.")).collect();
    rows.iter().filter(move |row| row[0].strip_prefix(&prefix).is_some_and(|name| !name.contains('.')))
}

fn names<'r>(rows: impl Iterator<Item = &'r Vec<String>>) -> BTreeSet<String> {
    rows.map(|row| row[0].rsplit('.').next().unwrap().to_owned()).collect()
}

#[test]
fn every_option_is_documented_where_it_is_taken() {
    let text = document("options.md");
    let limits = rows(&text, "limits");
    for (section, takers) in SECTIONS {
        let rows = rows(&text, section);
        for take in *takers {
            assert_eq!(known(*take, &[]), names(documented(&rows, &[])), "{section}");
            if names(rows.iter()).contains("limits") {
                // Those of SCMP are others than those of XML, and stand where they are taken.
                let own = names(documented(&rows, &["limits"]));
                let expected = if own.is_empty() { names(limits.iter()) } else { own };
                assert_eq!(known(*take, &["limits"]), expected, "{section}");
            }
            if rows.iter().any(|row| row[0] == "testing") {
                assert_eq!(known(*take, &["testing"]), names(documented(&rows, &["testing"])), "{section}");
            }
            rows.iter().for_each(|row| refuses_another_type(*take, row));
        }
    }
}

#[test]
fn the_ids_of_tests_are_documented() {
    let rows = rows(&document("options.md"), "Signing");
    let ids: serde_json::Map<String, Value> = documented(&rows, &["testing", "ids"])
        .map(|row| (row[0].rsplit('.').next().unwrap().to_owned(), json!(format!("id-{}", row[0].len()))))
        .collect();
    assert_eq!(ids.len(), 7);
    let order = |ids: &Value| {
        SimpleOrder::new(&credential("leaf_gen2.p12"), json!({"testing": {"ids": ids}}).to_string().as_bytes())
    };
    let mut given: Vec<(String, Value)> = ids.into_iter().collect();
    // Each is another one, as the option wants.
    given.iter_mut().enumerate().for_each(|(at, id)| id.1 = json!(format!("id-{at}")));
    let mut given: serde_json::Map<String, Value> = given.into_iter().collect();
    order(&Value::Object(given.clone())).unwrap();
    given.insert(UNKNOWN.to_owned(), json!("x"));
    assert_eq!(order(&Value::Object(given)).err().unwrap().status(), CYBSIGN_E_OPTION);
}

/// A value of another type than the documented one is refused under the option's name.
fn refuses_another_type(take: Taker, row: &[String]) {
    let (path, kind) = (&row[0], row[1].as_str());
    if path.starts_with("testing.ids.") {
        return; // They are read together.
    }
    let (wrong, expected) = match kind {
        "string" => (json!(5), "must be a string"),
        "boolean" => (json!("true"), "must be true or false"),
        "number" => (json!("5"), "must be a whole number"),
        "object" => (json!("{}"), "must be an object"),
        "false or object" => (json!(true), "must be false or an object"),
        "string or list" => (json!(5), "must be a fingerprint or a list of them"),
        _ => panic!("{path} has the type {kind}"),
    };
    let mut options = path.split('.').rev().fold(wrong, |value, name| json!({name: value}));
    if row.last().is_some_and(|meaning| meaning.contains("ncrypt")) && path != "encrypt" && !path.starts_with("testing")
    {
        options["encrypt"] = json!(true);
    }
    let error = take(options.to_string().as_bytes()).unwrap_or_else(|| panic!("{options} is taken"));
    assert_eq!(error.status(), CYBSIGN_E_OPTION, "{options}");
    assert!(error.message().starts_with(&format!("option {path}: {expected}")), "{}", error.message());
}

/// Loads a configuration file in which nothing is wrong.
fn from_config(options: &[u8]) -> Option<Error> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cybs.ini");
    let keys = format!("{}/tests/data/keys", env!("CARGO_MANIFEST_DIR"));
    fs::write(&file, format!("keysDirectory={keys}\nkeyFilename=leaf_gen2.p12\npassword=Chang3it\n")).unwrap();
    SimpleOrder::from_config(&file, options).err()
}

#[test]
fn the_options_of_a_configuration_file_are_documented() {
    assert_eq!(from_config(b"{}"), None);
    let text = document("options.md");
    let (own, signing, loading) =
        (rows(&text, "A configuration file"), rows(&text, "Signing"), rows(&text, "Loading a key"));
    let both = names(documented(&own, &[])).union(&names(documented(&signing, &[]))).cloned().collect();
    assert_eq!(known(from_config, &[]), both);
    assert_eq!(known(from_config, &["credential"]), names(documented(&loading, &[])));
    own.iter().chain(&signing).for_each(|row| refuses_another_type(from_config, row));
}

#[test]
fn documented_defaults_of_limits_are_the_readers() {
    let limits = Limits::default();
    let text = document("options.md");
    let defaults: Vec<(String, String)> =
        rows(&text, "limits").into_iter().map(|row| (row[0].clone(), row[2].clone())).collect();
    let expected =
        [("max_bytes", limits.max_bytes), ("max_depth", limits.max_depth), ("max_attributes", limits.max_attributes)];
    assert_eq!(defaults, expected.map(|(name, value)| (name.to_owned(), value.to_string())));
}

#[test]
fn every_status_is_documented_once_with_cause_and_remedy() {
    let text = document("errors.md");
    let sections =
        ["Usage", "Encoding", "Credential", "Certificate", "Crypto", "Verification", "Input and output", "Internal"];
    let listed: Vec<Vec<String>> = sections.iter().flat_map(|section| rows(&text, section)).collect();
    let expected: Vec<(String, String)> = STATUS_TABLE[1..]
        .iter()
        .map(|row| (row.name.trim_end_matches('\0').to_owned(), row.status.to_string()))
        .collect();
    let found: Vec<(String, String)> = listed.iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert_eq!(found, expected);
    for row in listed {
        assert_eq!(row.len(), 4, "{row:?}");
        assert!(row[2].ends_with('.') && (row[3].ends_with('.') || row[0] == "CYBSIGN_E_MEMORY"), "{row:?}");
    }
}

/// The words that a schema allows at this path.
fn words(schema: &Value, path: &[&str]) -> BTreeSet<String> {
    let node = path.iter().fold(schema, |node, name| &node[*name]);
    node["enum"].as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn the_codes_of_inspections_are_documented() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/inspect.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let text = document("keys.md");
    let mut documented = names(rows(&text, "Looking at keys").iter());
    for word in words(&schema, &["properties", "certificates", "items", "properties", "date_status"])
        .union(&words(&schema, &["properties", "warnings", "items", "properties", "code"]))
    {
        assert!(documented.remove(word), "docs/keys.md lacks {word}");
    }
    assert!(documented.is_empty(), "{documented:?}");
}

#[test]
fn the_members_of_replies_are_documented() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/reply.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let members: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names(rows(&document("simple-order.md"), "Replies").iter()), members);
}
