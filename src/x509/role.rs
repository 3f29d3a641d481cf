//! What a certificate is for.

use super::certificate::Certificate;

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The merchant's own.
    Merchant,
    /// CyberSource's, CN `CyberSource_SJC_US`: what is encrypted goes to it.
    Server,
    /// An authority's.
    Ca,
    /// Anything else.
    Other,
}

impl Role {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Role::Merchant => "merchant",
            Role::Server => "server",
            Role::Ca => "ca",
            Role::Other => "other",
        }
    }
}

/// The CN of the certificate that messages are encrypted to.
const SERVER_NAME: &str = "CyberSource_SJC_US";
const AUTHORITY_NAME: &str = "CyberSourceCertAuth";

impl Certificate {
    /// What it is for, when nothing but itself is known.
    pub fn role(&self) -> Role {
        self.role_with_key(false)
    }

    /// What it is for. The two names that CyberSource uses for itself come first, without regard to ASCII case. Then
    /// whoever has the private key is the merchant (self-signed test certificates call themselves authorities). Without
    /// it, basicConstraints decides; then CN and serialNumber together, as every merchant's certificate has them; a
    /// certificate that issued itself is an authority.
    pub fn role_with_key(&self, has_private_key: bool) -> Role {
        let name = self.common_name().unwrap_or_default();
        if name.eq_ignore_ascii_case(SERVER_NAME) {
            Role::Server
        } else if name.eq_ignore_ascii_case(AUTHORITY_NAME) {
            Role::Ca
        } else if has_private_key {
            Role::Merchant
        } else if self.is_authority() {
            Role::Ca
        } else if self.common_name().is_some() && self.key_serial().is_some() {
            Role::Merchant
        } else if self.issuer_der() == self.subject_der() {
            Role::Ca
        } else {
            Role::Other
        }
    }
}
