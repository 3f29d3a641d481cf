//! The part of `openssl-src`'s interface that `openssl-sys` uses, over OpenSSL 4.0.
//!
//! OpenSSL takes minutes to build and changes only with its version, so a finished build is kept in the folder that
//! `CYBSIGN_OPENSSL_CACHE` names. Without that variable a build that is kept in `$XDG_CACHE_HOME/cybsign` or
//! `~/.cache/cybsign`, as the Makefile keeps it, is used if there is one; nothing is written there unasked.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

/// Builds OpenSSL, as `openssl_src::Build` does.
pub struct Build {
    openssl_dir: Option<PathBuf>,
}

/// Where the built OpenSSL stands.
pub struct Artifacts {
    include_dir: PathBuf,
    lib_dir: PathBuf,
}

impl Build {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Build {
        Build { openssl_dir: None }
    }

    /// The folder OpenSSL would read its configuration from.
    pub fn openssl_dir<P: AsRef<Path>>(&mut self, path: P) -> &mut Build {
        self.openssl_dir = Some(path.as_ref().to_path_buf());
        self
    }

    pub fn build(&mut self) -> Artifacts {
        println!("cargo:rerun-if-env-changed=CYBSIGN_OPENSSL_CACHE");
        let Some(cache) = given_cache().or_else(kept_cache) else { return self.build_in(None) };
        let kept = cache.join(cache_key());
        if !kept.join("finished").exists() {
            // Built under a name of its own and renamed when whole, so that two builds at once can't meet.
            let fresh = cache.join(format!("{}.{}", cache_key(), std::process::id()));
            self.build_in(Some(&fresh));
            let _ = fs::remove_dir_all(fresh.join("build"));
            fs::write(fresh.join("finished"), b"").expect("the OpenSSL cache is not writable");
            if fs::rename(&fresh, &kept).is_err() {
                if kept.join("finished").exists() {
                    // Another build was first.
                    let _ = fs::remove_dir_all(&fresh);
                } else {
                    let _ = fs::remove_dir_all(&kept);
                    fs::rename(&fresh, &kept).expect("the OpenSSL cache is not writable");
                }
            }
        }
        let install = kept.join("install");
        let lib64 = install.join("lib64");
        let lib_dir = if lib64.exists() { lib64 } else { install.join("lib") };
        leave_out_avx512_gcm(&lib_dir);
        forget(&cache, &lib_dir);
        Artifacts { include_dir: install.join("include"), lib_dir }
    }

    fn build_in(&self, folder: Option<&Path>) -> Artifacts {
        let mut build = source::Build::new();
        if let Some(folder) = folder {
            build.out_dir(folder);
        }
        if let Some(dir) = &self.openssl_dir {
            build.openssl_dir(dir);
        }
        let built = build.build();
        if let Some(out_dir) = env::var_os("OUT_DIR") {
            leave_out_avx512_gcm(built.lib_dir());
            forget(Path::new(&out_dir), built.lib_dir());
        }
        Artifacts { include_dir: built.include_dir().to_path_buf(), lib_dir: built.lib_dir().to_path_buf() }
    }
}

impl Artifacts {
    pub fn include_dir(&self) -> &Path {
        &self.include_dir
    }

    pub fn lib_dir(&self) -> &Path {
        &self.lib_dir
    }
}

/// The folder for finished builds that the environment names.
fn given_cache() -> Option<PathBuf> {
    env::var_os("CYBSIGN_OPENSSL_CACHE").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// The usual folder, if it holds the build that is wanted.
fn kept_cache() -> Option<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(&env::var_os("HOME")?).join(".cache"),
    };
    Some(base.join("cybsign")).filter(|cache| cache.join(cache_key()).join("finished").exists())
}

/// Puts a stand-in where libcrypto has AES-GCM over AVX-512: a tenth of the library, for a cipher that is ring's business.
fn leave_out_avx512_gcm(lib_dir: &Path) {
    const MEMBER: &str = "libcrypto-lib-aes-gcm-avx512.o";
    const STAND_IN: &str = "src/no_avx512_gcm.c";
    println!("cargo:rerun-if-changed={}", Path::new(env!("CARGO_MANIFEST_DIR")).join(STAND_IN).display());
    let library = lib_dir.join("libcrypto.a");
    let ar = |words: &[&OsStr]| {
        let mut command = cc::Build::new().get_archiver();
        let output = command.args(words).output().expect("ar can't be run");
        assert!(output.status.success(), "ar failed: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    if !library.exists() || !ar(&["t".as_ref(), library.as_ref()]).lines().any(|member| member == MEMBER) {
        return;
    }
    let fresh = lib_dir.join(format!("libcrypto.a.{}", std::process::id()));
    fs::copy(&library, &fresh).expect("the folder of OpenSSL is not writable");
    ar(&["d".as_ref(), fresh.as_ref(), MEMBER.as_ref()]);
    let mut compiler = cc::Build::new();
    compiler.cargo_metadata(false).file(Path::new(env!("CARGO_MANIFEST_DIR")).join(STAND_IN));
    for object in compiler.compile_intermediates() {
        ar(&["rs".as_ref(), fresh.as_ref(), object.as_ref()]);
    }
    fs::rename(&fresh, &library).expect("the folder of OpenSSL is not writable");
}

/// Overwrites the folder in which OpenSSL was built, wherever libcrypto names it: that is nobody's business, and a program
/// must not look for modules there. The new text is as long, so that nothing else in the archive moves.
fn forget(folder: &Path, lib_dir: &Path) {
    let folder = folder.as_os_str().as_encoded_bytes();
    let library = lib_dir.join("libcrypto.a");
    let Ok(mut archive) = fs::read(&library) else { return };
    let mut nowhere = b"/nonexistent".to_vec();
    nowhere.resize(folder.len(), b'/');
    let (mut at, mut found) = (0, false);
    while at + folder.len() <= archive.len() {
        if archive[at] == folder[0] && archive[at..].starts_with(folder) {
            archive[at..at + folder.len()].copy_from_slice(&nowhere);
            at += folder.len();
            found = true;
        } else {
            at += 1;
        }
    }
    if found {
        // Replaced as a whole, so that another build never reads half of it.
        let fresh = lib_dir.join(format!("libcrypto.a.{}", std::process::id()));
        fs::write(&fresh, archive).expect("the folder of OpenSSL is not writable");
        fs::rename(&fresh, &library).expect("the folder of OpenSSL is not writable");
    }
}

/// Names everything that changes what is built.
fn cache_key() -> String {
    let target = env::var("TARGET").unwrap_or_default();
    let flags = env::var("CFLAGS").unwrap_or_default();
    let mut key = format!("openssl-{}-{target}", source::version());
    if !flags.is_empty() {
        let sum = flags.bytes().fold(5381u64, |sum, byte| sum.wrapping_mul(33) ^ u64::from(byte));
        key.push_str(&format!("-{sum:x}"));
    }
    key
}
