//! Every RSA algorithm against OpenSSL's other interface, against ring, and against the formulas of RFC 8017 over plain
//! numbers.

use cybsign::credential::RsaAlgorithm::{self, *};
use cybsign::crypto::key::PrivateKey;
use cybsign::crypto::rsa::{PublicKey, SigningKey};
use cybsign::error::{CYBSIGN_E_KEY_KIND, CYBSIGN_E_MESSAGE, CYBSIGN_E_UNSUPPORTED};
use openssl::bn::{BigNum, BigNumContext};
use openssl::hash::{hash, MessageDigest};
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer, Verifier};

use crate::support::key_file;

const MESSAGE: &[u8] = b"ccAuthService_run=true\n";

/// One key as everyone who takes part knows it.
struct Key {
    rsa: Rsa<Private>,
    pkey: PKey<Private>,
    ours: SigningKey,
    public: PublicKey,
}

impl Key {
    fn new() -> Key {
        Key::of(Rsa::private_key_from_pem(&std::fs::read(key_file("key_leaf.pem")).unwrap()).unwrap())
    }

    fn of(rsa: Rsa<Private>) -> Key {
        let pkey = PKey::from_rsa(rsa.clone()).unwrap();
        let ours = PrivateKey::from_rsa(&rsa.private_key_to_der().unwrap()).unwrap().into_signing_key().unwrap();
        let public = PublicKey::from_spki(&pkey.public_key_to_der().unwrap()).unwrap();
        Key { rsa, pkey, ours, public }
    }

    /// The private operation on the number that these bytes are (RFC 8017, sections 5.1.2 and 5.2.1).
    fn power(&self, bytes: &[u8]) -> Vec<u8> {
        let (number, mut out) = (BigNum::from_slice(bytes).unwrap(), BigNum::new().unwrap());
        out.mod_exp(&number, self.rsa.d(), self.rsa.n(), &mut BigNumContext::new().unwrap()).unwrap();
        out.to_vec_padded(self.public.size() as i32).unwrap()
    }

    /// The public operation.
    fn public_power(&self, bytes: &[u8]) -> Vec<u8> {
        let (number, mut out) = (BigNum::from_slice(bytes).unwrap(), BigNum::new().unwrap());
        out.mod_exp(&number, self.rsa.e(), self.rsa.n(), &mut BigNumContext::new().unwrap()).unwrap();
        out.to_vec_padded(self.public.size() as i32).unwrap()
    }
}

fn md(algorithm: RsaAlgorithm) -> MessageDigest {
    match algorithm {
        RsassaPkcs1Sha1 | RsaesOaepSha1 => MessageDigest::sha1(),
        RsassaPkcs1Sha256 | RsassaPssSha256 | RsaesOaepSha256 => MessageDigest::sha256(),
        RsassaPkcs1Sha384 | RsassaPssSha384 => MessageDigest::sha384(),
        RsassaPkcs1Sha512 | RsassaPssSha512 => MessageDigest::sha512(),
        RsaesPkcs1 => panic!("no digest"),
    }
}

fn is_pss(algorithm: RsaAlgorithm) -> bool {
    matches!(algorithm, RsassaPssSha256 | RsassaPssSha384 | RsassaPssSha512)
}

fn digest(algorithm: RsaAlgorithm) -> Vec<u8> {
    hash(md(algorithm), MESSAGE).unwrap().to_vec()
}

/// A signature by OpenSSL's EVP_DigestSign; of PSS with this salt and this mask's digest.
fn signed_by_openssl(key: &Key, algorithm: RsaAlgorithm, salt: RsaPssSaltlen, mgf1: MessageDigest) -> Vec<u8> {
    let mut signer = Signer::new(md(algorithm), &key.pkey).unwrap();
    if is_pss(algorithm) {
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(salt).unwrap();
        signer.set_rsa_mgf1_md(mgf1).unwrap();
    }
    signer.update(MESSAGE).unwrap();
    signer.sign_to_vec().unwrap()
}

fn verified_by_openssl(key: &Key, algorithm: RsaAlgorithm, signature: &[u8]) -> bool {
    let mut verifier = Verifier::new(md(algorithm), &key.pkey).unwrap();
    if is_pss(algorithm) {
        verifier.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
        verifier.set_rsa_mgf1_md(md(algorithm)).unwrap();
    }
    verifier.update(MESSAGE).unwrap();
    verifier.verify(signature).unwrap_or(false)
}

fn verified_by_ring(key: &Key, algorithm: RsaAlgorithm, signature: &[u8]) -> bool {
    use ring::signature::*;
    let parameters = match algorithm {
        RsassaPkcs1Sha1 => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        RsassaPkcs1Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        RsassaPkcs1Sha384 => &RSA_PKCS1_2048_8192_SHA384,
        RsassaPkcs1Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        RsassaPssSha256 => &RSA_PSS_2048_8192_SHA256,
        RsassaPssSha384 => &RSA_PSS_2048_8192_SHA384,
        RsassaPssSha512 => &RSA_PSS_2048_8192_SHA512,
        RsaesPkcs1 | RsaesOaepSha1 | RsaesOaepSha256 => panic!("no signature"),
    };
    let public = key.rsa.public_key_to_der_pkcs1().unwrap();
    UnparsedPublicKey::new(parameters, public).verify(MESSAGE, signature).is_ok()
}

#[test]
fn signatures_verify_everywhere() {
    let key = Key::new();
    for algorithm in RsaAlgorithm::SIGNING {
        let signature = key.ours.sign(algorithm, &digest(algorithm)).unwrap();
        assert_eq!(signature.len(), key.public.size());
        assert!(key.public.verify(algorithm, &digest(algorithm), &signature), "{}", algorithm.name());
        assert!(verified_by_openssl(&key, algorithm, &signature), "{}", algorithm.name());
        assert!(verified_by_ring(&key, algorithm, &signature), "{}", algorithm.name());
        let again = key.ours.sign(algorithm, &digest(algorithm)).unwrap();
        assert_eq!(again != signature, is_pss(algorithm), "only PSS has a salt: {}", algorithm.name());
    }
}

#[test]
fn signatures_of_others_are_verified() {
    let key = Key::new();
    for algorithm in [RsassaPkcs1Sha1].into_iter().chain(RsaAlgorithm::SIGNING) {
        let theirs = signed_by_openssl(&key, algorithm, RsaPssSaltlen::DIGEST_LENGTH, md(algorithm));
        assert!(verified_by_ring(&key, algorithm, &theirs));
        assert!(key.public.verify(algorithm, &digest(algorithm), &theirs), "{}", algorithm.name());
    }
}

/// The encoded message of RFC 8017, section 9.2, around what stands for a DigestInfo.
fn pkcs1_encoding(key: &Key, block_type: u8, filler: &[u8], info: &[u8]) -> Vec<u8> {
    let mut encoded = [&[0, block_type], filler, &[0], info].concat();
    encoded.resize(key.public.size(), 0x5a);
    encoded
}

/// DigestInfo of SHA-256 up to the digest (RFC 8017, section 9.2, note 1), with this much between identifier and digest.
fn digest_info(parameters: &[u8]) -> Vec<u8> {
    let oid = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    let algorithm = [&[0x06, 9][..], &oid, parameters].concat();
    let length = |len: usize| u8::try_from(len).unwrap();
    let sequence = [&[0x30, length(algorithm.len())], &algorithm[..], &[0x04, 32], &digest(RsassaPkcs1Sha256)].concat();
    [&[0x30, length(sequence.len())], &sequence[..]].concat()
}

/// PKCS #1 v1.5 has no salt: what the formula gives is the one signature.
#[test]
fn pkcs1_signatures_are_those_of_the_formula() {
    let key = Key::new();
    let info = digest_info(&[0x05, 0x00]);
    let filler = vec![0xff; key.public.size() - 3 - info.len()];
    let expected = key.power(&pkcs1_encoding(&key, 1, &filler, &info));
    assert_eq!(key.ours.sign(RsassaPkcs1Sha256, &digest(RsassaPkcs1Sha256)).unwrap(), expected);
}

#[test]
fn encodings_that_are_almost_right_are_refused() {
    let key = Key::new();
    let good = digest_info(&[0x05, 0x00]);
    let room = key.public.size() - 3;
    let padded = |len: usize| vec![0xff; len];
    let verify = |encoded: &[u8]| key.public.verify(RsassaPkcs1Sha256, &digest(RsassaPkcs1Sha256), &key.power(encoded));
    assert!(verify(&pkcs1_encoding(&key, 1, &padded(room - good.len()), &good)));

    let mut long_form = good.clone();
    long_form.splice(1..2, [0x81, good[1]]);
    let mut other_digest = good.clone();
    *other_digest.last_mut().unwrap() ^= 1;
    let mut other_algorithm = good.clone();
    other_algorithm[14] = 2;
    let mut holed = padded(room - good.len());
    holed[100] = 0;
    let mut soft = padded(room - good.len());
    soft[7] = 0xfe;
    let bare = digest(RsassaPkcs1Sha256);
    for (what, encoded) in [
        ("block type 2", pkcs1_encoding(&key, 2, &padded(room - good.len()), &good)),
        ("block type 0", pkcs1_encoding(&key, 0, &padded(room - good.len()), &good)),
        ("bytes after the digest", pkcs1_encoding(&key, 1, &padded(8), &good)),
        ("a shorter filler", pkcs1_encoding(&key, 1, &padded(room - good.len() - 1), &good)),
        ("a filler with a hole", pkcs1_encoding(&key, 1, &holed, &good)),
        ("a filler of other bytes", pkcs1_encoding(&key, 1, &soft, &good)),
        ("a length in two octets", pkcs1_encoding(&key, 1, &padded(room - long_form.len()), &long_form)),
        ("another digest", pkcs1_encoding(&key, 1, &padded(room - good.len()), &other_digest)),
        ("another algorithm", pkcs1_encoding(&key, 1, &padded(room - good.len()), &other_algorithm)),
        ("a digest without its algorithm", pkcs1_encoding(&key, 1, &padded(room - bare.len()), &bare)),
        ("long parameters", {
            let info = digest_info(&[0x04, 3, 1, 2, 3]);
            pkcs1_encoding(&key, 1, &padded(room - info.len()), &info)
        }),
    ] {
        assert_eq!(encoded.len(), key.public.size());
        assert!(!verify(&encoded), "{what}");
    }
}

#[test]
fn what_belongs_to_other_algorithms_keys_and_digests_is_refused() {
    let (key, other) = (Key::new(), Key::of(Rsa::generate(2048).unwrap()));
    for algorithm in [RsassaPkcs1Sha1].into_iter().chain(RsaAlgorithm::SIGNING) {
        let signature = signed_by_openssl(&key, algorithm, RsaPssSaltlen::DIGEST_LENGTH, md(algorithm));
        let digest = digest(algorithm);
        let refused = |with: &PublicKey, algorithm, digest: &[u8], signature: &[u8]| {
            assert!(!with.verify(algorithm, digest, signature));
        };
        for another in [RsassaPkcs1Sha1].into_iter().chain(RsaAlgorithm::SIGNING).chain(RsaAlgorithm::DECRYPTING) {
            if another != algorithm {
                refused(&key.public, another, &digest, &signature);
            }
        }
        refused(&other.public, algorithm, &digest, &signature);
        refused(&key.public, algorithm, &digest[1..], &signature);
        refused(&key.public, algorithm, &[&digest[..], &[0]].concat(), &signature);
        refused(&key.public, algorithm, &[], &signature);
        let mut changed = digest.clone();
        changed[0] ^= 0x80;
        refused(&key.public, algorithm, &changed, &signature);

        refused(&key.public, algorithm, &digest, &signature[1..]);
        refused(&key.public, algorithm, &digest, &signature[..signature.len() - 1]);
        refused(&key.public, algorithm, &digest, &[&[0], &signature[..]].concat());
        refused(&key.public, algorithm, &digest, &[&signature[..], &[0]].concat());
        refused(&key.public, algorithm, &digest, &[]);
        for number in [BigNum::from_u32(0).unwrap(), BigNum::from_u32(1).unwrap(), key.rsa.n().to_owned().unwrap()] {
            refused(&key.public, algorithm, &digest, &number.to_vec_padded(key.public.size() as i32).unwrap());
        }
        for at in (0..signature.len()).step_by(17) {
            let mut signature = signature.clone();
            signature[at] ^= 4;
            refused(&key.public, algorithm, &digest, &signature);
        }
    }
}

/// A signature that is larger than the modulus by the modulus has the same power.
#[test]
fn a_signature_is_smaller_than_the_modulus() {
    let key = Key::of(Rsa::generate(2047).unwrap());
    let signature = key.ours.sign(RsassaPkcs1Sha256, &digest(RsassaPkcs1Sha256)).unwrap();
    let mut larger = BigNum::new().unwrap();
    larger.checked_add(&BigNum::from_slice(&signature).unwrap(), key.rsa.n()).unwrap();
    let larger = larger.to_vec_padded(key.public.size() as i32).unwrap();
    assert!(key.public.verify(RsassaPkcs1Sha256, &digest(RsassaPkcs1Sha256), &signature));
    assert!(!key.public.verify(RsassaPkcs1Sha256, &digest(RsassaPkcs1Sha256), &larger));
}

#[test]
fn pss_has_one_salt_length_and_one_mask() {
    let key = Key::new();
    for algorithm in [RsassaPssSha256, RsassaPssSha384, RsassaPssSha512] {
        let length = md(algorithm).size() as i32;
        for (salt, mgf1, good) in [
            (length, md(algorithm), true),
            (0, md(algorithm), false),
            (20, md(algorithm), false),
            (length - 1, md(algorithm), false),
            (length + 1, md(algorithm), false),
            (length, MessageDigest::sha1(), false),
        ] {
            let signature = signed_by_openssl(&key, algorithm, RsaPssSaltlen::custom(salt), mgf1);
            let verified = key.public.verify(algorithm, &digest(algorithm), &signature);
            assert_eq!(verified, good, "{} with a salt of {salt}", algorithm.name());
        }
        // The recovered encoding ends in 0xbc and has its highest bit clear (RFC 8017, section 9.1.1).
        let signature = key.ours.sign(algorithm, &digest(algorithm)).unwrap();
        let encoded = key.public_power(&signature);
        assert!(encoded.ends_with(&[0xbc]) && encoded[0] < 0x80);
        for (at, bit) in [(encoded.len() - 1, 1), (encoded.len() - 2, 1), (3, 1)] {
            let mut encoded = encoded.clone();
            encoded[at] ^= bit;
            assert!(!key.public.verify(algorithm, &digest(algorithm), &key.power(&encoded)));
        }
    }
}

/// MGF1 (RFC 8017, appendix B.2.1).
fn mask(md: MessageDigest, seed: &[u8], len: usize) -> Vec<u8> {
    let blocks = (0u32..).flat_map(|count| hash(md, &[seed, &count.to_be_bytes()].concat()).unwrap().to_vec());
    blocks.take(len).collect()
}

fn xor(one: &[u8], other: &[u8]) -> Vec<u8> {
    one.iter().zip(other).map(|(one, other)| one ^ other).collect()
}

/// EME-OAEP (RFC 8017, section 7.1.1, step 2).
fn oaep_encoding(size: usize, md: MessageDigest, mgf1: MessageDigest, label: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = hash(md, label).unwrap().to_vec();
    block.resize(size - 1 - md.size() - message.len() - 1, 0);
    block.push(1);
    block.extend_from_slice(message);
    let seed = vec![0xa5; md.size()];
    let masked = xor(&block, &mask(mgf1, &seed, block.len()));
    let masked_seed = xor(&seed, &mask(mgf1, &masked, seed.len()));
    [&[0][..], &masked_seed, &masked].concat()
}

fn oaep_decoding(md: MessageDigest, encoded: &[u8]) -> Vec<u8> {
    assert_eq!(encoded[0], 0);
    let (masked_seed, masked) = encoded[1..].split_at(md.size());
    let seed = xor(masked_seed, &mask(md, masked, masked_seed.len()));
    let block = xor(masked, &mask(md, &seed, masked.len()));
    assert_eq!(block[..md.size()], *hash(md, b"").unwrap());
    let one = block[md.size()..].iter().position(|byte| *byte != 0).unwrap() + md.size();
    assert_eq!(block[one], 1);
    block[one + 1..].to_vec()
}

#[test]
fn oaep_is_that_of_the_formula() {
    let key = Key::new();
    for algorithm in [RsaesOaepSha1, RsaesOaepSha256] {
        let size = key.public.size();
        for len in [0, 1, 32, size - 2 * md(algorithm).size() - 2] {
            let plain = vec![7; len];
            let encrypted = key.public.encrypt(algorithm, &plain).unwrap();
            assert_eq!(encrypted.len(), size);
            assert_eq!(oaep_decoding(md(algorithm), &key.power(&encrypted)), plain);
            assert_eq!(*key.ours.decrypt(algorithm, &encrypted).unwrap(), plain);
            let theirs = key.public_power(&oaep_encoding(size, md(algorithm), md(algorithm), b"", &plain));
            assert_eq!(*key.ours.decrypt(algorithm, &theirs).unwrap(), plain);
        }
        assert!(key.public.encrypt(algorithm, &vec![7; size - 2 * md(algorithm).size() - 1]).is_err());
    }
}

#[test]
fn oaep_with_other_parameters_is_refused() {
    let key = Key::new();
    let size = key.public.size();
    for algorithm in [RsaesOaepSha1, RsaesOaepSha256] {
        let own = md(algorithm);
        let other = if algorithm == RsaesOaepSha1 { MessageDigest::sha256() } else { MessageDigest::sha1() };
        let good = oaep_encoding(size, own, own, b"", b"key");
        let mut first_octet = good.clone();
        first_octet[0] = 1;
        for (what, encoded) in [
            ("another digest", oaep_encoding(size, other, other, b"", b"key")),
            ("another mask", oaep_encoding(size, own, other, b"", b"key")),
            ("a label", oaep_encoding(size, own, own, b"label", b"key")),
            ("a first octet that is not 0", first_octet),
        ] {
            let error = key.ours.decrypt(algorithm, &key.public_power(&encoded)).err();
            assert_eq!(error.map(|error| error.status()), Some(CYBSIGN_E_MESSAGE), "{what}");
        }
        let encrypted = key.public_power(&good);
        for changed in [&encrypted[1..], &encrypted[..size - 1], &[], &[&encrypted[..], &[0]].concat()] {
            assert!(key.ours.decrypt(algorithm, changed).is_err());
        }
    }
}

#[test]
fn pkcs1_decryption_answers_no_questions() {
    if openssl::version::number() < 0x3020_0000 {
        return;
    }
    let key = Key::new();
    let encrypted = key.public.encrypt(RsaesPkcs1, b"content key").unwrap();
    assert_eq!(*key.ours.decrypt(RsaesPkcs1, &encrypted).unwrap(), *b"content key");
    let by_formula = key.public_power(&pkcs1_encoding(&key, 2, &vec![9; key.public.size() - 6], b"abc"));
    assert_eq!(*key.ours.decrypt(RsaesPkcs1, &by_formula).unwrap(), *b"abc");
    // Random bytes in place of an error: the same ones each time.
    for encoded in [
        pkcs1_encoding(&key, 1, &vec![9; key.public.size() - 6], b"abc"),
        pkcs1_encoding(&key, 2, &[9; 7], b"abc"),
        vec![0; key.public.size()],
    ] {
        let encrypted = key.public_power(&encoded);
        let first = key.ours.decrypt(RsaesPkcs1, &encrypted).unwrap();
        assert!(*first != *b"abc");
        assert_eq!(*first, *key.ours.decrypt(RsaesPkcs1, &encrypted).unwrap());
    }
}

#[test]
fn algorithms_do_what_they_are_for() {
    let key = Key::new();
    for algorithm in [RsassaPkcs1Sha1].into_iter().chain(RsaAlgorithm::SIGNING) {
        let status = |error: Option<cybsign::error::Error>| error.map(|error| error.status());
        assert_eq!(status(key.ours.decrypt(algorithm, &[0; 256]).err()), Some(CYBSIGN_E_UNSUPPORTED));
        assert_eq!(status(key.public.encrypt(algorithm, b"key").err()), Some(CYBSIGN_E_UNSUPPORTED));
    }
    for algorithm in [RsassaPkcs1Sha1].into_iter().chain(RsaAlgorithm::DECRYPTING) {
        let error = key.ours.sign(algorithm, &[0; 20]).unwrap_err();
        assert_eq!(error.status(), CYBSIGN_E_UNSUPPORTED);
    }
}

/// Of 1024 bits a key is too short for PSS with SHA-512, and says so each time.
#[test]
fn a_key_may_be_too_short_for_an_algorithm() {
    let key = Key::of(Rsa::generate(1024).unwrap());
    for _ in 0..2 {
        assert!(key.ours.sign(RsassaPssSha512, &[0; 64]).is_err());
        assert!(key.ours.sign(RsassaPssSha384, &[0; 48]).is_ok());
    }
    let public = PKey::from_rsa(Rsa::generate(8200).unwrap()).unwrap().public_key_to_der().unwrap();
    assert_eq!(PublicKey::from_spki(&public).err().map(|error| error.status()), Some(CYBSIGN_E_KEY_KIND));
}

/// The first use of an algorithm prepares it, whichever thread comes first.
#[test]
fn many_threads_may_be_the_first() {
    let key = Key::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for algorithm in RsaAlgorithm::SIGNING {
                    let signature = key.ours.sign(algorithm, &digest(algorithm)).unwrap();
                    assert!(key.public.verify(algorithm, &digest(algorithm), &signature));
                }
            });
        }
    });
}

#[test]
fn a_public_half_is_written_as_openssl_does() {
    for bits in [1024, 2047, 2048, 3072] {
        let pkey = PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
        let private = PrivateKey::from_pkcs8(&pkey.private_key_to_pkcs8().unwrap()).unwrap();
        assert_eq!(private.spki().unwrap(), pkey.public_key_to_der().unwrap());
    }
}
