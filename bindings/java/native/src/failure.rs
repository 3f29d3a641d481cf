//! Why a native method does not return normally.

use cybsign::error::{Error, CYBSIGN_E_MEMORY};
use cybsign::simple_order::VerifyFailure;

/// Why a native method does not return normally.
pub(crate) enum Failure {
    /// The core refused.
    Refused(Box<Refusal>),
    /// The virtual machine has an exception pending already, such as OutOfMemoryError.
    Pending,
}

/// What the core refused.
pub(crate) struct Refusal {
    /// What it said.
    pub(crate) error: Error,
    /// The report of a verification, as JSON.
    pub(crate) report: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Refused(Box::new(Refusal { error, report: None }))
    }
}

impl From<VerifyFailure> for Failure {
    fn from(failure: VerifyFailure) -> Failure {
        let report = failure.report.map(|report| report.to_json());
        Failure::Refused(Box::new(Refusal { error: failure.error, report }))
    }
}

/// The failure of an allocation.
pub(crate) fn no_memory() -> Failure {
    Error::new(CYBSIGN_E_MEMORY, "there is not enough memory").into()
}
