//! Random bytes of the system.

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_CRYPTO};

/// Fresh random bytes; wiped after use, since most of them become keys.
pub fn random<const LEN: usize>() -> Result<Zeroizing<[u8; LEN]>> {
    let mut bytes = Zeroizing::new([0; LEN]);
    SystemRandom::new()
        .fill(&mut *bytes)
        .map_err(|_| Error::new(CYBSIGN_E_CRYPTO, "the system gave no random numbers"))?;
    Ok(bytes)
}
