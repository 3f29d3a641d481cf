//! The flags of replies (`ics_rflag`) and what they stand for.
//!
//! Sources: CyberSource's support article on the flags and reason codes, its table "Reason Codes and Reply Flags", and its
//! test responses for the SCMP API. A row is marked as inferred where only the meanings of flag and reason code match.

/// What a flag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// The flag.
    pub flag: &'static str,
    /// The `ics_rcode` that stands beside it: 1 success, 0 declined, -1 error.
    pub rcode: i32,
    /// The reason codes of the Simple Order API that it stands for. The first is the most general.
    pub reason_codes: &'static [u32],
    /// Whether the row is inferred from meanings, and not said by CyberSource.
    pub inferred: bool,
    /// What it means, and what to do.
    pub meaning: &'static str,
    /// Whether the very same request may be sent again.
    pub may_resend: bool,
    /// Whether it is known what became of the order.
    pub state_known: bool,
}

/// A row that CyberSource's documents have, of a request whose result is known. Where a flag stands for several reason codes,
/// of which only some may pass, the same request is not to be sent again.
const fn said(flag: &'static str, rcode: i32, reason_codes: &'static [u32], meaning: &'static str) -> Flag {
    Flag { flag, rcode, reason_codes, inferred: false, meaning, may_resend: false, state_known: true }
}

/// A row that follows from meanings.
const fn inferred(flag: &'static str, rcode: i32, reason_codes: &'static [u32], meaning: &'static str) -> Flag {
    Flag { inferred: true, ..said(flag, rcode, reason_codes, meaning) }
}

/// No result: the service may have been carried out or not.
const fn open(flag: &'static str, reason_codes: &'static [u32], meaning: &'static str) -> Flag {
    Flag { state_known: false, ..said(flag, -1, reason_codes, meaning) }
}

/// The flags that are known here, in the order of their names; the first row of a flag is what it says. CyberSource adds flags
/// at any time: for others, `ics_rcode` counts.
pub const FLAGS: &[Flag] = &[
    said(
        "DAVSNO",
        0,
        &[200],
        "the issuer approved, but the address verification failed; capture it only after a review",
    ),
    said("DCALL", 0, &[201], "the issuer has questions; call the processor for an authorization by voice"),
    said("DCARDEXPIRED", 0, &[202], "the card has expired, or its expiration date is not the issuer's"),
    said("DCARDREFUSED", 0, &[203, 204, 205, 207, 208, 209], "the card was declined"),
    inferred("DCV", 0, &[230], "the issuer approved, but the card verification number check failed; review it"),
    said("DDUPLICATE", 0, &[104], "the merchant_ref_number was used by another authorization within 15 minutes"),
    inferred("DINVALIDCARD", 0, &[231], "the account number is invalid"),
    said("DINVALIDDATA", 0, &[102], "fields hold invalid data"),
    said("DMISSINGFIELD", 0, &[101], "required fields are missing"),
    inferred("DSCORE", 0, &[400], "the fraud score is over the threshold"),
    inferred("DSETTINGS", 0, &[234], "the merchant's configuration at CyberSource is wrong; have it corrected"),
    open("ESYSTEM", &[150], "general system failure; look the order up before you send it again"),
    open("ETIMEOUT", &[151], "the server timed out; look the order up before you send it again"),
    Flag {
        inferred: true,
        ..open("ETIMEOUT", &[152], "a service timed out; look the order up before you send it again")
    },
    said("SOK", 1, &[100], "success"),
    inferred(
        "SPARTIALAPPROVAL",
        0,
        &[110],
        "only a part of the amount was approved; take the rest in another way, or reverse",
    ),
];

/// The row of a flag, or `None` for one that is not known here.
pub fn flag(flag: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|row| row.flag == flag)
}

/// The row that a reason code of the Simple Order API belongs to; `None` for a code that no flag is known for.
pub(super) fn flag_of_reason_code(code: u32) -> Option<&'static Flag> {
    FLAGS.iter().find(|row| row.reason_codes.contains(&code))
}
