//! Replies: results of the request and of each service, and what is known of the order.

use cybsign::error::*;
use cybsign::scmp::{flag, parse_reply, Reply, FLAGS};
use cybsign::simple_order::OrderState;
use serde_json::Value;

fn parse(text: &str) -> Reply {
    parse_reply(text.as_bytes(), b"").unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn judged(text: &str) -> (Option<&'static str>, Option<bool>, OrderState) {
    let reply = parse(text);
    (reply.result.decision, reply.may_resend, reply.state)
}

#[test]
fn a_reply_is_read_as_a_whole_and_service_by_service() {
    let reply = parse(
        "request_id=4803124484286005701019\r\nmerchant_ref_number=R1\r\nics_rcode=0\r\nics_rflag=DAVSNO\r\n\
         ics_rmsg=AVS check failed\r\nauth_rcode=0\r\nauth_rflag=DAVSNO\r\nauth_rmsg=AVS check failed\r\n\
         auth_auth_code=831001\r\nPAYPAL_do_capture_rcode=1\r\npaypal_do_capture_rflag=SOK\r\nrequest_token=Ahj==\r\n",
    );
    assert_eq!((reply.result.rcode, reply.result.rflag.as_deref()), (Some(0), Some("DAVSNO")));
    assert_eq!(reply.result.rmsg.as_deref(), Some("AVS check failed"));
    assert_eq!((reply.result.decision, reply.result.reason_codes), (Some("REJECT"), &[200][..]));
    assert_eq!((reply.may_resend, reply.state), (Some(false), OrderState::Known));
    assert_eq!(reply.request_id.as_deref(), Some("4803124484286005701019"));
    assert_eq!((reply.request_token.as_deref(), reply.merchant_ref_number.as_deref()), (Some("Ahj=="), Some("R1")));
    let services: Vec<_> = reply.services.iter().map(|one| (one.service.as_str(), one.rcode, one.decision)).collect();
    assert_eq!(services, [("auth", Some(0), Some("REJECT")), ("paypal_do_capture", Some(1), Some("ACCEPT"))]);
    assert_eq!(reply.fields.len(), 12);
    assert_eq!(reply.fields[8], ("auth_auth_code".to_owned(), "831001".to_owned()));
}

/// CyberSource's test responses for the SCMP API.
#[test]
fn test_responses_give_the_results_that_the_documents_say() {
    let text = |rcode: i32, rflag: &str| format!("ics_rcode={rcode}\nics_rflag={rflag}\n");
    let known = OrderState::Known;
    assert_eq!(judged(&text(1, "SOK")), (Some("ACCEPT"), Some(false), known));
    assert_eq!(judged(&text(0, "DAVSNO")), (Some("REJECT"), Some(false), known));
    assert_eq!(judged(&text(0, "DCV")), (Some("REJECT"), Some(false), known));
    assert_eq!(judged(&text(0, "SPARTIALAPPROVAL")), (Some("REJECT"), Some(false), known));
    assert_eq!(judged(&text(0, "DCALL")), (Some("REJECT"), Some(false), known));
    assert_eq!(judged(&text(-1, "ETIMEOUT")), (Some("ERROR"), Some(false), OrderState::Unknown));
    assert_eq!(judged(&text(-1, "ESYSTEM")), (Some("ERROR"), Some(false), OrderState::Unknown));
}

#[test]
fn of_an_unknown_flag_the_rcode_counts() {
    assert_eq!(judged("ics_rcode=0\nics_rflag=DNEW"), (Some("REJECT"), None, OrderState::Known));
    assert_eq!(judged("ics_rcode=1\nics_rflag=SNEW"), (Some("ACCEPT"), Some(false), OrderState::Known));
    assert_eq!(judged("ics_rcode=-1\nics_rflag=ENEW"), (Some("ERROR"), Some(false), OrderState::Unknown));
    assert_eq!(judged("ics_rcode=1"), (Some("ACCEPT"), Some(false), OrderState::Known));
}

#[test]
fn what_contradicts_itself_or_says_nothing_is_no_answer() {
    for text in [
        "ics_rcode=1\nics_rflag=DCALL",
        "ics_rcode=0\nics_rflag=SOK",
        "ics_rflag=SOK",
        "ics_rcode=2",
        "ics_rcode=01",
        "ics_rcode=",
        "request_id=4803124484286005701019",
    ] {
        let (_, may_resend, state) = judged(text);
        assert_eq!((may_resend, state), (Some(false), OrderState::Unknown), "{text}");
    }
}

#[test]
fn what_is_no_reply_leaves_the_order_unknown_and_says_so() {
    for text in [&b""[..], b"<html>", b"ics_rcode=1\nics_rcode=0", b"ics_rcode=1\n\n", b"\xFF=1"] {
        let error = parse_reply(text, b"").err().unwrap();
        assert_eq!(error.status(), CYBSIGN_E_MESSAGE);
        assert!(error.message().ends_with("the order's state is unknown until you look it up"), "{error}");
    }
    let options = br#"{"limits": {"max_bytes": 5}}"#;
    assert_eq!(parse_reply(b"ics_rcode=1", options).err().unwrap().status(), CYBSIGN_E_LIMIT);
    assert_eq!(parse_reply(b"a=1", br#"{"limits": {"max_fields": 0}}"#).err().unwrap().status(), CYBSIGN_E_OPTION);
    assert_eq!(parse_reply(b"a=1", br#"{"limit": {}}"#).err().unwrap().status(), CYBSIGN_E_OPTION);
}

#[test]
fn the_document_has_the_words_of_a_simple_order_reply() {
    let json: Value =
        serde_json::from_slice(&parse("ics_rcode=-1\nics_rflag=ETIMEOUT\nauth_rcode=1").to_json().unwrap()).unwrap();
    assert_eq!(
        (&json["state"], &json["may_resend"], &json["decision"]),
        (&"unknown".into(), &false.into(), &"ERROR".into())
    );
    assert_eq!((&json["rcode"], &json["services"][0]["service"]), (&(-1).into(), &"auth".into()));
    assert_eq!(json["fields"]["auth_rcode"], "1");
}

#[test]
fn the_table_of_flags_is_in_order_and_agrees_with_the_reason_codes() {
    assert!(FLAGS.windows(2).all(|pair| pair[0].flag <= pair[1].flag));
    for row in FLAGS {
        assert_eq!(flag(row.flag).unwrap().rcode, row.rcode, "{}", row.flag);
        for code in row.reason_codes {
            let reason = cybsign::simple_order::reason_code(*code).unwrap_or_else(|| panic!("{code}"));
            assert_eq!(reason.state_known, row.state_known, "{} {code}", row.flag);
            assert!(!row.may_resend || reason.may_resend, "{} {code}", row.flag);
        }
        let twice = FLAGS.iter().filter(|other| other.reason_codes.iter().any(|code| row.reason_codes.contains(code)));
        assert_eq!(twice.count(), 1, "{}", row.flag);
    }
    let inferred: Vec<_> = FLAGS.iter().filter(|row| row.inferred).map(|row| row.flag).collect();
    assert_eq!(inferred, ["DCV", "DINVALIDCARD", "DSCORE", "DSETTINGS", "ETIMEOUT", "SPARTIALAPPROVAL"]);
}
