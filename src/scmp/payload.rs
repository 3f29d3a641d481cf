//! The payload of a message: fields, each on a line `name=value`.

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_FIELD, CYBSIGN_E_LIMIT};
use crate::options::Options;
use crate::scmp::offers::{self, Offer};
use crate::scmp::request_id::RequestId;
use crate::text::fields::{self, Field};

/// How much a payload may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Fields.
    pub max_fields: usize,
    /// Bytes of the text, or of the whole message.
    pub max_bytes: usize,
}

impl Default for Limits {
    /// 1024 fields, as the C client had it, in 16 MiB.
    fn default() -> Limits {
        Limits { max_fields: 1024, max_bytes: 16 << 20 }
    }
}

impl Limits {
    /// The object `limits` with `max_fields` and `max_bytes`, each from 1.
    pub fn read(options: &mut Options) -> Result<Limits> {
        let mut given = options.object("limits")?;
        let mut limits = Limits::default();
        for (name, most, limit) in
            [("max_fields", 100_000, &mut limits.max_fields), ("max_bytes", 1 << 30, &mut limits.max_bytes)]
        {
            if let Some(value) = given.unsigned(name)? {
                *limit = usize::try_from(value)
                    .ok()
                    .filter(|value| (1..=most).contains(value))
                    .ok_or_else(|| given.refuse(name, &format!("must be from 1 to {most}")))?;
            }
        }
        given.finish()?;
        Ok(limits)
    }

    /// Refuses a text of so many bytes if that is too many.
    pub(super) fn check_bytes(&self, bytes: usize) -> Result<()> {
        if bytes > self.max_bytes {
            return Err(Error::new(CYBSIGN_E_LIMIT, "the message is larger than limits.max_bytes allows"));
        }
        Ok(())
    }

    fn check_fields(&self, count: usize) -> Result<()> {
        if count > self.max_fields {
            let message = format!("there are more than {} fields, as limits.max_fields allows", self.max_fields);
            return Err(Error::new(CYBSIGN_E_LIMIT, message));
        }
        Ok(())
    }
}

/// A payload that was checked: each name once, whatever its case, in the given order.
pub struct Payload<'a> {
    fields: Vec<Field<'a>>,
    offers: Vec<Offer<'a>>,
}

impl<'a> Payload<'a> {
    /// Takes fields, pairs of name and value.
    ///
    /// # Errors
    /// `CYBSIGN_E_FIELD` for a line break or NUL (never stripped: they would begin another field), `=` in a name, an empty
    /// or repeated name, text that is not UTF-8, an offer that can't be read, and an amount that is none; `CYBSIGN_E_LIMIT`.
    pub fn from_fields(fields: &[(&'a [u8], &'a [u8])], limits: &Limits) -> Result<Payload<'a>> {
        limits.check_fields(fields.len())?;
        let bytes = fields.iter().map(|(name, value)| name.len().saturating_add(value.len()).saturating_add(2));
        limits.check_bytes(bytes.fold(0, usize::saturating_add))?;
        let checked = fields.iter().enumerate().map(|(at, (name, value))| Field::check(at, name, value));
        Payload::of(checked.collect::<Result<_>>()?)
    }

    /// Takes a text of lines `name=value`, each split at its first `=`. They end in LF or CR LF. A text can't tell a value
    /// with a line break from two fields.
    ///
    /// # Errors
    /// As [`Payload::from_fields`], and `CYBSIGN_E_FIELD` for a blank line or one without `=`.
    pub fn from_text(text: &'a [u8], limits: &Limits) -> Result<Payload<'a>> {
        limits.check_bytes(text.len())?;
        let mut checked = Vec::with_capacity(64);
        for (at, line) in fields::lines(text).enumerate() {
            let (name, value) = line?;
            limits.check_fields(at + 1)?;
            checked.push(Field::check(at, name, value.strip_suffix(b"\r").unwrap_or(value))?);
        }
        Payload::of(checked)
    }

    fn of(fields: Vec<Field<'a>>) -> Result<Payload<'a>> {
        if fields.is_empty() {
            return Err(Error::new(CYBSIGN_E_FIELD, "there is no field; a request has merchant_id at least"));
        }
        refuse_repeated(&fields)?;
        let mut offers = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            if let Some(number) = offers::number_of(field.name) {
                offers.push(Offer::parse(number, field.value).map_err(|error| field.refuse(at, error.message()))?);
            }
        }
        offers.sort_by_key(Offer::number);
        Ok(Payload { fields, offers })
    }

    /// The fields, in their order.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// The value of a field, whose name is compared without regard to case.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
    }

    /// The offers, by their numbers.
    pub fn offers(&self) -> &[Offer<'a>] {
        &self.offers
    }

    /// The field `request_id`, which becomes the message's SCMP-request-id; `CYBSIGN_E_FIELD` if it is not 22 digits.
    pub fn request_id(&self) -> Result<Option<RequestId>> {
        let Some(text) = self.get("request_id") else { return Ok(None) };
        RequestId::parse(text).map(Some).ok_or_else(|| {
            Error::new(
                CYBSIGN_E_FIELD,
                "the field request_id must be 22 digits, as SCMP-request-id is; leave it out to get one",
            )
        })
    }

    /// Whose key signs: the portfolio or account of a meta key (`sender_id`), else the merchant (`merchant_id`).
    pub fn sender(&self) -> Option<&'a str> {
        self.get("sender_id").or_else(|| self.get("merchant_id"))
    }

    /// The text, each line ended like this, the last one too.
    pub fn to_text(&self, line_end: &str) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(Vec::with_capacity(self.text_len(line_end)));
        self.write(line_end, &mut text);
        text
    }

    /// How many bytes the text has.
    pub(super) fn text_len(&self, line_end: &str) -> usize {
        self.fields.iter().map(|field| field.name.len() + 1 + field.value.len() + line_end.len()).sum()
    }

    /// Appends the text to a buffer that has room for it.
    pub(super) fn write(&self, line_end: &str, out: &mut Vec<u8>) {
        for field in &self.fields {
            for part in [field.name, "=", field.value, line_end] {
                out.extend_from_slice(part.as_bytes());
            }
        }
    }
}

/// Names are told apart without regard to case: the server would take two for one.
fn refuse_repeated(fields: &[Field<'_>]) -> Result<()> {
    let mut names: Vec<(String, usize)> =
        fields.iter().enumerate().map(|(at, field)| (field.name.to_ascii_lowercase(), at)).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(()),
        Some(pair) => {
            let (first, second) = (pair[0].1 + 1, pair[1].1 + 1);
            let message =
                format!("fields {first} and {second} have the same name, which has no case; keep one of them");
            Err(Error::new(CYBSIGN_E_FIELD, message).with("field", second))
        }
    }
}
