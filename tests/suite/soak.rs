//! Long runs: a thousandth of each in every run of the tests, the whole with `make soak`, which sets CYBSIGN_SOAK=1.

use cybsign::credential::Credential;
use cybsign::simple_order::{verify, SimpleOrder};

use crate::support::xml_generator::{Random, CYBS};
use crate::support::{between, credential, key_file, PASSWORD};

fn is_whole() -> bool {
    std::env::var_os("CYBSIGN_SOAK").is_some()
}

fn count(whole: usize) -> usize {
    if is_whole() {
        whole
    } else {
        whole / 1000
    }
}

/// The bytes with one to three of them changed.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(changed.len());
        changed[at] = random.below(256) as u8;
    }
    changed
}

/// The resident memory of this process in KiB.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_signatures_leave_no_memory_behind() {
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    let sign = || order.sign_nvp(b"merchantID=m\n").unwrap();
    let expected = sign();
    let sign_all = |count: usize| {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| (0..count / 2).for_each(|_| assert_eq!(*sign(), *expected)));
            }
        });
    };
    sign_all(1000);
    let before = memory();
    sign_all(count(1_000_000));
    // Other tests run beside this one but for `make soak`, and take memory too.
    if is_whole() {
        assert!(memory() < before + 8192, "{before} KiB became {} KiB", memory());
    }
}

#[test]
fn no_mutation_of_a_message_verifies_as_something_else() {
    let order = SimpleOrder::new(&credential("leaf_gen2.p12"), b"").unwrap();
    let message =
        order.sign_xml(format!("<requestMessage xmlns='{CYBS}' b='1'>x<c/>&amp;</requestMessage>").as_bytes()).unwrap();
    let certificate = std::fs::read_to_string(key_file("cert_leaf.pem")).unwrap();
    let options = serde_json::json!({ "expected_certificate": certificate }).to_string();
    let body = |message: &[u8]| {
        between(&String::from_utf8_lossy(message), "wsu:Id=\"SOAP-ENV-Body\"", "</SOAP-ENV:Body").to_owned()
    };
    let whole = body(&message);
    let mut random = Random::new(7);
    for _ in 0..count(100_000) {
        let changed = mutated(&message, &mut random);
        if verify(&changed, options.as_bytes()).is_ok() {
            assert_eq!(body(&changed), whole);
        }
    }
}

#[test]
fn no_mutation_of_a_p12_gives_another_key() {
    let p12 = std::fs::read(key_file("leaf_gen2.p12")).unwrap();
    let whole = credential("leaf_gen2.p12").certificate().unwrap().der().to_vec();
    let mut random = Random::new(11);
    for _ in 0..count(100_000) {
        let changed = mutated(&p12, &mut random);
        if let Ok(loaded) = Credential::from_p12(&changed, PASSWORD, None, b"") {
            assert_eq!(loaded.certificate().unwrap().der(), whole);
        }
    }
}
