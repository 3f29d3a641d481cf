"""SCMP messages: sealing and opening, replies, and the way to the Simple Order and REST APIs.

The profile is that of draft-arnold-scmp-08. The format that CyberSource's server takes is not public: this was not tried with
it, and is not known to work with it.
"""

import json
from typing import Any, Dict, List, Literal, NamedTuple, Optional, TypedDict, Union

from . import _arguments
from ._abi import Bytes, HttpRequest, ScmpHandle
from ._arguments import Data, Text
from ._call import call, document, made, taken
from ._fields import Fields, packed
from ._handle import Owner
from ._library import library
from ._typing import Unpack
from .credential import Credential
from .options import Limits, ScmpLimits, ScmpOptions
from .request import Request, taken_request


class ScmpSigner(TypedDict):
    """The certificate by which a message's signature is good."""

    subject: str
    sha256: str
    not_after: Optional[str]


class ScmpErrorLine(TypedDict):
    """What the other side says where it did not carry a request out."""

    number: int
    text: str


class ScmpInfo(TypedDict):
    """What Scmp.open() knows of a message."""

    kind: Literal["message", "error"]
    encrypted: bool
    protocol_version: str
    time_to_live: int
    message_type: str
    request_id: str
    #: False where policy ``"draft"`` took a message whose signature does not cover the three before.
    headers_authenticated: bool
    signer: ScmpSigner
    #: What tells a message from all others: a server keeps it, and refuses a message whose key it has.
    replay_key: str
    weak: List[Literal["sha1", "3des", "short_keys"]]
    #: What the offers come to.
    total: Optional[str]
    error: Optional[ScmpErrorLine]


class ScmpSealed(NamedTuple):
    """A message that is ready to be sent."""

    #: Where and how to send it; the URL is that of the option ``url``, and empty without it.
    request: Request
    #: Its id, which open() needs for the reply.
    request_id: str

    def mime(self) -> bytes:
        """The message as a whole MIME entity."""
        lines = "".join("{}: {}\r\n".format(name, value) for name, value in self.request.headers.items())
        return lines.encode("ascii") + b"\r\n" + self.request.body


class ScmpOpened(NamedTuple):
    """A message that was opened."""

    #: The fields, in their order; empty for an error.
    fields: Dict[str, str]
    #: What is known of the message.
    info: ScmpInfo

    def __repr__(self) -> str:
        # A value may be a card number.
        return "<cybsign.ScmpOpened: {}, {} fields>".format(self.info["kind"], len(self.fields))


class ScmpService(TypedDict):
    """What became of one service, or of the request as a whole (``"ics"``)."""

    service: str
    rcode: Optional[int]
    rflag: Optional[str]
    rmsg: Optional[str]
    decision: Optional[Literal["ACCEPT", "REJECT", "ERROR"]]
    reason_codes: List[int]
    inferred: bool


class Unmapped(TypedDict):
    """A field that does not stand in a result, and why."""

    field: str
    why: str


class ScmpReply(ScmpService, total=False):
    """What Scmp.parse_reply() or Scmp.reply_from_simple_order() read."""

    reason: Optional[str]
    #: Whether the very same request may be sent again; None where that is not known.
    may_resend: Optional[bool]
    #: ``"unknown"``: the order may have been processed, so look it up before you do anything else.
    state: Literal["known", "unknown"]
    request_id: Optional[str]
    request_token: Optional[str]
    merchant_ref_number: Optional[str]
    services: List[ScmpService]
    fields: Dict[str, str]
    #: Of a Simple Order reply: what has no SCMP name.
    unmapped: List[Unmapped]
    #: Of a Simple Order reply: flags that were made of reason codes for which none is known.
    made_flags: List[str]


class SimpleOrderRequest(TypedDict):
    """What scmp_to_simple_order() made."""

    fields: Dict[str, str]
    unmapped: List[Unmapped]


class RestRequest(TypedDict):
    """What scmp_to_rest() made."""

    method: str
    path: str
    merchant_id: Optional[str]
    portfolio_id: Optional[str]
    body: Dict[str, Any]
    unmapped: List[Unmapped]


class Scmp(Owner[ScmpHandle]):
    """Seals and opens SCMP messages. It never changes and may be used from any thread at once.

    ``server_certificate`` is the other side's, PEM or DER; a client whose P12 holds ``CyberSource_SJC_US`` needs none. With
    ``role="server"`` it is the client's. ``options`` are those of ``cybsign.ScmpOptions``; ``docs/options.md`` says what each
    means. The credential may be closed afterwards.
    """

    __slots__ = ()

    def __init__(
        self, credential: Credential, server_certificate: Optional[Text] = None, **options: Unpack[ScmpOptions]
    ) -> None:
        self._handle = None
        if not isinstance(credential, Credential):
            raise TypeError("credential must be a cybsign.Credential, not {}".format(type(credential).__name__))
        certificate = (None, 0) if server_certificate is None else _arguments.text(server_certificate, "server_certificate")
        buffers = certificate + _arguments.options(options, certificate="expected_certificate")
        self._handle = made(ScmpHandle, library.cybsign_scmp_new, credential, *buffers)

    def seal(self, payload: Union[Fields, Text]) -> ScmpSealed:
        """Seals a payload: it is signed, then encrypted to the other side.

        ``payload`` is a mapping of str to str, or an iterable of pairs (name, value); a line break in a value is refused. It
        may also be text, str or bytes, with a line ``name=value`` for each field; that is already joined, so that a line
        break in a value can't be seen: where values come from users, give a mapping.
        """
        parts, request_id = HttpRequest(), Bytes()
        if isinstance(payload, (str, bytes, bytearray, memoryview)):
            call(library.cybsign_scmp_seal, self, *_arguments.text(payload, "payload"), parts, request_id)
        else:
            array, count, _block = packed(payload)
            call(library.cybsign_scmp_seal_fields, self, array, count, parts, request_id)
        request = taken_request(parts)
        return ScmpSealed(request, taken(request_id).decode("ascii"))

    def error(self, request_id: str, number: int, text: str) -> Request:
        """Makes an SCMP error, a server's answer to a request that it does not carry out: signed, and never encrypted."""
        parts = HttpRequest()
        if not isinstance(number, int) or not 0 <= number <= 999999999:
            raise ValueError("number must be an int from 0 to 999999999")
        words = _arguments.text(text, "text")
        call(library.cybsign_scmp_error, self, *_arguments.text(request_id, "request_id"), number, *words, parts)
        return taken_request(parts)

    def open(self, data: Data, request_id: Optional[str] = None, headers: Optional[Text] = None) -> ScmpOpened:
        """Opens a message: decrypts it, and verifies its signature and its signer.

        ``data`` is a whole MIME entity or, where ``headers`` has the lines that came over HTTP, the body. A client gives the
        ``request_id`` of the request that the reply must answer. Whatever is wrong with a message to this certificate is a
        CryptoError of one text (E_DECRYPT), so that the answer tells nothing about the key.
        """
        wanted = (None, 0) if request_id is None else _arguments.text(request_id, "request_id")
        lines = (None, 0) if headers is None else _arguments.text(headers, "headers")
        payload, info = Bytes(), Bytes()
        call(library.cybsign_scmp_open, self, *wanted, *lines, *_arguments.data(data, "data"), payload, info)
        text = taken(payload).decode("utf-8")
        pairs = (line.split("=", 1) for line in text.split("\n") if line)
        return ScmpOpened({name: value for name, value in pairs}, json.loads(taken(info)))

    @staticmethod
    def parse_reply(reply: Text, *, limits: Optional[ScmpLimits] = None) -> ScmpReply:
        """Reads the payload of a reply: results as a whole and for each service.

        Where ``state`` is ``"unknown"``, and where this raises an error, the order may have been processed: look before you
        send again.
        """
        buffers = _arguments.text(reply, "reply") + _arguments.options({"limits": limits})
        found: ScmpReply = document(library.cybsign_scmp_parse_reply_json, None, *buffers)
        return found

    @staticmethod
    def reply_from_simple_order(
        reply: Text, *, http_status: Optional[int] = None, limits: Optional[Limits] = None
    ) -> ScmpReply:
        """Reads a Simple Order reply as an SCMP reply, with ics_rcode, ics_rflag and ics_rmsg."""
        options = _arguments.options({"http_status": http_status, "limits": limits})
        buffers = _arguments.text(reply, "reply") + options
        found: ScmpReply = document(library.cybsign_scmp_reply_from_simple_order_json, None, *buffers)
        return found


def scmp_to_simple_order(request: Fields) -> SimpleOrderRequest:
    """Converts an SCMP request into fields of the Simple Order API, and lists those that do not stand among them."""
    found: SimpleOrderRequest = _converted(request, "simple_order")
    return found


def scmp_to_rest(request: Fields) -> RestRequest:
    """Converts an SCMP request of card services into one of the REST API, and lists the fields that do not stand in it."""
    found: RestRequest = _converted(request, "rest")
    return found


def _converted(request: Fields, to: str) -> Any:
    array, count, _block = packed(request)
    return document(library.cybsign_scmp_convert_json, None, array, count, *_arguments.options({"to": to}))
