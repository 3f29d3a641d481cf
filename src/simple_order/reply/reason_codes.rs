//! The reason codes of Simple Order replies.
//!
//! Whether the same request may be sent again is judged by one question: can it do harm? Where a service may have been
//! carried out although no result came back, a second request may charge a second time, so the answer is no until the order
//! was looked up. Where the server has refused the request for what stands in it, the same request is refused again.

/// What a reason code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonCode {
    /// The number.
    pub code: u32,
    /// What it means, and what to do.
    pub meaning: &'static str,
    /// Whether the very same request may be sent again.
    pub may_resend: bool,
    /// Whether it is known what became of the order.
    pub state_known: bool,
}

/// A result, or a refusal that the same request would meet again.
const fn settled(code: u32, meaning: &'static str) -> ReasonCode {
    ReasonCode { code, meaning, may_resend: false, state_known: true }
}

/// A refusal that may pass: the same request may be sent again later.
const fn passing(code: u32, meaning: &'static str) -> ReasonCode {
    ReasonCode { code, meaning, may_resend: true, state_known: true }
}

/// No result: the service may have been carried out or not.
const fn open(code: u32, meaning: &'static str) -> ReasonCode {
    ReasonCode { code, meaning, may_resend: false, state_known: false }
}

/// The codes that are known here, in order. CyberSource adds codes at any time: for others, the decision counts.
pub const REASON_CODES: &[ReasonCode] = &[
    settled(100, "success"),
    settled(101, "required fields are missing; missing_fields names them"),
    settled(102, "fields hold invalid data; invalid_fields names them"),
    settled(
        104,
        "the merchantReferenceCode was used by another authorization within 15 minutes; look that one up, and use a \
         new code for a new order",
    ),
    settled(105, "the merchant transaction identifier was used within 60 days; use a new one for a new order"),
    settled(110, "only a part of the amount was approved; take the rest in another way, or reverse the authorization"),
    open(150, "general system failure; look the order up before you send it again"),
    open(151, "the server timed out; look the order up before you send it again"),
    open(152, "a service did not finish in time; look the order up before you send it again"),
    settled(153, "the account is not enabled for original credit transactions"),
    settled(200, "the issuer approved, but the address verification failed; capture it only after a review"),
    settled(201, "the issuer has questions; call the processor for an authorization by voice"),
    settled(202, "the card has expired, or its expiration date is not the issuer's"),
    settled(203, "the card was declined, without further information from the issuer"),
    settled(204, "the account has not enough funds"),
    settled(205, "the card is reported stolen or lost"),
    passing(207, "the issuer is unavailable; wait some minutes before you send the request again"),
    settled(208, "the card is inactive, or not allowed where it is not present"),
    settled(209, "the card identification digits do not match"),
    settled(210, "the credit limit is reached"),
    settled(211, "the card verification number is invalid"),
    settled(212, "the EMV transaction was rejected"),
    settled(213, "the account is watched for fraud"),
    settled(220, "the processor declined for a general problem with the customer's account"),
    settled(221, "the customer is on the processor's negative file"),
    settled(222, "the customer's account is frozen"),
    settled(230, "the issuer approved, but the card verification number check failed; capture it only after a review"),
    settled(231, "the account number is invalid"),
    settled(232, "the processor does not take this card type"),
    settled(233, "the processor declined, without further information"),
    settled(234, "the merchant's configuration at CyberSource is wrong; have it corrected"),
    settled(235, "the amount is more than was authorized"),
    passing(236, "the processor failed; wait some minutes before you send the request again"),
    settled(237, "the authorization is reversed already"),
    settled(238, "the authorization is captured already"),
    settled(239, "the amount is not that of the earlier transaction"),
    settled(240, "the card type is invalid, or not that of the card number"),
    settled(241, "the request ID is invalid, or can't be used for this follow-on request"),
    settled(242, "there is no unused authorization to capture"),
    settled(243, "the transaction is settled or reversed already"),
    settled(244, "the bank account number failed the check"),
    settled(246, "a void is not possible: it was sent to the processor already, or is of a type that can't be voided"),
    settled(247, "the capture that should be credited was voided"),
    settled(248, "the processor declined the boleto request"),
    open(250, "the processor timed out; look the order up before you send it again"),
    settled(251, "the debit card's limit of use, of PIN entries or of the day's amount is exceeded"),
    settled(254, "credits that follow no transaction are not allowed for this account"),
    settled(255, "the account is not configured for the service in this country"),
    settled(256, "the credit is more than the account allows"),
    settled(257, "the gift card or prepaid card is active already"),
    settled(259, "the reload limit of the gift card or prepaid card is exceeded"),
    settled(260, "the amount lies outside of what the gift card or prepaid card allows"),
    open(262, "the request is still in progress; wait, and look the order up"),
    settled(263, "the mass transit transaction was declined"),
    settled(400, "the fraud score is over the threshold"),
    settled(428, "the exemption from strong customer authentication was declined"),
    settled(450, "the apartment number is missing or was not found"),
    settled(451, "the address is incomplete"),
    settled(452, "the house or box number was not found in the street"),
    settled(453, "several addresses match"),
    settled(454, "the post office box was not found"),
    settled(455, "the route service was not found"),
    settled(456, "the street was not found in the postal code"),
    settled(457, "the postal code was not found"),
    settled(458, "the address can't be verified or corrected"),
    settled(459, "several addresses abroad match"),
    settled(460, "no address matches"),
    settled(461, "the character set is not supported"),
    settled(475, "the cardholder is enrolled in payer authentication; authenticate, then go on"),
    settled(476, "the payer could not be authenticated"),
    settled(478, "strong customer authentication is required; authenticate, then go on"),
    settled(480, "Decision Manager holds the order for review; it is not declined"),
    settled(481, "Decision Manager rejected the order"),
    settled(490, "the acquirer takes no transactions from this merchant at this time"),
    settled(491, "the acquirer does not take this transaction"),
    settled(520, "the issuer approved, but your Smart Authorization settings declined; capture it only after a review"),
    settled(700, "the customer is on the list of denied parties"),
    settled(701, "the billing or shipping country is under an export restriction"),
    settled(702, "the e-mail address's country is under an export restriction"),
    settled(703, "the host name's or IP address's country is under an export restriction"),
];

/// The row of a code, or `None` for one that is not known here.
pub fn reason_code(code: u32) -> Option<&'static ReasonCode> {
    REASON_CODES.binary_search_by_key(&code, |row| row.code).ok().map(|at| &REASON_CODES[at])
}
