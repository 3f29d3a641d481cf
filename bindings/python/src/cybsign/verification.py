"""The report of a verification."""

from typing import List, Optional, TypedDict, Union


class Check(TypedDict):
    """One thing that was checked."""

    name: str
    ok: bool
    detail: str


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
