//! What may be logged: masking of name-value pairs, XML, JSON and free text, whole and in pieces.

use cybsign::error::CYBSIGN_E_OPTION;
use cybsign::mask::{mask_text, MaskStream};
use proptest::prelude::*;

fn mask(text: &str) -> String {
    with("", text)
}

fn strict(text: &str) -> String {
    with(r#"{"rule": "strict"}"#, text)
}

fn with(options: &str, text: &str) -> String {
    String::from_utf8(mask_text(text.as_bytes(), options.as_bytes()).unwrap()).unwrap()
}

fn in_pieces(text: &[u8], options: &str, lengths: impl IntoIterator<Item = usize>) -> Vec<u8> {
    let mut stream = MaskStream::new(options.as_bytes()).unwrap();
    let (mut masked, mut rest) = (Vec::new(), text);
    for length in lengths {
        let (piece, after) = rest.split_at(length.min(rest.len()));
        masked.extend(stream.update(piece).unwrap());
        rest = after;
    }
    masked.extend(stream.update(rest).unwrap());
    masked.extend(stream.finish().unwrap());
    masked
}

const GUIDE_REQUEST: &str = include_str!("../../data/guide_request.xml");
const GUIDE_SOAP_REQUEST: &str = include_str!("../../data/guide_soap_request.xml");
const NVP_REQUEST: &str = include_str!("../../data/request.nvp");

// Options.

#[test]
fn options_are_checked() {
    for options in [r#"{"format": "yaml"}"#, r#"{"rule": "lax"}"#, r#"{"formt": "xml"}"#, r#"{"rule": 1}"#] {
        assert_eq!(mask_text(b"", options.as_bytes()).unwrap_err().status(), CYBSIGN_E_OPTION, "{options}");
    }
}

#[test]
fn the_format_is_told_by_the_first_characters() {
    assert_eq!(mask(" \n<card><pin>1234</pin></card>"), " \n<card><pin>xxxx</pin></card>");
    assert_eq!(mask("\u{feff}<pin>1234</pin>"), "\u{feff}<pin>xxxx</pin>");
    assert_eq!(mask(r#" {"pin": "1234"}"#), r#" {"pin": "xxxx"}"#);
    assert_eq!(mask(r#"["1234"]"#), r#"["xxxx"]"#);
    assert_eq!(mask("pin=1234"), "pin=xxxx");
    assert_eq!(mask("his pin=1234"), "his pin=1234");
    assert_eq!(mask("plain"), "plain");
    assert_eq!(with(r#"{"format": "text"}"#, "pin=1234"), "pin=1234");
    assert_eq!(with(r#"{"format": "nvp"}"#, "his pin=1234"), "xxxxxxxxxxxx");
    let utf_16 = mask_text(b"\xff\xfe4\x001\x00", b"").unwrap();
    assert!(utf_16.iter().all(|byte| *byte == b'x'));
}

#[test]
fn masked_xml_is_well_formed_where_the_end_of_a_section_is_text() {
    for (xml, masked) in [
        ("<comments>]]&gt;</comments>", "<comments>]]&gt;</comments>"),
        ("<comments>a>]]<![CDATA[>]]></comments>", "<comments>a&gt;]]&gt;</comments>"),
        ("<comments>]]<!-- -->></comments>", "<comments>]]&gt;</comments>"),
        ("<comments>a&gt;b</comments>", "<comments>a>b</comments>"),
        // No XML, and left so.
        ("<comments>]]></comments>", "<comments>]]></comments>"),
        ("<pin>]]&gt;aaaaaaaaaaaaaaaa</pin>", "<pin>]]&gt;axxxxxxxxxxxaaaa</pin>"),
        ("<a b=']]>aaaaaaaaaaaaaaaa'/>   ", "<a b=']]>axxxxxxxxxxxaaaa'/>   "),
    ] {
        assert_eq!(mask(xml), masked);
        assert_eq!(in_pieces(xml.as_bytes(), "", std::iter::repeat_n(1, xml.len())), masked.as_bytes());
    }
}

#[test]
fn only_what_can_be_a_name_is_shown_as_one() {
    let room = " ".repeat(32);
    // The local name is on the list, but what stands before it is no prefix.
    let masked = mask(&format!("<a Jane:merchantID>Doe</a Jane:merchantID>{room}"));
    assert!(!masked.contains("Jane") && !masked.contains("Doe"), "{masked}");
    for name in ["", "Jane Doe", &"a".repeat(129)] {
        assert_eq!(
            mask(&format!("{{\"{name}\":\"1\",\"b\":2}}{room}")),
            format!("{{\"xxxx\":\"x\",\"b\":\"x\"}}{room}")
        );
    }
    let longest = "a".repeat(128);
    assert_eq!(mask(&format!("{{\"{longest}\":\"1\"}}{room}")), format!("{{\"{longest}\":\"x\"}}{room}"));
}

#[test]
fn numbers_that_spell_a_card_number_with_an_exponent_are_masked() {
    for number in ["4.111111111111111e15", "41111111111111110E-1"] {
        assert!(!mask(&format!(r#"{{"comments":{number}}}"#)).contains(&number[..12]));
    }
    assert_eq!(mask(r#"{"comments":1.5e3}"#), r#"{"comments":1.5e3}"#);
}

#[test]
fn numbers_in_brackets_are_no_json() {
    for text in [
        "[1234] paid, then [12]: \"done\"",
        "2025-03-21 13:41 [1234] INFO [http-8] order 77 {0} took [ 5 ] ms",
        "[21/Mar/2025:13:41:02 +0000] GET /pay",
        "[2025-03-21 13:41:02] order=1 is no pair here",
        "[12",
        "[ 12 ",
    ] {
        assert_eq!(mask(text), text);
        assert_eq!(in_pieces(text.as_bytes(), "", std::iter::repeat_n(1, text.len())), text.as_bytes());
    }
    assert_eq!(mask("[4111111111111111] [1]"), "[4111xxxxxxxx1111] [1]");
    // A number so long is no thread; that is so wherever the text is cut.
    let long = format!("[{}]", "1".repeat(200));
    assert_eq!(mask(&long), format!("[{}", "x".repeat(201)));
    assert_eq!(in_pieces(long.as_bytes(), "", std::iter::repeat_n(1, 200)), mask(&long).as_bytes());
    assert_eq!(mask("thread [12] sent {\"pin\": \"1234\"}"), "thread [12] sent {\"pin\": \"xxxx\"}");
    assert_eq!(mask("[12, \"secret\"]"), "[\"xx\", \"xxxxxx\"]");
    assert_eq!(mask("[ 1.5e3 , 2]"), "[ \"xxxxx\" , \"x\"]");
}

// The length rule.

#[test]
fn the_length_rule_is_that_of_the_kits() {
    for (value, masked) in [
        ("", ""),
        ("1", "x"),
        ("123456789", "xxxxxxxxx"),
        ("1234567890", "12xxxxxx90"),
        ("123456789012345", "12xxxxxxxxxxx45"),
        ("1234567890123456", "1234xxxxxxxx3456"),
        ("4111111111111111", "4111xxxxxxxx1111"),
        ("Jörgßé", "xxxxxx"),
        ("äöüäöüäöüß", "äöxxxxxxüß"),
        ("€234567890123456789", "€234xxxxxxxxxxx6789"),
    ] {
        assert_eq!(mask(&format!("card_accountNumber={value}\n")), format!("card_accountNumber={masked}\n"));
        assert_eq!(mask(&format!("<a>{value}</a>")), format!("<a>{masked}</a>"));
        assert_eq!(mask(&format!(r#"{{"a":"{value}"}}"#)), format!(r#"{{"a":"{masked}"}}"#));
        let fixed = if value.is_empty() { "" } else { "xxxx" };
        assert_eq!(strict(&format!("card_accountNumber={value}\n")), format!("card_accountNumber={fixed}\n"));
        assert_eq!(strict(&format!("<a>{value}</a>")), format!("<a>{fixed}</a>"));
        assert_eq!(strict(&format!(r#"{{"a":"{value}"}}"#)), format!(r#"{{"a":"{fixed}"}}"#));
    }
}

#[test]
fn what_only_starts_like_a_known_name_is_no_name() {
    for name in ["item_0_unitPrice=4", "item_0_unitPrice 4", "decision=4", "Jane Doe_rcode", "Jane Doe"] {
        for text in [format!(r#"{{"{name}":"12345"}}"#), format!(r#"{{"{name}": "12345", "a":{{}}}}"#)] {
            assert!(mask(&text).starts_with("{\"xxxx\":"), "{}", mask(&text));
        }
        let text = format!(r#"{{"requestMessage":{{"item":{{"{name}":"12345","decision":"1234"}}}}}}"#);
        assert_eq!(mask(&text), r#"{"requestMessage":{"item":{"xxxx":"xxxxx","decision":"xxxx"}}}"#);
    }
}

#[test]
fn no_comma_follows_an_outermost_value() {
    let options = br#"{"format": "json"}"#;
    for (text, masked) in [
        (r#"{"card":{"type":"1"}},"decision":"ACCEPT"}"#, r#"{"card":{"type":"x"}}xxxxxxxxxxxxxxxxxxxxx"#),
        (r#"{"a":[{"b":"1"}]}, {"decision":"ACCEPT"}"#, r#"{"a":[{"b":"x"}]}xxxxxxxxxxxxxxxxxxxxxxx"#),
        (r#"[{"b":"1"}],{"decision":"ACCEPT"}"#, r#"[{"b":"x"}]xxxxxxxxxxxxxxxxxxxxxx"#),
        (r#"{"a":{"b":"1"},{"decision":"ACCEPT"}}"#, r#"{"a":{"b":"x"},xxxxxxxxxxxxxxxxxxxxxx"#),
        (r#"{"a":[{"b":"1"},"c":"ACCEPT"]}"#, r#"{"a":[{"b":"x"},"x"xxxxxxxxxxx"#),
        (r#"{"a":{"b":"1"]}"#, r#"{"a":{"b":"x"xx"#),
        (r#"{"decision":"A"}  {"decision":"B"}"#, r#"{"decision":"A"}  {"decision":"B"}"#),
    ] {
        assert_eq!(String::from_utf8(mask_text(text.as_bytes(), options).unwrap()).unwrap(), masked);
        let longer = format!("{text}{}", " ".repeat(40));
        assert_eq!(&mask_text(longer.as_bytes(), options).unwrap()[..masked.len()], masked.as_bytes());
    }
}

#[test]
fn of_what_is_no_utf_8_nothing_is_shown() {
    for (value, masked) in [
        (&b"\x94"[..], ""),
        (b"\x94\x94234567890", "xxxxxxxxx"),
        (b"12345678901\xe9", "xxxxxxxxxxxx"),
        (b"1234\xe9\x82xxxxxxxxxxx5678", "xxxxxxxxxxxxxxxxxxxx"),
        (b"1234567890123456\xa4", "xxxxxxxxxxxxxxxx"),
    ] {
        let text = [b"card_accountNumber=", value, b"\n"].concat();
        assert_eq!(mask_text(&text, b"").unwrap(), format!("card_accountNumber={masked}\n").into_bytes());
        let text = [b"<a>", value, b"</a>"].concat();
        assert_eq!(mask_text(&text, b"").unwrap(), format!("<a>{masked}</a>").into_bytes());
        let text = [b"{\"a\":\"", value, b"\"}"].concat();
        assert_eq!(mask_text(&text, b"").unwrap(), format!("{{\"a\":\"{masked}\"}}").into_bytes());
    }
}

#[test]
fn track_data_show_nothing() {
    let value = "B4111111111111111^DOE/JANE";
    let hidden = "x".repeat(value.len());
    assert_eq!(mask(&format!("pos_trackData={value}")), format!("pos_trackData={hidden}"));
    assert_eq!(mask(&format!("my_TRACKDATA2={value}")), format!("my_TRACKDATA2={hidden}"));
    assert_eq!(
        mask(&format!("<pos><trackData>{value}</trackData></pos>")),
        format!("<pos><trackData>{hidden}</trackData></pos>")
    );
    assert_eq!(
        mask(&format!(r#"{{"pos":{{"trackData":"{value}"}}}}"#)),
        format!(r#"{{"pos":{{"trackData":"{hidden}"}}}}"#)
    );
}

// Name-value pairs.

#[test]
fn a_request_shows_what_is_on_the_list() {
    let masked = mask(NVP_REQUEST);
    let expected = "merchantID=testmid_oracle
merchantReferenceCode=NGTS1500
billTo_firstName=Jörgxxxxxxxxx <J>
billTo_lastName=xxxxxxx
billTo_street1=201 xxxxxxxxxxx St.
billTo_city=Ann Arbor
billTo_state=MI
billTo_postalCode=48104-2201
billTo_country=US
billTo_email=nullxxxxxxxxxxxx.com
card_accountNumber=4111xxxxxxxx1111
card_expirationMonth=xx
card_expirationYear=xxxx
purchaseTotals_currency=USD
purchaseTotals_grandTotalAmount=22.02
ccAuthService_run=true
";
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let differing: Vec<_> =
        lines(&masked).into_iter().zip(lines(expected)).filter(|(masked, expected)| masked != expected).collect();
    assert_eq!(differing, [], "in the order masked, expected");
    assert_eq!(lines(&masked).len(), lines(expected).len());
}

#[test]
fn names_match_exactly() {
    for name in [
        "billTo_name",
        "billTo_Title",
        "recurringSubscriptionInfo_event",
        "airlineData_leg",
        "card_bi",
        "bin",
        "item_unitPrice2",
        "riskUpdateService_negativeAddress",
        "merchantid",
        "requestMessage",
        "unknown",
        "x.y",
    ] {
        assert_eq!(mask(&format!("{name}=abc")), format!("{name}=xxx"));
    }
    for name in [
        "item_0_unitPrice",
        "item_12_productName",
        "recurringSubscriptionInfo_event_amount",
        "decision",
        "missingField_0",
        "airlineData_leg_0_class",
        "riskUpdateService_negativeAddress_city",
        "0_billTo_city",
    ] {
        assert_eq!(mask(&format!("{name}=abc")), format!("{name}=abc"));
    }
}

#[test]
fn lines_that_are_no_pairs_are_hidden() {
    assert_eq!(mask("pin=1\r\nand more of it\r\n\r\n=x\n a=b"), "pin=x\r\nxxxxxxxxxxxxxx\r\n\r\nxx\nxxxx");
    let name = "n".repeat(129);
    assert_eq!(with(r#"{"format":"nvp"}"#, &format!("{name}=secret")), "x".repeat(136));
    assert_eq!(mask("pin=\r\npin=12\r\npin=0123456789\r\n"), "pin=\r\npin=xx\r\npin=01xxxxxx89\r\n");
    assert_eq!(mask("comments=a=b=c"), "comments=a=b=c");
    assert_eq!(strict("pin=\nlong line\nshort"), "pin=\nxxxx\nxxxx");
}

#[test]
fn the_strict_rule_hides_what_the_kits_log_of_a_person() {
    for name in [
        "billTo_city",
        "shipTo_company",
        "card_bin",
        "ccAuthService_cavv",
        "merchantDefinedData_field1",
        "payerAuthEnrollReply_proxyPAN",
        "bankInfo_name",
        "comments",
        "ics_rmsg",
    ] {
        assert_eq!(mask(&format!("{name}=abc")), format!("{name}=abc"));
        assert_eq!(strict(&format!("{name}=abc")), format!("{name}=xxxx"));
    }
    assert_eq!(
        strict("merchantID=m\nrequestID=1\nccAuthReply_amount=1.00"),
        "merchantID=m\nrequestID=1\nccAuthReply_amount=1.00"
    );
}

#[test]
fn scmp_fields_have_a_list_of_their_own() {
    let scmp = |text: &str| with(r#"{"format": "scmp"}"#, text);
    let request =
        "merchant_id=m\nics_applications=ics_auth,ics_bill\nmerchant_ref_number=r1\ncurrency=USD\nMERCHANT_ID=m\n";
    assert_eq!(scmp(request), request);
    let reply =
        "ics_rcode=1\nics_rflag=SOK\nics_rmsg=Request was processed\nauth_rcode=1\nauth_auth_time=2018-08-11T224757Z\n\
        request_id=1234567890123456789012\nauth_auth_amount=1.00\n";
    assert_eq!(scmp(reply), reply);
    assert_eq!(mask(reply), reply);
    assert_eq!(
        scmp("customer_cc_number=4111111111111111\ncustomer_cc_cv_number=123\ncustomer_email=jane@example.com"),
        "customer_cc_number=4111xxxxxxxx1111\ncustomer_cc_cv_number=xxx\ncustomer_email=janexxxxxxxx.com"
    );
    assert_eq!(
        scmp("billTo_city=Rome\ncustomer rcode=1\nx2_rcode=1"),
        "billTo_city=xxxx\nxxxxxxxxxxxxxxxx\nx2_rcode=x"
    );
    assert_eq!(with(r#"{"format": "nvp"}"#, "merchant_id=m"), "merchant_id=x");
}

#[test]
fn the_parts_of_an_scmp_offer_are_judged_one_by_one() {
    assert_eq!(
        mask("offer0=amount:10.00^quantity:1^passenger_name:Jane^oops^product_name:4111 1111 1111 1111"),
        "offer0=amount:10.00^quantity:1^passenger_name:xxxx^xxxx^product_name:4111 xxxx xxxx 1111"
    );
    assert_eq!(mask("offers=amount:10"), "offers=xxxxxxxxx");
}

// XML.

#[test]
fn the_guides_requests_are_masked() {
    let masked = mask(GUIDE_REQUEST);
    for shown in [
        "<merchantID>merchant12378</merchantID>",
        "<city>Ann Arbor</city>",
        "<grandTotalAmount>2202</grandTotalAmount>",
        "<accountNumber>4111xxxxxxxx1111</accountNumber>",
        "<cvNumber>xxx</cvNumber>",
        "<firstName>xxxxxxxx</firstName>",
        "<ccAuthService run=\"true\">",
        "<ccCaptureService run=\"true\"/>",
        "<email>rm@cxxxxxxxxxx.com</email>",
        "xmlns=\"urn:schemas-cybersource-com:transaction-data-1.135\"",
    ] {
        assert!(masked.contains(shown), "{shown}\n{masked}");
    }
    let masked = mask(GUIDE_SOAP_REQUEST);
    for shown in [
        "<wsse:Username>poxxxxxxxxbc</wsse:Username>",
        "<wsse:Password Type=\"httpx",
        "<item id=\"0\">",
        "<unitPrice>1.00</unitPrice>",
        "<accountNumber>4111xxxxxxxx1111</accountNumber>",
        "</SOAP-ENV:Envelope>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    ] {
        assert!(masked.contains(shown), "{shown}\n{masked}");
    }
    assert_eq!(masked.len(), GUIDE_SOAP_REQUEST.len());
    assert!(!masked.contains("8SbC"));
}

#[test]
fn elements_are_judged_by_their_whole_path() {
    for (xml, shown) in [
        ("<r:requestMessage><r:merchantID>m1</r:merchantID></r:requestMessage>", true),
        ("<replyMessage><decision>ACCEPT</decision></replyMessage>", true),
        ("<requestMessage><decision>ACCEPT</decision></requestMessage>", false),
        ("<replyMessage><merchantID>m1</merchantID></replyMessage>", false),
        ("<requestMessage><billTo><city>Rome</city></billTo></requestMessage>", true),
        ("<billTo><city>Rome</city></billTo>", true),
        ("<requestMessage><x><billTo><city>Rome</city></billTo></x></requestMessage>", false),
        ("<requestMessage><billTo><x><city>Rome</city></x></billTo></requestMessage>", false),
        ("<requestMessage><billTo_city>Rome</billTo_city></requestMessage>", false),
        ("<s:Body><replyMessage><ccAuthReply><fundingTotals><currency>EUR</currency></fundingTotals></ccAuthReply></replyMessage></s:Body>", true),
        ("<s:Envelope><s:Body><s:Fault><faultcode>c:CriticalServerError</faultcode></s:Fault></s:Body></s:Envelope>", true),
        ("<s:Fault><faultstring>oh, Jane Doe</faultstring></s:Fault>", false),
        ("<d><c:faultDetails><c:requestID>1</c:requestID></c:faultDetails></d>", true),
        ("<Signature><SignatureValue>AAAA</SignatureValue></Signature>", false),
        ("<h><wsse:BinarySecurityToken>AAAA</wsse:BinarySecurityToken></h>", false),
        ("<xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue></xenc:CipherData>", false),
        ("<ds:Reference><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>", true),
        // An element whose local name is empty is a parent, too.
        ("<c:><decision>ACCEPT</decision></c:>", false),
    ] {
        assert_eq!(mask(xml) == xml, shown, "{xml}");
    }
}

#[test]
fn character_references_do_not_let_a_card_number_slip() {
    assert_eq!(mask("<c><n>&#52;111&#x31;11111111111</n></c>"), "<c><n>4111xxxxxxxx1111</n></c>");
    let allowed = "<comments>&#52;111&#x31;11111111111 &amp; more</comments>";
    assert_eq!(mask(allowed), "<comments>4111xxxxxxxx1111 &amp; more</comments>");
    assert_eq!(mask("<n>&amp;&lt;23456789&gt;&quot;</n>"), "<n>&amp;&lt;xxxxxxxx>\"</n>");
    for broken in ["&#52", "&unknown;", "&#x110000;", "&#+52;", "&;", "&"] {
        let masked = mask(&format!("<comments>{broken}1111111111111111</comments>"));
        assert_eq!(masked, format!("<comments>{}</comments>", "x".repeat(16 + broken.len())));
    }
}

#[test]
fn character_data_and_comments_do_not_tear_a_value_apart() {
    assert_eq!(mask("<n><![CDATA[4111111111]]>111111</n>"), "<n>4111xxxxxxxx1111</n>");
    assert_eq!(
        mask("<comments><![CDATA[a&b]]><!-- 1 -->4111111<!-- -->111<?x y?>111111</comments>"),
        "<comments>a&amp;b4111xxxxxxxx1111</comments>"
    );
    assert_eq!(mask("<comments><![CDATA[a]]]]></comments>"), "<comments>a]]</comments>");
    assert_eq!(mask("<a> <!-- Jane > Doe --> <b>1</b></a>"), "<a> <!--xxxx--> <b>x</b></a>");
    assert_eq!(
        mask("<!----><?php secret?><?xml version='1.0' name='Jane'?><?xml version='1.0'?>"),
        "<!--xxxx--><?xxxx?><?xxxx?><?xml version='1.0'?>"
    );
    assert_eq!(mask("<!--> secret --><a/>"), "<!--xxxx--><a/>");
}

#[test]
fn text_beside_elements_is_hidden() {
    assert_eq!(mask("<comments>4111111111<b/>111111</comments>"), "<comments>xxxxxxxxxx<b/>xxxxxx</comments>");
    let xml = |text: &str| with(r#"{"format": "xml"}"#, text);
    assert_eq!(xml("<a/> and 4111111111111111"), format!("<a/>{}", "x".repeat(21)));
    assert_eq!(xml("<a><b>1</b></a> and <c>2</c>"), "<a><b>x</b></a>xxxxx<c>x</c>");
}

#[test]
fn free_text_goes_on_after_a_message() {
    for (text, masked) in [
        (
            "INFO sent {\"pin\": \"1234\", \"a\": {}} in 5 ms\nINFO got {\"pin\":\"12\"}, 4111111111111111",
            "INFO sent {\"pin\": \"xxxx\", \"a\": {}} in 5 ms\nINFO got {\"pin\":\"xx\"}, 4111xxxxxxxx1111",
        ),
        (
            "got <?xml version=\"1.0\"?>\n<a><pin>12</pin></a> in 5 ms",
            "got <?xml version=\"1.0\"?>\n<a><pin>xx</pin></a> in 5 ms",
        ),
        (
            "<pin>12</pin> 5 <pin a='b'/> 6 <a></a > 7 {\"pin\":[\"1\"]}8",
            "<pin>xx</pin> 5 <pin a='x'/> 6 <a></a > 7 {\"pin\":[\"x\"]}8",
        ),
        ("{\"pin\":\"1\"}\npin=1234\n<pin>1</pin>", "{\"pin\":\"x\"}\npin=xxxx\nxxxxxxxxxxxx"),
        ("{\"pin\":\"1\"} pin=1234 {} [] [[\"1\"]]", "{\"pin\":\"x\"} pin=1234 {} [] [[\"x\"]]"),
        ("<card><pin>1234</pin></card><pin>12</pin>", "<card><pin>xxxx</pin></card><pin>xx</pin>"),
        // What is broken does not end.
        ("got <a><b>1</a> in 5 ms\n<pin>", "got <a><b>xxxxxxxxxxxxx\nxxxxx"),
        ("got {\"a\":1] in\n{\"pin\":\"1\"}", "got {\"a\":\"x\"xxxx\nxxxxxxxxxxx"),
    ] {
        assert_eq!(mask(text), masked);
        for size in [1, 2, 7] {
            let lengths = std::iter::repeat_n(size, text.len());
            assert_eq!(in_pieces(text.as_bytes(), "", lengths), masked.as_bytes());
        }
    }
    // As many messages as there can be take no more room or time than one.
    assert_eq!(mask(&"<a/>".repeat(100_000)), "<a/>".repeat(100_000));
    assert_eq!(mask(&"{\"a\":\"1\"}".repeat(50_000)), "{\"a\":\"x\"}".repeat(50_000));
}

#[test]
fn attributes_are_judged_by_their_names() {
    assert_eq!(
        mask(r#"<a run="maybe" run='false' id="7" wsu:Id="id-1" xmlns:c="urn:x" name = "Jane &amp; John Doe"  x=''/>"#),
        r#"<a run="xxxxx" run='false' id="7" wsu:Id="id-1" xmlns:c="urn:x" name="Jaxxxxxxxxxxxoe"  x=''/>"#
    );
    assert_eq!(
        mask(r#"<a xmlns="Jane Doe" id="Jane Doe" n='&quot;"3456789&apos;1'/>"#),
        r#"<a xmlns="xxxxxxxx" id="xxxxxxxx" n='&quot;&quot;xxxxxxx&apos;1'/>"#
    );
    assert_eq!(mask("<a id='4111111111111111'/>"), "<a id='4111xxxxxxxx1111'/>");
    assert_eq!(mask(r#"<a n="a>b"></a>"#), r#"<a n="xxx"></a>"#);
}

#[test]
fn broken_xml_is_hidden_from_where_it_breaks() {
    for (xml, masked) in [
        ("<a><comments>x</coments>secret", "<a><comments>xxxxxxxxxxxxxxxxx"),
        ("<decision>OK</decision></a>JANE\nDOE", "<decision>OK</decision>xxxxxxxx\nxxx"),
        ("<!DOCTYPE a [<!ENTITY e 'JANE'>]><a>&e;</a>", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("<a b=JANE>DOE</a>", "xxxxxxxxxxxxxxxxx"),
        ("<a b='<JANE'>DOE</a>", "xxxxxxxxxxxxxxxxxxxx"),
        ("<a <JANE>", "xxxxxxxxx"),
        ("<>JANE", "xxxxxx"),
        ("<a><comments>JANE", "<a><comments>xxxx"),
        ("<a><comments JA", "<a>xxxxxxxxxxxx"),
        ("<a><!-- JA", "<a><!--xxxx"),
        ("<a><?xml JA", "<a><?xxxx"),
        ("<comments><![CDATA[JA", "<comments>xx<![CDATA["),
        ("< 4111>", "xxxxxxx"),
        ("<comments>JANE&/comments>", "<comments>xxxxxxxxxxxxxxx"),
    ] {
        assert_eq!(mask(xml), masked, "{xml}");
    }
    let deep = "<a>".repeat(65) + "secret";
    assert_eq!(mask(&deep), "<a>".repeat(64) + "xxxxxxxxx");
    let long_name = format!("<{}>secret", "n".repeat(129));
    assert_eq!(mask(&long_name), "x".repeat(long_name.len()));
    assert_eq!(strict("<a></b>secret\nmore"), "<a>xxxx");
}

#[test]
fn pairs_in_xml_are_masked_as_pairs() {
    assert_eq!(
        mask("<nvpRequest>merchantID=m\nbillTo_city=A &amp; B\nbillTo_firstName=A &lt; B\ncard_accountNumber=4111111111111111\n</nvpRequest>"),
        "<nvpRequest>merchantID=m\nbillTo_city=A &amp; B\nbillTo_firstName=xxxxx\ncard_accountNumber=4111xxxxxxxx1111\n</nvpRequest>"
    );
    assert_eq!(
        mask("<r><c:nvpReply>decision=OK\nccAuthReply_x=1</c:nvpReply></r>"),
        "<r><c:nvpReply>decision=OK\nccAuthReply_x=x</c:nvpReply></r>"
    );
}

// JSON.

#[test]
fn members_are_judged_by_their_names() {
    assert_eq!(
        mask(
            r#"{"merchantID": "m", "card": {"accountNumber": "4111111111111111", "bin": "411111", "cvNumber": 123},
 "item": [{"unitPrice": 1.00, "secret": [1, "two", true, null]}, {"unitPrice": 2e0}], "billTo": {"city": "Rome", "email": "a@b"}}"#
        ),
        r#"{"merchantID": "m", "card": {"accountNumber": "4111xxxxxxxx1111", "bin": "411111", "cvNumber": "xxx"},
 "item": [{"unitPrice": 1.00, "secret": ["x", "xxx", "xxxx", null]}, {"unitPrice": 2e0}], "billTo": {"city": "Rome", "email": "xxx"}}"#
    );
    let wrapped = r#"{"requestMessage": {"merchantID": "m", "ccAuthService": {"run": "true"}}}"#;
    assert_eq!(mask(wrapped), wrapped);
    assert_eq!(
        mask(r#"{"a": {"merchantID": "m", "billTo": {"city": "R"}}}"#),
        r#"{"a": {"merchantID": "x", "billTo": {"city": "x"}}}"#
    );
    assert_eq!(mask("{\"pin\":1}\n{\"decision\":\"OK\"}\n"), "{\"pin\":\"x\"}\n{\"decision\":\"OK\"}\n");
    assert_eq!(
        mask(r#"{"item_0_unitPrice":"1","billTo_email":"a","ics_rcode":"1"}"#),
        r#"{"item_0_unitPrice":"1","billTo_email":"x","ics_rcode":"1"}"#
    );
    assert_eq!(mask(r#"{"x":{"billTo_city":"R"}}"#), r#"{"x":{"billTo_city":"x"}}"#);
}

#[test]
fn escapes_do_not_let_a_card_number_slip() {
    assert_eq!(mask(r#"{"n":"\u0034111111111111111"}"#), r#"{"n":"4111xxxxxxxx1111"}"#);
    assert_eq!(
        mask(r#"{"comments":"\u0034111111111111111\n\"\u00e9\ud83d\ude00"}"#),
        r#"{"comments":"4111xxxxxxxx1111\n\"é😀"}"#
    );
    assert_eq!(mask(r#"{"comments":"\u00014111111111111111"}"#), r#"{"comments":"\u00014111xxxxxxxx1111"}"#);
    assert_eq!(mask(r#"{"comments":"\ud83d4111111111111111"}"#), format!(r#"{{"comments":"{}"}}"#, "x".repeat(22)));
    assert_eq!(mask(r#"{"comments":4111111111111111}"#), r#"{"comments":"4111xxxxxxxx1111"}"#);
    assert_eq!(
        mask(r#"{"4111111111111111":{"\u0034111111111111111":1,"Jane Doe":2}}"#),
        r#"{"4111xxxxxxxx1111":{"xxxx":"x","xxxx":"x"}}"#
    );
}

#[test]
fn broken_json_is_hidden_from_where_it_breaks() {
    for (json, masked) in [
        (r#"{"decision": "OK", JANE: 1}"#, r#"{"decision": "OK", xxxxxxxx"#),
        (r#"{"decision": "OK"]  JANE"#, r#"{"decision": "OK"xxxxxxx"#),
        (r#"{"decision": "OK" "JANE"}"#, r#"{"decision": "OK" xxxxxxx"#),
        (r#"{"decision": "cut"#, r#"{"decision": "xxx"#),
        (r#"{"comments": 123"#, r#"{"comments": xxx"#),
        (r#"{"comments": jane}"#, r#"{"comments": xxxxx"#),
        (r#"{"comments"} 1"#, "{xxxxxxxxxxxxx"),
        (r#"{"card":{"SecretPassword"}}"#, r#"{"card":{xxxxxxxxxxxxxxxxxx"#),
        (r#"{"card":{"city":"1","SecretPassword","a":1}}"#, r#"{"card":{"city":"x",xxxxxxxxxxxxxxxxxxxxxxxx"#),
        (r#"{"comments""#, "{xxxxxxxxxx"),
        (r#"{"a":1,}"#, r#"{"a":"x",x"#),
        ("[2026-01-01, JANE", "[\"20xxxxxx01\", xxxx"),
    ] {
        assert_eq!(mask(json), masked, "{json}");
    }
    for blanks in [0, 1, 127, 128, 129, 400] {
        let text = format!(r#"{{"decision"{}:"ACCEPT"}}"#, " ".repeat(blanks));
        let shown = if blanks <= 128 { text.clone() } else { format!("{{{}", "x".repeat(text.len() - 1)) };
        assert_eq!(mask(&text), shown, "{blanks}");
        assert_eq!(in_pieces(text.as_bytes(), "", vec![7, 100, 3]), shown.into_bytes(), "{blanks}");
    }
    let deep = r#"{"a":["#.repeat(40) + r#"{"b":"12345"}"# + &"]}".repeat(40);
    assert!(mask(&deep).starts_with(&(r#"{"a":["#.repeat(32) + "xxx")), "{}", mask(&deep));
    assert_eq!(in_pieces(deep.as_bytes(), "", vec![1, 5, 50]), mask(&deep).into_bytes());
    let deep = "[".repeat(65) + "1";
    assert_eq!(mask(&deep), "[".repeat(64) + "xx");
}

// Card numbers in free text.

#[test]
fn card_numbers_in_free_text_are_masked() {
    for (text, masked) in [
        ("card 4111111111111111.", "card 4111xxxxxxxx1111."),
        ("4111-1111-1111-1111", "4111-xxxx-xxxx-1111"),
        ("4111 1111 1111 1111 ", "4111 xxxx xxxx 1111 "),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4 1 1 1 x x x x x x x x 1 1 1 1"),
        ("a4111111111111111b", "a4111xxxxxxxx1111b"),
        ("4222222222222", "42xxxxxxxxx22"),
        ("378282246310005", "37xxxxxxxxxxx05"),
        ("6304000000000000000", "6304xxxxxxxxxxx0000"),
        ("4111111111111111-", "4111xxxxxxxx1111-"),
        ("card 4111111111111111 12 2031", "card 4111xxxxxxxx1111 12 2031"),
        ("order 3141-3021-2496-028143526672092759", "order 3141-3021-2496-xxxxxxxxxxxxxxxxxx"),
        ("merchant_ref_number=4111111111111111", "merchant_ref_number=4111xxxxxxxx1111"),
    ] {
        assert_eq!(mask(text), masked);
    }
    assert_eq!(strict("a 4111 1111 1111 1111 b 4222222222222 c 12"), "a xxxx b xxxx c 12");
}

#[test]
fn other_numbers_stay() {
    for text in [
        "4111111111111112",
        "request 5678901234567890123456 done",
        "requestID=5678901234567890123456",
        "601100099013",
        "12345678901234567897",
        "4111  1111 1111 1111",
        "4111-1111--1111-1111",
        "4111.1111.1111.1111",
        "٤١١١١١١١١١١١١١١١",
        "2026-01-02 10:00:00",
        "",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn card_numbers_beside_other_digits_are_masked() {
    for (text, masked) in [
        ("card 4111111111111111 12 2031", "card 4111xxxxxxxx1111 12 2031"),
        ("4111 1111 1111 1111 123", "4111 xxxx xxxx 1111 123"),
        ("20261121 4111111111111111", "20261121 4111xxxxxxxx1111"),
        ("4111111111111111-5500000000000004", "4111xxxxxxxx1111-5500xxxxxxxx0004"),
        ("merchantReferenceCode=4111111111111111 4", "merchantReferenceCode=4111xxxxxxxx1111 4"),
        ("5678901234567890123456 4111111111111111", "5678901234567890123456 4111xxxxxxxx1111"),
    ] {
        assert_eq!(mask(text), masked);
        for size in 1..20 {
            assert_eq!(in_pieces(text.as_bytes(), "", std::iter::repeat_n(size, 60)), masked.as_bytes());
        }
    }
    assert_eq!(strict("20261121 4111111111111111 123"), "20261121 xxxx 123");
    let long = "1 ".repeat(300) + "4111111111111111 a";
    for options in ["", r#"{"rule":"strict"}"#] {
        let masked = with(options, &long);
        assert!(!masked.contains('1'), "{masked}");
        assert_eq!(in_pieces(long.as_bytes(), options, std::iter::repeat_n(1, 700)), masked.as_bytes());
    }
}

#[test]
fn messages_after_free_text_are_masked() {
    for text in [
        "INFO: <?xml version=\"1.0\"?><cvNumber>987</cvNumber>",
        "HTTP/1.1 200 OK\r\n\r\n<wsse:Password>987</wsse:Password>",
        "POST / HTTP/1.1\r\n\r\n{\"cvNumber\":\"987\"}",
        "x\ncard_cvNumber=987",
        "card_cvNumber =987",
        "reply: {\"cvv\":987}",
        "reply: { \n {\"cvv\":987}",
        "# x\ncard_cvNumber=987",
        "x {\ncard_cvNumber=987",
        "x\n  card_cvNumber\t= 987",
        "decision=ACCEPT\rcard_cvNumber=987",
        "<nvpRequest>merchantID=b&#13;card_cvNumber=987</nvpRequest>",
        "<foo>merchantID=bbbbbbbbbbb\ncard_cvNumber=987</foo>",
        "card_accountNumber=4111111111111111 987",
    ] {
        for options in ["", r#"{"rule":"strict"}"#] {
            let masked = with(options, text);
            assert!(!masked.contains("987"), "{masked}");
            for split in 0..=text.len() {
                assert_eq!(in_pieces(text.as_bytes(), options, [split]), masked.as_bytes(), "{text} {split}");
            }
            assert_eq!(in_pieces(text.as_bytes(), options, std::iter::repeat_n(1, text.len())), masked.as_bytes());
        }
    }
    assert_eq!(mask("INFO a < b: <pin>987</pin>"), "INFO a < b: <pin>xxx</pin>");
    assert_eq!(mask("reply {\"pin\":\"987\"}"), "reply {\"pin\":\"xxx\"}");
    assert_eq!(mask("x\npin=987\rdecision=OK"), "x\npin=xxx\rdecision=OK");
    assert_eq!(with(r#"{"format":"text"}"#, "x\npin=987"), "x\npin=987");
}

// Bounds.

#[test]
fn values_that_are_too_long_are_hidden_whole() {
    let long = "ab".repeat(40_000);
    let hidden = "x".repeat(80_000);
    for (start, end) in
        [("comments=", "\npin=x"), ("<comments>", "</comments>"), (r#"{"comments":""#, r#"","a":null}"#)]
    {
        let text = format!("{start}{long}{end}");
        assert_eq!(mask(&text), format!("{start}{hidden}{end}"));
        assert_eq!(strict(&text).replace("pin=xxxx", "pin=x"), format!("{start}xxxx{end}"));
        for size in [1, 1000, 65_536, 65_537, 70_000] {
            let pieces = in_pieces(text.as_bytes(), "", std::iter::repeat_n(size, text.len() / size));
            assert!(pieces == mask(&text).as_bytes(), "{start} {size}");
        }
    }
}

#[test]
fn the_limit_of_a_value_is_the_same_in_pieces() {
    for length in 65_530..65_540 {
        let value = "v".repeat(length);
        for text in [
            format!("comments={value}\n"),
            format!("<comments>{value}</comments>"),
            format!("<comments><![CDATA[{value}]]></comments>"),
            format!(r#"{{"comments":"{value}"}}"#),
            format!(r#"{{"{value}":1}}"#),
        ] {
            let whole = mask_text(text.as_bytes(), b"").unwrap();
            for size in [65_000, 65_536, 7] {
                assert!(
                    in_pieces(text.as_bytes(), "", std::iter::repeat_n(size, text.len() / size)) == whole,
                    "{length} {size} {}",
                    &text[..20]
                );
            }
        }
    }
}

#[test]
fn time_grows_with_the_length_only() {
    for unit in [
        "<a",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "&",
        "\"",
        "\\",
        "{\"",
        "[",
        "1 ",
        "4111-",
        "a=",
        "\n",
        "<a x='",
        "a=b\n",
        "^:",
    ] {
        for start in ["", "<a>", "{\"", "offer0=", "x "] {
            // One text takes as long as eight of an eighth, and eight times as long if everything that waits were read
            // again with each piece. On a busy machine a measurement may fail, but not five of them.
            let is_linear = |_| time(start, unit, 64_000, 1) < 3 * time(start, unit, 8_000, 8);
            assert!((0..5).any(is_linear), "{start} {unit}");
        }
    }
}

/// The time, in nanoseconds, that it takes to mask texts of so many bytes that come in small pieces.
fn time(start: &str, unit: &str, length: usize, texts: usize) -> u64 {
    let text = [start, &unit.repeat(length / unit.len())].concat();
    let begun = thread_time();
    for _ in 0..texts {
        let masked = in_pieces(text.as_bytes(), "", std::iter::repeat_n(64, text.len() / 64));
        assert!(masked.len() <= 2 * text.len() + 8);
    }
    thread_time() - begun
}

/// The time that the processor has worked for this thread; it is brought up to date when the thread gives way.
fn thread_time() -> u64 {
    std::thread::yield_now();
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    times.split(' ').next().unwrap().parse().unwrap()
}

// Pieces.

const DOCUMENTS: [&str; 14] = [
    GUIDE_REQUEST,
    GUIDE_SOAP_REQUEST,
    NVP_REQUEST,
    "\u{feff} \r\n\u{feff}<?xml version=\"1.0\"?><!-- a > b -- ><a>é<![CDATA[x]]y]]>&#52;111 1111 1111 1111<b run=\"true\" c='&quot;>'/><comments>4111&#32;1111<!-- -->11111111 é</comments> <c></c></x>\nlost é",
    "{\"comments\":\"\\u0034111 1111-11111111\",\"é\\\"\":[1,2.5,{\"a\":null,\"merchantID\":\"4111111111111111\"}],\"currency\":4111111111111111}\n[true] x\ny",
    "offer0=amount:1^é:4111111111111111^x\r\nics_rcode=1\r\nno pair here\r\n4111111111111111=1\ncomments=4111 1111 1111 1111",
    "text 4111 1111 1111 1111 and 4111-1111-1111-11111111 11 1 -1 4222222222222 12345678901234567890 1 2-3 4111111111111111",
    "<a><!DOCTYPE x>\n4111111111111111\n",
    "<trackData>\n<a>\n<b>0123456789</b><c/> <trackdata>0123456789012345</trackdata>\n</a> <x>é>é>é>é>é>é</x><requestMessage>a</requestMessage> <y></y>\n</trackData>\n<a>  </a>",
    "{\"trackData\":{\"b\":\"0123456789\"},\"item_0_unitPrice\":\"1\",\"requestMessage\":\"1\", \"a\" : \"0123456789\" ,\n\"billTo\":{\"city\":\"R\",\"email\":\"e\"}} []",
    "pin=0123456789\r\nmy_trackData=0123456789\n\nitem_0_unitPrice=1\npin=é\n0=1\n=\npin=",
    "\u{feff}name without value 4222222222222",
    "INFO [12] sent {\"pin\": \"1234\", \"billTo\": {\"city\": \"Rome\"}}  in 5 ms\r\n got <a>\n<pin>1</pin> </a> <b x='1'/>{\"a\":[]}4111111111111111\nx=1",
    "[{\"pin\":\"1\"}] <pin>12</pin><pin/> {\"a\" : {\"b\" : 1 } } \n [4] {} <c><d></d></c>\n\n{\"pin\":\"\\\"\"} a = 1",
];

#[test]
fn the_result_does_not_depend_on_where_the_pieces_end() {
    for document in DOCUMENTS {
        for options in [
            "",
            r#"{"rule":"strict"}"#,
            r#"{"format":"text"}"#,
            r#"{"format":"nvp"}"#,
            r#"{"format":"xml"}"#,
            r#"{"format":"json"}"#,
        ] {
            let whole = mask_text(document.as_bytes(), options.as_bytes()).unwrap();
            for split in 0..=document.len() {
                let pieces = in_pieces(document.as_bytes(), options, [split]);
                assert!(pieces == whole, "{options} {split} {document}\n{}", String::from_utf8_lossy(&pieces));
            }
            assert!(in_pieces(document.as_bytes(), options, std::iter::repeat_n(1, document.len())) == whole);
        }
    }
}

// Properties.

/// A number that passes the Luhn check, with separators in places.
fn card_number() -> impl Strategy<Value = (String, String)> {
    let digits = prop::collection::vec(0..10u8, 12..=18);
    let separators = prop::collection::vec(prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("-")], 18);
    (digits, separators).prop_map(|(mut digits, separators)| {
        let doubled = |digit: u8| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(at, digit)| u32::from(if at % 2 == 0 { doubled(*digit) } else { *digit }))
            .sum();
        digits.push(((10 - sum % 10) % 10) as u8);
        let plain: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let mut number = String::new();
        for (at, digit) in plain.chars().enumerate() {
            number.push(digit);
            if at + 1 < plain.len() {
                number.push_str(separators[at]);
            }
        }
        (plain, number)
    })
}

/// `{}` stands for the number, `{r}` for its first digit as a character reference, `{u}` as an escape.
const PLACES: [&str; 24] = [
    "{}",
    "text {} text",
    "text:{}.",
    "card_accountNumber={}\n",
    "comments={}\nx=1",
    "comments=a {}",
    "{}=1",
    "a{}=1\n",
    "no pair\n{}\n",
    "offer0=product_name:{}^x:{}",
    "ics_rmsg={}",
    "<card><accountNumber>{}</accountNumber></card>",
    "<comments>{}</comments>",
    "<comments>{r}</comments>",
    "<comments>a<!-- {} -->b<?{}?></comments>",
    "<a{}/>",
    "<a b=\"{}\" id=\"{}\" xmlns=\"{}\"/>",
    "<comments><![CDATA[{}]]></comments>",
    "<nvpRequest>comments={}\ncard_x={}</nvpRequest>",
    "<a></b>{}",
    r#"{"comments":"{}","x":"{}"}"#,
    r#"{"comments":"{u}","x":"{u}"}"#,
    r#"{"{}":{"{u}":1}}"#,
    r#"{"a":1 {}"#,
];

fn place(place: &str, number: &str) -> String {
    let (first, rest) = number.split_at(1);
    place
        .replace("{r}", &format!("&#{};{rest}", first.as_bytes()[0]))
        .replace("{u}", &format!("\\u00{:02x}{rest}", first.as_bytes()[0]))
        .replace("{}", number)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_card_number_survives((plain, number) in card_number(), at in 0..PLACES.len(), is_strict: bool, sizes in prop::collection::vec(1..40usize, 0..12)) {
        let text = place(PLACES[at], &number);
        let options = if is_strict { r#"{"rule":"strict"}"# } else { "" };
        let masked = String::from_utf8(mask_text(text.as_bytes(), options.as_bytes()).unwrap()).unwrap();
        prop_assert!(!masked.contains(&number), "{} {}", text, masked);
        let digits: String = masked.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        prop_assert!(!digits.contains(&plain), "{} {}", text, masked);
        prop_assert_eq!(in_pieces(text.as_bytes(), options, sizes), masked.into_bytes());
    }

    #[test]
    fn any_bytes_are_masked_the_same_in_pieces(
        bytes in prop::collection::vec(prop_oneof![prop::sample::select(b"<>/!?-[]CDATA&#;=\"'\\{}:,^ \n\r4111a\xc3\xa9\xef\xbb\xbf".to_vec()), any::<u8>()], 0..200),
        start in prop::sample::select(vec!["", "<a>", "<a ", "{\"a\":", "a=", "x ", "<a><![CDATA[", "<?xml ", "[\""]),
        sizes in prop::collection::vec(1..20usize, 0..20),
        is_strict: bool,
    ) {
        let text = [start.as_bytes(), &bytes].concat();
        let options = if is_strict { r#"{"rule":"strict"}"# } else { "" };
        let whole = mask_text(&text, options.as_bytes()).unwrap();
        prop_assert_eq!(in_pieces(&text, options, sizes), whole);
    }

    #[test]
    fn free_text_is_masked_as_the_rule_says(
        chars in prop::collection::vec(
            prop_oneof![30 => prop::sample::select(('0'..='9').collect::<Vec<_>>()), 2 => Just(' '), 1 => Just('-'), 2 => Just('a')],
            0..80,
        ),
    ) {
        let text: String = chars.into_iter().collect();
        let masked = with(r#"{"format":"text"}"#, &text);
        prop_assert_eq!(masked, by_the_rule(&text));
    }

    #[test]
    fn masked_json_is_json(value in "[ -~é\n]{0,30}", number: i64) {
        let text = serde_json::json!({"comments": value.clone(), "secret": value, "n": number, "a": [number, {"decision": number}]}).to_string();
        for masked in [mask(&text), strict(&text)] {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&masked).is_ok(), "{}", masked);
        }
    }
}

/// The rule for card numbers, written down anew and simply.
fn by_the_rule(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = chars.clone();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut digits = vec![at];
        loop {
            let last = digits[digits.len() - 1];
            let group = |at: usize| chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
            let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
            if is_digit(last + 1) {
                digits.push(last + 1);
            } else if matches!(chars.get(last + 1), Some(' ' | '-'))
                && is_digit(last + 2)
                && group(at) < 20
                && group(last + 2) < 20
            {
                digits.push(last + 2);
            } else {
                break;
            }
        }
        at = digits[digits.len() - 1] + 1;
        let is_card = |digits: &[usize]| {
            let weights = digits.iter().rev().enumerate().map(|(i, at)| {
                let digit = chars[*at].to_digit(10).unwrap();
                if i % 2 == 1 {
                    2 * digit / 10 + 2 * digit % 10
                } else {
                    digit
                }
            });
            (13..=19).contains(&digits.len()) && weights.sum::<u32>() % 10 == 0
        };
        let whole = is_card(&digits);
        let mut windows = Vec::new();
        for start in 0..digits.len() {
            for end in start + 1..=digits.len() {
                let starts_group = start == 0 || digits[start - 1] + 1 != digits[start];
                let ends_group = end == digits.len() || digits[end - 1] + 1 != digits[end];
                let is_whole = end - start == digits.len();
                if starts_group && ends_group && is_card(&digits[start..end]) && (is_whole || !whole) {
                    windows.push(&digits[start..end]);
                }
            }
        }
        for window in &windows {
            let ends = if window.len() < 16 { 2 } else { 4 };
            window[ends..window.len() - ends].iter().for_each(|at| masked[*at] = 'x');
        }
        let run: String = masked[digits[0]..at].iter().collect();
        if run.contains('x') && by_the_rule(&run) != run {
            windows.iter().for_each(|window| window.iter().for_each(|at| masked[*at] = 'x'));
        }
    }
    masked.into_iter().collect()
}
