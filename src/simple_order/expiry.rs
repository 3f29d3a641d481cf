//! How the certificates of a handle stand in time: the signer's, and that of whom messages are encrypted to. An expired one of
//! either kind lets each request fail.

use crate::error::Result;
use crate::report::{Finding, Level};
use crate::simple_order::handle::SimpleOrder;
use crate::time::rfc3339;
use crate::x509::{Certificate, Expiry, ExpiryState};

/// The warning comes when so many days or less are left.
const WARN_DAYS: i64 = 60;

/// Which certificate of a handle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum HandleCertificate {
    /// The one whose key signs.
    Signer = 1,
    /// The one that messages are encrypted to.
    Recipient = 2,
}

/// How a handle stands: the state and the whole days that are left of the certificate that fails first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandleExpiry {
    /// How that certificate stands.
    pub expiry: Expiry,
    /// Which it is.
    pub certificate: HandleCertificate,
}

impl SimpleOrder {
    /// How the handle stands: the worse of its signer's certificate and, where it encrypts, the recipient's; of two that stand
    /// alike, the one that ends sooner. The warning comes when `warn_days` days or less are left; `CYBSIGN_E_ARGUMENT` if that
    /// is negative.
    pub fn expiry(&self, now: i64, warn_days: i64) -> Result<HandleExpiry> {
        let signer = self.inner.credential.expiry(now, warn_days)?;
        let signer = HandleExpiry { expiry: signer, certificate: HandleCertificate::Signer };
        let recipient = self.inner.recipient.as_ref().map(|recipient| HandleExpiry {
            expiry: recipient.certificate.validity().expiry(now, warn_days),
            certificate: HandleCertificate::Recipient,
        });
        let urgency = |standing: &HandleExpiry| (goodness(standing.expiry.state), standing.expiry.days_left);
        Ok(recipient
            .into_iter()
            .fold(signer, |worse, other| if urgency(&other) < urgency(&worse) { other } else { worse }))
    }

    /// What should be known of the handle's certificates at this time: `expired`, `expires_soon`, `not_yet_valid` and
    /// `date_unreadable`, with `role` ("signer" or "recipient"), `not_after` and `days_left`.
    pub fn findings(&self, now: i64) -> Result<Vec<Finding>> {
        let signer = finding(self.certificate()?, HandleCertificate::Signer, now);
        let recipient = self.inner.recipient.as_ref();
        let recipient =
            recipient.and_then(|recipient| finding(&recipient.certificate, HandleCertificate::Recipient, now));
        Ok(signer.into_iter().chain(recipient).collect())
    }
}

/// States from the worst to the best.
fn goodness(state: ExpiryState) -> u8 {
    match state {
        ExpiryState::Unreadable => 0,
        ExpiryState::Expired => 1,
        ExpiryState::NotYetValid => 2,
        ExpiryState::Warning => 3,
        ExpiryState::Ok => 4,
    }
}

fn finding(certificate: &Certificate, which: HandleCertificate, now: i64) -> Option<Finding> {
    let validity = certificate.validity();
    let Expiry { state, .. } = validity.expiry(now, WARN_DAYS);
    let (role, renew) = match which {
        HandleCertificate::Signer => ("signer", "make a new key in the Business Center"),
        HandleCertificate::Recipient => {
            ("recipient", "download a P12 with the new CyberSource_SJC_US certificate, or give server_certificate")
        }
    };
    let (level, code, what) = match state {
        ExpiryState::Ok => return None,
        ExpiryState::Warning => (Level::Warning, "expires_soon", "expires within 60 days"),
        ExpiryState::Expired => (Level::Error, "expired", "has expired, so that each request fails"),
        ExpiryState::NotYetValid => (Level::Error, "not_yet_valid", "is not valid yet, so that each request fails"),
        ExpiryState::Unreadable => (Level::Error, "date_unreadable", "has a date that can't be read"),
    };
    let advice = if state == ExpiryState::NotYetValid { "look at this machine's clock" } else { renew };
    let message = format!("the {role}'s certificate {what}; {advice}");
    let not_after = validity.not_after.time().map(rfc3339);
    let finding =
        Finding::new(level, code, certificate.shown_name(), message).with("role", role).with("not_after", not_after);
    Some(finding.with("days_left", validity.days_left(now)))
}
