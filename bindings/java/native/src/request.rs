//! Requests: their fields as Java passes them, and what is to be sent as it goes back.

use cybsign::error::{Error, CYBSIGN_E_ARGUMENT};
use cybsign::http::Request;
use cybsign::secret::SecretBuffer;
use jni_sys::jint;

use crate::answer::Parts;
use crate::failure::Failure;

/// The parts of a request: `method`, `url`, `headers` and `body`.
pub(crate) fn parts(request: Request) -> Result<Parts, Failure> {
    Ok(Parts(vec![
        ("method", SecretBuffer::copy_of(request.method.as_bytes())?),
        ("url", SecretBuffer::copy_of(request.url.as_bytes())?),
        ("headers", SecretBuffer::copy_of(&request.headers)?),
        ("body", request.body),
    ]))
}

type Field<'a> = (&'a [u8], &'a [u8]);

/// The fields whose names and values stand in `text` in turn, with these lengths in bytes.
pub(crate) fn fields_of<'a>(lengths: &[jint], text: &'a [u8]) -> Result<Vec<Field<'a>>, Failure> {
    split(lengths, text)
        .ok_or_else(|| Error::new(CYBSIGN_E_ARGUMENT, "the fields' lengths do not fit their text").into())
}

fn split<'a>(lengths: &[jint], mut text: &'a [u8]) -> Option<Vec<Field<'a>>> {
    let mut fields = Vec::with_capacity(lengths.len() / 2);
    let mut take = |length: jint| {
        let (part, rest) = text.split_at_checked(usize::try_from(length).ok()?)?;
        text = rest;
        Some(part)
    };
    for pair in lengths.chunks(2) {
        let &[name, value] = pair else { return None };
        fields.push((take(name)?, take(value)?));
    }
    text.is_empty().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_only_where_the_lengths_fit() {
        assert_eq!(split(&[1, 2, 0, 1], b"abcd"), Some(vec![(&b"a"[..], &b"bc"[..]), (&b""[..], &b"d"[..])]));
        assert_eq!(split(&[], b""), Some(vec![]));
        for lengths in [&[1, 2][..], &[1, 4], &[1, -1], &[4], &[1, 2, 1], &[i32::MAX, i32::MAX]] {
            assert_eq!(split(lengths, b"abcd"), None, "{lengths:?}");
        }
    }
}
