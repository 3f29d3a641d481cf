//! Reports on key files, as JSON.

use std::collections::{HashMap, HashSet};

use serde_json::{json, Map, Value};

use crate::credential::container::{Container, ContainerKind, MacState};
use crate::credential::read::{read, ReadOptions};
use crate::credential::{select, Credential, Inner};
use crate::error::{Error, Result, CYBSIGN_E_MEMORY};
use crate::options::Environment;
use crate::text::hex::hex;
use crate::time::rfc3339;
use crate::x509::{Date, ExpiryState, Role, Standing};

/// The warning comes when so many days or less are left.
const WARN_DAYS: i64 = 60;

/// What a key file of any kind holds. Without a password, or with an empty one, what stands in the clear is shown; a
/// password that is not empty must be right.
pub fn inspect_json(data: &[u8], password: Option<&[u8]>, now: i64) -> Result<String> {
    crate::crypto::init()?;
    let container = read(data, &ReadOptions::inspect(password))?;
    let (belongs, with_key) = select::index(&select::pairs(&container));
    let report = Report { container: &container, belongs, with_key, readable_by_others: false, now };
    text(report.build())
}

impl Credential {
    /// Whose key it is: the CN of a merchant's certificate, which with a meta key is the portfolio's or the account's. `None`
    /// if it has none, or is no merchant's.
    pub fn merchant_id(&self) -> Option<&str> {
        let certificate = self.certificate();
        certificate.common_name().filter(|_| certificate.role_with_key(true) == Role::Merchant)
    }

    /// The serial number by which CyberSource's portal knows the key (the subject's serialNumber). `None` if there is none.
    pub fn key_serial(&self) -> Option<&str> {
        self.certificate().key_serial()
    }
}

pub(super) fn credential_json(inner: &Inner, now: i64) -> Result<String> {
    let belongs = inner.key_certificates.clone();
    let with_key = inner.certificates_with_key.clone();
    let (container, readable_by_others) = (&inner.contents, inner.readable_by_others);
    let mut report = Report { container, belongs, with_key, readable_by_others, now }.build();
    report.insert("environment".to_owned(), inner.environment.map(Environment::name).into());
    report.insert("selected".to_owned(), inner.selected.into());
    text(report)
}

fn text(report: Map<String, Value>) -> Result<String> {
    serde_json::to_string(&report).map_err(|_| Error::new(CYBSIGN_E_MEMORY, "the report could not be written"))
}

struct Report<'a> {
    container: &'a Container,
    /// The certificate of each key.
    belongs: HashMap<usize, usize>,
    with_key: HashSet<usize>,
    readable_by_others: bool,
    now: i64,
}

impl Report<'_> {
    fn build(&self) -> Map<String, Value> {
        let mut report = Map::new();
        report.insert("container".to_owned(), self.container());
        let certificates = (0..self.container.certificates.len()).map(|at| self.certificate(at));
        report.insert("certificates".to_owned(), certificates.collect());
        report.insert("private_keys".to_owned(), (0..self.container.keys.len()).map(|at| self.key(at)).collect());
        report.insert("warnings".to_owned(), self.warnings().into());
        report
    }

    fn container(&self) -> Value {
        let mac = self.container.mac.as_ref();
        let state = mac.map(|mac| match mac.state {
            MacState::Verified => "verified",
            MacState::NotChecked => "not_checked",
            MacState::Absent => "absent",
        });
        let kind = match self.container.kind {
            ContainerKind::P12 => "p12",
            ContainerKind::Pem => "pem",
            ContainerKind::Der => "der",
            ContainerKind::Pkcs7 => "pkcs7",
            ContainerKind::Callbacks => "callbacks",
        };
        let encryption = self.container.encryption.iter();
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
        self.container.certificates[at].certificate.role_with_key(self.with_key.contains(&at))
    }

    fn certificate(&self, at: usize) -> Value {
        let entry = &self.container.certificates[at];
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
            "has_private_key": self.with_key.contains(&at),
        })
    }

    fn key(&self, at: usize) -> Value {
        let entry = &self.container.keys[at];
        json!({
            "algorithm": entry.algorithm,
            "bits": entry.bits,
            "friendly_name": entry.friendly_name,
            "certificate": self.belongs.get(&at),
        })
    }

    fn warnings(&self) -> Vec<Value> {
        let general = |code: &str, message: &str| json!({"code": code, "message": message});
        let mut warnings: Vec<Value> =
            self.container.warnings.iter().map(|warning| general(warning.code, &warning.message)).collect();
        let mac_once = self.container.mac.as_ref().is_some_and(|mac| mac.iterations == Some(1));
        let once = self.container.encryption.iter().any(|way| way.iterations == Some(1));
        if self.container.kind == ContainerKind::P12 && (mac_once || once) {
            warnings.push(general(
                "one_iteration",
                "the P12 is protected by a single hash iteration: its password can be guessed fast, so keep the file secret or encrypt it again",
            ));
        }
        if self.readable_by_others {
            warnings.push(general("file_readable", "the key file can be read by group or others: set its mode to 600"));
        }
        for at in 0..self.container.certificates.len() {
            self.certificate_warnings(at, &mut warnings);
        }
        warnings
    }

    fn certificate_warnings(&self, at: usize, warnings: &mut Vec<Value>) {
        let certificate = &self.container.certificates[at].certificate;
        let mut warn = |code: &str, message: &str| {
            warnings.push(json!({"code": code, "message": message, "certificate": at}));
        };
        match certificate.validity().expiry(self.now, WARN_DAYS).state {
            ExpiryState::Ok => {}
            ExpiryState::Warning => warn("expires_soon", "the certificate expires within 60 days"),
            ExpiryState::Expired => warn("expired", "the certificate has expired"),
            ExpiryState::NotYetValid => warn("not_yet_valid", "the certificate is not valid yet"),
            ExpiryState::Unreadable => warn("date_unreadable", "a date of the certificate can't be read"),
        }
        let public_key = certificate.public_key();
        if public_key.algorithm == "RSA" && public_key.bits.is_some_and(|bits| bits < 2048) {
            warn("weak_key", "the RSA key is shorter than 2048 bits");
        }
        let signature = certificate.signature_algorithm().to_ascii_lowercase();
        if ["sha1", "md5", "md2"].iter().any(|weak| signature.contains(weak)) {
            warn("weak_signature", "the certificate is signed with SHA-1 or an older digest");
        }
        let is_account = certificate.common_name().is_some_and(|name| name.ends_with("_acct"));
        if is_account && self.role(at) == Role::Merchant {
            warn("account", "the merchant id ends in _acct: this is an account, not a transacting merchant");
        }
    }
}
