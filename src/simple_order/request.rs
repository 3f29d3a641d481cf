//! Whole requests: where they go, their header lines, and the message.

use std::net::Ipv6Addr;

use crate::credential::Credential;
use crate::error::{Error, Result, CYBSIGN_E_ENVIRONMENT, CYBSIGN_E_OPTION};
use crate::options::{Environment, Options};
use crate::simple_order::settings::Settings;
use crate::simple_order::sign::SimpleOrder;

/// What is to be signed and sent.
#[derive(Clone, Copy)]
pub enum RequestContent<'a> {
    /// Pairs of name and value, as [`SimpleOrder::sign_fields`] takes them.
    Fields(&'a [(&'a [u8], &'a [u8])]),
    /// A text of lines `name=value`, as [`SimpleOrder::sign_nvp`] takes it.
    Nvp(&'a [u8]),
    /// A requestMessage, as [`SimpleOrder::sign_xml`] takes it.
    Xml(&'a [u8]),
    /// A whole SOAP envelope, as [`SimpleOrder::sign_envelope`] takes it.
    Envelope(&'a [u8]),
}

/// An HTTP POST request that is ready to be sent.
pub struct Request {
    /// Where it goes.
    pub url: String,
    /// The header lines that belong to the message, each ended by CR LF. `Host` and `Content-Length` are the transport's,
    /// which knows the URL and the body.
    pub headers: Vec<u8>,
    /// The signed message.
    pub body: Vec<u8>,
}

/// As the C and PHP clients of CyberSource send them.
const HEADERS: &[u8] = b"Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"runTransaction\"\r\n";

impl SimpleOrder {
    /// Signs a request and says where and how to send it. The options `environment` and `endpoint` name the server.
    pub fn request(&self, content: RequestContent<'_>) -> Result<Request> {
        let url = self.inner.settings.destination.url()?;
        let body = match content {
            RequestContent::Fields(fields) => self.sign_fields(fields)?,
            RequestContent::Nvp(text) => self.sign_nvp(text)?,
            RequestContent::Xml(xml) => self.sign_xml(xml)?,
            RequestContent::Envelope(envelope) => self.sign_envelope(envelope)?.message,
        };
        Ok(Request { url, headers: HEADERS.to_vec(), body })
    }
}

enum Endpoint {
    Standard,
    Akamai,
    India,
    Url(String),
}

/// The options `environment` and `endpoint`.
pub(super) struct Destination {
    environment: Option<Environment>,
    endpoint: Endpoint,
}

const PATH: &str = "/commerce/1.x/transactionProcessor";

/// CyberSource's hosts: test and production.
const STANDARD: [&str; 2] = ["ics2wstest.ic3.com", "ics2ws.ic3.com"];
const AKAMAI: [&str; 2] = ["ics2wstesta.ic3.com", "ics2wsa.ic3.com"];
const INDIA: [&str; 2] = ["ics2wstest.in.ic3.com", "ics2ws.in.ic3.com"];

impl Destination {
    pub(super) fn parse(options: &mut Options) -> Result<Destination> {
        let mut environment = Environment::read(options)?;
        let endpoint = match options.string("endpoint")? {
            None => Endpoint::Standard,
            Some(name) => match name.as_str() {
                "standard" => Endpoint::Standard,
                "akamai" => Endpoint::Akamai,
                "india" => Endpoint::India,
                url => {
                    let host = host_of(url).ok_or_else(|| {
                        let why =
                            "must be \"standard\", \"akamai\", \"india\" or an https URL of visible ASCII without \
                                   quotes, user name and fragment";
                        options.refuse("endpoint", why)
                    })?;
                    let known = environment_of_host(host);
                    if known.is_some() && environment.is_some() && known != environment {
                        return Err(
                            options.refuse("endpoint", "is a server of the other environment than environment says")
                        );
                    }
                    environment = environment.or(known);
                    Endpoint::Url(name)
                }
            },
        };
        Ok(Destination { environment, endpoint })
    }

    /// The environment that an option names, or that the caller's URL is known to belong to.
    pub(super) fn environment(&self) -> Option<Environment> {
        self.environment
    }

    fn url(&self) -> Result<String> {
        let hosts = match &self.endpoint {
            Endpoint::Standard => STANDARD,
            Endpoint::Akamai => AKAMAI,
            Endpoint::India => INDIA,
            Endpoint::Url(url) => return Ok(url.clone()),
        };
        let host = match self.environment {
            Some(Environment::Test) => hosts[0],
            Some(Environment::Production) => hosts[1],
            None => {
                let why = "option environment is missing: a whole request needs \"test\" or \"production\", or a URL as endpoint";
                return Err(Error::new(CYBSIGN_E_OPTION, why).with("path", "environment"));
            }
        };
        Ok(format!("https://{host}{PATH}"))
    }
}

/// Refuses a credential that is marked for the other environment: its key is not known there.
pub(super) fn check_environment(credential: &Credential, settings: &Settings) -> Result<()> {
    match (credential.environment(), settings.destination.environment()) {
        (Some(own), Some(wanted)) if own != wanted => {
            let (own, wanted) = (own.name(), wanted.name());
            let why =
                format!("the credential is for {own}, but the requests go to {wanted}; use that environment's key");
            Err(Error::new(CYBSIGN_E_ENVIRONMENT, why))
        }
        _ => Ok(()),
    }
}

pub(super) fn environment_of_host(host: &str) -> Option<Environment> {
    let is = |wanted: usize| [STANDARD, AKAMAI, INDIA].iter().any(|hosts| host.eq_ignore_ascii_case(hosts[wanted]));
    match (is(0), is(1)) {
        (true, _) => Some(Environment::Test),
        (_, true) => Some(Environment::Production),
        _ => None,
    }
}

/// The host of a URL that may stand in a request line as it is; `None` for any other text.
pub(super) fn host_of(url: &str) -> Option<&str> {
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
