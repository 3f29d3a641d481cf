//! The committed headers are what the sources say. What they must say beyond that is checked by `scripts/api.py`.
//!
//! `CYBSIGN_WRITE_HEADER=1 cargo test --test suite header` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cybsign::error::{status_row, STATUS_TABLE};

/// In the order in which their items stand in cybsign.h.
const SOURCES: &[&str] = &[
    "src/ffi/status.rs",
    "src/ffi/version.rs",
    "src/ffi/error.rs",
    "src/ffi/bytes.rs",
    "src/ffi/credential.rs",
    "src/ffi/callbacks.rs",
    "src/ffi/inspect.rs",
    "src/ffi/expiry.rs",
    "src/ffi/field.rs",
    "src/ffi/request.rs",
    "src/boundary.rs",
    "src/ffi/simple_order.rs",
    "src/ffi/verify.rs",
    "src/ffi/scmp.rs",
    "src/ffi/mask.rs",
    "src/ffi/stream.rs",
];

/// The constants of status stand in a header of their own.
const STATUS_HEADER: &str = "/**
 * @file cybsign_status.h
 * The numbers of a cybsign_status. A band of a thousand is a category. A number is never used again.
 */";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn path(name: &str) -> PathBuf {
    root().join("include").join(name)
}

fn header(name: &str) -> String {
    fs::read_to_string(path(name)).expect("a header")
}

fn rendered(config: cbindgen::Config, sources: &[&str]) -> String {
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = sources.iter().fold(builder, |builder, source| builder.with_src(root().join(source)));
    let mut text = Vec::new();
    builder.generate().expect("the sources of the header").write(&mut text);
    String::from_utf8(text).expect("a header in UTF-8")
}

fn compare(name: &str, rendered: &str) {
    if std::env::var_os("CYBSIGN_WRITE_HEADER").is_some() {
        fs::write(path(name), rendered).expect("a header");
    }
    let committed = header(name);
    let parts = rendered.lines().zip(committed.lines()).position(|(new, old)| new != old);
    assert!(
        rendered == committed,
        "include/{name} is out of date from line {} on; run CYBSIGN_WRITE_HEADER=1 cargo test --test suite header",
        parts.map_or(rendered.lines().count().min(committed.lines().count()), |at| at) + 1
    );
}

#[test]
fn they_are_what_the_sources_say() {
    let config = cbindgen::Config::from_file(root().join("include/cbindgen.toml")).expect("include/cbindgen.toml");
    let mut of_status = config.clone();
    of_status.header = Some(STATUS_HEADER.to_owned());
    of_status.include_guard = Some("CYBSIGN_STATUS_H".to_owned());
    (of_status.after_includes, of_status.trailer) = (None, None);
    compare("cybsign.h", &rendered(config, SOURCES));
    compare("cybsign_status.h", &rendered(of_status, &["src/error.rs"]));
}

/// Every source that exports a function is among those that the header is made of.
#[test]
fn no_source_of_a_c_function_is_left_out() {
    let mut exporting = 0;
    for entry in fs::read_dir(root().join("src/ffi")).expect("src/ffi") {
        let path = entry.expect("src/ffi").path();
        let exports = fs::read_to_string(&path).expect("a source").contains("#[no_mangle]");
        let listed = SOURCES.iter().any(|source| path.ends_with(source));
        assert!(!exports || listed, "{} is not among SOURCES", path.display());
        exporting += usize::from(exports);
    }
    assert!(exporting > 5);
}

/// `#define NAME number` for every number of a header.
fn constants(name: &str) -> BTreeMap<String, i32> {
    header(name)
        .lines()
        .filter_map(|line| line.strip_prefix("#define ")?.split_once(' '))
        .filter_map(|(name, value)| Some((name.to_owned(), value.trim().parse().ok()?)))
        .collect()
}

#[test]
fn every_status_of_the_header_stands_once_in_the_table() {
    let statuses = constants("cybsign_status.h");
    assert_eq!(statuses.len(), STATUS_TABLE.len());
    for (name, status) in statuses {
        let row = status_row(status).unwrap_or_else(|| panic!("{name} has no row"));
        assert_eq!(row.name.trim_end_matches('\0'), name);
        let rows =
            STATUS_TABLE.iter().filter(|row| row.status == status || row.name.trim_end_matches('\0') == name).count();
        assert_eq!(rows, 1, "{name} stands {rows} times in the table");
    }
}

/// What Rust knows a constant as is what C does.
#[test]
fn constants_are_those_of_rust() {
    use cybsign::credential::{ExpiryState, RsaAlgorithm};
    use cybsign::simple_order::HandleCertificate;
    let expected: BTreeMap<String, i32> = [
        ("CYBSIGN_RSASSA_PKCS1_SHA256", RsaAlgorithm::RsassaPkcs1Sha256.number()),
        ("CYBSIGN_RSASSA_PKCS1_SHA384", RsaAlgorithm::RsassaPkcs1Sha384.number()),
        ("CYBSIGN_RSASSA_PKCS1_SHA512", RsaAlgorithm::RsassaPkcs1Sha512.number()),
        ("CYBSIGN_RSASSA_PSS_SHA256", RsaAlgorithm::RsassaPssSha256.number()),
        ("CYBSIGN_RSASSA_PSS_SHA384", RsaAlgorithm::RsassaPssSha384.number()),
        ("CYBSIGN_RSASSA_PSS_SHA512", RsaAlgorithm::RsassaPssSha512.number()),
        ("CYBSIGN_RSAES_PKCS1", RsaAlgorithm::RsaesPkcs1.number()),
        ("CYBSIGN_RSAES_OAEP_SHA1", RsaAlgorithm::RsaesOaepSha1.number()),
        ("CYBSIGN_RSAES_OAEP_SHA256", RsaAlgorithm::RsaesOaepSha256.number()),
        ("CYBSIGN_CERTIFICATE_SIGNER", HandleCertificate::Signer as i32),
        ("CYBSIGN_CERTIFICATE_RECIPIENT", HandleCertificate::Recipient as i32),
        ("CYBSIGN_EXPIRY_OK", ExpiryState::Ok as i32),
        ("CYBSIGN_EXPIRY_WARNING", ExpiryState::Warning as i32),
        ("CYBSIGN_EXPIRY_EXPIRED", ExpiryState::Expired as i32),
        ("CYBSIGN_EXPIRY_UNREADABLE", ExpiryState::Unreadable as i32),
        ("CYBSIGN_EXPIRY_NOT_YET_VALID", ExpiryState::NotYetValid as i32),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let mut found = constants("cybsign.h");
    let prefixes = ["CYBSIGN_RSA", "CYBSIGN_EXPIRY_", "CYBSIGN_CERTIFICATE_"];
    found.retain(|name, _| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    assert_eq!(found, expected);
    assert_eq!(cybsign::time::CYBSIGN_NOW, i64::MIN);
    assert!(header("cybsign.h").contains("#define CYBSIGN_NOW INT64_MIN\n"));
}
