//! Masking: the same in pieces as whole, in every format and under both rules.
#![no_main]

use cybsign::mask::{mask_text, MaskStream};
use libfuzzer_sys::fuzz_target;

const OPTIONS: [&[u8]; 8] = [
    b"",
    br#"{"rule": "strict"}"#,
    br#"{"format": "nvp"}"#,
    br#"{"format": "scmp"}"#,
    br#"{"format": "xml"}"#,
    br#"{"format": "json"}"#,
    br#"{"format": "json", "rule": "strict"}"#,
    br#"{"format": "text"}"#,
];

fuzz_target!(|data: &[u8]| {
    let [how, text @ ..] = data else { return };
    let options = OPTIONS[usize::from(*how) % OPTIONS.len()];
    let length = 1 + usize::from(*how) / OPTIONS.len();
    let whole = mask_text(text, options).expect("masking never fails");
    let mut stream = MaskStream::new(options).expect("these are options");
    let mut pieces = Vec::new();
    for piece in text.chunks(length) {
        stream.update_into(piece, &mut pieces).expect("masking never fails");
    }
    stream.finish_into(&mut pieces).expect("masking never fails");
    assert_eq!(whole, pieces);
});
