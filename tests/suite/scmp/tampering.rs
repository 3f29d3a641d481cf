//! Messages that somebody has changed, put together from others, or cut: none is opened, and none says why.

use std::collections::HashSet;

use super::*;
use crate::support::key_files::tlv;
use cybsign::der::{tag, Reader};
use cybsign::error::*;

/// What opening tells of a message to this end: nothing but this.
fn is_uniform(message: &[u8]) -> bool {
    let error = received(message).err().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(message)));
    let genuine = mime(&client("{}").error(REQUEST_ID, 1, "x").unwrap());
    assert_eq!(received(&genuine).unwrap().info.kind, "error");
    error.status() == CYBSIGN_E_DECRYPT
        && error.message()
            == "the message can't be opened: it was changed on its way, or is not signed by the expected certificate for \
                this one"
        && error.detail().is_empty()
}

fn genuine(request_id: &str) -> Vec<u8> {
    signed(&payload_entity(request_id, "sjc", REQUEST), "leaf")
}

#[test]
fn a_message_put_together_by_hand_is_opened() {
    let message = forged(&headers(REQUEST_ID), &genuine(REQUEST_ID));
    let opened = received(&message).unwrap();
    assert_eq!((text_of(&opened).as_bytes(), opened.info.request_id.as_str()), (REQUEST, REQUEST_ID));
}

#[test]
fn other_headers_around_what_was_signed_are_refused() {
    let signed = genuine(REQUEST_ID);
    let right = headers(REQUEST_ID);
    for wrong in [
        headers("4803124484286005701010"),
        right.replace(": 90", ": 91"),
        right.replace(": 90", ": 090"),
        right.replace("Service/2.0", "Service/2.1"),
        right.replace("SCMP-request-id", "SCMP-X-request-id"),
        right.replace("SCMP-message-type", "X"),
        right.replace("SCMP-request-time-to-live", "X"),
        format!("{right}SCMP-request-id: {REQUEST_ID}\r\n"),
        right.replace(": 90\r\n", ":\r\n 90\r\n"),
        format!("{right}SCMP-sender-name: somebody\r\n"),
        format!("{right}Content-Type: text/plain\r\n"),
        right.replace("4803", "48o3"),
    ] {
        assert_ne!(wrong, right);
        assert!(is_uniform(&forged(&wrong, &signed)), "{wrong}");
    }
    let named = format!("{right}scmp-sender-name: testmid_oracle\r\n");
    assert!(received(&forged(&named, &signed)).is_ok());
}

#[test]
fn what_was_signed_for_somebody_else_is_refused() {
    let for_another = signed(&payload_entity(REQUEST_ID, "resp", REQUEST), "leaf");
    assert!(is_uniform(&forged(&headers(REQUEST_ID), &for_another)));
    // And a genuine message, taken out of its envelope and put into another one.
    let inner = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let inner = format!(
        "{}Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        headers(REQUEST_ID),
        base64(&signed(&inner, "leaf"))
    );
    let to_another = enveloped(inner.as_bytes(), "resp");
    assert_eq!(received(&to_another).unwrap_err().status(), CYBSIGN_E_NO_RECIPIENT);
    let options = br#"{"role": "server"}"#;
    let another = Scmp::new(&credential("resp"), certificate("leaf").der(), options).unwrap();
    assert_eq!(another.open(None, b"", &to_another).unwrap_err().status(), CYBSIGN_E_DECRYPT);
}

#[test]
fn what_is_signed_by_others_or_twice_or_not_is_refused() {
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let headers = headers(REQUEST_ID);
    assert!(is_uniform(&forged(&headers, &signed(&entity, "meta"))));
    assert!(is_uniform(&forged(&headers, &signed(&entity, "sjc"))));
    assert!(is_uniform(&forged(&headers, &entity)));
    assert!(is_uniform(&forged(&headers, b"")));
    assert!(is_uniform(&enveloped(&[headers.as_bytes(), &entity].concat(), "sjc")));
    // An envelope in the envelope.
    let nested = enveloped(&entity, "sjc");
    assert!(is_uniform(&enveloped(&[headers.as_bytes(), &nested].concat(), "sjc")));
    let two = with_signers(&signed(&entity, "leaf"), |signer| [signer, signer].concat());
    assert!(is_uniform(&forged(&headers, &two)));
    let other = with_signers(&signed(&entity, "meta"), <[u8]>::to_vec);
    let mut second = Vec::new();
    with_signers(&other, |signer| {
        second = signer.to_vec();
        signer.to_vec()
    });
    let both = with_signers(&signed(&entity, "leaf"), |signer| [signer, &second].concat());
    assert!(is_uniform(&forged(&headers, &both)));
    let none = with_signers(&signed(&entity, "leaf"), |_| Vec::new());
    assert!(is_uniform(&forged(&headers, &none)));
    let same = with_signers(&signed(&entity, "leaf"), <[u8]>::to_vec);
    assert!(received(&forged(&headers, &same)).is_ok());
}

/// A SignedData with other SignerInfos.
fn with_signers(der: &[u8], change: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut info = Reader::new(der).sequence().unwrap();
    let content_type = info.expect(tag::OID).unwrap().raw;
    let mut data = info.expect(tag::explicit(0)).unwrap().children().sequence().unwrap();
    let parts: Vec<&[u8]> = (0..4).map(|_| data.element().unwrap().raw).collect();
    let signers = tlv(tag::SET, &[&change(data.expect(tag::SET).unwrap().body)]);
    let data = tlv(tag::SEQUENCE, &[parts[0], parts[1], parts[2], parts[3], &signers]);
    tlv(tag::SEQUENCE, &[content_type, &tlv(tag::explicit(0), &[&data])])
}

#[test]
fn payloads_that_contradict_their_headers_or_signer_are_refused() {
    let message =
        |payload: &[u8]| forged(&headers(REQUEST_ID), &signed(&payload_entity(REQUEST_ID, "sjc", payload), "leaf"));
    assert!(received(&message(b"merchant_id=testmid_oracle\nrequest_id=4803124484286005701019\n")).is_ok());
    for payload in [
        &b"merchant_id=testmid_oracle\nrequest_id=4803124484286005701010\n"[..],
        b"merchant_id=somebody\n",
        b"sender_id=somebody\nmerchant_id=testmid_oracle\n",
        b"a=b\n",
        b"merchant_id=testmid_oracle\nmerchant_id=testmid_oracle\n",
        b"merchant_id=testmid_oracle\n\n",
        b"SCMP 400 malformed\n",
        b"",
    ] {
        assert!(is_uniform(&message(payload)), "{payload:?}");
    }
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let entity = String::from_utf8(entity).unwrap();
    for (from, to) in [("text/plain", "text/html"), ("UTF-8", "UTF-16"), ("8bit", "x-other")] {
        let changed = entity.replacen(from, to, 1);
        assert!(is_uniform(&forged(&headers(REQUEST_ID), &signed(changed.as_bytes(), "leaf"))), "{to}");
    }
}

#[test]
fn a_cut_message_is_refused() {
    let entity = payload_entity(REQUEST_ID, "sjc", REQUEST);
    let inner = format!(
        "{}Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        headers(REQUEST_ID),
        base64(&signed(&entity, "leaf"))
    );
    for end in (0..inner.len()).step_by(173).chain([inner.len() - 5, inner.len() - 3]) {
        assert!(is_uniform(&enveloped(&inner.as_bytes()[..end], "sjc")), "{end}");
    }
    let message = forged(&headers(REQUEST_ID), &signed(&entity, "leaf"));
    for end in (0..message.len()).step_by(211) {
        assert!(received(&message[..end]).is_err(), "{end}");
    }
}

/// A cipher text whose blocks somebody has exchanged, or whose key is another one, says the same as any other.
#[test]
fn whatever_is_wrong_with_a_cipher_text_says_the_same() {
    let message = String::from_utf8(forged(&headers(REQUEST_ID), &genuine(REQUEST_ID))).unwrap();
    let (header, body) = message.split_once("\r\n\r\n").unwrap();
    let der = {
        use base64::Engine;
        let body: String = body.split("\r\n").collect();
        base64::engine::general_purpose::STANDARD.decode(body).unwrap()
    };
    let mut answers = HashSet::new();
    for at in (der.len() - 64..der.len()).chain(150..200).chain(440..460).chain([der.len() - 500, der.len() - 1000]) {
        let mut changed = der.clone();
        changed[at] ^= 0x10;
        let error = received(format!("{header}\r\n\r\n{}", base64(&changed)).as_bytes()).unwrap_err();
        answers.insert((error.status(), error.message().to_owned()));
    }
    assert_eq!(answers.len(), 1);
    assert_eq!(answers.into_iter().next().unwrap().0, CYBSIGN_E_DECRYPT);
}

/// The rule for every byte: a change is refused, or changes nothing that counts.
#[test]
fn no_single_byte_changes_what_a_message_says() {
    let end = server("");
    let message = mime(&client(r#"{"draft_headers": true}"#).seal(b"merchant_id=testmid_oracle\na=1\n").unwrap());
    let original = end.open(None, b"", &message).unwrap();
    let mut accepted = 0;
    for at in 0..message.len() {
        for flip in [0x01, 0x20] {
            let mut changed = message.clone();
            changed[at] ^= flip;
            let Ok(opened) = end.open(None, b"", &changed) else { continue };
            accepted += 1;
            assert_eq!(*opened.payload, *original.payload, "{at}");
            assert_eq!(opened.info.replay_key, original.info.replay_key, "{at}");
            assert_eq!(opened.info.to_json().unwrap().to_vec(), original.info.to_json().unwrap().to_vec(), "{at}");
        }
    }
    // Letters' case in header names, and bits of versions that nobody reads.
    assert!(accepted > 0 && accepted < 200, "{accepted}");
}
