//! Where requests go: the options `environment` and `endpoint`.

use crate::credential::Credential;
use crate::error::{Error, Result, CYBSIGN_E_ENVIRONMENT, CYBSIGN_E_OPTION};
use crate::http::{self, environment_of_host, host_of};
use crate::options::{Environment, Options};

enum Server {
    Standard,
    Akamai,
    India,
    Url(String),
}

/// The options `environment` and `endpoint`.
pub(super) struct Endpoint {
    environment: Option<Environment>,
    server: Server,
}

const PATH: &str = "/commerce/1.x/transactionProcessor";

impl Endpoint {
    pub(super) fn read(options: &mut Options) -> Result<Endpoint> {
        let mut environment = Environment::read(options)?;
        let server = match options.string("endpoint")? {
            None => Server::Standard,
            Some(name) if name == "standard" => Server::Standard,
            Some(name) if name == "akamai" => Server::Akamai,
            Some(name) if name == "india" => Server::India,
            Some(url) => {
                const WANTED: &str =
                    "must be \"standard\", \"akamai\", \"india\" or an https URL of visible ASCII without \
                                      quotes, user name and fragment";
                let host = host_of(&url).ok_or_else(|| options.refuse("endpoint", WANTED))?;
                let known = environment_of_host(host);
                if known.is_some() && environment.is_some() && known != environment {
                    let why = "is a server of the other environment than environment says";
                    return Err(options.refuse("endpoint", why));
                }
                environment = environment.or(known);
                Server::Url(url)
            }
        };
        Ok(Endpoint { environment, server })
    }

    /// The environment that an option names, or that the caller's URL is known to belong to.
    pub(super) fn environment(&self) -> Option<Environment> {
        self.environment
    }

    /// The URL that requests go to, or `CYBSIGN_E_OPTION` where no option says which.
    pub(super) fn url(&self) -> Result<String> {
        let hosts = match &self.server {
            Server::Standard => http::SIMPLE_ORDER,
            Server::Akamai => http::SIMPLE_ORDER_AKAMAI,
            Server::India => http::SIMPLE_ORDER_INDIA,
            Server::Url(url) => return Ok(url.clone()),
        };
        let Some(environment) = self.environment else {
            let why =
                "option environment is missing: a whole request needs \"test\" or \"production\", or a URL as endpoint";
            return Err(Error::new(CYBSIGN_E_OPTION, why).with("path", "environment"));
        };
        Ok(format!("https://{}{PATH}", hosts.of(environment)))
    }

    /// Refuses a credential that is marked for the other environment: its key is not known there.
    pub(super) fn check_environment(&self, credential: &Credential) -> Result<()> {
        match (credential.environment(), self.environment) {
            (Some(own), Some(wanted)) if own != wanted => {
                let (own, wanted) = (own.name(), wanted.name());
                let why =
                    format!("the credential is for {own}, but the requests go to {wanted}; use that environment's key");
                Err(Error::new(CYBSIGN_E_ENVIRONMENT, why))
            }
            _ => Ok(()),
        }
    }
}
