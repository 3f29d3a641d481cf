//! No block of memory that is given back holds a card number or a password: neither a whole message, nor a copy that was
//! made on the way, nor a buffer that was outgrown. A program of its own, since it replaces the allocator.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_char;
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

use cybsign::error::*;
use cybsign::ffi::bytes::{cybsign_bytes, cybsign_bytes_clear};
use cybsign::ffi::credential::{
    cybsign_credential, cybsign_credential_free, cybsign_credential_from_p12, cybsign_credential_from_pem,
};
use cybsign::ffi::error::{cybsign_error, cybsign_error_free};
use cybsign::ffi::field::cybsign_field;
use cybsign::ffi::mask::{cybsign_mask_stream_new, cybsign_mask_text};
use cybsign::ffi::request::{cybsign_request, cybsign_request_clear};
use cybsign::ffi::simple_order::*;
use cybsign::ffi::stream::{cybsign_stream_finish, cybsign_stream_free, cybsign_stream_update};
use cybsign::ffi::verify::{cybsign_simple_order_open, cybsign_simple_order_verify};

/// What must not be found: as a card number and as a password.
const SECRET: &str = "4111111111111111";

/// Looks at each block that is given back.
struct Watch;

/// The thread that is watched is the only one; 0 where none is, else 1 and the number of blocks that held the secret.
static FOUND: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static WATCH: Watch = Watch;

// SAFETY: the system's allocator does the work; blocks come zeroed, so that what was there before is not looked at.
unsafe impl GlobalAlloc for Watch {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of the trait.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if FOUND.load(Ordering::Relaxed) > 0 {
            // SAFETY: the block has this size, and each byte was written by alloc at the latest.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            if bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()) {
                FOUND.fetch_add(1, Ordering::Relaxed);
            }
        }
        // SAFETY: the caller keeps the contract of the trait.
        unsafe { System.dealloc(block, layout) }
    }
    // realloc is the trait's own: a new block, a copy, and dealloc of the old one.
}

/// Runs something and tells how many blocks that it gave back held the secret.
fn blocks_with_the_secret(what: impl FnOnce()) -> usize {
    FOUND.store(1, Ordering::Relaxed);
    what();
    FOUND.swap(0, Ordering::Relaxed) - 1
}

/// The calls that gave back what holds the secret.
static FAILED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// One call of a C function, whose outputs are cleared before the watch ends. Gives what came.
fn check(name: &str, status: i32, call: impl FnOnce(*mut cybsign_bytes, *mut *mut cybsign_error) -> i32) -> Vec<u8> {
    let (mut out, mut err) = (cybsign_bytes { data: null_mut(), len: 0 }, null_mut());
    let (mut outcome, mut copy) = (-1, Vec::new());
    let found = blocks_with_the_secret(|| {
        outcome = call(&mut out, &mut err);
        // SAFETY: both are what the call gave.
        unsafe {
            if !out.data.is_null() {
                copy = std::slice::from_raw_parts(out.data, out.len).to_vec();
            }
            cybsign_bytes_clear(&mut out);
            cybsign_error_free(err);
        }
    });
    if outcome != status || found > 0 {
        FAILED.lock().unwrap().push(format!("{name}: status {outcome}, not {status}; {found} blocks"));
    }
    copy
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn text(text: &[u8]) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

fn credential(p12: &str) -> *mut cybsign_credential {
    let (p12, password, mut credential) = (data(p12), b"Chang3it", null_mut());
    // SAFETY: the buffers hold their lengths.
    let status = unsafe {
        cybsign_credential_from_p12(
            p12.as_ptr(),
            p12.len(),
            password.as_ptr(),
            password.len(),
            null(),
            0,
            &mut credential,
            null_mut(),
        )
    };
    assert_eq!(status, CYBSIGN_OK);
    credential
}

fn handle(credential: *mut cybsign_credential, options: &str) -> *mut cybsign_simple_order {
    let (mut order, (json, len)) = (null_mut(), text(options.as_bytes()));
    // SAFETY: the credential is live, and the options hold their length.
    assert_eq!(unsafe { cybsign_simple_order_new(credential, json, len, &mut order, null_mut()) }, CYBSIGN_OK);
    order
}

const CYBS: &str = "urn:schemas-cybersource-com:transaction-data-1.224";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Requests with the card number in every kind of place.
fn nvp() -> String {
    format!("merchantID=m\ncard_accountNumber={SECRET}\nbillTo_city=a&b<>\n{SECRET}={SECRET}\nx=😀{SECRET}\u{7F}")
}

fn xml() -> String {
    // Much that grows when it is written in canonical form.
    let long = "&#13;>\"'".repeat(400);
    format!(
        "<requestMessage xmlns=\"{CYBS}\"><merchantID>m</merchantID><a n=\"{SECRET}\" m='&#34;{SECRET}&#9;&#x3C;'/>\
         <b>{SECRET}</b><c>&lt;{SECRET}&#13;\r\n{long}</c><d><![CDATA[\r\n<{SECRET}>]]></d><!-- {SECRET} -->\
         <id id='&#97;{SECRET}'/></requestMessage>"
    )
}

fn envelope(body: &str) -> String {
    let wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    format!(
        "<s:Envelope xmlns:s=\"{SOAP}\"><s:Header><w:Security xmlns:w=\"{wsse}\"><w:UsernameToken>\
         <w:Username>m</w:Username><w:Password>&#38;{SECRET}</w:Password></w:UsernameToken></w:Security></s:Header>\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// An allocator that sees nothing would let everything pass.
fn the_watch_sees() {
    assert_eq!(blocks_with_the_secret(|| drop(SECRET.repeat(2))), 1);
    assert_eq!(blocks_with_the_secret(|| drop("x".repeat(100))), 0);
    let grown = || {
        let mut bytes = SECRET.as_bytes().to_vec();
        bytes.reserve_exact(1000);
        std::mem::forget(bytes);
    };
    assert_eq!(blocks_with_the_secret(grown), 1);
}

/// Signs the requests in every way, and gives the messages.
fn sign_in_every_way(order: *mut cybsign_simple_order, what: &str, expected: i32) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    let nvp = nvp();
    let pairs: Vec<(&str, &str)> = nvp.lines().map(|line| line.split_once('=').unwrap()).collect();
    let field = |(name, value): &(&str, &str)| {
        let ((name, name_len), (value, value_len)) = (text(name.as_bytes()), text(value.as_bytes()));
        cybsign_field { name, name_len, value, value_len }
    };
    let fields: Vec<cybsign_field> = pairs.iter().map(field).collect();
    // SAFETY: the handle is live, and the fields hold their lengths.
    let signed = check(&format!("sign_fields {what}"), expected, |out, err| unsafe {
        cybsign_simple_order_sign_fields(order, fields.as_ptr(), fields.len(), out, err)
    });
    messages.push(signed);
    // SAFETY: as above.
    check(&format!("request_fields {what}"), expected, |out, err| unsafe {
        let mut request = std::mem::zeroed::<cybsign_request>();
        let status = cybsign_simple_order_request_fields(order, fields.as_ptr(), fields.len(), &mut request, err);
        std::ptr::swap(out, &mut request.body);
        cybsign_request_clear(&mut request);
        status
    });
    messages.push(sign(order, what, Form::Nvp, &nvp, expected));
    for xml in [xml(), format!("<requestMessage xmlns='{CYBS}' a='{SECRET}'/>")] {
        messages.push(sign(order, what, Form::Xml, &xml, expected));
    }
    let pairs = format!("<nvpRequest xmlns=\"{CYBS}\">\nmerchantID=m\na=&#38;{SECRET}\n</nvpRequest>");
    for body in [xml(), pairs] {
        messages.push(sign(order, what, Form::Envelope, &envelope(&body), expected));
    }
    messages
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Nvp,
    Xml,
    Envelope,
}

fn sign(order: *mut cybsign_simple_order, what: &str, form: Form, request: &str, expected: i32) -> Vec<u8> {
    let (data, len) = text(request.as_bytes());
    // SAFETY: the handle is live, and the request holds its length.
    check(&format!("{form:?} {what} {}", &request[..20]), expected, |out, err| unsafe {
        match form {
            Form::Nvp => cybsign_simple_order_sign_nvp(order, data, len, out, err),
            Form::Xml => cybsign_simple_order_sign_xml(order, data, len, out, err),
            Form::Envelope => {
                let mut report = cybsign_bytes { data: null_mut(), len: 0 };
                let status = cybsign_simple_order_sign_envelope(order, data, len, out, &mut report, err);
                cybsign_bytes_clear(&mut report);
                status
            }
        }
    })
}

/// Requests that are refused, some of them late.
fn refused(order: *mut cybsign_simple_order) {
    for (form, request, status) in [
        (Form::Nvp, format!("merchantID=m\na={SECRET}\n\n"), CYBSIGN_E_FIELD),
        (Form::Nvp, format!("merchantID=m\n{SECRET}\n"), CYBSIGN_E_FIELD),
        (Form::Nvp, format!("merchantID=m\n{SECRET}=1\n{SECRET}=2\n"), CYBSIGN_E_FIELD),
        (Form::Nvp, format!("merchantID=m\na={SECRET}\u{1}\n"), CYBSIGN_E_FIELD),
        (Form::Xml, format!("<a xmlns='{CYBS}'>{SECRET}</b>"), CYBSIGN_E_XML),
        (Form::Xml, format!("<a xmlns='{CYBS}'>&{SECRET};</a>"), CYBSIGN_E_XML),
        (Form::Xml, envelope(&xml()), CYBSIGN_E_MESSAGE),
        (
            Form::Xml,
            format!("<requestMessage xmlns='{CYBS}'><b c='&#9;{SECRET}'/><d xmlns='{SECRET}'/></requestMessage>"),
            CYBSIGN_E_XML,
        ),
        (Form::Envelope, xml(), CYBSIGN_E_MESSAGE),
        (Form::Envelope, envelope(&format!("<a>{SECRET}</a>")), CYBSIGN_E_MESSAGE),
        (Form::Envelope, envelope(&format!("{}<a b='{SECRET}' xmlns='x'/>", xml())), CYBSIGN_E_XML),
    ] {
        sign(order, "refused", form, &request, status);
    }
}

fn signing_and_opening() {
    let (leaf, sjc, expired) =
        (credential("keys/leaf_gen2.p12"), recipient(), credential("keys/leaf_expired_gen2.p12"));
    let certificate = String::from_utf8(data("keys/cert_leaf.pem")).unwrap();
    let expected = serde_json::json!({ "expected_certificate": certificate }).to_string();
    let (options, options_len) = text(expected.as_bytes());
    for profile in [r#""profile":"cpp","environment":"test""#, r#""profile":"java","environment":"test""#] {
        let client = format!(r#"{{{profile},"client":{{"clientLibrary":"x","clientApplicationUser":"{SECRET}&<>"}}}}"#);
        for more in [format!("{{{profile}}}"), client] {
            let order = handle(leaf, &more);
            for message in sign_in_every_way(order, &more, CYBSIGN_OK) {
                let (message, len) = text(&message);
                // SAFETY: the buffers hold their lengths.
                check(&format!("verify {more}"), CYBSIGN_OK, |out, err| unsafe {
                    cybsign_simple_order_verify(message, len, options, options_len, out, err)
                });
            }
            refused(order);
            free(order);
        }
        let order = handle(leaf, &format!("{{{profile},\"encrypt\":true}}"));
        for message in sign_in_every_way(order, &format!("encrypted {profile}"), CYBSIGN_OK) {
            for (change, status) in [(false, CYBSIGN_OK), (true, CYBSIGN_E_DECRYPT)] {
                let mut message = message.clone();
                if change {
                    // The last block of the cipher text: everything before it is decrypted.
                    let end = message.windows(19).rposition(|window| window == b"</xenc:CipherValue>").unwrap();
                    message[end - 5] = if message[end - 5] == b'A' { b'B' } else { b'A' };
                }
                let (message, len) = text(&message);
                // SAFETY: the credential is live, and the buffers hold their lengths.
                check(&format!("open {profile} {change}"), status, |out, err| unsafe {
                    cybsign_simple_order_open(sjc, message, len, options, options_len, out, err)
                });
            }
        }
        free(order);
        // A certificate that turns out to be out of date when the message is written already.
        let order = handle(expired, &format!("{{{profile}}}"));
        sign_in_every_way(order, &format!("expired {profile}"), CYBSIGN_E_EXPIRED);
        free(order);
    }
    // SAFETY: the handles are live and not used again.
    unsafe { [leaf, sjc, expired].into_iter().for_each(|handle| cybsign_credential_free(handle)) };
}

fn free(order: *mut cybsign_simple_order) {
    // SAFETY: the handle is live and not used again.
    unsafe { cybsign_simple_order_free(order) }
}

fn recipient() -> *mut cybsign_credential {
    let (key, certificate, mut credential) = (data("keys/key_sjc.pem"), data("keys/cert_sjc.pem"), null_mut());
    let ((key, key_len), (pem, pem_len)) = (text(&key), text(&certificate));
    // SAFETY: the buffers hold their lengths.
    let status = unsafe {
        cybsign_credential_from_pem(
            key.cast(),
            key_len,
            pem.cast(),
            pem_len,
            null(),
            0,
            null(),
            0,
            &mut credential,
            null_mut(),
        )
    };
    assert_eq!(status, CYBSIGN_OK);
    credential
}

fn replies() {
    let fields = format!("<a id='&#9;{SECRET}'>&#38;{SECRET}</a><b>{SECRET}<c>{SECRET}</c></b>");
    let values = "decision=ACCEPT\nreasonCode=100\n";
    let fault = |text: &str| {
        format!(
            "<s:Envelope xmlns:s=\"{SOAP}\"><s:Body><s:Fault><faultcode>s:{SECRET}</faultcode><faultstring>{text}\
             </faultstring></s:Fault></s:Body></s:Envelope>"
        )
    };
    for (reply, status) in [
        (
            format!("{values}merchantReferenceCode={SECRET}\nrequestID={SECRET}\n{SECRET}={SECRET}\nx{SECRET}\n"),
            CYBSIGN_OK,
        ),
        (format!("decision={SECRET}\nrequestToken={SECRET}\nmissingField_0={SECRET}"), CYBSIGN_OK),
        (format!("a={SECRET}\n{}=x", "n".repeat(2000)), CYBSIGN_E_MESSAGE),
        (format!("\u{FEFF} {SECRET}"), CYBSIGN_E_MESSAGE),
        (envelope(&format!("<nvpReply xmlns=\"{CYBS}\">{values}a=&#38;{SECRET}\n</nvpReply>")), CYBSIGN_OK),
        (envelope(&format!("<replyMessage xmlns=\"{CYBS}\">{fields}</replyMessage>")), CYBSIGN_OK),
        (envelope(&format!("<replyMessage xmlns=\"{CYBS}\">{fields}")), CYBSIGN_E_XML),
        (fault(&format!("&#38; {SECRET}")), CYBSIGN_OK),
        (format!("<html>{SECRET}</html>"), CYBSIGN_E_MESSAGE),
    ] {
        let (data, len) = text(reply.as_bytes());
        // SAFETY: the buffers hold their lengths.
        check(&format!("parse_reply {reply}"), status, |out, err| unsafe {
            cybsign_simple_order_parse_reply_json(data, len, null(), 0, out, err)
        });
    }
}

fn username_tokens() {
    let (options, options_len) = text(br#"{"allow_retired":true}"#);
    let password = format!("&{SECRET}<");
    // SAFETY: the buffers hold their lengths.
    check("username_token", CYBSIGN_OK, |out, err| unsafe {
        let (name, password) = (text(b"m"), text(password.as_bytes()));
        cybsign_simple_order_username_token(
            name.0,
            name.1,
            password.0.cast(),
            password.1,
            options,
            options_len,
            out,
            err,
        )
    });
}

fn configurations() {
    let folder = tempfile::tempdir().unwrap();
    let lines = format!("merchantID=m\nkeysDirectory={}\ntargetAPIVersion=1.224\n", folder.path().display());
    std::fs::copy(format!("{}/tests/data/keys/leaf_gen2.p12", env!("CARGO_MANIFEST_DIR")), folder.path().join("m.p12"))
        .unwrap();
    for (name, more) in [
        ("cybs.ini", format!("password={SECRET}\n")),
        ("cybs.properties", format!("keyPassword={SECRET}\n")),
        ("cybs.properties", format!("keyPassword=\\u0034{}\n", &SECRET[1..])),
        ("cybs.properties", format!("keyPassword={}\\\n  {}\n", &SECRET[..5], &SECRET[5..])),
        ("cybs.properties", format!("# \u{e9}\nkeyPassword={SECRET}\n")),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{lines}{more}")).unwrap();
        let path = path.to_str().unwrap().to_owned();
        let (path, len) = text(path.as_bytes());
        // SAFETY: the buffers hold their lengths.
        check(&format!("from_config {name} {more}"), CYBSIGN_E_WRONG_PASSWORD, |out, err| unsafe {
            let mut order = null_mut();
            cybsign_simple_order_from_config(path, len, null(), 0, &mut order, out, err)
        });
    }
}

fn masking() {
    for content in [nvp(), xml(), envelope(&xml()), format!("[INFO] {SECRET} {{\"a\":\"{SECRET}\"}}")] {
        let (data, len) = text(content.as_bytes());
        // SAFETY: the buffers hold their lengths.
        check(&format!("mask {content}"), CYBSIGN_OK, |out, err| unsafe {
            cybsign_mask_text(data, len, null(), 0, out, err)
        });
        check(&format!("mask in pieces {content}"), CYBSIGN_OK, |out, err| {
            mask_in_pieces(content.as_bytes(), out, err)
        });
    }
}

fn mask_in_pieces(content: &[u8], out: *mut cybsign_bytes, err: *mut *mut cybsign_error) -> i32 {
    let mut stream = null_mut();
    // SAFETY: the handle is live until it is freed, the pieces hold their lengths, and outputs are cleared before they are
    // overwritten.
    unsafe {
        let mut status = cybsign_mask_stream_new(null(), 0, &mut stream, err);
        for piece in content.chunks(7) {
            if status == CYBSIGN_OK {
                cybsign_bytes_clear(out);
                let (data, len) = text(piece);
                status = cybsign_stream_update(stream, data.cast(), len, out, err);
            }
        }
        if status == CYBSIGN_OK {
            cybsign_bytes_clear(out);
            status = cybsign_stream_finish(stream, out, err);
        }
        cybsign_stream_free(stream);
        status
    }
}

/// SCMP: sealing, opening, replies and the way out. Each call is one of the core, whose results the C functions pass on.
fn scmp() {
    use cybsign::credential::Credential;
    use cybsign::scmp::convert::{convert_json, reply_from_simple_order, sign_simple_order_json};
    use cybsign::scmp::{parse_reply, Scmp};
    use cybsign::simple_order::SimpleOrder;

    let pem = |key: &str, certificate: &str| Credential::from_pem(&data(key), &data(certificate), b"", b"").unwrap();
    let merchant = Credential::from_p12(&data("keys/leaf_gen2.p12"), b"Chang3it", None, b"").unwrap();
    let server = pem("keys/key_sjc.pem", "keys/cert_sjc.pem");
    let own = Scmp::new(&merchant, b"", b"").unwrap();
    let plain = Scmp::new(&merchant, b"", br#"{"sign_only": true}"#).unwrap();
    let other = Scmp::new(&server, &data("keys/cert_leaf.pem"), br#"{"role": "server", "sign_only": true}"#).unwrap();
    let order = SimpleOrder::new(&merchant, b"").unwrap();
    let offer = format!("amount:1.00^product_name:{SECRET}");
    let fields: Vec<(&[u8], &[u8])> = vec![
        (b"merchant_id", b"testmid_oracle"),
        (b"ics_applications", b"ics_auth"),
        (b"customer_cc_number", SECRET.as_bytes()),
        (b"offer0", offer.as_bytes()),
    ];
    let reply = format!("ics_rcode=1\nauth_auth_code={SECRET}\nrequest_token={SECRET}\n");
    let nvp_reply = format!("decision=ACCEPT\nreasonCode=100\nccAuthReply_authorizationCode={SECRET}\nnew={SECRET}\n");
    let (mut encrypted, mut signed) = (Vec::new(), Vec::new());
    let mime = |sealed: &cybsign::scmp::Sealed| [&sealed.request.headers[..], b"\r\n", &sealed.request.body].concat();
    let watch = |name: &str, call: &mut dyn FnMut()| {
        let found = blocks_with_the_secret(call);
        if found > 0 {
            FAILED.lock().unwrap().push(format!("{name}: {found} blocks"));
        }
    };
    // What is written into these two is cipher text, or base64.
    watch("scmp seal", &mut || encrypted = mime(&own.seal_fields(&fields).unwrap()));
    watch("scmp sign", &mut || signed = mime(&plain.seal_fields(&fields).unwrap()));
    watch("scmp open", &mut || assert!(other.open(None, b"", &encrypted).unwrap().payload.len() > 100));
    watch("scmp open what is signed", &mut || assert!(other.open(None, b"", &signed).unwrap().payload.len() > 100));
    watch("scmp reply", &mut || drop(parse_reply(reply.as_bytes(), b"").unwrap().to_json().unwrap()));
    watch("scmp reply of simple order", &mut || {
        drop(reply_from_simple_order(nvp_reply.as_bytes(), b"").unwrap().to_json().unwrap());
    });
    watch("scmp to simple order", &mut || drop(convert_json(&fields, b"").unwrap()));
    watch("scmp to rest", &mut || drop(convert_json(&fields, br#"{"to": "rest"}"#).unwrap()));
    watch("scmp sign as simple order", &mut || drop(sign_simple_order_json(&order, &fields).unwrap()));
}

/// One test, since the watch is the whole program's.
#[test]
fn no_block_that_is_given_back_holds_a_secret() {
    // The first call of a C function makes panics quiet, but this program wants to see its own.
    // SAFETY: NULL is refused.
    check("the first call", CYBSIGN_E_NULL, |out, err| unsafe { cybsign_mask_text(null(), 1, null(), 0, out, err) });
    drop(std::panic::take_hook());
    the_watch_sees();
    signing_and_opening();
    replies();
    username_tokens();
    configurations();
    masking();
    scmp();
    let failed = FAILED.lock().unwrap();
    assert!(
        failed.is_empty(),
        "memory was given back that holds the secret, or a call went otherwise:\n{}",
        failed.join("\n")
    );
}
