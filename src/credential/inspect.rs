//! Reports on key files, as JSON.

use serde_json::{json, Map, Value};

use super::container::{Container, ContainerKind, MacState};
use super::pairs::Pairs;
use super::read::{read, ReadOptions};
use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::report::{Finding, Level};
use crate::text::hex::hex;
use crate::text::shown::shown;
use crate::time::rfc3339;
use crate::x509::{Date, ExpiryState, Role, Standing};

/// The warning comes when so many days or less are left.
const WARN_DAYS: i64 = 60;

/// What a key file of any kind holds. Without a password, or with an empty one, what stands in the clear is shown; a
/// password that is not empty must be right.
pub fn inspect_json(data: &[u8], password: Option<&[u8]>, now: i64) -> Result<String> {
    crate::crypto::init()?;
    let container = read(data, &ReadOptions::inspect(password))?;
    let pairs = &Pairs::of(&container);
    write(report(&Subject { contents: &container, pairs, readable_by_others: false, now }))
}

/// What a report is about.
pub(super) struct Subject<'a> {
    pub(super) contents: &'a Container,
    pub(super) pairs: &'a Pairs,
    /// Whether others than its owner may read the file.
    pub(super) readable_by_others: bool,
    /// The time to judge dates at.
    pub(super) now: i64,
}

/// What all reports say.
pub(super) fn report(subject: &Subject<'_>) -> Map<String, Value> {
    let contents = subject.contents;
    let mut report = Map::new();
    report.insert("container".to_owned(), subject.container());
    report.insert("contents".to_owned(), if contents.is_sealed { "encrypted" } else { "read" }.into());
    let certificates = (0..contents.certificates.len()).map(|at| subject.certificate(at));
    report.insert("certificates".to_owned(), subject.list(certificates));
    report.insert("private_keys".to_owned(), subject.list((0..contents.keys.len()).map(|at| subject.key(at))));
    report.insert("warnings".to_owned(), json!(subject.warnings()));
    report
}

/// A report as text.
pub(super) fn write(report: Map<String, Value>) -> Result<String> {
    serde_json::to_string(&report).map_err(|_| Error::new(CYBSIGN_E_MEMORY, "the report could not be written"))
}

impl Subject<'_> {
    /// A list of what was found. Where parts were not looked at, an empty one would say that there is nothing.
    fn list(&self, found: impl ExactSizeIterator<Item = Value>) -> Value {
        if found.len() == 0 && self.contents.is_sealed {
            return Value::Null;
        }
        found.collect()
    }

    fn container(&self) -> Value {
        let mac = self.contents.mac.as_ref();
        let state = mac.map(|mac| match mac.state {
            MacState::Verified => "verified",
            MacState::NotChecked => "not_checked",
            MacState::Absent => "absent",
        });
        let kind = match self.contents.kind {
            ContainerKind::P12 => "p12",
            ContainerKind::Pem => "pem",
            ContainerKind::Der => "der",
            ContainerKind::Pkcs7 => "pkcs7",
            ContainerKind::Callbacks => "callbacks",
        };
        let encryption = self.contents.encryption.iter();
        let encryption = encryption.map(|way| json!({"algorithm": way.algorithm, "iterations": way.iterations}));
        json!({
            "kind": kind,
            "mac": state,
            "mac_algorithm": mac.and_then(|mac| mac.algorithm.as_deref()),
            "mac_iterations": mac.and_then(|mac| mac.iterations),
            "encryption": encryption.collect::<Vec<_>>(),
        })
    }

    fn role(&self, at: usize) -> Role {
        self.contents.certificates[at].certificate.role_with_key(self.pairs.has_key(at))
    }

    fn certificate(&self, at: usize) -> Value {
        let entry = &self.contents.certificates[at];
        let certificate = &entry.certificate;
        let role = self.role(at);
        let date = |date: Date| date.time().map(rfc3339);
        let validity = certificate.validity();
        let status = match validity.at(self.now) {
            Standing::Valid => "ok",
            Standing::Expired { .. } => "expired",
            Standing::NotYetValid { .. } => "not_yet_valid",
            Standing::Unreadable => "unreadable",
        };
        let public_key = certificate.public_key();
        json!({
            "role": role.name(),
            "merchant_id": certificate.common_name().filter(|_| role == Role::Merchant),
            "key_serial": certificate.key_serial(),
            "serial_hex": certificate.serial_hex(),
            "subject": certificate.subject(),
            "issuer": certificate.issuer(),
            "not_before": date(validity.not_before),
            "not_after": date(validity.not_after),
            "date_status": status,
            "days_left": validity.days_left(self.now),
            "public_key": {"algorithm": public_key.algorithm, "bits": public_key.bits},
            "signature_algorithm": certificate.signature_algorithm(),
            "sha256": hex(&certificate.sha256()),
            "friendly_name": entry.friendly_name,
            "has_private_key": self.pairs.has_key(at),
        })
    }

    fn key(&self, at: usize) -> Value {
        let entry = &self.contents.keys[at];
        json!({
            "algorithm": entry.algorithm,
            "bits": entry.bits,
            "friendly_name": entry.friendly_name,
            "certificate": self.pairs.certificate_of(at),
        })
    }

    fn warnings(&self) -> Vec<Finding> {
        let mut warnings = self.contents.warnings.clone();
        let mac_once = self.contents.mac.as_ref().is_some_and(|mac| mac.iterations == Some(1));
        let once = self.contents.encryption.iter().any(|way| way.iterations == Some(1));
        if self.contents.kind == ContainerKind::P12 && (mac_once || once) {
            const MESSAGE: &str =
                "the P12 is protected by a single hash iteration: its password can be guessed fast, so keep the file secret or encrypt it again";
            warnings.push(Finding::new(Level::Warning, "one_iteration", "P12", MESSAGE));
        }
        if self.readable_by_others {
            const MESSAGE: &str = "the key file can be read by group or others: set its mode to 600";
            warnings.push(Finding::new(Level::Warning, "file_readable", "key file", MESSAGE));
        }
        for at in 0..self.contents.certificates.len() {
            self.certificate_warnings(at, &mut warnings);
        }
        warnings
    }

    fn certificate_warnings(&self, at: usize, warnings: &mut Vec<Finding>) {
        let certificate = &self.contents.certificates[at].certificate;
        let mut add = |level, code, message: &'static str| {
            let subject = shown(&certificate.subject());
            warnings.push(Finding::new(level, code, subject, message).with("certificate", at));
        };
        match certificate.validity().expiry(self.now, WARN_DAYS).state {
            ExpiryState::Ok => {}
            ExpiryState::Warning => add(Level::Warning, "expires_soon", "the certificate expires within 60 days"),
            ExpiryState::Expired => add(Level::Error, "expired", "the certificate has expired"),
            ExpiryState::NotYetValid => add(Level::Error, "not_yet_valid", "the certificate is not valid yet"),
            ExpiryState::Unreadable => add(Level::Error, "date_unreadable", "a date of the certificate can't be read"),
        }
        let public_key = certificate.public_key();
        if public_key.algorithm == "RSA" && public_key.bits.is_some_and(|bits| bits < 2048) {
            add(Level::Warning, "weak_key", "the RSA key is shorter than 2048 bits");
        }
        let signature = certificate.signature_algorithm().to_ascii_lowercase();
        if ["sha1", "md5", "md2"].iter().any(|weak| signature.contains(weak)) {
            add(Level::Warning, "weak_signature", "the certificate is signed with SHA-1 or an older digest");
        }
        let is_account = certificate.common_name().is_some_and(|name| name.ends_with("_acct"));
        if is_account && self.role(at) == Role::Merchant {
            const MESSAGE: &str = "the merchant id ends in _acct: this is an account, not a transacting merchant";
            add(Level::Warning, "account", MESSAGE);
        }
    }
}
