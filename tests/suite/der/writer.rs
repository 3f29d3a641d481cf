//! What is written is read again, by our reader and by `openssl asn1parse`.

use std::io::Write;
use std::process::{Command, Stdio};

use cybsign::der::{is_well_formed, oid, tag, Element, Reader, Writer};
use cybsign::error::CYBSIGN_E_ARGUMENT;

fn written(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    content(&mut writer);
    writer.finish().to_vec()
}

fn only(der: &[u8]) -> Element<'_> {
    let mut reader = Reader::new(der);
    let element = reader.element().unwrap();
    reader.finish().unwrap();
    element
}

#[test]
fn lengths_are_minimal() {
    for (len, header) in [
        (0, &[4, 0][..]),
        (0x7f, &[4, 0x7f]),
        (0x80, &[4, 0x81, 0x80]),
        (0xff, &[4, 0x81, 0xff]),
        (0x100, &[4, 0x82, 1, 0]),
        (0xffff, &[4, 0x82, 0xff, 0xff]),
        (0x10000, &[4, 0x83, 1, 0, 0]),
    ] {
        let content = vec![7; len];
        let der = written(|writer| writer.octet_string(&content));
        assert_eq!(der[..header.len()], *header);
        assert_eq!(only(&der).body, content);
        let in_turn = written(|writer| writer.element(4, |string| string.raw(&content)));
        assert_eq!(in_turn, der);
    }
}

#[test]
fn integers_are_not_negative_and_have_no_zeros_in_front() {
    for (magnitude, content) in [
        (&[][..], &[0][..]),
        (&[0, 0], &[0]),
        (&[0x7f], &[0x7f]),
        (&[0, 0, 1, 0], &[1, 0]),
        (&[0x80], &[0, 0x80]),
        (&[0xff, 0xfe], &[0, 0xff, 0xfe]),
    ] {
        assert_eq!(only(&written(|writer| writer.integer(magnitude))).body, content);
    }
    for number in [0, 1, 127, 128, 255, 256, u64::MAX / 2, u64::MAX - 1] {
        assert_eq!(only(&written(|writer| writer.integer(&number.to_be_bytes()))).unsigned().unwrap(), number);
    }
}

#[test]
fn a_set_of_is_in_order() {
    let der = written(|writer| {
        writer.set_of(|set| {
            set.octet_string(&[2, 1]);
            set.integer(&[9]);
            set.octet_string(&[1, 9]);
            set.octet_string(&[2]);
            set.octet_string(&[]);
        });
    });
    let set = only(&der);
    assert_eq!(set.tag, tag::SET);
    assert_eq!(set.body, [2, 1, 9, 4, 0, 4, 1, 2, 4, 2, 1, 9, 4, 2, 2, 1]);
}

#[test]
fn times_have_the_form_of_their_year() {
    let time = |seconds: i64| {
        let mut writer = Writer::new();
        writer.time(seconds).map(|()| {
            let der = writer.finish();
            let element = only(&der);
            (element.tag, String::from_utf8(element.body.to_vec()).unwrap())
        })
    };
    for (seconds, kind, text) in [
        (0, tag::UTC_TIME, "700101000000Z"),
        (-631_152_000, tag::UTC_TIME, "500101000000Z"),
        (-631_152_001, tag::GENERALIZED_TIME, "19491231235959Z"),
        (2_524_607_999, tag::UTC_TIME, "491231235959Z"),
        (2_524_608_000, tag::GENERALIZED_TIME, "20500101000000Z"),
        (253_402_300_799, tag::GENERALIZED_TIME, "99991231235959Z"),
        (-62_167_219_200, tag::GENERALIZED_TIME, "00000101000000Z"),
    ] {
        assert_eq!(time(seconds).unwrap(), (kind, text.to_owned()));
    }
    for seconds in [253_402_300_800, -62_167_219_201, i64::MAX, i64::MIN] {
        assert_eq!(time(seconds).unwrap_err().status(), CYBSIGN_E_ARGUMENT);
    }
}

#[test]
fn a_printable_string_holds_what_it_can() {
    let mut writer = Writer::new();
    writer.printable_string("Ab 9'()+,-./:=?").unwrap();
    for text in ["a_b", "a@b", "a*", "ä", "a\0"] {
        assert_eq!(writer.printable_string(text).unwrap_err().status(), CYBSIGN_E_ARGUMENT);
    }
    assert_eq!(only(&writer.finish()).body, b"Ab 9'()+,-./:=?");
}

/// One of everything, as a certificate request and a signed message put it together.
fn everything() -> Vec<u8> {
    written(|writer| {
        writer.sequence(|all| {
            all.integer(&[1]);
            all.sequence(|name| {
                name.set_of(|set| {
                    set.sequence(|attribute| {
                        attribute.oid(oid::COMMON_NAME);
                        attribute.utf8_string("Händler");
                    });
                });
            });
            all.bit_string(|bits| bits.sequence(|inner| inner.integer(&[0x80; 40])));
            all.octet_string(&[0xab; 200]);
            all.null();
            all.explicit(0, |tagged| tagged.time(1_764_000_000).unwrap());
            all.explicit(3, |tagged| tagged.time(2_600_000_000).unwrap());
            all.primitive(tag::context(1), b"implicit");
            all.printable_string("US").unwrap();
        });
    })
}

#[test]
fn the_reader_reads_what_is_written() {
    let der = everything();
    assert!(is_well_formed(&der));
    let mut all = only(&der).children();
    assert_eq!(all.expect(tag::INTEGER).unwrap().unsigned().unwrap(), 1);
    let mut name = all.sequence().unwrap();
    let mut attribute = name.expect(tag::SET).unwrap().children().sequence().unwrap();
    assert_eq!(attribute.expect(tag::OID).unwrap().body, oid::COMMON_NAME);
    assert_eq!(attribute.expect(tag::UTF8_STRING).unwrap().body, "Händler".as_bytes());
    let bits = all.expect(tag::BIT_STRING).unwrap().body;
    assert_eq!(Reader::new(&bits[1..]).sequence().unwrap().expect(tag::INTEGER).unwrap().body.len(), 41);
    assert_eq!(all.expect(tag::OCTET_STRING).unwrap().octets().unwrap().len(), 200);
    all.expect(tag::NULL).unwrap();
    all.expect(tag::explicit(0)).unwrap().children().expect(tag::UTC_TIME).unwrap();
    all.expect(tag::explicit(3)).unwrap().children().expect(tag::GENERALIZED_TIME).unwrap();
    assert_eq!(all.expect(tag::context(1)).unwrap().body, b"implicit");
    assert_eq!(all.expect(tag::PRINTABLE_STRING).unwrap().body, b"US");
    all.finish().unwrap();
}

#[test]
fn openssl_reads_what_is_written() {
    let mut child = Command::new("openssl")
        .args(["asn1parse", "-inform", "DER"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl is not installed");
    child.stdin.take().unwrap().write_all(&everything()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let kinds: Vec<&str> =
        text.lines().map(|line| line.split_once(": ").unwrap().1.trim_end().trim_start_matches(' ')).collect();
    let starts = [
        "SEQUENCE",
        "INTEGER           :01",
        "SEQUENCE",
        "SET",
        "SEQUENCE",
        "OBJECT            :commonName",
        "UTF8STRING        :Händler",
        "BIT STRING",
        "OCTET STRING",
        "NULL",
        "cont [ 0 ]",
        "UTCTIME           :251124160000Z",
        "cont [ 3 ]",
        "GENERALIZEDTIME   :20520522141320Z",
        "cont [ 1 ]",
        "PRINTABLESTRING   :US",
    ];
    assert_eq!(kinds.len(), starts.len(), "{text}");
    for (kind, start) in kinds.iter().zip(starts) {
        assert!(kind.starts_with(start), "{kind} is not {start}");
    }
}
