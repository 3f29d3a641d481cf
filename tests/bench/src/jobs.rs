//! The jobs, through the C functions, and the bare operation of each.

use std::ptr::{null, null_mut};

use cybsign::ffi::bytes::{cybsign_bytes, cybsign_bytes_clear};
use cybsign::ffi::credential::{cybsign_credential, cybsign_credential_free, cybsign_credential_from_p12};
use cybsign::ffi::inspect::{cybsign_credential_inspect_json, cybsign_inspect_json};
use cybsign::ffi::mask::cybsign_mask_text;
use cybsign::ffi::simple_order::{
    cybsign_simple_order, cybsign_simple_order_new, cybsign_simple_order_sign_nvp, cybsign_simple_order_sign_xml,
};
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::x509::X509;

/// Something to be timed.
pub struct Job {
    pub name: &'static str,
    pub run: fn(&Bench),
    pub bare: fn(&Bench),
    pub goal: Option<f64>,
    pub fails: Option<f64>,
}

/// Everything that the jobs use, loaded once.
pub struct Bench {
    nvp: Vec<u8>,
    xml: Vec<u8>,
    json: Vec<u8>,
    log: Vec<u8>,
    gen1: Vec<u8>,
    gen2: Vec<u8>,
    certificate: Vec<u8>,
    key: PKey<Private>,
    credential: *mut cybsign_credential,
    cpp: *mut cybsign_simple_order,
    java: *mut cybsign_simple_order,
    encrypt_cpp: *mut cybsign_simple_order,
    encrypt_java: *mut cybsign_simple_order,
    recipient: PKey<Public>,
    keys_of_threads: [PKey<Private>; 2],
}

// SAFETY: the handles may be used from any thread at once, as the header says.
unsafe impl Sync for Bench {}

const PASSWORD: &[u8] = b"Chang3it";

impl Bench {
    pub fn new() -> Bench {
        let (gen1, gen2) = (data("keys/leaf_gen1.p12"), data("keys/leaf_gen2.p12"));
        let credential = load(&gen2);
        let (cpp, java) = (prepare(credential, "{}"), prepare(credential, r#"{"profile":"java"}"#));
        let key = private_key();
        let recipient = X509::from_pem(&data("keys/cert_sjc.pem")).and_then(|c| c.public_key()).expect("the recipient");
        Bench {
            nvp: nvp_of_2_kib(),
            xml: xml_of_2_kib(),
            json: json_of_2_kib(),
            log: LOG.repeat(64 * 1024 / LOG.len()).into_bytes(),
            certificate: data("keys/cert_leaf.pem"),
            gen1,
            gen2,
            key,
            credential,
            cpp,
            java,
            encrypt_cpp: prepare(credential, r#"{"encrypt":true}"#),
            encrypt_java: prepare(credential, r#"{"encrypt":true,"profile":"java"}"#),
            recipient,
            keys_of_threads: [private_key(), private_key()],
        }
    }

    pub fn jobs(&self) -> Vec<Job> {
        let job = |name, run, bare, goal, fails| Job { name, run, bare, goal, fails };
        let sign = (Some(1.05), Some(1.10));
        vec![
            job("bare RSA-2048 signature", Bench::bare_sign, Bench::bare_sign, None, None),
            job("sign_nvp cpp, 2 KiB", Bench::sign_nvp_cpp, Bench::bare_sign, sign.0, sign.1),
            job("sign_nvp java, 2 KiB", Bench::sign_nvp_java, Bench::bare_sign, sign.0, sign.1),
            job("sign_xml cpp, 2 KiB", Bench::sign_xml_cpp, Bench::bare_sign, sign.0, sign.1),
            job("sign_xml java, 2 KiB", Bench::sign_xml_java, Bench::bare_sign, sign.0, sign.1),
            job("sign and encrypt nvp cpp, 2 KiB", Bench::encrypt_cpp, Bench::bare_sign_and_oaep, None, Some(1.15)),
            job("sign and encrypt nvp java, 2 KiB", Bench::encrypt_java, Bench::bare_sign_and_oaep, None, Some(1.15)),
            job("P12 load, old layout", Bench::load_gen1, Bench::parse_gen1_and_sign, Some(1.05), Some(1.10)),
            job("P12 load, new layout", Bench::load_gen2, Bench::parse_gen2_and_sign, Some(1.05), Some(1.10)),
            job("mask_text nvp, 2 KiB", Bench::mask_nvp, Bench::bare_sign, Some(0.05), Some(0.08)),
            job("mask_text xml, 2 KiB", Bench::mask_xml, Bench::bare_sign, Some(0.05), Some(0.08)),
            job("mask_text json, 2 KiB", Bench::mask_json, Bench::bare_sign, Some(0.05), Some(0.08)),
            job("credential_inspect_json", Bench::inspect_credential, Bench::bare_sign, None, None),
            job("certificate_inspect_json, PEM", Bench::inspect_pem, Bench::bare_sign, None, None),
            job("certificate_inspect_json, P12", Bench::inspect_p12, Bench::bare_sign, None, None),
        ]
    }

    /// The bare signature with a key of the thread's own: what the machine can do at best.
    pub fn bare_sign_in(&self, thread: usize) {
        bare_sign(&self.keys_of_threads[thread]);
    }

    fn bare_sign(&self) {
        bare_sign(&self.key);
    }

    pub fn sign_nvp_cpp(&self) {
        sign(cybsign_simple_order_sign_nvp, self.cpp, &self.nvp);
    }

    fn sign_nvp_java(&self) {
        sign(cybsign_simple_order_sign_nvp, self.java, &self.nvp);
    }

    fn encrypt_cpp(&self) {
        sign(cybsign_simple_order_sign_nvp, self.encrypt_cpp, &self.nvp);
    }

    fn encrypt_java(&self) {
        sign(cybsign_simple_order_sign_nvp, self.encrypt_java, &self.nvp);
    }

    fn bare_sign_and_oaep(&self) {
        bare_sign(&self.key);
        let mut context = PkeyCtx::new(&self.recipient).expect("a context");
        context.encrypt_init().expect("encrypt_init");
        context.set_rsa_padding(Padding::PKCS1_OAEP).expect("padding");
        let mut wrapped = [0; 256];
        assert_eq!(context.encrypt(&[7; 32], Some(&mut wrapped)).expect("a wrapped key"), 256);
    }

    fn sign_xml_cpp(&self) {
        sign(cybsign_simple_order_sign_xml, self.cpp, &self.xml);
    }

    fn sign_xml_java(&self) {
        sign(cybsign_simple_order_sign_xml, self.java, &self.xml);
    }

    fn mask_nvp(&self) {
        mask(&self.nvp);
    }

    fn mask_xml(&self) {
        mask(&self.xml);
    }

    fn mask_json(&self) {
        mask(&self.json);
    }

    /// Masks log lines and gives the number of their bytes.
    pub fn mask_log(&self) -> usize {
        mask(&self.log);
        self.log.len()
    }

    fn load_gen1(&self) {
        // SAFETY: load gives a live handle.
        unsafe { cybsign_credential_free(load(&self.gen1)) };
    }

    fn load_gen2(&self) {
        // SAFETY: load gives a live handle.
        unsafe { cybsign_credential_free(load(&self.gen2)) };
    }

    fn parse_gen1_and_sign(&self) {
        parse_and_sign(&self.gen1);
    }

    fn parse_gen2_and_sign(&self) {
        parse_and_sign(&self.gen2);
    }

    fn inspect_credential(&self) {
        // SAFETY: the handle is live and the output may be written.
        collect(|out| unsafe { cybsign_credential_inspect_json(self.credential, 1_800_000_000, out, null_mut()) });
    }

    fn inspect_pem(&self) {
        inspect(&self.certificate, b"");
    }

    fn inspect_p12(&self) {
        inspect(&self.gen2, PASSWORD);
    }
}

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/../data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn private_key() -> PKey<Private> {
    PKey::private_key_from_pem(&data("keys/key_leaf.pem")).expect("the key")
}

fn nvp_of_2_kib() -> Vec<u8> {
    let mut nvp = data("request.nvp");
    for item in 0.. {
        let line = format!("item_{item}_productName=Garden chair & table no. {item}\n");
        if nvp.len() + line.len() > 2048 {
            break;
        }
        nvp.extend_from_slice(line.as_bytes());
    }
    nvp
}

fn xml_of_2_kib() -> Vec<u8> {
    let mut xml = String::from_utf8(data("guide_request.xml")).expect("UTF-8");
    let at = xml.find("  <purchaseTotals>").expect("the guide's request");
    let item = "  <item id=\"0\">\n    <unitPrice>12.34</unitPrice>\n    <productName>Chair &amp; table</productName>\n  </item>\n";
    xml.insert_str(at, item);
    xml.into_bytes()
}

fn json_of_2_kib() -> Vec<u8> {
    let nvp = String::from_utf8(nvp_of_2_kib()).expect("UTF-8");
    let fields = nvp.lines().filter_map(|line| line.split_once('='));
    let members: Vec<_> = fields.map(|(name, value)| format!("{name:?}:{value:?}")).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

const LOG: &str = "\
2026-03-21 13:41:23,456 INFO  [http-nio-8080-exec-7] com.example.pay.Gateway - order 102938 sent in 231 ms
2026-03-21 13:41:24,001 WARN  [http-nio-8080-exec-9] com.example.pay.Gateway - declined, card 4111111111111111, code 481
";

fn load(p12: &[u8]) -> *mut cybsign_credential {
    let mut credential = null_mut();
    // SAFETY: the buffers hold their lengths and the output may be written.
    let status = unsafe {
        let (password, password_len) = (PASSWORD.as_ptr(), PASSWORD.len());
        cybsign_credential_from_p12(
            p12.as_ptr(),
            p12.len(),
            password,
            password_len,
            null(),
            0,
            &mut credential,
            null_mut(),
        )
    };
    assert_eq!(status, 0);
    credential
}

fn prepare(credential: *mut cybsign_credential, options: &str) -> *mut cybsign_simple_order {
    let mut order = null_mut();
    // SAFETY: the handle is live, the buffer holds its length and the output may be written.
    let status =
        unsafe { cybsign_simple_order_new(credential, options.as_ptr().cast(), options.len(), &mut order, null_mut()) };
    assert_eq!(status, 0);
    order
}

fn bare_sign(key: &PKey<Private>) {
    let mut context = PkeyCtx::new(key).expect("a context");
    context.sign_init().expect("sign_init");
    context.set_rsa_padding(Padding::PKCS1).expect("padding");
    context.set_signature_md(openssl::md::Md::sha256()).expect("digest");
    let mut signature = [0; 256];
    assert_eq!(context.sign(&[7; 32], Some(&mut signature)).expect("a signature"), 256);
}

fn parse_and_sign(p12: &[u8]) {
    let password = std::str::from_utf8(PASSWORD).expect("ASCII");
    let parsed = Pkcs12::from_der(p12).and_then(|p12| p12.parse2(password)).expect("the P12");
    bare_sign(&parsed.pkey.expect("a key"));
}

type SignFunction = unsafe extern "C" fn(
    *const cybsign_simple_order,
    *const std::ffi::c_char,
    usize,
    *mut cybsign_bytes,
    *mut *mut cybsign::ffi::error::cybsign_error,
) -> i32;

fn sign(function: SignFunction, order: *const cybsign_simple_order, request: &[u8]) {
    // SAFETY: the handle is live, the buffer holds its length and the output may be written.
    collect(|out| unsafe { function(order, request.as_ptr().cast(), request.len(), out, null_mut()) });
}

fn mask(text: &[u8]) {
    // SAFETY: the buffer holds its length and the output may be written.
    collect(|out| unsafe { cybsign_mask_text(text.as_ptr().cast(), text.len(), null(), 0, out, null_mut()) });
}

fn inspect(data: &[u8], password: &[u8]) {
    // SAFETY: the buffers hold their lengths and the output may be written.
    collect(|out| unsafe {
        let (password, password_len) = (password.as_ptr(), password.len());
        cybsign_inspect_json(data.as_ptr(), data.len(), password, password_len, 1_800_000_000, out, null_mut())
    });
}

fn collect(call: impl FnOnce(*mut cybsign_bytes) -> i32) {
    let mut out = cybsign_bytes { data: null_mut(), len: 0 };
    assert_eq!(call(&mut out), 0);
    assert!(out.len > 0);
    // SAFETY: the bytes came from the library.
    unsafe { cybsign_bytes_clear(&mut out) };
}
