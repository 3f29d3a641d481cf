"""Replies."""

from typing import Dict, List, Literal, Optional, TypedDict


class Fault(TypedDict):
    """A SOAP fault. A critical one does not say whether the order was processed."""

    code: Optional[str]
    string: Optional[str]
    request_id: Optional[str]
    critical: bool


class ReplyWarning(TypedDict):
    """One thing that is odd about a reply."""

    code: Literal["repeated"]
    field: str
    message: str


class Reply(TypedDict):
    """What SimpleOrder.parse_reply() read."""

    kind: Literal["nvp", "xml", "fault"]
    decision: Optional[str]
    reason_code: Optional[int]
    #: What the reason code means.
    reason: Optional[str]
    #: Whether the very same request may be sent again; None where that is not known.
    may_resend: Optional[bool]
    #: ``"unknown"``: the order may have been processed, so look it up before you do anything else.
    state: Literal["known", "unknown"]
    request_id: Optional[str]
    request_token: Optional[str]
    merchant_reference_code: Optional[str]
    #: All of them; XML's nested names are joined by ``_``, as NVP has them.
    fields: Dict[str, Optional[str]]
    missing_fields: List[str]
    invalid_fields: List[str]
    fault: Optional[Fault]
    #: Fields that stand twice with different values; the last one is given.
    warnings: List[ReplyWarning]
