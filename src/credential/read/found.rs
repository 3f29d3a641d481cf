//! What a file is that holds no key, as far as there is enough evidence for it.

use super::armour::{self, Wrapping};
use super::sniff::{der_kind, DerKind};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing at all, in one of several ways.
    Nothing(&'static str),
    Structure(DerKind),
    /// JKS or JCEKS.
    JavaKeystore(&'static str),
    /// BKS, UBER or BCFKS.
    BouncyCastleKeystore(&'static str),
    Archive(&'static str),
    /// A P12 whose line feeds were changed.
    TextMode,
    /// A P12 that was taken for text and converted.
    Converted,
    OpenPgp,
    OpenSsh,
    /// A certificate request in PEM.
    PemRequest,
    Pem,
    Page,
    Json,
    /// Base64 and the like, and what is in it.
    Wrapped(Wrapping, Box<Found>),
    AsciiText,
    Text,
    Unknown,
}

impl Found {
    /// Looks at a file.
    pub(super) fn of(data: &[u8]) -> Found {
        if data.is_empty() {
            return Found::Nothing("an empty file");
        }
        if data.iter().all(|byte| *byte == 0) {
            return Found::Nothing("nothing but zeros");
        }
        if let Some(found) = binary(data) {
            return found;
        }
        match armour::normalise(data) {
            Some(text) => of_text(&text),
            None => Found::Unknown,
        }
    }

    /// In words: "an empty file".
    pub(super) fn what(&self) -> String {
        match self {
            Found::Nothing(what) => (*what).to_owned(),
            Found::Structure(kind) => structure(*kind).to_owned(),
            Found::JavaKeystore(kind) => format!("a Java keystore ({kind})"),
            Found::BouncyCastleKeystore(kind) => format!("a Bouncy Castle keystore ({kind})"),
            Found::Archive(kind) => format!("a {kind} archive"),
            Found::TextMode => "a P12 that was copied in text mode (every line feed became CR LF)".to_owned(),
            Found::Converted => "a P12 that was saved as UTF-8 text, which destroys it".to_owned(),
            Found::OpenPgp => "an OpenPGP file".to_owned(),
            Found::OpenSsh => "an OpenSSH key".to_owned(),
            Found::PemRequest => "a certificate request (CSR) in PEM".to_owned(),
            Found::Pem => "a PEM file".to_owned(),
            Found::Page => "an HTML or XML page".to_owned(),
            Found::Json => "a JSON text".to_owned(),
            Found::Wrapped(wrapping, inner) => format!("{} of {}", wrapping.name(), inner.what()),
            Found::AsciiText => "an ASCII text".to_owned(),
            Found::Text => "a text".to_owned(),
            Found::Unknown => "no format that is known here".to_owned(),
        }
    }
}

fn structure(kind: DerKind) -> &'static str {
    match kind {
        DerKind::P12 => "a P12",
        DerKind::Pkcs7 => "a PKCS #7 file",
        DerKind::Certificate => "a bare certificate",
        DerKind::Csr => "a certificate request (CSR)",
        DerKind::Crl => "a certificate revocation list (CRL)",
        DerKind::PublicKey => "a bare public key",
        DerKind::Bcfks => "a Bouncy Castle keystore (BCFKS)",
        DerKind::Pkcs8 | DerKind::EncryptedPkcs8 | DerKind::RsaKey | DerKind::EcKey => "a bare private key",
    }
}

fn binary(data: &[u8]) -> Option<Found> {
    match der_kind(data) {
        Some(DerKind::Bcfks) => return Some(Found::BouncyCastleKeystore("BCFKS")),
        Some(kind) => return Some(Found::Structure(kind)),
        None => {}
    }
    match data {
        [0xfe, 0xed, 0xfe, 0xed, ..] => Some(Found::JavaKeystore("JKS")),
        [0xce, 0xce, 0xce, 0xce, ..] => Some(Found::JavaKeystore("JCEKS")),
        [b'P', b'K', 3, 4, ..] => Some(Found::Archive("ZIP")),
        [0x1f, 0x8b, ..] => Some(Found::Archive("gzip")),
        [0x30, second, ..] if *second >= 0x80 && std::str::from_utf8(data).is_ok() => Some(Found::Converted),
        _ => bouncy_castle(data),
    }
}

/// BKS and UBER begin alike: a version, a salt of 20 bytes, an iteration count. Then BKS has its entries in the clear, UBER
/// whole blocks of a cipher.
fn bouncy_castle(data: &[u8]) -> Option<Found> {
    let (head, rest) = data.split_at_checked(32)?;
    let iterations = u32::from_be_bytes([head[28], head[29], head[30], head[31]]);
    if head[..3] != [0, 0, 0] || head[4..8] != [0, 0, 0, 20] || !(1..=1 << 20).contains(&iterations) {
        return None;
    }
    let is_entry = match rest {
        // No entries: the hash is all that follows.
        [0, hash @ ..] => hash.len() == 20,
        [1..=4, high, low, name @ ..] => {
            let len = usize::from(*high) << 8 | usize::from(*low);
            name.get(..len).is_some_and(|name| std::str::from_utf8(name).is_ok())
        }
        _ => false,
    };
    match head[3] {
        1 | 2 if is_entry => Some(Found::BouncyCastleKeystore("BKS")),
        1 if !rest.is_empty() && rest.len() % 16 == 0 => Some(Found::BouncyCastleKeystore("UBER")),
        _ => None,
    }
}

fn of_text(text: &[u8]) -> Found {
    let trimmed = text.trim_ascii();
    let Some(first) = trimmed.first() else { return Found::Nothing("nothing but white space") };
    if armour::has_armour(text) {
        let has = |label: &[u8]| memchr::memmem::find(text, label).is_some();
        return match () {
            () if has(b"BEGIN PGP") => Found::OpenPgp,
            () if has(b"BEGIN OPENSSH") => Found::OpenSsh,
            () if has(b"CERTIFICATE REQUEST-----") => Found::PemRequest,
            () => Found::Pem,
        };
    }
    if let Some((wrapping, inner)) = armour::unwrapped(text) {
        // What is neither a known structure nor a text is as likely to be no base64 at all.
        let found = binary(&inner).or_else(|| armour::normalise(&inner).map(|text| of_text(&text)));
        if let Some(found @ (Found::Structure(_) | Found::Pem | Found::PemRequest)) = found {
            return Found::Wrapped(wrapping, Box::new(found));
        }
    }
    // Binary files hold control characters, and bytes that are no UTF-8.
    let is_control = |byte: &u8| (*byte < b' ' && !byte.is_ascii_whitespace()) || *byte == 0x7f;
    if trimmed.iter().any(is_control) || std::str::from_utf8(trimmed).is_err() {
        return Found::Unknown;
    }
    match first {
        b'<' => Found::Page,
        b'{' | b'[' => Found::Json,
        _ if trimmed.is_ascii() => Found::AsciiText,
        _ => Found::Text,
    }
}

/// Whether a text mode spoiled these bytes of a P12.
pub(super) fn is_text_mode(data: &[u8]) -> bool {
    // Compressed and encrypted bytes hold a line feed every 256 bytes, and hardly ever a carriage return before each.
    let (mut all, mut returns) = (0, 0);
    for at in memchr::memchr_iter(b'\n', data) {
        all += 1;
        returns += usize::from(at > 0 && data[at - 1] == b'\r');
    }
    all >= 2 && all == returns
}
