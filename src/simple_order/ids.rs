//! The Ids in a signed message.

use crate::crypto::random;
use crate::error::Result;
use crate::options::Options;
use crate::xml::is_ncname;

/// The Ids in a signed message.
#[derive(Clone)]
pub(super) struct Ids {
    /// BinarySecurityToken.
    pub(super) token: String,
    /// Body.
    pub(super) body: String,
    /// EncryptedKey.
    pub(super) encrypted_key: String,
    /// EncryptedData.
    pub(super) encrypted_data: String,
    /// Those that the profile java has alone.
    pub(super) of_java: Option<JavaIds>,
}

/// The Ids of elements that have none in the profile cpp.
#[derive(Clone)]
pub(super) struct JavaIds {
    /// Signature.
    pub(super) signature: String,
    /// KeyInfo.
    pub(super) key_info: String,
    /// SecurityTokenReference.
    pub(super) reference: String,
}

impl Ids {
    /// The constant Ids of the profile cpp, with this one on the Body.
    pub(super) fn cpp(body: &str) -> Ids {
        Ids {
            token: "X509Token".to_owned(),
            body: body.to_owned(),
            encrypted_key: "Cert".to_owned(),
            encrypted_data: "SOAP-ENV_Body".to_owned(),
            of_java: None,
        }
    }

    /// Fresh Ids of the profile java: UUIDs (RFC 9562, version 4).
    pub(super) fn fresh() -> Result<Ids> {
        let random = random::<{ 7 * 16 }>()?;
        let id = |prefix: &str, at: usize| uuid(prefix, &random[16 * at..16 * at + 16]);
        Ok(Ids {
            token: id("X509-", 0),
            body: id("id-", 2),
            encrypted_key: id("EK-", 5),
            encrypted_data: id("ED-", 6),
            of_java: Some(JavaIds { signature: id("SIG-", 1), key_info: id("KI-", 3), reference: id("STR-", 4) }),
        })
    }

    /// The option `testing.ids`: tests set the five Ids of a message in the profile java, and may set the two of an encrypted
    /// one.
    pub(super) fn read(testing: &mut Options) -> Result<Option<Ids>> {
        if !testing.has("ids") {
            testing.object("ids")?;
            return Ok(None);
        }
        let mut given = testing.object("ids")?;
        let mut id = |name, default: Option<&str>| match given.string(name)?.or(default.map(str::to_owned)) {
            Some(id) if is_ncname(&id) && id.is_ascii() && id.len() <= 200 => Ok(id),
            Some(_) => Err(given.refuse(name, "must be an NCName of ASCII characters")),
            None => Err(given.refuse(name, "is missing; ids sets token, signature, body, key_info and reference")),
        };
        let token = id("token", None)?;
        let signature = id("signature", None)?;
        let body = id("body", None)?;
        let (key_info, reference) = (id("key_info", None)?, id("reference", None)?);
        let (encrypted_key, encrypted_data) = (id("encrypted_key", Some("EK-1"))?, id("encrypted_data", Some("ED-1"))?);
        given.finish()?;
        let of_java = Some(JavaIds { signature, key_info, reference });
        let ids = Ids { token, body, encrypted_key, encrypted_data, of_java };
        let all: Vec<&str> = ids.all().collect();
        if all.iter().enumerate().any(|(at, id)| all[..at].contains(id)) {
            return Err(testing.refuse("ids", "must be different from each other"));
        }
        Ok(Some(ids))
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let of_java = self.of_java.iter().flat_map(|ids| [&ids.signature, &ids.key_info, &ids.reference]);
        let of_both = [&self.token, &self.body, &self.encrypted_key, &self.encrypted_data];
        of_both.into_iter().chain(of_java).map(String::as_str)
    }
}

fn uuid(prefix: &str, random: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut id = String::with_capacity(prefix.len() + 36);
    id.push_str(prefix);
    for (at, byte) in random.iter().enumerate() {
        let byte = match at {
            6 => byte & 0x0F | 0x40,
            8 => byte & 0x3F | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.push(char::from(HEX[usize::from(byte >> 4)]));
        id.push(char::from(HEX[usize::from(byte & 15)]));
    }
    id
}
