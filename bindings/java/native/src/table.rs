//! The table of native methods, and their registration.

use cybsign::version;
use jni_sys::{jclass, JNINativeMethod, JavaVM};

use crate::env::Env;
use crate::java::{java, Java};
use crate::natives::{natives, Native};
use crate::{credential, mask, scmp, simple_order};

natives! {
    /// This library's version, with a remark where the jar has other methods.
    fn version() -> String {
        Ok(match java() {
            Some(_) => version::TEXT.to_owned(),
            None => format!("{} with other methods", version::TEXT),
        })
    }
}

/// The methods that are registered if the jar has all of them.
fn methods() -> impl Iterator<Item = &'static Native> {
    [credential::NATIVES, simple_order::NATIVES, scmp::NATIVES, mask::NATIVES].into_iter().flatten()
}

/// Registers the native methods of `io.cybsign.Native`.
///
/// `None` if not even `version` can be registered; `Some(None)` if only it can, because the jar is another version.
pub(crate) fn register(env: &Env<'_>, vm: *mut JavaVM) -> Option<Option<Java>> {
    let class = env.find_class(c"io/cybsign/Native")?;
    let found = register_all(env, class, NATIVES.iter())
        .then(|| Java::find(env, vm, class).filter(|_| register_all(env, class, methods())));
    env.delete_local(class);
    found
}

fn register_all(env: &Env<'_>, class: jclass, natives: impl Iterator<Item = &'static Native>) -> bool {
    let rows: Vec<_> = natives.map(|native| (native.java_name(), native.signature(), native.function)).collect();
    let methods: Vec<_> = rows
        .iter()
        .map(|(name, signature, function)| JNINativeMethod {
            // C declares these pointers without const, and writes through none of them.
            name: name.as_ptr().cast_mut(),
            signature: signature.as_ptr().cast_mut(),
            fnPtr: function.cast_mut(),
        })
        .collect();
    // SAFETY: natives! makes the signature of each function and that of its row from one declaration; the texts live in rows.
    unsafe { env.register(class, &methods) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_declarations_are_those_of_the_java_class() {
        let source = include_str!("../../src/main/java/io/cybsign/Native.java");
        let in_java: BTreeSet<String> = source
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("static native "))
            .map(str::to_owned)
            .collect();
        let ours: BTreeSet<String> = NATIVES.iter().chain(methods()).map(Native::declaration).collect();
        assert!(ours.len() > 25);
        assert_eq!(in_java, ours);
    }
}
