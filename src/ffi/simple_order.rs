//! Simple Order messages.

use std::ffi::c_char;

use crate::boundary;
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::field::{self, cybsign_field};
use crate::ffi::output::{Bytes, Handle};
use crate::ffi::request::{cybsign_request, RequestOutput};
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::simple_order::{self, RequestContent, SimpleOrder};

/// Signs Simple Order messages with one credential and one set of options. Opaque, immutable, and usable from any thread
/// at once.
pub struct cybsign_simple_order(pub(crate) SimpleOrder);

impl From<SimpleOrder> for cybsign_simple_order {
    fn from(simple_order: SimpleOrder) -> cybsign_simple_order {
        cybsign_simple_order(simple_order)
    }
}

/// Prepares signing: everything that is the same for each message is computed here.
///
/// @param credential What to sign with; it may be freed afterwards.
/// @param options_json,options_json_len JSON, or NULL with length 0: profile, api_version, namespace, client,
///        allow_expired, encrypt, key_transport, server_certificate, allow_expired_recipient, environment, endpoint,
///        allow_other_username, limits, testing.
/// @param simple_order Receives the handle, which the caller frees with cybsign_simple_order_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_NO_RECIPIENT (there is no certificate to encrypt to, or none with an RSA key of 1024 to 8192 bits),
///         CYBSIGN_E_ENVIRONMENT (the credential is for the other environment), CYBSIGN_E_NO_CERTIFICATE (it has none),
///         CYBSIGN_E_KEY_KIND (its RSA key has less than 1024 bits)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_new(
    credential: *const cybsign_credential,
    options_json: *const c_char,
    options_json_len: usize,
    simple_order: *mut *mut cybsign_simple_order,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::handle(simple_order, "simple_order", err, || {
            let credential = &arg::handle(credential, "credential")?.0;
            SimpleOrder::new(credential, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties): the P12
/// that the file names is loaded, and no other file.
///
/// Every key of the SDKs is taken over, ignored with a warning, or refused with the reason; so is a line that may ask for
/// encryption but is not the SDKs' key. A file whose name does not end in .properties is an ini file, and a relative
/// keysDirectory starts at the process's working directory, as with the SDKs. The file's merchantID is put into requests
/// that have none, as those SDKs do; the option `client`, false, prevents it. Options come before what the file says. Where
/// neither keyFilename nor an alias chose the key, but the merchantID, requests of other merchants are refused with
/// CYBSIGN_E_MERCHANT.
///
/// @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
/// @param options_json,options_json_len JSON, or NULL with length 0: format, merchant_id, password_is_merchant_id,
///        credential (an object: options of cybsign_credential_from_p12()), and those of cybsign_simple_order_new().
/// @param simple_order Receives the handle, which the caller frees with cybsign_simple_order_free(); NULL on failure.
/// @param report Receives a JSON object {"format", "merchant_id", "key_file", "warnings": [{"level", "code",
///        "subject", "message", "key", "line"}]}: what differs from what the SDK would have done; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL. Where the P12 can't be loaded, its detail has the path
///        as `key_file`.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
///         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_ENCODING, CYBSIGN_E_OPTION,
///         CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED,
///         CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE,
///         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND,
///         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_ENVIRONMENT
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    let outputs = (Handle(simple_order, "simple_order"), Bytes(report, "report"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || {
            let path = arg::path(path, path_len, "path")?;
            let (simple_order, report) =
                SimpleOrder::from_config(&path, arg::text(options_json, options_json_len, "options_json")?)?;
            Ok((simple_order, report.to_json()?))
        })
    }
}

/// Signs a name-value-pair (NVP) request given as fields.
///
/// The message has a WS-Security header (OASIS SOAP Message Security 1.0) with the certificate as BinarySecurityToken and an
/// XML signature (W3C, rsa-sha256) over the Body. The profile cpp sorts the fields by name; java keeps their order.
/// merchantID is never filled in, but by a handle of cybsign_simple_order_from_config().
///
/// @param simple_order The handle.
/// @param fields,fields_len The fields, and how many there are; at least one.
/// @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD (a field can't be sent as it is:
///         CR, LF, NUL or another character that XML 1.0 can't hold, an empty or repeated name, a name with `=`, with a
///         character that can't be seen or a blank at its ends, `_has_escapes` with a true value, or text that is not
///         UTF-8), CYBSIGN_E_MERCHANT (the handle's key was chosen by another merchant's name, by
///         cybsign_simple_order_from_config()), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID (more than 300 seconds too
///         young), CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_fields(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(message, "message", err, || {
            arg::handle(simple_order, "simple_order")?.0.sign_fields(&field::all(fields, fields_len)?)
        })
    }
}

/// Signs a name-value-pair (NVP) request given as text: a line `name=value` for each field, each ending in LF, which the
/// last may lack.
///
/// Since the text is already joined, this function can't detect that a value held a line break and so became two fields:
/// where values come from users, use cybsign_simple_order_sign_fields(), as which it is otherwise.
///
/// @param simple_order The handle.
/// @param nvp,nvp_len The text, in UTF-8. Blank lines are refused.
/// @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT,
///         CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE,
///         CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_nvp(
    simple_order: *const cybsign_simple_order,
    nvp: *const c_char,
    nvp_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(message, "message", err, || {
            arg::handle(simple_order, "simple_order")?.0.sign_nvp(arg::text(nvp, nvp_len, "nvp")?)
        })
    }
}

/// Signs an XML request: a document whose element is a requestMessage, or an nvpRequest, in a namespace of CyberSource's.
/// What stands in it is not checked against CyberSource's schema, but it holds no element that belongs to the envelope.
///
/// It keeps its namespace version and its identification fields. The profile cpp writes it in exclusive canonical form (W3C
/// Exclusive XML Canonicalization 1.0), prefixes kept; java writes the document's element byte for byte. What stands before
/// and after that element is dropped. The message is otherwise that of cybsign_simple_order_sign_fields().
///
/// @param simple_order The handle.
/// @param xml,xml_len XML 1.0 in UTF-8 (a byte order mark is allowed), without a DTD and with no entity but XML's own.
/// @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_XML (it is not well-formed, or holds
///         what is never read), CYBSIGN_E_ENCODING (it is not UTF-8), CYBSIGN_E_MESSAGE (it is no request of CyberSource's,
///         or holds what belongs to the envelope; a SOAP envelope is for cybsign_simple_order_sign_envelope()),
///         CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE,
///         CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_xml(
    simple_order: *const cybsign_simple_order,
    xml: *const c_char,
    xml_len: usize,
    message: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(message, "message", err, || {
            arg::handle(simple_order, "simple_order")?.0.sign_xml(arg::text(xml, xml_len, "xml")?)
        })
    }
}

/// Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.
///
/// A wsse:UsernameToken is taken out. A comment in wsse:Security is refused, since it might hold another. Everything else
/// stays as it came, byte for byte, but for an Id on the Body; with the option encrypt the Body's content is encrypted
/// afterwards. The Body must hold a requestMessage or an nvpRequest of CyberSource's, and the Envelope nothing but its
/// Header and its Body. Where the Username that was taken out differs from the Body's merchantID, as a meta key's does, or
/// the Body has none, the certificate's CN must be that Username, unless the option `allow_other_username` of
/// cybsign_simple_order_new() is true.
///
/// @param simple_order The handle.
/// @param envelope,envelope_len The message, with any prefixes, with or without a wsse:UsernameToken.
/// @param message Receives the signed envelope; given back with cybsign_bytes_clear().
/// @param report Receives a JSON object {"username", "meta_key"}: the Username that was removed, or null, and whether it
///        differs from the Body's merchantID; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_XML, CYBSIGN_E_ENCODING,
///         CYBSIGN_E_MESSAGE (it is no such envelope, or holds a signature, another token or encrypted data),
///         CYBSIGN_E_MERCHANT (the certificate is that of another than the Username, or as in
///         cybsign_simple_order_sign_fields()), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_envelope(
    simple_order: *const cybsign_simple_order,
    envelope: *const c_char,
    envelope_len: usize,
    message: *mut cybsign_bytes,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (Bytes(message, "message"), Bytes(report, "report"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || {
            let simple_order = &arg::handle(simple_order, "simple_order")?.0;
            let signed = simple_order.sign_envelope(arg::text(envelope, envelope_len, "envelope")?)?;
            let report = signed.report_json();
            Ok((signed.message, report))
        })
    }
}

/// Signs a request and says where and how to send it.
///
/// What was taken out of an envelope is not said here; cybsign_simple_order_sign_envelope() reports it.
///
/// @param simple_order The handle, made with the option `environment` and, where it is not "standard", `endpoint`.
/// @param content_kind One of CYBSIGN_CONTENT_....
/// @param content,content_len What that says.
/// @param request Receives what is to be sent; given back with cybsign_request_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION (neither environment nor a URL
///         was given), CYBSIGN_E_ARGUMENT (there is no such kind), CYBSIGN_E_FIELD, CYBSIGN_E_XML, CYBSIGN_E_ENCODING,
///         CYBSIGN_E_MESSAGE, CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE,
///         CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_request(
    simple_order: *const cybsign_simple_order,
    content_kind: i32,
    content: *const c_char,
    content_len: usize,
    request: *mut cybsign_request,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(RequestOutput(request, "request"), err, || {
            let simple_order = &arg::handle(simple_order, "simple_order")?.0;
            let content = arg::text(content, content_len, "content")?;
            simple_order.request(boundary::request_content(content_kind, content)?)
        })
    }
}

/// Signs a name-value-pair request given as fields, and says where and how to send it.
///
/// The message is that of cybsign_simple_order_sign_fields().
///
/// @param simple_order The handle, made with the option `environment` and, where it is not "standard", `endpoint`.
/// @param fields,fields_len The fields, and how many there are; at least one.
/// @param request Receives what is to be sent; given back with cybsign_request_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION (neither environment nor a URL
///         was given), CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
///         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_request_fields(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    request: *mut cybsign_request,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(RequestOutput(request, "request"), err, || {
            let simple_order = &arg::handle(simple_order, "simple_order")?.0;
            simple_order.request(RequestContent::Fields(&field::all(fields, fields_len)?))
        })
    }
}

/// Frees what signs Simple Order messages.
///
/// @param simple_order The handle, or NULL: then nothing happens.
/// @note Threads: one, once.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_free(simple_order: *mut cybsign_simple_order) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::free(simple_order) }
}

/// Reads a reply: NVP, XML, or a SOAP fault. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
///
/// The JSON object has kind ("nvp", "xml" or "fault"), decision, reason_code, reason (what the code means), may_resend
/// (whether the same request may be sent again, or null), state ("known", or "unknown" where the order may have been
/// processed: look before you send again), request_id, request_token, merchant_reference_code, fields (all of them, with
/// XML's nested names joined by `_` as NVP has them), missing_fields, invalid_fields, fault ({code, string, request_id,
/// critical} or null), warnings ({code, field, message} each: a field that stands twice with different values, of which the
/// last is given). Elements are known by namespace and local name; an unsigned Timestamp in the header is ignored.
///
/// Each error, but for wrong arguments and options, says what became of the order, in its text and as state, critical and
/// may_resend in its detail: it is unknown, unless what came is no reply and http_status is a client's error other than 408.
///
/// @param reply,reply_len The body of the HTTP response, whatever its status was; or the replyMessage, the nvpReply or the
///        NVP text from it.
/// @param options_json,options_json_len JSON, or NULL with length 0: http_status, limits.
/// @param json Receives the JSON text, which holds the reply's payload; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
///         CYBSIGN_E_MESSAGE (it is no reply), CYBSIGN_E_XML, CYBSIGN_E_ENCODING
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_parse_reply_json(
    reply: *const c_char,
    reply_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(json, "json", err, || {
            let reply = arg::text(reply, reply_len, "reply")?;
            simple_order::parse_reply(reply, arg::text(options_json, options_json_len, "options_json")?)?.to_json()
        })
    }
}

/// Makes the wsse:Security header of the old SOAP toolkits, a UsernameToken with a password in clear (OASIS UsernameToken
/// Profile 1.0): for mock servers and old captures. CyberSource has retired these passwords.
///
/// @param username,username_len The merchant id or, with a meta key, the portfolio's or account's; in UTF-8.
/// @param password,password_len The transaction key, in UTF-8.
/// @param options_json,options_json_len JSON: allow_retired (which must be true).
/// @param header Receives the element; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_RETIRED (without the option; the message gives the dates), CYBSIGN_E_ARGUMENT (a text is
///         empty, or XML can't hold it), CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_NULL,
///         CYBSIGN_E_LENGTH
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
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
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(header, "header", err, || {
            let username = arg::text(username, username_len, "username")?;
            let password = arg::slice(password, password_len, "password")?;
            let options = arg::text(options_json, options_json_len, "options_json")?;
            simple_order::username_token(username, password, options)
        })
    }
}
