//! Simple Order messages.

use std::ffi::c_char;
use std::ptr;

use crate::boundary;
use crate::error::Result;
use crate::ffi::arg;
use crate::ffi::bytes::{cybsign_bytes, fill};
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::guard::guard;
use crate::ffi::status::cybsign_status;
use crate::secret::SecretBuffer;
use crate::simple_order::{self, SimpleOrder};

/// Signs Simple Order messages with one credential and one set of options. Opaque, immutable, and usable from any thread
/// at once.
pub struct cybsign_simple_order(pub(crate) SimpleOrder);

/// One name and its value, both UTF-8 and not NUL-terminated. A pointer may be NULL if its length is 0.
#[repr(C)]
pub struct cybsign_field {
    /// The name, such as billTo_firstName.
    pub name: *const c_char,
    /// The name's length in bytes.
    pub name_len: usize,
    /// The value.
    pub value: *const c_char,
    /// The value's length in bytes.
    pub value_len: usize,
}

/// Prepares signing: everything that is the same for each message is computed here.
///
/// credential: what to sign with; it may be freed afterwards. options_json: a JSON object in UTF-8, or NULL with length 0:
/// `profile` ("cpp", the default: the layout of CyberSource's C/C++ SDK, the same bytes for the same input; or "java": that
/// of its Java SDK, with random Ids), `api_version` (string, default "1.224"), `namespace` (string: the whole namespace of
/// NVP requests, instead of api_version), `client` (false, the default, or an object of strings: identification fields such
/// as clientLibrary, added where the request has none of that name), `allow_expired` (boolean, default false: sign with a
/// certificate that is out of date), `encrypt` (boolean, default false: encrypt the Body's content after signing, with
/// AES-256-CBC, to the certificate CyberSource_SJC_US of the credential's own file; a message is never sent in clear
/// instead), `key_transport` ("rsa-oaep", the default, with SHA-1 and MGF1-SHA-1; or "rsa-1_5"), `server_certificate` (PEM,
/// or base64 of the DER: encrypt to this one), `allow_expired_recipient` (boolean, default false), `environment` ("test" or
/// "production": where requests go; a credential of the other one is refused), `endpoint` ("standard", the default, "akamai",
/// "india", or an https URL), `allow_other_username` (boolean, default false; see cybsign_simple_order_sign_envelope()),
/// `limits` (object of numbers: `max_bytes`, default 16777216; `max_depth`, default 100;
/// `max_attributes`, default 100), `testing` (object: `now`, Unix seconds; `ids`, an object with the Ids `token`,
/// `signature`, `body`, `key_info`, `reference`, `encrypted_key` and `encrypted_data` of the profile java). simple_order: receives the handle, which the
/// caller frees with cybsign_simple_order_free(); NULL on failure. err: may be NULL.
///
/// Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NO_RECIPIENT if there is no certificate to encrypt
/// to, or none with an RSA key of 1024 to 8192 bits, CYBSIGN_E_ENVIRONMENT if the credential is for the other
/// environment, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_new(
    credential: *const cybsign_credential,
    options_json: *const c_char,
    options_json_len: usize,
    simple_order: *mut *mut cybsign_simple_order,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, credential, options) = unsafe {
            (
                arg::output(simple_order, ptr::null_mut(), "simple_order")?,
                arg::handle(credential, "credential")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = Box::into_raw(Box::new(cybsign_simple_order(SimpleOrder::new(&credential.0, options)?)));
        Ok(())
    })
}

/// Signs a name-value-pair (NVP) request given as fields.
///
/// simple_order: the handle. fields: fields_len fields; at least one. The profile cpp sorts them by name; java keeps
/// their order. merchantID is never filled in, but by a handle of cybsign_simple_order_from_config(). message: receives
/// the SOAP envelope in UTF-8, ready to be sent, which the caller gives back with cybsign_bytes_clear(). err: may be
/// NULL.
///
/// The message has a WS-Security header (OASIS SOAP Message Security 1.0) with the certificate as BinarySecurityToken and an
/// XML signature (W3C, rsa-sha256) over the Body.
///
/// Returns CYBSIGN_OK; CYBSIGN_E_FIELD for a field that can't be sent as it is: CR, LF, NUL or another character that XML 1.0
/// can't hold, `=` in a name, an empty or repeated name, or text that is not UTF-8; CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID
/// (more than 300 seconds too young) or CYBSIGN_E_DATE_UNREADABLE for the certificate; CYBSIGN_E_RECIPIENT_DATE for that of
/// the recipient; CYBSIGN_E_LIMIT, CYBSIGN_E_SIGN,
/// CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_fields(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, fields) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::slice(fields, fields_len, "fields")?,
            )
        };
        let fields = fields.iter().map(borrow_field).collect::<Result<Vec<_>>>()?;
        *out = cybsign_bytes::from_buffer(simple_order.0.sign_fields(&fields)?)?;
        Ok(())
    })
}

/// Signs a name-value-pair (NVP) request given as text: a line `name=value` for each field, each ending in LF, which the
/// last may lack.
///
/// nvp: nvp_len bytes of UTF-8. Blank lines are refused. Since the text is already joined, this function can't detect that
/// a value held a line break and so became two fields: where values come from users, use
/// cybsign_simple_order_sign_fields(). The rest is as there. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_nvp(
    simple_order: *const cybsign_simple_order,
    nvp: *const c_char,
    nvp_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, nvp) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(nvp, nvp_len, "nvp")?,
            )
        };
        *out = cybsign_bytes::from_buffer(simple_order.0.sign_nvp(nvp)?)?;
        Ok(())
    })
}

/// Signs an XML request: a document whose element is a requestMessage. Neither its name nor its contents are checked
/// against CyberSource's schema.
///
/// xml: xml_len bytes of XML 1.0 in UTF-8 (a byte order mark is allowed), without a DTD and with no entity but XML's own. It
/// keeps its namespace version and its identification fields. The profile cpp writes it in exclusive canonical form (W3C
/// Exclusive XML Canonicalization 1.0), prefixes kept; java writes the document's element byte for byte. What stands before
/// and after that element is dropped. message, err: as for cybsign_simple_order_sign_fields().
///
/// Returns as there, with CYBSIGN_E_XML for what is not well-formed or never read, CYBSIGN_E_ENCODING for another encoding,
/// and CYBSIGN_E_MESSAGE for a SOAP envelope, where the request alone is wanted. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_xml(
    simple_order: *const cybsign_simple_order,
    xml: *const c_char,
    xml_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, simple_order, xml) = unsafe {
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(xml, xml_len, "xml")?,
            )
        };
        *out = cybsign_bytes::from_buffer(simple_order.0.sign_xml(xml)?)?;
        Ok(())
    })
}

/// Frees the handle. `simple_order` may be NULL; then nothing happens.
///
/// Threads: one, once. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_free(simple_order: *mut cybsign_simple_order) {
    if !simple_order.is_null() {
        // SAFETY: the caller gives a handle of ours that was not freed; it came from Box::into_raw.
        drop(unsafe { Box::from_raw(simple_order) });
    }
}

/// Verifies a signed Simple Order message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are
/// not signed.
///
/// message: the SOAP envelope. options_json: a JSON object in UTF-8, or NULL with length 0: `expected_certificate` (string:
/// PEM or base64 of the DER) or `expected_sha256` (string or list of strings: SHA-256 fingerprints of the DER in hex),
/// `any_certificate` (boolean: be content with any signer; the report then says "not authenticated"), `allow_sha1`,
/// `allow_expired` (booleans, default false), `limits` (as for cybsign_simple_order_new()), `testing` (`now`). report:
/// receives a JSON object {"ok", "checks": [{"name", "ok", "detail"}], "signer", "certificate"}, the last being the
/// token's certificate whoever's it is, also for every status of the category verification; given back with cybsign_bytes_clear(). err: may be NULL.
///
/// Returns CYBSIGN_OK only if every check passed and the signer is the expected one. Otherwise one of CYBSIGN_E_VERIFY_…:
/// CYBSIGN_E_VERIFY_UNTRUSTED if all is well but no option says who the signer should be; or CYBSIGN_E_XML,
/// CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH,
/// CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_verify(
    message: *const c_char,
    message_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, message, options) = unsafe {
            (
                arg::output(report, cybsign_bytes::EMPTY, "report")?,
                arg::text(message, message_len, "message")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        let (report, outcome) = match simple_order::verify(message, options) {
            Ok(report) => (Some(report), Ok(())),
            Err(failure) => (failure.report, Err(failure.error)),
        };
        if let Some(report) = report {
            *out = cybsign_bytes::copy_of(report.to_json().as_bytes())?;
        }
        outcome
    })
}

/// Opens an encrypted Simple Order message: for tests and simulators of a gateway, which hold the recipient's key.
///
/// credential: the key that the message is encrypted to, with its certificate. message: the SOAP envelope. options_json: as
/// for cybsign_simple_order_verify(), with which the decrypted message is verified; whom to expect must be said. plain:
/// receives the SOAP envelope with the Body's content in clear, in UTF-8, only if decryption and verification both
/// succeeded; cybsign_bytes_clear() wipes and frees it. err: may be NULL.
///
/// Reads AES-256-CBC with RSA-OAEP (SHA-1) or RSA 1.5 key transport (W3C XML Encryption). Returns CYBSIGN_OK;
/// CYBSIGN_E_NO_RECIPIENT if the message is encrypted to another certificate; CYBSIGN_E_VERIFY_STRUCTURE or
/// CYBSIGN_E_VERIFY_ALGORITHM for a message that is not encrypted or not in this way; CYBSIGN_E_VERIFY_UNTRUSTED if no option
/// says whom to expect; CYBSIGN_E_KEY_KIND if the credential can't decrypt; and for whatever is wrong after the recipient was
/// matched, bad signatures too, CYBSIGN_E_DECRYPT with one text, so that the answer tells nothing about the key; or
/// CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH,
/// CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_open(
    credential: *const cybsign_credential,
    message: *const c_char,
    message_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    plain: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (out, credential, message, options) = unsafe {
            (
                arg::output(plain, cybsign_bytes::EMPTY, "plain")?,
                arg::handle(credential, "credential")?,
                arg::text(message, message_len, "message")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = cybsign_bytes::from_buffer(simple_order::open(&credential.0, message, options)?)?;
        Ok(())
    })
}

/// Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.
///
/// simple_order: the handle. envelope: the message, with any prefixes, with or without a wsse:UsernameToken, which is
/// taken out. A comment in wsse:Security is refused, since it might hold another. Everything else stays as it came,
/// byte for byte, but for an Id on the Body; with the option encrypt the Body's content is encrypted afterwards.
/// message: receives the signed envelope. report: receives a JSON object {"username", "meta_key"}: the Username that
/// was removed, or null, and whether it differs from the Body's merchantID, as a meta key's does; then the
/// certificate's CN must be that Username, unless the option `allow_other_username` of cybsign_simple_order_new() is
/// true; so it must where the Body has no merchantID. The Body must hold a requestMessage or an nvpRequest of
/// CyberSource's, and the Envelope nothing but its Header and its Body. Both outputs are given back with
/// cybsign_bytes_clear(). err: may be NULL.
///
/// Returns as cybsign_simple_order_sign_xml(), with CYBSIGN_E_MESSAGE for what is no such envelope or holds a signature,
/// another token or encrypted data, and CYBSIGN_E_MERCHANT for the certificate of another than the meta key's owner.
/// Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_envelope(
    simple_order: *const cybsign_simple_order,
    envelope: *const c_char,
    envelope_len: usize,
    message: *mut cybsign_bytes,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: handles are live, buffers hold their lengths, outputs may be
        // written.
        let (message, report, simple_order, envelope) = unsafe {
            arg::empty(report, cybsign_bytes::EMPTY);
            (
                arg::output(message, cybsign_bytes::EMPTY, "message")?,
                arg::output(report, cybsign_bytes::EMPTY, "report")?,
                arg::handle(simple_order, "simple_order")?,
                arg::text(envelope, envelope_len, "envelope")?,
            )
        };
        let signed = simple_order.0.sign_envelope(envelope)?;
        let json = SecretBuffer::copy_of(signed.report_json().as_bytes())?;
        fill([(message, signed.message), (report, json)])
    })
}

/// Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties): the P12
/// that the file names is loaded, and no other file.
///
/// path: the file's path, path_len bytes without a NUL. options_json: `format` ("ini" or "properties"; by the file's
/// name otherwise), `merchant_id` (string: whose keys to read where the file has several), `password_is_merchant_id`
/// (boolean, default false: the merchant id is the password where the file gives none), `credential` (object: the
/// options of cybsign_credential_from_p12() for that P12), and every option of cybsign_simple_order_new(); these and
/// those come before what the file says. simple_order: receives the handle, which the caller frees with
/// cybsign_simple_order_free(). report: receives a JSON object {"format", "merchant_id", "key_file", "warnings":
/// [{"code", "key", "line", "message"}]}: what differs from what the SDK would have done; given back with
/// cybsign_bytes_clear(). err: may be NULL; where the P12 can't be loaded, its detail has the path as `key_file`.
///
/// Every key of the SDKs is taken over, ignored with a warning, or refused (CYBSIGN_E_OPTION, CYBSIGN_E_UNSUPPORTED)
/// with the reason; so is a line that may ask for encryption but is not the SDKs' key. A file whose name does not end
/// in .properties is an ini file, and a relative keysDirectory starts at the process's working directory, as with the
/// SDKs. The file's merchantID is put into requests that have none, as those SDKs do; the option `client`, false,
/// prevents it. Returns also as cybsign_credential_from_p12_file() and cybsign_simple_order_new(). Threads: any. Since
/// 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_from_config(
    path: *const c_char,
    path_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    simple_order: *mut *mut cybsign_simple_order,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, report, path, options) = unsafe {
            arg::empty(report, cybsign_bytes::EMPTY);
            (
                arg::output(simple_order, ptr::null_mut(), "simple_order")?,
                arg::output(report, cybsign_bytes::EMPTY, "report")?,
                arg::text(path, path_len, "path")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        let (prepared, found) = SimpleOrder::from_config(&boundary::path(path)?, options)?;
        *report = cybsign_bytes::copy_of(found.to_json()?.as_bytes())?;
        *out = Box::into_raw(Box::new(cybsign_simple_order(prepared)));
        Ok(())
    })
}

/// Reads a reply: NVP, XML, or a SOAP fault. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
///
/// reply: the body of the HTTP response, whatever its status was; or the replyMessage, the nvpReply or the NVP text from it.
/// options_json: a JSON object, or NULL with length 0: `http_status` (number: 504 makes a fault critical), `limits`. json:
/// receives a JSON object: kind ("nvp", "xml" or "fault"), decision, reason_code, reason (what the code means), may_resend
/// (whether the same request may be sent again, or null), state ("known", or "unknown" where the order may have been
/// processed: look before you send again), request_id, request_token, merchant_reference_code, fields (all of them, with
/// XML's nested names joined by `_` as NVP has them), missing_fields, invalid_fields, fault ({code, string, request_id,
/// critical} or null). It holds the reply's payload: cybsign_bytes_clear() wipes it. err: may be NULL.
///
/// Elements are known by namespace and local name; an unsigned Timestamp in the header is ignored. Returns CYBSIGN_OK,
/// CYBSIGN_E_MESSAGE for what is no reply, CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION,
/// CYBSIGN_E_JSON, CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any. Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_parse_reply_json(
    reply: *const c_char,
    reply_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, reply, options) = unsafe {
            (
                arg::output(json, cybsign_bytes::EMPTY, "json")?,
                arg::text(reply, reply_len, "reply")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = cybsign_bytes::from_buffer(simple_order::parse_reply(reply, options)?.to_json()?)?;
        Ok(())
    })
}

/// Makes the wsse:Security header of the old SOAP toolkits, a UsernameToken with a password in clear (OASIS UsernameToken
/// Profile 1.0): for mock servers and old captures. CyberSource has retired these passwords.
///
/// username: the merchant id or, with a meta key, the portfolio's or account's. password: the transaction key. Both in UTF-8.
/// options_json: `allow_retired` (boolean) must be true. header: receives the element; cybsign_bytes_clear() wipes it. err:
/// may be NULL.
///
/// Returns CYBSIGN_OK, CYBSIGN_E_RETIRED without the option (its message gives the dates), CYBSIGN_E_ARGUMENT for an empty
/// text or one that XML can't hold, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any.
/// Since 0.1.0.
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_username_token(
    username: *const c_char,
    username_len: usize,
    password: *const u8,
    password_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    header: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    guard(err, || {
        // SAFETY: the caller keeps the contract of the header: buffers hold their lengths, outputs may be written.
        let (out, username, password, options) = unsafe {
            (
                arg::output(header, cybsign_bytes::EMPTY, "header")?,
                arg::text(username, username_len, "username")?,
                arg::slice(password, password_len, "password")?,
                arg::text(options_json, options_json_len, "options_json")?,
            )
        };
        *out = cybsign_bytes::from_buffer(simple_order::username_token(username, password, options)?)?;
        Ok(())
    })
}

pub(crate) fn borrow_field(field: &cybsign_field) -> Result<(&[u8], &[u8])> {
    // SAFETY: the caller of the C function keeps the contract of the header: each pointer holds its length.
    unsafe {
        Ok((
            arg::text(field.name, field.name_len, "field.name")?,
            arg::text(field.value, field.value_len, "field.value")?,
        ))
    }
}
