//! EnvelopedData (RFC 5652, section 6) with RSA key transport.
//!
//! CBC and RSAES-PKCS1-v1_5 say nothing of whether a cipher text was changed. Whoever opens one must neither tell nor show by
//! its time what was wrong with it: so [`EnvelopedData::decrypt`] goes on with a random key where a key can't be unwrapped,
//! looks at the padding without branching on it, and gives plain text in every case, with a word on whether the padding
//! fits. That word counts only after the plain text was judged like any other.

use std::borrow::Cow;

use openssl::symm::{Cipher, Crypter, Mode};
use zeroize::Zeroizing;

use super::algorithm::{digest, write_with_null, Algorithm};
use super::id::IssuerAndSerial;
use crate::crypto::digest::Digest;
use crate::crypto::rsa::{PublicKey, RsaAlgorithm};
use crate::crypto::{aes, failed, init, random};
use crate::der::{oid, tag, Reader, Writer};
use crate::error::{Error, Result, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_STRUCTURE};
use crate::secret::{SecretBuffer, SecretBytes};

/// More recipients than this in one message are there to keep us busy.
const MAX_RECIPIENTS: usize = 32;

/// How the content is encrypted, in CBC mode with the padding of RFC 5652, section 6.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentCipher {
    /// AES-128.
    Aes128,
    /// AES-192.
    Aes192,
    /// AES-256.
    Aes256,
    /// Triple DES with three keys: for old messages only.
    TripleDes,
}

impl ContentCipher {
    const ALL: [ContentCipher; 4] =
        [ContentCipher::Aes128, ContentCipher::Aes192, ContentCipher::Aes256, ContentCipher::TripleDes];

    fn oid(self) -> &'static [u8] {
        match self {
            ContentCipher::Aes128 => oid::AES_128_CBC,
            ContentCipher::Aes192 => oid::AES_192_CBC,
            ContentCipher::Aes256 => oid::AES_256_CBC,
            ContentCipher::TripleDes => oid::DES_EDE3_CBC,
        }
    }

    fn openssl(self) -> Cipher {
        match self {
            ContentCipher::Aes128 => Cipher::aes_128_cbc(),
            ContentCipher::Aes192 => Cipher::aes_192_cbc(),
            ContentCipher::Aes256 => Cipher::aes_256_cbc(),
            ContentCipher::TripleDes => Cipher::des_ede3_cbc(),
        }
    }

    /// Bytes of a key.
    pub fn key_len(self) -> usize {
        self.openssl().key_len()
    }

    /// Bytes of a block, and of an initialisation vector.
    fn block(self) -> usize {
        self.openssl().block_size()
    }
}

/// Whom a content is encrypted to.
pub struct Recipient<'a> {
    /// The certificate.
    pub id: IssuerAndSerial<'a>,
    /// Its key.
    pub key: &'a PublicKey,
    /// How the content's key is wrapped: [`RsaAlgorithm::RsaesPkcs1`] or [`RsaAlgorithm::RsaesOaepSha256`].
    pub key_transport: RsaAlgorithm,
}

/// Encrypts some parts, one after another, with AES-256 and a fresh key.
pub fn envelop(parts: &[&[u8]], recipient: &Recipient<'_>) -> Result<SecretBuffer> {
    init()?;
    let key = random::<{ aes::KEY_LEN }>()?;
    let iv = random::<{ aes::BLOCK }>()?;
    let wrapped_key = recipient.key.encrypt(recipient.key_transport, &*key)?;
    let plain: usize = parts.iter().map(|part| part.len()).sum();
    let pad = aes::BLOCK - plain % aes::BLOCK;
    let padding = [pad as u8; aes::BLOCK];
    let mut ciphertext = Vec::with_capacity(plain + pad + aes::BLOCK);
    aes::encrypt_cbc(&key, &*iv, &[parts, &[&padding[..pad]]].concat(), &mut ciphertext)?;
    let mut out = Writer::new();
    out.sequence(|info| {
        info.oid(oid::ENVELOPED_DATA);
        info.explicit(0, |explicit| {
            explicit.sequence(|data| {
                data.integer(&[]);
                data.set_of(|recipients| {
                    recipients.sequence(|info| {
                        info.integer(&[]);
                        recipient.id.write(info);
                        write_key_transport(recipient.key_transport, info)?;
                        info.octet_string(&wrapped_key);
                        Ok(())
                    })
                })?;
                data.sequence(|content| {
                    content.oid(oid::DATA);
                    content.sequence(|cipher| {
                        cipher.oid(oid::AES_256_CBC);
                        cipher.octet_string(&*iv);
                    });
                    content.primitive(tag::context(0), &ciphertext);
                });
                Ok(())
            })
        })
    })?;
    Ok(out.finish())
}

/// The AlgorithmIdentifier of a key transport (RFC 3370, section 4.2.1; RFC 3560, section 2.1).
fn write_key_transport(algorithm: RsaAlgorithm, out: &mut Writer) -> Result<()> {
    match algorithm {
        RsaAlgorithm::RsaesPkcs1 => write_with_null(oid::RSA_ENCRYPTION, out),
        RsaAlgorithm::RsaesOaepSha256 => out.sequence(|transport| {
            transport.oid(oid::RSAES_OAEP);
            transport.sequence(|parameters| {
                parameters.explicit(0, |hash| write_with_null(oid::SHA256, hash));
                parameters.explicit(1, |mgf| {
                    mgf.sequence(|mgf| {
                        mgf.oid(oid::MGF1);
                        write_with_null(oid::SHA256, mgf);
                    });
                });
            });
        }),
        _ => {
            let message = format!("{} wraps no keys in CMS here", algorithm.name());
            return Err(Error::new(CYBSIGN_E_UNSUPPORTED, message));
        }
    }
    Ok(())
}

/// An EnvelopedData that was read, with the recipient that a certificate is.
pub struct EnvelopedData<'a> {
    /// How the content's key is wrapped.
    pub key_transport: RsaAlgorithm,
    /// The wrapped key.
    pub wrapped_key: Cow<'a, [u8]>,
    content: EncryptedContent<'a>,
}

/// An EncryptedContentInfo, whose cipher text is whole blocks.
struct EncryptedContent<'a> {
    cipher: ContentCipher,
    iv: &'a [u8],
    ciphertext: Cow<'a, [u8]>,
}

/// Plain text, and whether its padding fits.
pub struct Decrypted {
    /// The plain text; where the padding does not fit, with all of it.
    pub plain: Zeroizing<Vec<u8>>,
    /// Whether the padding fits. To be looked at last.
    pub well_padded: bool,
}

fn wrong(why: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_STRUCTURE, format!("the EnvelopedData can't be taken: {why}"))
}

fn refused(what: &str) -> Error {
    Error::new(CYBSIGN_E_VERIFY_ALGORITHM, format!("the EnvelopedData's {what} is not accepted"))
}

impl<'a> EnvelopedData<'a> {
    /// Reads a ContentInfo that holds an EnvelopedData; `None` if it is encrypted to others than this certificate.
    ///
    /// # Errors
    /// `CYBSIGN_E_DER`; `CYBSIGN_E_VERIFY_STRUCTURE` where it is no EnvelopedData over id-data, or has the recipient twice;
    /// `CYBSIGN_E_VERIFY_ALGORITHM` for another cipher than AES or triple DES in CBC mode, or another key transport than
    /// RSAES-PKCS1-v1_5 and RSAES-OAEP with SHA-1 or SHA-256. Nothing secret is known yet: these may be told.
    pub fn read(der: &'a [u8], recipient: &IssuerAndSerial<'_>) -> Result<Option<EnvelopedData<'a>>> {
        let mut reader = Reader::new(der);
        let mut info = reader.sequence()?;
        reader.finish()?;
        if info.expect(tag::OID)?.body != oid::ENVELOPED_DATA {
            return Err(wrong("it is another content type"));
        }
        let mut explicit = info.expect(tag::explicit(0))?.children();
        info.finish()?;
        let mut enveloped = explicit.sequence()?;
        explicit.finish()?;
        enveloped.expect(tag::INTEGER)?;
        // What the originator says of itself is for key agreement.
        enveloped.optional(tag::explicit(0))?;
        let mut recipients = enveloped.expect(tag::SET)?.children();
        let mut content = enveloped.sequence()?;
        enveloped.optional(tag::explicit(1))?;
        enveloped.finish()?;
        let content = EncryptedContent::read(&mut content)?;
        let mut found = None;
        for count in 0.. {
            if recipients.is_empty() {
                break;
            }
            if count == MAX_RECIPIENTS {
                return Err(wrong("it has more than 32 recipients"));
            }
            let Some((key_transport, wrapped_key)) = read_recipient(&mut recipients, recipient)? else { continue };
            if found.is_some() {
                return Err(wrong("it has the same recipient twice"));
            }
            found = Some((key_transport, wrapped_key));
        }
        Ok(found.map(|(key_transport, wrapped_key)| EnvelopedData { key_transport, wrapped_key, content }))
    }

    /// How the content is encrypted.
    pub fn cipher(&self) -> ContentCipher {
        self.content.cipher
    }

    /// Decrypts with what came out of unwrapping the key; anything that is no key stands for a random one.
    pub fn decrypt(&self, unwrapped: Option<&[u8]>) -> Result<Decrypted> {
        init()?;
        let EncryptedContent { cipher, iv, ciphertext } = &self.content;
        let key_len = cipher.key_len();
        let random = random::<32>()?;
        let key = SecretBytes::new(unwrapped.filter(|key| key.len() == key_len).unwrap_or(&random[..key_len]).to_vec());
        let block = cipher.block();
        let mut plain = Zeroizing::new(vec![0; ciphertext.len() + block]);
        let run = |plain: &mut Vec<u8>| {
            let mut crypter = Crypter::new(cipher.openssl(), Mode::Decrypt, &key, Some(iv)).ok()?;
            crypter.pad(false);
            let written = crypter.update(ciphertext, plain).ok()?;
            let last = crypter.finalize(&mut plain[written..]).ok()?;
            Some(written + last)
        };
        let len = run(&mut plain).ok_or_else(|| failed("a content could not be decrypted"))?;
        plain.truncate(len);
        let (pad, well_padded) = padding(&plain, block);
        plain.truncate(len - pad);
        Ok(Decrypted { plain, well_padded })
    }
}

impl<'a> EncryptedContent<'a> {
    fn read(info: &mut Reader<'a>) -> Result<EncryptedContent<'a>> {
        if info.expect(tag::OID)?.body != oid::DATA {
            return Err(wrong("what it encrypts is not id-data"));
        }
        let algorithm = Algorithm::read(info)?;
        let cipher = ContentCipher::ALL.into_iter().find(|cipher| cipher.oid() == algorithm.oid);
        let cipher = cipher.ok_or_else(|| refused("cipher"))?;
        let mut parameters = algorithm.parameters();
        let iv = parameters.expect(tag::OCTET_STRING)?.body;
        parameters.finish()?;
        let octets = info.element()?;
        if octets.tag & !tag::CONSTRUCTED != tag::context(0) {
            return Err(wrong("its content is missing"));
        }
        info.finish()?;
        let ciphertext = octets.octets()?;
        if iv.len() != cipher.block() || ciphertext.is_empty() || ciphertext.len() % cipher.block() != 0 {
            return Err(wrong("its content is not whole blocks"));
        }
        Ok(EncryptedContent { cipher, iv, ciphertext })
    }
}

type WrappedKey<'a> = (RsaAlgorithm, Cow<'a, [u8]>);

/// The next RecipientInfo; `None` if it is for somebody else.
fn read_recipient<'a>(recipients: &mut Reader<'a>, wanted: &IssuerAndSerial<'_>) -> Result<Option<WrappedKey<'a>>> {
    let info = recipients.element()?;
    // Key agreement, passwords and the like have tags of their own.
    if info.tag != tag::SEQUENCE {
        return Ok(None);
    }
    let mut info = info.children();
    info.expect(tag::INTEGER)?;
    if info.peek() != Some(tag::SEQUENCE) || IssuerAndSerial::read(&mut info)? != *wanted {
        return Ok(None);
    }
    let algorithm = Algorithm::read(&mut info)?;
    let key_transport = key_transport(&algorithm).ok_or_else(|| refused("key transport"))?;
    let wrapped_key = info.expect(tag::OCTET_STRING)?.octets()?;
    info.finish()?;
    Ok(Some((key_transport, wrapped_key)))
}

fn key_transport(algorithm: &Algorithm<'_>) -> Option<RsaAlgorithm> {
    match algorithm.oid {
        oid::RSA_ENCRYPTION if algorithm.has_none() => Some(RsaAlgorithm::RsaesPkcs1),
        oid::RSAES_OAEP => match oaep_digests(algorithm.parameters()).ok()?? {
            (Digest::Sha1, Digest::Sha1) => Some(RsaAlgorithm::RsaesOaepSha1),
            (Digest::Sha256, Digest::Sha256) => Some(RsaAlgorithm::RsaesOaepSha256),
            _ => None,
        },
        _ => None,
    }
}

/// The digest and that of MGF1 in RSAES-OAEP-params (RFC 8017, appendix A.2.1), both SHA-1 where they are absent; `None` for
/// other ones, and for a label.
fn oaep_digests(mut parameters: Reader<'_>) -> Result<Option<(Digest, Digest)>> {
    if parameters.is_empty() {
        return Ok(Some((Digest::Sha1, Digest::Sha1)));
    }
    let mut fields = parameters.sequence()?;
    parameters.finish()?;
    let hash = match fields.optional(tag::explicit(0))? {
        None => Some(Digest::Sha1),
        Some(field) => digest(&Algorithm::read(&mut field.children())?),
    };
    let mgf1 = match fields.optional(tag::explicit(1))? {
        None => Some(Digest::Sha1),
        Some(field) => {
            let mgf = Algorithm::read(&mut field.children())?;
            let inside = Algorithm::read(&mut mgf.parameters())?;
            digest(&inside).filter(|_| mgf.oid == oid::MGF1)
        }
    };
    Ok(hash.zip(mgf1).filter(|_| fields.is_empty()))
}

/// How many bytes of padding there are, and whether they are one: each has the length of all for a value. Nothing branches on
/// a byte. Where they are none, nothing counts as padding.
fn padding(plain: &[u8], block: usize) -> (usize, bool) {
    // 1 if one number is less than another one, both far below 2^31.
    let less = |one: u32, other: u32| one.wrapping_sub(other) >> 31;
    let Some(last) = plain.last().map(|last| u32::from(*last)) else { return (0, false) };
    let mut wrong = less(last, 1) | less(block as u32, last);
    for (from_end, byte) in plain.iter().rev().take(block).enumerate() {
        // All ones where the byte belongs to the padding.
        let inside = less(from_end as u32, last).wrapping_neg();
        wrong |= inside & (u32::from(*byte) ^ last);
    }
    let right = 1 ^ ((wrong | wrong.wrapping_neg()) >> 31);
    ((last * right) as usize, right == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_told_from_what_is_none() {
        for block in [8, 16] {
            for pad in 1..=block {
                let mut plain = vec![0xee; 2 * block - pad];
                plain.extend(vec![pad as u8; pad]);
                assert_eq!(padding(&plain, block), (pad, true));
                for at in 1..=pad {
                    let mut changed = plain.clone();
                    let place = changed.len() - at;
                    changed[place] ^= 0x80;
                    assert_eq!(padding(&changed, block), (0, false), "{pad} {at}");
                }
            }
            for last in [0, block as u8 + 1, 0x80, 0xff] {
                assert_eq!(padding(&vec![last; 2 * block], block), (0, false));
            }
        }
        assert_eq!(padding(&[], 16), (0, false));
    }

    #[test]
    fn a_random_key_stands_for_what_is_no_key() {
        let enveloped = EnvelopedData {
            key_transport: RsaAlgorithm::RsaesPkcs1,
            wrapped_key: Cow::Borrowed(&[]),
            content: EncryptedContent {
                cipher: ContentCipher::Aes256,
                iv: &[0; 16],
                ciphertext: Cow::Borrowed(&[7; 64]),
            },
        };
        for unwrapped in [None, Some(&[][..]), Some(&[1; 16]), Some(&[1; 33])] {
            let one = enveloped.decrypt(unwrapped).unwrap().plain;
            assert_ne!(*one, *enveloped.decrypt(unwrapped).unwrap().plain);
        }
        let key = [1; 32];
        assert_eq!(*enveloped.decrypt(Some(&key)).unwrap().plain, *enveloped.decrypt(Some(&key)).unwrap().plain);
    }
}
