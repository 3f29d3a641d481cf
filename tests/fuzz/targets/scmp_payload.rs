//! SCMP payloads: what is read is written alike, and converts without harm.
#![no_main]

use cybsign::scmp::convert::{to_rest, to_simple_order};
use cybsign::scmp::{parse_reply, total, Limits, Payload};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = parse_reply(data, b"").is_ok();
    let Ok(payload) = Payload::from_text(data, &Limits::default()) else { return };
    let text = payload.to_text("\n");
    let again = Payload::from_text(&text, &Limits::default()).expect("what was written is read");
    assert_eq!(*again.to_text("\n"), *text);
    let _ = total(payload.offers()).is_ok();
    if let Ok(request) = to_simple_order(&payload) {
        // Each field stands somewhere.
        assert!(request.fields.len() + request.unmapped.len() >= payload.fields().len());
    }
    let _ = to_rest(&payload).is_ok();
});
