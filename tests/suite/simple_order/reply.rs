//! Reading replies: what they say, and what is no reply.

use cybsign::error::*;
use cybsign::simple_order::{parse_reply, reason_code, OrderState, Reply, ReplyKind, REASON_CODES};
use serde_json::Value;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const CYBS: &str = "urn:schemas-cybersource-com:transaction-data-1.224";

fn parse(reply: &str) -> Reply {
    parse_reply(reply.as_bytes(), b"").unwrap_or_else(|error| panic!("{error}: {reply}"))
}

fn status_of(reply: &[u8]) -> i32 {
    parse_reply(reply, b"").err().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(reply))).status()
}

/// As CyberSource's servers send it: an unsigned Timestamp in the header, the prefix `c`.
fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"{SOAP}\">\n<soap:Header>\n\
         <wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">\
         <wsu:Timestamp xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" \
         wsu:Id=\"Timestamp-1\"><wsu:Created>2026-11-21T08:09:10.123Z</wsu:Created></wsu:Timestamp></wsse:Security>\
         </soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

fn message(fields: &str) -> String {
    envelope(&format!("<c:replyMessage xmlns:c=\"{CYBS}\">{fields}</c:replyMessage>"))
}

fn nvp(text: &str) -> String {
    envelope(&format!("<c:nvpReply xmlns:c=\"{CYBS}\">{text}</c:nvpReply>"))
}

fn fields(reply: &Reply) -> Vec<(&str, Option<&str>)> {
    reply.fields.iter().map(|(name, value)| (&**name, value.as_deref())).collect()
}

#[test]
fn an_xml_reply_is_told_by_namespace_and_flattened_to_the_names_of_nvp() {
    let reply = parse(&message(
        "<c:merchantReferenceCode>NGTS1500</c:merchantReferenceCode><c:requestID>3871456789</c:requestID>\
         <c:decision>ACCEPT</c:decision><c:reasonCode>100</c:reasonCode><c:requestToken>Ahj/xyz==</c:requestToken>\n\
         <c:ccAuthReply><c:reasonCode>100</c:reasonCode><c:amount>22.02</c:amount><c:avsCode/></c:ccAuthReply>\
         <c:taxReply><c:item id=\"0\"><c:cityTaxAmount>0</c:cityTaxAmount></c:item>\
         <c:item id=\"1\"><c:cityTaxAmount>1 &amp; 2</c:cityTaxAmount></c:item></c:taxReply>\
         <c:brandNew run=\"true\"><c:thing>x</c:thing><c:thing>y</c:thing></c:brandNew>",
    ));
    assert_eq!(reply.kind, ReplyKind::Xml);
    assert_eq!(reply.decision.as_deref(), Some("ACCEPT"));
    assert_eq!(reply.reason_code, Some(100));
    assert_eq!(reply.reason, Some("success"));
    assert_eq!((reply.may_resend, reply.state), (Some(false), OrderState::Known));
    assert_eq!(reply.request_id.as_deref(), Some("3871456789"));
    assert_eq!(reply.request_token.as_deref(), Some("Ahj/xyz=="));
    assert_eq!(reply.merchant_reference_code.as_deref(), Some("NGTS1500"));
    assert_eq!(
        fields(&reply)[5..],
        [
            ("ccAuthReply_reasonCode", Some("100")),
            ("ccAuthReply_amount", Some("22.02")),
            ("ccAuthReply_avsCode", Some("")),
            ("taxReply_item_0_cityTaxAmount", Some("0")),
            ("taxReply_item_1_cityTaxAmount", Some("1 & 2")),
            ("brandNew_run", Some("true")),
            ("brandNew_thing_0", Some("x")),
            ("brandNew_thing_1", Some("y")),
        ]
    );
}

#[test]
fn an_nvp_reply_is_split_at_the_first_sign_and_says_the_same() {
    let text = "merchantReferenceCode=NGTS1500\nrequestID=3871456789\ndecision=REJECT\nreasonCode=102\n\
                invalidField_10=l\ninvalidField_2=c\ninvalidField_0=a\nrequestToken=Ahj/x==y=\nnothing\nempty=\n\
                name=J&amp;J é\n";
    for reply in [
        parse(&nvp(text)),
        parse(&text.replace("&amp;", "&")),
        parse(&text.replace("&amp;", "&").replace('\n', "\r\n")),
    ] {
        assert_eq!(reply.kind, ReplyKind::Nvp);
        assert_eq!((reply.decision.as_deref(), reply.reason_code), (Some("REJECT"), Some(102)));
        assert_eq!((reply.may_resend, reply.state), (Some(false), OrderState::Known));
        assert_eq!(reply.invalid_fields, ["a", "c", "l"]);
        assert_eq!(reply.request_token.as_deref(), Some("Ahj/x==y="));
        assert_eq!(reply.fields.iter().find(|field| field.0 == "nothing").unwrap().1, None);
        assert_eq!(reply.field("empty"), Some(""));
        assert_eq!(reply.field("name"), Some("J&J é"));
        assert_eq!(reply.fields.len(), 11);
    }
}

#[test]
fn one_missing_field_has_a_number_in_both_forms() {
    let xml = parse(&message("<c:decision>REJECT</c:decision><c:reasonCode>101</c:reasonCode><c:missingField>c:billTo/c:city</c:missingField>"));
    let nvp = parse(&nvp("decision=REJECT\nreasonCode=101\nmissingField_0=c:billTo/c:city\n"));
    assert_eq!(fields(&xml), fields(&nvp));
    assert_eq!(xml.missing_fields, ["c:billTo/c:city"]);
    assert_eq!(xml.missing_fields, nvp.missing_fields);
}

fn fault(code: &str) -> String {
    envelope(&format!(
        "<soap:Fault><faultcode>{code}</faultcode><faultstring> Failed &amp; stopped </faultstring>\
         <detail><x:faultDetails xmlns:x=\"{CYBS}\"><x:requestID>42</x:requestID></x:faultDetails></detail></soap:Fault>"
    ))
}

#[test]
fn a_critical_fault_is_told_apart_whatever_its_prefix() {
    for code in [
        "soap:CriticalServerError",
        "c:CriticalServerError",
        "CriticalServerError",
        " any:other:criticalservererror ",
        // SOAP 1.1 refines a code behind a point.
        "c:CriticalServerError.Timeout",
        "soap:Server.CriticalServerError",
        "soap:Server.CriticalServerError.Processor.Timeout",
        "soap:Server. CRITICALSERVERERROR .x",
        "c:Server<!-- -->.Critical<![CDATA[ServerError]]>",
    ] {
        let reply = parse(&fault(code));
        let fault = reply.fault.as_ref().unwrap();
        assert!(fault.critical, "{code}");
        assert_eq!((reply.kind, reply.state, reply.may_resend), (ReplyKind::Fault, OrderState::Unknown, Some(false)));
        assert_eq!(fault.string.as_deref(), Some("Failed & stopped"));
        assert_eq!(fault.request_id.as_deref(), Some("42"));
        assert_eq!(reply.request_id.as_deref(), Some("42"));
    }
    for code in [
        "soap:Client",
        "wsse:FailedCheck",
        "c:ServerError",
        "soap:Server.Busy",
        "CriticalServerError:x",
        "NotCriticalServerError",
    ] {
        let reply = parse(&fault(code));
        assert!(!reply.fault.as_ref().unwrap().critical, "{code}");
        assert_eq!((reply.state, reply.may_resend, reply.decision.as_deref()), (OrderState::Known, None, None));
    }
}

#[test]
fn a_fault_that_somebody_sent_who_gave_up_waiting_is_critical() {
    for (status, state) in [
        (200, OrderState::Known),
        (400, OrderState::Known),
        (403, OrderState::Known),
        (408, OrderState::Unknown),
        (500, OrderState::Known),
        (502, OrderState::Unknown),
        (503, OrderState::Unknown),
        (504, OrderState::Unknown),
        (524, OrderState::Unknown),
    ] {
        let options = format!("{{\"http_status\":{status}}}");
        let reply = parse_reply(fault("soap:Server").as_bytes(), options.as_bytes()).unwrap();
        assert_eq!((reply.state, reply.fault.as_ref().unwrap().critical), (state, state == OrderState::Unknown));
    }
}

#[test]
fn a_fault_without_a_code_leaves_the_state_unknown() {
    let reply = parse(&envelope("<soap:Fault><faultstring>x</faultstring></soap:Fault>"));
    assert_eq!((reply.state, reply.may_resend), (OrderState::Unknown, Some(false)));
    assert_eq!((reply.fault.as_ref().unwrap().code.as_deref(), reply.fault.as_ref().unwrap().critical), (None, true));
    let twice =
        fault("soap:Server").replace("<faultstring>", "<faultcode>soap:CriticalServerError</faultcode><faultstring>");
    assert_eq!(status_of(twice.as_bytes()), CYBSIGN_E_MESSAGE);
    for code in ["<x>soap:Client</x>", "soap:Client<Subcode>c:CriticalServerError</Subcode>", " \n", ""] {
        assert!(parse(&fault(code)).fault.as_ref().unwrap().critical, "{code}");
    }
    // The request ID of another namespace is none of CyberSource's.
    let foreign = fault("soap:Server").replace(CYBS, "urn:other");
    assert_eq!(parse(&foreign).request_id, None);
}

#[test]
fn prefixes_and_versions_do_not_matter() {
    for body in [
        format!(
            "<replyMessage xmlns=\"{CYBS}\"><decision>ACCEPT</decision><reasonCode>100</reasonCode></replyMessage>"
        ),
        "<q:replyMessage xmlns:q='urn:schemas-cybersource-com:transaction-data-1.26'><q:decision>ACCEPT</q:decision>\
         <q:reasonCode> 100 </q:reasonCode></q:replyMessage>"
            .to_owned(),
    ] {
        let declared = format!("<?xml version='1.0'?>\n{body}");
        for reply in [envelope(&body), body.clone(), format!("\u{FEFF}{body}"), format!("\r\n<!-- -->{body}"), declared]
        {
            let reply = parse(&reply);
            assert_eq!((reply.decision.as_deref(), reply.reason_code), (Some("ACCEPT"), Some(100)));
        }
    }
}

#[test]
fn a_field_of_another_namespace_is_kept_but_is_no_decision() {
    let reply = parse(&message("<x:decision xmlns:x=\"urn:evil\">ACCEPT</x:decision><decision>ACCEPT</decision><c:reasonCode>203</c:reasonCode>"));
    assert_eq!(reply.decision, None);
    assert_eq!(fields(&reply)[..2], [("{urn:evil}decision", Some("ACCEPT")), ("{}decision", Some("ACCEPT"))]);
    let body = "<x:replyMessage xmlns:x='urn:evil'><x:decision>ACCEPT</x:decision></x:replyMessage>";
    assert_eq!(status_of(envelope(body).as_bytes()), CYBSIGN_E_MESSAGE);
}

/// What says what became of the order stands once; elsewhere the decision is worth more than a doubled field.
#[test]
fn two_different_values_are_refused_for_five_fields_and_named_for_the_others() {
    let twice = "decision=REJECT\nreasonCode=203\ndecision=ACCEPT\n";
    assert_eq!(status_of(nvp(twice).as_bytes()), CYBSIGN_E_MESSAGE);
    assert_eq!(parse(&nvp("decision=ACCEPT\nreasonCode=100\ndecision=ACCEPT\n")).fields.len(), 2);
    for reply in [
        nvp("decision=ACCEPT\nreasonCode=100\na_b=1\nc=1\na_b=2\na_b=3\nc=1\nd\nd=\n"),
        message("<c:decision>ACCEPT</c:decision><c:reasonCode>100</c:reasonCode><c:a><c:b>1</c:b></c:a><c:c>1</c:c><c:a_b>3</c:a_b><c:d/>"),
    ] {
        let reply = parse(&reply);
        assert_eq!((reply.decision.as_deref(), reply.state), (Some("ACCEPT"), OrderState::Known));
        assert_eq!(reply.field("a_b"), Some("3"));
        assert_eq!(&*reply.warnings[0].field, "a_b");
    }
    let reply = parse(&nvp("decision=ACCEPT\na_b=1\nc=1\na_b=2\na_b=3\nc=1\nd\nd=\n"));
    let warned: Vec<(&str, &str)> = reply.warnings.iter().map(|warning| (warning.code, &*warning.field)).collect();
    assert_eq!(warned, [("repeated", "a_b"), ("repeated", "d")]);
    assert_eq!(fields(&reply), [("decision", Some("ACCEPT")), ("a_b", Some("3")), ("c", Some("1")), ("d", Some(""))]);
    for (one, other) in [
        ("decision", "ACCEPT"),
        ("reasonCode", "150"),
        ("requestID", "1"),
        ("requestToken", "x"),
        ("merchantReferenceCode", "x"),
    ] {
        let twice = message(&format!("<c:{one}>{other}</c:{one}><c:{one} id=\"1\">9</c:{one}>"));
        assert_eq!(status_of(twice.as_bytes()), CYBSIGN_E_MESSAGE, "{one}");
    }
    let a_reply = format!("<c:replyMessage xmlns:c='{CYBS}'/>");
    assert_eq!(status_of(envelope(&a_reply.repeat(2)).as_bytes()), CYBSIGN_E_MESSAGE);
    let two_bodies = envelope("").replace("<soap:Body>", &format!("<soap:Body>{a_reply}</soap:Body><soap:Body>"));
    assert_eq!(status_of(two_bodies.as_bytes()), CYBSIGN_E_MESSAGE);
}

#[test]
fn a_success_that_is_none_is_no_answer() {
    for decision in ["ERROR", "REJECT", "REVIEW"] {
        let reply = parse(&nvp(&format!("decision={decision}\nreasonCode=100\n")));
        assert_eq!((reply.state, reply.may_resend), (OrderState::Unknown, Some(false)), "{decision}");
    }
}

/// What is not certain is unknown, and is not sent again.
#[test]
fn only_what_is_said_twice_alike_settles_an_order() {
    for (text, known) in [
        ("decision=ACCEPT\nreasonCode=100", true),
        ("decision=ACCEPT\nreasonCode=110", true),
        ("decision=ACCEPT", true),
        ("decision=ACCEPT\nreasonCode=203", false),
        ("decision=ACCEPT\nreasonCode=150", false),
        ("decision=ACCEPT\nreasonCode=1OO", false),
        ("decision=ACCEPT\nreasonCode=", false),
        ("decision=ACCEPT\nreasonCode", false),
        ("decision=REJECT\nreasonCode=102", true),
        ("decision=REJECT\nreasonCode=203", true),
        ("decision=REJECT\nreasonCode=151", false),
        ("decision=REVIEW\nreasonCode=480", true),
        ("decision=ERROR\nreasonCode=203", false),
        ("decision=ERROR\nreasonCode=207", false),
        ("decision=ERROR\nreasonCode=236", false),
        ("decision=ERROR", false),
        ("decision=accept\nreasonCode=100", false),
        ("reasonCode=100", false),
        ("reasonCode=203", false),
        ("requestID=1", false),
    ] {
        let reply = parse(&nvp(text));
        let state = if known { OrderState::Known } else { OrderState::Unknown };
        assert_eq!(reply.state, state, "{text}");
        assert!(known || reply.may_resend == Some(false), "{text}");
    }
}

#[test]
fn each_service_counts_whatever_the_request_as_a_whole_became() {
    for (text, state, may_resend) in [
        ("decision=REJECT\nreasonCode=207\nccCaptureReply_reasonCode=207", OrderState::Known, true),
        ("decision=REJECT\nreasonCode=207\nccAuthReply_reasonCode=100", OrderState::Known, false),
        ("decision=REJECT\nreasonCode=236\nccAuthReply_reasonCode=110", OrderState::Known, false),
        ("decision=REJECT\nreasonCode=102\nccCaptureReply_reasonCode=150", OrderState::Unknown, false),
        ("decision=ACCEPT\nreasonCode=100\nccCaptureReply_reasonCode=250", OrderState::Unknown, false),
        ("decision=ACCEPT\nreasonCode=100\nccCaptureReply_reasonCode=100", OrderState::Known, false),
    ] {
        let reply = parse(&nvp(text));
        assert_eq!((reply.state, reply.may_resend), (state, Some(may_resend)), "{text}");
    }
}

#[test]
fn a_fault_of_a_server_on_the_way_says_nothing_about_the_order() {
    let fault = |code: &str| {
        parse(&envelope(&format!("<soap:Fault><faultcode>{code}</faultcode><faultstring>x</faultstring></soap:Fault>")))
    };
    for code in ["soap:Server", "soap:Server.Timeout", "CriticalServer", "env:Receiver", "axis2ns1:Server", "x"] {
        assert_eq!(fault(code).state, OrderState::Unknown, "{code}");
    }
    for code in ["soap:Client", "soap:Client.Authentication", "wsse:FailedCheck", "soap:MustUnderstand"] {
        assert_eq!(fault(code).state, OrderState::Known, "{code}");
    }
}

#[test]
fn no_status_makes_a_reply_harmless_that_could_not_be_read() {
    for text in [
        "Warning: x\ndecision=ACCEPT\nreasonCode=100",
        "{\"decision\":\"ACCEPT\",\"reasonCode\":\"100\"}",
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><replyMessage/></s:Body></s:Envelope>",
        "<x><replyMessage><decision>ACCEPT</decision></replyMessage></x>",
        "<html><body>decision=ACCEPT</body></html>",
    ] {
        let error = parse_reply(text.as_bytes(), br#"{"http_status":400}"#).err().unwrap();
        assert_eq!(error.detail()["state"], "unknown", "{text}");
    }
    for text in ["", "<html><body>Bad Request</body></html>", "{\"message\":\"bad request\"}"] {
        let error = parse_reply(text.as_bytes(), br#"{"http_status":400}"#).err().unwrap();
        assert_eq!(error.detail()["state"], "known", "{text}");
    }
}

#[test]
fn a_reply_that_is_cut_off_says_what_that_means() {
    let whole = message("<c:decision>ACCEPT</c:decision>");
    let error = parse_reply(&whole.as_bytes()[..whole.len() - 30], b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_XML);
    assert!(error.message().contains("state is unknown"), "{}", error.message());
}

#[test]
fn white_space_at_the_end_belongs_to_a_value() {
    let reply = parse_reply(b"\r\ndecision=ACCEPT\r\nfoo=bar  ", b"").unwrap();
    assert_eq!((reply.decision.as_deref(), reply.field("foo")), (Some("ACCEPT"), Some("bar  ")));
    let reply = parse(&message("<c:decision>\n REJECT </c:decision>"));
    assert_eq!(reply.decision.as_deref(), Some("REJECT"));
}

#[test]
fn codes_that_are_not_known_leave_it_to_the_decision() {
    for (decision, state, may_resend) in [
        ("ACCEPT", OrderState::Known, None),
        ("REJECT", OrderState::Known, None),
        ("NEW", OrderState::Unknown, Some(false)),
        ("ACCEPTED", OrderState::Unknown, Some(false)),
        ("ERROR", OrderState::Unknown, Some(false)),
        ("", OrderState::Unknown, Some(false)),
    ] {
        let reply = parse(&nvp(&format!("decision={decision}\nreasonCode=99999\n")));
        assert_eq!((reply.reason, reply.state, reply.may_resend), (None, state, may_resend), "{decision}");
    }
    for code in ["", "-1", "+100", "1e2", "100x", "99999999999999999999"] {
        let reply = parse(&nvp(&format!("decision=ERROR\nreasonCode={code}\n")));
        assert_eq!((reply.reason_code, reply.may_resend), (None, Some(false)), "{code}");
    }
}

#[test]
fn the_table_says_when_the_same_request_may_be_sent_again() {
    assert!(REASON_CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    for row in REASON_CODES {
        assert_eq!(reason_code(row.code), Some(row));
        assert!(row.state_known || !row.may_resend, "{}: what may have been done is not done again", row.code);
        assert!(row.meaning.is_ascii() && row.meaning.len() < 160 && !row.meaning.contains('\n'));
    }
    let resend: Vec<u32> = REASON_CODES.iter().filter(|row| row.may_resend).map(|row| row.code).collect();
    assert_eq!(resend, [207, 236]);
    let unknown: Vec<u32> = REASON_CODES.iter().filter(|row| !row.state_known).map(|row| row.code).collect();
    assert_eq!(unknown, [150, 151, 152, 250, 262]);
    for code in
        [100, 101, 102, 104, 110, 200, 201, 202, 203, 204, 205, 208, 210, 211, 220, 475, 476, 480, 481, 490, 491, 520]
    {
        assert!(reason_code(code).is_some_and(|row| !row.may_resend), "{code}");
    }
    assert_eq!(reason_code(103), None);
}

#[test]
fn what_is_no_reply_is_named() {
    for (reply, word) in [
        (&b""[..], "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xEF\xBB\xBF", "empty"),
        (b"<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\"><html><body>4111111111111111", "HTML"),
        (b"\n<html>\n", "HTML"),
        (b"\xEF\xBB\xBF<html>\n", "HTML"),
        (b"<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html/>", "HTML"),
        (b"<!-- x --><HTML>", "HTML"),
        (b"{\"status\":\"x\"}", "JSON"),
        (b"[]", "JSON"),
        (b"HTTP/1.1 200 OK\r\n\r\n<a/>", "body"),
        (b"Bad Gateway", "neither"),
        (b"Error: a=b", "neither"),
        (b"<a/>", "no SOAP message"),
        (b"<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'/>", "SOAP 1.2"),
        (b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>", "no Body"),
        (b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body/></e:Envelope>", "no reply"),
        (
            b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><n:nvpRequest xmlns:n='urn:x'/></e:Body></e:Envelope>",
            "request",
        ),
    ] {
        let error = parse_reply(reply, b"").err().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(reply)));
        assert_eq!(error.status(), CYBSIGN_E_MESSAGE, "{error}");
        assert!(error.message().contains(word), "{word}: {error}");
        assert!(error.message().contains("unknown until you look it up"), "{error}");
        assert!(!error.message().contains("4111"), "{error}");
    }
    let doctype = "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>";
    assert_eq!(status_of(doctype.as_bytes()), CYBSIGN_E_XML);
    let late = format!("\r\n<?xml version='1.0'?>{}", message(""));
    let error = parse_reply(late.as_bytes(), b"").err().unwrap();
    assert_eq!(error.status(), CYBSIGN_E_XML);
    assert!(error.message().contains("declaration must stand first"), "{error}");
    assert_eq!(status_of(&message("<c:decision>")[..].as_bytes()[..400]), CYBSIGN_E_XML);
    assert_eq!(status_of(b"decision=\xFF"), CYBSIGN_E_ENCODING);
    assert_eq!(status_of(nvp("a=1<b/>").as_bytes()), CYBSIGN_E_MESSAGE);
}

/// Every text says what became of the order, and nothing that only who wrote the reply could do.
#[test]
fn the_http_status_says_what_became_of_an_order_without_a_reply() {
    let page: &[u8] = b"<!doctype html><title>4111111111111111</title>";
    let cut = &message("<c:decision>ACCEPT</c:decision>").into_bytes()[..200];
    for (reply, is_other) in [
        (page, true),
        (b"", true),
        (b"{}", true),
        (b"<error>denied</error>", true),
        (b"Too many requests", true),
        (b"<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'/>", true),
        (cut, false),
        (b"\x1F\x8B\x08\x00", false),
        (b"\xFF\xFE<\0", false),
        (b"<!DOCTYPE a><a/>", false),
        (b"decision=\xFF", false),
    ] {
        for status in [None, Some(200), Some(302), Some(400), Some(403), Some(408), Some(429), Some(500), Some(503)] {
            let options = status.map(|status| format!("{{\"http_status\":{status}}}")).unwrap_or_default();
            let error = parse_reply(reply, options.as_bytes()).err().unwrap();
            let refused = is_other && matches!(status, Some(400 | 403 | 429));
            let detail = error.detail();
            assert_eq!(detail["state"], if refused { "known" } else { "unknown" }, "{status:?} {error}");
            assert_eq!((&detail["critical"], &detail["may_resend"]), (&(!refused).into(), &refused.into()));
            assert_eq!(detail.get("http_status").and_then(|status| status.as_u64()), status);
            assert_eq!(error.message().contains("order's state is unknown until you look it up"), !refused, "{error}");
            assert_eq!(error.message().contains("nothing was carried out"), refused, "{error}");
            for advice in ["take it out", "give it in", "4111"] {
                assert!(!error.message().contains(advice), "{error}");
            }
            assert_eq!(status_category(error.status()), "encoding\0");
        }
    }
}

#[test]
fn the_encodings_of_old_servers_are_read_and_others_named() {
    let latin = |name: &str, text: &[u8]| {
        let (start, end) = (
            format!("<?xml version='1.0' encoding = \"{name}\" ?>"),
            format!("<c:replyMessage xmlns:c='{CYBS}'><c:a>@</c:a></c:replyMessage>"),
        );
        let (before, after) = end.split_once('@').unwrap();
        [start.as_bytes(), before.as_bytes(), text, after.as_bytes()].concat()
    };
    for (name, bytes, text) in [
        ("ISO-8859-1", &b"J\xF6rg \xA9"[..], "Jörg ©"),
        ("iso-8859-1", b"J&#246;rg", "Jörg"),
        ("US-ASCII", b"J&#246;rg", "Jörg"),
        ("us-ascii", b"x", "x"),
        ("UTF-8", "Jörg 😀".as_bytes(), "Jörg 😀"),
    ] {
        assert_eq!(parse_reply(&latin(name, bytes), b"").unwrap().field("a"), Some(text), "{name}");
    }
    for (reply, word) in [
        (latin("US-ASCII", b"J\xF6rg"), "US-ASCII"),
        (latin("windows-1252", b"x"), "encoding"),
        (latin("UTF-8", b"J\xF6rg"), "UTF-8"),
        (message("").encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16"),
        (format!("\u{FEFF}{}", message("")).encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16"),
        ("decision=ACCEPT".encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16"),
        (b"\x1F\x8B\x08\0\0".to_vec(), "gzip"),
    ] {
        let error = parse_reply(&reply, b"").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_ENCODING, "{error}");
        assert!(error.message().contains(word) && error.message().contains("state is unknown"), "{error}");
    }
}

#[test]
fn what_is_empty_is_absent() {
    let reply = parse(&nvp("decision=ACCEPT\nrequestID=\nrequestToken= \nmerchantReferenceCode=\n"));
    assert_eq!((reply.request_id, reply.request_token, reply.merchant_reference_code), (None, None, None));
    let reply = parse(&fault("soap:Client").replace("42", " "));
    assert_eq!((&reply.request_id, &reply.fault.as_ref().unwrap().request_id), (&None, &None));
}

#[test]
fn sizes_are_bounded() {
    let limited = |reply: &str, limits: &str| {
        parse_reply(reply.as_bytes(), limits.as_bytes()).err().map(|error| {
            assert!(error.message().contains("state is unknown"), "{error}");
            error.status()
        })
    };
    // A caller who is told of a limit as of a mistake of his own would send again.
    assert_eq!(status_category(CYBSIGN_E_MESSAGE), "encoding\0");
    assert_eq!(limited(&nvp("a=1\n"), r#"{"limits":{"max_bytes":100}}"#), Some(CYBSIGN_E_MESSAGE));
    assert_eq!(limited("a=1\n", r#"{"limits":{"max_bytes":3}}"#), Some(CYBSIGN_E_MESSAGE));
    assert_eq!(limited(&message(&("<c:a>".repeat(200) + &"</c:a>".repeat(200))), ""), Some(CYBSIGN_E_MESSAGE));
    // Deeper than any stack would bear, had it been read by recursion.
    let deep = message(&("<c:a>".repeat(90_000) + &"</c:a>".repeat(90_000)));
    assert_eq!(limited(&deep, r#"{"limits":{"max_depth":100000}}"#), Some(CYBSIGN_E_MESSAGE));
    // A long name over many children, which would be repeated for each of them.
    let long = "n".repeat(100_000);
    let wide = format!("<c:{long}>{}</c:{long}>", "<c:a/>".repeat(100_000));
    assert_eq!(limited(&message(&wide), ""), Some(CYBSIGN_E_MESSAGE));
    let wide = format!("<c:{0}>{1}</c:{0}>", &long[..900], "<c:a/>".repeat(100_000));
    assert_eq!(limited(&message(&wide), ""), Some(CYBSIGN_E_MESSAGE));
    let uri = format!("<x:y xmlns:x='urn:{long}'>{}</x:y>", "<x:a/>".repeat(100_000));
    assert_eq!(limited(&message(&uri), ""), Some(CYBSIGN_E_MESSAGE));
    assert_eq!(limited(&message(&"<c:a/>".repeat(10_000)), ""), None);
}

#[test]
fn the_json_has_every_member() {
    let json = parse(&message("<c:decision>REJECT</c:decision><c:reasonCode>207</c:reasonCode><c:a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>"));
    let json: Value = serde_json::from_slice(&json.to_json().unwrap()).unwrap();
    let names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "kind",
            "decision",
            "reason_code",
            "reason",
            "may_resend",
            "state",
            "request_id",
            "request_token",
            "merchant_reference_code",
            "fields",
            "missing_fields",
            "invalid_fields",
            "fault",
            "warnings"
        ]
    );
    assert_eq!((&json["kind"], &json["may_resend"], &json["state"]), (&"xml".into(), &true.into(), &"known".into()));
    assert_eq!(json["fields"], serde_json::json!({"decision": "REJECT", "reasonCode": "207", "a": null}));
    let json: Value = serde_json::from_slice(&parse(&fault("a:CriticalServerError")).to_json().unwrap()).unwrap();
    assert_eq!(
        json["fault"],
        serde_json::json!({"code": "a:CriticalServerError", "string": "Failed & stopped", "request_id": "42", "critical": true})
    );
    assert_eq!((&json["kind"], &json["state"]), (&"fault".into(), &"unknown".into()));
}

#[test]
fn options_are_checked() {
    for options in [r#"{"limit":{}}"#, r#"{"http_status":"504"}"#, r#"{"limits":{"max_bytes":0}}"#] {
        assert_eq!(parse_reply(b"decision=ACCEPT", options.as_bytes()).err().unwrap().status(), CYBSIGN_E_OPTION);
    }
}

#[test]
fn no_cut_reply_panics_or_passes_for_accepted() {
    let whole = message("<c:decision>ACCEPT</c:decision><c:reasonCode>100</c:reasonCode>");
    for end in 0..whole.len() {
        assert!(parse_reply(&whole.as_bytes()[..end], b"").is_err(), "{end}");
    }
    let (mut read, mut unread) = (0, 0);
    for at in 0..whole.len() {
        let mut changed = whole.clone().into_bytes();
        for byte in [0, b'<', b'&', b'x', 0xFF] {
            changed[at] = byte;
            match parse_reply(&changed, b"") {
                Ok(reply) => {
                    let said = changed.windows(18).any(|window| window == b"<c:decision>ACCEPT");
                    assert_eq!(reply.decision.as_deref() == Some("ACCEPT"), said, "{at}");
                    assert!(said || reply.state == OrderState::Unknown, "{at}");
                    read += 1;
                }
                Err(error) => {
                    assert!(error.message().contains("the order's state is unknown"), "{at}: {error}");
                    unread += 1;
                }
            }
        }
    }
    assert!(read > 50 && unread > 3 * whole.len(), "{read} read, {unread} not");
}
