//! Whole requests: where they go, their header lines, and the message.

use crate::credential::Credential;
use crate::error::{Error, Result, CYBSIGN_E_ENVIRONMENT, CYBSIGN_E_OPTION};
use crate::http::{self, environment_of_host, host_of, Request};
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

/// As the C and PHP clients of CyberSource send them.
const HEADERS: &[(&str, &str)] = &[("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"runTransaction\"")];

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
        Request::post(url, HEADERS, body)
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
            Endpoint::Standard => http::SIMPLE_ORDER,
            Endpoint::Akamai => http::SIMPLE_ORDER_AKAMAI,
            Endpoint::India => http::SIMPLE_ORDER_INDIA,
            Endpoint::Url(url) => return Ok(url.clone()),
        };
        let Some(environment) = self.environment else {
            let why =
                "option environment is missing: a whole request needs \"test\" or \"production\", or a URL as endpoint";
            return Err(Error::new(CYBSIGN_E_OPTION, why).with("path", "environment"));
        };
        Ok(format!("https://{}{PATH}", hosts.of(environment)))
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
