//! Offers: what is sold, one in a field `offerN`, as `name:value^name:value`.
//!
//! The format has no way to write `^` or `:` inside a part, so that a part which holds one is refused. Amounts are
//! calculated exactly.

use zeroize::Zeroizing;

use crate::error::{Error, Result, CYBSIGN_E_FIELD};
use crate::text::decimal::Decimal;

/// An offer, whose parts keep their order.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    number: u32,
    parts: Vec<(&'a str, &'a str)>,
}

/// Decimal (15): digits and the point.
const MAX_AMOUNT: usize = 15;

/// The number of a field `offerN`, `None` for a field of another name. Case does not matter, and no number has zeros in
/// front: `offer0` and `offer00` would be two fields for one offer.
pub(super) fn number_of(name: &str) -> Option<u32> {
    let digits = name.get(..5).filter(|start| start.eq_ignore_ascii_case("offer")).map(|_| &name[5..])?;
    let plain = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = digits == "0" || !digits.starts_with('0');
    (plain && canonical).then(|| digits.parse().ok()).flatten()
}

impl<'a> Offer<'a> {
    /// Reads the value of a field `offerN`.
    ///
    /// # Errors
    /// `CYBSIGN_E_FIELD`, as for [`Offer::new`]. The message names no value.
    pub fn parse(number: u32, value: &'a str) -> Result<Offer<'a>> {
        let parts = value.split('^').map(|part| part.split_once(':').ok_or_else(|| refuse("a part has no ':'")));
        Offer::new(number, parts.collect::<Result<_>>()?)
    }

    /// Makes an offer of parts, pairs of name and value.
    ///
    /// # Errors
    /// `CYBSIGN_E_FIELD` for no part at all; an empty or repeated name; `^`, `:`, a line break or a NUL in a part; an amount
    /// that is not a decimal number from 0 in at most 15 characters; a quantity that is not a whole number of at most 10
    /// digits.
    pub fn new(number: u32, parts: Vec<(&'a str, &'a str)>) -> Result<Offer<'a>> {
        if parts.is_empty() {
            return Err(refuse("it has no part, such as amount:10.00"));
        }
        for (at, (name, value)) in parts.iter().enumerate() {
            if name.is_empty() {
                return Err(refuse("a part has no name"));
            }
            let held = |refused: &[char]| name.contains(refused) || value.contains(refused);
            if held(&['^', ':']) || name.contains('=') {
                return Err(refuse("a part holds '^' or ':', or its name '=', which can't be written; leave it out"));
            }
            if held(&['\n', '\r', '\0']) {
                return Err(refuse("a part holds a line break or a NUL; remove it"));
            }
            if parts[..at].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(name)) {
                return Err(refuse("two parts have the same name; keep one of them"));
            }
        }
        let offer = Offer { number, parts };
        offer.total()?;
        Ok(offer)
    }

    /// N of `offerN`.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The parts, in their order.
    pub fn parts(&self) -> &[(&'a str, &'a str)] {
        &self.parts
    }

    /// The value of a part, whose name is compared without regard to case.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.parts.iter().find(|part| part.0.eq_ignore_ascii_case(name)).map(|part| part.1)
    }

    /// The offer's id, which old clients write as `offerid`, later ones as `offer_id`, and new ones leave out.
    pub fn id(&self) -> Option<&'a str> {
        self.get("offerid").or_else(|| self.get("offer_id"))
    }

    /// The price of one piece; `None` where the offer has none.
    pub fn amount(&self) -> Result<Option<Decimal>> {
        self.decimal("amount")
    }

    /// How many pieces: 1 where the offer does not say.
    pub fn quantity(&self) -> Result<u64> {
        let Some(text) = self.get("quantity") else { return Ok(1) };
        let plain = (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain
            .then(|| text.parse().ok())
            .flatten()
            .ok_or_else(|| refuse("quantity must be a whole number from 0 of at most 10 digits"))
    }

    /// What the offer comes to: the amount for each piece, and the tax amount once, which is for all of them.
    pub fn total(&self) -> Result<Decimal> {
        let amount = self.amount()?.unwrap_or(Decimal::ZERO);
        let tax = self.decimal("tax_amount")?.unwrap_or(Decimal::ZERO);
        let sum = amount.checked_times(self.quantity()?).and_then(|goods| goods.checked_add(tax));
        sum.ok_or_else(|| refuse("its total has too many digits"))
    }

    /// The value of the field `offerN`.
    pub fn to_text(&self) -> Zeroizing<String> {
        let len = self.parts.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        let mut text = Zeroizing::new(String::with_capacity(len));
        for (at, (name, value)) in self.parts.iter().enumerate() {
            for part in [if at == 0 { "" } else { "^" }, name, ":", value] {
                text.push_str(part);
            }
        }
        text
    }

    fn decimal(&self, name: &str) -> Result<Option<Decimal>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = Some(text).filter(|text| text.len() <= MAX_AMOUNT).and_then(Decimal::parse);
        number.map(Some).ok_or_else(|| {
            refuse(&format!("{name} must be a decimal number from 0 in at most {MAX_AMOUNT} characters, such as 10.00"))
        })
    }
}

/// What all offers come to.
pub fn total(offers: &[Offer<'_>]) -> Result<Decimal> {
    offers.iter().try_fold(Decimal::ZERO, |sum, offer| {
        sum.checked_add(offer.total()?).ok_or_else(|| refuse("the total of the offers has too many digits"))
    })
}

fn refuse(why: &str) -> Error {
    Error::new(CYBSIGN_E_FIELD, format!("the offer can't be taken: {why}"))
}
