//! Link settings of the JNI library. Writes nothing into the tree.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // nodelete: a class loader's end must not unload code that thread-local destructors still need.
        for flag in ["-z,nodelete", "-z,now", "-z,relro"] {
            println!("cargo:rustc-cdylib-link-arg=-Wl,{flag}");
        }
    }
}
