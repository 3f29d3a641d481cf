"""The report of a verification."""

from typing import List, Literal, Optional, TypedDict, Union


class Check(TypedDict):
    """One thing that was checked."""

    name: str
    ok: bool
    detail: str
    #: Which check it is, for programs.
    code: Literal[
        "xml", "envelope", "security_header", "one_signature", "one_token", "token_certificate", "key_info", "signed_info",
        "signature_base64", "signature_method", "digest_method", "references", "key_reference", "body_is_signed", "digest",
        "signature", "dates", "signer",
    ]


class Signer(TypedDict):
    """Particulars of a certificate. Dates are RFC 3339 text in UTC, or None where they can't be read."""

    subject: str
    issuer: str
    serial_hex: str
    sha256: str
    not_before: Optional[str]
    not_after: Optional[str]
    key_bits: Optional[int]


class VerificationReport(TypedDict):
    """What SimpleOrder.verify() checked and how it came out."""

    ok: bool
    #: In the order in which they were made; what stands behind the first failure may be missing.
    checks: List[Check]
    #: Who signed, or ``"not authenticated"`` where anybody may have; None unless ok.
    signer: Union[Signer, str, None]
    #: What the message's token says, which proves nothing by itself.
    certificate: Optional[Signer]
