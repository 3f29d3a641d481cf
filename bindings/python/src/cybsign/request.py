"""Messages that are ready to be sent."""

from typing import Dict, NamedTuple, Optional

from ._abi import HttpRequest
from ._library import library


class Request(NamedTuple):
    """An HTTP request that is ready to be sent."""

    #: Such as ``"POST"``.
    method: str
    #: Where it goes.
    url: str
    #: The headers that belong to the message. ``Host`` and ``Content-Length`` are the transport's.
    headers: Dict[str, str]
    #: The signed message.
    body: bytes

    def __repr__(self) -> str:
        # The body may hold a card number.
        return "<cybsign.Request: {} {}, {} bytes>".format(self.method, self.url, len(self.body))


class SignedEnvelope(NamedTuple):
    """What SimpleOrder.sign_envelope() gives."""

    #: The signed SOAP envelope.
    message: bytes
    #: The Username of the UsernameToken that was taken out; None if there was no token.
    username: Optional[str]
    #: Whether that differs from the Body's merchantID, as a meta key's does.
    meta_key: bool

    def __repr__(self) -> str:
        return "<cybsign.SignedEnvelope, {} bytes, meta_key={}>".format(len(self.message), self.meta_key)


def taken_request(parts: HttpRequest) -> Request:
    """Copies a request that the library gave, and gives it back to it."""
    try:
        method, url, headers, body = (part.data[: part.len] for part in (parts.method, parts.url, parts.headers, parts.body))
    finally:
        library.cybsign_request_clear(parts)
    lines = headers.decode("ascii").splitlines()
    return Request(method.decode("ascii"), url.decode("ascii"), dict(line.split(": ", 1) for line in lines), body)
