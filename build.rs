//! Link settings of the shipped library. Writes nothing into the tree.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=OPENSSL_STATIC");
    refuse_a_dynamic_openssl_that_should_be_ours();
    println!("cargo:rustc-env=CYBSIGN_TARGET={}", env::var("TARGET").unwrap_or_default());
    // What the release profile links is the library that is shipped; a program doesn't mind these flags.
    let shipped = env::var("PROFILE").as_deref() == Ok("release") && env::var_os("CARGO_FEATURE_CAPI").is_some();
    if shipped && env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // nodelete: dlclose from a thread must not unload code that thread-local destructors still need.
        for flag in ["-soname,libcybsign.so.1", "-z,nodelete", "-z,now", "-z,relro"] {
            println!("cargo:rustc-link-arg=-Wl,{flag}");
        }
    }
}

/// OPENSSL_NO_VENDOR makes openssl-sys ignore the feature; the library would then meet the host's OpenSSL unprepared.
fn refuse_a_dynamic_openssl_that_should_be_ours() {
    let wanted = env::var_os("CARGO_FEATURE_VENDORED").is_some();
    let vendored = env::var_os("DEP_OPENSSL_VENDORED").is_some();
    let linked_statically = env::var("OPENSSL_STATIC").is_ok_and(|value| value != "0");
    if wanted && !vendored && !linked_statically {
        println!("cargo:warning=feature vendored is set, but OpenSSL is linked dynamically: unset OPENSSL_NO_VENDOR");
        std::process::exit(1);
    }
}
