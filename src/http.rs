//! HTTP requests that are ready to be sent, and the servers that they go to.
//!
//! Specifications: HTTP Semantics (RFC 9110), HTTP/1.1 (RFC 9112).

use std::net::Ipv6Addr;

use crate::error::{Error, Result, CYBSIGN_E_ARGUMENT};
use crate::options::Environment;
use crate::secret::SecretBuffer;

/// An HTTP request that is ready to be sent.
#[derive(Debug)]
pub struct Request {
    /// The method, such as `POST`.
    pub method: &'static str,
    /// Where it goes: an absolute URL of visible ASCII.
    pub url: String,
    /// The header lines that belong to the message: `Name: value` each, each ended by CR LF, without a blank line behind.
    /// `Host` and `Content-Length` are the transport's, which knows the URL and the body.
    pub headers: Vec<u8>,
    /// What is sent, which holds the payload.
    pub body: SecretBuffer,
}

impl Request {
    /// A POST request with these header fields.
    pub fn post(url: String, headers: &[(&str, &str)], body: SecretBuffer) -> Result<Request> {
        Ok(Request { method: "POST", url, headers: header_lines(headers)?, body })
    }
}

/// Header lines (RFC 9112, section 5), or `CYBSIGN_E_ARGUMENT` for a name that is no token and for a value that holds
/// anything but visible ASCII and blanks inside, such as a line break that would begin another header.
pub fn header_lines(fields: &[(&str, &str)]) -> Result<Vec<u8>> {
    let mut lines = Vec::new();
    for (name, value) in fields {
        if !is_token(name) {
            return Err(Error::new(CYBSIGN_E_ARGUMENT, "a header's name is no token of RFC 9110"));
        }
        let visible = value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if !visible || value.trim() != *value {
            let why =
                format!("the header {name}: its value holds something else than visible ASCII, or ends in a blank");
            return Err(Error::new(CYBSIGN_E_ARGUMENT, why));
        }
        lines.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    Ok(lines)
}

/// A name or method (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A server of CyberSource's: its names in both environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hosts {
    /// In the test environment.
    pub test: &'static str,
    /// In production.
    pub production: &'static str,
}

impl Hosts {
    /// The name in an environment.
    pub fn of(self, environment: Environment) -> &'static str {
        match environment {
            Environment::Test => self.test,
            Environment::Production => self.production,
        }
    }
}

/// Simple Order and SOAP.
pub const SIMPLE_ORDER: Hosts = Hosts { test: "ics2wstest.ic3.com", production: "ics2ws.ic3.com" };
/// Simple Order and SOAP over Akamai's network.
pub const SIMPLE_ORDER_AKAMAI: Hosts = Hosts { test: "ics2wstesta.ic3.com", production: "ics2wsa.ic3.com" };
/// Simple Order and SOAP in India.
pub const SIMPLE_ORDER_INDIA: Hosts = Hosts { test: "ics2wstest.in.ic3.com", production: "ics2ws.in.ic3.com" };

const KNOWN: [Hosts; 3] = [SIMPLE_ORDER, SIMPLE_ORDER_AKAMAI, SIMPLE_ORDER_INDIA];

/// The environment that a host of CyberSource's belongs to; `None` for any other host.
pub fn environment_of_host(host: &str) -> Option<Environment> {
    let is = |environment| KNOWN.iter().any(|hosts| host.eq_ignore_ascii_case(hosts.of(environment)));
    [Environment::Test, Environment::Production].into_iter().find(|environment| is(*environment))
}

/// The host of an https URL that may stand in a request line as it is; `None` for any other text.
pub fn host_of(url: &str) -> Option<&str> {
    const REFUSED: &[u8] = b"\"'<>\\^`{|}#";
    let rest = url.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).map(|_| &url[8..])?;
    let visible = url.len() <= 1000 && url.bytes().all(|byte| byte.is_ascii_graphic() && !REFUSED.contains(&byte));
    let authority = rest.split(['/', '?']).next().filter(|authority| !authority.contains('@'))?;
    let (host, port) = match authority.rsplit_once(':').filter(|_| !authority.ends_with(']')) {
        Some((host, port)) => (host, port.parse().unwrap_or(0)),
        None => (authority, 443),
    };
    // The root's dot names the same host.
    let host = host.strip_suffix('.').unwrap_or(host);
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let well_formed = match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.split('.').all(is_label),
    };
    (visible && well_formed && port != 0u16).then_some(host)
}

/// What stands between the dots of a host's name (RFC 1123, section 2.1), or an underscore, as some have it.
fn is_label(label: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=63).contains(&label.len()) && label.bytes().all(known) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_hold_no_second_header() {
        assert_eq!(header_lines(&[("A", "b c"), ("D-e", "\"f\"")]).unwrap(), b"A: b c\r\nD-e: \"f\"\r\n");
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("a:", "x"),
            ("a\r\n", "x"),
            ("a", "x\r\nb: c"),
            ("a", "\n"),
            ("a", "x "),
            ("a", "é"),
        ] {
            let error = header_lines(&[(name, value)]).unwrap_err();
            assert_eq!(error.status(), CYBSIGN_E_ARGUMENT, "{name:?} {value:?}");
        }
    }

    #[test]
    fn each_host_is_of_one_environment() {
        for hosts in KNOWN {
            assert_eq!(environment_of_host(hosts.test), Some(Environment::Test));
            assert_eq!(environment_of_host(&hosts.production.to_uppercase()), Some(Environment::Production));
        }
        assert_eq!(environment_of_host("ic3.com"), None);
    }
}
