//! Payloads and offers: what is read is written alike, and what can't be written is refused.

use cybsign::error::*;
use cybsign::scmp::{total, Limits, Offer, Payload};

/// The guide's request with a meta key.
const GUIDE: &[u8] = include_bytes!("../../data/scmp_meta_request.txt");

fn of_text(text: &[u8]) -> Payload<'_> {
    Payload::from_text(text, &Limits::default()).unwrap()
}

fn refusal(text: &[u8]) -> (i32, String) {
    let error = Payload::from_text(text, &Limits::default()).err().unwrap_or_else(|| panic!("{text:?}"));
    (error.status(), error.message().to_owned())
}

#[test]
fn the_guides_request_survives_reading_and_writing() {
    let payload = of_text(GUIDE);
    assert_eq!(payload.fields().len(), 43);
    assert_eq!(*payload.to_text("\n"), GUIDE);
    let with_cr = payload.to_text("\r\n");
    assert_eq!(*with_cr, *String::from_utf8(GUIDE.to_vec()).unwrap().replace('\n', "\r\n").into_bytes());
    assert_eq!(*of_text(&with_cr).to_text("\n"), GUIDE);
    let pairs: Vec<(&[u8], &[u8])> =
        payload.fields().iter().map(|field| (field.name.as_bytes(), field.value.as_bytes())).collect();
    assert_eq!(*Payload::from_fields(&pairs, &Limits::default()).unwrap().to_text("\n"), GUIDE);
    let version = "Oracle Corporation/1.8.0_192/Windows Server 2008 R2/6.1/-/Java/5.2.1/Oracle Corporation/1.8.0_201/\
                   Mac OS X/10.14.3/-/Java/5.2.0";
    assert_eq!(payload.get("CLIENT_lib_version"), Some(version));
    assert_eq!(payload.request_id().unwrap().unwrap().as_str(), "5580301042523113616883");
    assert_eq!((payload.sender(), payload.get("merchant_id")), (Some("portfolioabc"), Some("merchant123")));
}

#[test]
fn the_guides_offer_is_read_and_written() {
    let payload = of_text(GUIDE);
    let [offer] = payload.offers() else { panic!("one offer") };
    assert_eq!((offer.number(), offer.id(), offer.get("Product_Name")), (0, Some("0"), Some("PName1")));
    assert_eq!(offer.parts().len(), 6);
    assert_eq!(offer.to_text().as_str(), payload.get("offer0").unwrap());
    assert_eq!(total(payload.offers()).unwrap().to_string(), "2");
}

#[test]
fn offers_have_an_exact_total_to_which_tax_is_added_once() {
    let payload = of_text(
        b"merchant_id=m\noffer1=amount:20.00^quantity:1^tax_amount:1.60\noffer0=amount:10.00^quantity:1^tax_amount:0.80",
    );
    assert_eq!(payload.offers().iter().map(Offer::number).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(total(payload.offers()).unwrap().to_string(), "32.40");
    let three = Offer::parse(7, "amount:0.10^quantity:3^tax_amount:0.05").unwrap();
    assert_eq!(three.total().unwrap().to_string(), "0.35");
    assert_eq!(Offer::parse(0, "offerid:0^amount:4.59").unwrap().total().unwrap().to_string(), "4.59");
    assert_eq!(Offer::parse(0, "product_name:x").unwrap().total().unwrap().to_string(), "0");
}

#[test]
fn the_id_of_an_offer_is_read_in_both_spellings() {
    assert_eq!(Offer::parse(0, "offerid:4^amount:1").unwrap().id(), Some("4"));
    assert_eq!(Offer::parse(0, "offer_id:5^amount:1").unwrap().id(), Some("5"));
    assert_eq!(Offer::parse(0, "amount:1").unwrap().id(), None);
}

#[test]
fn offers_that_cannot_be_written_are_refused() {
    let made = Offer::new(3, vec![("amount", "20.00"), ("product_name", "Gift Certificate")]).unwrap();
    assert_eq!(made.to_text().as_str(), "amount:20.00^product_name:Gift Certificate");
    for parts in [
        vec![],
        vec![("", "1")],
        vec![("amount", "1^quantity:0")],
        vec![("amount", "1:2")],
        vec![("a^b", "1")],
        vec![("a=b", "1")],
        vec![("product_name", "a\nmerchant_id=x")],
        vec![("product_name", "a\r")],
        vec![("product_name", "a\0")],
        vec![("amount", "1"), ("AMOUNT", "2")],
        vec![("amount", "-1")],
        vec![("amount", "1e5")],
        vec![("amount", "1,000")],
        vec![("amount", "1234567890123.45")],
        vec![("tax_amount", "x")],
        vec![("quantity", "1.5")],
        vec![("quantity", "12345678901")],
        vec![("quantity", "")],
    ] {
        assert_eq!(Offer::new(0, parts.clone()).unwrap_err().status(), CYBSIGN_E_FIELD, "{parts:?}");
    }
    for value in ["", "amount", "amount:1^", "^amount:1", "amount:1^^quantity:2", "amount:1:2"] {
        let text = format!("merchant_id=m\noffer0={value}\n");
        let (status, message) = refusal(text.as_bytes());
        assert_eq!(status, CYBSIGN_E_FIELD, "{value}");
        assert!(message.starts_with("field 2 (offer0): the offer can't be taken"), "{message}");
    }
}

#[test]
fn only_offer_and_a_number_is_an_offer() {
    let text =
        b"merchant_id=m\noffer=x\nofferid=0\noffer0x=1\noffers0=2\noffer00=3\nspecial_offer0=4\nOFFER12=amount:1";
    assert_eq!(of_text(text).offers().iter().map(Offer::number).collect::<Vec<_>>(), [12]);
}

#[test]
fn what_would_inject_a_field_is_refused_and_never_stripped() {
    for (name, value) in [
        (&b"a"[..], &b"b\nc=d"[..]),
        (b"a", b"b\r"),
        (b"a", b"b\0"),
        (b"a\nb", b"c"),
        (b"a=b", b"c"),
        (b"", b"c"),
        (b"a", b"\xff"),
    ] {
        let fields = [(&b"merchant_id"[..], &b"m"[..]), (name, value)];
        let error = Payload::from_fields(&fields, &Limits::default()).err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_FIELD, "{name:?} {value:?}");
    }
    for text in [&b""[..], b"\n", b"a=b\n\nc=d", b"a=b\nc", b"a=b\r\r\n", b"a=b\rc=d", b"a=b\r\n\r\nc=d"] {
        assert_eq!(refusal(text).0, CYBSIGN_E_FIELD, "{text:?}");
    }
}

#[test]
fn a_name_has_no_case_and_stands_once() {
    let (status, message) = refusal(b"merchant_id=m\nfoo=1\nMERCHANT_ID=n");
    assert_eq!(status, CYBSIGN_E_FIELD);
    assert_eq!(message, "fields 1 and 3 have the same name, which has no case; keep one of them");
}

#[test]
fn a_request_id_is_22_digits() {
    for id in ["", "123", "55803010425231136168830", "558030104252311361688x"] {
        let text = format!("request_id={id}");
        assert_eq!(of_text(text.as_bytes()).request_id().unwrap_err().status(), CYBSIGN_E_FIELD, "{id}");
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { max_fields: 2, max_bytes: 100 };
    let pair = (&b"a"[..], &b"b"[..]);
    assert_eq!(Payload::from_fields(&[pair; 3], &limits).err().unwrap().status(), CYBSIGN_E_LIMIT);
    assert_eq!(Payload::from_text(b"a=1\nb=2\nc=3", &limits).err().unwrap().status(), CYBSIGN_E_LIMIT);
    let long = [b'x'; 100];
    assert_eq!(Payload::from_fields(&[(b"a", &long)], &limits).err().unwrap().status(), CYBSIGN_E_LIMIT);
    assert_eq!(Payload::from_text(&[&b"a="[..], &long].concat(), &limits).err().unwrap().status(), CYBSIGN_E_LIMIT);
    let many: String = (0..1024).map(|at| format!("f{at}=\n")).collect();
    assert_eq!(of_text(many.as_bytes()).fields().len(), 1024);
    assert_eq!(refusal(format!("{many}one_more=").as_bytes()).0, CYBSIGN_E_LIMIT);
}
