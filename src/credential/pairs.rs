//! Which certificate belongs to which key of a file.
//!
//! They belong together by the public key; their places in the file and localKeyIDs are hints that real files get wrong.

use std::collections::{HashMap, HashSet};

use super::container::Container;

/// Indices of a key and of a certificate that belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: usize,
    pub(super) certificate: usize,
}

/// Every key with every certificate that belongs to it.
pub(super) struct Pairs {
    list: Vec<Pair>,
    /// The first certificate of each key.
    certificates: HashMap<usize, usize>,
    with_key: HashSet<usize>,
}

/// Comparisons of keys and certificates whose encodings differ, in one file.
const MAX_ATTEMPTS: usize = 5_000;

impl Pairs {
    /// Finds the pairs of a file.
    pub(super) fn of(container: &Container) -> Pairs {
        // A file may hold thousands of both: certificates are found by their public key, not one by one.
        let mut by_spki: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (at, entry) in container.certificates.iter().enumerate() {
            by_spki.entry(entry.certificate.spki()).or_default().push(at);
        }
        let mut list = Vec::new();
        let mut attempts = 0..MAX_ATTEMPTS;
        for (key, entry) in container.keys.iter().enumerate() {
            let Some(private) = &entry.key else { continue };
            let found = private.spki().ok().and_then(|spki| by_spki.get(spki.as_slice()));
            let certificates = match found {
                Some(certificates) => certificates.clone(),
                // The same key may be written in another way (parameters absent or NULL, compressed points).
                None => (0..container.certificates.len())
                    .take_while(|_| attempts.next().is_some())
                    .filter(|at| private.matches(container.certificates[*at].certificate.spki()))
                    .collect(),
            };
            list.extend(certificates.into_iter().map(|certificate| Pair { key, certificate }));
        }
        let mut certificates = HashMap::new();
        for pair in &list {
            certificates.entry(pair.key).or_insert(pair.certificate);
        }
        let with_key = list.iter().map(|pair| pair.certificate).collect();
        Pairs { list, certificates, with_key }
    }

    /// The one pair of a certificate and a key that lives elsewhere.
    pub(super) fn of_caller(certificate: usize) -> Pairs {
        Pairs { list: Vec::new(), certificates: HashMap::new(), with_key: HashSet::from([certificate]) }
    }

    /// All pairs, in the order of the keys.
    pub(super) fn list(&self) -> &[Pair] {
        &self.list
    }

    /// The first certificate of a key.
    pub(super) fn certificate_of(&self, key: usize) -> Option<usize> {
        self.certificates.get(&key).copied()
    }

    /// Whether a certificate's key is there.
    pub(super) fn has_key(&self, certificate: usize) -> bool {
        self.with_key.contains(&certificate)
    }
}
