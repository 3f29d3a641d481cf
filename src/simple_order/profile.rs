//! Whose byte layout a message has.

use crate::text::base64;

use crate::error::Result;
use crate::options::Options;

/// Whose byte layout a message has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// CyberSource's C/C++ SDK 6.0.4: constant Ids, so that the same input gives the same bytes. The CR LF that its gSOAP sends
    /// behind the envelope is no part of the message.
    Cpp,
    /// CyberSource's Java SDK 6.2.14 and 6.2.15, with the JDK's own serializer.
    Java,
}

impl Profile {
    /// The option `profile`.
    pub(super) fn read(options: &mut Options) -> Result<Profile> {
        match options.string("profile")?.as_deref() {
            None | Some("cpp") => Ok(Profile::Cpp),
            Some("java") => Ok(Profile::Java),
            Some(_) => Err(options.refuse("profile", "must be \"cpp\" or \"java\"")),
        }
    }

    /// An element without content: a pair of tags in the profile cpp, which writes canonical form, and one tag in java.
    pub(super) fn empty(self, name: &str, attributes: &str) -> String {
        match self {
            Profile::Cpp => format!("<{name} {attributes}></{name}>"),
            Profile::Java => format!("<{name} {attributes}/>"),
        }
    }

    /// Binary data as the text of an element: one line in the profile cpp; in java lines of 76 characters with CR LF between
    /// them, whose CR the JDK's serializer writes as a reference.
    pub(super) fn base64(self, data: &[u8]) -> String {
        const LINE: usize = 76;
        let text = base64::encode(data);
        if self == Profile::Cpp {
            return text;
        }
        let mut lines = String::with_capacity(text.len() + text.len() / LINE * 6);
        let mut rest = &*text;
        while rest.len() > LINE {
            let (line, others) = rest.split_at(LINE);
            lines.push_str(line);
            lines.push_str("&#13;\n");
            rest = others;
        }
        lines.push_str(rest);
        lines
    }
}
