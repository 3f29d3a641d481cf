//! The native methods about credentials.

use std::path::PathBuf;

use cybsign::credential::{self, Credential, Decrypter, Expiry, ExpiryState, Signer};
use cybsign::secret::SecretBytes;
use jni_sys::jlong;
use serde_json::{json, Value};

use crate::argument::{BytesOrNone, Handle, Time};
use crate::natives::natives;

natives! {
    /// Loads the bytes of a P12.
    fn credential_from_p12(
        p12: SecretBytes,
        password: BytesOrNone,
        key_password: Option<SecretBytes>,
        options: BytesOrNone,
    ) -> Box<Credential> {
        Ok(Box::new(Credential::from_p12(&p12, &password, key_password.as_deref(), &options)?))
    }

    /// Loads a P12 file.
    fn credential_from_p12_file(
        path: PathBuf,
        password: BytesOrNone,
        key_password: Option<SecretBytes>,
        options: BytesOrNone,
    ) -> Box<Credential> {
        Ok(Box::new(Credential::from_p12_file(&path, &password, key_password.as_deref(), &options)?))
    }

    /// Loads a key and a certificate from PEM.
    fn credential_from_pem(
        key: SecretBytes,
        certificate: BytesOrNone,
        password: BytesOrNone,
        options: BytesOrNone,
    ) -> Box<Credential> {
        Ok(Box::new(Credential::from_pem(&key, &certificate, &password, &options)?))
    }

    /// Loads a key and a certificate from DER.
    fn credential_from_der(
        key: SecretBytes,
        certificate: SecretBytes,
        password: BytesOrNone,
        options: BytesOrNone,
    ) -> Box<Credential> {
        Ok(Box::new(Credential::from_der(&key, &certificate, &password, &options)?))
    }

    /// Takes a certificate and callbacks, which the Java side keeps reachable.
    fn credential_from_callbacks(
        certificate: SecretBytes,
        signer: Box<dyn Signer>,
        decrypter: Option<Box<dyn Decrypter>>,
        options: BytesOrNone,
    ) -> Box<Credential> {
        Ok(Box::new(Credential::from_callbacks(&certificate, signer, decrypter, &options)?))
    }

    /// Gives a credential back.
    fn credential_free(credential: Box<Credential>) -> () {
        drop(credential);
        Ok(())
    }

    /// Describes a credential.
    fn credential_inspect(credential: Handle<'_, Credential>, now: Time) -> String {
        Ok(credential.inspect_json(now.0)?)
    }

    /// Whose key it is; null if nobody says so.
    fn credential_merchant_id(credential: Handle<'_, Credential>) -> Option<String> {
        Ok(credential.merchant_id().map(str::to_owned))
    }

    /// The serial number of the key; null if it has none.
    fn credential_key_serial(credential: Handle<'_, Credential>) -> Option<String> {
        Ok(credential.key_serial().map(str::to_owned))
    }

    /// The environment that the options name; null if they name none.
    fn credential_environment(credential: Handle<'_, Credential>) -> Option<String> {
        Ok(credential.environment().map(|environment| environment.name().to_owned()))
    }

    /// When the certificate begins.
    fn credential_not_before(credential: Handle<'_, Credential>) -> jlong {
        Ok(credential.not_before()?)
    }

    /// When the certificate ends.
    fn credential_not_after(credential: Handle<'_, Credential>) -> jlong {
        Ok(credential.not_after()?)
    }

    /// How many days the certificate is still valid.
    fn credential_days_left(credential: Handle<'_, Credential>, now: Time) -> jlong {
        Ok(credential.days_left(now.0)?)
    }

    /// How the certificate stands in time, and the one that messages are encrypted to:
    /// `{"state", "days_left", "certificate": "signer", "server": {"state", "days_left"}}`.
    fn credential_expiry(credential: Handle<'_, Credential>, now: Time, warn_days: jlong) -> String {
        let mut document = expiry_document(credential.expiry(now.0, warn_days)?, "signer");
        let server = credential.server_expiry(now.0, warn_days)?;
        document["server"] = server.map(|server| json!({ "state": state(server.state), "days_left": server.days_left })).into();
        Ok(document.to_string())
    }

    /// Describes any key file.
    fn inspect(data: SecretBytes, password: Option<SecretBytes>, now: Time) -> String {
        Ok(credential::inspect_json(&data, password.as_deref(), now.0)?)
    }
}

/// The document that Java's `Expiry` reads.
pub(crate) fn expiry_document(expiry: Expiry, certificate: &str) -> Value {
    json!({ "state": state(expiry.state), "days_left": expiry.days_left, "certificate": certificate })
}

/// The word for a state.
fn state(state: ExpiryState) -> &'static str {
    match state {
        ExpiryState::Ok => "ok",
        ExpiryState::Warning => "warning",
        ExpiryState::Expired => "expired",
        ExpiryState::Unreadable => "unreadable",
        ExpiryState::NotYetValid => "not_yet_valid",
    }
}
