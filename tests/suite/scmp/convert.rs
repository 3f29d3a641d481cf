//! The way out: SCMP requests as those of the Simple Order and REST APIs, and Simple Order replies as SCMP replies.
//!
//! CyberSource's own conversion samples have defects; the tests say which, each where ours does it right.

use cybsign::error::*;
use cybsign::scmp::convert::{reply_from_simple_order, sign_simple_order, to_rest, to_simple_order, RestRequest};
use cybsign::scmp::{Limits, Payload};
use cybsign::simple_order::{OrderState, SimpleOrder};
use serde_json::json;

const GUIDE: &[u8] = include_bytes!("../../data/scmp_meta_request.txt");

fn payload(text: &str) -> Payload<'_> {
    Payload::from_text(text.as_bytes(), &Limits::default()).unwrap()
}

/// The Simple Order fields as lines, and the names that are not among them.
fn converted(text: &str) -> (Vec<String>, Vec<String>) {
    let request = to_simple_order(&payload(text)).unwrap_or_else(|error| panic!("{error}: {text}"));
    let fields = request.fields.iter().map(|(name, value)| format!("{name}={}", value.as_str())).collect();
    (fields, request.unmapped.into_iter().map(|one| one.field).collect())
}

fn rest(text: &str) -> RestRequest {
    to_rest(&payload(text)).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_guides_request_becomes_a_simple_order_request() {
    let (fields, unmapped) = converted(std::str::from_utf8(GUIDE).unwrap());
    assert_eq!(
        fields,
        [
            "merchantID=merchant123",
            "merchantReferenceCode=MERCH_SCMP_123",
            "ccAuthService_run=true",
            "purchaseTotals_currency=USD",
            "ccAuthService_returnAuthRecord=true",
            "item_0_unitPrice=2",
            "item_0_productName=PName1",
            "item_0_productSKU=testdl",
            "item_0_quantity=1",
            "item_0_productCode=clothing",
            "businessRules_ignoreAVSResult=true",
            "invoiceHeader_taxable=true",
            "invoiceHeader_userPO=LII Test",
            "billTo_email=jdoe@example.com",
            "card_expirationMonth=10",
            "billTo_firstName=Bob",
            "card_expirationYear=2020",
            "card_accountNumber=4111111111111111",
            "billTo_hostname=bob.bob.com",
            "billTo_ipAddress=120.1.1.1",
            "billTo_lastName=Dough",
            "billTo_phoneNumber=555-555-5555",
            "billTo_country=US",
            "billTo_city=Atlanta",
            "billTo_postalCode=30350",
            "billTo_street2=Room 2-2123",
            "billTo_street1=123 Test Road",
            "billTo_state=GA",
            "shipTo_email=bob@example.com",
            "shipTo_lastName=Jones",
            "shipTo_country=US",
            "shipTo_county=Monroe",
            "shipFrom_city=San Jose",
            "shipTo_city=bloomington",
            "shipFrom_postalCode=94538",
            "shipFrom_state=CA",
            "shipTo_postalCode=47404",
            "shipFrom_country=US",
            "shipFrom_county=Santa Clara",
            "shipTo_state=indiana",
            "shipTo_firstName=Cat",
            "shipTo_street2=suite 2-5A",
            "shipTo_street1=37 se main street",
        ]
    );
    // Each of the 43 fields stands in one of the two lists; the offer is five fields and an id.
    assert_eq!(unmapped, ["request_id", "sender_id", "client_lib_version", "offer0.offer_id", "ship_to_co_name"]);
}

#[test]
fn the_guides_request_becomes_a_rest_request() {
    let request = rest(std::str::from_utf8(GUIDE).unwrap());
    assert_eq!((request.method, request.path.as_str()), ("POST", "/pts/v2/payments"));
    assert_eq!(request.merchant_id.as_deref(), Some("merchant123"));
    assert_eq!(request.portfolio_id.as_deref(), Some("portfolioabc"));
    assert_eq!(request.body["clientReferenceInformation"], json!({"code": "MERCH_SCMP_123"}));
    assert_eq!(request.body["paymentInformation"]["card"]["number"], "4111111111111111");
    assert_eq!(request.body["orderInformation"]["amountDetails"], json!({"currency": "USD"}));
    assert_eq!(
        request.body["orderInformation"]["lineItems"],
        json!([{"unitPrice": "2", "productName": "PName1", "productSku": "testdl", "quantity": 1, "productCode": "clothing"}])
    );
    assert_eq!(request.body["orderInformation"]["invoiceDetails"]["taxable"], true);
    assert_eq!(request.body["processingInformation"], json!({"authorizationOptions": {"ignoreAvsResult": true}}));
    let unmapped: Vec<&str> = request.unmapped.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(
        unmapped,
        [
            "request_id",
            "return_auth_record",
            "client_lib_version",
            "ship_to_email",
            "ship_from_city",
            "ship_to_co_name",
            "ship_from_state",
            "ship_from_country",
            "ship_from_county",
            "offer0.offer_id",
        ]
    );
}

/// The Java sample compares Simple Order names with SCMP names, so that 43 names that depend on the service are dropped.
#[test]
fn names_that_depend_on_the_service_are_kept() {
    for (text, expected) in [
        ("ics_applications=ics_bill\nauth_request_id=1", "ccCaptureService_authRequestID=1"),
        ("ics_applications=ics_auth_reversal\nauth_request_id=1", "ccAuthReversalService_authRequestID=1"),
        ("ics_applications=ics_auto_auth_reversal\nauth_request_id=1", "ccAutoAuthReversalService_authRequestID=1"),
        ("ics_applications=ics_bill\nauth_request_token=t", "ccCaptureService_authRequestToken=t"),
        ("ics_applications=ics_credit\nbill_request_id=2", "ccCreditService_captureRequestID=2"),
        ("ics_applications=ics_dcc_update\nbill_request_id=2", "ccDCCUpdateService_captureRequestID=2"),
        ("ics_applications=ics_auth\ne_commerce_indicator=internet", "ccAuthService_commerceIndicator=internet"),
        ("ics_applications=ics_ecp_debit\ne_commerce_indicator=internet", "ecDebitService_commerceIndicator=internet"),
        ("ics_applications=ics_credit\nauth_code=c", "ccCreditService_authCode=c"),
        ("ics_applications=ics_auth\nauth_type=verbal", "ccAuthService_authType=verbal"),
        ("ics_applications=ics_ecp_credit\necp_ref_no=r", "ecCreditService_referenceNumber=r"),
        ("ics_applications=ics_bill\npurchasing_level=3", "ccCaptureService_purchasingLevel=3"),
    ] {
        let (fields, unmapped) = converted(text);
        assert_eq!((fields[1].as_str(), unmapped.len()), (expected, 0), "{text}");
    }
    // In a bundle each service gets its own.
    let (fields, unmapped) = converted("ics_applications=ics_auth,ics_bill\nauth_type=verbal\nauth_request_id=1\n");
    assert_eq!(
        fields[2..],
        ["ccAuthService_authType=verbal", "ccCaptureService_authType=verbal", "ccCaptureService_authRequestID=1"]
    );
    assert!(unmapped.is_empty());
    let (fields, unmapped) = converted("ics_applications=ics_tax\nauth_request_id=1");
    assert_eq!((fields.len(), unmapped), (1, vec!["auth_request_id".to_owned()]));
}

/// The C++ sample splits the name ics_applications in place of its value, and takes every name with "offer" in it for one.
#[test]
fn every_service_of_a_bundle_is_asked_for_and_only_offers_are_offers() {
    let (fields, unmapped) = converted("ics_applications=ics_auth,ics_bill\nspecial_offer=x\noffer0=amount:1.00");
    assert_eq!(fields, ["ccAuthService_run=true", "ccCaptureService_run=true", "item_0_unitPrice=1.00"]);
    assert_eq!(unmapped, ["special_offer"]);
}

/// The .NET sample adds a service of a bundle only where its Simple Order field stands in the request already, trims nothing,
/// and throws at an offer's unknown part.
#[test]
fn bundles_may_have_blanks_and_offers_unknown_parts() {
    let (fields, unmapped) =
        converted("ics_applications= ics_auth , ICS_BILL,ics_auth,\noffer1=amount:1^my_own:2\noffer0=amount:3");
    let expected = ["ccAuthService_run=true", "ccCaptureService_run=true", "item_1_unitPrice=1", "item_0_unitPrice=3"];
    assert_eq!((&fields[..], &unmapped[..]), (&expected.map(str::to_owned)[..], &["offer1.my_own".to_owned()][..]));
}

/// The Java and .NET samples give paypal_token the name of the field for a value, and have misspelt rows for two services.
#[test]
fn values_are_values_and_services_are_spelt_right() {
    let (fields, _) = converted("ics_applications=ics_paypal_ec_get_details\npaypal_token=EC-1");
    assert_eq!(fields[1], "payPalEcGetDetailsService_paypalToken=EC-1");
    for (application, service) in [
        ("ics_pin_debit_reversal", "pinDebitReversalService_run=true"),
        ("ics_china_refund", "chinaRefundService_run=true"),
        ("ics_direct_debit", "directDebitService_run=true"),
    ] {
        assert_eq!(converted(&format!("ics_applications={application}")).0, [service]);
    }
}

#[test]
fn a_service_that_is_not_known_is_an_error_and_none_too() {
    let status = |text: &str| {
        let error = to_simple_order(&payload(text)).err().unwrap();
        assert_eq!(to_rest(&payload(text)).err().unwrap().status(), error.status());
        (error.status(), error.message().to_owned())
    };
    let (code, message) = status("ics_applications=ics_auth,ics_new_thing");
    assert_eq!(code, CYBSIGN_E_UNSUPPORTED);
    assert!(message.contains("ics_new_thing"), "{message}");
    assert!(!status("ics_applications=4111111111111111").1.contains("4111"));
    for text in ["a=b", "ics_applications=", "ics_applications= , "] {
        assert_eq!(status(text).0, CYBSIGN_E_FIELD, "{text}");
    }
}

#[test]
fn flags_become_true_and_false_and_numbers_stay_in_names() {
    let (fields, unmapped) = converted(
        "ics_applications=ics_auth\nignore_avs=No\nignore_bad_cv=TRUE\nignore_dav_result=perhaps\n\
         merchant_defined_data12=x\nmerchant_defined_datax=y\ncurrency=eur",
    );
    assert_eq!(
        fields[1..],
        [
            "businessRules_ignoreAVSResult=false",
            "businessRules_ignoreCVResult=true",
            "merchantDefinedData_field12=x",
            "purchaseTotals_currency=EUR",
        ]
    );
    assert_eq!(unmapped, ["ignore_dav_result", "merchant_defined_datax"]);
    let request = rest("ics_applications=ics_auth\nmerchant_defined_data2=b\nmerchant_defined_data1=a");
    assert_eq!(
        request.body["merchantDefinedInformation"],
        json!([{"key": "2", "value": "b"}, {"key": "1", "value": "a"}])
    );
}

#[test]
fn card_services_have_their_paths_in_rest() {
    for (text, path) in [
        ("ics_applications=ics_auth", "/pts/v2/payments"),
        ("ics_applications=ics_bill\nauth_request_id=123", "/pts/v2/payments/123/captures"),
        ("ics_applications=ics_auth_reversal\nauth_request_id=123", "/pts/v2/payments/123/reversals"),
        ("ics_applications=ics_credit\nbill_request_id=123", "/pts/v2/captures/123/refunds"),
        ("ics_applications=ics_credit", "/pts/v2/credits"),
    ] {
        let request = rest(text);
        assert_eq!((request.path.as_str(), request.unmapped.len()), (path, 0));
    }
    let sale = rest("ics_applications=ics_auth,ics_bill\ngrand_total_amount=5.00");
    assert_eq!(sale.body["processingInformation"]["capture"], true);
    assert_eq!(sale.body["orderInformation"]["amountDetails"]["totalAmount"], "5.00");
    let reversal = rest("ics_applications=ics_auth_reversal\nauth_request_id=1\ngrand_total_amount=5.00");
    assert_eq!(reversal.body["reversalInformation"]["amountDetails"]["totalAmount"], "5.00");
    assert!(reversal.body.get("orderInformation").is_none());
    for (text, status) in [
        ("ics_applications=ics_bill", CYBSIGN_E_FIELD),
        ("ics_applications=ics_bill\nauth_request_id=../x", CYBSIGN_E_FIELD),
        ("ics_applications=ics_bill\nauth_request_id=1/2", CYBSIGN_E_FIELD),
        ("ics_applications=ics_auth,ics_tax", CYBSIGN_E_UNSUPPORTED),
        ("ics_applications=ics_bill,ics_credit\nauth_request_id=1", CYBSIGN_E_UNSUPPORTED),
    ] {
        assert_eq!(to_rest(&payload(text)).err().unwrap().status(), status, "{text}");
    }
}

#[test]
fn one_call_goes_the_whole_way() {
    let order = SimpleOrder::new(&super::credential("meta"), b"").unwrap();
    let text = "sender_id=Portfolio_Oracle\nmerchant_id=m\nmerchant_ref_number=R\nics_applications=ics_auth,ics_bill\n\
                offer0=amount:1.00";
    let (message, unmapped) = sign_simple_order(&order, &payload(text)).unwrap();
    let message = crate::support::text(message);
    for line in ["merchantID=m\n", "ccAuthService_run=true\n", "ccCaptureService_run=true\n", "item_0_unitPrice=1.00\n"]
    {
        assert!(message.contains(line), "{line}");
    }
    assert!(message.contains("SignatureValue"));
    assert_eq!(unmapped.len(), 1);
    let others = payload("sender_id=somebody\nmerchant_id=m\nics_applications=ics_auth");
    assert_eq!(sign_simple_order(&order, &others).err().unwrap().status(), CYBSIGN_E_MERCHANT);
}

/// None of the samples makes ics_rcode, ics_rflag and ics_rmsg of decision and reasonCode, nor a service's own.
#[test]
fn a_simple_order_reply_becomes_an_scmp_reply() {
    let text = "merchantReferenceCode=R1\nrequestID=3871456789\ndecision=ACCEPT\nreasonCode=100\nrequestToken=Ahj==\n\
                purchaseTotals_currency=USD\nccAuthReply_reasonCode=100\nccAuthReply_amount=22.02\n\
                ccAuthReply_authorizationCode=831000\nccAuthReply_avsCode=Y\nccCaptureReply_reasonCode=100\n\
                ccCaptureReply_amount=22.02\nccAuthReply_brandNew=x\n";
    let converted = reply_from_simple_order(text.as_bytes(), b"").unwrap();
    let fields: Vec<String> = converted.reply.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        fields,
        [
            "ics_rcode=1",
            "ics_rflag=SOK",
            "ics_rmsg=success",
            "merchant_ref_number=R1",
            "request_id=3871456789",
            "request_token=Ahj==",
            "currency=USD",
            "auth_rcode=1",
            "auth_rflag=SOK",
            "auth_rmsg=success",
            "auth_auth_amount=22.02",
            "auth_auth_code=831000",
            "auth_auth_avs=Y",
            "bill_rcode=1",
            "bill_rflag=SOK",
            "bill_rmsg=success",
            "bill_bill_amount=22.02",
        ]
    );
    assert_eq!(converted.unmapped.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["ccAuthReply_brandNew"]);
    let json: serde_json::Value = serde_json::from_slice(&converted.to_json().unwrap()).unwrap();
    assert_eq!(
        (&json["rcode"], &json["state"], &json["fields"]["bill_rcode"]),
        (&1.into(), &"known".into(), &"1".into())
    );
}

#[test]
fn results_are_made_of_decision_and_reason_code() {
    for (decision, code, rcode, rflag, state) in [
        ("REJECT", 200, 0, "DAVSNO", OrderState::Known),
        ("REJECT", 102, 0, "DINVALIDDATA", OrderState::Known),
        ("REJECT", 204, 0, "DCARDREFUSED", OrderState::Known),
        ("REJECT", 233, 0, "D233", OrderState::Known),
        ("REVIEW", 480, 0, "D480", OrderState::Known),
        ("ERROR", 150, -1, "ESYSTEM", OrderState::Unknown),
        ("ERROR", 152, -1, "ETIMEOUT", OrderState::Unknown),
        ("ERROR", 250, -1, "E250", OrderState::Unknown),
        // What contradicts itself is no success.
        ("REJECT", 100, 0, "D100", OrderState::Unknown),
        ("ACCEPT", 200, 1, "S200", OrderState::Unknown),
    ] {
        let text = format!("decision={decision}\nreasonCode={code}\nccAuthReply_reasonCode={code}\n");
        let converted = reply_from_simple_order(text.as_bytes(), b"").unwrap();
        let reply = &converted.reply;
        assert_eq!((reply.result.rcode, reply.result.rflag.as_deref()), (Some(rcode), Some(rflag)), "{text}");
        assert_eq!(reply.state, state, "{text}");
        let known = cybsign::scmp::flag(rflag).is_some();
        assert_eq!(converted.made_flags.contains(&rflag.to_owned()), !known, "{text}");
        assert_eq!(reply.services.len(), 1);
    }
    let without = reply_from_simple_order(b"requestID=1\n", b"").unwrap();
    assert_eq!((without.reply.result.rcode, without.reply.state), (None, OrderState::Unknown));
    let fault = br#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>
                    <faultcode>soap:Client</faultcode><faultstring>x</faultstring></soap:Fault></soap:Body></soap:Envelope>"#;
    assert_eq!(reply_from_simple_order(fault, b"").err().unwrap().status(), CYBSIGN_E_MESSAGE);
}
