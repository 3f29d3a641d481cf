//! Replies.
#![no_main]

use cybsign::simple_order::parse_reply;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(reply) = parse_reply(data, b"") {
        let _ = reply.to_json();
    }
});
