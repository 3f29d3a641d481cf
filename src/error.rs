//! Errors, and the one table of status.

use std::fmt;

use serde_json::{Map, Value};

/// A call succeeded. For a verification: every check passed and the signer is the expected one.
pub const CYBSIGN_OK: i32 = 0;

/// A pointer that must not be NULL is NULL.
pub const CYBSIGN_E_NULL: i32 = 1001;
/// A length is larger than any object can be.
pub const CYBSIGN_E_LENGTH: i32 = 1002;
/// The options text holds an unknown name, a wrong type or a value that is not allowed.
pub const CYBSIGN_E_OPTION: i32 = 1003;
/// An argument has a value that is not allowed.
pub const CYBSIGN_E_ARGUMENT: i32 = 1004;
/// A field can't be sent as it is: a line break, `=` in a name, an empty or repeated name, or a character XML can't hold.
pub const CYBSIGN_E_FIELD: i32 = 1005;
/// The input is larger or deeper than the limits allow.
pub const CYBSIGN_E_LIMIT: i32 = 1006;
/// What is asked for is retired; the message gives the dates. An option allows it all the same.
pub const CYBSIGN_E_RETIRED: i32 = 1007;

/// The bytes are not the DER structure they should be.
pub const CYBSIGN_E_DER: i32 = 2001;
/// The text is not PEM, or one of its blocks is broken or cut.
pub const CYBSIGN_E_PEM: i32 = 2002;
/// The P12 is damaged.
pub const CYBSIGN_E_P12_DAMAGED: i32 = 2003;
/// The bytes are not a P12 at all; the message names what they are.
pub const CYBSIGN_E_NOT_P12: i32 = 2004;
/// The XML is not well-formed, or holds what is never read (a DTD, an entity that is not XML's own).
pub const CYBSIGN_E_XML: i32 = 2005;
/// The JSON text can't be read.
pub const CYBSIGN_E_JSON: i32 = 2006;
/// The text is not in the encoding it must have, which is UTF-8.
pub const CYBSIGN_E_ENCODING: i32 = 2007;
/// The XML is well-formed, but not the message that this function takes.
pub const CYBSIGN_E_MESSAGE: i32 = 2008;

/// The password is wrong, or one is needed and none was given.
pub const CYBSIGN_E_WRONG_PASSWORD: i32 = 3001;
/// The P12's password is right, but the private key in it has another one.
pub const CYBSIGN_E_KEY_PASSWORD: i32 = 3002;
/// There is no private key.
pub const CYBSIGN_E_NO_KEY: i32 = 3003;
/// There is no certificate where one is needed: none belongs to the key.
pub const CYBSIGN_E_NO_CERTIFICATE: i32 = 3004;
/// There are several keys: choose one with the option alias.
pub const CYBSIGN_E_SEVERAL_KEYS: i32 = 3005;
/// No key has the alias that was asked for, or keys of several names have it.
pub const CYBSIGN_E_ALIAS: i32 = 3006;
/// The private key and the certificate do not belong together.
pub const CYBSIGN_E_KEY_MISMATCH: i32 = 3007;
/// The P12 has no MAC, so nothing vouches for its contents.
pub const CYBSIGN_E_NO_MAC: i32 = 3008;
/// The credential is for the other environment (test or production).
pub const CYBSIGN_E_ENVIRONMENT: i32 = 3009;
/// Encryption is asked for and there is no certificate to encrypt to, or a message is encrypted to another certificate.
pub const CYBSIGN_E_NO_RECIPIENT: i32 = 3010;
/// The credential is not that of the merchant or portfolio that the message names.
pub const CYBSIGN_E_MERCHANT: i32 = 3011;

/// The certificate has expired.
pub const CYBSIGN_E_EXPIRED: i32 = 4001;
/// The certificate is not valid yet.
pub const CYBSIGN_E_NOT_YET_VALID: i32 = 4002;
/// A date of the certificate can't be read.
pub const CYBSIGN_E_DATE_UNREADABLE: i32 = 4003;
/// The certificate that messages are encrypted to is out of date.
pub const CYBSIGN_E_RECIPIENT_DATE: i32 = 4004;

/// An algorithm or key type is not supported; the message names it.
pub const CYBSIGN_E_UNSUPPORTED: i32 = 5001;
/// The file asks for more key derivation iterations than the limit allows.
pub const CYBSIGN_E_ITERATIONS: i32 = 5002;
/// The key is of a kind that can't do this.
pub const CYBSIGN_E_KEY_KIND: i32 = 5003;
/// The signature could not be made.
pub const CYBSIGN_E_SIGN: i32 = 5004;
/// The message can't be opened. There is one text for every reason, so that nobody can ask the key questions.
pub const CYBSIGN_E_DECRYPT: i32 = 5005;

/// The message has not the structure of a signed Simple Order message.
pub const CYBSIGN_E_VERIFY_STRUCTURE: i32 = 6001;
/// The message uses an algorithm that is not allowed.
pub const CYBSIGN_E_VERIFY_ALGORITHM: i32 = 6002;
/// A reference does not lead to exactly one element, or the Body is not signed.
pub const CYBSIGN_E_VERIFY_REFERENCE: i32 = 6003;
/// A digest does not match: the message was changed after it was signed.
pub const CYBSIGN_E_VERIFY_DIGEST: i32 = 6004;
/// The signature value does not match.
pub const CYBSIGN_E_VERIFY_SIGNATURE: i32 = 6005;
/// The signer's certificate is expired, not valid yet, or its dates can't be read.
pub const CYBSIGN_E_VERIFY_DATE: i32 = 6006;
/// The signature is good, but nothing says whose it should be.
pub const CYBSIGN_E_VERIFY_UNTRUSTED: i32 = 6007;
/// The signature is good, but the signer is not the expected one.
pub const CYBSIGN_E_VERIFY_SIGNER: i32 = 6008;

/// The file does not exist.
pub const CYBSIGN_E_FILE_NOT_FOUND: i32 = 8001;
/// The file may not be read or written.
pub const CYBSIGN_E_FILE_PERMISSION: i32 = 8002;
/// The file could not be read or written, or is no regular file.
pub const CYBSIGN_E_FILE: i32 = 8003;
/// The file exists already, and was not to be replaced.
pub const CYBSIGN_E_FILE_EXISTS: i32 = 8004;

/// A defect of the library was caught. Please report it with the message.
pub const CYBSIGN_E_PANIC: i32 = 9001;
/// There is not enough memory.
pub const CYBSIGN_E_MEMORY: i32 = 9002;
/// The cryptographic library failed where it should not.
pub const CYBSIGN_E_CRYPTO: i32 = 9003;

/// One row of the table of status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRow {
    /// The number.
    pub status: i32,
    /// The constant's name, with a NUL at its end.
    pub name: &'static str,
    /// What it means, in one line, with a NUL at its end.
    pub text: &'static str,
}

macro_rules! table {
    ($($status:ident: $text:literal,)*) => {
        /// Every status, once, in the order of the numbers.
        pub const STATUS_TABLE: &[StatusRow] = &[
            $(StatusRow { status: $status, name: concat!(stringify!($status), "\0"), text: concat!($text, "\0") },)*
        ];
    };
}

table! {
    CYBSIGN_OK: "success",
    CYBSIGN_E_NULL: "a pointer that must not be NULL is NULL",
    CYBSIGN_E_LENGTH: "a length is larger than any object can be",
    CYBSIGN_E_OPTION: "an option is unknown, of the wrong type, or has a value that is not allowed",
    CYBSIGN_E_ARGUMENT: "an argument has a value that is not allowed",
    CYBSIGN_E_FIELD: "a field can't be sent as it is",
    CYBSIGN_E_LIMIT: "the input is larger or deeper than the limits allow",
    CYBSIGN_E_RETIRED: "what is asked for is retired",
    CYBSIGN_E_DER: "the bytes are not the DER structure they should be",
    CYBSIGN_E_PEM: "the text is not PEM, or one of its blocks is broken",
    CYBSIGN_E_P12_DAMAGED: "the P12 is damaged",
    CYBSIGN_E_NOT_P12: "the bytes are not a P12",
    CYBSIGN_E_XML: "the XML is not well-formed, or holds what is never read",
    CYBSIGN_E_JSON: "the JSON text can't be read",
    CYBSIGN_E_ENCODING: "the text is not UTF-8",
    CYBSIGN_E_MESSAGE: "the XML is not the message that this function takes",
    CYBSIGN_E_WRONG_PASSWORD: "the password is wrong",
    CYBSIGN_E_KEY_PASSWORD: "the private key has another password than the P12",
    CYBSIGN_E_NO_KEY: "there is no private key",
    CYBSIGN_E_NO_CERTIFICATE: "there is no certificate where one is needed",
    CYBSIGN_E_SEVERAL_KEYS: "there are several keys; choose one with the option alias",
    CYBSIGN_E_ALIAS: "no key has the alias, or several have it",
    CYBSIGN_E_KEY_MISMATCH: "the private key and the certificate do not belong together",
    CYBSIGN_E_NO_MAC: "the P12 has no MAC",
    CYBSIGN_E_ENVIRONMENT: "the credential is for the other environment",
    CYBSIGN_E_NO_RECIPIENT: "there is no certificate to encrypt to, or the message is encrypted to another one",
    CYBSIGN_E_MERCHANT: "the credential is not that of the merchant that the message names",
    CYBSIGN_E_EXPIRED: "the certificate has expired",
    CYBSIGN_E_NOT_YET_VALID: "the certificate is not valid yet",
    CYBSIGN_E_DATE_UNREADABLE: "a date of the certificate can't be read",
    CYBSIGN_E_RECIPIENT_DATE: "the certificate that messages are encrypted to is out of date",
    CYBSIGN_E_UNSUPPORTED: "an algorithm or key type is not supported",
    CYBSIGN_E_ITERATIONS: "the file asks for more iterations than the limit allows",
    CYBSIGN_E_KEY_KIND: "the key is of a kind that can't do this",
    CYBSIGN_E_SIGN: "the signature could not be made",
    CYBSIGN_E_DECRYPT: "the message can't be opened",
    CYBSIGN_E_VERIFY_STRUCTURE: "the message has not the structure of a signed message",
    CYBSIGN_E_VERIFY_ALGORITHM: "the message uses an algorithm that is not allowed",
    CYBSIGN_E_VERIFY_REFERENCE: "a reference does not lead to exactly one element, or the Body is not signed",
    CYBSIGN_E_VERIFY_DIGEST: "a digest does not match",
    CYBSIGN_E_VERIFY_SIGNATURE: "the signature value does not match",
    CYBSIGN_E_VERIFY_DATE: "the signer's certificate is out of date",
    CYBSIGN_E_VERIFY_UNTRUSTED: "nothing says whose signature is expected",
    CYBSIGN_E_VERIFY_SIGNER: "the signer is not the expected one",
    CYBSIGN_E_FILE_NOT_FOUND: "the file does not exist",
    CYBSIGN_E_FILE_PERMISSION: "the file may not be read or written",
    CYBSIGN_E_FILE: "the file could not be read or written",
    CYBSIGN_E_FILE_EXISTS: "the file exists already",
    CYBSIGN_E_PANIC: "a defect of the library was caught",
    CYBSIGN_E_MEMORY: "there is not enough memory",
    CYBSIGN_E_CRYPTO: "the cryptographic library failed",
}

/// The row of a status, or `None` for a number that is none.
pub fn status_row(status: i32) -> Option<&'static StatusRow> {
    STATUS_TABLE.binary_search_by_key(&status, |row| row.status).ok().map(|at| &STATUS_TABLE[at])
}

/// The category of a status: its band of a thousand, as a word with a NUL at its end.
pub fn status_category(status: i32) -> &'static str {
    match status {
        0 => "ok\0",
        1000..=1999 => "usage\0",
        2000..=2999 => "encoding\0",
        3000..=3999 => "credential\0",
        4000..=4999 => "certificate\0",
        5000..=5999 => "crypto\0",
        6000..=6999 => "verification\0",
        8000..=8999 => "io\0",
        9000..=9999 => "internal\0",
        _ => "unknown\0",
    }
}

/// What went wrong, in one line that also says what to do next, and particulars for programs.
///
/// No message and no detail ever holds a secret, a card number or a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    status: i32,
    message: String,
    /// How much of the message's end is the next step, where that may be taken away.
    advice: usize,
    detail: Map<String, Value>,
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this status with a one-line message.
    pub fn new(status: i32, message: impl Into<String>) -> Error {
        Error { status, message: message.into(), advice: 0, detail: Map::new() }
    }

    /// Adds a particular, such as an offset or a path in the input.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Error {
        self.detail.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the next step, for whoever can take it.
    #[must_use]
    pub fn advising(mut self, advice: &str) -> Error {
        self.advice = advice.len() + 2;
        self.message = format!("{}; {advice}", self.message);
        self
    }

    /// Takes the next step away, where somebody else would have to take it.
    #[must_use]
    pub fn without_advice(mut self) -> Error {
        self.message.truncate(self.message.len() - self.advice);
        self.advice = 0;
        self
    }

    /// Puts before the message what it is about.
    #[must_use]
    pub fn prefixed(mut self, subject: &str) -> Error {
        self.message = format!("{subject}: {}", self.message);
        self
    }

    /// One of the `CYBSIGN_E_...` numbers.
    pub fn status(&self) -> i32 {
        self.status
    }

    /// One line: what is wrong and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The particulars.
    pub fn detail(&self) -> &Map<String, Value> {
        &self.detail
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(STATUS_TABLE.windows(2).all(|pair| pair[0].status < pair[1].status));
        let declared = include_str!("error.rs").lines().filter(|line| line.starts_with("pub const CYBSIGN_")).count();
        assert_eq!(declared, STATUS_TABLE.len());
        for row in STATUS_TABLE {
            assert_eq!(status_row(row.status), Some(row));
            assert_ne!(status_category(row.status), "unknown\0", "{}", row.name);
            assert!(row.text.ends_with('\0') && row.name.ends_with('\0'));
        }
    }
}
