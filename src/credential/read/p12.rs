//! PKCS #12 (RFC 7292), walked by ourselves: every key and every certificate, in the order of the file.

use super::mac::Mac;
use super::password::Password;
use super::pbe::Pbe;
use super::session::{wrong_password, Session};
use super::structure::{add_pkcs8, is_padding, is_private_key};
use super::unsupported::unsupported;
use crate::credential::container::{Container, ContainerKind, MacInfo, MacState, MAX_ENTRIES};
use crate::der::{broken, is_well_formed, oid, string_text, tag, Element, Reader};
use crate::error::{
    Error, Result, CYBSIGN_E_DER, CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_LIMIT, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_UNSUPPORTED,
};
use crate::report::{Finding, Level};
use crate::secret::SecretBytes;

/// SafeContents in SafeContents, no deeper.
const MAX_DEPTH: usize = 16;

/// Reads a P12.
pub(super) fn read(data: &[u8], session: &mut Session) -> Result<Container> {
    read_pfx(data, session).map_err(damaged)
}

fn damaged(error: Error) -> Error {
    if error.status() != CYBSIGN_E_DER {
        return error;
    }
    // An error without an offset says itself what to do.
    match error.detail().get("offset").cloned() {
        Some(offset) => {
            let message = format!("the P12 is damaged: {}; copy or download it again", error.message());
            Error::new(CYBSIGN_E_P12_DAMAGED, message).with("offset", offset)
        }
        None => Error::new(CYBSIGN_E_P12_DAMAGED, format!("in the P12, {}", error.message())),
    }
}

fn read_pfx(data: &[u8], session: &mut Session) -> Result<Container> {
    let mut reader = Reader::new(data);
    let mut pfx = reader.sequence()?;
    if !is_padding(reader.rest()) {
        return Err(broken(reader.offset(), "there are other bytes after its end"));
    }
    let version = pfx.expect(tag::INTEGER)?;
    if version.unsigned()? != 3 {
        return Err(broken(version.offset, "its version is not 3"));
    }
    let content = content_info(&pfx.expect(tag::SEQUENCE)?)?;
    match content.kind.body {
        oid::DATA => {}
        oid::SIGNED_DATA => {
            return Err(Error::new(
                CYBSIGN_E_UNSUPPORTED,
                "the P12 is protected by a signature and not by a password; export it again with a password",
            ))
        }
        _ => return Err(broken(content.kind.offset, "its content type is not data")),
    }
    let authenticated = octet_string(&content.value)?;
    let mac = pfx.optional(tag::SEQUENCE)?;
    let mac = match mac.map(|mac_data| Mac::parse(&mac_data)).transpose() {
        // An object identifier that nobody knows, in a file that is broken elsewhere too, is one more broken place.
        Err(_) if !contents_are_well_formed(&authenticated) => {
            return Err(broken(content.value.offset, "its contents are broken"))
        }
        mac => mac?,
    };

    session.budget.charge(mac.as_ref().map_or(0, Mac::iterations))?;
    survey(&authenticated, session)?;

    let mut walk = Walk { session, container: Container::new(ContainerKind::P12), bags: 0, password_is_right: false };
    walk.check_mac(mac.as_ref(), &authenticated)?;
    walk.authenticated_safe(&authenticated)?;
    Ok(walk.container)
}

struct ContentInfo<'a> {
    kind: Element<'a>,
    value: Element<'a>,
}

fn content_info<'a>(element: &Element<'a>) -> Result<ContentInfo<'a>> {
    let mut reader = element.children();
    let kind = reader.expect(tag::OID)?;
    let value = reader.expect(tag::explicit(0))?.children().element()?;
    Ok(ContentInfo { kind, value })
}

fn octet_string<'a>(element: &Element<'a>) -> Result<std::borrow::Cow<'a, [u8]>> {
    if element.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
        return Err(broken(element.offset, "expected an OCTET STRING"));
    }
    element.octets()
}

/// Whether the parts that stand in the clear are whole.
fn contents_are_well_formed(authenticated: &[u8]) -> bool {
    let Ok(mut contents) = Reader::new(authenticated).sequence() else { return false };
    while !contents.is_empty() {
        let Ok(content) = contents.element() else { return false };
        match content_info(&content) {
            Ok(content) if content.value.tag == tag::OCTET_STRING && !is_well_formed(content.value.body) => {
                return false
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    true
}

/// Books what the parts that stand in the clear will cost, before any of it is done. Whatever can't be read is left to
/// the walk, which reports it.
fn survey(authenticated: &[u8], session: &mut Session) -> Result<()> {
    let Ok(mut contents) = Reader::new(authenticated).sequence() else { return Ok(()) };
    while let Ok(content) = contents.element() {
        let Ok(content) = content_info(&content) else { return Ok(()) };
        match content.kind.body {
            oid::DATA => {
                if let Ok(bags) = octet_string(&content.value) {
                    survey_bags(Reader::new(&bags), 0, session)?;
                }
            }
            oid::ENCRYPTED_DATA => {
                if let Ok((pbe, _)) = encrypted_content(&content.value) {
                    session.budget.charge(pbe.iterations())?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn survey_bags(mut contents: Reader<'_>, depth: usize, session: &mut Session) -> Result<()> {
    let Ok(mut bags) = contents.sequence() else { return Ok(()) };
    while let Ok(bag) = bags.element() {
        let Ok(bag) = SafeBag::parse(&bag) else { return Ok(()) };
        match bag.kind.body {
            oid::SHROUDED_KEY_BAG => {
                if let Ok((pbe, _)) = shrouded_key(&bag.value) {
                    session.budget.charge(pbe.iterations())?;
                }
            }
            oid::SAFE_CONTENTS_BAG if depth < MAX_DEPTH => survey_bags(bag.contents, depth + 1, session)?,
            _ => {}
        }
    }
    Ok(())
}

/// The algorithm and the bytes of an EncryptedData.
fn encrypted_content<'a>(value: &Element<'a>) -> Result<(Pbe, std::borrow::Cow<'a, [u8]>)> {
    let mut data = value.children();
    data.expect(tag::INTEGER)?;
    let mut content = data.sequence()?;
    content.expect(tag::OID)?;
    let pbe = Pbe::parse(&content.expect(tag::SEQUENCE)?)?;
    let bytes = content.element()?;
    if bytes.tag & !tag::CONSTRUCTED != tag::context(0) {
        return Err(broken(bytes.offset, "the encrypted content is missing"));
    }
    Ok((pbe, bytes.octets()?))
}

/// The algorithm and the bytes of a PKCS8ShroudedKeyBag.
fn shrouded_key<'a>(value: &Element<'a>) -> Result<(Pbe, std::borrow::Cow<'a, [u8]>)> {
    let mut info = value.children();
    let pbe = Pbe::parse(&info.expect(tag::SEQUENCE)?)?;
    Ok((pbe, octet_string(&info.element()?)?))
}

struct SafeBag<'a> {
    kind: Element<'a>,
    value: Element<'a>,
    /// The same value, as a reader.
    contents: Reader<'a>,
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

impl<'a> SafeBag<'a> {
    fn parse(element: &Element<'a>) -> Result<SafeBag<'a>> {
        if element.tag != tag::SEQUENCE {
            return Err(broken(element.offset, "a bag is no SEQUENCE"));
        }
        let mut reader = element.children();
        let kind = reader.expect(tag::OID)?;
        let contents = reader.expect(tag::explicit(0))?.children();
        let value = contents.clone().element()?;
        let mut bag = SafeBag { kind, value, contents, friendly_name: None, local_key_id: None };
        if let Some(attributes) = reader.optional(tag::SET)? {
            bag.read_attributes(attributes.children());
        }
        Ok(bag)
    }

    /// An attribute that is not what it should be is passed over: it only names things.
    fn read_attributes(&mut self, mut attributes: Reader<'a>) {
        while let Ok(attribute) = attributes.element() {
            let mut reader = attribute.children();
            let (Ok(kind), Ok(values)) = (reader.expect(tag::OID), reader.expect(tag::SET)) else { continue };
            let Ok(value) = values.children().element() else { continue };
            match (kind.body, value.tag) {
                (oid::FRIENDLY_NAME, tag::BMP_STRING | tag::UTF8_STRING) => {
                    self.friendly_name = string_text(value.tag, value.body)
                }
                (oid::LOCAL_KEY_ID, tag::OCTET_STRING) => self.local_key_id = Some(value.body.to_vec()),
                _ => {}
            }
        }
    }
}

struct Walk<'a> {
    session: &'a mut Session,
    container: Container,
    bags: usize,
    /// The MAC passed, or something could be decrypted.
    password_is_right: bool,
}

impl Walk<'_> {
    fn check_mac(&mut self, mac: Option<&Mac>, authenticated: &[u8]) -> Result<()> {
        let Some(mac) = mac else {
            self.container.mac = Some(MacInfo { state: MacState::Absent, algorithm: None, iterations: None });
            const MESSAGE: &str = "the P12 has no MAC: nothing shows whether it was changed";
            self.container.warn(Finding::new(Level::Warning, "no_mac", "P12", MESSAGE));
            return Ok(());
        };
        let verified = mac.verify(&self.session.password, authenticated)?;
        if !verified && !self.session.without_password() {
            return Err(wrong_password("P12", &self.session.password));
        }
        self.password_is_right = verified;
        let state = if verified { MacState::Verified } else { MacState::NotChecked };
        let (algorithm, iterations) = (Some(mac.name()), Some(mac.iterations()));
        self.container.mac = Some(MacInfo { state, algorithm, iterations });
        Ok(())
    }

    fn mac_state(&self) -> Option<MacState> {
        self.container.mac.as_ref().map(|mac| mac.state)
    }

    fn authenticated_safe(&mut self, authenticated: &[u8]) -> Result<()> {
        let mut reader = Reader::new(authenticated);
        let mut contents = reader.sequence()?;
        reader.finish()?;
        while !contents.is_empty() {
            self.count()?;
            let content = content_info(&contents.expect(tag::SEQUENCE)?)?;
            match content.kind.body {
                oid::DATA => self.safe_contents(Reader::new(&octet_string(&content.value)?), 0, false)?,
                oid::ENCRYPTED_DATA => self.encrypted_data(&content.value)?,
                oid::ENVELOPED_DATA => return Err(Error::new(
                    CYBSIGN_E_UNSUPPORTED,
                    "the P12 is encrypted to a certificate and not with a password; export it again with a password",
                )),
                _ => return Err(unsupported("the content type", content.kind.body)),
            }
        }
        Ok(())
    }

    fn encrypted_data(&mut self, value: &Element<'_>) -> Result<()> {
        if value.tag != tag::SEQUENCE {
            return Err(broken(value.offset, "expected EncryptedData"));
        }
        let (pbe, bytes) = encrypted_content(value)?;
        self.container.note_encryption(pbe.name(), Some(pbe.iterations()));
        let opened = match self.mac_state() {
            Some(MacState::NotChecked) => None,
            _ => pbe.open(&self.session.password, &bytes, is_safe_contents)?,
        };
        match opened {
            Some(plain) => {
                self.password_is_right = true;
                self.safe_contents(Reader::new(&plain), 0, true)
            }
            None if self.session.without_password() => {
                self.container.is_sealed = true;
                const MESSAGE: &str = "parts of the P12 are encrypted and were not looked at: inspect it with its password";
                self.container.warn(Finding::new(Level::Error, "encrypted_contents", "P12", MESSAGE));
                Ok(())
            }
            None if self.mac_state() == Some(MacState::Verified) => Err(Error::new(
                CYBSIGN_E_P12_DAMAGED,
                "the password passes the P12's MAC, but the contents can't be decrypted: they are encrypted with another password, \
                 or damaged; export the file again, with one password",
            )),
            None => Err(wrong_password("P12", &self.session.password)),
        }
    }

    /// `hidden` contents were encrypted, so that what they cost was not known before.
    fn safe_contents(&mut self, mut contents: Reader<'_>, depth: usize, hidden: bool) -> Result<()> {
        let mut bags = contents.sequence()?;
        contents.finish()?;
        while !bags.is_empty() {
            self.count()?;
            let bag = SafeBag::parse(&bags.element()?)?;
            match bag.kind.body {
                oid::KEY_BAG => {
                    let key = add_pkcs8(bag.value.raw, &mut self.container)?;
                    (key.friendly_name, key.local_key_id) = (bag.friendly_name, bag.local_key_id);
                }
                oid::SHROUDED_KEY_BAG => self.shrouded_key(bag, hidden)?,
                oid::CERTIFICATE_BAG => self.certificate(bag)?,
                oid::SAFE_CONTENTS_BAG if depth >= MAX_DEPTH => {
                    return Err(Error::new(CYBSIGN_E_LIMIT, "the P12 is nested deeper than 16 levels; export it again"))
                }
                oid::SAFE_CONTENTS_BAG => self.safe_contents(bag.contents, depth + 1, hidden)?,
                // Revocation lists and secrets are none of our business.
                _ => {}
            }
        }
        Ok(())
    }

    fn certificate(&mut self, bag: SafeBag<'_>) -> Result<()> {
        let mut reader = bag.value.children();
        if reader.expect(tag::OID)?.body != oid::X509_CERTIFICATE {
            return Ok(());
        }
        let value = reader.expect(tag::explicit(0))?.children().element()?;
        let certificate = self.container.add_certificate(&octet_string(&value)?)?;
        (certificate.friendly_name, certificate.local_key_id) = (bag.friendly_name, bag.local_key_id);
        Ok(())
    }

    fn shrouded_key(&mut self, bag: SafeBag<'_>, hidden: bool) -> Result<()> {
        let (pbe, bytes) = shrouded_key(&bag.value)?;
        self.container.note_encryption(pbe.name(), Some(pbe.iterations()));
        if hidden {
            self.session.budget.charge(pbe.iterations())?;
        }
        let key = match self.open_key(&pbe, &bytes)? {
            Some(plain) => add_pkcs8(&plain, &mut self.container)?,
            None if self.session.inspect => {
                if self.password_is_right {
                    const MESSAGE: &str = "a private key in the P12 has a password of its own";
                    self.container.warn(Finding::new(Level::Warning, "key_password", "P12", MESSAGE));
                }
                self.container.add_closed_key(None)?
            }
            None if self.password_is_right => {
                self.container.add_refused_key(wrong_key_password(self.session.key_password.as_ref()))?
            }
            None => return Err(wrong_password("P12", &self.session.password)),
        };
        (key.friendly_name, key.local_key_id) = (bag.friendly_name, bag.local_key_id);
        Ok(())
    }

    fn open_key(&mut self, pbe: &Pbe, bytes: &[u8]) -> Result<Option<SecretBytes>> {
        if self.mac_state() == Some(MacState::NotChecked) {
            return Ok(None);
        }
        pbe.open(self.session.key_password.as_ref().unwrap_or(&self.session.password), bytes, is_private_key)
    }

    fn count(&mut self) -> Result<()> {
        self.bags += 1;
        if self.bags > MAX_ENTRIES {
            return Err(Error::new(
                CYBSIGN_E_LIMIT,
                "the P12 holds more than 10,000 parts: it is not what it should be",
            ));
        }
        Ok(())
    }
}

/// Whether decrypted bytes begin with SafeContents.
fn is_safe_contents(element: &Element<'_>) -> bool {
    element.children().element().is_ok_and(|bag| SafeBag::parse(&bag).is_ok())
}

/// The error for a P12 whose password is right.
fn wrong_key_password(key_password: Option<&Password>) -> Error {
    let message = match key_password.map(|password| password.remnant) {
        None => "the P12's password is right, but the private key in it has another one: give it as the key password"
            .to_owned(),
        Some(Some(remnant)) => format!("the P12's password is right, but the key password is wrong: {remnant}"),
        Some(None) => "the P12's password is right, but the key password is wrong".to_owned(),
    };
    Error::new(CYBSIGN_E_KEY_PASSWORD, message)
}
