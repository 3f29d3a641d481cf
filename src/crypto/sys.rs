//! What the `openssl-sys` crate does not declare.

use std::os::raw::{c_char, c_int, c_uchar};

use openssl_sys::{EVP_MD, EVP_PKEY, EVP_PKEY_CTX};

#[cfg(feature = "vendored")]
pub(super) const NO_LOAD_CONFIG: u64 = 0x80;
#[cfg(feature = "vendored")]
pub(super) const NO_ATEXIT: u64 = 0x0008_0000;

extern "C" {
    #[cfg(feature = "vendored")]
    pub(super) fn OPENSSL_init_crypto(options: u64, settings: *const openssl_sys::OPENSSL_INIT_SETTINGS) -> c_int;
    pub(super) fn ERR_set_mark() -> c_int;
    pub(super) fn ERR_pop_to_mark() -> c_int;
    pub(super) fn EVP_PKEY_CTX_dup(context: *const EVP_PKEY_CTX) -> *mut EVP_PKEY_CTX;
    pub(super) fn EVP_PKEY_get0_type_name(key: *const EVP_PKEY) -> *const c_char;
    pub(super) fn PKCS12_key_gen_uni(
        password: *mut c_uchar,
        password_len: c_int,
        salt: *mut c_uchar,
        salt_len: c_int,
        id: c_int,
        iterations: c_int,
        output_len: c_int,
        output: *mut c_uchar,
        digest: *const EVP_MD,
    ) -> c_int;
}
