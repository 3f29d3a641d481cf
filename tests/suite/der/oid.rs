use cybsign::der::oid::{dotted, name, shown, LIST};
use openssl::asn1::Asn1Object;

#[test]
fn the_list_is_what_openssl_makes_of_the_numbers() {
    for (content, numbers, name) in LIST {
        assert_eq!(*content, Asn1Object::from_str(numbers).unwrap().as_slice(), "{numbers}");
        assert_eq!(dotted(content), *numbers);
        assert_eq!(shown(content), *name);
    }
}

#[test]
fn each_stands_once() {
    for (at, (content, numbers, _)) in LIST.iter().enumerate() {
        assert!(LIST[..at].iter().all(|(other, _, _)| other != content), "{numbers}");
    }
}

#[test]
fn unknown_ones_have_no_name() {
    assert_eq!(name(&[0x2a, 3]), None);
    assert_eq!(name(&[]), None);
    assert_eq!(shown(&[0x2a, 3]), "1.2.3");
}
