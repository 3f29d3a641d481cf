//! The UsernameToken of the SOAP toolkit keys, which are retired.
//!
//! Specification: Web Services Security: UsernameToken Profile 1.0 (OASIS).

use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT, CYBSIGN_E_RETIRED};
use crate::options::Options;
use crate::secret::SecretBuffer;
use crate::simple_order::names::{SOAP, WSSE};
use crate::xml::{escape_text, is_xml_char};

const PASSWORD_TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/// No user name and no transaction key is longer.
const MAX_LEN: usize = 4096;

/// Makes the `wsse:Security` header of the SOAP toolkits: a user name, which is the merchant ID or, with a meta key, that of
/// the portfolio or account, and the transaction key in clear. It stands for itself: every prefix in it is declared in it.
///
/// CyberSource takes these keys no more, so this is refused with `CYBSIGN_E_RETIRED` unless the option `allow_retired` is
/// true, as it may be for mock servers and old captures.
pub fn username_token(username: &[u8], password: &[u8], options_json: &[u8]) -> Result<SecretBuffer> {
    let mut options = Options::parse(options_json)?;
    let allowed = options.boolean("allow_retired", false)?;
    options.finish()?;
    if !allowed {
        return Err(Error::new(
            CYBSIGN_E_RETIRED,
            "SOAP toolkit passwords ended on 15 April 2026 in the test environment and on 7 October 2026 in production; sign the \
             envelope with a Simple Order P12 instead, or set allow_retired for a mock server",
        ));
    }
    let (username, password) = (checked(username, "username")?, checked(password, "password")?);
    // The longest escape has five bytes.
    let mut out = SecretBuffer::with_capacity(1024 + 5 * (username.len() + password.len()))?;
    out.extend_from_slice(
        format!(
            "<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:SOAP-ENV=\"{SOAP}\" SOAP-ENV:mustUnderstand=\"1\">\
             <wsse:UsernameToken><wsse:Username>"
        )
        .as_bytes(),
    );
    escape_text(username, &mut out);
    out.extend_from_slice(format!("</wsse:Username><wsse:Password Type=\"{PASSWORD_TEXT}\">").as_bytes());
    escape_text(password, &mut out);
    out.extend_from_slice(b"</wsse:Password></wsse:UsernameToken></wsse:Security>");
    Ok(out)
}

fn checked<'a>(text: &'a [u8], what: &str) -> Result<&'a str> {
    let refuse = |why: &str| Error::new(CYBSIGN_E_ARGUMENT, format!("the {what} {why}"));
    if text.is_empty() || text.len() > MAX_LEN {
        return Err(refuse("must have from 1 to 4096 bytes"));
    }
    let text = std::str::from_utf8(text).map_err(|_| refuse("is not UTF-8"))?;
    if text.chars().any(|c| c.is_control() || !is_xml_char(c)) {
        return Err(refuse("holds a control character, such as the line break at the end of a file; remove it"));
    }
    Ok(text)
}
