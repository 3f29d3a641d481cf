//! A declaration of a native method, and what is made of it.

use std::ffi::{c_void, CString};

use crate::argument::JavaType;

/// A native method of `io.cybsign.Native`, as [`natives!`] declares it.
pub(crate) struct Native {
    /// Its name as Rust writes it.
    pub(crate) name: &'static str,
    /// The names of its parameters as Rust writes them, and their types.
    pub(crate) parameters: &'static [(&'static str, JavaType)],
    /// What it gives back.
    pub(crate) answer: JavaType,
    /// The function, whose signature is the one declared.
    pub(crate) function: *const c_void,
}

impl Native {
    /// Its name as Java writes it.
    pub(crate) fn java_name(&self) -> CString {
        CString::new(camel_case(self.name)).unwrap_or_default()
    }

    /// Its signature as JNI writes it.
    pub(crate) fn signature(&self) -> CString {
        let parameters: String = self.parameters.iter().map(|(_, java)| java.signature).collect();
        CString::new(format!("({parameters}){}", self.answer.signature)).unwrap_or_default()
    }

    /// Its declaration as it stands in `Native.java`.
    #[cfg(test)]
    pub(crate) fn declaration(&self) -> String {
        let parameters: Vec<String> =
            self.parameters.iter().map(|(name, java)| format!("{} {}", java.name, camel_case(name))).collect();
        format!("static native {} {}({});", self.answer.name, camel_case(self.name), parameters.join(", "))
    }
}

fn camel_case(snake_case: &str) -> String {
    let mut words = snake_case.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    name
}

/// Declares native methods. Each declaration gives the function that the virtual machine calls, and a row of the table
/// `NATIVES`, from which it is registered and compared with `Native.java`. The body runs inside
/// [`guard`](crate::guard::guard), with its arguments taken over.
macro_rules! natives {
    ($($(#[doc = $doc:literal])+ fn $name:ident($($parameter:ident: $type:ty),* $(,)?) -> $answer:ty $body:block)+) => {
        /// The native methods of this file.
        pub(crate) const NATIVES: &[$crate::natives::Native] = &[$(
            $crate::natives::Native {
                name: stringify!($name),
                parameters: &[$((stringify!($parameter), <$type as $crate::argument::Argument>::JAVA)),*],
                answer: <$answer as $crate::answer::Answer>::JAVA,
                function: $name as *const std::ffi::c_void,
            },
        )+];

        $(
            $(#[doc = $doc])+
            extern "system" fn $name(
                env: *mut jni_sys::JNIEnv,
                _class: jni_sys::jclass
                $(, $parameter: <$type as $crate::argument::Argument>::Raw)*
            ) -> <$answer as $crate::answer::Answer>::Raw {
                let body = |_env: &$crate::env::Env<'_>| -> Result<$answer, $crate::failure::Failure> {
                    // SAFETY: these are the arguments that the virtual machine passed for the declared types; handles are made
                    // by the answers of other methods, and io.cybsign.Handle keeps them from being freed during a call.
                    $(let $parameter = unsafe {
                        <$type as $crate::argument::Argument>::take(_env, $parameter, stringify!($parameter))
                    }?;)*
                    $body
                };
                // SAFETY: env is what the virtual machine passed.
                unsafe { $crate::guard::guard(env, body) }
            }
        )+
    };
}

pub(crate) use natives;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_java_does() {
        assert_eq!(camel_case("credential_from_p12_file"), "credentialFromP12File");
        assert_eq!(camel_case("open"), "open");
    }
}
