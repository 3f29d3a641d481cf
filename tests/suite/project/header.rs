//! The committed header is what the sources say, and says what a reference must.
//!
//! `CYBSIGN_WRITE_HEADER=1 cargo test --test suite header` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cybsign::error::{status_row, STATUS_TABLE};

/// In the order in which their items stand in the header.
const SOURCES: &[&str] = &[
    "src/error.rs",
    "src/ffi/status.rs",
    "src/ffi/version.rs",
    "src/ffi/error.rs",
    "src/ffi/bytes.rs",
    "src/ffi/credential.rs",
    "src/boundary.rs",
    "src/ffi/simple_order.rs",
    "src/ffi/request.rs",
    "src/ffi/mask.rs",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn header_path() -> PathBuf {
    root().join("include/cybsign.h")
}

fn header() -> String {
    fs::read_to_string(header_path()).expect("include/cybsign.h")
}

fn rendered() -> String {
    let config = cbindgen::Config::from_file(root().join("include/cbindgen.toml")).expect("include/cbindgen.toml");
    let builder = SOURCES
        .iter()
        .fold(cbindgen::Builder::new().with_config(config), |builder, source| builder.with_src(root().join(source)));
    let mut text = Vec::new();
    builder.generate().expect("the sources of the header").write(&mut text);
    String::from_utf8(text).expect("a header in UTF-8")
}

#[test]
fn it_is_what_the_sources_say() {
    let rendered = rendered();
    if std::env::var_os("CYBSIGN_WRITE_HEADER").is_some() {
        fs::write(header_path(), &rendered).expect("include/cybsign.h");
    }
    let committed = header();
    let parts = rendered.lines().zip(committed.lines()).position(|(new, old)| new != old);
    assert!(
        rendered == committed,
        "include/cybsign.h is out of date from line {} on; run CYBSIGN_WRITE_HEADER=1 cargo test --test suite header",
        parts.map_or(rendered.lines().count().min(committed.lines().count()), |at| at) + 1
    );
}

/// Every source that exports a function is among those that the header is made of.
#[test]
fn no_source_of_a_c_function_is_left_out() {
    for entry in fs::read_dir(root().join("src/ffi")).expect("src/ffi") {
        let path = entry.expect("src/ffi").path();
        let exports = fs::read_to_string(&path).expect("a source").contains("#[no_mangle]");
        let listed = SOURCES.iter().any(|source| path.ends_with(source));
        assert!(!exports || listed, "{} is not among SOURCES", path.display());
    }
}

/// A function of the header with the comment before it.
struct Function {
    name: String,
    comment: String,
    declaration: String,
}

fn functions() -> Vec<Function> {
    let header = header();
    let body = header.split("extern \"C\" {").nth(1).expect("the functions");
    let mut functions = Vec::new();
    for part in body.split("/**").skip(1) {
        let (comment, rest) = part.split_once("*/").expect("the end of a comment");
        let declaration = rest.split(';').next().expect("a declaration").trim();
        let name = declaration.split('(').next().expect("a name").rsplit([' ', '*']).next().expect("a name");
        let comment = comment.lines().map(|line| line.trim_start_matches([' ', '*'])).collect::<Vec<_>>().join(" ");
        functions.push(Function { name: name.to_owned(), comment, declaration: declaration.to_owned() });
    }
    functions
}

#[test]
fn every_function_is_exported() {
    let symbols = fs::read_to_string(root().join("include/cybsign.symbols")).expect("include/cybsign.symbols");
    let mut names: Vec<_> = functions().into_iter().map(|function| function.name).collect();
    names.sort();
    assert_eq!(names, symbols.lines().collect::<Vec<_>>());
}

/// A comment that says "As …" or "as there" may leave to the other function what both have in common.
#[test]
fn every_function_is_documented() {
    for Function { name, comment, .. } in functions() {
        let refers = comment.trim_start().starts_with("As cybsign_");
        assert!(
            comment.contains("Since 0.") || comment.contains("Since 1."),
            "{name} doesn't say since when it is there"
        );
        assert!(refers || comment.contains("Threads: "), "{name} says nothing of threads");
        assert!(comment.trim().len() > 60, "{name} has no real comment");
    }
}

/// Whoever reads one comment learns of every parameter, there or at the function that it refers to.
#[test]
fn every_parameter_is_named_in_a_comment() {
    for Function { name, comment, declaration } in functions() {
        let refers =
            comment.contains("As cybsign_") || comment.contains("as there") || comment.contains("for cybsign_");
        let parameters = declaration.split_once('(').expect("parameters").1.trim_end_matches(')');
        for parameter in parameters.split(',').map(str::trim).filter(|parameter| *parameter != "void") {
            let parameter = parameter.rsplit([' ', '*']).next().expect("a parameter");
            // A length belongs to the buffer before it; a status or a single handle is what the sentence is about.
            let named = comment.contains(&format!("{parameter}:")) || comment.contains(&format!("`{parameter}`"));
            let understood = parameter.ends_with("_len") || name.starts_with("cybsign_status_");
            assert!(named || understood || refers, "{name} doesn't say what {parameter} is");
        }
    }
}

#[test]
fn errors_come_last_and_inputs_are_const() {
    for Function { name, declaration, .. } in functions() {
        if declaration.contains("**err") {
            assert!(declaration.ends_with("struct cybsign_error **err)"), "{name}: err isn't last");
            assert!(declaration.starts_with("cybsign_status "), "{name} fails without a status");
        }
        let frees = name.ends_with("_free") || name.ends_with("_clear") || name.ends_with("_callbacks");
        for parameter in declaration.split_once('(').expect("parameters").1.split(',').map(str::trim) {
            let buffer = parameter.contains("uint8_t *") || parameter.contains("char *");
            let handle = parameter.contains("struct cybsign_")
                && !parameter.contains("**")
                && !parameter.contains("cybsign_bytes")
                && !parameter.contains("cybsign_request");
            // A stream changes with each call, which is why one thread at a time may use it.
            let stateful = handle && parameter.contains("_stream *");
            let free_to_change = frees || stateful || !(buffer || handle);
            assert!(free_to_change || parameter.starts_with("const "), "{name}: {parameter} isn't const");
        }
    }
}

/// `#define NAME number` for every number of the header.
fn constants() -> BTreeMap<String, i64> {
    header()
        .lines()
        .filter_map(|line| line.strip_prefix("#define ")?.split_once(' '))
        .filter_map(|(name, value)| Some((name.to_owned(), value.trim().parse().ok()?)))
        .collect()
}

#[test]
fn every_status_of_the_header_stands_once_in_the_table() {
    let statuses: BTreeMap<_, _> = constants()
        .into_iter()
        .filter(|(name, _)| name == "CYBSIGN_OK" || name.starts_with("CYBSIGN_E_"))
        .map(|(name, value)| (name, i32::try_from(value).expect("a status")))
        .collect();
    assert_eq!(statuses.len(), STATUS_TABLE.len());
    for (name, status) in statuses {
        let row = status_row(status).unwrap_or_else(|| panic!("{name} has no row"));
        assert_eq!(row.name.trim_end_matches('\0'), name);
        let rows =
            STATUS_TABLE.iter().filter(|row| row.status == status || row.name.trim_end_matches('\0') == name).count();
        assert_eq!(rows, 1, "{name} stands {rows} times in the table");
    }
}

/// The C test of the table of status names each one.
#[test]
fn the_c_test_knows_every_status() {
    let test = fs::read_to_string(root().join("tests/c/errors.c")).expect("tests/c/errors.c");
    for row in STATUS_TABLE {
        let name = row.name.trim_end_matches('\0');
        assert!(test.contains(&format!("ROW({name}, ")), "tests/c/errors.c lacks {name}");
    }
}

/// What a comment calls a status is one.
#[test]
fn comments_name_statuses_that_there_are() {
    let constants = constants();
    let header = header();
    for word in header.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        // What a number that is no status is called is no status either.
        let whole = word.starts_with("CYBSIGN_E_") && !word.ends_with('_') && word != "CYBSIGN_E_UNKNOWN";
        assert!(!whole || constants.contains_key(word), "{word} is no status");
    }
}

/// What Rust knows a constant as is what C does.
#[test]
fn constants_are_those_of_rust() {
    use cybsign::credential::{ExpiryState, RsaAlgorithm};
    let constants = constants();
    for (name, algorithm) in [
        ("CYBSIGN_RSASSA_PKCS1_SHA256", RsaAlgorithm::RsassaPkcs1Sha256),
        ("CYBSIGN_RSASSA_PKCS1_SHA384", RsaAlgorithm::RsassaPkcs1Sha384),
        ("CYBSIGN_RSASSA_PKCS1_SHA512", RsaAlgorithm::RsassaPkcs1Sha512),
        ("CYBSIGN_RSASSA_PSS_SHA256", RsaAlgorithm::RsassaPssSha256),
        ("CYBSIGN_RSASSA_PSS_SHA384", RsaAlgorithm::RsassaPssSha384),
        ("CYBSIGN_RSASSA_PSS_SHA512", RsaAlgorithm::RsassaPssSha512),
        ("CYBSIGN_RSAES_PKCS1", RsaAlgorithm::RsaesPkcs1),
        ("CYBSIGN_RSAES_OAEP_SHA1", RsaAlgorithm::RsaesOaepSha1),
        ("CYBSIGN_RSAES_OAEP_SHA256", RsaAlgorithm::RsaesOaepSha256),
    ] {
        assert_eq!(constants.get(name), Some(&i64::from(algorithm.number())), "{name}");
    }
    let expected = [
        ("CYBSIGN_EXPIRY_OK", ExpiryState::Ok as i64),
        ("CYBSIGN_EXPIRY_WARNING", ExpiryState::Warning as i64),
        ("CYBSIGN_EXPIRY_EXPIRED", ExpiryState::Expired as i64),
        ("CYBSIGN_EXPIRY_UNREADABLE", ExpiryState::Unreadable as i64),
        ("CYBSIGN_EXPIRY_NOT_YET_VALID", ExpiryState::NotYetValid as i64),
    ];
    for (name, value) in expected {
        assert_eq!(constants.get(name), Some(&value), "{name}");
    }
    assert_eq!(cybsign::time::CYBSIGN_NOW, i64::MIN);
    assert!(header().contains("#define CYBSIGN_NOW INT64_MIN\n"));
}
