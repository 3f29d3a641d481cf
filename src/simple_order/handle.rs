//! The handle that signs.

use std::borrow::Cow;
use std::sync::Arc;

use crate::credential::Credential;
use crate::error::{Error, Result, CYBSIGN_E_KEY_KIND, CYBSIGN_E_MERCHANT};
use crate::simple_order::encrypt::Recipient;
use crate::simple_order::envelope::{Content, Envelope};
use crate::simple_order::ids::Ids;
use crate::simple_order::names::MIN_RSA_BITS;
use crate::simple_order::options::Settings;
use crate::simple_order::profile::Profile;
use crate::x509::Certificate;

/// Signs requests with one credential and one set of options. Immutable; a clone shares everything.
#[derive(Clone)]
pub struct SimpleOrder {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) credential: Credential,
    pub(super) settings: Settings,
    /// The certificate as the text of a BinarySecurityToken.
    pub(super) certificate: String,
    /// The envelopes of both kinds of request in the profile cpp, whose Ids are constant.
    constant: Option<[Envelope; 2]>,
    /// Whom contents are encrypted to, if they are.
    pub(super) recipient: Option<Recipient>,
    /// Bytes that the text of a signature value may have.
    pub(super) room_for_signature: usize,
    /// The merchant by whose name the key was chosen, if it was.
    only_merchant: Option<String>,
}

const _: () = {
    const fn usable_from_any_thread<T: Send + Sync>() {}
    usable_from_any_thread::<SimpleOrder>();
};

impl SimpleOrder {
    /// Prepares signing. The options are described at `cybsign_simple_order_new` in the C header.
    pub fn new(credential: &Credential, options_json: &[u8]) -> Result<SimpleOrder> {
        SimpleOrder::from_settings(credential, Settings::parse(options_json)?, None)
    }

    /// The certificate whose key signs.
    pub fn certificate(&self) -> Result<&Certificate> {
        self.inner.credential.certificate()
    }

    /// Prepares signing with options that were checked, for the requests of one merchant alone if one is given.
    pub(super) fn from_settings(
        credential: &Credential,
        settings: Settings,
        only_merchant: Option<String>,
    ) -> Result<SimpleOrder> {
        settings.endpoint.check_environment(credential)?;
        let signer = credential.certificate()?;
        if signer.public_key().bits.is_none_or(|bits| bits < MIN_RSA_BITS) {
            let why = format!(
                "the RSA key of {} has less than {MIN_RSA_BITS} bits, so that its signatures prove nothing; make a new key",
                signer.shown_name()
            );
            return Err(Error::new(CYBSIGN_E_KEY_KIND, why));
        }
        let recipient = match &settings.encryption {
            None => None,
            Some(encryption) => Some(Recipient::new(encryption, settings.profile, credential)?),
        };
        let certificate = settings.profile.base64(signer.der());
        let constant = (settings.profile == Profile::Cpp)
            .then(|| [Content::Nvp, Content::Xml].map(|content| Envelope::cpp(content, &certificate)));
        // Base64, with line breaks in the profile java.
        let room_for_signature = signer.public_key().bits.unwrap_or_default() as usize / 4 + 16;
        let credential = credential.clone();
        let inner = Inner { credential, settings, certificate, constant, recipient, room_for_signature, only_merchant };
        Ok(SimpleOrder { inner: Arc::new(inner) })
    }
}

impl Inner {
    /// The time to judge by, once the certificate is found good at it.
    pub(super) fn check_validity(&self) -> Result<i64> {
        let now = self.settings.clock.now();
        if !self.settings.allow_expired {
            self.credential.check_validity(now)?;
        }
        Ok(now)
    }

    /// Refuses the request of another merchant than the one by whose name the key was chosen. CyberSource's clients would load
    /// that merchant's own key for it.
    pub(super) fn check_merchant(&self, named: Option<&str>) -> Result<()> {
        let (Some(own), Some(named)) = (&self.only_merchant, named) else { return Ok(()) };
        if own.eq_ignore_ascii_case(named.trim()) {
            return Ok(());
        }
        let why = format!(
            "the request names another merchant than {own}, whose key the configuration chooses by that name; make a handle for \
             each merchant with the option merchant_id, or choose a meta key by keyAlias or keyFilename"
        );
        Err(Error::new(CYBSIGN_E_MERCHANT, why).with("merchant_id", own.as_str()))
    }

    /// The envelope of a request.
    pub(super) fn envelope(&self, content: Content) -> Result<Cow<'_, Envelope>> {
        Ok(match (&self.constant, content) {
            (Some([nvp, _]), Content::Nvp) => Cow::Borrowed(nvp),
            (Some([_, xml]), Content::Xml) => Cow::Borrowed(xml),
            (None, _) => Cow::Owned(Envelope::java(content, &self.certificate, self.java_ids()?)),
        })
    }

    /// The Ids of a message in the profile java: those that a test sets, or fresh ones.
    pub(super) fn java_ids(&self) -> Result<Ids> {
        match &self.settings.ids {
            Some(ids) => Ok(ids.clone()),
            None => Ids::fresh(),
        }
    }
}
