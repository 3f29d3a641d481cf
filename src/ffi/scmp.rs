//! SCMP messages.

use std::ffi::c_char;

use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT};
use crate::ffi::bytes::cybsign_bytes;
use crate::ffi::credential::cybsign_credential;
use crate::ffi::error::cybsign_error;
use crate::ffi::field::{self, cybsign_field};
use crate::ffi::output::{Bytes, Handle};
use crate::ffi::request::{cybsign_request, RequestOutput};
use crate::ffi::simple_order::cybsign_simple_order;
use crate::ffi::status::cybsign_status;
use crate::ffi::{arg, output};
use crate::http::Request;
use crate::scmp::{self, convert, Scmp, Sealed};

/// Seals and opens SCMP messages with one credential, the other side's certificate and one set of options. Opaque,
/// immutable, and usable from any thread at once.
pub struct cybsign_scmp(Scmp);

impl From<Scmp> for cybsign_scmp {
    fn from(scmp: Scmp) -> cybsign_scmp {
        cybsign_scmp(scmp)
    }
}

/// Prepares sealing and opening SCMP messages (draft-arnold-scmp-08, over CMS, RFC 5652, and S/MIME, RFC 8551).
///
/// The format that CyberSource's SCMP server takes is not public: this was not tried with it, is not endorsed by it, and is
/// not known to work with it. Both ends of a conversation are here, the client and, with the option role, the server.
///
/// @param credential What to sign and decrypt with; it may be freed afterwards.
/// @param certificate,certificate_len The other side's certificate in DER, PEM or base64: messages are encrypted to it, and
///        it is who must have signed what is opened. NULL with length 0 is CyberSource_SJC_US of the credential's own file;
///        a server that only opens may name its clients by the options expected_certificate and expected_sha256 instead.
/// @param options_json,options_json_len JSON, or NULL with length 0: role, policy, message_type, time_to_live, sign_only,
///        draft_headers, content_length, key_transport, allow_sha1, allow_3des, allow_short_keys, expected_certificate,
///        expected_sha256, any_certificate (which is refused), allow_expired, allow_expired_recipient, allow_other_sender,
///        url, limits, testing.
/// @param scmp Receives the handle, which the caller frees with cybsign_scmp_free(); NULL on failure.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_ARGUMENT (certificate is no certificate), CYBSIGN_E_NO_RECIPIENT (nothing says who the other side is),
///         CYBSIGN_E_NO_CERTIFICATE (the credential has none), CYBSIGN_E_KEY_KIND (a key is no RSA key of 2048 to 8192
///         bits), CYBSIGN_E_DER (the public key can't be read)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_new(
    credential: *const cybsign_credential,
    certificate: *const u8,
    certificate_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    scmp: *mut *mut cybsign_scmp,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(Handle(scmp, "scmp"), err, || {
            let credential = &arg::handle(credential, "credential")?.0;
            let certificate = arg::slice(certificate, certificate_len, "certificate")?;
            Scmp::new(credential, certificate, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Seals a payload given as fields: it is signed, then encrypted to the other side.
///
/// The signature covers the SCMP headers and the recipient too. A field request_id of 22 digits becomes the message's id;
/// without one a client gets a new id, while a server's reply must have that of its request. Offers are fields offer0,
/// offer1 and so on, as `amount:10.00^quantity:1`.
///
/// @param scmp The handle.
/// @param fields,fields_len The fields, and how many there are; at least one.
/// @param request Receives what is to be sent, whose URL is that of the option url, and empty without it; given back with
///        cybsign_request_clear(). Its header lines, a blank line and its body are the message as a MIME entity.
/// @param request_id Receives the message's id, which a client needs to open the reply; given back with
///        cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD (a field can't be sent as it is:
///         CR, LF or NUL, `=` in a name, an empty or repeated name, text that is not UTF-8, an offer or amount that can't be
///         read, a request_id that is none, or merchant_id is missing), CYBSIGN_E_MERCHANT (the certificate is not that of
///         sender_id or, without one, of merchant_id), CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND (a key is shorter than 2048
///         bits), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE,
///         CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_seal_fields(
    scmp: *const cybsign_scmp,
    fields: *const cybsign_field,
    fields_len: usize,
    request: *mut cybsign_request,
    request_id: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (RequestOutput(request, "request"), Bytes(request_id, "request_id"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || parts(arg::handle(scmp, "scmp")?.0.seal_fields(&field::all(fields, fields_len)?)?))
    }
}

/// Seals a payload given as text: a line `name=value` for each field, each ending in LF or CR LF, which the last may lack.
///
/// Since the text is already joined, this function can't detect that a value held a line break and so became two fields:
/// where values come from users, use cybsign_scmp_seal_fields(), as which it is otherwise.
///
/// @param scmp The handle.
/// @param text,text_len The text, in UTF-8. Blank lines are refused.
/// @param request Receives what is to be sent; given back with cybsign_request_clear().
/// @param request_id Receives the message's id; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT,
///         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
///         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_seal(
    scmp: *const cybsign_scmp,
    text: *const c_char,
    text_len: usize,
    request: *mut cybsign_request,
    request_id: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (RequestOutput(request, "request"), Bytes(request_id, "request_id"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || parts(arg::handle(scmp, "scmp")?.0.seal(arg::text(text, text_len, "text")?)?))
    }
}

/// Makes an SCMP error, a server's answer to a request that it does not carry out: signed, and never encrypted.
///
/// @param scmp The handle.
/// @param request_id,request_id_len The id of the request.
/// @param number The error's number, from 0 to 999999999. The draft defines none; suggested are 400 (malformed, or its
///        signature or signer is not accepted), 409 (duplicate), 415 (message type), 426 (protocol version), 500, 503 (it
///        would take longer than the time to live) and 504 (it took longer).
/// @param text,text_len The error's text, for people: 1 to 500 characters of visible ASCII and blanks.
/// @param request Receives what is to be sent; given back with cybsign_request_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the id, the number or the text is none),
///         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
///         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_error(
    scmp: *const cybsign_scmp,
    request_id: *const c_char,
    request_id_len: usize,
    number: i32,
    text: *const c_char,
    text_len: usize,
    request: *mut cybsign_request,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(RequestOutput(request, "request"), err, || {
            let scmp = &arg::handle(scmp, "scmp")?.0;
            let request_id = ascii(arg::text(request_id, request_id_len, "request_id")?, "request_id")?;
            let text = ascii(arg::text(text, text_len, "text")?, "text")?;
            Ok(scmp.error(request_id, number, text)?.request)
        })
    }
}

/// Opens a message: decrypts it, verifies its signature and its signer, and gives the payload only if all of that holds.
///
/// Whatever is wrong with a message to this certificate gives one status and one text, so that nobody can ask the key
/// questions. Duplicates are the caller's to detect, by replay_key: it is kept for the time to live and what clocks may
/// differ, a day at least, and a message whose key is there is refused.
///
/// The JSON object has kind ("message", or "error": the other side did not carry a request out, and payload is empty),
/// encrypted, protocol_version, time_to_live, message_type, request_id, headers_authenticated (false where policy "draft"
/// took a message whose signature does not cover those headers), signer ({subject, sha256, not_after}), replay_key, weak (a
/// list of "sha1", "3des" and "short_keys"), total (what the offers come to, or null), error ({number, text} or null).
///
/// @param scmp The handle.
/// @param request_id,request_id_len For a client the id of the request that the message must answer; for a server NULL with
///        length 0.
/// @param headers,headers_len The header lines that came over HTTP; NULL with length 0 if body is a whole MIME entity.
/// @param body,body_len The body.
/// @param payload Receives the fields, each on a line `name=value` that ends in LF; cybsign_bytes_clear() wipes and frees it.
/// @param info Receives the JSON object; given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_ARGUMENT (request_id is none, or missing,
///         or a server's), CYBSIGN_E_RECIPIENT_DATE (the other side's certificate is out of date), CYBSIGN_E_DER,
///         CYBSIGN_E_VERIFY_STRUCTURE, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_NO_RECIPIENT (it is encrypted to another
///         certificate), CYBSIGN_E_KEY_KIND (the credential can't decrypt, or a signer's key is too short),
///         CYBSIGN_E_UNSUPPORTED (this build can't decrypt it safely), CYBSIGN_E_DECRYPT (it can't be opened),
///         CYBSIGN_E_MESSAGE (it is genuine, but answers another request); of a message that is not encrypted also
///         CYBSIGN_E_FIELD, CYBSIGN_E_VERIFY_SIGNATURE, CYBSIGN_E_VERIFY_SIGNER
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_open(
    scmp: *const cybsign_scmp,
    request_id: *const c_char,
    request_id_len: usize,
    headers: *const c_char,
    headers_len: usize,
    body: *const u8,
    body_len: usize,
    payload: *mut cybsign_bytes,
    info: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (Bytes(payload, "payload"), Bytes(info, "info"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || {
            let scmp = &arg::handle(scmp, "scmp")?.0;
            let request_id = ascii(arg::text(request_id, request_id_len, "request_id")?, "request_id")?;
            let headers = arg::text(headers, headers_len, "headers")?;
            let request_id = Some(request_id).filter(|request_id| !request_id.is_empty());
            let opened = scmp.open(request_id, headers, arg::slice(body, body_len, "body")?)?;
            let info = opened.info.to_json()?;
            Ok((opened.payload, info))
        })
    }
}

/// Frees what seals and opens SCMP messages.
///
/// @param scmp The handle, or NULL: then nothing happens.
/// @note Threads: one, once.
/// @since 0.1.0
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_free(scmp: *mut cybsign_scmp) {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe { output::free(scmp) }
}

/// Reads the payload of a reply: results as a whole and for each service.
///
/// The JSON object has service ("ics"), rcode (1 success, 0 declined, -1 error, or null), rflag, rmsg, decision ("ACCEPT",
/// "REJECT", "ERROR" or null), reason_codes (those of the Simple Order API that the flag may stand for), inferred (whether
/// that is inferred from meanings), reason (what the flag means), may_resend (whether the same request may be sent again,
/// or null), state ("known", or "unknown" where the order may have been processed: look before you send again), request_id,
/// request_token, merchant_ref_number, services (a list, each with service to inferred), fields.
///
/// @param reply,reply_len The payload that cybsign_scmp_open() gave.
/// @param options_json,options_json_len JSON, or NULL with length 0: limits.
/// @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_MESSAGE (it is no such payload; the order's state is unknown)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_parse_reply_json(
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
            scmp::parse_reply(reply, arg::text(options_json, options_json_len, "options_json")?)?.to_json()
        })
    }
}

/// Reads a Simple Order reply as an SCMP reply, with ics_rcode, ics_rflag and ics_rmsg: so that programs which decide by
/// those need not change at once.
///
/// The JSON object is that of cybsign_scmp_parse_reply_json(), whose state and may_resend are those of the Simple Order
/// reply, with unmapped (a list of {field, why}: what has no SCMP name) and made_flags (a list of flags that were made of
/// reason codes for which none is known: D, E or S, and the code).
///
/// @param reply,reply_len As for cybsign_simple_order_parse_reply_json().
/// @param options_json,options_json_len As for cybsign_simple_order_parse_reply_json(): limits, http_status.
/// @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
///         CYBSIGN_E_ENCODING, CYBSIGN_E_XML, CYBSIGN_E_MESSAGE (it is no reply, or a SOAP Fault), CYBSIGN_E_FIELD (a field
///         stands twice in it)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_reply_from_simple_order_json(
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
            let options = arg::text(options_json, options_json_len, "options_json")?;
            convert::reply_from_simple_order(reply, options)?.to_json()
        })
    }
}

/// Converts an SCMP request into one of the Simple Order API or, for card services, of the REST API.
///
/// For the Simple Order API the JSON object has fields (name-value pairs, in their order), for REST method, path,
/// merchant_id, portfolio_id and body. Both have unmapped, a list of {field, why}: every field that is not among them, such
/// as one without an equivalent. A service that can't be converted is an error.
///
/// @param fields,fields_len The fields of the SCMP request, and how many there are; at least one.
/// @param options_json,options_json_len JSON, or NULL with length 0: to ("simple_order" or "rest"), limits.
/// @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD
///         (as for cybsign_scmp_seal_fields(), or ics_applications or an earlier transaction's id is missing),
///         CYBSIGN_E_UNSUPPORTED (a service is not known, or REST has no such request)
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_scmp_convert_json(
    fields: *const cybsign_field,
    fields_len: usize,
    options_json: *const c_char,
    options_json_len: usize,
    json: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::bytes(json, "json", err, || {
            let fields = field::all(fields, fields_len)?;
            convert::convert_json(&fields, arg::text(options_json, options_json_len, "options_json")?)
        })
    }
}

/// Signs an SCMP request as a Simple Order message: cybsign_scmp_convert_json() and cybsign_simple_order_sign_fields() in
/// one.
///
/// @param simple_order The handle.
/// @param fields,fields_len The fields of the SCMP request, and how many there are; at least one.
/// @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
/// @param report Receives a JSON object {"unmapped": [{"field", "why"}]}: every field that does not stand in the message;
///        given back with cybsign_bytes_clear().
/// @param err Receives the error, or NULL on success; may be NULL.
/// @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_UNSUPPORTED (a service is
///         not known), CYBSIGN_E_MERCHANT (the certificate is not that of sender_id), CYBSIGN_E_NO_CERTIFICATE,
///         CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
/// @note Threads: any.
/// @since 0.1.0
#[must_use]
#[no_mangle]
pub unsafe extern "C" fn cybsign_simple_order_sign_scmp(
    simple_order: *const cybsign_simple_order,
    fields: *const cybsign_field,
    fields_len: usize,
    message: *mut cybsign_bytes,
    report: *mut cybsign_bytes,
    err: *mut *mut cybsign_error,
) -> cybsign_status {
    let outputs = (Bytes(message, "message"), Bytes(report, "report"));
    // SAFETY: the caller of the C function keeps the contract.
    unsafe {
        output::all(outputs, err, || {
            let simple_order = &arg::handle(simple_order, "simple_order")?.0;
            convert::sign_simple_order_json(simple_order, &field::all(fields, fields_len)?)
        })
    }
}

fn parts(sealed: Sealed) -> Result<(Request, String)> {
    Ok((sealed.request, sealed.request_id.to_string()))
}

fn ascii<'a>(text: &'a [u8], name: &str) -> Result<&'a str> {
    let refuse = || Error::new(CYBSIGN_E_ARGUMENT, format!("{name} must be ASCII"));
    std::str::from_utf8(text).map_err(|_| refuse())
}
